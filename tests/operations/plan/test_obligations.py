"""Obligations by hand: when they are due, met, late, met late, waived."""

from __future__ import annotations

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import obligations
from cspo.operations.plan.obligation import State
from cspo.operations.plan.obligations import ObligationBook
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.readiness import ObligationBody, ObligationStatus, Owed
from cspo.records.bodies.standing import PlanStanding
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.time import Epoch
from cspo.units import DAY_S

T0 = Epoch.from_utc("2026-11-01T00:00:00Z")


def said(body, origin: str, day: float):
    t = T0 + day * DAY_S
    return issue(body, make_label("U", ["GBR", "NOR", "USA"]), origin=origin, mode=Mode.REAL,
                 t_valid=t, t=t, signer=key_of(origin, Mode.REAL), registry=REGISTRY)  # fmt: skip


def owed(**fields) -> ObligationBody:
    usual = {
        "name": "elements", "number": 1, "what": Owed.REPORT, "owes": "NOR", "to": ("GBR",),
        "text": "Elements of its satellites", "from_utc": T0.utc_iso(0),
        "due_utc": (T0 + 7 * DAY_S).utc_iso(0),
    }  # fmt: skip
    return ObligationBody(**{**usual, **fields})


def test_only_so_many_editions_stay_and_the_newest_do(monkeypatch):
    monkeypatch.setattr(obligations, "_MOST_EDITIONS", 3)
    book = ObligationBook(Mode.REAL, REGISTRY)
    told = {number: said(owed(number=number), "GBR", 0) for number in (5, 1, 4, 2, 3)}
    for each in told.values():
        book.apply(each)
    for gone, left in ((5, 4), (4, 3)):
        book.apply(
            said(
                WithdrawalBody(
                    record=told[gone].id, reason="by mistake", instruction=Instruction.DELETE
                ),
                "GBR",
                1,
            )
        )
        assert [each.body.number for each in book.every()] == [left]
    book.apply(
        said(
            WithdrawalBody(record=told[3].id, reason="by mistake", instruction=Instruction.DELETE),
            "GBR",
            1,
        )
    )
    assert book.every() == (), "those before are forgotten"


def state(book: ObligationBook, day: float, standing: PlanStanding | None = None) -> State:
    (one,) = book.every()
    return one.where(T0 + day * DAY_S, standing).state


def test_open_until_it_is_due_then_late_then_met_late():
    book = ObligationBook(Mode.REAL, REGISTRY)
    obligation = said(owed(), "GBR", 0)
    book.apply(obligation)
    assert [state(book, day) for day in (1, 6.9, 7.1)] == [State.OPEN, State.OPEN, State.LATE]
    done = AcknowledgementBody(record=obligation.id, progress=Progress.DONE)
    book.apply(said(done, "USA", 7.5))
    assert state(book, 8) is State.LATE, "it is none of USA's to say"
    book.apply(said(done, "NOR", 8))
    assert state(book, 9) is State.MET_LATE


@pytest.mark.parametrize(("met", "looked", "expected"), [
    (6.0, 7.5, State.OPEN), (6.0, 13.9, State.OPEN), (6.0, 14.1, State.LATE),
    (6.0, 6.5, State.MET), (8.0, 13.0, State.MET), (8.0, 20.9, State.OPEN),
    (8.0, 21.1, State.LATE),
])  # fmt: skip
def test_what_comes_again_is_met_until_the_end_of_its_span(met, looked, expected):
    """Due on day 7, 14, 21: a word of day 6 settles day 7, one of day 8 settles day 14."""
    book = ObligationBook(Mode.REAL, REGISTRY)
    obligation = said(owed(every_s=7 * DAY_S), "GBR", 0)
    book.apply(said(AcknowledgementBody(record=obligation.id, progress=Progress.DONE), "NOR", met))
    book.apply(obligation)
    assert state(book, looked) is expected


@pytest.mark.parametrize(("standing", "expected"), [
    (PlanStanding.HOLDS, State.MET), (PlanStanding.FAILS, State.LATE),
    (PlanStanding.UNKNOWN, State.OPEN), (None, State.OPEN),
])  # fmt: skip
def test_an_expression_says_whether_it_is_met(standing, expected):
    book = ObligationBook(Mode.REAL, REGISTRY)
    book.apply(said(owed(due_utc=None, expression='contact_age("NOR") < 31 d'), "GBR", 0))
    assert state(book, 1, standing) is expected


def test_its_creditor_may_waive_it():
    book = ObligationBook(Mode.REAL, REGISTRY)
    book.apply(said(owed(), "GBR", 0))
    book.apply(said(owed(number=2, status=ObligationStatus.WAIVED, note="not needed"), "GBR", 1))
    assert state(book, 30) is State.WAIVED


def test_a_word_settles_what_a_machine_checks_too_but_not_what_is_owed_at_all_times():
    book = ObligationBook(Mode.REAL, REGISTRY)
    obligation = said(owed(expression='ready("radar")'), "GBR", 0)
    book.apply(obligation)
    assert state(book, 8, PlanStanding.FAILS) is State.LATE
    book.apply(said(AcknowledgementBody(record=obligation.id, progress=Progress.DONE), "NOR", 6))
    assert state(book, 8, PlanStanding.FAILS) is State.MET
    always = ObligationBook(Mode.REAL, REGISTRY)
    obligation = said(owed(expression='ready("radar")', due_utc=None), "GBR", 0)
    always.apply(obligation)
    always.apply(said(AcknowledgementBody(record=obligation.id, progress=Progress.DONE), "NOR", 6))
    assert state(always, 8, PlanStanding.FAILS) is State.LATE


def test_a_word_that_is_taken_back_was_never_given():
    book = ObligationBook(Mode.REAL, REGISTRY)
    obligation = said(owed(), "GBR", 0)
    book.apply(obligation)
    done = said(AcknowledgementBody(record=obligation.id, progress=Progress.DONE), "NOR", 6)
    book.apply(done)
    assert state(book, 8) is State.MET
    taken = WithdrawalBody(record=done.id, reason="by mistake", instruction=Instruction.DELETE)
    book.apply(said(taken, "USA", 7))
    assert state(book, 8) is State.MET, "it is none of USA's to take back"
    book.apply(said(taken, "NOR", 7))
    assert state(book, 8) is State.LATE


def test_an_edition_that_is_taken_back_leaves_the_one_before_it():
    """Waived by mistake: then it is owed again, and a word on any of its editions still counts."""
    book = ObligationBook(Mode.REAL, REGISTRY)
    first, waiver = said(owed(), "GBR", 0), owed(number=2, status=ObligationStatus.WAIVED, note="x")
    second = said(waiver, "GBR", 1)
    for record in (first, second):
        book.apply(record)
    assert state(book, 8) is State.WAIVED
    taken = WithdrawalBody(record=second.id, reason="by mistake", instruction=Instruction.DELETE)
    assert not book.apply(said(taken, "USA", 2)), "it is none of USA's to take back"
    assert state(book, 8) is State.WAIVED
    assert book.apply(said(taken, "GBR", 3))
    assert (state(book, 6), state(book, 8)) == (State.OPEN, State.LATE)
    late = book.late("NOR", T0 + 8 * DAY_S, lambda _: None)
    assert late == ((first.id, first.payload.label),)
    book.apply(second)
    assert state(book, 8) is State.LATE, "it stays taken back, however often it is heard"
    book.apply(said(AcknowledgementBody(record=second.id, progress=Progress.DONE), "NOR", 4))
    assert state(book, 8) is State.MET


def test_an_obligation_all_of_which_is_taken_back_is_none_and_no_word_brings_it_back():
    book = ObligationBook(Mode.REAL, REGISTRY)
    only = said(owed(), "GBR", 0)
    book.apply(only)
    taken = WithdrawalBody(record=only.id, reason="by mistake", instruction=Instruction.DELETE)
    assert book.apply(said(taken, "GBR", 1))
    book.apply(said(AcknowledgementBody(record=only.id, progress=Progress.DONE), "NOR", 2))
    assert (book.every(), book.expressions("NOR")) == ((), [])


READY = 'ready("radar")'


@pytest.mark.parametrize(("origin", "owes", "checks"), [
    ("NOR", "USA", True), ("GBR", "NOR", True), ("GBR", "NOR/met", True), ("GBR", "USA", False),
])  # fmt: skip
def test_a_nation_checks_what_it_states_and_what_it_owes(origin, owes, checks):
    book = ObligationBook(Mode.REAL, REGISTRY)
    book.apply(said(owed(owes=owes, to=("FRA",), expression=READY), origin, 0))
    assert bool(book.expressions("NOR")) is checks


def test_who_states_many_has_its_last_ones_checked_and_no_others_fewer(monkeypatch):
    monkeypatch.setattr(obligations, "_MOST_CHECKED", 2)
    book = ObligationBook(Mode.REAL, REGISTRY)
    book.apply(said(owed(name="ours", owes="GBR", expression=READY), "NOR", 9))
    for n in range(5):
        book.apply(said(owed(name=f"n{n}", expression=READY), "GBR", n))
    assert [key[0] for key in book.expressions("NOR")] == [
        "obligation GBR/n3", "obligation GBR/n4", "obligation NOR/ours",
    ]  # fmt: skip


def test_who_makes_up_names_pushes_out_its_own_alone_and_settled_ones_first(monkeypatch):
    monkeypatch.setattr(obligations, "_MOST_NAMES", 3)
    book = ObligationBook(Mode.REAL, REGISTRY)
    ours = said(owed(name="ours"), "USA", 0)
    settled = said(owed(name="settled"), "GBR", 1)
    told = [ours, said(owed(name="first"), "GBR", 0), settled]
    told.append(said(AcknowledgementBody(record=settled.id, progress=Progress.DONE), "NOR", 2))
    told += [said(owed(name=f"n{n}"), "GBR", 3 + n) for n in range(2)]
    for record in told:
        book.apply(record)
    assert [each.body.name for each in book.every()] == ["first", "n0", "n1", "ours"]
    for n in range(2, 20):
        book.apply(said(owed(name=f"n{n}"), "GBR", 3 + n))
    assert [each.body.name for each in book.every()] == ["n17", "n18", "n19", "ours"]
    assert len(book._of) == len(book._editions) == 4
    assert not book._words, "nor is more remembered by any name"
    word = AcknowledgementBody(record=settled.id, progress=Progress.DONE)
    assert not book.apply(said(word, "NOR", 30)), "of what is forgotten a word is no news"


def test_editions_count_by_their_number_in_whatever_order_they_come():
    later, sooner = ObligationBook(Mode.REAL, REGISTRY), ObligationBook(Mode.REAL, REGISTRY)
    records = [said(owed(), "GBR", 0), said(owed(number=2, text="All elements"), "GBR", 1)]
    done = said(AcknowledgementBody(record=records[0].id, progress=Progress.DONE), "NOR", 2)
    for book, order in ((later, [*records, done]), (sooner, [done, *reversed(records)])):
        for record in order:
            book.apply(record)
    assert later.every() == sooner.every()
    assert later.every()[0].body.text == "All elements"
    assert state(later, 8) is State.MET
