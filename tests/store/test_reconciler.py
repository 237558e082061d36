"""The watchman takes lost jobs back, rings for what waits, and says that its worker is there."""

from collections.abc import Iterable

from store import jobs, notes, presence
from store.database import Database, Session
from store.files import Stored
from store.reconciler import Reconciler
from tests.service import until


class ListeningBell:
    """Remembers for which jobs it was rung."""

    def __init__(self) -> None:
        """Nobody has rung yet."""
        self.rung: list[str] = []

    def ring(self, ids: Iterable[str]) -> bool:
        """Listen."""
        self.rung += ids
        return True


def test_the_jobs_of_the_dead_are_rung_for_long_before_their_lease_ends(database: Database, forum: str) -> None:
    """A worker that is known to be dead is not waited for; the living keep their jobs."""
    with database.write() as session:
        for _ in range(2):
            notes.add(session, notes.Upload(forum=forum, name="a.pdf", targets=("en",)), Stored("0" * 64, 1))
    with database.write() as session:
        held = {name: jobs.claim(session, name, 3600) for name in ("dead", "living")}
    told: list[str] = []

    def say(session: Session) -> None:
        told.extend(jobs.at_work(session))
        jobs.bereave(session, "dead")
        presence.say(session, name="w", version="1", engines=("apertium",))

    def leave(session: Session) -> None:
        presence.leave(session, "w")

    bell = ListeningBell()
    watchman = Reconciler(
        Database(database.url.render_as_string(False)), bell, seconds=0.1, attempts=3, say=say, leave=leave
    )
    watchman.start()
    until(lambda: bool(bell.rung))
    with database.read() as session:
        assert [worker.name for worker in presence.workers(session)] == ["w"]
    watchman.stop()
    watchman.join()
    lost = held["dead"]
    assert lost is not None
    assert set(bell.rung) == {lost.job}
    assert told[:2] == ["dead", "living"]
    with database.read() as session:
        assert presence.workers(session) == []
        assert jobs.at_work(session) == ["living"]


def test_the_watchman_outlives_a_database_that_is_away(database: Database, forum: str) -> None:
    """Whatever happens at one look, there is a next one."""
    with database.write() as session:
        notes.add(session, notes.Upload(forum=forum, name="a.pdf", targets=("en",)), Stored("0" * 64, 1))
    looks: list[int] = []

    def stumble(_: Session) -> None:
        looks.append(1)
        if len(looks) < 3:
            raise ValueError

    bell = ListeningBell()
    watchman = Reconciler(Database(database.url.render_as_string(False)), bell, seconds=0.1, attempts=3, say=stumble)
    watchman.start()
    until(lambda: bool(bell.rung))
    watchman.stop()
    watchman.join()
