"""A small exercise for tests: two nations, two satellites, an hour and a half."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cspo.exercise.play import Play, PlayFolder, found_play
from cspo.exercise.players import ScriptedPlayers
from cspo.exercise.scenario import load
from cspo.node.clock import SystemClock

__all__ = ["SCENARIO", "new_play", "play_of", "steps"]

SCENARIO = """\
classification: U
releasable_to: [CAN, NOR]
name: two-by-two
title: Two nations and two satellites
starts_utc: 2027-03-02T06:00:00Z
duration_s: 5400
tick_s: 600
seed: 7
objectives:
  - {name: talk, text: Nations tell each other what they see.}
participants:
  - {nation: CAN, cells: [{name: watch, role: watch}]}
  - {nation: NOR, cells: [{name: watch, role: watch}]}
world:
  assets:
    - name: FJORD OBSERVER 2
      norad_id: 995000101
      owner: NOR
      kept_by: [CAN, NOR]
      elements: {mean_motion_rev_d: 14.85506690, eccentricity: 0.0008, inclination_deg: 97.8, raan_deg: 40.0, argp_deg: 90.0, mean_anomaly_deg: 10.0, bstar_per_er: 0.00002}
      mass_kg: 900
      radius_m: 3
      can_burn: true
    - name: MAPLE LOOKOUT 3
      norad_id: 995000103
      owner: CAN
      kept_by: [CAN]
      elements: {mean_motion_rev_d: 14.85565537, eccentricity: 0.0011504, inclination_deg: 51.96776, raan_deg: 356.69312, argp_deg: 95.59614, mean_anomaly_deg: 15.88974, bstar_per_er: 0.00002}
      mass_kg: 600
      radius_m: 2.5
      can_burn: true
  report_every_s: 1800
  noise_km: 0.03
  burns:
    - {name: push, asset: MAPLE LOOKOUT 3, at_s: 1800, in_track_m_s: 0.2}
  cut_feeds:
    - {name: gap, origin: CAN, to: [NOR], start_s: 1200, stop_s: 3000}
events:
  - number: 1
    at_s: 600
    to: [CAN, NOR]
    title: The day begins
    text: Keep the log.
    objectives: [talk]
    expected:
      - {by: NOR, kind: log-entry, within_s: 3600, text: Puts it in the log.}
    measures:
      - {name: logged, text: Something was logged., metric: records, of: [NOR], kind: log-entry, limit: 1, unit: records, sense: at_least}
script:
  - {number: 1, by: NOR, on_event: 1, after_s: 600, do: note, arguments: {text: 'The day has begun.'}}
"""  # noqa: E501 - as a file has it


def new_play(path: Path, text: str = SCENARIO) -> PlayFolder:
    """A play that was founded."""
    return found_play(path, text.encode(), SystemClock())


def play_of(folder: PlayFolder, *, scripted: bool = True, **more: object) -> Play:
    """It, with its script, as fast as it goes."""
    players = ScriptedPlayers(load(folder.scenario_bytes())) if scripted else None
    given: dict[str, object] = {"speed": None, **more}
    return Play(folder, SystemClock(), players=players, **given)  # type: ignore[arg-type]


def steps(play: Play, rounds: int) -> None:
    """Make so many rounds, in this thread."""
    for _ in range(rounds):
        play._turn()
    assert not play.failed, play.failed


def digest(ids: dict[str, list[str]]) -> str:
    """One text for all ids of all stores, in their order."""
    return hashlib.sha256(repr(sorted(ids.items())).encode()).hexdigest()
