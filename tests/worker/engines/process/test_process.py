"""Models in a process of their own: the same answers, one process for all, and no note lost when it dies."""

import threading

import pytest

from document.errors import EngineFailed, NoEngine
from document.languages import Direction, Language
from document.progress import Progress
from tests.worker.engines.processes import end, wait_for_end
from worker.engines.argos.engine import Argos
from worker.engines.argos.packages import Store
from worker.engines.engine import Mark, Rendering, Sentence
from worker.engines.process.client import ArgosApart

FR_EN = Direction(Language.FRENCH, Language.ENGLISH)
FR_ES = Direction(Language.FRENCH, Language.SPANISH)
SENTENCES = [Sentence("La ville soutient la coopérative.", (Mark(9, 17, 1),)), Sentence(""), Sentence("12 %")]


class Enough(Exception):
    """Whoever asked does not want to know any more."""


def test_it_answers_as_the_engine_in_this_process_does(argos_apart: ArgosApart, toy_packages: Store) -> None:
    """Texts, marks and alternatives are the same, directly and through English; so is what it says of itself."""
    here = Argos(toy_packages)
    for direction in (FR_EN, FR_ES):
        assert argos_apart.translate(SENTENCES, direction) == here.translate(SENTENCES, direction)
        assert argos_apart.readiness(direction) == here.readiness(direction)
        assert argos_apart.label(direction) == here.label(direction)


def test_all_who_ask_share_one_process(argos_apart: ArgosApart) -> None:
    """Many at a time start it once, and each gets its own answer."""
    found: dict[int, list[Rendering]] = {}

    def ask(number: int) -> None:
        found[number] = argos_apart.translate([SENTENCES[0]] * (number + 1), FR_EN)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: len(renderings) for number, renderings in found.items()} == {n: n + 1 for n in range(5)}
    status = argos_apart.status()
    assert status is not None
    assert status.requests == 5
    assert status.memory > 1_000_000


def test_a_process_that_died_is_started_again(argos_apart: ArgosApart) -> None:
    """Whoever asks next does not notice, though its socket still lies there."""
    before = argos_apart.translate(SENTENCES, FR_EN)
    first = argos_apart.status()
    end(argos_apart)
    assert argos_apart.translate(SENTENCES, FR_EN) == before
    assert argos_apart.status() != first


def test_who_asks_while_it_dies_is_told_to_try_again(argos_apart: ArgosApart) -> None:
    """An answer that does not come is an engine that failed, which is tried again."""
    argos_apart.translate(SENTENCES, FR_EN)

    def kill(_: Progress) -> None:
        end(argos_apart)

    with pytest.raises(EngineFailed, match="started again") as caught:
        argos_apart.translate([SENTENCES[0]] * 4000, FR_ES, kill)
    assert caught.value.retryable


def test_breaking_off_leaves_the_process_to_others(argos_apart: ArgosApart) -> None:
    """Who does not want the answer any more goes away; the next is served."""

    def enough(_: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        argos_apart.translate([Sentence(f"La ville {n} soutient la coopérative.") for n in range(200)], FR_EN, enough)
    assert len(argos_apart.translate(SENTENCES, FR_EN)) == 3


def test_it_ends_itself_when_nobody_asks(argos_apart: ArgosApart, toy_packages: Store) -> None:
    """Hundreds of megabytes are not kept for nothing, and the next to ask starts it again."""
    brief = ArgosApart(argos_apart._folder, toy_packages, idle=0.5)
    brief.translate(SENTENCES, FR_EN)
    status = brief.status()
    assert status is not None
    wait_for_end(status.pid)
    assert brief.status() is None
    assert len(brief.translate(SENTENCES, FR_EN)) == 3


def test_a_direction_without_a_package_is_no_engine(argos_apart: ArgosApart) -> None:
    """The message with what to type comes through."""
    with pytest.raises(NoEngine, match="engines install"):
        argos_apart.translate(SENTENCES, Direction(Language.SPANISH, Language.FRENCH))


def test_a_folder_that_others_may_enter_is_not_used(argos_apart: ArgosApart) -> None:
    """Somebody else's process could answer there, and read what is asked."""
    argos_apart._folder.mkdir(mode=0o777)
    argos_apart._folder.chmod(0o777)
    with pytest.raises(EngineFailed, match="others may enter"):
        argos_apart.translate(SENTENCES, FR_EN)
