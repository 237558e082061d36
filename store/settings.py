"""What whoever installs Tripont may choose, read once from the environment and from files with secrets.

Every setting is an environment variable ``TRIPONT_<NAME>``. One that must not stand in an environment may lie in a
file named after it in lower case (``tripont_database_url``), in the folder that TRIPONT_SECRETS names: ``/run/secrets``
unless told else, where container engines lay them out.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


def _home() -> Path:
    return user_data_path("tripont", appauthor=False)


class Settings(BaseSettings):
    """All settings with their defaults, which serve one small machine. Docs: docs/operation.md."""

    model_config = SettingsConfigDict(env_prefix="TRIPONT_", frozen=True, extra="ignore")

    home: Annotated[
        Path, Field(default_factory=_home, description="folder for everything that is kept on this machine")
    ]
    database_url: Annotated[SecretStr | None, Field(description="SQLAlchemy URL; default: SQLite in the home")] = None
    files_url: Annotated[str | None, Field(description="folder, or fsspec URL as s3://bucket/prefix")] = None
    broker_url: Annotated[SecretStr | None, Field(description="redis:// URL; default: an embedded broker")] = None

    lease_seconds: Annotated[
        float, Field(gt=0, description="how long a worker may be silent before its job goes on")
    ] = 30.0
    slice_seconds: Annotated[float, Field(gt=0, description="after this time a job lets waiting ones go first")] = 20.0
    attempts: Annotated[int, Field(ge=1, description="attempts without progress before a job ends as failed")] = 4
    ring_seconds: Annotated[float, Field(gt=0, description="how often the reconciler looks for lost jobs")] = 5.0

    upload_bytes: Annotated[int, Field(ge=1, description="largest note")] = 40 * MIB
    upload_files: Annotated[int, Field(ge=1, description="most notes in one upload")] = 50
    uploads_per_minute: Annotated[int, Field(ge=1, description="notes that one account may send in a minute")] = 600
    forum_bytes: Annotated[int, Field(ge=1, description="room of one forum for originals")] = 4096 * MIB
    forum_waiting: Annotated[int, Field(ge=1, description="notes of one forum that may wait at a time")] = 2000
    free_bytes: Annotated[int, Field(ge=0, description="uploads are refused when less disk is free")] = 256 * MIB

    public_url: Annotated[str, Field(description="address under which people reach the pages")] = (
        "http://127.0.0.1:8000"
    )
    proxies: Annotated[str, Field(description="addresses of reverse proxies that tell for whom they ask")] = "127.0.0.1"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="debug, info, warning or error")
    ] = "info"
    engine: Annotated[str, Field(description="auto, apertium or argos")] = "auto"

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home / 'tripont.sqlite'}"

    @property
    def broker(self) -> str:
        """The broker's URL as Celery reads it; without one, messages are files in the home."""
        if self.broker_url is not None:
            return self.broker_url.get_secret_value()
        return f"filesystem://{self.home / 'broker'}"

    @property
    def files(self) -> str:
        """Where files lie: a folder or an fsspec URL."""
        return self.files_url or str(self.home / "files")


def read_settings() -> Settings:
    """Read the environment and the secret files; raises pydantic's ValidationError naming what is wrong."""
    folder = Path(os.environ.get("TRIPONT_SECRETS", "/run/secrets"))
    return Settings(_secrets_dir=folder if folder.is_dir() else None)  # type: ignore[call-arg]
