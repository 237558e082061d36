"""The stylesheets, scripts and pictures of the pages, which a browser keeps as long as they are the same."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.pages.rendering import STATIC, mark

FOR_GOOD = "public, max-age=31536000, immutable"
UNTIL_ASKED = "no-cache"


class KeptFiles(StaticFiles):
    """Files whose address carries a mark of their content: with the right mark they may be kept for good."""

    def __init__(self) -> None:
        """Serve what lies in ``static/``."""
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file, and say how long it may be kept."""
        response = await super().get_response(path, scope)
        if response.status_code in {200, 304}:
            # Another mark is that of another version, which a server that is just being renewed may not have yet.
            marked = scope["query_string"] == f"v={mark(path)}".encode()
            response.headers["Cache-Control"] = FOR_GOOD if marked else UNTIL_ASKED
        return response
