"""The API for programs, version 1."""

from fastapi import APIRouter

from api.v1 import downloads, events, notes, operation, people, upload

router = APIRouter()
for part in (upload, notes, events, downloads, people, operation):
    router.include_router(part.router)
