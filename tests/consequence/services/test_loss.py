"""From satellites to nations: what must follow from a small model, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cspo.consequence.band import Band
from cspo.consequence.services import (
    Cost,
    Measure,
    Places,
    Service,
    ServiceKind,
    ServiceModel,
    Substitute,
    Use,
    assess_loss,
    roster_of,
    service_map,
)
from cspo.errors import UsageError
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch

START = Epoch.from_utc("2024-11-01T00:00:00Z")
EOP = EarthOrientation.zero()
GEO_RAD_S = 7.292115e-5
HALF = Band(low=0.25, expected=0.5, high=1.0)


def belt() -> Catalog:
    """Three geostationary satellites 120 degrees apart, the last of them out of work."""
    longitude = np.radians([0.0, 120.0, 240.0])
    sidereal = np.radians(40.3)  # of START: what turns a longitude to a right ascension
    return Catalog(
        norad_id=[101, 102, 103], name=["RELAY A", "RELAY B", "RELAY C"], status=["+", "+", "-"],
        epoch_tai_ns=[START.tai_ns] * 3, mean_motion_rad_s=[GEO_RAD_S] * 3,
        eccentricity=[0.0] * 3, inclination_rad=[0.0] * 3, raan_rad=longitude + sidereal,
        argp_rad=[0.0] * 3, mean_anomaly_rad=[0.0] * 3, bstar_per_er=[0.0] * 3, source="by hand",
    )  # fmt: skip


PLACES = Places(
    latitude_rad=np.radians([50.0, 45.0, -30.0]), longitude_rad=np.radians([5.0, -5.0, 125.0]),
    weight=[1.0, 3.0, 1.0], name=["Here", "There", "Far"], nation=["FRA", "FRA", "AUS"],
)  # fmt: skip
RELAY = Service(
    service_id="relay", name="Relay", kind=ServiceKind.COMMUNICATIONS, measure=Measure.COVERAGE,
    satellites=("norad:101", "norad:102"), elevation_rad=0.1,
    restoration_hours=Band(low=24.0, expected=48.0, high=96.0),
)  # fmt: skip


def model(**changes: Any) -> ServiceModel:
    uses = (
        Use(service_id="relay", nation="FRA", sector="radio"),
        Use(
            service_id="relay", nation="FRA", sector="banks", holdover_hours=Band.certain(8.0),
            cost=Cost(per_hour=Band(low=1.0, expected=2.0, high=3.0), currency="EUR"),
        ),
        Use(service_id="relay", nation="AUS", sector="radio"),
    )  # fmt: skip
    return ServiceModel(services=(replace(RELAY, **changes),), places=PLACES, uses=uses)


def assess(of: ServiceModel, **given: Any) -> Any:
    return assess_loss(of, belt(), start=START, eop=EOP, **given)


def test_a_lost_satellite_is_lost_where_it_was_seen() -> None:
    loss = assess(model(), lost=["norad:101"])
    (service,) = loss.services
    assert (service.before, service.after) == (1.0, pytest.approx(0.2))
    assert (service.worst_place, service.worst_after) == ("Here", 0.0)
    by_nation = {row.nation: row for row in loss.nations}
    assert by_nation["FRA"].shortfall == Band.certain(1.0)
    assert by_nation["FRA"].outage_hours == RELAY.restoration_hours
    assert by_nation["AUS"].shortfall == Band.certain(0.0)
    assert loss.by_nation()["FRA"].expected == 1.0
    assert loss.by_nation(ServiceKind.WEATHER) == {}


def test_holdover_and_money_by_hand() -> None:
    loss = assess(model(), lost=["norad:101"])
    radio, banks, _ = loss.sectors
    assert radio.outage_hours == Band(low=24.0, expected=48.0, high=96.0)
    assert banks.outage_hours == Band(low=16.0, expected=40.0, high=88.0)
    assert banks.cost == Band(low=16.0, expected=80.0, high=264.0)
    assert (radio.cost, radio.currency, banks.currency) == (None, "", "EUR")
    assert loss.costs() == {("FRA", "EUR"): banks.cost}


def test_a_substitute_is_as_good_as_it_still_is() -> None:
    """The other relay takes over half of the users after a day, unless it is lost as well."""
    over = Substitute(service_id="other", share=HALF, after_hours=Band.certain(24.0))
    first = replace(RELAY, satellites=("norad:102",), substitutes=(over,))
    other = replace(RELAY, service_id="other", satellites=("norad:101",))
    between = Places(latitude_rad=[0.0], longitude_rad=[1.05], weight=[1.0], nation=["FRA"])
    of = ServiceModel(services=(first, other), places=between)
    (row,) = assess(of, lost=["norad:102"]).nations
    assert row.shortfall == Band(low=0.0, expected=0.5, high=0.75)
    assert row.outage_hours is not None
    assert row.outage_hours.expected == pytest.approx(24.0 + 0.5 * 24.0)
    row = assess(of, lost=["norad:101", "norad:102"]).nations[0]
    assert row.shortfall == Band.certain(1.0)


def test_what_moves_away_comes_back() -> None:
    loss = assess(model(), moved=["norad:101"], moved_hours=Band(low=2.0, expected=4.0, high=6.0))
    row = next(each for each in loss.nations if each.nation == "FRA")
    assert (row.before, row.during, row.after) == (1.0, 0.0, 1.0)
    assert row.outage_hours == Band(low=2.0, expected=4.0, high=6.0)
    assert row.shortfall == Band.certain(1.0)


def test_what_is_replaced_before_others_return_is_lost_until_then() -> None:
    """Another service's satellite is away for two days; the lost one is replaced in two hours."""
    other = replace(RELAY, service_id="other", satellites=("norad:102",))
    lost = replace(RELAY, satellites=("norad:101",), restoration_hours=Band.certain(2.0))
    of = ServiceModel(services=(lost, other), places=PLACES)
    loss = assess(of, lost=["norad:101"], moved=["norad:102"], moved_hours=Band.certain(48.0))
    hours = {(row.service_id, row.nation): row.outage_hours for row in loss.nations}
    assert hours["relay", "FRA"] == Band.certain(2.0)
    assert hours["other", "AUS"] == Band.certain(48.0)


def test_without_an_end_there_is_none_unless_the_user_gives_one() -> None:
    open_ended = model(restoration_hours=None)
    (first, *_) = assess(open_ended, lost=["norad:101"]).nations
    assert first.outage_hours is None
    (first, *_) = assess(
        open_ended, lost=["norad:101"], restoration_hours=Band.certain(10.0)
    ).nations
    assert first.outage_hours == Band.certain(10.0)


def test_names_find_satellites_that_work() -> None:
    named = model(satellites=(), name_patterns=("relay *",))
    assert roster_of(named, named.services[0], belt()).object_ids == ("norad:101", "norad:102")
    narrow = model(satellites=(), name_patterns=("RELAY*",), period_s=(0.0, 6000.0))
    assert len(roster_of(narrow, narrow.services[0], belt())) == 0


def test_a_service_without_elements_is_judged_by_count() -> None:
    unknown = model(satellites=("norad:7", "norad:8"))
    found = service_map(unknown, "relay", belt(), start=START, eop=EOP, lost=["norad:7"])
    assert found.judged_by is Measure.COUNT
    assert found.roster.without_elements == ("norad:7", "norad:8")
    assert (set(found.before), set(found.after)) == ({1.0}, {0.5})


def test_a_simulated_sky_holds_no_real_satellite() -> None:
    found = roster_of(model(), RELAY, replace(belt(), simulated=True))
    assert len(found) == 0


def test_others_are_told_apart() -> None:
    loss = assess(model(), lost=["norad:101", "norad:999"])
    assert loss.without_service == ("norad:999",)
    assert assess(model(), lost=["norad:999"]).untouched == ("relay",)


def test_bad_input_is_refused() -> None:
    for wrong in (
        {}, {"moved": ["norad:101"]},
        {"moved": ["norad:101"], "moved_hours": Band.certain(-1.0)},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            assess(model(), **wrong)
    for wrong in (
        {"service_id": "Not So"}, {"satellites": ()}, {"pdop_at_most": np.nan},
        {"mask_rad": -0.1}, {"in_view": 0}, {"revisit_s": 1.0}, {"period_s": (2.0, 1.0)},
        {"restoration_hours": Band.certain(-1.0)},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            replace(RELAY, **wrong)
    with pytest.raises(UsageError):
        ServiceModel(services=(RELAY, RELAY), places=PLACES)
    with pytest.raises(UsageError):
        ServiceModel(services=(replace(RELAY, parts=("relay",)),), places=PLACES)
    for use in (("other", "FRA"), ("relay", "JPN")):
        with pytest.raises(UsageError):
            ServiceModel(
                services=(RELAY,), places=PLACES,
                uses=(Use(service_id=use[0], nation=use[1], sector="x"),),
            )  # fmt: skip
    with pytest.raises(UsageError):
        Cost(per_hour=Band.certain(-1.0), currency="EUR")
    with pytest.raises(UsageError):
        Cost(per_hour=Band.certain(1.0), currency="euros")
