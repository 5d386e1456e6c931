"""The safety profile: one person, at once, four things, and a look the next day."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest
from canaries import canary, numbers
from nations import key_of
from release_desks import T, conjunction, desk_of, norway, sealed

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.grants import standing_grant
from cspo.operations.release.log import release_times
from cspo.operations.release.releasing import release, release_for_safety
from cspo.operations.release.review import approve, judge_safety, pass_deadlines, refuse
from cspo.operations.release.review_queue import review_state
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.store import DecisionQuery, DecisionRow, Outcome, Step
from cspo.records import Record, read_record
from cspo.records.bodies.conjunction import (
    Advice,
    CallPoint,
    ConjunctionBody,
    Encountered,
    OrbitOrigin,
    Probability,
)
from cspo.records.bodies.covariance import Covariance, CovarianceFrame
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.words import OrbitFrame
from cspo.records.envelope import Envelope
from cspo.records.schema import fields_of, walk
from cspo.time import Epoch

POLICY = norway()
DESK = desk_of(
    POLICY, Owned("norad:990500", "GBR", "GBR/acme-sat"), Owned("norad:990700", "DEU", "DEU")
)
SECRET = make_label(
    "S", ["NOR"], caveats=["LIMDIS"], reason=[canary(900)], derived_from=[canary(901)]
)  # fmt: skip


class Canaries:
    """Texts and numbers that stand nowhere else, one for each field."""

    def __init__(self) -> None:
        self.count = 0

    def text(self) -> str:
        self.count += 1
        return canary(self.count)

    def number(self) -> float:
        """Digits that can be found again: 0.7314159 and the number of the field."""
        self.count += 1
        return 0.7314159 + self.count * 1e-10


def full_body(c: Canaries) -> ConjunctionBody:
    """A conjunction with every optional field filled."""

    def encountered(name: str) -> Encountered:
        return Encountered(
            object=name, name=c.text(), type=ObjectType.PAYLOAD, owner=c.text(),
            maneuverability=Maneuverability.YES, r_km=(c.number(),) * 3, v_km_s=(c.number(),) * 3,
            covariance=Covariance(
                frame=CovarianceFrame.RTN, lower_km2=(c.number(), 0.0, c.number(), 0.0, 0.0, 1.0),
                scale=c.text(),
            ),
            hard_body_radius_km=c.number(), hard_body_source=c.text(),
            orbit_origin=OrbitOrigin.STATE, orbit_epoch_utc="2026-02-27T03:14:15.926535Z",
            orbit_age_s=c.number(), orbit_source=c.text(), orbit_record="ab" * 32,
        )  # fmt: skip

    return conjunction(
        ("norad:990500", "norad:990700"), tca=T + 21_600.0 + 0.358979, miss_distance_km=0.2345678,
        relative_speed_km_s=c.number(), relative_rtn_km=(c.number(),) * 3,
        relative_rtn_km_s=(c.number(),) * 3, frame=OrbitFrame.GCRF,
        object1=encountered("norad:990500"), object2=encountered("norad:990700"),
        hard_body_radius_km=c.number(), pc=c.number(), pc_method="foster1992",
        probabilities=(Probability(method="alfano2005", pc=c.number()),), max_pc=c.number(),
        violations=("violation-q7zk",), flags=("flag-q7zk",), advice=Advice.MITIGATE,
        screened_from_utc="2026-02-28T03:14:15.926535Z",
        screened_until_utc="2026-03-07T03:14:15.926535Z", source=c.text(), source_message=c.text(),
        call=(CallPoint(party="USA", role=c.text(), phone=c.text(), email=c.text()),),
    )  # fmt: skip


def danger(**fields: Any) -> Record:
    body = conjunction(("norad:990500", "norad:990700"), miss_distance_km=0.2345678, **fields)
    return sealed(body, SECRET, sensor="vardo-3")


def send(
    store: SqliteStore, record: Record, person: str = "m.berg", t: Epoch = T
) -> tuple[DecisionRow, ...]:
    with store.write() as unit:
        return release_for_safety(unit, DESK, record, person=person, t=t, reason="it is close")


def got(store: SqliteStore, party: str, mode: Mode = Mode.REAL) -> list[Record]:
    with store.read() as unit:
        rows = unit.out_entries(Feed("NOR", party, mode), 0, 100)
        return [read_record(row.envelope) for row in rows]


def test_it_holds_the_four_things_and_nothing_else(store: SqliteStore) -> None:
    c = Canaries()
    body = full_body(c)
    filled = {field.path for field in walk(type(body)) if _value(body, field.path) is not None}
    assert filled >= {field.path for field in walk(ConjunctionBody)} - {
        "probabilities.low", "probabilities.high"
    }, "every field of the kind has something in it that could leak"  # fmt: skip
    record = sealed(body, SECRET, sensor=canary(902))
    assert len(numbers(record.envelope)) > 15
    send(store, record)
    (sent,) = got(store, "GBR/acme-sat")
    assert numbers(sent.envelope) == set()
    told = json.loads(bytes(sent.payload.body))
    assert told == {
        "event": "event:norad:990500~norad:990700@2026-03-01T06:00:00.000Z",
        "tca_utc": "2026-03-01T06:00:00Z",
        "miss_distance_km": 0.23,
        "object1": {"object": "norad:990500"},
        "object2": {"object": "norad:990700"},
        "call": [{"party": "NOR", "role": POLICY.safety.call}],
    }
    signed = Envelope.from_bytes(sent.envelope).payload
    for secret in (
        b"7314159", b"2345678", b"358979", b"926535", b"abab", b"q7zk", b"foster", b"alfano",
        b"mitigate", b"vardo", record.id.encode(), b"GCRF", b"LIMDIS",
    ):  # fmt: skip
        assert secret not in signed, secret
        assert secret in Envelope.from_bytes(record.envelope).payload or secret in {
            b"vardo", record.id.encode(),
        }, "the control"  # fmt: skip


def _value(body: Any, path: str) -> Any:
    for name in path.split("."):
        body = body[0] if isinstance(body, tuple) else body
        body = getattr(body, name)
    return body if body not in ("", ()) else None


def test_its_envelope_says_no_more_than_it_must(store: SqliteStore) -> None:
    record = danger()
    send(store, record)
    payload = got(store, "DEU")[0].payload
    assert (payload.provenance.sensor, payload.provenance.software) == ("", "cspo")
    assert (payload.kind, payload.version, payload.supersedes) == ("conjunction", 1, "")
    label = payload.label
    assert label == make_label(
        "U", ["DEU", "GBR", "GBR/acme-sat", "NOR", "USA"], reason=["safety of flight"]
    )
    assert payload.t_valid == payload.t_created == "2026-03-01T00:00:00.000000Z"
    assert payload.object == "event:norad:990500~norad:990700@2026-03-01T06:00:00.000Z"


def test_what_the_form_may_hold_is_all_that_it_holds_field_by_field() -> None:
    """A field added to the kind later is not in the form unless somebody puts it there."""
    may = {"event", "tca_utc", "miss_distance_km", "object1", "object2", "call"}
    names = {field.name for field in fields_of(ConjunctionBody)}
    assert may <= names
    assert len(names - may) > 10


def test_it_goes_out_within_sixty_seconds_by_far(store: SqliteStore) -> None:
    begun = time.perf_counter()
    rows = send(store, danger())
    took_s = time.perf_counter() - begun
    assert {row.party for row in rows if row.outcome is Outcome.RELEASED} == {
        "DEU", "GBR", "GBR/acme-sat", "USA",
    }  # fmt: skip
    assert took_s < 6.0, "sixty seconds, on a machine ten times slower"
    with store.read() as unit:
        assert release_times(unit, DecisionQuery(rule="safety")).median_s == 0.0


def test_who_sent_it_and_why_is_logged_for_every_party(store: SqliteStore) -> None:
    record = danger()
    rows = send(store, record)
    assert {row.party for row in rows} == {party.id for party in POLICY.parties}
    assert {row.persons for row in rows} == {("m.berg",)}
    assert {row.rule for row in rows if row.outcome is Outcome.RELEASED} == {"safety"}
    assert all(row.product_id == record.id for row in rows)
    assert not any(row.released_id == record.id for row in rows)


def test_it_is_reviewed_the_next_day_by_somebody_else(store: SqliteStore) -> None:
    (review_id,) = {row.review_id for row in send(store, danger()) if row.review_id}
    with store.write() as unit:
        state = review_state(unit, review_id)
        assert (state.row.purpose, state.row.drafter, state.row.reason) == (
            "safety", "m.berg", "it is close",
        )  # fmt: skip
        assert state.due == T + 86_400.0
        with pytest.raises(UsageError, match="another person than who sent it"):
            judge_safety(unit, review_id, "m.berg", right=True, t=T + 9.0, reason="mine")
        for answer in (approve, refuse):
            with pytest.raises(UsageError, match="an open review of a release"):
                answer(unit, DESK, review_id, "a.larsen", t=T + 9.0, reason="r")
        judged = judge_safety(unit, review_id, "a.larsen", right=True, t=T + 9.0, reason="rightly")
        assert judged.steps[-1].step is Step.CONFIRMED
        with pytest.raises(UsageError, match="an open review"):
            judge_safety(unit, review_id, "k.hagen", right=False, t=T + 10.0, reason="again")


def test_an_unreviewed_safety_release_goes_up(store: SqliteStore) -> None:
    (review_id,) = {row.review_id for row in send(store, danger()) if row.review_id}
    with store.write() as unit:
        assert pass_deadlines(unit, DESK, t=T + 86_399.0) == ()
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 86_400.0)
        assert (reviewed.state.desk, reviewed.rows) == ("duty release officer", ())
        contested = judge_safety(
            unit, review_id, "k.hagen", right=False, t=T + 9e4, reason="no danger"
        )
    assert contested.steps[-1].step is Step.CONTESTED


@pytest.mark.parametrize(
    ("fields", "person", "why"),
    [
        ({}, "o.nordmann", "not among those who may"),
        ({}, "", "no person takes it upon themselves"),
        ({"tca": T + 73 * 3600.0}, "m.berg", "within 72 h"),
        ({"tca": T + -1.0}, "m.berg", "within 72 h"),
    ],
)
def test_beyond_its_bounds_nothing_goes_out_and_the_log_says_why(
    store: SqliteStore, fields: dict[str, Any], person: str, why: str
) -> None:
    rows = send(store, danger(**fields), person)
    assert {row.outcome for row in rows} == {Outcome.WITHHELD}
    assert all(why in row.reason for row in rows)
    with store.read() as unit:
        assert unit.out_feeds() == []
        assert unit.reviews(open_only=False) == []


def test_orcon_is_not_overridden_but_a_standing_grant_opens_it(store: SqliteStore) -> None:
    label = make_label("S", ["NOR", "USA"], orcon=True, originators=["USA"])
    record = sealed(conjunction(("norad:990300", "norad:990700")), label)
    rows = {row.party: row for row in send(store, record)}
    assert (rows["DEU"].outcome, rows["DEU"].rule) == (Outcome.WITHHELD, "marking 16")
    assert rows["DEU"].reason.endswith("call USA")
    standing = standing_grant(
        ("DEU", "GBR"), roles=("release officer", "duty officer"), policy="USA", policy_version=1,
        t=T,
    )  # fmt: skip
    grant = issue(
        standing, make_label("U", ["NOR", "USA"]), origin="USA", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("USA"), registry=REGISTRY,
    )  # fmt: skip
    with store.write() as unit:
        unit.put_record(grant, t_ingest=T)
    again = {row.party: row for row in send(store, record, t=T + 30.0)}
    assert again["DEU"].outcome is Outcome.RELEASED
    assert again["USA"].outcome is Outcome.WITHHELD, "no standing grant names USA itself"
    (sent,) = got(store, "DEU")
    assert sent.payload.label.originators == ()
    assert body_of(sent, REGISTRY).miss_distance_km == 0.8


def test_the_whole_record_still_goes_by_the_rules(store: SqliteStore) -> None:
    record = sealed(conjunction(("norad:990500", "norad:990700")), make_label("U", ["DEU", "NOR"]))
    send(store, record)
    with store.write() as unit:
        rows = release(unit, DESK, record, t=T + 60.0)
    assert [row.party for row in rows if row.outcome is Outcome.RELEASED] == ["DEU"]
    assert [each.id == record.id for each in got(store, "DEU")] == [False, True]


def test_an_exercise_has_its_own_feed(exercise_store: SqliteStore) -> None:
    record = sealed(
        conjunction(("norad:990500", "norad:990700")), make_label("U", ["NOR"]), mode=Mode.EXERCISE
    )
    rows = send(exercise_store, record)
    out = {row.party for row in rows if row.outcome is Outcome.RELEASED}
    assert out == {"DEU", "GBR", "USA"}, "the guest's agreement is for REAL alone"
    assert got(exercise_store, "DEU") == []
    assert len(got(exercise_store, "DEU", Mode.EXERCISE)) == 1


def test_objects_can_be_kept_out_of_it(store: SqliteStore) -> None:
    table = msgspec.structs.replace(POLICY.safety, not_about=("norad:990700",))
    bound = desk_of(msgspec.structs.replace(POLICY, safety=table), Owned("norad:990700", "DEU"))
    with store.write() as unit:
        rows = release_for_safety(unit, bound, danger(), person="m.berg", t=T)
    assert {row.outcome for row in rows} == {Outcome.WITHHELD}
    assert {row.reason for row in rows} == {"it does not speak of one of these objects: call"}


def test_a_policy_without_the_table_sends_nothing(store: SqliteStore) -> None:
    bare = desk_of(msgspec.structs.replace(POLICY, safety=None))
    with store.write() as unit:
        rows = release_for_safety(unit, bare, danger(), person="m.berg", t=T)
    assert {row.reason for row in rows} == {"the policy has no safety profile"}
