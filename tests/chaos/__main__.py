"""``python -m tests.chaos [SCENARIO...]``: run the scenarios, print their figures, end with 1 when one is not kept.

Sizes come from the environment: CHAOS_JOBS, CHAOS_KILLS, CHAOS_REDIS_KILLS, CHAOS_LEASE and others, see scenarios.py.
CHAOS_SEED makes the same throws of the dice again.
"""

import os
import random
import signal
import sys

from tests.chaos import scenarios

ALL = {
    "kills": scenarios.kills,
    "broker": scenarios.broker,
    "database": scenarios.database,
    "disk": scenarios.disk,
    "clock": scenarios.clock,
}


def main(names: list[str]) -> int:
    """Run the named scenarios, or all."""
    # Whoever ends this, also in the background, ends with it what it has started.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(1))
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(10**6)))
    print(f"seed {seed}", flush=True)
    good = True
    for name in names or list(ALL):
        figures = ALL[name](random.Random(seed))  # noqa: S311 - dice, no secret
        print(figures, flush=True)
        good = good and figures.is_good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
