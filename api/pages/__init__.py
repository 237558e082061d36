"""The pages for people: made on the server, in three languages, readable without a script."""

from fastapi import APIRouter

from api.pages import account, forums, invitations, members, notes, signing, upload
from api.pages.kept import KeptFiles
from api.pages.problems import problem_page

__all__ = ["KeptFiles", "problem_page", "router"]

router = APIRouter(include_in_schema=False)
for part in (signing, forums, upload, notes, members, invitations, account):
    router.include_router(part.router)
