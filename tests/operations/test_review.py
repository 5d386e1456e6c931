"""What waits for people: two for widening, deadlines that end in words and never in silence."""

from __future__ import annotations

import msgspec
import pytest
from nations import key_of
from release_desks import EXAMPLES, T, conjunction, desk_of, norway, orbit, sealed

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.markings import Label, Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of, derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import grant, granted_by, standing_grant
from cspo.operations.release.policy import duration_s
from cspo.operations.release.releasing import release
from cspo.operations.release.review import CHANGED, Reviewed, approve, pass_deadlines, refuse
from cspo.operations.release.review_queue import review_state
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.release.urgency import due_at, useful_until
from cspo.operations.release.widening import BY_HAND, draft_widening
from cspo.operations.store import DecisionQuery, Outcome, Step
from cspo.records import Record, read_record, seal
from cspo.time import Epoch

POLICY = norway()
DESK = desk_of(POLICY, Owned("norad:990500", "GBR", "GBR/acme-sat"))
FOR_OPERATORS = make_label("C", ["NOR", "USA"])
BEHAVIOR = make_label("C", ["CAN", "GBR", "NOR", "USA"])
HOUR = 3_600.0


def near_acme(label: Label = FOR_OPERATORS) -> Record:
    """A close approach of a satellite of GBR, operated by its guest; neither is on the mark."""
    return sealed(conjunction(("norad:990300", "norad:990500"), miss_distance_km=3.0), label)


def opened(store: SqliteStore, record: Record, desk: ReleaseDesk = DESK, t: Epoch = T) -> str:
    """Release a record and name the one review that this opens."""
    with store.write() as unit:
        rows = release(unit, desk, record, t=t)
    (review_id,) = {row.review_id for row in rows if row.review_id}
    return review_id


def say_yes(store: SqliteStore, review_id: str, person: str, t: Epoch, desk=DESK) -> Reviewed:
    with store.write() as unit:
        return approve(unit, desk, review_id, person, t=t)


def sent_to(store: SqliteStore, party: str, mode: Mode = Mode.REAL) -> list[Record]:
    with store.read() as unit:
        rows = unit.out_entries(Feed("NOR", party, mode), 0, 100)
        return [read_record(row.envelope) for row in rows]


def steps(store: SqliteStore, review_id: str) -> list[Step]:
    with store.read() as unit:
        return [step.step for step in review_state(unit, review_id).steps]


# --------------------------------------------------------------------------- two persons


def test_widening_takes_two_different_people(store: SqliteStore) -> None:
    record = near_acme()
    review_id = opened(store, record)
    with store.read() as unit:
        state = review_state(unit, review_id)
    assert (state.row.purpose, state.row.approvals) == ("widening", 2)
    assert (state.desk, state.due) == ("duty release officer", T + 1_800.0)
    assert set(state.row.parties) == {"GBR", "GBR/acme-sat"}
    first = say_yes(store, review_id, "a.larsen", T + 60.0)
    assert first.rows == ()
    assert sent_to(store, "GBR") == []
    with pytest.raises(UsageError, match="another person"):
        say_yes(store, review_id, "a.larsen", T + 61.0)
    second = say_yes(store, review_id, "k.hagen", T + 120.0)
    assert {(row.party, row.outcome, row.persons) for row in second.rows} == {
        (party, Outcome.RELEASED, ("a.larsen", "k.hagen")) for party in ("GBR", "GBR/acme-sat")
    }
    (form,) = sent_to(store, "GBR/acme-sat")
    assert form.payload.label.releasable_to == ("GBR", "GBR/acme-sat", "NOR", "USA")
    assert form.payload.label.classification == "U"
    assert form.id != record.id
    assert steps(store, review_id) == [Step.OPENED, Step.APPROVED, Step.APPROVED, Step.RELEASED]
    assert second.rows[0].t - second.rows[0].t_product == 120.0


def test_one_refusal_is_enough_and_its_reason_is_logged(store: SqliteStore) -> None:
    review_id = opened(store, near_acme())
    say_yes(store, review_id, "a.larsen", T + 60.0)
    with store.write() as unit:
        with pytest.raises(UsageError, match="a reason"):
            refuse(unit, DESK, review_id, "k.hagen", t=T + 90.0, reason=" ")
        refused = refuse(unit, DESK, review_id, "k.hagen", t=T + 90.0, reason="not close enough")
    assert {row.outcome for row in refused.rows} == {Outcome.WITHHELD}
    assert refused.rows[0].reason == "refused in review: not close enough"
    assert refused.rows[0].persons == ("k.hagen",)
    with pytest.raises(UsageError, match="an open review"):
        say_yes(store, review_id, "m.berg", T + 100.0)
    assert sent_to(store, "GBR") == []


@pytest.mark.parametrize("person", ["", "A.Larsen", "a larsen", "a.larsen\n"])
def test_a_person_has_one_spelling(store: SqliteStore, person: str) -> None:
    review_id = opened(store, near_acme())
    with pytest.raises(UsageError, match="id of a person"):
        say_yes(store, review_id, person, T)


def test_an_unknown_review_is_an_error(store: SqliteStore) -> None:
    with pytest.raises(UsageError, match="id of a review"):
        say_yes(store, "0" * 16, "a.larsen", T)


# --------------------------------------------------------------------------- by hand


def drafted(store: SqliteStore, record: Record, *parties: str, person: str = "o.nord") -> str:
    with store.write() as unit:
        state = draft_widening(
            unit, DESK, record, parties, person=person, reason="asked at the meeting", t=T
        )
    return state.row.review_id


def test_who_asks_may_be_one_of_the_two_but_not_both(store: SqliteStore) -> None:
    record = sealed(orbit(), make_label("R", ["NOR", "USA"]), sensor="vardo-3")
    review_id = drafted(store, record, "AUS", "JPN")
    assert say_yes(store, review_id, "o.nord", T + 1.0).rows == ()
    with pytest.raises(UsageError, match="another person"):
        say_yes(store, review_id, "o.nord", T + 2.0)
    done = say_yes(store, review_id, "k.hagen", T + 3.0)
    assert {(row.party, row.outcome, row.rule) for row in done.rows} == {
        ("AUS", Outcome.RELEASED, BY_HAND), ("JPN", Outcome.RELEASED, BY_HAND),
    }  # fmt: skip
    (copy,) = sent_to(store, "AUS")
    assert copy.payload.label.releasable_to == ("AUS", "JPN", "NOR", "USA")
    assert bytes(copy.payload.body) == bytes(record.payload.body)
    assert copy.payload.provenance.sensor == "vardo-3"
    assert record.payload.label.releasable_to == ("NOR", "USA"), "the record keeps its mark"
    with store.read() as unit:
        assert unit.products_of(record.id) == [copy.id]
        logged = unit.decisions(DecisionQuery(review_id=review_id))
    assert [row.outcome for _, row in logged] == [Outcome.REVIEW] * 2 + [Outcome.RELEASED] * 2


def test_a_held_record_can_be_released_by_two(store: SqliteStore) -> None:
    review_id = drafted(store, sealed(orbit(), make_label("U", [])), "FRA")
    say_yes(store, review_id, "a.larsen", T)
    say_yes(store, review_id, "k.hagen", T)
    (copy,) = sent_to(store, "FRA")
    assert copy.payload.label.releasable_to == ("FRA", "NOR")


@pytest.mark.parametrize(
    ("label", "object_id", "party", "rule"),
    [
        (make_label("S", ["NOR"]), "norad:1", "JPN", "marking 10"),  # above its ceiling
        (make_label("U", ["NOR"], caveats=["PROPIN"]), "norad:1", "AUS", "marking 11"),
        (make_label("U", ["NOR"]), "norad:990090", "AUS", "1"),  # list A: never
        (make_label("U", ["NOR"], caveats=["PERSONAL"]), "norad:1", "USA", "2"),
    ],
)
def test_two_persons_can_not_go_past_an_agreement_or_a_prohibition(
    store: SqliteStore, label: Label, object_id: str, party: str, rule: str
) -> None:
    review_id = drafted(store, sealed(orbit(object_id), label), party)
    say_yes(store, review_id, "a.larsen", T)
    (row,) = say_yes(store, review_id, "k.hagen", T).rows
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, rule)
    assert sent_to(store, party) == []


def test_a_draft_names_parties_a_reason_and_a_record_of_ours(store: SqliteStore) -> None:
    ours = sealed(orbit())
    theirs = sealed(orbit(), make_label("U", ["NOR", "USA"]), origin="USA")
    wrong = [
        (ours, (), "r", "parties and a reason"), (ours, ("AUS",), " ", "parties and a reason"),
        (ours, ("KOR",), "r", "a party of the policy"), (theirs, ("AUS",), "r", "a record of NOR"),
    ]  # fmt: skip
    with store.write() as unit:
        for record, parties, reason, said in wrong:
            with pytest.raises(UsageError, match=said):
                draft_widening(unit, DESK, record, parties, person="a", reason=reason, t=T)
        assert unit.reviews(open_only=False) == []


# --------------------------------------------------------------------------- ORCON


def usa_orbit() -> Record:
    label = make_label("S", ["NOR", "USA"], orcon=True, originators=["USA"])
    return sealed(orbit("norad:990500"), label, origin="USA")


def ours_on(theirs: Record, store: SqliteStore):
    """Our close approach that rests on their record."""
    with store.write() as unit:
        unit.put_record(theirs, t_ingest=T)
    return derive(
        [theirs],
        lambda _: conjunction(("norad:990300", "norad:990500"), miss_distance_km=3.0),
        origin="NOR", mode=Mode.REAL, t_valid=T, t=T, signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip


def granted(body, origin: str = "USA", mode: Mode = Mode.REAL) -> Record:
    return issue(
        body, make_label("U", ["NOR", origin]), origin=origin, mode=mode, t_valid=T, t=T,
        signer=key_of(origin, mode), registry=REGISTRY,
    )  # fmt: skip


def a_grant(record_id: str, *parties: str):
    roles = ("release officer", "duty officer")
    return grant(record_id, parties, roles=roles, policy="USA", policy_version=1, t=T)


def test_an_agreed_release_waits_for_the_originator_s_grant(store: SqliteStore) -> None:
    theirs = usa_orbit()
    product = ours_on(theirs, store)
    review_id = opened(store, product)
    say_yes(store, review_id, "a.larsen", T + 1.0)
    agreed = say_yes(store, review_id, "k.hagen", T + 2.0)
    assert (agreed.rows, agreed.waits_for, agreed.state.is_open) == ((), ("USA",), True)
    assert sent_to(store, "GBR") == []
    with store.write() as unit:
        (late,) = pass_deadlines(unit, DESK, t=T + 1_800.0)
        assert late.state.steps[-1].reason.endswith("passed before an originator has granted it")
        unit.put_record(granted(a_grant(theirs.id, "GBR")), t_ingest=T + 3.0)
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 4.0)
    assert [(row.party, row.outcome) for row in reviewed.rows] == [("GBR", Outcome.RELEASED)]
    assert reviewed.state.is_open, "the guest still waits"
    with store.write() as unit:
        unit.put_record(granted(a_grant(theirs.id, "GBR/acme-sat")), t_ingest=T + 5.0)
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 6.0)
    assert [row.party for row in reviewed.rows] == ["GBR/acme-sat"]
    assert not reviewed.state.is_open
    assert len(sent_to(store, "GBR")) == len(sent_to(store, "GBR/acme-sat")) == 1
    (form,) = sent_to(store, "GBR/acme-sat")
    assert (form.payload.label.orcon, form.payload.label.originators) == (True, ("USA",))


def test_a_grant_counts_for_its_record_its_party_its_mode_and_its_originator(
    store: SqliteStore,
) -> None:
    theirs, other = usa_orbit(), sealed(orbit("norad:7"), usa_orbit().payload.label, origin="USA")
    product = ours_on(theirs, store)

    def counts(record: Record, **given: bool) -> frozenset[str]:
        with store.write() as unit:
            unit.put_record(record, t_ingest=T)
            return granted_by(unit, product.record, "GBR", REGISTRY, **given)

    with store.write() as unit:
        release(unit, DESK, product, t=T)
    assert counts(granted(a_grant(theirs.id, "AUS"))) == frozenset(), "another party"
    assert counts(granted(a_grant(other.id, "GBR"))) == frozenset(), "another record"
    assert counts(granted(a_grant(theirs.id, "GBR"), origin="CAN")) == frozenset(), "another origin"
    standing = standing_grant(("GBR",), roles=("a", "b"), policy="USA", policy_version=1, t=T)
    assert counts(granted(standing)) == frozenset(), "it is for safety"
    assert counts(granted(standing), for_safety=True) == {"USA"}
    withheld = msgspec.structs.replace(
        EXAMPLES("release-decision"), record=theirs.id, recipients=("GBR",)
    )
    assert counts(granted(withheld)) == frozenset(), "a decision that widens nothing"
    assert counts(granted(a_grant(theirs.id, "GBR"))) == {"USA"}


def test_every_controlled_input_needs_its_grant_or_the_product_itself(store: SqliteStore) -> None:
    one, two = usa_orbit(), sealed(orbit("norad:8"), usa_orbit().payload.label, origin="USA")
    with store.write() as unit:
        unit.put_record(one, t_ingest=T)
        unit.put_record(two, t_ingest=T)
    middle = derive(
        [one, two], lambda bodies: bodies[0], origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    top = derive(
        [middle.record], lambda _: conjunction(), origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    with store.write() as unit:
        release(unit, DESK, middle, t=T)
        release(unit, DESK, top, t=T)
        unit.put_record(granted(a_grant(one.id, "AUS")), t_ingest=T)
        assert granted_by(unit, top.record, "AUS", REGISTRY) == frozenset()
        unit.put_record(granted(a_grant(two.id, "AUS")), t_ingest=T)
        assert granted_by(unit, top.record, "AUS", REGISTRY) == {"USA"}, "through our product"
        unit.put_record(granted(a_grant(top.record.id, "JPN")), t_ingest=T)
        assert granted_by(unit, top.record, "JPN", REGISTRY) == {"USA"}
        assert granted_by(unit, middle.record, "JPN", REGISTRY) == frozenset()


def test_what_can_not_be_read_grants_nothing(store: SqliteStore) -> None:
    theirs = usa_orbit()
    product = ours_on(theirs, store)
    good = granted(a_grant(theirs.id, "GBR"))
    broken = seal(msgspec.structs.replace(good.payload, body=msgspec.Raw(b"{}")), key_of("USA"))
    with store.write() as unit:
        release(unit, DESK, product, t=T)
        unit.put_record(broken, t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == frozenset()


def test_a_grant_is_made_by_two_offices() -> None:
    with pytest.raises(UsageError, match="two different offices"):
        grant("ab" * 32, ("GBR",), roles=("a", "a"), policy="USA", policy_version=1, t=T)


# --------------------------------------------------------------------------- deadlines


def of_kind(kind: str, label: Label) -> Record:
    example = EXAMPLES(kind)
    if "rests_on" in example.__struct_fields__:
        example = msgspec.structs.replace(example, rests_on=())
    return sealed(example, label)


def test_what_is_not_answered_goes_up_and_stays_open_with_the_last(store: SqliteStore) -> None:
    review_id = opened(store, of_kind("behavior-event", BEHAVIOR))
    desks = []
    for hours in (1.9, 2.0, 3.9, 4.0, 5.9, 6.0, 100.0):
        with store.write() as unit:
            pass_deadlines(unit, DESK, t=T + hours * HOUR)
            state = review_state(unit, review_id)
            desks.append((hours, state.desk, state.is_open))
    assert desks == [
        (1.9, "release desk", True), (2.0, "duty release officer", True),
        (3.9, "duty release officer", True), (4.0, "national release authority", True),
        (5.9, "national release authority", True), (6.0, "national release authority", True),
        (100.0, "national release authority", True),
    ]  # fmt: skip
    with store.read() as unit:
        overdue = unit.reviews(open_only=True, due_by=T + 100 * HOUR)
    assert overdue == [review_id], "it is never silently nothing"
    say_yes(store, review_id, "a.larsen", T + 101 * HOUR)
    assert len(sent_to(store, "GBR")) == 1


def test_escalation_says_who_did_not_answer(store: SqliteStore) -> None:
    review_id = opened(store, of_kind("behavior-event", BEHAVIOR))
    with store.write() as unit:
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 2 * HOUR)
    last = reviewed.state.steps[-1]
    assert last.step is Step.ESCALATED
    assert last.reason == "2026-03-01T02:00:00Z passed before release desk answered"
    assert review_id == reviewed.state.row.review_id


def test_what_a_rule_says_to_withhold_is_withheld_aloud(store: SqliteStore) -> None:
    review_id = opened(store, of_kind("statement", make_label("U", ["AUS", "GBR", "NOR"])))
    with store.write() as unit:
        assert pass_deadlines(unit, DESK, t=T + 86_399.0) == ()
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 86_400.0)
    assert {(row.party, row.outcome) for row in reviewed.rows} == {
        ("AUS", Outcome.WITHHELD), ("GBR", Outcome.WITHHELD),
    }  # fmt: skip
    assert reviewed.rows[0].reason == (
        "2026-03-02T00:00:00Z passed before national release authority answered"
    )
    assert steps(store, review_id)[-1] is Step.EXPIRED


def test_what_a_rule_says_to_release_goes_out_if_nobody_objects(store: SqliteStore) -> None:
    with store.write() as unit:
        record = of_kind("assessment", make_label("S", ["GBR", "NOR", "USA"]))
        release(unit, DESK, record, t=T, severity="emergency")
        assert pass_deadlines(unit, DESK, t=T + 1_799.0) == ()
        # No record says how grave it is; the rules that are asked again are told so.
        reviewed = pass_deadlines(unit, DESK, t=T + 1_800.0)
    outcomes = {row.party: str(row.outcome) for each in reviewed for row in each.rows}
    assert outcomes == {"GBR": "released", "USA": "released"}


def test_silence_does_not_release_what_names_hidden_records(store: SqliteStore) -> None:
    body = msgspec.structs.replace(EXAMPLES("assessment"), rests_on=("ab" * 32,))
    with store.write() as unit:
        record = sealed(body, make_label("S", ["GBR", "NOR", "USA"]))
        release(unit, DESK, record, t=T, severity="emergency")
        (reviewed,) = pass_deadlines(unit, DESK, t=T + 1_800.0)
    assert reviewed.rows == ()
    assert reviewed.state.steps[-1].step is Step.ESCALATED


def test_what_widens_is_never_released_by_silence(store: SqliteStore) -> None:
    review_id = opened(store, near_acme())
    for hours in range(0, 50, 1):
        with store.write() as unit:
            pass_deadlines(unit, DESK, t=T + hours * HOUR)
    assert sent_to(store, "GBR") == []
    with store.read() as unit:
        assert review_state(unit, review_id).is_open


# --------------------------------------------------------------------------- asked again


def test_who_has_left_meanwhile_gets_nothing_whatever_was_approved(store: SqliteStore) -> None:
    record = sealed(EXAMPLES("behavior-event"), make_label("R", ["JPN", "NOR", "USA"]))
    before = Epoch.from_utc("2026-06-30T23:00:00Z")
    review_id = opened(store, record, t=before)
    done = say_yes(store, review_id, "a.larsen", before + 2 * HOUR)
    assert {row.party: (row.outcome, row.rule) for row in done.rows} == {
        "USA": (Outcome.RELEASED, "13"), "JPN": (Outcome.WITHHELD, "no agreement"),
    }  # fmt: skip
    assert sent_to(store, "JPN") == []


def test_a_policy_that_changed_meanwhile_is_obeyed(store: SqliteStore) -> None:
    review_id = opened(store, near_acme())
    say_yes(store, review_id, "a.larsen", T)
    rules = tuple(
        msgspec.structs.replace(rule, profile="") if rule.number == 6 else rule
        for rule in POLICY.rules
    )
    changed = desk_of(
        msgspec.structs.replace(POLICY, rules=rules), Owned("norad:990500", "GBR", "GBR/acme-sat")
    )
    done = say_yes(store, review_id, "k.hagen", T + 5.0, desk=changed)
    assert {row.outcome for row in done.rows} == {Outcome.WITHHELD}
    assert sent_to(store, "GBR") == []
    # By the new rule they are not on the mark; a third form would be by a changed policy.
    assert {row.rule for row in done.rows} == {"marking 8"}


def test_what_people_have_not_seen_is_not_what_they_agreed_to(store: SqliteStore) -> None:
    record = sealed(EXAMPLES("behavior-event"), BEHAVIOR)
    review_id = opened(store, record)
    rules = tuple(
        msgspec.structs.replace(rule, profile="copy-for-newcomers") if rule.number == 13 else rule
        for rule in POLICY.rules
    )
    changed = desk_of(msgspec.structs.replace(POLICY, rules=rules))
    done = say_yes(store, review_id, "k.hagen", T + 5.0, desk=changed)
    assert {(row.outcome, row.rule) for row in done.rows} == {(Outcome.WITHHELD, CHANGED)}
    assert done.rows[0].reason == "the rules have changed since: release it anew"
    assert steps(store, review_id)[-1] is Step.REFUSED, "it says what became of it"


def test_forms_are_made_after_the_review_not_before(store: SqliteStore) -> None:
    review_id = opened(store, near_acme())
    with store.read() as unit:
        state = review_state(unit, review_id)
        assert unit.products_of(state.row.product_id) == []
    say_yes(store, review_id, "a.larsen", T)
    say_yes(store, review_id, "k.hagen", T)
    (form,) = sent_to(store, "GBR")
    assert body_of(form, REGISTRY).object2.object == "norad:990500"


# --------------------------------------------------------------------------- in time


def due_h(store: SqliteStore, review_id: str) -> float:
    with store.read() as unit:
        return (review_state(unit, review_id).due - T) / HOUR


def in_review(hours: float, **body: object) -> Record:
    """A warning of something so many hours ahead, which waits for its release officer."""
    times = {"about_utc": (T + hours * HOUR).utc_iso(6), "act_by_utc": None}
    warned = msgspec.structs.replace(EXAMPLES("warning"), to=("JPN",), **times | body)
    return sealed(warned, FOR_OPERATORS)


def widened(store: SqliteStore, record: Record) -> str:
    with store.write() as unit:
        state = draft_widening(unit, DESK, record, ["JPN"], person="a.larsen", reason="x", t=T)
    return state.row.review_id


@pytest.mark.parametrize(
    ("hours", "body", "expected_h"),
    [
        (500.0, {}, 4.0),
        (14.0, {}, 3.0),  # half of what is left until eight hours before
        (8.5, {}, 0.25),
        (7.0, {}, 3.5),  # that has passed: half of what is left until it happens
        (14.0, {"act_by_utc": (T + 2 * HOUR).utc_iso(6)}, 1.0),
        (1 / 3600.0, {}, 1 / 60.0),  # a minute at least
        (-1.0, {}, 4.0),  # too late for everything: as the policy has it
    ],
)
def test_a_review_falls_due_before_it_is_too_late_to_act(
    store: SqliteStore, hours: float, body: dict[str, str], expected_h: float
) -> None:
    assert policy_deadline_h() == 4.0
    review_id = widened(store, in_review(hours, **body))
    assert due_h(store, review_id) == pytest.approx(expected_h, abs=1e-6)


def policy_deadline_h() -> float:
    return duration_s(DESK.policy.review.deadline) / HOUR


def test_each_desk_above_gets_half_of_what_is_left(store: SqliteStore) -> None:
    act_by = T + 4 * HOUR
    review_id = widened(store, in_review(14.0, act_by_utc=act_by.utc_iso(6)))
    assert due_h(store, review_id) == 2.0
    with store.write() as unit:
        pass_deadlines(unit, DESK, t=T + 2 * HOUR)
    assert steps(store, review_id)[-1] is Step.ESCALATED
    assert due_h(store, review_id) == 3.0, "and not two hours, as the policy says"
    assert duration_s(DESK.policy.review.escalation_deadline) == 2 * HOUR


def test_what_is_about_nothing_to_come_has_the_time_that_the_policy_gives(
    store: SqliteStore,
) -> None:
    assert useful_until(sealed(EXAMPLES("notice")), REGISTRY) == ()
    review_id = widened(store, sealed(EXAMPLES("notice")))
    assert due_h(store, review_id) == 4.0


def test_a_rule_that_withholds_takes_all_that_is_left() -> None:
    limits = (T + HOUR, T + 9 * HOUR)
    assert due_at(T, 4 * HOUR, limits, alone=True) == T + HOUR
    assert due_at(T, 4 * HOUR, limits) == T + 0.5 * HOUR
    assert due_at(T, 0.1 * HOUR, limits) == T + 0.1 * HOUR


def test_a_proposal_waits_no_longer_than_for_its_answer() -> None:
    proposal = EXAMPLES("proposal")
    first, *_ = useful_until(sealed(proposal), REGISTRY)
    assert first == Epoch.from_utc(proposal.answer_by_utc)
