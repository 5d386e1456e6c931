"""Exercises at length: by chance, under load, and with one nation alone for days.

``python -m validation.exercise chance --count 100``: small scenarios by seed, each played by
script to its end, reviewed, and replayed to the same record ids.

``python -m validation.exercise load --minutes 20``: ten nodes, 27,000 objects, 60 times the speed:
memory, and how long from an inject's order until every nation's picture has it.

``python -m validation.exercise alone --hours 72``: one nation alone, then back.

``python -m validation.exercise full``: the three scenarios that ship, as `cspo exercise` has them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.exercise.play.chances import play_chance
from validation.exercise_alone import run_alone
from validation.exercise_full import run_full
from validation.exercise_load import run_load

__all__ = ["main"]


def main() -> int:
    """Run one of the four; 0 where all that is asked for holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["chance", "load", "alone", "full"])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--objects", type=int, default=27_000)
    parser.add_argument("--speed", type=float, default=60.0)
    parser.add_argument("--hours", type=float, default=72.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cspo-exercise-") as scratch:
        path = Path(scratch) / "play"
        match given.what:
            case "chance":
                good = _chance(Path(scratch), range(given.first, given.first + given.count))
            case "load":
                good = run_load(
                    path, objects=given.objects, speed=given.speed, minutes=given.minutes
                )
            case "full":
                good = run_full(Path(scratch))
            case _:
                good = run_alone(path, hours=given.hours)
    print("holds" if good else "DOES NOT HOLD")
    return 0 if good else 1


def _chance(scratch: Path, seeds: range) -> bool:
    bad = 0
    for seed in seeds:
        found = play_chance(seed, scratch / str(seed))
        print(found, flush=True)
        bad += bool(found.wrong)
    print(f"{len(seeds)} scenarios, {bad} with something wrong")
    return not bad


if __name__ == "__main__":
    sys.exit(main())
