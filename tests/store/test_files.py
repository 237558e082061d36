"""One contract for files wherever they lie: in a folder, in an object store in memory, on a real S3 server."""

import hashlib
import multiprocessing
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from store.files import BadFilesUrl, FileMissing, Files, FilesAway, LocalFiles, RemoteFiles, files_at
from tests.servers import free_port

CONTENT = b"%PDF-1.7 three bridges" * 1000
NAME = hashlib.sha256(CONTENT).hexdigest()
ABSENT = "0" * 64


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Run an S3 server; gives its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a bucket of our own, and say where it is as a person would: in the environment. Gives a URL."""
    set_credentials(monkeypatch, s3)
    name = f"tripont-{uuid4().hex}"
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir(name)
    return f"s3://{name}/notes"


def set_credentials(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Set what the S3 driver reads from the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tripont")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tripont")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture(params=["folder", "memory", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """Give an empty place for files."""
    if request.param == "folder":
        return files_at(str(tmp_path / "files"))
    if request.param == "memory":
        return files_at(f"memory://{uuid4().hex}/notes")
    return files_at(request.getfixturevalue("bucket"))


def test_a_file_is_named_by_its_content(files: Files) -> None:
    """What is put can be had in every way, and putting it twice is the same as once."""
    for _ in range(2):
        stored = files.put(CONTENT)
        assert (stored.sha256, stored.size) == (NAME, len(CONTENT))
        assert stored.there is not None
        assert stored.there()
    assert files.has(NAME)
    assert files.read(NAME) == CONTENT
    with files.open(NAME) as stream:
        assert stream.read(5) == CONTENT[:5]
    with files.local(NAME) as path:
        assert path.read_bytes() == CONTENT
    assert list(files.names(-60)) == [NAME]


def test_a_file_comes_in_pieces(files: Files) -> None:
    """However it is cut, it is the same file; nothing can be seen of it before it is whole."""
    with files.receive() as incoming:
        for start in range(0, len(CONTENT), 777):
            incoming.write(CONTENT[start : start + 777])
        assert incoming.size == len(CONTENT)
        assert not files.has(NAME)
        assert incoming.keep().sha256 == NAME
    assert files.read(NAME) == CONTENT


def test_an_empty_file_is_a_file(files: Files) -> None:
    """Nothing in it, and yet it is there."""
    stored = files.put(b"")
    assert stored.size == 0
    assert files.read(stored.sha256) == b""


def test_what_is_not_kept_is_forgotten(files: Files) -> None:
    """An upload that breaks off leaves nothing."""

    def break_off() -> None:
        with files.receive() as incoming:
            incoming.write(CONTENT)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        break_off()
    assert not files.has(NAME)
    assert list(files.names(-60)) == []
    assert files.tidy(-60) == 0


@pytest.mark.parametrize("name", [ABSENT, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there_is_told(files: Files, name: str) -> None:
    """Whoever asks for a file that is not there learns just that, and deleting it is no fault."""
    assert not files.has(name)
    for ask in (files.read, files.open, lambda n: files.local(n).__enter__()):
        with pytest.raises(FileMissing):
            ask(name)
    if name == ABSENT:
        files.delete(name)


def test_a_deleted_file_is_gone(files: Files) -> None:
    """And can come again."""
    stored = files.put(CONTENT)
    files.delete(NAME)
    assert not files.has(NAME)
    assert stored.there is not None
    assert not stored.there()
    files.put(CONTENT)
    assert files.has(NAME)


def test_only_old_files_are_listed_as_old(files: Files) -> None:
    """A file that was kept just now, even if it had been there for long, is young."""
    files.put(CONTENT)
    assert list(files.names(3600)) == []
    assert list(files.names(-3600)) == [NAME]


def test_many_may_put_the_same_at_once(files: Files) -> None:
    """Twenty uploads of one file give one whole file."""
    threads = [threading.Thread(target=files.put, args=(CONTENT,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(files.names(-60)) == [NAME]
    assert files.read(NAME) == CONTENT


def test_a_place_proves_that_it_takes_files(files: Files) -> None:
    """The check leaves nothing that could be taken for a file of a note."""
    free = files.check()
    assert free is None or free > 0
    assert list(files.names(-60)) == []


def test_a_forked_process_has_its_own_connection(files: Files) -> None:
    """What was opened before a fork does not hang behind it."""
    files.put(CONTENT)
    context = multiprocessing.get_context("fork")
    inbox = context.SimpleQueue()
    if "memory" in repr(vars(files)):
        pytest.skip("what is in memory is not shared")
    child = context.Process(target=lambda: inbox.put(len(files.read(NAME))))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert inbox.get() == len(CONTENT)


# --- A folder --------------------------------------------------------------------------------------------------------


def test_what_a_killed_upload_left_is_tidied(tmp_path: Path) -> None:
    """A process that dies while it receives leaves a file beside, which goes when it is old enough."""
    script = "import sys, os; from pathlib import Path; from store.files import LocalFiles\n"
    script += f"with LocalFiles(Path({str(tmp_path)!r})).receive() as i: i.write(b'x' * 9); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[2])
    files = LocalFiles(tmp_path)
    assert len(list((tmp_path / "incoming").iterdir())) == 1
    assert files.tidy(3600) == 0
    assert files.tidy(-60) == 1
    assert list((tmp_path / "incoming").iterdir()) == []


def fill(files: Files) -> None:
    """Receive more than there is room for."""
    with files.receive() as incoming:
        for _ in range(64):
            incoming.write(b"x" * 65_536)
        incoming.keep()


@pytest.mark.parametrize("limit", [100_000, 65_536])
def test_a_file_too_large_for_the_disk_leaves_nothing(tmp_path: Path, limit: int) -> None:
    """A write that the system refuses is told as such, and nothing stays behind."""
    files = LocalFiles(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(FilesAway, match="too large"):
            fill(files)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 1 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a file system needs rights that this process does not have")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing(small_disk: Path) -> None:
    """The upload that does not fit is refused; what was there stays, and what fits afterwards is taken."""
    files = LocalFiles(small_disk)
    files.put(CONTENT)
    with pytest.raises(FilesAway, match="No space left"):
        fill(files)
    assert files.tidy(-60) == 0
    assert files.read(NAME) == CONTENT
    files.put(b"small")
    (small_disk / "ballast").write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    with pytest.raises(FilesAway):
        files.put(b"another" * 10_000)
    assert files.tidy(-60) == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "files").write_text("in the way")
    files = LocalFiles(tmp_path / "files")
    with pytest.raises(FilesAway):
        files.put(b"x")
    with pytest.raises(FilesAway):
        files.check()


# --- An object store -------------------------------------------------------------------------------------------------


def test_a_server_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody at the address every call says that the place does not answer, and a file is not called missing."""
    set_credentials(monkeypatch, f"http://127.0.0.1:{free_port()}")
    files = files_at("s3://bucket/notes")
    asks = (
        lambda: files.put(CONTENT),
        lambda: files.has(NAME),
        lambda: files.read(NAME),
        lambda: files.delete(NAME),
        lambda: list(files.names(0)),
        files.check,
    )
    for ask in asks:
        with pytest.raises(FilesAway):
            ask()


def test_a_bucket_that_does_not_exist_takes_nothing(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong name in the settings is told when something is to be kept."""
    set_credentials(monkeypatch, s3)
    with pytest.raises(FilesAway):
        files_at("s3://nobodys-bucket/notes").put(CONTENT)


def test_nothing_of_a_remote_upload_stays_on_this_machine(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy on the way is removed, whether the upload went well or not."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = files_at(bucket)
    files.put(CONTENT)
    files.read(NAME)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(FilesAway):
        files_at(bucket).put(CONTENT)
    assert list(tmp_path.iterdir()) == []


def test_the_kind_of_place_follows_from_its_address(tmp_path: Path) -> None:
    """A folder, a file URL, an object store; making one opens nothing."""
    assert isinstance(files_at(str(tmp_path / "a")), LocalFiles)
    assert isinstance(files_at(f"file://{tmp_path}/a"), LocalFiles)
    assert isinstance(files_at("s3://bucket"), RemoteFiles)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["s3://", "nonsense://bucket"])
def test_a_wrong_address_is_told(url: str) -> None:
    """Before anything is kept."""
    with pytest.raises(BadFilesUrl):
        files_at(url)


def test_a_missing_driver_is_told_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package for S3 the sentence says how to get it."""
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    with pytest.raises(BadFilesUrl, match=r"tripont\[s3\]"):
        files_at("s3://bucket/notes")
