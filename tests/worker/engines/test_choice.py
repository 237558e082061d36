"""Which engine takes a direction."""

import pytest

import worker.engines
from document.errors import NoEngine
from document.languages import DIRECTIONS
from worker.engines import choose
from worker.engines.engine import Enforcement, Readiness


class NamedEngine:
    """An engine that only says whether it is ready."""

    rough = False
    enforcement = Enforcement.REPLACE

    def __init__(self, name, *, ready):
        """Be called ``name``."""
        self.name, self._ready = name, ready

    def readiness(self, _direction):
        """Tell what it was told."""
        return Readiness(ready=self._ready, remedy="" if self._ready else f"install {self.name}")


@pytest.fixture
def fine_and_rough(monkeypatch):
    """A fine engine that may be missing, and a rough one that is there."""

    def install(*, fine):
        pair = (NamedEngine("fine", ready=fine), NamedEngine("rough", ready=True))
        monkeypatch.setattr(worker.engines, "engines", lambda: pair)

    return install


def test_auto_prefers_the_finer_engine_that_is_ready(fine_and_rough):
    """The order of the engines is the order of preference."""
    fine_and_rough(fine=True)
    assert choose("auto", DIRECTIONS[0]).name == "fine"
    fine_and_rough(fine=False)
    assert choose("auto", DIRECTIONS[0]).name == "rough"


def test_an_engine_asked_by_name_is_not_replaced(fine_and_rough):
    """Who asks for an engine that is not ready is told what to type, and gets no other."""
    fine_and_rough(fine=False)
    with pytest.raises(NoEngine, match="install fine"):
        choose("fine", DIRECTIONS[0])


def test_an_unknown_name_is_answered_with_the_known_ones(fine_and_rough):
    """A mistyped name says which there are."""
    fine_and_rough(fine=True)
    with pytest.raises(NoEngine, match="auto, fine, rough"):
        choose("fien", DIRECTIONS[0])
