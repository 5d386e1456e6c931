"""Events of a screening to bodies of conjunctions. Authority: the table of the same events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cspo.bridge.events import ScreenedEvents, event_table
from cspo.bridge.records_events import conjunction_bodies
from cspo.conjunction import screen
from cspo.conjunction.appraisal import appraise
from cspo.conjunction.events import EventFlag
from cspo.conjunction.hard_body import combined_radii
from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Ephemeris, reference_population
from cspo.records.bodies import EventId
from cspo.records.bodies.conjunction import Advice, OrbitOrigin
from cspo.records.bodies.covariance import CovarianceOrigin
from cspo.time import Epoch

START = Epoch.from_utc("2026-01-01T00:00:00Z")


@pytest.fixture(scope="module")
def screened() -> ScreenedEvents:
    catalog = reference_population()
    catalog = catalog.take(np.arange(0, len(catalog), 6))
    start = Epoch(int(np.median(catalog.epoch_tai_ns)))
    events = screen(catalog, start=start, duration_s=7200.0, threshold_km=10.0)
    radii = combined_radii(catalog, events)
    return ScreenedEvents(
        catalog=catalog, events=events, ephemerides=(), hbr_sources=radii.sources,
        appraisal=appraise(catalog, events, radii.hbr_km, default_hbr=radii.default),
    )  # fmt: skip


def test_bodies_say_what_the_table_says(screened: ScreenedEvents) -> None:
    table = event_table(screened)
    bodies = conjunction_bodies(screened, source="own screening", orbit_source="simulated")
    assert len(bodies) == len(screened.events) > 10
    for k, body in enumerate(bodies):
        assert REGISTRY.decode("conjunction", REGISTRY.encode(body)) == body
        assert body.object1.object == table["identity1"][k]
        assert body.object2.object == table["identity2"][k]
        assert Epoch.from_utc(body.tca_utc).tai_ns == table["tca_utc"][k]
        for name in ("miss_distance_km", "relative_speed_km_s"):
            assert getattr(body, name) == pytest.approx(table[name][k], abs=1e-6)
        for got, name in zip(
            body.relative_rtn_km or (), ("radial_km", "in_track_km", "cross_track_km"), strict=True
        ):
            assert got == pytest.approx(table[name][k], abs=1e-6)
        pc = table["pc"][k]
        assert (body.pc is None) == bool(np.isnan(pc))
        assert body.pc is None or body.pc == pytest.approx(pc, rel=1e-5)
        assert body.pc_method == table["pc_method"][k]
        assert set(body.flags) >= set(str(table["pc_flags"][k]).split())
        assert body.hard_body_radius_km == pytest.approx(table["hbr_m"][k] / 1e3, abs=1e-6)
        assert body.object1.orbit_age_s == pytest.approx(table["age1_d"][k] * 86400.0, abs=5.0)
        assert body.object1.orbit_origin is OrbitOrigin.ELEMENTS
        assert body.object1.covariance is not None
        assert body.object1.covariance.origin is CovarianceOrigin.STATISTICAL
        assert body.advice is not Advice.MITIGATE
        # One way: the speed from the relative velocity, the distance from the states.
        assert np.linalg.norm(body.relative_rtn_km_s or ()) == pytest.approx(
            body.relative_speed_km_s, rel=1e-9
        )
        apart = np.subtract(body.object2.r_km or (), body.object1.r_km or ())
        assert np.linalg.norm(apart) == pytest.approx(body.miss_distance_km, abs=1e-9)


def test_some_events_in_the_order_that_is_asked_for(screened: ScreenedEvents) -> None:
    every = conjunction_bodies(screened, source="s")
    some = conjunction_bodies(screened, [5, 0], source="s")
    assert some == [every[5], every[0]]
    assert conjunction_bodies(screened, [], source="s") == []


def test_a_pair_that_stays_is_an_event_of_the_day(screened: ScreenedEvents) -> None:
    flags = screened.events.flags.copy()
    flags[0] |= int(EventFlag.LONG_DURATION)
    stays = replace(screened, events=replace(screened.events, flags=flags))
    (body,) = conjunction_bodies(stays, [0], source="s")
    assert EventId.parse(body.event).whole_day
    assert "LONG_DURATION" in body.flags


def test_a_covariance_that_is_not_known_is_left_out(screened: ScreenedEvents) -> None:
    unknown = screened.appraisal.covariance_teme_km2.copy()
    unknown[0, 0] = np.nan
    appraisal = replace(screened.appraisal, covariance_teme_km2=unknown)
    (body,) = conjunction_bodies(replace(screened, appraisal=appraisal), [0], source="s")
    assert body.object1.covariance is None
    assert body.object2.covariance is not None


def test_an_ephemeris_is_named_for_what_it_is(screened: ScreenedEvents) -> None:
    catalog = screened.catalog
    (first,) = conjunction_bodies(screened, [0], source="s")
    row = int(screened.events.row1[0])
    start = screened.events.start
    t_s = np.arange(0.0, 7260.0, 30.0)
    states, _ = Sgp4Bulk(catalog.take(np.array([row]))).propagate(start, t_s)
    states = states.reshape(-1, 6)
    own = Ephemeris(
        object_id="GBR/acme-sat:7", frame=Frame.TEME, epoch=start, t_s=t_s,
        r_km=states[:, :3], v_km_s=states[:, 3:], simulated=True,
    )  # fmt: skip
    others = catalog.take(np.delete(np.arange(len(catalog)), row))
    events = screen(others, start=start, duration_s=7200.0, threshold_km=10.0, ephemerides=[own])
    radii = combined_radii(others, events)
    both = ScreenedEvents(
        catalog=others, events=events, ephemerides=(own,), hbr_sources=radii.sources,
        appraisal=appraise(others, events, radii.hbr_km, ephemerides=(own,)),
    )  # fmt: skip
    body = conjunction_bodies(both, source="s")[0]
    assert body.object1.object == "GBR/acme-sat:7"
    assert body.object1.orbit_origin is OrbitOrigin.EPHEMERIS
    assert (body.object1.orbit_epoch_utc, body.object1.orbit_age_s) == (None, None)
    assert body.miss_distance_km == pytest.approx(first.miss_distance_km, abs=1e-3)
