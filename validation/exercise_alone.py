"""One nation alone for days, then back: what its plans knew, and how soon all is equal."""

from __future__ import annotations

import time
from pathlib import Path

from cspo.exercise.play import LineKind, Play, PlayState, found_play
from cspo.exercise.scenario import load
from cspo.federation.feed import Feed
from cspo.markings import Mode
from cspo.node.clock import SystemClock
from cspo.node.runtime import Node
from cspo.records import read_record

__all__ = ["alone_scenario", "run_alone"]

NATIONS = ("CAN", "GBR", "NOR", "USA")
ALONE = "NOR"
WITHIN_S = 300.0
_TEXT = """\
classification: U
releasable_to: [CAN, GBR, NOR, USA]
name: alone
title: One nation alone for {hours:g} hours
starts_utc: 2027-03-02T06:00:00Z
duration_s: {duration_s:.0f}
tick_s: {tick_s:g}
seed: 72
objectives:
  - {{name: stand, text: A nation that is cut off knows it and comes back whole.}}
participants:
  - {{nation: CAN}}
  - {{nation: GBR}}
  - {{nation: NOR}}
  - {{nation: USA}}
world:
  catalog: reference
  take: {{most: 40}}
  assets:
    - name: FJORD OBSERVER 2
      norad_id: 995000101
      owner: NOR
      kept_by: [CAN, NOR, USA]
      elements: {{mean_motion_rev_d: 14.85506690, eccentricity: 0.0008, inclination_deg: 97.8, raan_deg: 40.0, argp_deg: 90.0, mean_anomaly_deg: 10.0, bstar_per_er: 0.00002}}
      mass_kg: 900
      radius_m: 3
      can_burn: true
  report_every_s: 7200
  cut_feeds:
    - {{name: alone, origin: NOR, both_ways: true, start_s: {from_s:.0f}, stop_s: {until_s:.0f}}}
plans:
  - name: on-canada
    nation: NOR
    releasable_to: [CAN, NOR]
    objective: Rests on what Canada sees.
    assumptions:
      - {{text: Canada is heard., expression: feed_lag("CAN") < 2 h}}
      - {{text: It is safe., expression: 'max_pc("FJORD OBSERVER 2", days=1) < 1e-4'}}
  - name: on-norway
    nation: CAN
    releasable_to: [CAN, NOR]
    objective: Rests on what Norway sees.
    assumptions:
      - {{text: Norway is heard., expression: feed_lag("NOR") < 2 h}}
events:
  - number: 1
    at_s: {until_s:.0f}
    to: [NOR]
    title: The link is back
    text: All partners are heard again.
    objectives: [stand]
    expected:
      - {{by: NOR, kind: log-entry, within_s: 3600, text: Logs it.}}
    measures:
      - {{name: logged, text: Logged., metric: records, of: [NOR], kind: log-entry, limit: 1, unit: records, sense: at_least}}
"""  # noqa: E501 - as a file has it


def alone_scenario(*, hours: float, tick_s: float) -> bytes:
    """The scenario: an hour together, *hours* alone, an hour together."""
    until_s = 3_600.0 * (1.0 + hours)
    return _TEXT.format(
        hours=hours, tick_s=tick_s, from_s=3_600.0, until_s=until_s, duration_s=until_s + 3_600.0
    ).encode()


def run_alone(path: Path, *, hours: float, tick_s: float = 300.0) -> bool:
    """Run it; prints what it finds."""
    data = alone_scenario(hours=hours, tick_s=tick_s)
    load(data)
    began = time.monotonic()
    play = Play(found_play(path, data, SystemClock()), SystemClock(), speed=None)
    back = play.rounds.starts + 3_600.0 * (1.0 + hours)
    equal_s: list[float] = []
    apart: list[int] = []

    def looked(now: Play) -> None:
        if now.t < play.rounds.starts + 3_600.0:
            return
        missing = _apart(now.nodes)
        apart.append(missing)
        if now.t >= back and not missing and not equal_s:
            equal_s.append(now.t - back)

    play.on_round = looked
    play.open()
    play.run()
    print(f"{play.state}: {play.round} rounds in {time.monotonic() - began:.0f} s {play.failed}")
    told = {nation: _findings(node) for nation, node in play.nodes.items()}
    for nation in (ALONE, "CAN"):
        print(f"{nation}: {len(told[nation])} findings about its own plans")
        for line in told[nation][:6]:
            print(f"  {line}")
    print(f"records apart: most {max(apart)}, at the end {apart[-1]}")
    when = f"{equal_s[0]:.0f} s" if equal_s else "never"
    print(f"equal by ids {when} of the world after the link was back")
    faults = [
        line.what["faults"] for line in play.folder.recording()
        if line.line is LineKind.SETTLED and line.what["faults"]
    ]  # fmt: skip
    print(f"rounds with faults: {len(faults)}")
    good = (
        play.state is PlayState.OVER and bool(equal_s) and equal_s[0] <= WITHIN_S
        and max(apart) > 0 and apart[-1] == 0 and not faults
        and any("CAN" in line for line in told[ALONE])
    )  # fmt: skip
    play.stop()
    return good


def _apart(nodes: dict[str, Node]) -> int:
    """Entries of feeds between the nation and the others that their recipients don't have."""
    pairs = [(ALONE, other) for other in nodes if other != ALONE]
    missing = 0
    for origin, to in [*pairs, *((to, origin) for origin, to in pairs)]:
        feed = Feed(origin, to, Mode.EXERCISE)
        with nodes[origin].store.read() as unit:
            given = {entry.id for entry in unit.out_entries(feed, 0, 100_000)}
        with nodes[to].store.read() as unit:
            had = {row.id for row in unit.records_after(0, 1_000_000) if row.origin == origin}
        if not had <= given:
            raise SystemExit(f"{to} has records of {origin} that it was never given")
        missing += len(given - had)
    return missing


def _findings(node: Node) -> list[str]:
    """What a nation found of its own plans, in the order in which it did."""
    found = []
    with node.store.read() as unit:
        for row in unit.records_after(0, 1_000_000):
            if row.kind == "plan-finding" and row.origin == node.name:
                payload = read_record(row.envelope).payload
                found.append(f"{payload.t_created[:19]}Z {bytes(payload.body).decode()[:240]}")
    return found
