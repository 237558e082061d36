"""The dead are told from the living, and never from those on other machines."""

import os
import subprocess
import sys

from worker.identity import is_dead, name_of


def test_the_living_are_not_dead() -> None:
    """A process knows itself."""
    assert not is_dead(name_of(os.getpid()))


def test_who_has_ended_is_dead_even_before_anybody_asked_for_its_exit() -> None:
    """Neither a corpse nor a number that belongs to nobody counts as living."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = name_of(process.pid)
    assert not is_dead(name)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(name)
    process.communicate()
    assert is_dead(name)


def test_a_number_that_was_given_away_again_is_somebody_else() -> None:
    """The moment at which a process began is part of its name."""
    host, space, pid, began = name_of(os.getpid()).rsplit(":", 3)
    assert is_dead(f"{host}:{space}:{pid}:{int(began) - 1}")


def test_nothing_is_said_about_other_machines_and_containers() -> None:
    """Their processes have numbers of their own, of which nothing is known here."""
    host, _, pid, began = name_of(os.getpid()).rsplit(":", 3)
    assert not is_dead(f"{host}:another-boot:{pid}:{int(began) - 1}")
    assert not is_dead(f"{host}::{pid}:{int(began) - 1}")
