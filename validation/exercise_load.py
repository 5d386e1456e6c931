"""A play under load: ten nations, a whole sky, at a speed; memory, and from inject to picture."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from cspo.exercise.play import LineKind, Play, found_play
from cspo.exercise.scenario import load
from cspo.exercise.white_cell import Command, Order
from cspo.node.clock import SystemClock

__all__ = ["NATIONS", "load_scenario", "run_load"]

NATIONS = ("AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA")
_FLAT = 1.05
"""Memory is flat where its last quarter has not grown by more than this; caches fill before."""
_TEXT = """\
classification: U
releasable_to: [{nations}]
name: load
title: A whole sky at {speed:g} times the speed
starts_utc: 2026-07-01T00:00:00Z
duration_s: {duration_s:.0f}
tick_s: 60
seed: 1
objectives:
  - {{name: bear, text: The nodes bear it.}}
participants:
{participants}
world:
  catalog: reference
  take: {{most: {most}}}
events:
  - number: 1
    at_s: 600
    to: [{nations}]
    title: Begin
    text: The day begins.
    objectives: [bear]
    expected:
      - {{by: NOR, kind: log-entry, within_s: 3600, text: Logs it.}}
    measures:
      - {{name: logged, text: Logged., metric: records, of: [NOR], kind: log-entry, limit: 1, unit: records, sense: at_least}}
"""  # noqa: E501 - as a file has it


def load_scenario(*, objects: int, speed: float, minutes: float) -> bytes:
    """The scenario: *minutes* of the machine at *speed*, and as much again in reserve."""
    participants = "\n".join(f"  - {{nation: {nation}}}" for nation in NATIONS)
    return _TEXT.format(
        nations=", ".join(NATIONS), speed=speed, participants=participants, most=objects,
        duration_s=min(2_678_400.0, 2.0 * minutes * 60.0 * speed + 86_400.0),
    ).encode()  # fmt: skip


def rss_mb() -> float:
    """Resident memory of this process, MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1_024.0
    return float("nan")


def run_load(path: Path, *, objects: int, speed: float, minutes: float) -> bool:
    """Run it; prints what it finds."""
    data = load_scenario(objects=objects, speed=speed, minutes=minutes)
    load(data)
    began = time.monotonic()
    play = Play(found_play(path, data, SystemClock()), SystemClock(), speed=speed)
    play.open()
    play.start()
    _wait(lambda: play.round >= 1, 900.0, play)
    print(f"first round whole after {time.monotonic() - began:.0f} s", flush=True)
    _wait(lambda: play.round >= 5, 300.0, play)
    latencies_s, memory = _inject(play, minutes)
    play.stop(120.0)
    return _told(play, latencies_s, memory, speed)


def _inject(play: Play, minutes: float) -> tuple[list[float], list[tuple[float, float]]]:
    """Every few seconds an inject to all ten; how long until each node's picture has it."""
    latencies_s: list[float] = []
    memory: list[tuple[float, float]] = []
    began, number = time.monotonic(), 0
    while time.monotonic() - began < 60.0 * minutes and not play.failed:
        number += 1
        asked = time.monotonic()
        before = {nation: node.perception.read_to for nation, node in play.nodes.items()}
        play.order(Command(
            t_wall=SystemClock().now(), who="load", what=Order.INJECT,
            arguments={"to": list(NATIONS), "title": f"Inject {number}", "text": "x"},
        ))  # fmt: skip
        waiting = set(NATIONS)
        while waiting and time.monotonic() - asked < 60.0:
            for nation in list(waiting):
                if play.nodes[nation].perception.read_to > before[nation] and _has(
                    play, nation, number, before[nation]
                ):
                    waiting.discard(nation)
                    latencies_s.append(time.monotonic() - asked)
            time.sleep(0.01)
        latencies_s += [60.0] * len(waiting)
        memory.append((time.monotonic() - began, rss_mb()))
        time.sleep(max(0.0, 2.7 - (time.monotonic() - asked)))
    return latencies_s, memory


def _has(play: Play, nation: str, number: int, after: int) -> bool:
    """Whether a node's picture has read the inject of this number."""
    node = play.nodes[nation]
    title = f'"Inject {number}"'.encode()
    with node.store.read() as unit:
        rows = unit.records_after(after, 1_000)
    return any(
        row.kind == "inject" and row.seq <= node.perception.read_to and _titled(row, title)
        for row in rows
    )


def _titled(row: object, title: bytes) -> bool:
    from cspo.records import Envelope  # noqa: PLC0415 - here alone

    return title in Envelope.from_bytes(row.envelope).payload  # type: ignore[attr-defined]


def _told(
    play: Play, latencies_s: list[float], memory: list[tuple[float, float]], speed: float
) -> bool:
    rounds = [line for line in play.folder.recording() if line.line is LineKind.ROUND]
    settled = [line for line in play.folder.recording() if line.line is LineKind.SETTLED]
    took_s = np.array([line.what["took_s"] for line in settled[5:]])
    behind = [line.what["behind_s"] for line in rounds[5:]]
    quarters = np.array_split(np.array([each for _, each in memory]), 4)
    third, last = (float(np.median(each)) for each in quarters[2:])
    p50, p99 = np.percentile(latencies_s, [50, 99])
    world_s = play.t - play.rounds.starts
    print(f"rounds {len(rounds)}, world {world_s / 3_600.0:.2f} h, failed: {play.failed or 'no'}")
    print(f"round: median {np.median(took_s):.2f} s, p99 {np.percentile(took_s, 99):.2f} s; behind "
          f"in {sum(each > 0 for each in behind)}, at most {max(behind, default=0.0):.0f} s "
          f"of the world at {speed:g} times")  # fmt: skip
    print(f"inject to picture: {len(latencies_s)} readings, p50 {p50:.2f} s, p99 {p99:.2f} s, "
          f"most {max(latencies_s):.2f} s")  # fmt: skip
    print("memory, median of each quarter: "
          f"{', '.join(f'{np.median(each):.0f}' for each in quarters)} MB; most "
          f"{max(each for _, each in memory):.0f} MB; the last {100.0 * (last / third - 1.0):+.1f} % "
          "on the third")  # fmt: skip
    faults = [line.what["faults"] for line in settled if line.what["faults"]]
    print(f"rounds with faults: {len(faults)} {faults[:1]}")
    return p99 < 2.0 and last < _FLAT * third and not play.failed and not faults


def _wait(until: object, most_s: float, play: Play) -> None:
    began = time.monotonic()
    while not until():  # type: ignore[operator]
        if play.failed or time.monotonic() - began > most_s:
            raise SystemExit(f"it did not come so far: {play.failed or 'out of time'}")
        time.sleep(0.1)
