"""The picture: sources side by side, one adopted by rule, the same after it is built anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skies import T, adjudged, conjunction_of, facts_record, joined, orbit_record, sky, taken_back
from skies import record as sealed

from cspo.bridge.records_objects import object_bodies
from cspo.errors import OutOfRange
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture, Rule
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.records import Record
from cspo.records.bodies import OpinionBody, SameObjectBody
from cspo.records.bodies.coordination import Stance
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

ALL = make_label("U", ["AUS", "CAN", "USA"])
HOUR_NS = 3_600 * 10**9


def picture_of(*records: Record, nation: str = "AUS") -> Picture:
    picture = Picture(REGISTRY, Mode.REAL, nation=nation)
    for k, record in enumerate(records):
        picture.apply(record, T + float(k))
    return picture


def later(catalog: Catalog, hours: float) -> Catalog:
    return replace(catalog, epoch_tai_ns=catalog.epoch_tai_ns + round(hours * HOUR_NS))


def test_what_goes_in_comes_out() -> None:
    catalog = sky(50)
    view = picture_of(orbit_record(catalog), facts_record(catalog)).view(T)
    assert len(view) == 50
    assert list(view.identity) == sorted(view.identity)
    order = np.array([view.row_of[f"norad:{number}"] for number in catalog.norad_id])
    for name, column in catalog.columns():
        if name != "source":
            np.testing.assert_array_equal(getattr(view.catalog, name)[order], column, err_msg=name)
    assert view.label(0) == make_label("U", ["AUS", "CAN"])
    assert (view.rule == Rule.OWN).all()


def test_sides_stand_beside_each_other_and_the_newest_epoch_is_adopted() -> None:
    catalog = sky(3)
    picture = picture_of(
        orbit_record(catalog, source="18 SDS", origin="USA", mark=ALL),
        orbit_record(later(catalog, 2.0), source="radar", origin="CAN"),
    )
    name = f"norad:{catalog.norad_id[0]}"
    newer, older = picture.sides(name)
    assert (newer.origin, newer.source, newer.adopted, newer.rule) == ("CAN", "radar", True, 5)
    assert (older.origin, older.source, older.adopted, older.rule) == ("USA", "18 SDS", False, 0)
    both = picture.elements((newer, older))
    assert (both.epoch_tai_ns[0] - both.epoch_tai_ns[1]) == 2 * HOUR_NS
    assert picture.view(T).n_sides.tolist() == [2, 2, 2]


def test_an_older_set_of_a_source_that_comes_late_replaces_nothing() -> None:
    catalog = sky(3)
    picture = picture_of(orbit_record(catalog))
    view = picture.view(T)
    changes = picture.apply(orbit_record(later(catalog, -5.0), t=T + 60.0), T + 60.0)
    assert not changes.objects
    assert picture.view(T).item_ids == view.item_ids


def test_what_the_owner_says_of_its_own_comes_before_what_is_newer() -> None:
    catalog = replace(sky(2), owner=np.array(["CAN", "FRA"]))
    records = [
        facts_record(catalog),
        orbit_record(catalog, origin="CAN", source="operator"),
        orbit_record(later(catalog, 10.0), source="18 SDS"),
    ]
    view = picture_of(*records).view(T)
    rules = {view.identity[k]: Rule(int(view.rule[k])).name for k in range(2)}
    assert rules[f"norad:{catalog.norad_id[0]}"] == "OWNERS_OWN"
    assert rules[f"norad:{catalog.norad_id[1]}"] == "OWN"


def test_an_owner_who_has_fallen_silent_is_passed_over() -> None:
    catalog = replace(sky(1), owner=np.array(["CAN"]))
    silent = orbit_record(catalog, origin="CAN", source="operator")
    fresh = orbit_record(later(catalog, 24.0 * 11), source="18 SDS")
    picture = picture_of(facts_record(catalog), silent)
    picture.apply(fresh, T + 12 * DAY_S)
    side, _ = picture.sides(f"norad:{catalog.norad_id[0]}")
    assert (side.origin, side.rule) == ("AUS", Rule.OWN)


def test_an_impossible_epoch_is_not_the_newest_for_ever() -> None:
    catalog = replace(sky(1), epoch_tai_ns=np.array([T.tai_ns]))
    far = replace(catalog, epoch_tai_ns=np.array([(T + 3_000.0 * DAY_S).tai_ns]))
    picture = picture_of(orbit_record(far), orbit_record(catalog, origin="CAN"))
    assert picture.sides(f"norad:{catalog.norad_id[0]}")[0].adopted
    picture.apply(orbit_record(later(catalog, 49.0), t=T + 2 * DAY_S), T + 2 * DAY_S)
    newest, _ = picture.sides(f"norad:{catalog.norad_id[0]}")
    assert newest.epoch_tai_ns == catalog.epoch_tai_ns[0] + 49 * HOUR_NS


def test_a_decision_overrules_and_a_rejection_comes_last() -> None:
    catalog = sky(1)
    name = f"norad:{catalog.norad_id[0]}"
    old = orbit_record(catalog, source="18 SDS", origin="USA", mark=ALL)
    new = orbit_record(later(catalog, 5.0), origin="CAN", source="radar")
    picture = picture_of(old, new)
    assert picture.apply(adjudged(old, name, t=T + 10.0), T + 10.0).objects == {name}
    assert [(s.source, s.rule) for s in picture.sides(name) if s.adopted] == [("18 SDS", 1)]
    picture.apply(adjudged(old, name, stance="dissent", t=T + 20.0), T + 20.0)
    assert [(s.source, s.rule) for s in picture.sides(name) if s.adopted] == [("radar", 5)]
    picture.apply(adjudged(new, name, stance="dissent", t=T + 30.0), T + 30.0)
    assert [(s.source, s.rule) for s in picture.sides(name) if s.adopted] == [("radar", 6)]


def test_a_partners_decision_does_not_overrule() -> None:
    catalog = sky(1)
    name = f"norad:{catalog.norad_id[0]}"
    old, new = orbit_record(catalog), orbit_record(later(catalog, 5.0), origin="CAN")
    picture = picture_of(old, new)
    assert not picture.apply(adjudged(new, name, origin="CAN"), T + 10.0).objects
    assert [side.origin for side in picture.sides(name) if side.adopted] == ["AUS"]


def test_marks_join_what_stands_in_a_row() -> None:
    catalog = sky(2)
    secret = make_label("S", ["AUS", "FRA"])
    view = picture_of(orbit_record(catalog), facts_record(catalog, mark=secret)).view(T)
    assert {view.label(k) for k in range(2)} == {make_label("S", ["AUS"])}
    assert picture_of(orbit_record(catalog)).view(T).label(0) == make_label("U", ["AUS", "CAN"])


def test_names_are_joined_by_the_nation_alone() -> None:
    one = sky(1)
    other = replace(one, norad_id=np.array([0]), other_id=np.array(["cospar:2021-001A"]))
    name = f"norad:{one.norad_id[0]}"
    records = [orbit_record(one), orbit_record(later(other, 3.0), source="spotter")]
    picture = picture_of(*records)
    assert len(picture.view(T)) == 2
    picture.apply(joined("cospar:2021-001A", name, origin="CAN"), T)
    assert len(picture.view(T)) == 2
    picture.apply(joined("cospar:2021-001A", name), T)
    view = picture.view(T)
    assert view.identity == (name,)
    assert len(picture.sides("cospar:2021-001A")) == 2
    assert picture.names("cospar:2021-001A") == (name, "cospar:2021-001A")
    picture.apply(joined("cospar:2021-001A", name, same=False, t=T + 60.0), T + 60.0)
    assert len(picture.view(T)) == 2


def test_a_withdrawn_record_is_forgotten_and_does_not_come_back() -> None:
    catalog = sky(4)
    record = orbit_record(catalog)
    picture = picture_of(record, orbit_record(later(catalog, -3.0), origin="CAN"))
    assert not picture.apply(taken_back(record, origin="CAN"), T).objects
    changes = picture.apply(taken_back(record), T)
    assert len(changes.objects) == 4
    assert {side.origin for side in picture.sides(f"norad:{catalog.norad_id[0]}")} == {"CAN"}
    assert not picture.apply(record, T).objects


@pytest.mark.parametrize("step", [1, 7])
def test_a_patched_view_is_that_of_a_picture_built_anew(step: int) -> None:
    catalog = sky(40)
    records = [orbit_record(catalog), facts_record(catalog)]
    picture = picture_of(*records)
    picture.view(T)
    for k in range(0, 40, 10):
        part = later(catalog.take(np.arange(k, min(k + step, 40))), 1.0 + k)
        part = replace(part, name=np.array(["A LONGER NAME THAN THERE WAS BEFORE"] * len(part)))
        moved = [orbit_record(part, t=T + 60.0 + k), facts_record(part, t=T + 60.0 + k)]
        for record in moved:
            picture.apply(record, T + 60.0 + k)
        records += moved
        patched = picture.view(T + 100.0)
    again = Picture(REGISTRY, Mode.REAL, nation="AUS")
    times = [T, T + 1.0, *(T + 60.0 + k for k in range(0, 40, 10) for _ in "ab")]
    for record, t in zip(records, times, strict=True):
        again.apply(record, t)
    whole = again.view(T + 100.0)
    for (name, one), (_, other) in zip(
        patched.catalog.columns(), whole.catalog.columns(), strict=True
    ):
        np.testing.assert_array_equal(one, other, err_msg=name)
    assert patched.item_ids == whole.item_ids
    assert [patched.label(k) for k in range(40)] == [whole.label(k) for k in range(40)]
    assert picture.digest() == again.digest()


def test_the_order_of_two_sources_does_not_matter_and_the_digest_tells_any_change() -> None:
    catalog = sky(5)
    one, two = orbit_record(catalog), orbit_record(catalog, origin="CAN", source="radar")
    digests = set()
    for order in ((one, two), (two, one)):
        picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
        for record in order:
            picture.apply(record, T)
        digests.add(picture.digest())
    assert len(digests) == 1
    picture.apply(facts_record(catalog.take(np.array([0]))), T)
    assert picture.digest() not in digests


def test_other_modes_are_another_world() -> None:
    catalog = sky(2)
    picture = Picture(REGISTRY, Mode.EXERCISE, nation="AUS")
    assert not picture.apply(orbit_record(catalog), T).objects
    assert len(picture.view(T)) == 0


def test_reports_of_one_event_stand_together_under_its_first_name() -> None:
    catalog = sky(2)
    names = [f"norad:{number}" for number in catalog.norad_id]
    tca = T + 7_200.0
    first = conjunction_of(names, tca, miss_km=1.2)
    picture = picture_of(orbit_record(catalog), first)
    (event,) = picture.events()
    other = conjunction_of(names[::-1], tca + 4.0, miss_km=0.3, origin="CAN", source="CAN's")
    assert picture.apply(other, T).conjunctions == {event}
    update = conjunction_of(names, tca + 1.0, miss_km=0.9, version=2, supersedes=first.id)
    picture.apply(update, T + 60.0)
    apart = conjunction_of(names, tca + 3_000.0, miss_km=4.0)
    assert picture.apply(apart, T).conjunctions != {event}
    reports = picture.conjunction_records(event)
    assert [(r.origin, r.miss_distance_km, r.is_latest) for r in reports] == [
        ("AUS", 1.2, False), ("CAN", 0.3, True), ("AUS", 0.9, True),
    ]  # fmt: skip
    assert picture.event_of(*names, tca + 60.0) == event
    assert picture.event_of(*names, tca + 40_000.0) == ""
    assert len(picture.events()) == 2


def test_reports_before_any_orbit_is_known_are_told_apart() -> None:
    names = ["norad:1", "norad:2"]
    picture = picture_of(conjunction_of(names, T), conjunction_of(names, T + 2_000.0))
    assert len(picture.events()) == 2
    assert picture.events()[0].endswith(Epoch(T.tai_ns).utc_iso(3))


@pytest.mark.parametrize("year", ["0001", "1600", "2400", "9999"])
def test_what_is_of_no_time_that_columns_hold_leaves_the_picture_as_it_was(year):
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    picture.apply(orbit_record(sky(3)), T)
    before = picture.digest()
    far = Epoch.from_utc(f"{year}-12-31T23:59:59Z")
    first, second = picture.view(T).identity[:2]
    with pytest.raises(OutOfRange):
        picture.apply(conjunction_of((first, second), far, origin="CAN"), T)
    assert picture.digest() == before
    good = conjunction_of((first, second), T + 3_600.0, origin="CAN")
    assert picture.apply(good, T).conjunctions == set(picture.events())
    assert len(picture.conjunction_records(*picture.events())) == 1


def test_no_source_is_the_newest_for_ever_by_a_date_of_its_own():
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    catalog = sky(1)
    forged = replace(catalog, name=np.array(["FORGED"]))
    true = replace(catalog, name=np.array(["TRUE"]))
    picture.apply(facts_record(forged, origin="CAN", t=Epoch.from_utc("9990-01-01T00:00:00Z")), T)
    later = T + 3 * DAY_S
    picture.apply(facts_record(true, origin="GBR", t=later, mark=make_label("U", ["AUS", "GBR"])),
                  later)  # fmt: skip
    (body,) = object_bodies(catalog, source="satcat")
    told = picture.facts(body.objects[0].object)
    assert [fact.facts.names[0] for fact in told] == ["TRUE", "FORGED"]


def test_what_a_source_said_before_holds_again_where_it_takes_back_its_last_word() -> None:
    catalog = sky(3)
    name = f"norad:{catalog.norad_id[1]}"
    first = orbit_record(catalog)
    named = facts_record(replace(catalog, owner=np.full(3, "CAN")))
    renamed = facts_record(replace(catalog, owner=np.full(3, "FRA")), t=T + 60.0)
    picture = picture_of(first, named)
    before = picture.view(T)
    second = orbit_record(later(catalog, 3.0), t=T + 60.0)
    for record in (second, renamed):
        picture.apply(record, T + 60.0)
    assert picture.view(T).catalog.owner.tolist() == ["FRA"] * 3
    for record in (second, renamed):
        assert name in picture.apply(taken_back(record, t=T + 90.0), T + 90.0).objects
    view = picture.view(T)
    assert view.catalog.owner.tolist() == ["CAN"] * 3
    assert view.item_ids == before.item_ids
    assert [side.item_id.partition("#")[0] for side in picture.sides(name)] == [first.id]
    third = orbit_record(later(catalog, 5.0), t=T + 120.0)
    picture.apply(third, T + 120.0)
    picture.apply(taken_back(first, t=T + 130.0), T + 130.0)
    assert picture.sides(name)[0].item_id.startswith(third.id)
    picture.apply(taken_back(third, t=T + 140.0), T + 140.0)
    assert picture.sides(name) == ()
    assert len(picture.view(T)) == 0


def _adopted(owner: str, origin: str, stated: dict[str, str] | None = None) -> int:
    """By which rule an orbit of *origin* is adopted, of an object of *owner*."""
    catalog = replace(sky(1), owner=np.array([owner]))
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS", stated=stated)
    picture.apply(facts_record(catalog), T)
    older = replace(catalog, epoch_tai_ns=catalog.epoch_tai_ns - 3_600 * 10**9)
    mark = make_label("U", sorted({"AUS", "AUS/acme", "AUS/other", "CAN"}))
    picture.apply(orbit_record(older, origin=origin, mark=mark), T)
    picture.apply(orbit_record(catalog, origin="CAN"), T)
    (name,) = picture.view(T).identity
    return max(side.rule for side in picture.sides(name) if side.origin == origin)


@pytest.mark.parametrize(
    ("owner", "origin", "adopted"),
    [
        ("AUS", "AUS", True), ("AUS/acme", "AUS/acme", True), ("AUS/acme", "AUS", True),
        ("AUS", "AUS/acme", False), ("AUS/other", "AUS/acme", False), ("FRA", "AUS/acme", False),
    ],
)  # fmt: skip
def test_an_organization_speaks_as_owner_of_what_is_given_to_it_alone(owner, origin, adopted):
    assert (_adopted(owner, origin) == Rule.OWNERS_OWN) is adopted


def test_what_the_nation_states_itself_says_who_speaks_as_owner():
    (body,) = object_bodies(sky(1), source="satcat")
    name = body.objects[0].object
    assert _adopted("AUS", "AUS/acme", {name: "AUS/acme"}) == Rule.OWNERS_OWN
    assert _adopted("AUS/acme", "AUS/acme", {name: "AUS/other"}) != Rule.OWNERS_OWN


def test_an_organization_neither_joins_names_nor_decides_nor_says_whose_an_object_is():
    catalog = sky(2)
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    theirs = orbit_record(catalog, origin="CAN")
    picture.apply(theirs, T)
    one, other = picture.view(T).identity
    mark = make_label("U", ["AUS", "AUS/acme"])
    for body in (
        SameObjectBody(object1=one, object2=other, same=True, confidence=Confidence.HIGH),
        OpinionBody(record=theirs.id, stance=Stance.DISSENT, reason="no"),
    ):
        made = sealed(body, origin="AUS/acme", mark=mark, about=one)
        assert picture.apply(made, T).objects == frozenset()
    assert len(picture.view(T)) == 2
