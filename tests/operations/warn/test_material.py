"""What is material, rule by rule, and what is not."""

from __future__ import annotations

import msgspec
import pytest
from release_desks import T
from warning_desks import PAIR, event_of

from cspo.operations.warn.material import material_changes
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.records.bodies.conjunction import CallPoint
from cspo.records.bodies.warning import Asks, Grounds, Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.units import DAY_S

TABLE = default_warn_policy().material
TCA = T + DAY_S
OLD = WarningBody(
    event=event_of(TCA), to=("FRA", "NOR"), number=1, issue=Issue.ISSUED, objects=PAIR,
    about_utc=TCA.utc_iso(3), act_by_utc=(TCA - 10_800.0).utc_iso(0), miss_distance_km=0.3,
    pc=2e-4, severity=Severity.ADVISORY, asks=Asks.BETTER_DATA, grounds=Grounds.ELEMENTS,
    sources=("NOR: screening of NOR",),
)  # fmt: skip


def changed(**fields) -> list[str]:
    new = msgspec.structs.replace(OLD, number=2, issue=Issue.UPDATED, **fields)
    return [each[:2] for each in material_changes(OLD, new, TABLE)]


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"severity": Severity.WARNING}, ["M1"]),
        ({"asks": Asks.WATCH}, ["M1"]),
        ({"pc": 2e-3}, ["M2"]),
        ({"pc": 2e-5}, ["M2"]),
        ({"pc": None}, ["M2"]),
        ({"pc": 0.0}, ["M2"]),
        ({"miss_distance_km": 0.95}, ["M3"]),
        ({"miss_distance_km": 0.05}, ["M3"]),
        ({"miss_distance_km": None}, ["M3"]),
        ({"about_utc": (TCA + 61.0).utc_iso(3)}, ["M4"]),
        ({"about_utc": (TCA - 61.0).utc_iso(3)}, ["M4"]),
        ({"act_by_utc": None}, ["M4"]),
        ({"to": ("NOR",)}, ["M5"]),
        ({"grounds": Grounds.STALE}, ["M6"]),
    ],
)
def test_what_is_material(fields, rules) -> None:
    assert changed(**fields) == rules


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pc": 1.9e-3},
        {"pc": 2.1e-5},
        {"miss_distance_km": 0.89},
        {"miss_distance_km": 0.11},
        {"about_utc": (TCA + 59.0).utc_iso(3)},
        {"to": ("NOR", "FRA")},
        {"sources": ("NOR: screening of NOR", "USA: CDM")},
        {"text": "other words"},
        {"call": (CallPoint(party="FRA", phone="+33 1"),)},
        {"act_by_utc": (TCA - 10_860.0).utc_iso(0)},
        {"rule": "5"},
    ],
)
def test_what_is_not(fields) -> None:
    assert changed(**fields) == []


def test_a_change_says_both_values() -> None:
    new = msgspec.structs.replace(OLD, number=2, issue=Issue.UPDATED, pc=5e-3, miss_distance_km=1.5)
    assert material_changes(OLD, new, TABLE) == (
        "M2: probability from 2.0e-04 to 5.0e-03", "M3: miss distance from 0.300 km to 1.500 km",
    )  # fmt: skip


def test_small_distances_that_change_much_are_not_material() -> None:
    near = msgspec.structs.replace(OLD, miss_distance_km=0.02)
    nearer = msgspec.structs.replace(near, number=2, issue=Issue.UPDATED, miss_distance_km=0.001)
    assert material_changes(near, nearer, TABLE) == ()
