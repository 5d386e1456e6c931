"""Taking a record back: exactly those who have it, under the name by which they have it."""

from __future__ import annotations

import pytest
from nations import key_of
from release_desks import T, conjunction, desk_of, norway, orbit, sealed

from cspo.errors import UsageError
from cspo.federation.backfill import TAKEN_BACK, frames_for
from cspo.federation.feed import Feed
from cspo.federation.frame import frame_from_bytes
from cspo.markings import Mode, Subject, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of, derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.deciding import WITHDRAWN
from cspo.operations.release.releasing import release, release_for_safety
from cspo.operations.release.review import approve
from cspo.operations.release.review_queue import review_state
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.release.widening import draft_widening
from cspo.operations.release.withdrawal import (
    collect_answers,
    remind,
    rests_on,
    withdraw,
    withdrawal_state,
)
from cspo.operations.store import Answer, DecisionQuery, FeedClosing, Outcome
from cspo.records import Record, read_record
from cspo.records.bodies.coordination import AcknowledgementBody, OpinionBody, Progress, Stance
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.time import Epoch

DESK = desk_of(norway(), Owned("norad:990001", "NOR", "NOR"), Owned("norad:990100", "FRA", "FRA"))
DAY = 86_400.0


def last(store: SqliteStore, party: str) -> Record:
    with store.read() as unit:
        return read_record(unit.out_entries(Feed("NOR", party, Mode.REAL), 0, 100)[-1].envelope)


def released(store: SqliteStore, record: Record, t: Epoch = T) -> dict[str, str]:
    with store.write() as unit:
        rows = release(unit, DESK, record, t=t)
    return {row.party: row.released_id for row in rows if row.outcome is Outcome.RELEASED}


def take_back(store: SqliteStore, record_id: str, **fields):
    given = {"instruction": Instruction.DELETE, "reason": "a wrong time tag", "person": "m.berg",
             "answer_by": T + DAY, "t": T + 60.0}  # fmt: skip
    with store.write() as unit:
        return withdraw(unit, DESK, record_id, **{**given, **fields})


def answer(store: SqliteStore, origin: str, body, t: Epoch) -> Record:
    record = issue(
        body, make_label("U", ["NOR", origin]), origin=origin, mode=Mode.REAL, t_valid=t, t=t,
        signer=key_of(origin), registry=REGISTRY,
    )  # fmt: skip
    with store.write() as unit:
        unit.put_record(record, t_ingest=t)
    return record


def test_all_who_got_it_are_told_and_nobody_else(store: SqliteStore) -> None:
    record = sealed(conjunction())
    holders = released(store, record)
    (state,) = take_back(store, record.id)
    assert set(state.answers) == set(holders) == {"CAN", "FRA", "GBR", "USA"}
    assert state.unanswered == tuple(sorted(holders))
    for party in holders:
        got = last(store, party)
        body = body_of(got, REGISTRY)
        assert isinstance(body, WithdrawalBody)
        assert (body.record, body.instruction) == (record.id, Instruction.DELETE)
        assert body.answer_by_utc == "2026-03-02T00:00:00Z"
        assert got.payload.label == record.payload.label
        assert got.payload.object == f"record:{record.id}"
    with store.read() as unit:
        assert {feed.recipient for feed in unit.out_feeds()} == set(holders)
        logged = unit.decisions(DecisionQuery(rule=WITHDRAWN))
    assert {(row.party, row.persons) for _, row in logged} == {
        (party, ("m.berg",)) for party in holders
    }


@pytest.mark.parametrize("asked", [Instruction.DELETE, Instruction.DO_NOT_USE])
def test_what_nobody_has_fetched_yet_is_handed_out_no_more(
    store: SqliteStore, asked: Instruction
) -> None:
    record = sealed(conjunction())
    released(store, record)
    take_back(store, record.id, instruction=asked)
    gbr = Subject("GBR", "TS", modes=frozenset({Mode.REAL}))
    with store.read() as unit:
        frames, denied = frames_for(unit, Feed("NOR", "GBR", Mode.REAL), gbr, 0, 10)
    first, told = (frame_from_bytes(data) for data in frames)
    assert first.id == record.id
    assert isinstance(body_of(read_record(told.envelope), REGISTRY), WithdrawalBody)
    if asked is Instruction.DELETE:
        assert (first.envelope, denied) == (b"", [(1, TAKEN_BACK)])
    else:
        assert (first.envelope, denied) == (record.envelope, []), "it may be kept, with care"


def test_who_got_a_form_is_told_of_the_form_alone(store: SqliteStore) -> None:
    record = sealed(orbit(), make_label("C", ["CAN", "GBR", "NOR", "USA"]), sensor="vardo-3")
    holders = released(store, record)
    states = take_back(store, record.id)
    assert {state.row.record_id for state in states} == set(holders.values())
    for state in states:
        for party in state.answers:
            got = last(store, party)
            assert body_of(got, REGISTRY).record == holders[party]
            if holders[party] != record.id:
                assert record.id.encode() not in got.envelope


def test_what_replaces_it_is_named_in_the_form_that_each_got(store: SqliteStore) -> None:
    label = make_label("C", ["CAN", "GBR", "NOR", "USA"])
    wrong = sealed(orbit(), label, sensor="vardo-3")
    right = sealed(orbit(r_km=(7050.0, 0.0, 0.0)), label, sensor="vardo-3", t=T + 30.0)
    first, second = released(store, wrong), released(store, right, t=T + 30.0)
    assert "ITA" not in second, "the weekly form has gone out already"
    take_back(store, wrong.id, instruction=Instruction.REPLACE, replaced_by=right.id)
    for party in first:
        body = body_of(last(store, party), REGISTRY)
        if party in second:
            assert (body.instruction, body.replaced_by) == (Instruction.REPLACE, second[party])
        else:
            assert (body.instruction, body.replaced_by) == (Instruction.DO_NOT_USE, None)


def test_answers_are_tracked_partner_by_partner(store: SqliteStore) -> None:
    record = sealed(conjunction())
    released(store, record)
    (state,) = take_back(store, record.id)
    wid = state.row.withdrawal_id
    answer(store, "GBR", AcknowledgementBody(record=wid, progress=Progress.RECEIVED), T + 100.0)
    answer(store, "USA", AcknowledgementBody(record=wid, progress=Progress.DONE), T + 110.0)
    dissent = OpinionBody(record=wid, stance=Stance.DISSENT, reason="we hold it to be right")
    answer(store, "FRA", dissent, T + 120.0)
    answer(store, "AUS", AcknowledgementBody(record=wid, progress=Progress.DONE), T + 130.0)
    answer(store, "CAN", AcknowledgementBody(record=record.id, progress=Progress.DONE), T + 140.0)
    with store.write() as unit:
        state = collect_answers(unit, DESK, wid, t=T + 200.0)
    assert {party: step.answer for party, step in state.answers.items()} == {
        "GBR": Answer.ACKNOWLEDGED, "USA": Answer.DELETED, "FRA": Answer.REFUSED,
        "CAN": Answer.SENT,  # it answered about another record; AUS was never asked
    }  # fmt: skip
    assert state.answers["FRA"].text == "we hold it to be right"
    assert state.unanswered == ("CAN",)
    assert not state.is_settled
    answer(store, "GBR", AcknowledgementBody(record=wid, progress=Progress.DONE), T + 210.0)
    answer(store, "CAN", OpinionBody(record=wid, stance=Stance.CONCUR), T + 220.0)
    with store.write() as unit:
        state = collect_answers(unit, DESK, wid, t=T + 300.0)
        again = collect_answers(unit, DESK, wid, t=T + 301.0)
    assert state == again, "an answer is noted once"
    assert state.answers["GBR"].answer is Answer.DELETED
    assert state.answers["CAN"].answer is Answer.ACKNOWLEDGED


def test_the_silent_are_reminded_after_the_deadline_and_may_answer_the_reminder(
    store: SqliteStore,
) -> None:
    record = sealed(conjunction())
    released(store, record)
    (state,) = take_back(store, record.id)
    wid = state.row.withdrawal_id
    for party in ("CAN", "FRA", "USA"):
        answer(store, party, AcknowledgementBody(record=wid, progress=Progress.DONE), T + 100.0)
    with store.write() as unit:
        collect_answers(unit, DESK, wid, t=T + 200.0)
        assert remind(unit, DESK, wid, answer_by=T + 2 * DAY, t=T + DAY + -1.0) == ()
        assert remind(unit, DESK, wid, answer_by=T + 2 * DAY, t=T + DAY) == ("GBR",)
        assert remind(unit, DESK, wid, answer_by=T + 2 * DAY, t=T + DAY + 5.0) == (), "once"
        assert withdrawal_state(unit, wid).unanswered == ("GBR",)
    reminder = last(store, "GBR")
    assert body_of(reminder, REGISTRY).record == record.id
    assert body_of(reminder, REGISTRY).answer_by_utc == "2026-03-03T00:00:00Z"
    assert last(store, "USA").id == wid, "who has answered is not reminded"
    done = AcknowledgementBody(record=reminder.id, progress=Progress.DONE)
    answer(store, "GBR", done, T + DAY + 60.0)
    with store.write() as unit:
        state = collect_answers(unit, DESK, wid, t=T + DAY + 70.0)
        assert state.is_settled
        assert remind(unit, DESK, wid, answer_by=T + 9 * DAY, t=T + 8 * DAY) == ()


def test_what_rests_on_it_is_listed_for_a_person_to_look_at(store: SqliteStore) -> None:
    base = sealed(orbit())
    fields = {"origin": "NOR", "mode": Mode.REAL, "t_valid": T, "t": T, "signer": key_of("NOR"),
              "registry": REGISTRY}  # fmt: skip
    one = derive([base], lambda _: conjunction(), **fields)
    two = derive([one.record], lambda _: conjunction(miss_distance_km=0.2), **fields)
    with store.write() as unit:
        unit.put_record(base, t_ingest=T)
        release(unit, DESK, one, t=T)
        release(unit, DESK, two, t=T)
        assert rests_on(unit, base.id) == (one.record.id, two.record.id)
        assert rests_on(unit, two.record.id) == ()


def test_what_went_to_nobody_is_taken_back_in_our_own_store(store: SqliteStore) -> None:
    record = sealed(orbit(), make_label("U", []))
    assert released(store, record) == {}
    assert take_back(store, record.id) == ()
    with store.read() as unit:
        assert unit.out_feeds() == []
        assert len(unit.withdrawals(record_id=record.id)) == 1


def test_what_was_taken_back_goes_to_nobody_any_more(store: SqliteStore) -> None:
    """Not by the rules, not by a review that was open, not by two persons."""
    label = make_label("C", ["NOR", "USA"])
    record = sealed(conjunction(("norad:990300", "norad:990500"), miss_distance_km=3.0), label)
    desk = desk_of(norway(), Owned("norad:990500", "GBR", "GBR/acme-sat"))
    with store.write() as unit:
        (review_id,) = {r.review_id for r in release(unit, desk, record, t=T) if r.review_id}
        withdraw(
            unit, desk, record.id, instruction=Instruction.DELETE, reason="wrong", person="m.berg",
            answer_by=T + DAY, t=T + 60.0,
        )  # fmt: skip
        state = review_state(unit, review_id)
        assert (state.is_open, state.steps[-1].reason) == (False, "taken back: wrong")
        again = release(unit, desk, record, t=T + 120.0)
        assert {row.rule for row in again} == {WITHDRAWN}
        drafted = draft_widening(
            unit, desk, record, ["AUS"], person="a.larsen", reason="asked", t=T + 130.0
        )
        approve(unit, desk, drafted.row.review_id, "a.larsen", t=T + 140.0)
        done = approve(unit, desk, drafted.row.review_id, "k.hagen", t=T + 150.0)
        assert [(row.party, row.rule) for row in done.rows] == [("AUS", WITHDRAWN)]
        assert {feed.recipient for feed in unit.out_feeds()} == {"USA"}


def test_who_has_the_product_and_its_safety_form_is_told_of_both(store: SqliteStore) -> None:
    record = sealed(conjunction(tca=T + 3_600.0), make_label("U", ["FRA", "NOR"]))
    with store.write() as unit:
        release_for_safety(unit, DESK, record, person="m.berg", t=T)
        release(unit, DESK, record, t=T + 1.0)
    states = take_back(store, record.id)
    told = {state.row.record_id for state in states if "FRA" in state.answers}
    assert len(told) == 2
    assert record.id in told


def test_a_product_of_which_only_forms_went_out_is_taken_back_too(store: SqliteStore) -> None:
    record = sealed(orbit(), make_label("S", ["NOR"]), sensor="vardo-3")
    assert "ITA" in released(store, record)
    take_back(store, record.id)
    with store.write() as unit:
        assert unit.withdrawals(record_id=record.id)
        assert {row.rule for row in release(unit, DESK, record, t=T + 90.0)} == {WITHDRAWN}


def test_a_leaver_can_not_be_told_and_the_log_says_so(store: SqliteStore) -> None:
    record = sealed(conjunction())
    released(store, record)
    with store.write() as unit:
        feed = Feed("NOR", "USA", Mode.REAL)
        unit.close_feed(FeedClosing(feed=feed, seq=1, reason="left", t=T + 30.0))
    (state,) = take_back(store, record.id)
    assert state.answers["USA"].answer is Answer.SENT
    with store.read() as unit:
        row = next(row for _, row in unit.decisions(DecisionQuery(party="USA", kind="withdrawal")))
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, "closed feed")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": " "}, "a reason"),
        ({"person": ""}, "id of a person"),
        ({"instruction": Instruction.REPLACE}, "what replaces it"),
        ({"replaced_by": "ab" * 32}, "what replaces it"),
    ],
)
def test_a_withdrawal_has_a_person_a_reason_and_a_clear_instruction(
    store: SqliteStore, fields: dict[str, object], said: str
) -> None:
    record = sealed(conjunction())
    released(store, record)
    with pytest.raises(UsageError, match=said):
        take_back(store, record.id, **fields)


def test_only_what_is_ours_and_there_can_be_withdrawn(store: SqliteStore) -> None:
    theirs = sealed(orbit(), make_label("U", ["NOR", "USA"]), origin="USA")
    with store.write() as unit:
        unit.put_record(theirs, t_ingest=T)
    with pytest.raises(UsageError, match="a record of NOR"):
        take_back(store, theirs.id)
    with pytest.raises(UsageError, match="in the store"):
        take_back(store, "ab" * 32)
    with store.read() as unit, pytest.raises(UsageError, match="id of a withdrawal"):
        withdrawal_state(unit, "ab" * 32)
