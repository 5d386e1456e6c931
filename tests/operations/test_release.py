"""Carrying decisions out: feeds, log and reviews in one unit of work, for every party."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from canaries import canary, numbers
from nations import key_of
from release_desks import EXAMPLES, T, conjunction, desk_of, norway, orbit, sealed

from cspo.errors import CspoError, UsageError
from cspo.federation.feed import Feed
from cspo.federation.frame import openings_from_json
from cspo.markings import Decision, Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of, derive
from cspo.operations.kinds import REGISTRY
from cspo.operations.release import deciding as deciding_module
from cspo.operations.release.log import release_times, who_got, withheld_because
from cspo.operations.release.product_facts import KnownObjects, facts_of, objects_of
from cspo.operations.release.releasing import release
from cspo.operations.release.review import approve, pass_deadlines
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.release.rules import Finding
from cspo.operations.release.sending import CLOSED
from cspo.operations.release.withdrawal import withdraw
from cspo.operations.store import DecisionQuery, DecisionRow, FeedClosing, Outcome
from cspo.records import Record, opening_holds, read_record, seal
from cspo.records.bodies.conjunction import Encountered
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, Owner, SameObjectBody
from cspo.records.bodies.trust import Instruction
from cspo.records.bodies.words import Confidence

POLICY = norway()
DESK = desk_of(POLICY, Owned("norad:990001", "NOR", "NOR"), Owned("norad:990100", "FRA", "FRA"))
PARTIES = [party.id for party in POLICY.parties]


def feed(party: str, mode: Mode = Mode.REAL) -> Feed:
    return Feed("NOR", party, mode)


def entries(store: SqliteStore, party: str) -> list[Record]:
    with store.read() as unit:
        return [read_record(row.envelope) for row in unit.out_entries(feed(party), 0, 100)]


def put(store: SqliteStore, product, desk=DESK, t=T, **fields) -> tuple[DecisionRow, ...]:
    with store.write() as unit:
        return release(unit, desk, product, t=t, **fields)


def test_every_party_has_its_line_with_rule_and_reason(store: SqliteStore) -> None:
    record = sealed(conjunction(miss_distance_km=12.0), t=T + -30.0)
    rows = put(store, record)
    released = {row.party for row in rows if row.outcome is Outcome.RELEASED}
    assert released == {"CAN", "FRA", "GBR", "USA"}
    assert sorted(row.party for row in rows) == sorted(PARTIES)
    with store.read() as unit:
        logged = [row for _, row in unit.decisions(DecisionQuery(product_id=record.id))]
    assert logged == list(rows)
    by_party = {row.party: row for row in rows}
    assert (by_party["FRA"].rule, by_party["USA"].rule) == ("3", "4")
    assert by_party["FRA"].reason == POLICY.rules[2].in_words
    withheld = by_party["AUS"]
    assert (withheld.outcome, withheld.rule, withheld.released_id) == (
        Outcome.WITHHELD, "no rule", "",
    )  # fmt: skip
    assert "closest is rule" in withheld.reason
    assert {row.policy for row in rows} == {POLICY.name}
    assert {row.t - row.t_product for row in rows} == {30.0}


def test_who_is_on_the_mark_without_an_agreement_has_a_line_too(store: SqliteStore) -> None:
    record = sealed(conjunction(), make_label("U", ["NOR", "GBR/stranger"]))
    (row,) = [row for row in put(store, record) if row.party == "GBR/stranger"]
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, "no agreement")


def test_a_unit_of_work_that_fails_leaves_nothing(store: SqliteStore) -> None:
    record = sealed(conjunction())

    def fail() -> None:
        with store.write() as unit:
            release(unit, DESK, record, t=T)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with store.read() as unit:
        assert unit.envelope(record.id) is None
        assert unit.decisions(DecisionQuery()) == []
        assert unit.out_feeds() == []


def test_doing_it_again_changes_nothing(store: SqliteStore) -> None:
    record = sealed(conjunction())
    first = put(store, record)
    released = [row for row in first if row.outcome is Outcome.RELEASED]
    again = put(store, record, t=T + 60.0)
    assert released
    assert {row.outcome for row in again} == {Outcome.WITHHELD}
    assert {row.party for row in again}.isdisjoint(row.party for row in released)
    for row in released:
        assert [each.id for each in entries(store, row.party)] == [record.id]


def test_a_review_is_opened_once(store: SqliteStore) -> None:
    record = sealed(
        conjunction(("norad:990300", "norad:990500"), miss_distance_km=3.0),
        make_label("C", ["NOR", "USA"]),
    )
    desk = desk_of(POLICY, Owned("norad:990500", "GBR", "GBR/acme-sat"))
    rows = put(store, record, desk)
    reviews = {row.review_id for row in rows if row.outcome is Outcome.REVIEW}
    assert len(reviews) == 1
    put(store, record, desk, t=T + 60.0)
    with store.read() as unit:
        assert unit.reviews(open_only=True) == sorted(reviews)


def test_another_nation_s_record_is_not_ours_to_release(store: SqliteStore) -> None:
    stray = sealed(orbit(), make_label("U", ["NOR", "USA"]), origin="USA")
    with pytest.raises(UsageError, match="a record of NOR"):
        put(store, stray)


def test_our_guest_s_record_is_released_by_our_desk(store: SqliteStore) -> None:
    record = sealed(orbit(), make_label("U", ["NOR/arctic-sat", "USA"]), origin="NOR/arctic-sat")
    rows = put(store, record)
    assert [row.party for row in rows if row.outcome is Outcome.RELEASED] == ["USA"]
    with store.read() as unit:
        got = unit.out_entries(Feed("NOR/arctic-sat", "USA", Mode.REAL), 0, 9)
    assert [row.id for row in got] == [record.id]


def test_a_form_of_our_guest_s_record_is_the_guest_s(store: SqliteStore) -> None:
    label = make_label("S", ["NOR/arctic-sat", "USA"])
    record = sealed(orbit(), label, origin="NOR/arctic-sat", sensor="vardo-3")
    put(store, record)
    with store.read() as unit:
        (row,) = unit.out_entries(Feed("NOR/arctic-sat", "ITA", Mode.REAL), 0, 9)
    payload = read_record(row.envelope).payload
    assert payload.origin == "NOR/arctic-sat"
    assert "NOR/arctic-sat" in payload.label.releasable_to


def test_an_unreadable_body_is_an_error_not_a_release(store: SqliteStore) -> None:
    good = sealed(orbit())
    payload = msgspec.structs.replace(good.payload, body=msgspec.Raw(b'{"nonsense":1}'))
    with pytest.raises(CspoError):
        put(store, seal(payload, key_of("NOR")))
    assert entries(store, "USA") == []


# --------------------------------------------------------------------------- forms


def test_each_group_gets_its_form_and_nobody_the_other_s(store: SqliteStore) -> None:
    body = msgspec.structs.replace(orbit(), name=(canary(1),))
    record = sealed(body, make_label("C", ["CAN", "GBR", "NOR", "USA"]), sensor=canary(2))
    rows = put(store, record)
    released = {row.party: row.released_id for row in rows if row.outcome is Outcome.RELEASED}
    assert released["USA"] == released["GBR"] == record.id
    assert released["CAN"] != record.id
    assert len({released[party] for party in ("AUS", "DEU", "FRA", "ITA", "JPN", "NZL")}) == 1
    assert numbers(entries(store, "USA")[0].envelope) == {1, 2}
    assert numbers(entries(store, "CAN")[0].envelope) == {1}, "the sensor is hidden"
    assert numbers(entries(store, "ITA")[0].envelope) == set()
    assert record.id.encode() not in entries(store, "ITA")[0].envelope
    with store.read() as unit:
        assert who_got(unit, record.id) == {p: (got,) for p, got in sorted(released.items())}
        assert who_got(unit, released["CAN"]) == {"CAN": (released["CAN"],)}


def test_a_form_of_one_object_goes_out_once_a_week(store: SqliteStore) -> None:
    label = make_label("S", ["NOR", "USA"])
    days = 86_400.0
    outcomes = []
    for day, name in [(0, 300), (3, 300), (3, 301), (6.99, 300), (7.01, 300)]:
        body = orbit(f"norad:990{name}", r_km=(7000.0 + day, 12.0, 3.0))
        record = sealed(body, label, sensor="vardo-3", t=T + day * days)
        (row,) = [r for r in put(store, record, t=T + day * days) if r.party == "ITA"]
        outcomes.append(row.outcome)
    assert [str(each) for each in outcomes] == [
        "released", "withheld", "released", "withheld", "released",
    ]  # fmt: skip
    with store.read() as unit:
        reasons = withheld_because(unit, DecisionQuery(party="ITA"))
    assert reasons == {
        ("10", "coarse-orbit gives a form of this object every 7 d only"): 2,
    }  # fmt: skip


def test_a_batch_is_compared_row_by_row(store: SqliteStore) -> None:
    label = make_label("S", ["NOR", "USA"])
    batches = [("norad:1", "norad:2"), ("norad:3", "norad:4"), ("norad:4", "norad:5"), ("norad:1",)]
    outcomes = []
    for hour, names in enumerate(batches):
        one = orbit()
        states = msgspec.structs.replace(
            one.states, r_km=one.states.r_km * len(names), v_km_s=one.states.v_km_s * len(names)
        )
        body = msgspec.structs.replace(
            one, object=names, epoch_utc=one.epoch_utc * len(names), states=states, name=(),
            covariance=None,
        )  # fmt: skip
        t = T + hour * 3_600.0
        record = sealed(body, label, sensor="vardo-3", t=t)
        outcomes.append(next(str(r.outcome) for r in put(store, record, t=t) if r.party == "ITA"))
    assert outcomes == ["released", "released", "withheld", "withheld"]


# --------------------------------------------------------------------------- what bodies name


def naming(*ids: str):
    return msgspec.structs.replace(EXAMPLES("behavior-event"), objects=("norad:990001",),
                                   rests_on=ids)  # fmt: skip


def test_what_names_a_record_that_a_party_may_not_know_of_waits_for_people(
    store: SqliteStore,
) -> None:
    label = make_label("C", ["NOR", "USA"])
    known, hidden = sealed(orbit("norad:1"), label), sealed(orbit("norad:2"), label)
    theirs = sealed(orbit("norad:3"), label, origin="USA")
    put(store, known)
    with store.write() as unit:
        unit.put_record(hidden, t_ingest=T)
        unit.put_record(theirs, t_ingest=T)
    for ids, outcome in [
        ((known.id,), Outcome.RELEASED), ((theirs.id,), Outcome.RELEASED),
        ((known.id + "#3",), Outcome.RELEASED), ((known.id, hidden.id), Outcome.REVIEW),
        (("ab" * 32,), Outcome.REVIEW),
    ]:  # fmt: skip
        rows = put(store, sealed(naming(*ids), label))
        (row,) = [row for row in rows if row.party == "USA"]
        assert (row.outcome, row.rule) == (outcome, "12")
        if outcome is Outcome.REVIEW:
            assert row.reason.endswith("it names 1 records that USA may not know of.")
            with store.write() as unit:
                done = approve(unit, DESK, row.review_id, "a.larsen", t=T + 5.0)
            assert [each.outcome for each in done.rows] == [Outcome.RELEASED], "people decide"


def test_a_form_that_leaves_the_names_out_needs_no_look(store: SqliteStore) -> None:
    body = conjunction(
        object1=Encountered(object="norad:990001", orbit_record="ab" * 32), miss_distance_km=12.0
    )
    record = sealed(body, make_label("S", ["NOR", "USA"]))
    bare = msgspec.structs.replace(
        POLICY.profile("operator-conjunction"), classification="", widen_to=()
    )
    rule = msgspec.structs.replace(
        POLICY.rules[4], miss_distance_at_most_km=None, profile="operator-conjunction"
    )
    for n, (profile, outcome) in enumerate(((bare, Outcome.RELEASED), (None, Outcome.REVIEW))):
        chosen = rule if profile else msgspec.structs.replace(rule, profile="")
        policy = msgspec.structs.replace(
            POLICY, rules=(chosen,), profiles=(profile,) if profile else ()
        )
        with store.write() as unit:
            record = sealed(body, record.payload.label, t=T + float(n))
            rows = release(unit, desk_of(policy), record, t=T + float(n))
        assert next(row.outcome for row in rows if row.party == "USA") is outcome


def test_an_object_is_meant_under_every_name(store: SqliteStore) -> None:
    """List A has a catalogue number; the record has the designator."""
    label = make_label("U", ["AUS", "NOR"])
    body = orbit("cospar:2024-001A")
    strange = desk_of(POLICY)
    same = KnownObjects(
        same=[("cospar:2024-001A", "vimpel:77"), ("norad:990090", "vimpel:77")]
    )  # fmt: skip
    known = replace(strange, ownership=lambda mode: same)
    for n, (desk, rule) in enumerate(((strange, "7"), (known, "1"))):
        rows = put(store, sealed(body, label, t=T + float(n)), desk)
        row = next(row for row in rows if row.party == "AUS")
        assert row.rule == rule


def test_names_come_from_same_object_records_that_hold() -> None:
    def same(one: str, other: str, *, holds: bool = True) -> SameObjectBody:
        return SameObjectBody(object1=one, object2=other, same=holds, confidence=Confidence.HIGH)

    known = KnownObjects.of_bodies(
        [same("norad:1", "vimpel:1"), same("norad:2", "vimpel:2"),
         same("norad:2", "vimpel:2", holds=False), same("cospar:2024-001A", "norad:1")]
    )  # fmt: skip
    assert known.other_names("vimpel:1") == {"norad:1", "cospar:2024-001A"}
    assert known.other_names("norad:2") == frozenset()


def test_a_form_that_can_not_be_made_is_looked_at_by_people(store: SqliteStore) -> None:
    """The policy meant it to go out: a line in the log alone would be withholding in silence."""
    coarse = POLICY.profile("coarse-orbit")
    wide = msgspec.structs.replace(coarse, keep=("object", "epoch_utc", "elements"), round={})
    profiles = tuple(wide if each is coarse else each for each in POLICY.profiles)
    desk = desk_of(msgspec.structs.replace(POLICY, profiles=profiles))
    rows = put(store, sealed(orbit(), make_label("S", ["NOR", "USA"]), sensor="vardo-3"), desk)
    row = next(row for row in rows if row.party == "ITA")
    assert (row.outcome, row.rule) == (Outcome.REVIEW, "10")
    assert row.reason.startswith("its form could not be made: coarsen: states")
    assert entries(store, "ITA") == []
    with store.write() as unit:
        assert unit.reviews(open_only=True) == [row.review_id]
        (late,) = pass_deadlines(unit, desk, t=T + 4 * 3600.0)
        assert late.state.desk == "duty release officer", "nobody answered at night"
        still = approve(unit, desk, row.review_id, "a.larsen", t=T + 5 * 3600.0)
        assert {each.outcome for each in still.rows} == {Outcome.WITHHELD}
    again = put(store, read_record(store_envelope(store, row.product_id)), DESK, T + 6 * 3600.0)
    assert next(r for r in again if r.party == "ITA").outcome is Outcome.RELEASED, "mended"


def store_envelope(store: SqliteStore, record_id: str) -> bytes:
    with store.read() as unit:
        return unit.envelope(record_id)


def test_who_got_a_wrong_orbit_need_not_wait_a_week_for_the_right_one(store: SqliteStore) -> None:
    mark = make_label("S", ["NOR", "USA"])
    wrong = sealed(orbit(), mark, sensor="vardo-3")
    put(store, wrong)
    right = sealed(orbit(r_km=(7100.0, 0.0, 0.0)), mark, sensor="vardo-3", t=T + 60.0)
    with store.write() as unit:
        withdraw(
            unit, DESK, wrong.id, instruction=Instruction.DO_NOT_USE, reason="another object",
            person="a.larsen", answer_by=T + 3600.0, t=T + 60.0,
        )  # fmt: skip
    rows = put(store, right, t=T + 120.0)
    assert next(row for row in rows if row.party == "ITA").outcome is Outcome.RELEASED


def test_an_owner_without_agreement_has_its_line_in_the_log(store: SqliteStore) -> None:
    """Not to be told is no reason not to be counted among those who were not."""
    desk = desk_of(POLICY, Owned("norad:990300", "GBR", "GBR/no-node"))
    rows = put(store, sealed(conjunction(("norad:990300", "norad:990301"))), desk)
    row = next(row for row in rows if row.party == "GBR/no-node")
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, "no agreement")


# --------------------------------------------------------------------------- doors


def test_a_closed_feed_takes_nothing(store: SqliteStore) -> None:
    with store.write() as unit:
        unit.close_feed(FeedClosing(feed=feed("USA"), seq=0, reason="ended", t=T))
    rows = put(store, sealed(conjunction()), t=T + 5.0)
    row = next(row for row in rows if row.party == "USA")
    assert (row.outcome, row.rule, row.reason) == (
        Outcome.WITHHELD, CLOSED, "the feed was closed on 2026-03-01T00:00:00Z: ended",
    )  # fmt: skip
    assert entries(store, "USA") == []
    assert entries(store, "GBR") != []


def test_the_door_of_the_feed_asks_the_mark_once_more(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a rule ever to err, the mark still stops it, and the log says so."""

    def wrong(policy, facts, party, **given):
        return Finding(party, "at once", Decision(permitted=True, rule="0", reason="a mistake"))

    monkeypatch.setattr(deciding_module, "evaluate", wrong)
    rows = put(store, sealed(conjunction(), make_label("R", ["NOR", "USA"])))
    assert [row.party for row in rows if row.outcome is Outcome.RELEASED] == ["USA"]
    assert {row.rule for row in rows if row.outcome is Outcome.WITHHELD} == {"marking 8"}
    assert entries(store, "FRA") == []


# --------------------------------------------------------------------------- lineage


def test_openings_go_to_those_who_may_see_the_input(store: SqliteStore) -> None:
    """USA has our orbit; CAN has its form; FRA has nothing of it; all get the product."""
    ours = sealed(orbit(), make_label("C", ["CAN", "FRA", "NOR", "USA"]), sensor="vardo-3")
    theirs = sealed(
        orbit("norad:990100"), make_label("U", ["CAN", "FRA", "NOR", "USA"]), origin="USA"
    )
    hidden = sealed(orbit("norad:990200"), make_label("U", ["CAN", "FRA", "NOR", "USA"]))
    put(store, ours)
    with store.write() as unit:
        unit.put_record(theirs, t_ingest=T)
        unit.put_record(hidden, t_ingest=T)
    product = derive(
        [ours, theirs, hidden], lambda _: conjunction(), origin="NOR", mode=Mode.REAL, t_valid=T,
        t=T, signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    rows = put(store, product)
    assert {r.party for r in rows if r.outcome is Outcome.RELEASED} == {"CAN", "FRA", "USA"}
    seen = {}
    with store.read() as unit:
        for party in ("CAN", "FRA", "USA"):
            row = unit.out_entries(feed(party), 0, 9)[-1]
            openings = openings_from_json(row.openings)
            inputs = read_record(row.envelope).payload.provenance.inputs
            assert all(opening_holds(inputs, each) for each in openings)
            seen[party] = {each.id for each in openings}
    assert seen == {
        "USA": {ours.id, theirs.id}, "CAN": {theirs.id}, "FRA": {theirs.id},
    }  # fmt: skip
    with store.read() as unit:
        assert unit.products_of(hidden.id) == [product.record.id]


# --------------------------------------------------------------------------- log and facts


def test_the_log_answers_who_when_why_and_how_long(store: SqliteStore) -> None:
    for k in range(5):
        record = sealed(conjunction(miss_distance_km=0.1 + k), t=T + 60.0 * k)
        put(store, record, t=T + 60.0 * k + (k + 1) * 2.0)
    with store.read() as unit:
        usa = DecisionQuery(party="USA")
        assert len(unit.decisions(usa)) == 5
        first = unit.decisions(DecisionQuery(party="USA", limit=2))
        rest = unit.decisions(DecisionQuery(party="USA", after=first[-1][0]))
        assert len(rest) == 3
        late = DecisionQuery(party="USA", since=T + 120.0, until=T + 190.0)
        assert len(unit.decisions(late)) == 2
        times = release_times(unit, usa)
        assert (times.count, times.median_s, times.longest_s) == (5, 6.0, 10.0)
        nothing = release_times(unit, DecisionQuery(party="AUS"))
        assert (nothing.count, nothing.median_s, nothing.longest_s) == (0, None, None)
        reasons = withheld_because(unit, DecisionQuery(party="AUS"))
        assert sum(reasons.values()) == 5


def test_facts_come_from_the_record(store: SqliteStore) -> None:
    record = sealed(conjunction(), sensor="s")
    facts = facts_of(record, registry=REGISTRY, ownership=DESK.ownership(Mode.REAL))
    assert (facts.kind, facts.mode, facts.sensor) == ("conjunction", Mode.REAL, "s")
    assert facts.objects == (
        Owned("norad:990001", "NOR", "NOR"), Owned("norad:990100", "FRA", "FRA"),
    )  # fmt: skip
    assert (facts.miss_distance_km, facts.tca) == (0.8, T + 21_600.0)
    assert facts.severity == ""
    graded = facts_of(
        record, registry=REGISTRY, ownership=DESK.ownership(Mode.REAL), severity="emergency"
    )
    assert graded.severity == "emergency"


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_facts_of_every_kind_can_be_read(kind: str) -> None:
    record = sealed(EXAMPLES(kind), make_label("U", ["NOR"]))
    facts = facts_of(record, registry=REGISTRY, ownership=KnownObjects())
    assert facts.kind == kind
    body = body_of(record, REGISTRY)
    named = objects_of(record, body)
    assert len(named) == len(set(named))
    if kind in {"orbit", "conjunction", "catalog-object", "ephemeris", "maneuver-notice"}:
        assert named


def test_ownership_is_told_by_catalogues_and_by_a_party_s_own_numbers() -> None:
    def entry(name: str, *owners: str) -> ObjectFacts:
        return ObjectFacts(object=name, owners=tuple(Owner(name=each) for each in owners))

    body = CatalogObjectBody(
        objects=(
            entry("norad:1", "GBR"), entry("norad:2", "GBR/acme-sat"),
            entry("norad:3", "Some Company Ltd"), entry("norad:4", "USA", "USA/leo-one"),
            entry("norad:5", "unknown"), entry("norad:6"),
        )
    )  # fmt: skip
    known = KnownObjects.of_bodies([body])
    assert known.owned("norad:1") == Owned("norad:1", "GBR", "GBR")
    assert known.owned("norad:2") == Owned("norad:2", "GBR", "GBR/acme-sat")
    assert known.owned("norad:4") == Owned("norad:4", "USA", "USA/leo-one")
    for unknown in ("norad:3", "norad:5", "norad:6", "norad:7"):
        assert known.owned(unknown) == Owned(unknown)
    assert known.owned("GBR/acme-sat:7") == Owned("GBR/acme-sat:7", "GBR", "GBR/acme-sat")


def test_no_reason_in_the_log_holds_a_value_of_the_body(store: SqliteStore) -> None:
    body = msgspec.structs.replace(orbit(), name=(canary(7),), source=canary(8))
    put(store, sealed(body, make_label("C", ["NOR", "USA"]), sensor=canary(9)))
    with store.read() as unit:
        told = "".join(str(row) for _, row in unit.decisions(DecisionQuery()))
    assert numbers(told.encode()) == set()
