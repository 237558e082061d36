"""Fetching files from a server that behaves, and from one that does not."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from document.progress import Progress
from worker.engines.argos.download import Fetcher
from worker.engines.argos.errors import PackageRefused, PackageUnavailable

DATA = bytes(range(256)) * 4096


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the file is to go."""
    return tmp_path / "there" / "model"


def only(folder: Path) -> list[str]:
    """Give the names of the files in a folder."""
    return sorted(file.name for file in folder.iterdir())


def test_a_file_arrives_with_progress_in_bytes(server, fetcher: Fetcher, target: Path) -> None:
    """Progress begins at nothing, only grows, and ends at the whole size; nothing else is left beside the file."""
    server.offer("model", DATA)
    told: list[Progress] = []
    fetcher.fetch(f"{server.address}/model", target, report=told.append)
    done = [progress.done for progress in told]
    assert target.read_bytes() == DATA
    assert done[0] == 0
    assert done == sorted(done)
    assert (told[-1].done, told[-1].total) == (len(DATA), len(DATA))
    assert only(target.parent) == ["model"]


def test_a_broken_line_is_taken_up_where_it_broke(server, fetcher: Fetcher, target: Path) -> None:
    """After each cut only the rest is asked for, and the file is the same to the byte."""
    server.offer("model", DATA).troubles = [("cut", 300_000), ("cut", 200_000)]
    fetcher.fetch(f"{server.address}/model", target)
    assert server.ranges("model") == [None, "bytes=300000-", "bytes=500000-"]
    assert target.read_bytes() == DATA


def test_a_later_call_goes_on_from_an_earlier_one(server, fetcher: Fetcher, target: Path) -> None:
    """What had arrived when all tries were used up is not fetched again the next time."""
    server.offer("model", DATA).troubles = [("cut", 300_000), 503, 503]
    with pytest.raises(PackageUnavailable):
        replace(fetcher, tries=2).fetch(f"{server.address}/model", target)
    assert not target.exists()
    fetcher.fetch(f"{server.address}/model", target)
    assert server.ranges("model")[-1] == "bytes=300000-"
    assert target.read_bytes() == DATA


def test_a_file_that_changed_meanwhile_is_fetched_anew(server, fetcher: Fetcher, target: Path) -> None:
    """The halves of two versions are never put together."""
    resource = server.offer("model", DATA)
    resource.troubles = [("cut", 300_000), 503]
    with pytest.raises(PackageUnavailable):
        replace(fetcher, tries=1).fetch(f"{server.address}/model", target)
    resource.data, resource.mark, resource.troubles = DATA[::-1], '"second"', []
    fetcher.fetch(f"{server.address}/model", target)
    assert target.read_bytes() == DATA[::-1]


def test_a_server_without_ranges_starts_again(server, fetcher: Fetcher, target: Path) -> None:
    """Where only the whole can be had, the whole is taken."""
    resource = server.offer("model", DATA)
    resource.ranges, resource.troubles = False, [("cut", 300_000)]
    fetcher.fetch(f"{server.address}/model", target)
    assert target.read_bytes() == DATA


def test_a_server_without_versions_starts_again(server, fetcher: Fetcher, target: Path) -> None:
    """Where nobody can tell whether the file is the same, no rest is asked for."""
    resource = server.offer("model", DATA)
    resource.mark, resource.troubles = 'W/"weak"', [("cut", 300_000)]
    fetcher.fetch(f"{server.address}/model", target)
    assert server.ranges("model") == [None, None]
    assert target.read_bytes() == DATA


def test_a_part_longer_than_the_file_is_thrown_away(server, fetcher: Fetcher, target: Path) -> None:
    """When the server has no such rest, the part that lies here was not the beginning of its file."""
    server.offer("model", DATA)
    target.parent.mkdir()
    target.with_name("model.part").write_bytes(DATA + b"?")
    target.with_name("model.version").write_text('"first"')
    fetcher.fetch(f"{server.address}/model", target)
    assert target.read_bytes() == DATA


def test_a_right_checksum_lets_a_file_in(server, fetcher: Fetcher, target: Path) -> None:
    """The checksum is compared whatever its case."""
    server.offer("model", DATA)
    fetcher.fetch(f"{server.address}/model", target, sha256=hashlib.sha256(DATA).hexdigest().upper())
    assert target.read_bytes() == DATA


def test_a_wrong_checksum_leaves_nothing_behind(server, fetcher: Fetcher, target: Path) -> None:
    """What is not what the index promised is thrown away, so that the next try starts clean."""
    server.offer("model", DATA)
    with pytest.raises(PackageRefused, match=r"checksum.*Type the same again"):
        fetcher.fetch(f"{server.address}/model", target, sha256="0" * 64)
    assert only(target.parent) == []


def test_a_missing_file_is_asked_for_once(server, fetcher: Fetcher, target: Path) -> None:
    """404 is an answer, not a trouble; the message says how to do without the network."""
    with pytest.raises(PackageUnavailable, match=r"404.*tripont engines install FILE\.argosmodel"):
        fetcher.fetch(f"{server.address}/model", target)
    assert len(server.requests) == 1


def test_a_server_in_trouble_is_asked_again(server, target: Path) -> None:
    """Between tries that bring nothing the waits grow."""
    waits: list[float] = []
    server.offer("model", DATA).troubles = [503, 500]
    Fetcher(wait=waits.append).fetch(f"{server.address}/model", target)
    assert target.read_bytes() == DATA
    assert waits == sorted(waits)
    assert len(waits) == 2


def test_a_full_disk_is_noticed_before_anything_is_written(server, fetcher: Fetcher, target: Path) -> None:
    """The message says how much is free and how much is needed."""
    server.offer("model", DATA)
    with pytest.raises(PackageUnavailable, match=r"12 MB free.*needs 68 MB.*Make room"):
        replace(fetcher, room=lambda _: 12_000_000).fetch(f"{server.address}/model", target)
    assert only(target.parent) == []


def test_a_server_that_does_not_answer_is_given_up(fetcher: Fetcher, target: Path, server) -> None:
    """Nobody waits for ever: an address where nothing listens ends in one sentence with what to do."""
    address = server.address
    server.server_close()
    with pytest.raises(PackageUnavailable, match=r"could not be fetched.*on another machine"):
        fetcher.fetch(f"{address}/model", target)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ipfs://Qm", "ftp://127.0.0.1/model", "model"])
def test_only_addresses_of_the_web_are_followed(address: str, fetcher: Fetcher, target: Path) -> None:
    """An index cannot make Tripont read a file of this machine."""
    with pytest.raises(PackageUnavailable, match="not an address of the web"):
        fetcher.fetch(address, target)
