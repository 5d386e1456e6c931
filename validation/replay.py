"""Two weeks of 2013 replayed in a box of ten: no event lost against a screening made apart.

A box with the history of October 2013 runs as `cspo up --replay 2013-10 --speed 600` does, until
the history is over. Every six hours of it the clock is held, and each nation's screening,
which was made by updates and by sliding the window, is held against one made apart:
`cspo.conjunction.screen` of the nation's catalogue as it is then, over the same window, with
nothing remembered. A pair and a time of closest approach on one side and not on the other is
an event lost or invented. What the comparisons take is no time in the box.

Counted besides, at the end, for each nation: warnings made, updates, cancellations, by grade of
severity; events warned of; what was shelved; alarms a day at real speed.

    python -m validation.replay [--days D] [--speed N] [--replay HISTORY] [--nations AUS,FRA,...]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np

from cspo.box import Box, BoxClock, BoxFolder, found_box
from cspo.cli.up import _history
from cspo.conjunction import Volume, screen
from cspo.conjunction.events import EventFlag
from cspo.markings import NATIONS
from cspo.node.runtime import Node
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record
from cspo.time import Epoch

IDLE_S = 0.2
COMPARED_EVERY_S = 6.0 * 3_600.0
SAME_S = 1.0
"""Two minima of one pair are a quarter of a period apart at least; the same one differs less."""
EDGE_S = 5.0
"""At the ends of the window, and of the ball, rounding decides on which side an event falls."""
EDGE_KM = 1e-3


def compared(node: Node) -> tuple[int, int, int]:
    """Events of a nation's screening, those lost and those invented."""
    view = node.screening
    assert view is not None
    apart = screen(
        view.sky.catalog, start=view.start, duration_s=view.duration_s, volume=Volume.sphere(5.0),
        threads=2, memory_limit_gb=2.0,
    )  # fmt: skip
    kept, fresh = _keyed(view.events), _keyed(apart)
    lost = sum(not _is_in(key, kept) for key in _inside(fresh, view))
    invented = sum(not _is_in(key, fresh) for key in _inside(kept, view))
    return len(view), lost, invented


def _keyed(events: object) -> dict[tuple[int, int], list[tuple[int, float]]]:
    """Times and misses by pair; pairs that stay close have one event a day, wherever it falls."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    passing = (events.flags & EventFlag.LONG_DURATION) == 0
    for one, two, tai_ns, miss_km, counts in zip(
        events.row1, events.row2, events.tca_tai_ns, events.miss_distance_km, passing, strict=True
    ):
        if counts:
            pair = (min(int(one), int(two)), max(int(one), int(two)))
            found.setdefault(pair, []).append((int(tai_ns), float(miss_km)))
    return found


def _inside(events: dict, view: object) -> list[tuple[tuple[int, int], int]]:
    """Those that do not lie on an edge."""
    low = (view.start + EDGE_S).tai_ns
    high = (view.stop + -EDGE_S).tai_ns
    return [
        (pair, tai_ns)
        for pair, each in events.items()
        for tai_ns, miss_km in each
        if low < tai_ns < high and miss_km < 5.0 - EDGE_KM
    ]


def _is_in(key: tuple[tuple[int, int], int], events: dict) -> bool:
    pair, tai_ns = key
    return any(abs(tai_ns - other) < SAME_S * 1e9 for other, _ in events.get(pair, ()))


def told(box: Box, days: float) -> None:
    """What the nations warned of."""
    for nation, node in box.nodes.items():
        issues: Counter[str] = Counter()
        grades: Counter[str] = Counter()
        events = set()
        with node.store.read() as unit:
            after = 0
            while page := unit.records_after(after, 500, kinds=("warning",), origin=nation):
                for row in page:
                    body = body_of(read_record(row.envelope), REGISTRY)
                    plain = msgspec.to_builtins(body)
                    issues[str(plain.get("issue", ""))] += 1
                    grades[str(plain.get("severity", ""))] += 1
                    events.add(plain["event"])
                after = page[-1].seq
            shelved = sum(
                1 for row in unit.records_after(0, 10**6, kinds=("log-entry",), envelopes=False)
            )
        total = sum(issues.values())
        print(f"  {nation}: {total} warnings of {len(events)} events in {days:.1f} days, one in "
              f"{days * 1440.0 / max(1, total):.0f} min; {dict(issues)}; {dict(grades)}; "
              f"{shelved} entries of the log")  # fmt: skip


class Held:
    """Seconds of the machine, less those in which it was held."""

    def __init__(self) -> None:
        self._lost_s = 0.0
        self._since_s: float | None = None

    def __call__(self) -> float:
        return (time.monotonic() if self._since_s is None else self._since_s) - self._lost_s

    def __enter__(self) -> None:
        self._since_s = time.monotonic()

    def __exit__(self, *_error: object) -> None:
        assert self._since_s is not None
        self._lost_s += time.monotonic() - self._since_s
        self._since_s = None


def main() -> int:
    """Replay, compare, count."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--days", type=float, default=14.0)
    arguments.add_argument("--speed", type=float, default=600.0)
    arguments.add_argument("--replay", default="2013-10")
    arguments.add_argument("--nations", default=",".join(NATIONS))
    given = arguments.parse_args()
    history = _history(given.replay)
    with tempfile.TemporaryDirectory(prefix="cspo-replay-") as name:
        nations = tuple(given.nations.split(","))
        found_box(Path(name) / "box", began=history.begins, catalog=given.replay, nations=nations)
        seconds = Held()
        clock = BoxClock(history.begins, speed=given.speed, seconds=seconds)
        with Box(BoxFolder.open(Path(name) / "box"), clock, history=history) as box:
            code = replayed(box, seconds, min(history.begins + given.days * 86_400.0, history.ends))
            told(box, (clock.now() - history.begins) / 86_400.0)
    return code


def replayed(box: Box, seconds: Held, until: Epoch) -> int:
    """Run until an instant of the box; 1 where an event was lost or invented."""
    box.begin()
    began, began_s, cpu_s = box.clock.now(), seconds(), time.process_time()
    totals, faults, longest_s, held_cpu_s = np.zeros(3, np.int64), 0, 0.0, 0.0
    next_t = began
    while box.clock.now() < until:
        before_s = seconds()
        if not box.loop.round():
            time.sleep(IDLE_S)
        longest_s = max(longest_s, seconds() - before_s)
        faults += sum(bool(node.faults) for node in box.nodes.values())
        if box.clock.now() >= next_t:
            with seconds:
                before_cpu_s = time.process_time()
                found = [compared(node) for node in box.nodes.values()]
                held_cpu_s += time.process_time() - before_cpu_s
            totals += np.array(found).sum(axis=0)
            assert box.replay is not None
            print(f"  {box.clock.now().utc_iso(0)}: {box.replay.came_in:,} sets, events, lost, "
                  f"invented: {found}", flush=True)  # fmt: skip
            next_t = box.clock.now() + COMPARED_EVERY_S
    taken_s, passed_s = seconds() - began_s, box.clock.now() - began
    print(f"{passed_s / 86_400.0:.2f} days in {taken_s:.0f} s, {passed_s / taken_s:.0f} times the "
          f"speed; {box.loop.rounds} rounds, the longest {longest_s:.1f} s; CPU "
          f"{time.process_time() - cpu_s - held_cpu_s:.0f} s")  # fmt: skip
    print(f"{totals[0]:,} events compared: {totals[1]} lost, {totals[2]} invented; {faults} faults")
    return int(totals[1] + totals[2] + faults > 0)


if __name__ == "__main__":
    sys.exit(main())
