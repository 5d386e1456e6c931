"""Ten nodes in ten processes that are killed, and what arrives: everything, once.

    python -m validation.federation [--records 100000] [--seed 1] [--folder DIR]

Five runs, each with stores on disk, one commit (fsync) for each batch on both sides:

``clean``    nobody is disturbed: deliveries a second, CPU a delivery
``faults``   kill -9 at random moments, frames lost, doubled and damaged on the live path, a store
             put back from an earlier backup, a clock off by a day
``latency``  one record a second and nation, each in a unit of work: from release to the
             recipient's commit
``busy``     the same with five a second: 50 commits of ours and some 250 of others in each second
``batches``  records of 1,000 orbits, counted apart

After each, every pair's feed_out is held against its feed_in by number, hash and id, every record
against what its label says, and every signature of what was received was verified on the way.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from cspo.federation import Feed
from cspo.markings import NATIONS, Mode
from cspo.node.clock import SystemClock
from cspo.node.store import SqliteStore, SqliteUnit, back_up, restore
from validation.federation_worker import Plan, record_number

ROOT = Path(__file__).resolve().parents[1]
RESTORED = "NZL"
WRONG_CLOCK = "ITA"
RUNS = ("clean", "faults", "latency", "busy", "batches")
RECORDS_BETWEEN_KILLS = (200, 1_800)


class Nodes:
    """The ten processes."""

    def __init__(self, folder: Path, plans: dict[str, Plan]) -> None:
        self.folder = folder
        self.plans = plans
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths = 0
        self.cpu_s = 0.0

    def start(self, nation: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "validation.federation_worker"], stdin=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(self.plans[nation]))
        process.stdin.close()
        self.processes[nation] = process

    def end(self, nation: str, how: signal.Signals) -> None:
        """Stop or kill one, and count the CPU that it took."""
        process = self.processes.pop(nation)
        process.send_signal(how)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_s += used.ru_utime + used.ru_stime
        assert process.returncode in (0, -how), f"{nation} ended with {process.returncode}"

    def kill(self, nation: str) -> None:
        self.end(nation, signal.SIGKILL)
        self.deaths += 1
        self.start(nation)

    def released(self) -> int:
        """How many records all have released together, as far as they have told."""
        count = 0
        for nation in self.plans:
            process = self.processes.get(nation)
            if process is not None and process.poll() is not None:
                raise RuntimeError(f"{nation} ended by itself with {process.returncode}")
            with contextlib.suppress(OSError, ValueError):
                told = (self.folder / f"{nation}.status").read_text(encoding="utf-8")
                count += json.loads(told)["number"]
        return count

    def all_released(self) -> bool:
        """Whether each has released all that it is to."""
        return self.released() == sum(plan.records for plan in self.plans.values())


@contextlib.contextmanager
def units(folder: Path) -> Iterator[dict[str, SqliteUnit]]:
    """A snapshot of each store."""
    with contextlib.ExitStack() as stack:
        found = {}
        for nation in NATIONS:
            store = SqliteStore(folder / f"{nation}.sqlite", read_only=True)
            found[nation] = stack.enter_context(stack.enter_context(store).read())
        yield found


def entries(folder: Path) -> tuple[dict[Feed, int], dict[Feed, int]]:
    """How many entries each feed has at both its ends."""
    out: dict[Feed, int] = {}
    came: dict[Feed, int] = {}
    with units(folder) as found:
        for unit in found.values():
            out |= {feed: unit.out_head(feed).seq for feed in unit.out_feeds()}
            came |= {feed: unit.in_head(feed).seq for feed in unit.in_feeds()}
    return out, came


def check(folder: Path, plans: dict[str, Plan], *, fixed: bool) -> tuple[int, list[str]]:
    """Deliveries, and every difference between what was sent and what came."""
    sent: dict[Feed, list[tuple[int, str, str]]] = {}
    came: dict[Feed, list[tuple[int, str, str]]] = {}
    faults: list[str] = []
    with units(folder) as found:
        for unit in found.values():
            for feed in unit.out_feeds():
                rows = unit.out_entries(feed, 0, 10**7)
                sent[feed] = [(row.seq, row.hash, row.id) for row in rows]
            for feed in unit.in_feeds():
                held = unit.in_entries(feed, 0, 10**7)
                came[feed] = [(row.seq, row.hash, row.id) for row in held]
                faults += [f"{feed}: {row.seq} has no record" for row in held if not row.envelope]
                faults += [f"{feed}: {row.seq} {row.code}" for row in unit.quarantined(feed, 0, 99)]
    for feed in sorted(sent.keys() | came.keys(), key=str):
        if sent.get(feed, []) != came.get(feed, []):
            faults.append(f"{feed}: feed_out is not feed_in")
        ids = [row[2] for row in sent.get(feed, [])]
        if len(set(ids)) != len(ids):
            faults.append(f"{feed}: a record twice")
    due = released(plans) if fixed else {}
    for feed in sorted(due, key=str):
        if due[feed] != {row[2] for row in came.get(feed, [])}:
            faults.append(f"{feed}: not the records that were released")
    return sum(len(rows) for rows in came.values()), faults


def released(plans: dict[str, Plan]) -> dict[Feed, set[str]]:
    """What each label says that must have gone into which feed."""
    due: dict[Feed, set[str]] = {}
    for nation, plan in plans.items():
        for number in range(plan.records):
            record = record_number(plan, number)
            for party in record.payload.label.releasable_to:
                if party != nation:
                    due.setdefault(Feed(nation, party, Mode.REAL), set()).add(record.id)
    return due


def disturb(nodes: Nodes, folder: Path, rng: random.Random) -> None:
    """Kill nodes until all is released; keep a backup of one, and put it back later."""
    backup = folder / "earlier.backup"
    total = sum(plan.records for plan in nodes.plans.values())
    restored, due = False, 0
    while not nodes.all_released() or not restored:
        time.sleep(0.2 * rng.random())
        count = nodes.released()
        if not backup.exists() and count > total // 5:
            with SqliteStore(folder / f"{RESTORED}.sqlite") as store:
                back_up(store, backup, t=SystemClock().now())
        if not restored and count > total // 2:
            nodes.end(RESTORED, signal.SIGKILL)
            restore(backup, folder / f"{RESTORED}.sqlite", t=SystemClock().now(), force=True)
            nodes.start(RESTORED)
            restored = True
        if count > due:
            due = count + rng.randint(*RECORDS_BETWEEN_KILLS)
            nodes.kill(rng.choice(sorted(nodes.processes)))


def run(name: str, folder: Path, plans: dict[str, Plan], seed: int) -> bool:
    """One run; True where nothing was lost and nothing came twice."""
    folder.mkdir(parents=True)
    for nation in NATIONS:
        SqliteStore(folder / f"{nation}.sqlite").close()
    nodes = Nodes(folder, plans)
    began = time.monotonic()
    try:
        ended, out = exchange(name, nodes, folder, seed)
    finally:
        for process in nodes.processes.values():
            process.kill()
    deliveries, faults = check(folder, plans, fixed=not plans["AUS"].paced_hz)
    wall_s = ended - began
    told(name, folder, nodes, deliveries, wall_s)
    for fault in faults[:20]:
        print(f"  FAULT {fault}")
    print(f"  feed_out = feed_in for {len(out)} pairs: {'yes' if not faults else 'NO'}")
    return not faults


def exchange(name: str, nodes: Nodes, folder: Path, seed: int) -> tuple[float, dict[Feed, int]]:
    """From the start of all nodes until nobody has anything more: when that was."""
    for nation in NATIONS:
        nodes.start(nation)
    if name == "faults":
        disturb(nodes, folder, random.Random(seed))
    while not nodes.all_released():
        time.sleep(0.1)
    quiet, ended = 0, 0.0
    while quiet < 3:
        time.sleep(0.2)
        out, came = entries(folder)
        quiet = quiet + 1 if out == came else 0
        if quiet == 1:
            ended = time.monotonic()
    for nation in NATIONS:
        nodes.end(nation, signal.SIGTERM)
    return ended, out


def told(name: str, folder: Path, nodes: Nodes, deliveries: int, wall_s: float) -> None:
    """Say what it took."""
    records = sum(plan.records for plan in nodes.plans.values())
    print(
        f"{name}: {records:,} records, {deliveries:,} deliveries in {wall_s:.1f} s: "
        f"{deliveries / wall_s:,.0f} a second; CPU {nodes.cpu_s / deliveries * 1e3:.3f} ms each"
        f" ({nodes.cpu_s:.0f} s in all), {nodes.deaths} kills"
    )
    if nodes.plans["AUS"].kind == "orbit":
        print(f"  {1_000 * deliveries / wall_s:,.0f} orbits delivered a second")
    late = [
        float(line)
        for nation in NATIONS
        for line in (folder / f"{nation}.latency").read_text(encoding="utf-8").split()
    ]
    if late:
        p50, p99 = np.percentile(np.array(late) * 1e3, [50.0, 99.0])
        print(f"  from release to the recipient's commit: p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
              f"worst {max(late) * 1e3:.1f} ms")  # fmt: skip
    alarms: dict[str, int] = {}
    for nation in NATIONS:
        with (
            SqliteStore(folder / f"{nation}.sqlite", read_only=True) as store,
            store.read() as unit,
        ):
            for row in unit.alarms():
                key = f"{row.report.alarm} about {row.report.origin}"
                alarms[key] = alarms.get(key, 0) + 1
    for key, count in sorted(alarms.items()):
        print(f"  alarm {key}: {count}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000, help="in the first two runs each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="for the stores; a new one under out/ else")
    parser.add_argument("--only", nargs="*", default=list(RUNS))
    options = parser.parse_args()
    out = options.folder or ROOT / "out"
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="federation-", dir=out))
    each = options.records // len(NATIONS)
    good = True
    try:
        for name in options.only:
            here = folder / name
            base = {"folder": str(here), "seed": options.seed, "records": each}
            more = {
                "clean": {}, "faults": {"faults": 0.001},
                "latency": {"records": 60, "paced_hz": 1.0},
                "busy": {"records": 150, "paced_hz": 5.0},
                "batches": {"records": 20, "batch": 2, "kind": "orbit", "ahead": 40},
            }[name]  # fmt: skip
            plans = {nation: Plan(nation=nation, **{**base, **more}) for nation in NATIONS}
            if name == "faults":
                plans[WRONG_CLOCK].offset_s = 86_400.0
            good &= run(name, here, plans, options.seed)
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_024.0
    print(f"largest process {peak_mb:.0f} MB; {os.cpu_count()} cores")
    print("nothing lost, nothing twice" if good else "FAILED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
