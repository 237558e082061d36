"""How fast one account may send: a bucket that fills up again, in the memory of this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Pace:
    """At most ``per_minute`` of something for each who, with a full minute's worth at once."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, who: str, count: int) -> float:
        """Take ``count`` for somebody: gives 0, or when it is too much the seconds to wait, and takes nothing.

        More than a minute's worth at once is let through by a full bucket, which then is in debt.
        """
        with self._lock:
            moment = self.clock()
            bucket = self._filled(who, moment)
            needed = min(count, self.per_minute)
            if bucket.left < needed:
                return (needed - bucket.left) * 60 / self.per_minute
            bucket.left -= count
            self._buckets[who] = bucket
            self._forget_full(moment)
            return 0.0

    def _filled(self, who: str, moment: float) -> _Bucket:
        bucket = self._buckets.get(who, _Bucket(self.per_minute, moment))
        gained = (moment - bucket.at) * self.per_minute / 60
        return _Bucket(min(float(self.per_minute), bucket.left + gained), moment)

    def _forget_full(self, moment: float) -> None:
        """Keep no more buckets than people who sent something lately."""
        if len(self._buckets) > 10_000:
            self._buckets = {who: one for who, one in self._buckets.items() if moment - one.at < 60}
