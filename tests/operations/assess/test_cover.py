"""How far an object is looked after, and the shells of a whole sky."""

from __future__ import annotations

import math
from collections import Counter
from types import SimpleNamespace

import numpy as np

from cspo.operations.assess.cover import SkyCover, shell_of
from cspo.orbits.reference_population import reference_population
from cspo.time import Epoch

MU_KM3_S2 = 398_600.4418


def test_shells_are_those_of_keplers_third_law() -> None:
    """By the semi-major axis of two bodies: J2 moves it by up to 9 km, so edges are left out."""
    sky = reference_population(count=30_000)
    low = np.flatnonzero((sky.mean_motion_rad_s > 1.05e-3) & (sky.eccentricity < 1e-3))[::97]
    checked = 0
    for row in low.tolist():
        n = float(sky.mean_motion_rad_s[row])
        height_km = math.cbrt(MU_KM3_S2 / n**2) - 6_378.137
        below = height_km // 50 * 50
        if 12.0 < height_km - below < 38.0:
            assert shell_of(sky, row) == f"leo-{below:.0f}-{below + 50:.0f}"
            checked += 1
    assert checked > 20
    shells = Counter(shell_of(sky, row) for row in range(0, 30_000, 50))
    assert {"geo", "meo", "heo"} & shells.keys()


STOP = Epoch.from_utc("2024-11-02T00:00:00Z")


def seen(**rows: int) -> SimpleNamespace:
    sky = reference_population(count=30_000).take(np.arange(len(rows)))
    ids = tuple(f"r#{row}" for row in rows.values())
    return SimpleNamespace(row_of=rows, catalog=sky, item_ids=ids, label=lambda row: row)


def screened(lost: list[int], flying: tuple[str, ...] = (), **rows: int) -> SimpleNamespace:
    return SimpleNamespace(
        sky=SimpleNamespace(
            row_of=rows, ephemerides=tuple(SimpleNamespace(object=name) for name in flying)
        ),
        events=SimpleNamespace(excluded=SimpleNamespace(row=np.array(lost, np.int64))), stop=STOP,
    )  # fmt: skip


def test_what_has_joined_the_sky_since_the_screening_is_not_covered_yet() -> None:
    view, screening = seen(a=0, b=1), screened([], a=0)
    cover = SkyCover()
    assert cover("a") is None
    cover.see(view, screening)  # type: ignore[arg-type]
    a, b = cover("a"), cover("b")
    assert a is not None
    assert b is not None
    assert (a.screened_until, b.screened_until) == (STOP, None)
    assert a.record == "r#0"
    assert cover("c") is None


def test_what_gives_no_position_is_not_covered_unless_it_flies_by_an_ephemeris() -> None:
    cover = SkyCover()
    cover.see(seen(a=0, b=1, c=2), screened([1, 2], ("c",), a=0, b=1, c=2))  # type: ignore[arg-type]
    until = {name: getattr(cover(name), "screened_until", "nothing") for name in "abc"}
    assert until == {"a": STOP, "b": None, "c": STOP}
