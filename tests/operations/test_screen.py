"""The screener: what it keeps is what a screening made apart finds, whatever changed on the way.

The authority throughout is `cspo.conjunction.screen` over the whole sky at once.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from skies import MARK, T, facts_record, orbit_record, sky

from cspo.box.shared_search import SharedSearch
from cspo.conjunction import screen
from cspo.conjunction.events import EventFlag
from cspo.dynamics.sgp4 import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.catalog.sky import AdoptedEphemeris
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import EventChanges, Screener, ScreeningView
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch

HOURS = 3_600.0
Event = tuple[str, str, int]


@pytest.fixture(scope="module")
def dense() -> Catalog:
    """A shell in which much happens, a pair that flies together, and a few others."""
    shell = sky(600, first=3_000)
    pair = shell.take(np.array([0, 0]))
    close = replace(
        pair, norad_id=np.array([998_001, 998_002]),
        mean_anomaly_rad=pair.mean_anomaly_rad + np.array([0.0, 1e-4]),
    )  # fmt: skip
    others = sky(60, first=20_000)
    return Catalog(**{
        name: np.concatenate([getattr(part, name) for part in (shell, close, others)])
        for name, _ in shell.columns()
    })  # fmt: skip


def picture_of(catalog: Catalog) -> Picture:
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    picture.apply(orbit_record(catalog), T)
    picture.apply(facts_record(catalog), T)
    return picture


def apart(view: ScreeningView, start: Epoch, duration_s: float) -> list[Event]:
    """Events of the sky of a view, found at once."""
    events = screen(view.sky.catalog, start=start, duration_s=duration_s, volume=view.events.volume)
    names = view.sky.identity
    return sorted(
        (names[one], names[two], tca)
        for one, two, tca in zip(
            events.row1.tolist(), events.row2.tolist(), events.tca_tai_ns.tolist(), strict=True
        )
    )


def assert_same(view: ScreeningView, wanted: list[Event]) -> None:
    """The same pairs at the same instants, to a millisecond (slow pairs have flat minima)."""
    found = sorted(
        (str(one), str(two), int(tca))
        for one, two, tca in zip(view.object1, view.object2, view.events.tca_tai_ns, strict=True)
    )
    assert len(found) == len(wanted)
    assert [each[:2] for each in found] == [each[:2] for each in wanted]
    assert max(abs(a[2] - b[2]) for a, b in zip(found, wanted, strict=True)) < 1_000_000


def moved(catalog: Catalog, rows: list[int], shift_rad: float = 2e-4) -> Catalog:
    part = catalog.take(np.array(rows))
    return replace(
        part, mean_anomaly_rad=(part.mean_anomaly_rad + shift_rad) % (2.0 * np.pi),
        epoch_tai_ns=part.epoch_tai_ns + 10**9,
    )  # fmt: skip


def test_full_is_that_of_the_catalogue(dense: Catalog) -> None:
    screener = Screener(threshold_km=20.0)
    view = screener.full(picture_of(dense).view(T), T, 6 * HOURS)
    assert len(view) > 200
    assert_same(view, apart(view, T, 6 * HOURS))
    assert (np.diff(view.events.tca_tai_ns) >= 0).all()
    assert view.judged.hbr_km.min() > 0.0
    assert {view.label(row) for row in range(len(view))} == {MARK}
    row = len(view) // 2
    one, two = view.pair(row)
    assert row in view.by_object(one)
    assert row in view.by_object(two)
    assert view.row_of(view.event_id(row)) == row
    assert view.stop - view.start == 6 * HOURS


def test_what_changed_is_screened_again_and_the_rest_is_kept(dense: Catalog) -> None:
    picture = picture_of(dense)
    screener = Screener(threshold_km=20.0)
    first = screener.full(picture.view(T), T, 6 * HOURS)
    changed = picture.apply(orbit_record(moved(dense, [5, 80]), t=T + 60.0), T + 60.0)
    changes = screener.update(picture.view(T + 60.0), changed.objects)
    view = changes.view
    assert_same(view, apart(view, T, 6 * HOURS))
    mine = {f"norad:{dense.norad_id[row]}" for row in (5, 80)}
    touched = np.concatenate([changes.added, changes.updated])
    assert len(touched)
    assert all(mine & set(view.pair(row)) for row in touched.tolist())
    assert all(mine & {gone.object1, gone.object2} for gone in changes.gone)
    untouched = [row for row in range(len(view)) if not mine & set(view.pair(row))]
    before = [row for row in range(len(first)) if not mine & set(first.pair(row))]
    np.testing.assert_array_equal(view.judged.pc[untouched], first.judged.pc[before])
    kept = {first.event_id(row) for row in range(len(first))}
    assert {view.event_id(row) for row in changes.updated.tolist()} <= kept
    assert not {gone.event for gone in changes.gone} & {
        view.event_id(row) for row in range(len(view))
    }


def test_an_event_that_bears_another_mark_is_changed(dense: Catalog) -> None:
    """A secret name: the orbits are what they were, and fewer may know of the event."""
    picture = picture_of(dense)
    screener = Screener(threshold_km=20.0)
    first = screener.full(picture.view(T), T, 6 * HOURS)
    row = int(first.events.row1[0])
    part = replace(dense.take(np.array([row])), name=np.array(["SECRET"]))
    secret = make_label("S", ["AUS"])
    changed = picture.apply(facts_record(part, t=T + 60.0, mark=secret), T + 60.0)
    changes = screener.update(picture.view(T + 60.0), changed.objects)
    mine = changes.view.by_object(f"norad:{dense.norad_id[row]}")
    assert len(mine)
    assert set(mine.tolist()) <= set(changes.updated.tolist())
    assert all(changes.view.label(k).classification == "S" for k in mine.tolist())
    assert not len(changes.added)
    assert not changes.gone


def test_judgements_that_are_kept_are_those_made_anew(dense: Catalog) -> None:
    picture = picture_of(dense)
    screener = Screener(threshold_km=20.0)
    screener.full(picture.view(T), T, 6 * HOURS)
    part = replace(dense.take(np.arange(10)), rcs_m2=np.full(10, 9.0), name=np.full(10, "NEW"))
    picture.apply(facts_record(part, t=T + 5.0), T + 5.0)
    picture.apply(orbit_record(moved(dense, [40]), t=T + 60.0), T + 60.0)
    view = screener.update(picture.view(T + 60.0)).view
    anew = Screener(threshold_km=20.0).full(view.sky, T, 6 * HOURS)
    for name in ("pc", "max_pc", "hbr_km", "age_s", "method", "action", "pc_flags", "stale"):
        one, other = getattr(view.judged, name), getattr(anew.judged, name)
        if name in {"pc", "max_pc", "age_s"}:
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-9, err_msg=name)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


def test_objects_that_come_and_go(dense: Catalog) -> None:
    picture = picture_of(dense.take(np.arange(0, len(dense), 2)))
    screener = Screener(threshold_km=20.0)
    few = screener.full(picture.view(T), T, 6 * HOURS)
    picture.apply(orbit_record(dense.take(np.arange(1, 40, 2)), t=T + 1.0), T + 1.0)
    changes = screener.update(picture.view(T + 1.0))
    assert len(changes.view) > len(few)
    assert not changes.gone
    assert_same(changes.view, apart(changes.view, T, 6 * HOURS))


def test_many_changes_are_screened_all_at_once(dense: Catalog) -> None:
    picture = picture_of(dense)
    screener = Screener(threshold_km=20.0)
    screener.full(picture.view(T), T, 3 * HOURS)
    picture.apply(orbit_record(moved(dense, list(range(200))), t=T + 60.0), T + 60.0)
    changes = screener.update(picture.view(T + 60.0))
    assert_same(changes.view, apart(changes.view, T, 3 * HOURS))
    assert len(changes.updated) > 10


@pytest.mark.parametrize("steps_s", [(600.0,) * 5, (1_800.0, 1_800.0), (1.0, 5_000.0), (40_000.0,)])
def test_the_window_moves_without_losing_or_doubling(
    dense: Catalog, steps_s: tuple[float, ...]
) -> None:
    screener = Screener(threshold_km=20.0)
    screener.full(picture_of(dense).view(T), T, 6 * HOURS)
    start = T
    for step_s in steps_s:
        start += step_s
        changes = screener.slide(start)
        assert not changes.gone
        if sum(steps_s) < 6 * HOURS:
            assert all(
                changes.view.tca(row) - changes.view.stop > -step_s - 2.0
                for row in changes.added.tolist()
            )
    view = screener.view
    assert view is not None
    assert view.start == start
    assert_same(view, apart(view, start, 6 * HOURS))


def test_pairs_that_stay_close_are_one_event_a_day_while_the_window_moves(dense: Catalog) -> None:
    midnight = Epoch.from_utc("2026-07-11T00:00:00Z")
    screener = Screener(threshold_km=5.0)
    screener.full(picture_of(dense).view(T), midnight + -4 * HOURS, 6 * HOURS)
    for hours in (-3.0, -1.5, -0.2):
        screener.slide(midnight + hours * HOURS)
        view = screener.view
        assert view is not None
        stays = (view.events.flags & EventFlag.LONG_DURATION) != 0
        mine = [row for row in np.flatnonzero(stays) if "norad:998001" in view.pair(row)]
        assert len({view.event_id(row) for row in mine}) == len(mine)
        assert_same(view, apart(view, view.start, 6 * HOURS))


def test_a_pair_that_stays_close_is_told_by_the_trajectory_while_that_lasts(dense: Catalog) -> None:
    """The pair is searched again alone as the window moves on.

    What the row would do while the trajectory lasts must not come back, and what it does until
    then must not be lost with the instant by which the day was told.
    """
    start, begins = Epoch.from_utc("2026-07-10T20:00:00Z"), Epoch.from_utc("2026-07-10T23:30:00Z")
    t_s = np.arange(0.0, 12 * HOURS, 60.0)
    view = picture_of(dense).view(T)
    row = view.row_of["norad:998002"]
    states, _ = Sgp4Bulk(view.catalog.take(np.array([row]))).propagate(begins, t_s)
    flown = AdoptedEphemeris(
        object="norad:998002", record_ids=("a",), label_index=0, origin="AUS", source="AUS",
        hard_body_radius_km=None, ephemeris=Ephemeris(
            object_id="norad:998002", frame=Frame.TEME, epoch=begins, t_s=t_s,
            r_km=states[:, :3, 0] + 0.1, v_km_s=states[:, 3:, 0],
        ),
    )  # fmt: skip
    sky_flown = replace(view, ephemerides=(flown,))
    screener, anew = Screener(threshold_km=5.0), Screener(threshold_km=5.0)
    screener.full(sky_flown, start, 6 * HOURS)
    for hours in (0.5, 1.0, 2.5):
        found = screener.slide(start + hours * HOURS).view
        wanted = anew.full(sky_flown, start + hours * HOURS, 6 * HOURS)
        of_row = (found.events.row1 == row) | (found.events.row2 == row)
        assert not np.any(of_row & (found.events.tca_tai_ns >= begins.tai_ns))
        assert_same(found, sorted(
            (str(one), str(two), int(tca)) for one, two, tca in
            zip(wanted.object1, wanted.object2, wanted.events.tca_tai_ns, strict=True)
        ))  # fmt: skip


def test_names_outlive_new_elements(dense: Catalog) -> None:
    picture = picture_of(dense)
    screener = Screener(threshold_km=20.0)
    first = screener.full(picture.view(T), T, 6 * HOURS)
    names = {first.event_id(row) for row in range(len(first))}
    for k in (1, 2):
        record = orbit_record(moved(dense, [5], 1e-5 * k), t=T + 60.0 * k)
        picture.apply(record, T + 60.0 * k)
        changes = screener.update(picture.view(T + 60.0 * k))
        assert len(changes.updated)
        assert {changes.view.event_id(row) for row in changes.updated.tolist()} <= names
        names |= {changes.view.event_id(row) for row in changes.added.tolist()}


def test_marks_of_both_orbits_are_joined(dense: Catalog) -> None:
    picture = picture_of(dense)
    half = dense.take(np.arange(300))
    mark = make_label("C", ["AUS", "FRA"])
    picture.apply(orbit_record(moved(half, list(range(300)), 0.0), mark=mark, t=T + 9.0), T + 9.0)
    view = Screener(threshold_km=20.0).full(picture.view(T), T, 3 * HOURS)
    inner = {f"norad:{number}" for number in half.norad_id}
    kinds = set()
    for row in range(len(view)):
        touched = inner & set(view.pair(row))
        assert view.label(row) == (make_label("C", ["AUS"]) if touched else MARK)
        kinds.add(bool(touched))
    assert kinds == {True, False}


def test_it_says_what_it_needs(dense: Catalog) -> None:
    screener = Screener()
    with pytest.raises(UsageError, match="full screening first"):
        screener.slide(T)
    screener.full(picture_of(dense).view(T), T, HOURS)
    with pytest.raises(UsageError, match="from"):
        screener.slide(T + -1.0)
    assert not screener.slide(T)


def test_an_empty_sky_has_no_events() -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    screener = Screener()
    assert len(screener.full(picture.view(T), T, HOURS)) == 0
    picture.apply(orbit_record(sky(3)), T)
    assert len(screener.update(picture.view(T)).view.sky) == 3


def test_what_says_nothing_of_orbits_screens_nothing(
    dense: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = picture_of(dense)
    calls: list[int] = []

    def counted(*args: object, **fields: object) -> object:
        calls.append(1)
        return screen(*args, **fields)  # type: ignore[arg-type]

    screener = Screener(threshold_km=20.0, search=counted)  # type: ignore[arg-type]
    first = screener.full(picture.view(T), T, 6 * HOURS)
    assert len(calls) == 1
    assert screener.update(picture.view(T + 5.0)).view is first
    older = replace(dense, epoch_tai_ns=dense.epoch_tai_ns - 10**9)
    changed = picture.apply(orbit_record(older, origin="CAN", source="SSC"), T + 9.0)
    assert len(changed.objects) == len(dense)
    owned = replace(dense, owner=np.full(len(dense), "AUS"), rcs_m2=np.full(len(dense), 50.0))
    changed |= picture.apply(facts_record(owned, t=T + 9.0), T + 9.0)
    changes = screener.update(picture.view(T + 10.0), changed.objects)
    assert len(calls) == 1
    assert len(changes.updated) == len(first)
    assert (changes.view.judged.hbr_km != first.judged.hbr_km).all()


def test_work_that_nations_share_is_what_each_would_have_done(dense: Catalog):
    """To the last bit: events, judgements, names, changes; also where histories differ."""
    shared = SharedSearch()
    apart = [Screener(threshold_km=20.0, threads=1) for _ in range(2)]
    alike = [
        Screener(threshold_km=20.0, threads=1, search=shared, once=shared.once) for _ in range(2)
    ]
    pictures = [picture_of(dense), picture_of(dense)]
    views = [picture.view(T) for picture in pictures]
    for one, other, view in zip(apart, alike, views, strict=True):
        assert_identical(one.full(view, T, 6 * HOURS), other.full(view, T, 6 * HOURS))
    assert shared.searched == 1
    assert alike[0].view.events is alike[1].view.events
    own = moved(dense, [9])  # the first nation alone has another set of one object
    for rows, whose in (([5, 80], (0, 1)), (list(range(40, 160)), (0, 1)), ([9], (0,))):
        for k in whose:
            again = own if whose == (0,) else moved(dense, rows)
            pictures[k].apply(orbit_record(again, t=T + 60.0), T + 60.0)
            view = pictures[k].view(T + 60.0)
            told, wanted = alike[k].update(view), apart[k].update(view)
            assert_same_changes(told, wanted)
            assert len(told.added) + len(told.updated) or whose == (0,)
    assert alike[0].view.events is not alike[1].view.events
    for k in (0, 1):
        assert_same_changes(alike[k].slide(T + HOURS), apart[k].slide(T + HOURS))


def assert_same_changes(told: EventChanges, wanted: EventChanges) -> None:
    assert_identical(told.view, wanted.view)
    assert told.added.tolist() == wanted.added.tolist()
    assert told.updated.tolist() == wanted.updated.tolist()
    assert told.gone == wanted.gone


def assert_identical(one: ScreeningView, other: ScreeningView) -> None:
    columns = [*one.events.columns(), *((each.name, None) for each in fields(one.judged))]
    for name, _ in columns:
        part = "events" if hasattr(one.events, name) else "judged"
        first, second = (getattr(getattr(view, part), name) for view in (one, other))
        assert first.dtype == second.dtype
        assert first.tobytes() == second.tobytes(), name
    assert one.catalog_digest == other.catalog_digest
    assert one.named_tai_ns.tobytes() == other.named_tai_ns.tobytes()
    assert one.label_index.tobytes() == other.label_index.tobytes()
    assert one.labels == other.labels
