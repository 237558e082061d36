"""The API for programs, version 1."""

from fastapi import APIRouter

from api.v1 import downloads, notes, people, upload

router = APIRouter()
for part in (upload, notes, downloads, people):
    router.include_router(part.router)
