"""Engines for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from document.languages import DIRECTIONS
from tests.worker.engines.processes import end
from worker.engines.apertium import Apertium
from worker.engines.argos.packages import Store
from worker.engines.process.client import ArgosApart

MODELS = Path(__file__).parents[2] / "fixtures" / "argos"


@pytest.fixture(scope="session")
def apertium():
    """Debian's Apertium, or a skip where it is not installed."""
    engine = Apertium()
    missing = [str(d) for d in DIRECTIONS if not engine.readiness(d).ready]
    if missing:
        pytest.skip(f"Apertium's dictionaries for {', '.join(missing)} are not installed: make setup")
    return engine


@pytest.fixture(scope="session")
def toy_packages(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The fixture packages, installed: from French to English, and from there to Spanish."""
    folder = tmp_path_factory.mktemp("packages")
    store = Store(folder / "packages", folder / "downloads")
    for name in ("fr_en", "en_es"):
        store.install_file(MODELS / f"{name}.argosmodel")
    return store


@pytest.fixture
def argos_apart(tmp_path: Path, toy_packages: Store) -> Iterator[ArgosApart]:
    """Argos with its models in a process of its own, which ends with the test."""
    engine = ArgosApart(tmp_path / "meet", toy_packages, idle=60)
    yield engine
    end(engine)
