"""The box on this machine: time to the first screening everywhere, memory, CPU, restart, kill -9.

1. A fresh start of ``cspo up`` on a whole catalogue: seconds from the command to the first
   complete 24 h screening in each nation's API (asked by HTTP), the process's peak memory,
   its CPU seconds; then Ctrl-C.
2. The second start of the same folder: the same, and that each nation has the same catalogue.
3. A box with a replay at 600 times the speed is killed (SIGKILL) at random moments. Each time
   every picture that it had said it held is built anew from the store, up to the same
   record, and must have the same digest; what it had read is still there; hashes and chains
   of the store hold; and what each recipient holds of a feed is what its origin sent. Last,
   it runs until all is quiet, and every feed must be equal on both sides.

Wall clock; the machine may have other work, which the CPU seconds leave out.

    python -m validation.box [--catalog FILE] [--replay HISTORY] [--kills N] [--folder DIR]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec

from cspo.box import Box, BoxClock, BoxFolder, found_box
from cspo.cli.up import _history
from cspo.markings import NATIONS, Mode
from cspo.node.store import check_store
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

CSPO = Path(sys.executable).with_name("cspo")
GB = 1024.0**2  # of the kB that /proc counts in
TICKS = os.sysconf("SC_CLK_TCK")
QUIET_ROUNDS = 5


class Running:
    """``cspo up`` as a process."""

    def __init__(self, *arguments: str) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [str(CSPO), "up", "--port", "0", "--json", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def until(self, event: str, count: int = 1) -> dict[str, Any]:
        """Read lines until one of an event has come so often."""
        assert self.process.stdout is not None
        seen = 0
        for text in self.process.stdout:
            line = msgspec.json.decode(text)
            seen += line["event"] == event
            if seen == count:
                return line
        raise SystemExit(f"cspo up ended, exit code {self.process.wait()}")

    def used(self) -> tuple[float, float]:
        """Peak memory in GB and CPU seconds so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        peak_kb = int(next(line for line in status.splitlines() if "VmHWM" in line).split()[1])
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return peak_kb / GB, (int(stat[11]) + int(stat[12])) / TICKS

    def interrupt(self) -> float:
        """Ctrl-C; seconds until it has ended."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=60.0)
        assert code == 0, code
        return time.monotonic() - began


def measured(folder: Path, *arguments: str) -> dict[str, tuple[int, str]]:
    """One start: when each nation's API has its screening; objects and a digest by nation."""
    running = Running("--data", str(folder), *arguments)
    up = running.until("up")
    print(f"  up after {time.monotonic() - running.began:.1f} s")
    tokens = msgspec.json.decode((folder / "tokens.json").read_bytes())
    waiting, pictures = list(NATIONS), {}
    with httpx.Client(base_url=up["url"], timeout=120.0, trust_env=False) as client:
        while waiting:
            time.sleep(0.2)
            for nation in list(waiting):
                bearer = {"Authorization": f"Bearer {tokens[nation]}"}
                told = client.get(f"/{nation}/api/v1/status", headers=bearer).json()
                assert not told["faults"], (nation, told["faults"])
                picture = told["picture"]
                if not picture or not picture["screened_from_utc"]:
                    break  # they are stepped in this order
                waiting.remove(nation)
                after_s = time.monotonic() - running.began
                peak_gb, cpu_s = running.used()
                print(
                    f"  {nation}: {picture['objects']:,} objects, {picture['conjunctions']:,}"
                    f" close approaches, {after_s:.1f} s, CPU {cpu_s:.1f} s, {peak_gb:.2f} GB"
                )
        time.sleep(5.0)
        for nation in NATIONS:
            bearer = {"Authorization": f"Bearer {tokens[nation]}"}
            catalog = client.get(f"/{nation}/api/v1/catalog", headers=bearer)
            pictures[nation] = (catalog.json()["count"], catalog.text)
    peak_gb, cpu_s = running.used()
    print(
        f"  5 s later: CPU {cpu_s:.1f} s, peak {peak_gb:.2f} GB; Ctrl-C took "
        f"{running.interrupt():.1f} s"
    )
    assert peak_gb < 4.0
    return pictures


def killed(folder: Path, replay: str, dice: random.Random) -> dict[str, dict[str, Any]]:
    """Start the worker, kill it at a random moment; the last thing that it said."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "validation.box_worker", str(folder), "--replay", replay],
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    lines = [worker.stdout.readline()]  # it has begun: from now on at any moment
    time.sleep(dice.uniform(0.0, 20.0))
    worker.kill()
    lines += worker.stdout.read().splitlines(keepends=True)
    worker.wait()
    whole = [line for line in lines if line.endswith(b"\n")]
    assert whole, "the worker did not begin"
    return msgspec.json.decode(whole[-1])


def check_all(folder: Path, said: dict[str, dict[str, Any]]) -> int:
    """Hold what was said against the stores; how many records there are."""
    box, count = BoxFolder.open(folder), 0
    for nation in box.nations:
        with box.home(nation).store(read_only=True) as store:
            report = check_store(store)
            assert not report.faults, (nation, report.faults[:3])
            with store.read() as unit:
                count += unit.last_seq()
                picture = Picture(REGISTRY, Mode.SIMULATED, nation=nation)
                after, end = 0, said[nation]["read_to"]
                assert unit.last_seq() >= end, (nation, unit.last_seq(), end)
                while after < end and (page := unit.records_after(after, min(500, end - after))):
                    for row in page:
                        if row.seq <= end:
                            picture.apply(read_record(row.envelope), row.t_ingest)
                    after = page[-1].seq
                assert picture.digest() == said[nation]["digest"], nation
    compare_feeds(box, whole=False)
    return count


def compare_feeds(box: BoxFolder, *, whole: bool) -> int:
    """That each recipient holds of a feed what its origin sent, in order; how many entries."""
    sent, came = {}, {}
    for nation in box.nations:
        with box.home(nation).store(read_only=True) as store, store.read() as unit:
            for feed in unit.out_feeds():
                sent[feed] = [
                    (row.seq, row.hash, row.id) for row in unit.out_entries(feed, 0, 10**7)
                ]
            for feed in unit.in_feeds():
                came[feed] = [
                    (row.seq, row.hash, row.id) for row in unit.in_entries(feed, 0, 10**7)
                ]
    for feed, entries in came.items():
        assert entries == sent[feed][: len(entries)], feed
    if whole:
        nations = {feed for feed in sent if "/" not in feed.recipient}
        assert {feed: sent[feed] for feed in nations} == {f: came.get(f) for f in nations}
    return sum(map(len, came.values()))


def settle(folder: Path, replay: str) -> int:
    """Run until nothing is done any more, with the clock held; entries that were compared."""
    box = BoxFolder.open(folder)
    still = BoxClock(box.began, seconds=lambda: 0.0)
    with Box(box, still, history=_history(replay)) as running:
        running.begin()
        quiet = 0
        while quiet < QUIET_ROUNDS:
            quiet = 0 if running.loop.round() else quiet + 1
            time.sleep(1.0)
        faults = {nation: node.faults for nation, node in running.nodes.items() if node.faults}
        assert not faults, faults
    return compare_feeds(box, whole=True)


def main() -> int:
    """Run all three."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--catalog", default="")
    arguments.add_argument("--replay", default="2013-10")
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=4)
    arguments.add_argument("--folder", default="")
    given = arguments.parse_args()
    root = Path(given.folder or tempfile.mkdtemp(prefix="cspo-box-"))
    sky = ["--catalog", given.catalog] if given.catalog else []
    print(f"{os.cpu_count()} processors")
    print("first start")
    first = measured(root / "box", *sky)
    print("second start")
    again = measured(root / "box")
    assert again == first, "a nation's catalogue is another after a restart"
    print("  every nation has the same catalogue as before")

    dice = random.Random(given.seed)
    history = _history(given.replay)
    found_box(root / "killed", began=history.begins, catalog=given.replay)
    print(f"killing a replay at 600 times the speed, {given.kills} times")
    for number in range(1, given.kills + 1):
        said = killed(root / "killed", given.replay, dice)
        records = check_all(root / "killed", said)
        print(f"  {number}: {records:,} records in ten stores, ten pictures equal", flush=True)
    entries = settle(root / "killed", given.replay)
    print(f"  quiet: {entries:,} entries of feeds equal on both sides, nothing lost")
    if not given.folder:
        shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
