"""What follows from a break-up, in three languages, within one page; a supposed event says so."""

from __future__ import annotations

import msgspec
import pytest

from cspo.errors import UsageError
from cspo.operations.language import LANGUAGES, PAGE_COLUMNS, columns, speech
from cspo.operations.notices.happening import happening_page
from cspo.operations.notices.outlook import ANY_HIT, HALF_GONE, SUPPOSED, pieces_over
from cspo.operations.notices.page import Head
from cspo.records.bodies.activity import Behavior
from cspo.records.bodies.examples import example
from cspo.records.bodies.planning import AssessmentBody, Confidence, Finding, Subject, Unit
from cspo.time import Epoch
from tests.operations.notices.notice_words import Press

T = Epoch.from_utc("2021-11-15T03:00:00Z")
HEAD = Head(serial="NOR-2021-0007", origin="NOR", mode="SIMULATED", t=T)
BREAKUP = msgspec.structs.replace(example("behavior-event"), what=Behavior.BREAKUP)


def assessment(*findings: Finding) -> AssessmentBody:
    return AssessmentBody(
        subject=Subject.EVENT, name="norad:13552", question="Who is at risk?", answer="See below.",
        confidence=Confidence.MODERATE, findings=findings,
    )  # fmt: skip


def crossed(number: int, value: float) -> Finding:
    return Finding(name=f"norad:{number}", value=value, low=value / 4, high=value * 4,
                   text=f"SAT {number}, NOR, 2021-11-15T04:00Z")  # fmt: skip


PIECES = Finding(name=pieces_over(0.1), value=1234.0, low=308.0, high=4936.0, unit=Unit.OBJECTS)
HALF = Finding(name=HALF_GONE, value=3e7, low=1e7, high=6e7, unit=Unit.S)
ANY = Finding(name=ANY_HIT, value=2.0e-4, low=5e-5, high=8e-4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_stand_with_their_bounds_in_the_language(language):
    body = assessment(PIECES, HALF, ANY, crossed(1, 1e-6), crossed(2, 3e-5))
    text = happening_page(BREAKUP, HEAD, speech(language), names={}, assessments=[body]).text
    wide = 2 if language == "ja" else 1
    assert [line for line in text.splitlines() if columns(line, wide) > PAGE_COLUMNS] == []
    spoken = speech(language)
    for value in (308, 1234, 4936):
        assert spoken.number(value) in text
    assert text.index("SAT 2") < text.index("SAT 1")  # the likelier first
    assert spoken.say("notice.at_risk")[:6] in text
    assert spoken.say("notice.supposed") not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supposed_event_says_so_in_its_title_and_on_top(language):
    body = assessment(Finding(name=SUPPOSED, value=1.0))
    page = happening_page(BREAKUP, HEAD, speech(language), names={}, assessments=[body])
    assert page.title.startswith(speech(language).say("notice.supposed_title", title=""))
    assert speech(language).say("notice.supposed") in page.text


def test_many_objects_are_counted_and_the_page_fits():
    rows = [crossed(number, number * 1e-9) for number in range(1, 61)]
    body = assessment(PIECES, *rows)
    text = happening_page(BREAKUP, HEAD, speech("en"), names={}, assessments=[body]).text
    assert "\n  48 more objects" in text
    assert "SAT 60" in text
    assert "SAT 48," not in text


def test_a_finding_of_another_name_and_one_without_bounds_stay_out_of_the_page():
    body = assessment(
        Finding(name="something else", value=77.0, low=76.0, high=78.0),
        Finding(name=pieces_over(0.5), value=99.0),
        Finding(name="pieces-over-many-m", value=55.0, low=5.0, high=555.0),
    )
    text = happening_page(BREAKUP, HEAD, speech("en"), names={}, assessments=[body]).text
    for number in ("77", "99", "555"):
        assert number not in text


def test_the_page_carries_the_join_of_the_event_and_of_what_follows(store):
    press = Press(store)
    event = press.take_in(BREAKUP, to=("NOR", "USA", "GBR"))
    follows = press.take_in(assessment(PIECES), to=("NOR", "USA"))
    written = press.issue(event, follows)
    assert set(written.records[0].payload.label.releasable_to) == {"NOR", "USA"}
    (page,) = press.register().notices()
    assert "Pieces of 10" in page.texts["en"]


def test_an_assessment_alone_makes_no_page(store):
    press = Press(store)
    with pytest.raises(UsageError, match="one behavior event and its assessments"):
        press.issue(press.take_in(assessment(PIECES)))
