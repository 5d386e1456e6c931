"""Measures of plays that go on, were stopped, or came to their end: each judged in its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from play_by_hand import _SCENARIO, HALTEN, HandPlay, proposal, scenario_of, warning

from cspo.exercise.review import Review, review
from cspo.exercise.white_cell import Order
from cspo.exercise.world import TruthKind

DAY = date(2026, 7, 20)
OPEN, MET, PARTLY, MISSED = "unknown", "met", "partly", "not-met"

MEASURED = """\
    measures:
      - {name: told, text: Norway proposes, metric: records, of: [NOR], kind: proposal,
         limit: 1, unit: records, sense: at_least}
      - {name: calm, text: Norway does not warn, metric: records, of: [NOR], kind: warning,
         limit: 0, unit: records, sense: at_most, at_s: 9000}
      - {name: both-acted, text: Both act, metric: acted, since: burn-1, of: [NOR, USA],
         limit: 2, unit: h}
      - {name: acted-late, text: Norway waits, metric: acted, since: burn-1, of: [NOR],
         limit: 30, unit: min, sense: at_least}
"""


def text() -> str:
    """The scenario of the story, with these measures of its first event alone."""
    lines = _SCENARIO.split("  - number: 2\n")[0]
    objectives = "  - {name: share, text: What one knows reaches the others}\n"
    head = lines.replace(objectives, "").split("    measures:\n")[0]
    scenario_of(head + MEASURED)
    return head + MEASURED


def verdicts(found: Review) -> dict[str, str]:
    """By measure."""
    return {each.name: each.verdict.value for each in found.injects[0].measures}


def played(
    path: Path, end_s: float, *, over: bool, proposed: bool = False, warned: bool = False,
    ruled: Sequence[Mapping[str, Any]] = (),
) -> Review:  # fmt: skip
    """A burn at 1,200 s; Norway warns at 1,500 s and proposes at 1,900 s, where it does."""
    play = HandPlay(path, text())
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.inject(1, 600.0)
    if warned:
        play.put("NOR", warning("NOR"), 1_500.0)
    if proposed:
        play.put("NOR", proposal(), 1_900.0)
    for each in ruled:
        play.order(end_s, Order.ADJUDICATE, text="Seen", number=1, **each)
    return review(play.end(end_s, over=over), day=DAY)


@pytest.mark.parametrize("over", [False, True], ids=["goes on", "was stopped"])
def test_nothing_is_missed_or_met_before_its_time(tmp_path: Path, over: bool) -> None:
    found = played(tmp_path, 2_000.0, over=over)
    assert set(verdicts(found).values()) == {OPEN}
    assert not any("Both act" in each.found for each in found.improvements)
    assert {each.verdict.value for each in found.objectives} == {OPEN}
    details = {each.name: each.detail for each in found.injects[0].measures}
    assert details["both-acted"] == "NOR not so far; USA not so far"
    assert details["calm"] == "NOR 0 so far"


def test_what_can_not_change_any_more_is_judged_at_once(tmp_path: Path) -> None:
    found = verdicts(played(tmp_path, 2_000.0, over=False, proposed=True, warned=True))
    # Norway has acted after 700 s: too soon for the last, and one of both for the one before.
    assert found == {"told": MET, "calm": MISSED, "both-acted": OPEN, "acted-late": MISSED}


def test_an_objective_is_not_partly_met_for_what_is_open(tmp_path: Path) -> None:
    ruled = [{"ruling": "met", "measure": "acted-late"}]
    ruled += [{"ruling": "met", "expected": place} for place in (1, 2)]
    found = played(tmp_path, 2_000.0, over=True, proposed=True, ruled=ruled)
    assert verdicts(found) == {
        "told": MET, "calm": OPEN, "both-acted": OPEN, "acted-late": MET,
    }  # fmt: skip
    assert [each.verdict.value for each in found.objectives] == [OPEN]


def test_each_is_judged_when_its_own_time_is_up(tmp_path: Path) -> None:
    found = played(tmp_path / "a", 9_000.0, over=False, proposed=True)
    assert verdicts(found) == {
        "told": MET, "calm": MET, "both-acted": PARTLY, "acted-late": MISSED,
    }  # fmt: skip
    both = next(each for each in found.injects[0].measures if each.name == "both-acted")
    assert (both.nation, both.value) == ("USA", None)
    assert both.detail == "NOR after 11 min 40 s; USA never"
    assert verdicts(played(tmp_path / "b", 14_400.0, over=True)) == {
        "told": MISSED, "calm": MET, "both-acted": MISSED, "acted-late": MISSED,
    }  # fmt: skip


def test_an_audience_is_not_told_that_a_thing_never_was(tmp_path: Path) -> None:
    play = HandPlay(tmp_path, text())
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.inject(1, 600.0)
    found = review(play.end(), day=DAY, audience=("NOR", "USA"))
    assert set(verdicts(found).values()) == {OPEN}
    both = next(each for each in found.injects[0].measures if each.name == "both-acted")
    assert both.detail == "NOR not shown; USA not shown"
