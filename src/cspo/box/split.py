"""Which nation of a box keeps which object, by a table for people to read: ``data/split.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from cspo.box.policies import GUESTS
from cspo.bridge.owners import owners_from_codes
from cspo.markings import Label, make_label
from cspo.markings.parties import sponsor_of
from cspo.operations.toml_tables import TableForm, first_of
from cspo.orbits import Catalog
from cspo.orbits.regime import Regime, regimes
from cspo.units import DAY_NS, TAU

__all__ = ["Share", "SplitTable", "default_split", "read_split"]

_EVERYONE: Final = "everyone"
_SIMULATED: Final = "SIM "

Texts = NDArray[np.str_]


class OwnerRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose objects of some names are, where the catalogue does not say."""

    number: int
    party: str
    names: tuple[str, ...]


class KeeperRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who keeps objects: their owner, or the keepers in turn by catalogue number.

    Parameters
    ----------
    regimes : tuple of str
        Orbital classes, as `cspo.orbits.regime.Regime` names them; empty: all.
    inclination_deg, longitude_deg : (float, float) or None
        From and below; longitude is that at the epoch, -180 to 180.
    """

    number: int
    text: str
    owned_here: bool = False
    regimes: tuple[str, ...] = ()
    inclination_deg: tuple[float, float] | None = None
    longitude_deg: tuple[float, float] | None = None
    keepers: tuple[str, ...] = ()


class MarkRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mark of what objects of some names a nation keeps."""

    number: int
    text: str
    classification: str
    releasable_to: tuple[str, ...]
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    owned_here: bool = False


_FORM: Final = TableForm(
    "read split of a catalogue",
    {"owner": (OwnerRow, "any"), "keeper": (KeeperRow, "some"), "mark": (MarkRow, "some")},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one nation keeps under one mark.

    Parameters
    ----------
    nation : str
    mark : Label
    rows : (n,) int64
        Rows of the catalogue that was split, ascending.
    """

    nation: str
    mark: Label
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SplitTable:
    """The table: rows in the order of their numbers."""

    owners: tuple[OwnerRow, ...]
    keepers: tuple[KeeperRow, ...]
    marks: tuple[MarkRow, ...]

    def with_owners(self, catalog: Catalog) -> Catalog:
        """The catalogue with owners as parties: its own word first, then the table's."""
        owner = owners_from_codes(catalog.owner).astype(np.str_)
        names = _names(catalog)
        for row in reversed(self.owners):  # an organization is more than its sponsor's name
            vague = (catalog.owner == "") | (catalog.owner == sponsor_of(row.party))
            owner = np.where(vague & _fits(names, row.names), row.party, owner)
        return replace(catalog, owner=owner)

    def shares(self, catalog: Catalog, nations: Sequence[str]) -> tuple[Share, ...]:
        """Who keeps which rows, and under which mark.

        Parameters
        ----------
        catalog : Catalog
            With owners as `with_owners` has them.
        nations : sequence of str
            Those in the box; rows of the table without one of them are passed over.
        """
        keeper = self._keepers(catalog, tuple(sorted(nations)))
        mark = self._marks(catalog, keeper, tuple(sorted(nations)))
        shares = []
        for nation in sorted(nations):
            for number, row in enumerate(self.marks):
                rows = np.flatnonzero((keeper == nation) & (mark == number))
                if len(rows):
                    label = make_label(row.classification, _parties(row, nations))
                    shares.append(Share(nation=nation, mark=label, rows=rows))
        return tuple(shares)

    def _keepers(self, catalog: Catalog, nations: tuple[str, ...]) -> Texts:
        keeper = np.full(len(catalog), nations[-1], "<U3")
        regime, longitude_deg = _regimes(catalog), _longitude_deg(catalog)
        turn = np.where(catalog.norad_id > 0, catalog.norad_id, np.arange(len(catalog)))
        owner = _sponsors(catalog.owner)
        for row in reversed(self.keepers):
            fits = np.ones(len(catalog), np.bool_)
            if row.owned_here:
                fits &= np.isin(owner, nations)
            if row.regimes:
                fits &= np.isin(regime, [Regime[name] for name in row.regimes])
            if row.inclination_deg:
                fits &= _within(np.degrees(catalog.inclination_rad), row.inclination_deg)
            if row.longitude_deg:
                fits &= _within(longitude_deg, row.longitude_deg)
            here = [nation for nation in row.keepers if nation in nations]
            if row.owned_here:
                keeper = np.where(fits, owner, keeper)
            elif here:
                keeper = np.where(fits, np.array(here)[turn % len(here)], keeper)
        return keeper

    def _marks(self, catalog: Catalog, keeper: Texts, nations: tuple[str, ...]) -> NDArray[np.int8]:
        mark = np.zeros(len(catalog), np.int8)
        names, owner = _names(catalog), _sponsors(catalog.owner)
        for number, row in reversed(list(enumerate(self.marks))):
            fits = np.isin(keeper, _parties(row, nations))
            if row.names:
                fits &= _fits(names, row.names)
            if row.types:
                fits &= np.isin(catalog.object_type, row.types)
            if row.owned_here:
                fits &= owner == keeper
            mark = np.where(fits, np.int8(number), mark)
        return mark


def read_split(data: bytes, name: str) -> SplitTable:
    """Read a table of this form.

    Raises
    ------
    MalformedMessage
        Where it has a fault; with its line.
    """
    reading = _FORM.read(data, name)
    if faults := reading.messages():
        raise first_of(faults)
    return SplitTable(*(
        tuple(sorted(reading.values[table], key=lambda row: row.number))
        for table in ("owner", "keeper", "mark")
    ))  # fmt: skip


@cache
def default_split() -> SplitTable:
    """The table that comes with cspo."""
    return read_split((files("cspo.box") / "data" / "split.toml").read_bytes(), "split.toml")


def _parties(row: MarkRow, nations: Sequence[str]) -> list[str]:
    """Whom a row names, of those in the box; everyone are the operators under them, too."""
    if _EVERYONE in row.releasable_to:
        return [*nations, *(guest for nation in nations for guest in GUESTS.get(nation, ()))]
    return [nation for nation in nations if nation in row.releasable_to]


def _sponsors(owners: Texts) -> Texts:
    distinct, inverse = np.unique(owners, return_inverse=True)
    found = np.array([sponsor_of(str(owner)) for owner in distinct], np.str_)
    return found[inverse] if len(owners) else owners


def _names(catalog: Catalog) -> list[str]:
    return [name.removeprefix(_SIMULATED) for name in catalog.name.tolist()]


def _fits(names: list[str], patterns: Sequence[str]) -> NDArray[np.bool_]:
    found = re.compile("|".join(translate(pattern) for pattern in patterns))
    return np.fromiter((found.match(name) is not None for name in names), np.bool_, len(names))


def _within(values: NDArray[np.float64], span: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= span[0]) & (values < span[1]))


def _regimes(catalog: Catalog) -> NDArray[np.int8]:
    return regimes(catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad)


def _longitude_deg(catalog: Catalog) -> NDArray[np.float64]:
    """Mean longitude of each object at its epoch, -180 to 180 deg.

    To half a degree, which is more than a table of telescopes asks for: the angle of
    the Earth is its rotation past J2000 (IERS Conventions 2010, eq. 5.15), with TAI
    in the place of UT1 and without the precession since.
    """
    days = catalog.epoch_tai_ns / DAY_NS
    earth_rad = TAU * (0.779_057_273_264_0 + 1.002_737_811_911_354_48 * days)
    angle_rad = catalog.raan_rad + catalog.argp_rad + catalog.mean_anomaly_rad - earth_rad
    return np.degrees((angle_rad + np.pi) % TAU - np.pi)
