"""The real engine, for the tests of all stages that use one."""

import pytest

from document.languages import DIRECTIONS
from worker.engines.apertium import Apertium


@pytest.fixture(scope="session")
def apertium():
    """Debian's Apertium, or a skip where it is not installed."""
    engine = Apertium()
    missing = [str(d) for d in DIRECTIONS if not engine.readiness(d).ready]
    if missing:
        pytest.skip(f"Apertium's dictionaries for {', '.join(missing)} are not installed: make setup")
    return engine
