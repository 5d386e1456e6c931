"""The scenarios that ship, played by script on real nodes, reviewed and computed apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import msgspec
import pytest
from review_apart import STAGES, Play, stages

from cspo.exercise.play import Play as RealPlay
from cspo.exercise.play import PlayState, found_play
from cspo.exercise.players import ScriptedPlayers
from cspo.exercise.review import review
from cspo.exercise.review.judging import SECONDS
from cspo.exercise.review.values import InjectReview, Verdict
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.scenario.shipped import scenario_bytes
from cspo.node.clock import SystemClock
from cspo.report.exercise import render_exercise

DAY = date(2027, 3, 20)
SPANS = {"late-manoeuvre-short": 4, "quiet-inspector-short": 4, "breakup-in-low-orbit-short": 8}
"""Measures at least that are a span since a true event."""


@pytest.mark.soak
@pytest.mark.parametrize("name", SPANS)
def test_a_shipped_scenario_is_reviewed_as_its_files_say(tmp_path: Path, name: str) -> None:
    data = scenario_bytes(name)
    scenario = load(data)
    folder = found_play(tmp_path / "play", data, SystemClock())
    play = RealPlay(folder, SystemClock(), speed=None, players=ScriptedPlayers(scenario))
    play.open()
    play.run()
    assert play.state is PlayState.OVER, play.failed
    play.stop()
    began = perf_counter()
    found = review(folder, day=DAY)
    page = render_exercise(msgspec.to_builtins(found))
    assert perf_counter() - began < 60.0  # ten minutes are allowed
    assert b"EXERCISE" in page
    apart = Play(folder.path, {f"norad:{x.norad_id}": x.name for x in scenario.world.assets})
    expected = {each.name: stages(apart, each.name) for each in found.events if each.nations}
    for event in found.events:
        for line in event.nations:
            moments = {stage: getattr(line, stage) for stage in STAGES}
            got = {stage: None if x is None else x.after_s for stage, x in moments.items()}
            assert got == expected[event.name][line.nation], (event.name, line.nation)
    # The script does all that a good response does.
    verdicts = {
        (each.number, line.text): line.verdict
        for each in found.injects for line in (*each.measures, *each.expected)
    }  # fmt: skip
    assert set(verdicts.values()) == {Verdict.MET}, verdicts
    assert _measures_agree(found.injects, scenario, apart) >= SPANS[name]
    for_all = review(folder, day=DAY, audience=scenario.nations)
    assert for_all.ended
    assert "HELD" not in for_all.mark


def _measures_agree(
    injects: tuple[InjectReview, ...], scenario: Scenario,
    apart: Play,
) -> int:  # fmt: skip
    """Spans since a true event: the worst nation's, in the unit of the measure; how many."""
    values = {each.name: each.value for inject in injects for each in inject.measures}
    assets = {name: identity for identity, name in apart.names.items()}
    checked = 0
    for measure in (each for event in scenario.events for each in event.measures):
        if not measure.since or measure.kind or measure.metric not in STAGES:
            continue
        rows = stages(apart, measure.since, assets.get(measure.about, ""))
        spans = [rows[nation][measure.metric] for nation in measure.of or scenario.nations]
        known = [span for span in spans if span is not None]
        worst = max(known) / SECONDS[measure.unit] if len(known) == len(spans) else None
        value = values[measure.name]
        assert (value is None) is (worst is None), measure.name
        assert value is None or value == pytest.approx(worst, abs=1e-6), measure.name
        checked += 1
    return checked
