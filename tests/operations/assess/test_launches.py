"""Planned launches: the file that names them, the search in slices, and what a plan reads."""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from assessing import FILE, Nation
from release_desks import T

from cspo.consequence.launch import KeepOut, closures
from cspo.errors import MalformedMessage
from cspo.frames import bundled_earth_orientation
from cspo.markings import make_label
from cspo.node.store import SqliteStore
from cspo.operations.assess import launches, read_assets
from cspo.operations.assess.assets import Asset
from cspo.operations.assess.launch_access import launch_draft
from cspo.operations.assess.launches import EVERY_S, SOONEST_S, LaunchWatch
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.records.bodies.assessment import Hazard
from cspo.time import Epoch
from cspo.units import NS_PER_S

WHOLE = reference_population()
AT = Epoch(int(WHOLE.epoch_tai_ns.max()))
"""When its element sets are fresh."""
OPENS, CLOSES = AT + 3_600.0, AT + 10_800.0
PAD = """
[[asset]]
id = "mahia"
name = "Rocket at Mahia"
kind = "launch-site"
"""
LAUNCH = (
    PAD
    + f"""
[asset.launch]
altitude_km = 800.0
inclination_deg = 98.6
opens = {OPENS.utc_iso(0)}
closes = {CLOSES.utc_iso(0)}
debris_km = 2.5
"""
)
MARKS = (make_label("U", ["NOR"]), make_label("U", ["FRA", "NOR"]))


class Sky(SimpleNamespace):
    """As much of a view of the sky as a search asks for."""

    def __len__(self) -> int:
        return len(self.identity)


def sky_of(catalog: Catalog) -> Any:
    identity = tuple(catalog.identity(row) for row in range(len(catalog)))
    return Sky(
        catalog=catalog, identity=identity, row_of={name: n for n, name in enumerate(identity)},
        item_ids=tuple(f"{n:064x}#0" for n in range(len(catalog))), labels=MARKS,
        label_index=np.arange(len(catalog)) % 2,
    )  # fmt: skip


def site(text: str = LAUNCH) -> Asset:
    return read_assets((FILE + text).encode(), "assets.toml").by_id["mahia"]


def searched(watch: LaunchWatch, asset: Asset, t: Epoch) -> int:
    """Work until the search is done; how many slices that took."""
    for number in range(1, 200):
        if watch.work([asset], t, 7.0):
            return number
    raise AssertionError("no end")


def test_slices_together_are_the_window_as_it_is_searched_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In one piece for each limit: the search goes by rows, and by the least of the limits."""
    catalog = WHOLE.take(np.arange(0, len(WHOLE), 10))
    monkeypatch.setattr(launches, "_SLICE", 1e7)
    watch, asset = LaunchWatch(), site()
    assert asset.launch is not None
    watch.see(sky_of(catalog))
    assert searched(watch, asset, AT) > 3
    found = watch.found("mahia", AT)
    assert found is not None
    for factor, share in ((2.0, found.low), (1.0, found.value), (0.5, found.high)):
        rules = KeepOut(other_km=2.5, active_pc=factor * 1e-6, other_pc=factor * 1e-6)
        apart = closures(asset.launch.ascent, catalog, OPENS, bundled_earth_orientation(),
                         duration_s=7_200.0, step_s=1.0, keep_out=rules)  # fmt: skip
        assert share == pytest.approx(apart.any_closed.mean(), abs=1e-12)
    assert 0.0 < found.low < found.value < found.high < 1.0
    assert found.screened == apart.screened
    assert found.is_whole
    assert set(found.labels) == set(MARKS)


def test_it_searches_anew_where_something_joins_the_altitudes_or_an_hour_is_over() -> None:
    low = WHOLE.take(np.flatnonzero(WHOLE.mean_motion_rad_s > 1e-3)[:60])
    far = WHOLE.take(np.flatnonzero(WHOLE.mean_motion_rad_s < 2e-4)[:3])
    watch, asset = LaunchWatch(), site()

    def joined(parts: list[Catalog], t: Epoch) -> bool:
        rows = np.concatenate([[WHOLE.norad_id.tolist().index(n) for n in each.norad_id]
                               for each in parts])  # fmt: skip
        watch.see(sky_of(WHOLE.take(np.sort(rows).astype(np.int64))))
        return bool(watch.work([asset], t, 7.0))

    half = low.take(np.arange(30))
    assert joined([half], AT)
    assert not joined([half], AT + SOONEST_S + 1.0)
    assert not joined([half, far], AT + SOONEST_S + 2.0), "it flies elsewhere"
    assert not joined([low, far], AT + SOONEST_S - 1.0), "too soon"
    assert joined([low, far], AT + SOONEST_S + 3.0)
    assert not joined([low, far], AT + EVERY_S)
    assert joined([low, far], AT + SOONEST_S + 3.0 + EVERY_S)
    assert not joined([half], CLOSES), "its time is past"
    assert watch.found("mahia", CLOSES) is None


def test_orbits_that_are_too_old_leave_it_unknown() -> None:
    old = replace(WHOLE, epoch_tai_ns=WHOLE.epoch_tai_ns - 40 * 86_400 * NS_PER_S)
    watch, asset = LaunchWatch(), site()
    watch.see(sky_of(old.take(np.arange(0, len(WHOLE), 300))))
    searched(watch, asset, AT)
    found = watch.found("mahia", AT)
    assert found is not None
    draft = launch_draft(asset, None, found, AT, 7.0)  # type: ignore[arg-type]
    assert draft is not None
    assert not found.is_whole
    assert draft.chance.value is None


def test_no_step_waits_a_second_for_it_with_a_whole_sky() -> None:
    """27,000 objects: 7.9 CPU s for two hours of launch instants were measured in all."""
    sky = sky_of(WHOLE.take(np.arange(27_000)))
    watch, asset = LaunchWatch(), site()
    watch.see(sky)
    watch.work([asset], AT, 7.0)
    costs = []
    for _ in range(3):
        began = process_time()
        watch.work([asset], AT, 7.0)
        costs.append(process_time() - began)
    assert min(costs) < 1.0
    assert watch.pending
    watch = LaunchWatch()
    watch.see(sky)
    began = process_time()
    for _ in range(100):
        watch.work([replace(asset, launch=None)], AT, 7.0)
    assert process_time() - began < 0.1


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (("inclination_deg = 98.6", "inclination_deg = 10.0"), "launch"),
        (('id = "mahia"', 'id = "nowhere"'), "launch"),
        (("closes = ", "# closes = "), "opens and closes"),
        ((f"closes = {CLOSES.utc_iso(0)}", f"closes = {AT.utc_iso(0)}"), "a window of up to"),
        ((f"opens = {OPENS.utc_iso(0)}", f"opens = {OPENS.utc_iso(0)[:-1]}"), "UTC"),
        (("debris_km = 2.5", "debris_km = nan"), "debris_km"),
        (("debris_km = 2.5", "latitude_deg = 10.0"), "or neither"),
        (('kind = "launch-site"', 'kind = "crew"'), "launch-site"),
    ],
)
def test_what_is_wrong_with_a_launch_is_told(wrong: tuple[str, str], expected: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        site(LAUNCH.replace(*wrong))
    assert expected in str(caught.value)


def test_a_site_that_cspo_does_not_know_is_given_by_its_place() -> None:
    place = 'site = "our-pad"\nlatitude_deg = -39.0\nlongitude_deg = 178.0'
    made = site(LAUNCH.replace("debris_km = 2.5", place))
    assert made.launch is not None
    assert made.launch.pad.latitude_rad == pytest.approx(np.radians(-39.0))
    assert made.launch.window(AT) == (OPENS, CLOSES)
    day = replace(made.launch, opens=None, closes=None)
    assert day.window(AT) == (AT, AT + 86_400.0)


def test_the_assessment_says_the_share_and_rests_on_what_closes_it(store: SqliteStore) -> None:
    opens, closes = T + 3_600.0, T + 10_800.0
    text = LAUNCH.replace(OPENS.utc_iso(0), opens.utc_iso(0)).replace(
        CLOSES.utc_iso(0), closes.utc_iso(0)
    )
    nation = Nation(store, FILE + text)
    few = WHOLE.take(np.arange(0, len(WHOLE), 40))
    shift = T.tai_ns - AT.tai_ns
    sky = sky_of(replace(few, epoch_tai_ns=few.epoch_tai_ns + shift))
    sky.item_ids = tuple(f"{nation.orbit.id}#0" for _ in sky.item_ids)
    nation.duty.launches.see(sky)
    nation.step(T)
    body = nation.last("mahia", Hazard.LAUNCH_ACCESS.value)
    found = nation.duty.launches.found("mahia", T)
    assert found is not None
    assert body.likelihood is not None
    assert (body.likelihood.low, body.likelihood.value, body.likelihood.high) == pytest.approx(
        (found.low, found.value, found.high)
    )
    assert body.until_utc == closes.utc_iso(0)
    findings = {each.name: each.value for each in body.findings}
    assert findings["opens-after"] == 3_600.0
    assert findings["window"] == 7_200.0
    assert findings["closed-share"] == body.likelihood.value
    assert body.rests_on == (nation.orbit.id,)
