"""Two operators talk through their feeds, and the clock speaks where they don't."""

from __future__ import annotations

from dataclasses import replace

import pytest
from release_desks import conjunction

from cspo.avoidance.right_of_way import ManeuverClass
from cspo.errors import UsageError
from cspo.markings import Mode
from cspo.operations.coordinate import (
    GRACE_S,
    LEAST_ANSWER_S,
    Stage,
    commit,
    confirm,
    counter,
    decline,
    maneuver_class,
    propose,
    take_back,
    tick,
    way_of,
)
from cspo.operations.coordinate.classes import rule_word
from cspo.operations.coordinate.deadlines import due
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.store import Outcome
from cspo.records.bodies.coordination import (
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Default,
    Maneuvering,
)
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import (
    Maneuverability,
    ObjectFacts,
    ObjectStatus,
    ObjectType,
)
from cspo.records.bodies.objects import ManeuverClass as Declared

GBR_SAT, JPN_SAT = "norad:40001", "norad:40002"
MINUTE = 60.0


def both_see_it(gbr):
    tca = gbr.t + 5 * 3600.0
    body = conjunction((GBR_SAT, JPN_SAT), tca=tca, miss_distance_km=0.06)
    return gbr.publish(body, "JPN", "FRA"), tca


def ask(gbr, **fields):
    """GBR asks JPN to maneuver within the hour, and gives half an hour to answer."""
    seen, tca = both_see_it(gbr)
    values = {
        "event": seen.payload.object, "to": "JPN", "act_by": tca - 3600.0,
        "maneuvering": Maneuvering(object=JPN_SAT, party="JPN", miss_distance_km=4.0),
        "answer_by": gbr.t + 30 * MINUTE, "default": Default.PROPOSER_MANEUVERS,
        "person": "duty.gbr", "rule": "ssc-2.39-8.c/8",
    }  # fmt: skip
    return gbr.do(propose, [seen], **{**values, **fields})


def stage(operator):
    (found,) = operator.book.every
    return found.stage


def exchanged(*operators_):
    for each in operators_:
        each.pull()


def ticked(*operators_):
    """What the clocks of both made, by nation."""
    return {each.nation: each.do(tick, each.book) for each in operators_}


def test_agreement_by_way_of_the_feeds(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    assert said.outcome.outcome is Outcome.RELEASED
    exchanged(jpn)
    coalition.advance(4 * MINUTE)
    jpn.do(commit, jpn.book, said.record.id, object_id=JPN_SAT, by=jpn.t + 3600.0, person="a.sato")
    exchanged(gbr)
    assert stage(gbr) is stage(jpn) is Stage.COMMITTED
    made = ticked(gbr, jpn)
    assert [len(made["GBR"]), len(made["JPN"])] == [1, 0]
    exchanged(jpn)
    assert stage(gbr) is stage(jpn) is Stage.AGREED
    assert gbr.book.digest() == jpn.book.digest()
    hold = gbr.book.every[0].in_force.confirmation.body
    assert (hold.deed, hold.object, hold.by_utc) == ("hold", GBR_SAT, "2026-07-10T17:00:00.000Z")
    assert ticked(gbr, jpn) == {"GBR": (), "JPN": ()}
    with gbr.store.read() as unit:
        lines = [fields for _, event, fields, _ in unit.audited() if event == "coordination"]
    assert [(each["said"], each["person"]) for each in lines] == [
        ("proposal", "duty.gbr"), ("commitment", "the clock"),
    ]  # fmt: skip


def test_nobody_answers_and_the_default_is_put_down_once(two):
    coalition, gbr, jpn = two
    ask(gbr)
    coalition.advance(MINUTE)
    exchanged(jpn)
    (receipt,) = ticked(jpn)["JPN"]
    assert (receipt.record.payload.kind, receipt.to) == ("acknowledgement", "GBR")
    exchanged(gbr)
    (offer,) = gbr.book.every[0].offers
    assert (offer.received, offer.acknowledged_by) == (jpn.t, ())
    coalition.advance(28 * MINUTE)
    assert ticked(gbr, jpn) == {"GBR": (), "JPN": ()}
    coalition.advance(MINUTE)
    made = ticked(gbr, jpn)
    assert [len(made["GBR"]), len(made["JPN"])] == [1, 0]
    exchanged(jpn)
    assert stage(gbr) is stage(jpn) is Stage.DEFAULTED
    coalition.advance(GRACE_S)
    assert ticked(gbr, jpn) == {"GBR": (), "JPN": ()}
    body = jpn.book.every[0].in_force.defaults[0].body
    assert (body.party, body.object, body.status) == ("GBR", GBR_SAT, "defaulted")


def test_silence_on_a_later_proposal_puts_no_default_beside_an_agreement(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    jpn.do(commit, jpn.book, said.record.id, object_id=JPN_SAT, by=jpn.t + 3600.0, person="a.sato")
    exchanged(gbr)
    ticked(gbr, jpn)
    coalition.advance(MINUTE)
    gbr.do(
        counter, gbr.book, said.record.id, maneuvering=Maneuvering(object=JPN_SAT, party="JPN"),
        act_by=gbr.t + 3 * 3600.0, answer_by=gbr.t + 20 * MINUTE,
        default=Default.OTHER_MANEUVERS, person="duty.gbr", reason="rather earlier",
    )  # fmt: skip
    exchanged(jpn)
    coalition.advance(60 * MINUTE)
    assert ticked(gbr, jpn) == {"GBR": (), "JPN": ()}
    assert gbr.book.every[0].in_force.id == jpn.book.every[0].in_force.id == said.record.id


def test_line_is_cut_and_both_put_the_default_down(two):
    coalition, gbr, jpn = two
    ask(gbr)
    exchanged(jpn)
    coalition.advance(30 * MINUTE + GRACE_S)
    made = ticked(gbr, jpn)
    assert [len(made["GBR"]), len(made["JPN"])] == [1, 1]
    exchanged(gbr, jpn)
    assert gbr.book.digest() == jpn.book.digest()
    assert stage(jpn) is Stage.DEFAULTED


def test_proposal_that_comes_late_or_is_dated_back_binds_nobody_at_once(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    coalition.advance(60 * MINUTE)
    exchanged(jpn)
    assert len(ticked(jpn)["JPN"]) == 1  # that it has come, now
    assert jpn.book.every[0].last.deadline == jpn.t + LEAST_ANSWER_S
    came = {said.record.id: jpn.t}
    assert list(due(jpn.book, "JPN", t=jpn.t, came=came)) == []
    until = jpn.t + LEAST_ANSWER_S + GRACE_S
    assert list(due(jpn.book, "JPN", t=until + -1.0, came=came)) == []
    assert list(due(jpn.book, "JPN", t=until, came=came)) == list(jpn.book.every)


def test_what_is_dated_ahead_waits_until_its_time_has_come(two):
    """So nobody ends the time that another has to answer by dating a default ahead."""
    _, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    mind = CoordinationDuty(REGISTRY, Mode.REAL, "JPN")
    mind.hear(said.record, jpn.t)
    body = CommitmentBody(
        event=said.record.payload.object, party="GBR", deed=Deed.MANEUVER, object=GBR_SAT,
        by_utc=utc_text(jpn.t + 4 * 3600.0), status=CommitmentStatus.DEFAULTED,
        proposal=said.record.id,
    )  # fmt: skip
    ahead = gbr.publish(body, "JPN", t=gbr.t + 31 * MINUTE)
    mind.hear(ahead, jpn.t)

    def stage_at(t):
        mind.work(jpn.store, lambda unit: jpn.desk, t)
        (found,) = mind.book.every
        return found.stage

    began = jpn.t
    assert stage_at(began) is Stage.OPEN
    assert stage_at(began + 25 * MINUTE) is Stage.OPEN
    assert stage_at(began + 31 * MINUTE) is Stage.DEFAULTED


def test_promise_that_comes_after_the_default_is_contested_on_both_sides(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    coalition.advance(28 * MINUTE)
    jpn.do(commit, jpn.book, said.record.id, object_id=JPN_SAT, by=jpn.t + 3600.0, person="a.sato")
    coalition.advance(3 * MINUTE)
    ticked(gbr, jpn)  # the promise has not come to GBR yet
    exchanged(gbr, jpn)
    assert stage(gbr) is stage(jpn) is Stage.DEFAULTED
    assert gbr.book.every[0].contested == jpn.book.every[0].contested != ()
    gbr.do(
        confirm, gbr.book, said.record.id, object_id=GBR_SAT, by=gbr.t + 4 * 3600.0, person="duty",
    )  # fmt: skip
    exchanged(jpn)
    assert stage(gbr) is stage(jpn) is Stage.AGREED


def test_counter_and_refusal(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    coalition.advance(5 * MINUTE)
    other = jpn.do(
        counter, jpn.book, said.record.id, maneuvering=Maneuvering(object=GBR_SAT, party="GBR"),
        act_by=jpn.t + 3 * 3600.0, answer_by=jpn.t + 20 * MINUTE,
        default=Default.NOBODY_MANEUVERS, person="a.sato", reason="no fuel to spare",
    )  # fmt: skip
    exchanged(gbr)
    with pytest.raises(UsageError, match="a proposal of the other side"):
        gbr.do(commit, gbr.book, said.record.id, object_id=GBR_SAT, by=gbr.t + 60.0, person="duty")
    gbr.do(decline, gbr.book, other.record.id, reason="our batteries", person="duty")
    exchanged(jpn)
    assert stage(gbr) is stage(jpn) is Stage.DECLINED
    assert ticked(gbr, jpn) == {"GBR": (), "JPN": ()}


def test_promise_that_is_taken_back(two):
    coalition, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    with pytest.raises(UsageError, match="one of ours"):
        jpn.do(take_back, jpn.book, said.record.id, reason="none yet", person="a.sato")
    jpn.do(commit, jpn.book, said.record.id, object_id=JPN_SAT, by=jpn.t + 3600.0, person="a.sato")
    coalition.advance(1.0)
    jpn.do(take_back, jpn.book, said.record.id, reason="thruster fault", person="a.sato")
    exchanged(gbr)
    assert stage(gbr) is Stage.WITHDRAWN


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"answer_by": 9 * MINUTE}, "10 minutes"),
        ({"to": "GBR"}, "another party"),
        ({"maneuvering": Maneuvering(object="norad:1", party="FRA")}, "one of the two sides"),
        ({"maneuvering": None}, "which object"),
        ({"party": "JPN"}, "GBR, or an organization"),
    ],
)
def test_what_would_count_for_nothing_is_not_said(two, fields, expected):
    _, gbr, _ = two
    if "answer_by" in fields:
        fields = {"answer_by": gbr.t + fields["answer_by"]}
    with pytest.raises(UsageError, match=expected):
        ask(gbr, **fields)
    assert gbr.book.every == ()


def test_counter_that_puts_the_answer_off_is_refused(two):
    _, gbr, jpn = two
    said = ask(gbr)
    exchanged(jpn)
    with pytest.raises(UsageError, match="nobody puts off"):
        jpn.do(
            counter, jpn.book, said.record.id, maneuvering=None, act_by=jpn.t + 3 * 3600.0,
            answer_by=jpn.t + 31 * MINUTE, default=Default.NOBODY_MANEUVERS, person="a.sato",
        )  # fmt: skip


def test_third_party_has_no_part(tmp_path, empty_stores):
    from two_operators import operators  # noqa: PLC0415

    coalition, (fra, gbr, jpn) = operators(tmp_path, empty_stores["real"], ("FRA", "GBR", "JPN"))
    said = ask(gbr)
    exchanged(fra, jpn)
    with pytest.raises(UsageError, match="to us or of ours"):
        fra.do(commit, fra.book, said.record.id, object_id=JPN_SAT, by=fra.t + 60.0, person="x")
    coalition.advance(31 * MINUTE)
    assert fra.do(tick, fra.book) == ()
    coalition.close()


def test_nobody_is_asked_to_move_what_is_anothers(two):
    _, gbr, _ = two
    known = KnownObjects({JPN_SAT: Owned(JPN_SAT, "FRA", "FRA")})
    gbr.desk = replace(gbr.desk, ownership=lambda mode: known)
    with pytest.raises(UsageError, match="an object of JPN, got one of FRA"):
        ask(gbr)


FACTS = {
    "debris": ObjectFacts(object=GBR_SAT, type=ObjectType.DEBRIS),
    "dead": ObjectFacts(object=GBR_SAT, status=ObjectStatus.INACTIVE),
    "able": ObjectFacts(object=GBR_SAT, maneuverability=Maneuverability.YES),
    "not": ObjectFacts(object=GBR_SAT, maneuverability=Maneuverability.NO),
    "auto": ObjectFacts(object=GBR_SAT, maneuver_class=Declared.AUTOMATED),
    "silent": ObjectFacts(object=GBR_SAT),
}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], "unknown"),
        ([("USA", "silent")], "unknown"),
        ([("USA", "debris")], "nonmaneuverable"),
        ([("USA", "able")], "maneuverable"),
        ([("USA", "able"), ("FRA", "not")], "nonmaneuverable"),
        ([("GBR", "auto"), ("USA", "dead")], "automated-collision-avoidance"),
        ([("GBR/acme-sat", "auto"), ("GBR", "silent")], "automated-collision-avoidance"),
        ([("USA", "auto")], "unknown"),  # nobody declares another's satellite
        ([("GBR", "able"), ("USA", "not")], "maneuverable"),  # its operator's word
        ([("GBR", "dead"), ("USA", "able")], "nonmaneuverable"),
    ],
)
def test_class_is_what_the_operator_says_and_else_unknown(told, expected):
    facts = [(origin, FACTS[name]) for origin, name in told]
    assert maneuver_class(facts, "GBR/acme-sat") == expected


def test_declared_classes_are_those_of_the_rules():
    assert [each.value for each in Declared] == [each.value for each in ManeuverClass]
    way = way_of((GBR_SAT, ManeuverClass.CREWED), (JPN_SAT, ManeuverClass.MANEUVERABLE))
    assert (way.keeps_clear, rule_word(way)) == (GBR_SAT, "ssc-2.39-8.c/5")
