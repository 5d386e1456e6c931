"""Real break-ups: what was catalogued lies within the bounds that every result carries."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cspo.consequence.fragmentation import Parent, collide, explode
from cspo.orbits import Catalog

sys.path.append(str(Path(__file__).parents[3]))

from validation.fragmentation_events import EVENTS, catalogued, number_of, snapshots


@cache
def catalogs_of(data_dir: Path) -> list[Catalog]:
    return snapshots(data_dir)


def test_designators_count() -> None:
    """24 letters: 2009-005ZZ is piece 600, AAA 601."""
    assert [number_of(text) for text in ("A", "Z", "AA", "ZZ", "AAA")] == [1, 24, 25, 600, 601]


def test_real_break_ups_lie_within_a_factor_of_four(data_dir: Path) -> None:
    """Pieces over 10 cm (1 m in GEO), of all events that the catalogues can count.

    One is outside, and is known to be: of Resurs-P1, at 355 km, most pieces fell before they had
    a number.
    """
    catalogs = catalogs_of(data_dir)
    outside = []
    for event in EVENTS:
        seen = catalogued(catalogs, event)
        if not 0.25 * event.expected() <= seen <= 4.0 * event.expected():
            outside.append(event.name)
    assert outside == ["Resurs-P1"]
    assert len(EVENTS) == 19


@pytest.mark.parametrize("name", ["Cosmos 1408", "Fengyun-1C"])
def test_bounds_of_a_drawn_break_up_hold_what_was_catalogued(data_dir: Path, name: str) -> None:
    event = next(each for each in EVENTS if each.name == name)
    half = Parent(mass_kg=0.5 * event.broken_kg)
    breakup = collide(half, half, 9.0, generator=np.random.default_rng(1))
    count = breakup.pieces_over(0.1)
    assert count.low <= catalogued(catalogs_of(data_dir), event) <= count.high


def test_bounds_of_an_explosion_hold_what_was_catalogued(data_dir: Path) -> None:
    event = next(each for each in EVENTS if each.name == "CZ-6A of Qianfan")
    stage = explode(Parent(mass_kg=5800.0, is_rocket_body=True), generator=np.random.default_rng(1))
    count = stage.pieces_over(0.1)
    assert count.low <= catalogued(catalogs_of(data_dir), event) <= count.high
