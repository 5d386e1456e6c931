"""Which orbit the picture goes by, where a partner is mistaken or lies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from case_orbits import meeting, trajectory_bodies
from skies import T, adjudged, facts_record, orbit_record, record, sky

from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture, Rule
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.records import Record
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

CATALOG = replace(sky(1), epoch_tai_ns=np.array([T.tai_ns]))
NAME = f"norad:{CATALOG.norad_id[0]}"
ALL = make_label("U", ["AUS", "CAN", "USA"])
OWN = orbit_record(CATALOG, source="radar")


def at(days: float, catalog: Catalog = CATALOG) -> Catalog:
    return replace(
        catalog, epoch_tai_ns=np.array([T.tai_ns + round(days * DAY_S * NS_PER_S)])
    )  # fmt: skip


def flight() -> Record:
    """A trajectory that CAN gives, for a day from `T`."""
    t_s = np.linspace(0.0, DAY_S, 25)
    state = np.tile(meeting(1.0)[0], (len(t_s), 1))
    (body,) = trajectory_bodies(
        NAME, T, t_s, state[:, :3], state[:, 3:], sigma_rtn_km=(0.1, 0.1, 0.1), source="operator"
    )
    return record(body, origin="CAN")


def told(*records: tuple[Record, float]) -> Picture:
    """A picture of records that came so many days after `T`."""
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    for each, days in records:
        picture.apply(each, T + days * DAY_S)
    return picture


def adopted(picture: Picture) -> tuple[str, int]:
    (side,) = [side for side in picture.sides(NAME) if side.adopted]
    return side.origin, side.rule


@pytest.mark.parametrize("epoch", [0.001, 0.5, 1.0, 3.0, 3_000.0])
def test_no_date_of_a_partner_takes_the_place_of_our_own(epoch: float) -> None:
    forged = orbit_record(at(epoch), origin="CAN", source="radar")
    assert adopted(told((OWN, 0.0), (forged, 0.01))) == ("AUS", Rule.OWN)
    assert adopted(told((forged, 0.0), (OWN, 0.01))) == ("AUS", Rule.OWN)


def test_nobody_makes_us_stale_by_a_date() -> None:
    """Our set is three days old: a partner's of tomorrow, or of next year, is not the newest."""
    for epoch in (4.0, 300.0):
        forged = orbit_record(at(epoch), origin="CAN", source="radar")
        assert adopted(told((OWN, 0.0), (forged, 3.0))) == ("AUS", Rule.OWN)


def test_what_is_stale_gives_way_to_what_has_come() -> None:
    fresh = orbit_record(at(11.0), origin="CAN", source="radar")
    assert adopted(told((OWN, 0.0), (fresh, 11.1))) == ("CAN", Rule.NEWEST)


def test_the_limit_is_that_of_our_orbit_and_not_of_the_one_that_is_said() -> None:
    """A low orbit is stale after five days; who says that a high one is low makes it no staler."""
    high = replace(CATALOG, mean_motion_rad_s=np.array([7.29e-5]), eccentricity=np.array([1e-3]))
    low = replace(CATALOG, mean_motion_rad_s=np.array([1.1e-3]), eccentricity=np.array([1e-3]))
    said = orbit_record(at(7.0, low), origin="CAN", source="radar")
    ours = orbit_record(high, source="radar")
    assert adopted(told((said, 7.1), (ours, 7.2))) == ("AUS", Rule.OWN)
    ours = orbit_record(low, source="radar")
    assert adopted(told((said, 7.1), (ours, 7.2))) == ("CAN", Rule.NEWEST)


def test_who_says_that_it_is_the_owner_is_not_believed_against_our_own() -> None:
    named = replace(CATALOG, owner=np.array(["CAN"]))
    claim = facts_record(named, origin="CAN")
    theirs = orbit_record(at(0.5), origin="CAN", source="operator")
    assert adopted(told((claim, 0.0), (theirs, 0.5))) == ("CAN", Rule.CLAIMED)
    assert adopted(told((OWN, 0.0), (claim, 0.1), (theirs, 0.5))) == ("AUS", Rule.OWN)
    third = facts_record(named, origin="USA", mark=ALL)
    assert adopted(told((OWN, 0.0), (third, 0.1), (theirs, 0.5))) == ("AUS", Rule.OWN)


def test_the_owner_is_believed_where_we_say_so() -> None:
    named = replace(CATALOG, owner=np.array(["CAN"]))
    claim = facts_record(named, origin="CAN")
    theirs = orbit_record(at(0.5), origin="CAN", source="operator")
    ours = facts_record(named)
    assert adopted(told((OWN, 0.0), (ours, 0.1), (theirs, 0.5))) == ("CAN", Rule.OWNERS_OWN)
    decided = told((OWN, 0.0), (claim, 0.1), (theirs, 0.5), (adjudged(claim, NAME), 0.6))
    assert adopted(decided) == ("CAN", Rule.OWNERS_OWN)
    stated = Picture(REGISTRY, Mode.REAL, nation="AUS", stated={NAME: "CAN"})
    for each in (OWN, theirs):
        stated.apply(each, T + DAY_S)
    assert adopted(stated) == ("CAN", Rule.OWNERS_OWN)


def test_a_trajectory_of_who_says_that_it_is_the_owner_hides_nothing_that_we_track() -> None:
    named = replace(CATALOG, owner=np.array(["CAN"]))
    claim, path = facts_record(named, origin="CAN"), flight()
    alone = orbit_record(CATALOG, origin="USA", mark=ALL, source="radar")
    assert len(told((alone, 0.0), (claim, 0.1), (path, 0.2)).view(T).ephemerides) == 1
    assert told((OWN, 0.0), (claim, 0.1), (path, 0.2)).view(T).ephemerides == ()
    assert told((path, 0.0), (claim, 0.1), (OWN, 0.2)).view(T).ephemerides == ()
    believed = told((OWN, 0.0), (facts_record(named), 0.1), (path, 0.2))
    assert len(believed.view(T).ephemerides) == 1
    rules = {side.basis: side.rule for side in believed.sides(NAME)}
    assert rules == {"ephemeris": Rule.OWNERS_OWN, "elements": Rule.OWN}


def test_which_orbit_it_is_does_not_depend_on_the_order_of_the_store() -> None:
    """Where each came when it did: what is built anew from the store is the same."""
    named = replace(CATALOG, owner=np.array(["CAN"]))
    records = [
        (OWN, 0.0), (facts_record(named, origin="CAN"), 0.1),
        (orbit_record(at(0.5), origin="CAN", source="operator"), 0.5),
        (flight(), 0.6),
        (orbit_record(at(900.0), origin="USA", mark=ALL, source="radar"), 0.7),
    ]  # fmt: skip
    first, step_by_step = told(*records), Picture(REGISTRY, Mode.REAL, nation="AUS")
    for each, days in records:
        step_by_step.apply(each, T + days * DAY_S)
        step_by_step.view(Epoch(T.tai_ns))
    assert adopted(first) == adopted(step_by_step) == ("AUS", Rule.OWN)
    assert first.digest() == step_by_step.digest()
