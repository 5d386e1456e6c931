"""What must not be met: crewed objects, satellites at work, all else; and how far to keep off."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["STATIONS", "KeepOut", "Kind", "kinds"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_WORKING: Final = ("+", "P", "B", "S", "X")
"""Status codes of CelesTrak: operational, partly, backup, spare, extended mission."""

STATIONS: Final = {25544: "ISS", 48274: "CSS"}
"""Catalogue numbers of the first module of each station."""

_CREWED: Final = ("SOYUZ-MS", "SOYUZ MS", "CREW DRAGON", "SHENZHOU", "STARLINER", "GAGANYAAN")
"""How the names of vehicles with people in them begin; parts of them, marked DEB, have none."""

_DOCKED_KM: Final = 20.0
"""Element sets of modules and visitors of one station lie up to some km apart."""


class Kind(IntEnum):
    """What an object is to a launch."""

    CREWED = 0
    ACTIVE = 1
    OTHER = 2
    """Debris, rocket bodies, satellites that no longer work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOut:
    """What closes a launch. A number of 0 leaves that rule out; an object closes by either.

    Parameters
    ----------
    crewed_km : float
        Sphere around crewed objects.
    crewed_rtn_km : tuple of float, optional
        An ellipsoid instead: radial, in-track and cross-track semi-axes.
    active_km, active_pc : float
        Sphere around satellites at work, and the probability of collision with one.
    other_km, other_pc : float
        The same for everything else.

    Raises
    ------
    UsageError
        Where a distance is not from 0 to 1,000 km, or a probability not from 0 to 1.

    Notes
    -----
    14 CFR 450.169 (a) (85 FR 79716, 2020): inhabitable objects 1e-6, or 200 km in track and 50 km
    across and radially, or a sphere of 200 km; other objects that are no debris 1e-5 or 25 km;
    debris 1e-5 or 2.5 km. The launch's Pc is diluted by its large dispersion: of 676
    conjunctions that NASA looked at, one in a hundred was above 1e-5 (National Research Council,
    Limiting Future Collision Risk to Spacecraft, 2011, chapter 9). The default therefore
    closes at 1e-6. A sphere of 25 km around each satellite at work closes nearly every second
    through a shell with thousands of them: it is off unless asked for.

    Examples
    --------
    >>> KeepOut(active_km=25.0).active_pc
    1e-06
    """

    crewed_km: float = 200.0
    crewed_rtn_km: tuple[float, float, float] | None = None
    active_km: float = 0.0
    active_pc: float = 1e-6
    other_km: float = 0.0
    other_pc: float = 1e-6

    def __post_init__(self) -> None:
        lengths = (self.crewed_km, *(self.crewed_rtn_km or ()), self.active_km, self.other_km)
        if not all(0.0 <= length <= 1_000.0 for length in lengths):
            raise UsageError("keep off", expected="distances of 0 to 1,000 km", got=str(lengths))
        if not all(0.0 <= pc <= 1.0 for pc in (self.active_pc, self.other_pc)):
            raise UsageError("keep off", expected="probabilities of 0 to 1",
                             got=f"{self.active_pc:g}, {self.other_pc:g}")  # fmt: skip

    def radius_km(self, kind: NDArray[np.int8]) -> Floats:
        """Radius of the sphere around each, or the longest axis of its ellipsoid, (n,) km."""
        crewed = max(self.crewed_rtn_km) if self.crewed_rtn_km else self.crewed_km
        return np.array([crewed, self.active_km, self.other_km])[kind]

    def limit_pc(self, kind: NDArray[np.int8]) -> Floats:
        """Probability above which each closes a launch, (n,); infinite where none does."""
        limits = np.array([np.inf, self.active_pc or np.inf, self.other_pc or np.inf])
        return limits[kind]


def kinds(catalog: Catalog, start: Epoch, duration_s: float) -> tuple[NDArray[np.int8], Integers]:
    """What each object of a catalogue is, and to which station it is docked.

    Parameters
    ----------
    catalog : Catalog
    start : Epoch
    duration_s : float
        Over which a visitor must stay within 20 km of a station to count as docked.

    Returns
    -------
    kind : (n,) int8
        `Kind`.
    station : (n,) int64
        Row of the station that it belongs to; its own row elsewhere.

    Notes
    -----
    A payload is at work where its status says so; where no payload of the catalogue has one,
    all of them are taken to be: the careful way.
    """
    payload = catalog.object_type == "PAYLOAD"
    told = payload & (catalog.status != "")
    working = np.isin(catalog.status, _WORKING) if told.any() else payload
    kind = np.where(payload & working, Kind.ACTIVE, Kind.OTHER).astype(np.int8)
    names = catalog.name
    for prefix in _CREWED:
        kind[np.char.startswith(names, prefix) & payload & ~_is_part(names)] = Kind.CREWED
    station = np.arange(len(catalog))
    bulk = Sgp4Bulk(catalog)
    for number in STATIONS:
        for row in np.flatnonzero(catalog.norad_id == number):
            t_s = np.array([0.0, 0.5, 1.0]) * duration_s
            states, _ = bulk.propagate(start, t_s)
            apart = np.linalg.norm(states[:, :3] - states[:, :3, row][:, :, None], axis=1)
            docked = np.nan_to_num(apart, nan=np.inf).max(axis=0) < _DOCKED_KM
            docked[row] = True
            kind[docked] = Kind.CREWED
            station[docked] = row
    return kind, station


def _is_part(names: NDArray[np.str_]) -> NDArray[np.bool_]:
    return np.asarray((np.char.find(names, " DEB") >= 0) | (np.char.find(names, " R/B") >= 0))
