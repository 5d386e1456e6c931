"""Conversations: what counts, and the same state from the same records in whatever order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nations import key_of
from ten_parties import REGISTRY

from cspo.markings import Mode, make_label
from cspo.operations.coordinate import (
    RECEIPT,
    ConversationBook,
    Spoken,
    Stage,
    conversations,
    rebuilding,
    spoken_from,
    threads,
)
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
from cspo.records.bodies.identities import EventId, same_subject
from cspo.records.bodies.instants import utc_text
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
TCA = T + 5 * 3600.0
GBR_SAT, JPN_SAT = "norad:40001", "norad:40002"
EVENT = f"event:{GBR_SAT}~{JPN_SAT}@{TCA.utc_iso(3)}"
ELSEWHERE = f"event:norad:1~norad:2@{TCA.utc_iso(3)}"
MARK = make_label("U", ["GBR", "GBR/acme-sat", "GBR/other", "JPN", "FRA"])
MINUTE = 60.0


def sealed(origin: str, body, t_min: float, mode: Mode = Mode.REAL) -> Record:
    t = T + t_min * MINUTE
    return issue(
        body, MARK, origin=origin, mode=mode, t_valid=t, t=t,
        signer=key_of(origin.partition("/")[0], mode), registry=REGISTRY,
    )  # fmt: skip


def proposal(origin="GBR", t_min=0.0, *, who="JPN", answer_min=30.0, **fields) -> Record:
    plan = Maneuvering(object=JPN_SAT if who == "JPN" else GBR_SAT, party=who) if who else None
    values = {
        "event": EVENT, "number": 1, "to": "JPN" if origin.startswith("GBR") else "GBR",
        "maneuvering": plan, "act_by_utc": utc_text(TCA - 3600.0),
        "answer_by_utc": utc_text(T + answer_min * MINUTE), "default": Default.OTHER_MANEUVERS,
    }  # fmt: skip
    return sealed(origin, ProposalBody(**{**values, **fields}), t_min)


def promise(origin, of: Record, t_min, deed=Deed.MANEUVER, **fields) -> Record:
    values = {
        "event": EVENT, "party": origin, "deed": deed,
        "object": JPN_SAT if origin == "JPN" else GBR_SAT, "by_utc": utc_text(TCA - 7200.0),
        "status": CommitmentStatus.GIVEN, "proposal": of.id,
    }  # fmt: skip
    return sealed(origin, CommitmentBody(**{**values, **fields}), t_min)


def confirmation(origin, of: Record, answer: Record, t_min, deed=Deed.HOLD, **fields) -> Record:
    status = CommitmentStatus.CONFIRMED
    return promise(origin, of, t_min, deed, status=status, confirms=answer.id, **fields)


def default(origin, of: Record, t_min, **fields) -> Record:
    values = {"party": "JPN", "object": JPN_SAT, "status": CommitmentStatus.DEFAULTED}
    return promise(origin, of, t_min, **{**values, **fields})


def receipt(origin, of: Record, t_min, role=RECEIPT) -> Record:
    body = AcknowledgementBody(record=of.id, progress=Progress.RECEIVED, role=role)
    return sealed(origin, body, t_min)


def refusal(origin, of: Record, t_min, stance=Stance.DISSENT) -> Record:
    return sealed(origin, OpinionBody(record=of.id, stance=stance, reason="no fuel"), t_min)


def talk(*records: Record):
    return conversations(spoken_from(record, REGISTRY) for record in records)


def only(*records: Record):
    (found,) = talk(*records)
    return found


P = proposal()
HAD = receipt("JPN", P, 1.0)
YES = promise("JPN", P, 10.0)
DONE = confirmation("GBR", P, YES, 12.0)


def test_proposal_waits_for_the_one_who_is_asked():
    found = only(P)
    assert (found.stage, found.turn, found.in_force) == (Stage.OPEN, "JPN", None)
    assert found.sides == ("GBR", "JPN")


def test_promise_is_no_agreement_before_it_is_confirmed():
    found = only(P, YES)
    assert (found.stage, found.turn, found.in_force) == (Stage.COMMITTED, "GBR", None)
    found = only(P, YES, DONE)
    assert (found.stage, found.turn) == (Stage.AGREED, "")
    assert found.in_force is not None
    assert found.in_force.id == P.id


def test_proposer_that_would_maneuver_itself():
    offer = proposal(who="GBR", default=Default.PROPOSER_MANEUVERS)
    hold = promise("JPN", offer, 5.0, Deed.HOLD)
    agreed = confirmation("GBR", offer, hold, 6.0, Deed.MANEUVER)
    assert only(offer, hold, agreed).stage is Stage.AGREED
    assert only(offer, promise("JPN", offer, 5.0, Deed.MANEUVER)).stage is Stage.OPEN


@pytest.mark.parametrize(
    ("answer", "stage"),
    [
        (promise("JPN", P, 10.0, Deed.HOLD), Stage.OPEN),  # not what was asked
        (promise("JPN", P, 10.0, Deed.OBSERVE), Stage.OPEN),
        (promise("JPN", P, 10.0, object=GBR_SAT), Stage.OPEN),
        (promise("JPN", P, 10.0, by_utc=utc_text(TCA - 60.0)), Stage.OPEN),  # too late to help
        (promise("FRA", P, 10.0), Stage.OPEN),  # a third party
        (promise("FRA", P, 10.0, party="JPN"), Stage.OPEN),
        (promise("GBR", P, 10.0), Stage.OPEN),  # one does not answer oneself
        (promise("GBR", P, 10.0, party="JPN", object=JPN_SAT), Stage.OPEN),
        (refusal("FRA", P, 10.0), Stage.OPEN),
        (refusal("JPN", P, 10.0, Stance.CONCUR), Stage.OPEN),  # to like it is not to promise it
        (refusal("JPN", P, 10.0), Stage.DECLINED),
        (refusal("GBR", P, 10.0), Stage.WITHDRAWN),
        (default("GBR", P, 29.9), Stage.OPEN),  # before its time
        (default("GBR", P, 30.0, party="GBR", object=GBR_SAT), Stage.OPEN),  # another default
        (default("FRA", P, 30.0), Stage.OPEN),
        (default("GBR", P, 30.0), Stage.DEFAULTED),
        (default("JPN", P, 30.0), Stage.DEFAULTED),
    ],
)
def test_who_may_say_what(answer, stage):
    assert only(P, HAD, answer).stage is stage


def test_what_does_not_count_is_set_aside_with_its_reason():
    third = promise("FRA", P, 10.0)
    early = default("GBR", P, 29.0)
    found = only(P, third, early)
    assert {each.id: each.reason for each in found.set_aside} == {
        third.id: "neither side says it",
        early.id: "a default before the time for the answer is over",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        proposal(to=None, who=""),  # put to nobody
        proposal(to="GBR"),
        proposal(answer_min=9.9),  # too little time
        proposal(who="FRA"),  # a third party is to maneuver
        proposal(who="", default=Default.OTHER_MANEUVERS),  # with what?
    ],
)
def test_first_proposals_that_count_for_nothing(wrong):
    assert talk(wrong) == ()


def test_without_addressee_it_is_the_one_who_is_to_maneuver():
    assert only(proposal(to=None)).sides == ("GBR", "JPN")


def test_counter_proposal_takes_the_place():
    other = proposal("JPN", 8.0, who="GBR", number=2, counters=P.id)
    found = only(P, other)
    assert found.offers[0].stage is Stage.COUNTERED
    assert (found.last.id, found.turn) == (other.id, "GBR")
    yes = promise("GBR", other, 9.0)
    done = confirmation("JPN", other, yes, 9.5)
    assert only(P, other, yes, done).in_force.id == other.id


@pytest.mark.parametrize(
    "fields",
    [{"number": 3}, {"answer_min": 60.0}, {"origin": "FRA"}, {"event": ELSEWHERE}],
)  # fmt: skip
def test_counter_proposals_that_do_not_count(fields):
    values = {"origin": "JPN", "t_min": 8.0, "who": "GBR", "number": 2, "counters": P.id}
    found = only(P, proposal(**{**values, **fields}))
    assert found.last.id == P.id
    assert len(found.set_aside) == 1


def test_counter_gets_a_quarter_of_an_hour_and_no_more():
    late = proposal("JPN", 29.0, who="GBR", number=2, counters=P.id, answer_min=44.0)
    later = proposal("JPN", 29.0, who="GBR", number=2, counters=P.id, answer_min=44.1)
    assert only(P, late).last.id == late.id
    assert only(P, later).last.id == P.id


def test_answer_to_what_is_not_here_waits():
    other = proposal("JPN", 8.0, who="GBR", number=2, counters=P.id)
    assert talk(other, promise("GBR", other, 9.0)) == ()
    assert only(P, other).last.id == other.id


def test_two_first_proposals_that_cross_are_one_conversation():
    crossing = proposal("JPN", 0.5, who="GBR")
    found = only(P, crossing)
    assert [offer.id for offer in found.offers] == [P.id, crossing.id]
    assert found.last.id == crossing.id
    assert only(P, crossing, YES).last.id == P.id  # the last word is about P


def test_event_that_the_other_side_times_otherwise_is_the_same():
    theirs = EVENT.replace(TCA.utc_iso(3), (TCA + 4.0).utc_iso(3))
    assert only(P, proposal("JPN", 0.5, who="GBR", event=theirs)).last.body.event == theirs
    apart = EVENT.replace(TCA.utc_iso(3), (TCA + 3000.0).utc_iso(3))
    assert len(talk(P, proposal("JPN", 0.5, who="GBR", event=apart))) == 2


def test_answer_in_time_that_turns_up_after_the_default_is_shown_beside_it():
    put_down = default("GBR", P, 30.5)
    found = only(P, HAD, put_down, YES)
    assert found.stage is Stage.DEFAULTED
    assert found.contested == (YES.id,)
    agreed = only(P, HAD, put_down, YES, confirmation("GBR", P, YES, 40.0))
    assert (agreed.stage, agreed.contested) == (Stage.AGREED, ())
    late = promise("JPN", P, 31.0)
    assert only(P, HAD, put_down, late).contested == ()
    counter = proposal("JPN", 29.0, who="GBR", number=2, counters=P.id, answer_min=44.0)
    assert only(P, HAD, put_down, counter).contested == (counter.id,)


def test_silence_undoes_nothing_that_is_in_force():
    other = proposal("JPN", 20.0, who="GBR", number=2, counters=P.id, answer_min=40.0)
    silence = default("JPN", other, 41.0, party="GBR", object=GBR_SAT)
    found = only(P, YES, DONE, other, silence)
    assert found.in_force.id == P.id
    first = default("GBR", P, 30.0)
    assert only(P, HAD, first, other, silence).in_force.id == P.id


def test_promise_taken_back_is_no_agreement_any_more():
    off = promise("JPN", P, 60.0, status=CommitmentStatus.WITHDRAWN)
    found = only(P, YES, DONE, off)
    assert (found.stage, found.in_force) == (Stage.WITHDRAWN, None)
    done = promise("JPN", P, 70.0, status=CommitmentStatus.FULFILLED)
    assert only(P, YES, DONE, done).stage is Stage.AGREED


def test_new_promise_needs_a_new_confirmation():
    again = promise("JPN", P, 14.0, by_utc=utc_text(TCA - 5000.0))
    assert only(P, YES, DONE, again).stage is Stage.COMMITTED
    assert only(P, YES, DONE, again, confirmation("GBR", P, again, 15.0)).stage is Stage.AGREED


def test_organization_and_its_sponsor_are_one_side():
    offer = proposal("GBR/acme-sat", who="JPN")
    yes = promise("JPN", offer, 5.0)
    by_sponsor = confirmation("GBR", offer, yes, 6.0, party="GBR/acme-sat")
    assert only(offer, yes, by_sponsor).stage is Stage.AGREED
    by_other = confirmation("GBR/other", offer, yes, 6.0)
    assert only(offer, yes, by_other).stage is Stage.COMMITTED


def test_modes_do_not_mix():
    game = sealed("JPN", REGISTRY.decode("commitment", bytes(YES.payload.body)), 10.0, Mode.TEST)
    assert only(P, game).stage is Stage.OPEN
    book = ConversationBook(REGISTRY, Mode.REAL)
    assert book.apply(P, game) == {P.id}


def test_acknowledgement_is_no_answer():
    have = sealed("JPN", AcknowledgementBody(record=P.id, progress=Progress.RECEIVED), 3.0)
    found = only(P, have)
    assert (found.stage, found.last.acknowledged_by) == (Stage.OPEN, ("JPN",))


def test_of_what_is_taken_back_it_stays_said_that_the_proposal_came():
    book = ConversationBook(REGISTRY, Mode.REAL)
    book.apply(P, YES, DONE)
    before = ConversationBook(REGISTRY, Mode.REAL)
    before.apply(P, receipt("JPN", P, 10.0))
    book.drop([YES.id, DONE.id, "00" * 32])
    assert book.digest() == before.digest()
    assert book.seen(lambda label: label != MARK) == ()
    assert book.seen(lambda label: label == MARK) == book.every


# -- at the edges ------------------------------------------------------------------------
def test_ten_minutes_to_the_second_are_enough():
    assert only(proposal(answer_min=10.0)).stage is Stage.OPEN


def test_who_proposed_may_put_its_own_proposal_off():
    later = proposal("GBR", 5.0, number=2, counters=P.id, answer_min=90.0)
    assert only(P, later).last.id == later.id


def test_promise_for_the_last_moment_counts():
    assert only(P, promise("JPN", P, 10.0, by_utc=utc_text(TCA - 3600.0))).stage is Stage.COMMITTED


def test_answer_at_the_deadline_itself_was_in_time():
    put_down = default("GBR", P, 30.5)
    yes = promise("JPN", P, 30.0)
    assert only(P, HAD, put_down, yes).contested == (yes.id,)
    counter = proposal("JPN", 30.0, who="GBR", number=2, counters=P.id, answer_min=44.0)
    assert only(P, HAD, put_down, counter).contested == (counter.id,)


def test_of_two_agreements_the_newer_is_in_force_and_of_two_defaults_the_first():
    second = proposal("JPN", 20.0, who="GBR", number=2, counters=P.id)
    yes = promise("GBR", second, 21.0)
    done = confirmation("JPN", second, yes, 22.0)
    assert only(P, YES, DONE, second, yes, done).in_force.id == second.id
    late = confirmation("GBR", P, YES, 23.0)  # and once more about the first
    assert only(P, YES, late, second, yes, done).in_force.id == P.id
    silence = default("JPN", second, 41.0, party="GBR", object=GBR_SAT)
    had = receipt("GBR", second, 20.5)
    assert only(P, HAD, default("GBR", P, 30.0), second, had, silence).in_force.id == P.id
    assert only(P, HAD, default("GBR", P, 50.0), second, had, silence).in_force.id == second.id


def test_counter_proposal_of_another_mode_or_to_a_third_party_is_set_aside():
    game = proposal("JPN", 8.0, who="GBR", number=2, counters=P.id)
    game = sealed("JPN", REGISTRY.decode("proposal", bytes(game.payload.body)), 8.0, Mode.TEST)
    aside = proposal("JPN", 8.0, who="JPN", to="FRA", number=2, counters=P.id)
    for wrong in (game, aside):
        found = only(P, wrong)
        assert found.last.id == P.id
        assert [each.id for each in found.set_aside] == [wrong.id]


def test_nobody_promises_for_the_other_side_or_for_who_stands_above():
    offer = proposal("GBR/acme-sat", who="JPN")
    yes = promise("JPN", offer, 5.0)
    above = confirmation("GBR/acme-sat", offer, yes, 6.0, party="GBR")
    assert only(offer, yes, above).stage is Stage.COMMITTED
    inner = proposal("GBR", to="GBR/acme-sat", who="GBR/acme-sat")
    for_them = promise("GBR", inner, 5.0, party="GBR/acme-sat", object=GBR_SAT)
    found = only(inner, for_them)
    assert found.stage is Stage.OPEN
    assert [each.reason for each in found.set_aside] == ["it promises for another party"]


# -- the same records, in any order, twice, late -----------------------------------------
def everything() -> list[Record]:
    """A long quarrel: crossing and countering, third parties, defaults, promises back and forth."""
    crossing = proposal("JPN", 0.5, who="GBR")
    second = proposal("JPN", 8.0, who="GBR", number=2, counters=P.id)
    twin = proposal("JPN", 8.0, who="", number=2, counters=P.id, default=Default.NOBODY_MANEUVERS)
    third = proposal("GBR", 12.0, who="JPN", number=3, counters=second.id, answer_min=27.0)
    yes = promise("JPN", third, 20.0)
    again = promise("JPN", third, 20.0, note="with less")
    done = confirmation("GBR", third, again, 21.0)
    return [
        P, crossing, second, twin, third, YES, DONE, yes, again, done,
        promise("JPN", third, 50.0, status=CommitmentStatus.WITHDRAWN),
        refusal("GBR", second, 11.0), refusal("GBR", twin, 11.5), default("GBR", P, 30.0),
        default("JPN", third, 27.0),
        promise("FRA", P, 10.0), proposal("FRA", 2.0, number=2, counters=P.id),
        proposal("JPN", 9.0, who="GBR", number=2, counters=P.id, answer_min=12.0),
        promise("JPN", P, 90.0, Deed.SHARE_EPHEMERIS),
        sealed("JPN", AcknowledgementBody(record=P.id, progress=Progress.RECEIVED), 1.0),
        HAD, receipt("JPN", third, 13.0), receipt("GBR", second, 8.5), receipt("FRA", third, 0.0),
        default("GBR", third, 27.0),
        proposal("GBR", 3.0, event=EVENT.replace(TCA.utc_iso(3), (TCA + 3000.0).utc_iso(3))),
    ]  # fmt: skip


ALL = everything()


@given(order=st.permutations(range(len(ALL))), known=st.sets(st.integers(0, len(ALL) - 1)),
       twice=st.lists(st.integers(0, len(ALL) - 1), max_size=8))  # fmt: skip
@settings(max_examples=150)
def test_two_nodes_with_the_same_records_have_the_same_state(order, known, twice):
    here, there = ConversationBook(REGISTRY, Mode.REAL), ConversationBook(REGISTRY, Mode.REAL)
    here.apply(*(ALL[k] for k in sorted(known)))
    for k in [*order, *twice]:
        if k in known:
            there.apply(ALL[k])
            _ = there.every  # in between they are asked for, too
    assert here.every == there.every
    assert here.digest() == there.digest()
    late = [k for k in order if k not in known]
    random.Random(len(late)).shuffle(late)
    for k in late:
        here.apply(ALL[k])
    there.apply(*(ALL[k] for k in order))
    assert here.digest() == there.digest()
    assert here.every == talk(*ALL)


@given(
    times=st.lists(
        st.tuples(st.integers(0, 4_000), st.booleans()), min_size=1, max_size=12, unique=True
    )
)
@settings(max_examples=60, deadline=None)
def test_events_of_one_pair_are_told_apart_as_names_are(times):
    """Whole days and instants, minutes apart: a proposal goes to the first that it may be of."""
    events = [
        str(EventId.of(GBR_SAT, JPN_SAT, TCA + minute * MINUTE, whole_day=whole))
        for minute, whole in times
    ]
    expected: list[list[str]] = []
    for event in events:
        alike = next((each for each in expected if same_subject(each[0], event)), None)
        if alike is None:
            expected.append([event])
        else:
            alike.append(event)
    said = [
        Spoken(f"{n:064x}", "GBR", Mode.REAL, T + n * 0.001, _asked(event), MARK)
        for n, event in enumerate(events)
    ]
    found = conversations(said)
    assert [[offer.body.event for offer in each.offers] for each in found] == expected


def test_thousands_of_events_with_one_party_are_no_work_for_each(monkeypatch):
    compared = []

    def counted(one, other):
        compared.append(other)
        return same_subject(one, other)

    for module in (rebuilding, threads):
        monkeypatch.setattr(module, "same_subject", counted)
    events = [str(EventId.of(GBR_SAT, JPN_SAT, TCA + n * 3_000.0)) for n in range(1_000)]
    said = [
        Spoken(f"{n:064x}", "GBR", Mode.REAL, T + n * 0.001, _asked(event), MARK)
        for n, event in enumerate(events)
    ]
    assert len(conversations(said)) == 1_000
    assert len(compared) < 5_000


def _asked(event: str) -> ProposalBody:
    return ProposalBody(
        event=event, number=1, to="JPN", maneuvering=None, act_by_utc=utc_text(TCA),
        answer_by_utc=utc_text(T + 30 * MINUTE), default=Default.NOBODY_MANEUVERS,
    )  # fmt: skip
