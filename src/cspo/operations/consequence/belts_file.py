"""A file of enhanced dose rates, and of what satellites can still take.

TOML, read like the policies: every fault with its line, its field and what to do.
docs/reference/belts-file.md names every word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, cast

import msgspec

from cspo.consequence.band import Band
from cspo.consequence.belts import Budget, DoseRate, Enhancement, Lives, life_by_orbit
from cspo.errors import MalformedMessage, UsageError
from cspo.operations.release.policy_tables import Table
from cspo.operations.toml_tables import Fault, TableForm
from cspo.records.bodies.identities import is_object
from cspo.time import Epoch

__all__ = [
    "TABLES",
    "BeltsFile",
    "BeltsTable",
    "OrbitTable",
    "RateTable",
    "SatelliteTable",
    "belts_faults",
    "load_belts",
    "read_belts",
]

Three = tuple[float, float, float]
Two = tuple[float, float]
Depth = Annotated[float, msgspec.Meta(gt=0.0, lt=1000.0)]

_DAYS_A_YEAR: Final = 365.25
_MOST_ROWS: Final = 2_000
_EVERYWHERE: Final = (0.0, math.inf)


class BeltsTable(Table, frozen=True, kw_only=True):
    """``[belts]``: since when the rates hold, and who answers for them."""

    as_of: str
    source: str


class RateTable(Table, frozen=True, kw_only=True):
    """``[[rate]]``: the enhanced dose rate of a zone behind one shielding."""

    shielding_mm: Depth
    rate_krad_day: Three
    decay_days: Three
    l_shell: Two = _EVERYWHERE
    altitude_km: Two = _EVERYWHERE
    source: str = ""


class SatelliteTable(Table, frozen=True, kw_only=True):
    """``[[satellite]]``: satellites of one shielding, and the dose that each can still take."""

    objects: tuple[str, ...]
    shielding_mm: Depth
    remaining_krad: Three
    natural_krad_year: Three = (0.0, 0.0, 0.0)
    source: str = ""


class OrbitTable(Table, frozen=True, kw_only=True):
    """``[[orbit]]``: circular orbits to tabulate, all with all, for one budget."""

    altitude_km: tuple[float, ...]
    inclination_deg: tuple[float, ...]
    shielding_mm: tuple[Depth, ...]
    remaining_krad: Three


class BeltsFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file.

    Parameters
    ----------
    as_of : Epoch
        When the rates hold.
    enhancement : Enhancement
    budgets : tuple of Budget
    orbits : tuple of OrbitTable
    source : str
    """

    as_of: Epoch
    enhancement: Enhancement
    budgets: tuple[Budget, ...]
    orbits: tuple[OrbitTable, ...]
    source: str

    def lives(self, elapsed_days: float = 0.0) -> list[tuple[float, float, Lives]]:
        """Altitude, inclination and lives of all orbits to tabulate, so long after `as_of`.

        Raises
        ------
        UsageError, OutOfRange
            For altitudes, inclinations or shieldings out of range, or too many rows.
        """
        return [
            line
            for row in self.orbits
            for line in life_by_orbit(
                self.enhancement, row.altitude_km, row.inclination_deg, row.shielding_mm,
                _band(row.remaining_krad), elapsed_days,
            )
        ]  # fmt: skip


TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "belts": (BeltsTable, "one"),
    "rate": (RateTable, "some"),
    "satellite": (SatelliteTable, "any"),
    "orbit": (OrbitTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FORM: Final = TableForm("read belts", TABLES)


def load_belts(path: Path) -> BeltsFile:
    """Read a file of dose rates and budgets.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `belts_faults` gives all.
    SourceError
        Where it can't be read.
    """
    return cast("BeltsFile", _FORM.load(path, _made))


def read_belts(data: bytes, name: str) -> BeltsFile:
    """Read it from bytes; *name* is what errors call it.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others.
    """
    return cast("BeltsFile", _FORM.parse(data, name, _made))


def belts_faults(data: bytes, name: str) -> tuple[BeltsFile | None, list[MalformedMessage]]:
    """What the file holds, as far as it can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def _made(values: dict[str, Any], _: bytes) -> tuple[BeltsFile | None, list[Fault]]:
    about = values["belts"]
    faults = list(_faults(values))
    rates: list[DoseRate] = []
    budgets: list[Budget] = []
    as_of = None
    try:
        as_of = Epoch.from_utc(about.as_of)
    except MalformedMessage as error:
        faults.append(Fault("belts", 0, "as_of", error.expected, error.got, "write UTC"))
    for at, row in enumerate(values["rate"]):
        try:
            rates.append(_rate(row))
        except UsageError as error:
            faults.append(_fault_of("rate", at, error))
    for at, row in enumerate(values["satellite"]):
        try:
            budgets += _budgets(row)
        except UsageError as error:
            faults.append(_fault_of("satellite", at, error))
    if faults or as_of is None:
        return None, faults
    try:
        enhancement = Enhancement(rates)
    except UsageError as error:
        return None, [_fault_of("rate", 0, error)]
    return BeltsFile(
        as_of=as_of,
        enhancement=enhancement,
        budgets=tuple(budgets),
        orbits=values["orbit"],
        source=about.source,
    ), []


def _rate(row: RateTable) -> DoseRate:
    return DoseRate(
        l_shell=row.l_shell, altitude_km=row.altitude_km, shielding_mm=row.shielding_mm,
        rate_krad_day=_band(row.rate_krad_day), decay_days=_band(row.decay_days),
    )  # fmt: skip


def _budgets(row: SatelliteTable) -> list[Budget]:
    natural = _band(row.natural_krad_year).scaled(1.0 / _DAYS_A_YEAR)
    return [
        Budget(
            object_id=name, shielding_mm=row.shielding_mm,
            remaining_krad=_band(row.remaining_krad), natural_krad_day=natural,
        )
        for name in row.objects
    ]  # fmt: skip


def _band(three: Three) -> Band:
    return Band(low=three[0], expected=three[1], high=three[2])


def _fault_of(table: str, at: int, error: UsageError) -> Fault:
    field = error.subject if error.subject.isidentifier() else ""
    return Fault(table, at, field, error.expected, error.got or "something else", error.hint)


def _faults(values: dict[str, Any]) -> Iterator[Fault]:
    if not values["satellite"] and not values["orbit"]:
        yield Fault("belts", 0, "", "[[satellite]] or [[orbit]]", "neither", "say whose lives")
    count = 0
    for at, row in enumerate(values["orbit"]):
        yield from _of_orbit(at, row)
        count += len(row.altitude_km) * len(row.inclination_deg) * len(row.shielding_mm)
        if count > _MOST_ROWS:
            yield Fault("orbit", at, "", f"at most {_MOST_ROWS:,} rows in all", f"{count:,}",
                        "fewer numbers")  # fmt: skip
            break
    taken: set[str] = set()
    for at, row in enumerate(values["satellite"]):
        for name in row.objects:
            if not is_object(name):
                yield Fault("satellite", at, "objects", "an object as scheme:value", name[:60],
                            'write "norad:39634"')  # fmt: skip
            if name in taken:
                yield Fault("satellite", at, "objects", "each object once", name[:60],
                            "one budget for each")  # fmt: skip
            taken.add(name)


def _of_orbit(at: int, row: OrbitTable) -> Iterator[Fault]:
    if not (row.altitude_km and row.inclination_deg and row.shielding_mm):
        yield Fault("orbit", at, "", "a number in each list", "none", "")
    for field, values, low, high in (
        ("altitude_km", row.altitude_km, 100.0, 1e5),
        ("inclination_deg", row.inclination_deg, 0.0, 180.0),
    ):
        for value in values:
            if not low <= value <= high:
                yield Fault("orbit", at, field, f"{low:g} to {high:g}", f"{value:g}", "")
    three = row.remaining_krad
    if not 0.0 < three[0] <= three[1] <= three[2] < math.inf:
        yield Fault("orbit", at, "remaining_krad", "low, expected and high, in order, above 0",
                    ", ".join(f"{value:g}" for value in three), "")  # fmt: skip
