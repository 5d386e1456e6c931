"""By when an owner has to say what comes of a flag: from the first that it has not answered."""

from __future__ import annotations

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import book as books
from cspo.operations.plan.book import PlanBook
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanFindingBody, PlanStanding, PlanSubject
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
HOUR_S = 3_600.0
WITHIN_H = 4.0
HOLDS, NEARLY, UNKNOWN, FAILS = PlanStanding
ASKED = 'crew_ready("night")'


class Told:
    """A plan with one assumption, and what is told of it by the hour."""

    def __init__(self) -> None:
        self.book = PlanBook("GBR", Mode.REAL, REGISTRY)
        self.flag = 0
        self.edition = self.say(PlanBody(
            name="p", number=1, status=PlanStatus.ACTIVE, objective="x", answer_within_s=14_400.0,
            assumptions=(Assumption(text="they are there", expression=ASKED),),
        ), 0.0)  # fmt: skip

    def say(self, body, hour: float) -> str:
        t = T0 + hour * HOUR_S
        record = issue(body, make_label("U", ["GBR"]), origin="GBR", mode=Mode.REAL, t_valid=t, t=t,
                       signer=key_of("GBR", Mode.REAL), registry=REGISTRY)  # fmt: skip
        self.book.apply(record, t)
        return record.id

    def turns(self, standing: PlanStanding, hour: float) -> None:
        at = (T0 + hour * HOUR_S).utc_iso(3)
        self.flag += 1
        self.say(PlanFindingBody(
            subject=PlanSubject.PLAN, name="p", number=1, plan=self.edition, assumption=1,
            expression=ASKED, flag=self.flag, standing=standing, since_utc=at, seen_utc=at,
        ), hour)  # fmt: skip

    def reaffirm(self, hour: float, until: float | None = None) -> None:
        self.say(OpinionBody(
            record=self.edition, stance=Stance.CONCUR, reason="so be it",
            until_utc=None if until is None else (T0 + until * HOUR_S).utc_iso(3),
        ), hour)  # fmt: skip

    def due(self) -> tuple[float, float] | None:
        """By which hour, and since which."""
        due = self.book.plan("GBR", "p").due(T0)
        return None if due is None else ((due.at - T0) / HOUR_S, (due.since - T0) / HOUR_S)


@pytest.fixture
def told():
    return Told()


@pytest.mark.parametrize("most", [3, 500])
def test_an_assumption_that_turns_each_hour_is_answered_no_later_than_one_that_stays(
    monkeypatch, told, most
):
    """Three days of it, however few of its findings stay in memory."""
    monkeypatch.setattr(books, "_MOST_FOUND", most)
    for hour in range(10, 82):
        told.turns((FAILS, NEARLY, UNKNOWN)[hour % 3], hour)
        assert told.due() == (10.0 + WITHIN_H, 10.0)


def test_what_held_meanwhile_begins_anew(told):
    told.turns(FAILS, 1)
    told.turns(HOLDS, 2)
    assert told.due() is None
    told.turns(UNKNOWN, 5)
    told.turns(FAILS, 6)
    assert told.due() == (5.0 + WITHIN_H, 5.0)


def test_a_word_answers_what_was_before_it_and_the_first_turn_after_it_counts(told):
    told.turns(FAILS, 1)
    told.turns(UNKNOWN, 2)
    told.reaffirm(3)
    assert told.due() is None
    told.turns(FAILS, 4)
    told.turns(NEARLY, 5)
    assert told.due() == (4.0 + WITHIN_H, 4.0)
    told.reaffirm(6)
    assert told.due() is None


def test_a_word_for_a_time_ends_then_however_often_it_turned_meanwhile(told):
    told.turns(FAILS, 1)
    told.reaffirm(2, until=6.0)
    assert told.due() == (6.0, 2.0)
    told.turns(NEARLY, 5)
    assert told.due() == (6.0, 2.0), "not put off by a turn"
    told.reaffirm(5.5, until=20.0)
    told.turns(FAILS, 6)
    assert told.due() == (6.0 + WITHIN_H, 6.0), "nor is a turn by what was said before it"
