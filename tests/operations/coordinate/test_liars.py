"""Dates that lie: who proposes, and who is asked, each against the other's time and word."""

from __future__ import annotations

import random

import pytest
from nations import key_of
from ten_parties import REGISTRY

from cspo.markings import Mode, make_label
from cspo.operations.awaited import AwaitedBook
from cspo.operations.coordinate import RECEIPT, ConversationBook, Stage, conversations, spoken_from
from cspo.operations.coordinate.deadlines import due
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.derive import issue
from cspo.records import Record
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Default,
    Maneuvering,
    OpinionBody,
    Progress,
    ProposalBody,
    Stance,
)
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
TCA = T + 5 * 3600.0
GBR_SAT, JPN_SAT = "norad:40001", "norad:40002"
EVENT = f"event:{GBR_SAT}~{JPN_SAT}@{TCA.utc_iso(3)}"
MARK = make_label("U", ["FRA", "GBR", "JPN"])
MINUTE = 60.0


def at(t_min: float) -> Epoch:
    return T + t_min * MINUTE


def said(origin: str, body, t_min: float) -> Record:
    return issue(
        body, MARK, origin=origin, mode=Mode.REAL, t_valid=at(t_min), t=at(t_min),
        signer=key_of(origin), registry=REGISTRY,
    )  # fmt: skip


def asks(t_min: float, answer_min: float, kind=Default.OTHER_MANEUVERS, **fields) -> Record:
    """GBR wants JPN to maneuver."""
    body = ProposalBody(**{
        "event": EVENT, "number": 1, "to": "JPN", "default": kind,
        "maneuvering": Maneuvering(object=JPN_SAT, party="JPN"),
        "act_by_utc": utc_text(TCA - 3600.0), "answer_by_utc": utc_text(at(answer_min)), **fields,
    })  # fmt: skip
    return said("GBR", body, t_min)


def had(of: Record, t_min: float, origin: str = "JPN") -> Record:
    body = AcknowledgementBody(record=of.id, progress=Progress.RECEIVED, role=RECEIPT)
    return said(origin, body, t_min)


def default(origin: str, of: Record, t_min: float, party="JPN", what=JPN_SAT, deed=Deed.MANEUVER):
    body = CommitmentBody(
        event=EVENT, party=party, deed=deed, object=what, by_utc=utc_text(TCA - 3600.0),
        status=CommitmentStatus.DEFAULTED, proposal=of.id,
    )  # fmt: skip
    return said(origin, body, t_min)


def only(*records: Record):
    (found,) = conversations(spoken_from(each, REGISTRY) for each in records)
    return found


# It is 12:40. GBR dates back: asked at 12:00, to be answered by 12:30, nobody did.
BACK = asks(0.0, 30.0)


@pytest.mark.parametrize("dated", [30.0, 35.0, 39.9])
def test_what_is_dated_back_with_its_default_binds_nobody(dated):
    assert only(BACK, default("GBR", BACK, dated)).stage is Stage.OPEN
    came = only(BACK, default("GBR", BACK, dated), had(BACK, 40.0))
    assert (came.stage, came.turn, came.in_force) == (Stage.OPEN, "JPN", None)
    assert came.last.deadline == at(50.0)  # ten minutes from when JPN had it


def test_the_one_who_was_asked_has_ten_minutes_by_its_own_clock():
    receipt = had(BACK, 40.0)
    assert only(BACK, receipt, default("GBR", BACK, 49.99)).in_force is None
    assert only(BACK, receipt, default("GBR", BACK, 50.0)).stage is Stage.DEFAULTED
    yes = said("JPN", CommitmentBody(
        event=EVENT, party="JPN", deed=Deed.MANEUVER, object=JPN_SAT,
        by_utc=utc_text(TCA - 7200.0), status=CommitmentStatus.GIVEN, proposal=BACK.id,
    ), 45.0)  # fmt: skip
    found = only(BACK, receipt, yes, default("GBR", BACK, 39.0))
    assert (found.stage, found.last.in_time) == (Stage.COMMITTED, True)
    # An answer in those ten minutes that a default then crosses is shown beside it.
    assert only(BACK, receipt, yes, default("GBR", BACK, 50.0)).contested == (yes.id,)


def test_nobody_acknowledges_for_another():
    for origin in ("GBR", "FRA"):
        assert only(BACK, had(BACK, 1.0, origin), default("GBR", BACK, 30.0)).in_force is None


def test_who_was_asked_puts_nothing_off_by_acknowledging_again():
    first, put_down = had(BACK, 2.0), default("GBR", BACK, 30.0)
    assert only(BACK, first, put_down).stage is Stage.DEFAULTED
    for later in (had(BACK, 29.0), had(BACK, 60.0), had(BACK, -50.0)):
        assert only(BACK, first, put_down, later).stage is Stage.DEFAULTED
    no = said("JPN", OpinionBody(record=BACK.id, stance=Stance.DISSENT, reason="no"), 29.0)
    assert only(BACK, first, put_down, no).stage is Stage.DEFAULTED
    assert only(BACK, first, put_down, no).contested == (no.id,)


def test_who_was_asked_does_not_take_back_that_its_time_ran():
    book = ConversationBook(REGISTRY, Mode.REAL)
    receipt = had(BACK, 2.0)
    book.apply(BACK, receipt, default("GBR", BACK, 30.0))
    before = book.digest()
    book.drop([receipt.id])
    assert book.every[0].stage is Stage.DEFAULTED
    assert book.digest() == before


def test_a_withdrawal_that_comes_first_makes_the_same_state():
    receipt, put_down = had(BACK, 2.0), default("GBR", BACK, 30.0)
    back = said("JPN", WithdrawalBody(
        record=receipt.id, instruction=Instruction.DO_NOT_USE, reason="so"), 31.0)  # fmt: skip
    digests = set()
    for order in ([BACK, receipt, put_down, back], [back, put_down, receipt, BACK]):
        mind = CoordinationDuty(REGISTRY, Mode.REAL, "JPN")
        for each in order:
            mind.apply([(each, at(31.0))])
        assert mind.book.every[0].stage is Stage.DEFAULTED
        digests.add(mind.book.digest())
    assert len(digests) == 1


def test_the_proposer_may_bind_itself_without_a_word_of_the_other():
    mine = asks(0.0, 30.0, Default.PROPOSER_MANEUVERS)
    put_down = default("GBR", mine, 30.0, "GBR", GBR_SAT)
    assert only(mine, put_down).stage is Stage.DEFAULTED
    nobody = asks(0.0, 30.0, Default.NOBODY_MANEUVERS)
    hold = default("GBR", nobody, 30.0, "GBR", JPN_SAT, Deed.HOLD)
    assert only(nobody, hold).in_force is None
    assert only(nobody, had(nobody, 1.0), hold).stage is Stage.DEFAULTED


def test_who_was_asked_may_say_itself_that_it_let_the_time_pass():
    assert only(BACK, default("JPN", BACK, 30.0)).stage is Stage.DEFAULTED


def test_a_later_proposal_needs_a_receipt_of_its_own():
    """Who has one receipt does not put another proposal under it."""
    worse = asks(1.0, 30.0, number=2, counters=BACK.id)
    found = only(BACK, had(BACK, 2.0), worse, default("GBR", worse, 30.0))
    assert found.in_force is None


def test_our_node_says_at_once_that_it_came_and_the_proposers_waits_for_that():
    book = ConversationBook(REGISTRY, Mode.REAL)
    book.apply(BACK)
    assert list(due(book, "GBR", t=at(120.0))) == []
    assert list(due(book, "JPN", t=at(40.0))) == list(book.every)
    book.apply(had(BACK, 40.0))
    assert list(due(book, "JPN", t=at(40.0))) == []
    assert list(due(book, "GBR", t=at(49.9))) == []
    assert list(due(book, "GBR", t=at(50.0))) == list(book.every)
    assert list(due(book, "JPN", t=at(51.9))) == []
    assert list(due(book, "JPN", t=at(52.0))) == list(book.every)


def test_a_default_that_is_dated_ahead_waits_to_the_second(two):
    _, _, jpn = two
    mind = CoordinationDuty(REGISTRY, Mode.REAL, "JPN")
    for record, came in ((BACK, 25.0), (had(BACK, 1.0), 25.0), (default("GBR", BACK, 30.0), 26.0)):
        mind.hear(record, at(came))

    def stage_at(t_min):
        mind.work(jpn.store, lambda unit: jpn.desk, at(t_min), ticking=False)
        return mind.book.every[0].stage

    assert stage_at(26.0) is Stage.OPEN
    assert stage_at(29.9) is Stage.OPEN
    assert stage_at(30.0) is Stage.DEFAULTED


@pytest.mark.parametrize("seed", range(20))
def test_no_record_that_comes_later_undoes_a_default_that_counts(seed):
    """But an agreement, or that the proposer takes its proposal back."""
    rng = random.Random(seed)
    base = [BACK, had(BACK, 2.0), default("GBR", BACK, 30.0)]
    more = [
        had(BACK, rng.uniform(-100, 100), rng.choice(["JPN", "GBR", "FRA"])) for _ in range(3)
    ] + [
        said("JPN", OpinionBody(record=BACK.id, stance=Stance.DISSENT, reason="no"),
             rng.uniform(-5, 60)),
        default(rng.choice(["GBR", "JPN", "FRA"]), BACK, rng.uniform(-5, 60)),
        asks(rng.uniform(-5, 20), 40.0, number=2, counters=BACK.id),
    ]  # fmt: skip
    some = rng.sample(more, rng.randrange(len(more) + 1))
    found = only(*rng.sample([*base, *some], len(base) + len(some)))
    assert found.in_force is not None
    assert found.in_force.id == BACK.id


def test_while_nobody_says_that_it_came_the_other_side_is_called_until_it_is_too_late():
    book = AwaitedBook(REGISTRY, Mode.REAL)
    book.apply(BACK, at(0.0))
    unheard, heard = only(BACK), only(BACK, had(BACK, 2.0))
    late = (TCA - T) / MINUTE - 60.0
    for t_min, waits in ((29.0, True), (31.0, True), (late - 1.0, True), (late + 1.0, False)):
        assert bool(list(book.waiting([unheard], t=at(t_min)))) is waits
    (waiting,) = book.waiting([heard], t=at(29.0))  # a node has it, and nobody has read it
    assert (waiting.party, waiting.until) == ("JPN", at(30.0))
    assert list(book.waiting([heard], t=at(31.0))) == []
    read = only(BACK, had(BACK, 2.0), said("JPN", AcknowledgementBody(
        record=BACK.id, progress=Progress.RECEIVED, role="duty officer"), 3.0))  # fmt: skip
    assert list(book.waiting([read], t=at(29.0))) == []
