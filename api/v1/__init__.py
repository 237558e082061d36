"""The API for programs, version 1."""

from fastapi import APIRouter

from api.v1 import downloads, events, notes, people, upload

router = APIRouter()
for part in (upload, notes, events, downloads, people):
    router.include_router(part.router)
