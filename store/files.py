"""The place for files that the settings name."""

from pathlib import Path

from store.local_files import LocalFiles
from store.remote_files import RemoteFiles
from store.stored import BadFilesUrl, FileMissing, Files, FilesAway, Incoming, Stored

__all__ = [
    "BadFilesUrl",
    "FileMissing",
    "Files",
    "FilesAway",
    "Incoming",
    "LocalFiles",
    "RemoteFiles",
    "Stored",
    "files_at",
]


def files_at(url: str) -> Files:
    """Give the files in a folder, or at an address as ``s3://bucket/prefix``; raises BadFilesUrl. Opens nothing."""
    scheme, separator, path = url.partition("://")
    if not separator:
        return LocalFiles(Path(url))
    return LocalFiles(Path(path)) if scheme == "file" else RemoteFiles(url)
