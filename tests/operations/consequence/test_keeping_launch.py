"""A launch study that is kept says what a plan's `launch_closed` reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from cspo.markings import make_label
from cspo.operations.assess.launch_access import COMING_DAY
from cspo.operations.consequence.keeping_others import assessment_of
from cspo.operations.consequence.launch_study import LaunchQuestion, study_launch
from cspo.operations.consequence.results import Band, LaunchDay, LaunchResult
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps
from cspo.operations.plan.answers_launch import ANSWERS
from cspo.operations.plan.sayings import Word
from cspo.orbits.reference_population import reference_population
from cspo.policy import Reading
from cspo.records.bodies.planning import AssessmentBody, Finding, Unit
from cspo.time import Epoch

HOURS = 2.0

MARK = make_label("U", ("NZL",))


@pytest.fixture(scope="module")
def result() -> LaunchResult:
    catalog = reference_population(count=1_500)
    start = Epoch.from_utc(Epoch(int(catalog.epoch_tai_ns.max())).utc_iso(0))
    question = LaunchQuestion(site="mahia", altitude_km=800.0, inclination_deg=98.6, start=start,
                              hours=HOURS)  # fmt: skip
    return study_launch(question, StudySky.of_catalog(catalog), Steps()).result


def read(t: Epoch, *bodies: tuple[str, AssessmentBody], days: float = HOURS / 24.0) -> Reading:
    """What a plan reads at *t* where these were said, by hazard, one second after the other."""
    words = {
        hazard: Word(f"{n:064x}", "NZL", t + float(n), body, MARK)
        for n, (hazard, body) in enumerate(bodies)
    }
    said = SimpleNamespace(assessment=lambda name, hazard, origin, t: words.get(hazard))
    books: Any = SimpleNamespace(said=said, t=t, nation="NZL")
    return ANSWERS["launch_closed"](books, {"site": "mahia", "days": days})


def test_the_share_of_its_window_is_what_its_result_counts(result: LaunchResult) -> None:
    body = assessment_of(result)
    start = Epoch.from_utc(result.start_utc)
    share = result.before.closed_s / (HOURS * 3_600.0)
    assert 0.0 < share < 1.0
    assert body.from_utc is not None
    assert body.until_utc is not None
    assert Epoch.from_utc(body.from_utc) == start
    assert Epoch.from_utc(body.until_utc) == start + HOURS * 3_600.0
    told = read(start, ("", body))
    assert told.value == pytest.approx(share)
    assert (told.low, told.high) == (None, None) or told.low == told.high
    assert told.evidence == ("0" * 64,)
    assert read(start + HOURS * 3_600.0, ("", body)).value is None, "its window is over"
    assert read(start, ("", body), days=1.0).value is None, "of two hours of the day alone"


def test_after_a_break_up_the_share_has_the_band_of_the_pieces(result: LaunchResult) -> None:
    day = LaunchDay(day_utc=result.start_utc, after_days=0.1,
                    closed_s=Band(low=720.0, expected=1_440.0, high=3_600.0))  # fmt: skip
    after = msgspec.structs.replace(result, calendar=[day])
    told = read(Epoch.from_utc(result.start_utc), ("", assessment_of(after)))
    assert (told.low, told.value, told.high) == pytest.approx((0.1, 0.2, 0.5))


def test_the_newest_whose_window_is_in_those_days_counts(result: LaunchResult) -> None:
    body, t = assessment_of(result), Epoch.from_utc(result.start_utc)
    one = [Finding(name="closed-share", value=0.3)]
    other = msgspec.structs.replace(body, findings=tuple(one))
    assert read(t, ("", body), ("launch-access", other)).value == pytest.approx(0.3)
    assert read(t, ("launch-access", other), ("", body)).value != pytest.approx(0.3)
    planned = Finding(name="opens-after", value=7_200.0, unit=Unit.S)
    later = msgspec.structs.replace(
        other, findings=(*one, planned), until_utc=(t + 10_800.0).utc_iso(0)
    )
    assert read(t, ("launch-access", later), days=1.0).value == pytest.approx(0.3)
    assert read(t, ("launch-access", later), days=0.05).value is None, "it opens later"
    day = msgspec.structs.replace(other, method=COMING_DAY, until_utc=(t + 5e4).utc_iso(0))
    assert read(t, ("launch-access", day), days=1.0).value == pytest.approx(0.3)
    assert read(t, ("launch-access", day), days=2.0).value is None
    over = msgspec.structs.replace(other, until_utc=t.utc_iso(0))
    assert read(t, ("", body), ("launch-access", over)).value != pytest.approx(0.3)
    assert read(t).value is None
