"""What a catalogue holds, how old it is and what is odd about it, in plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.orbits.regime import Regime, regimes, stale_after_s
from cspo.time import Epoch
from cspo.units import DAY_NS, DAY_S, NS_PER_S

__all__ = [
    "CatalogSummary",
    "SharedElements",
    "is_analyst",
    "screening_start",
    "shared_elements",
    "summarize",
]

Integers = NDArray[np.int64]

_MIX: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_HOUR_NS: Final = DAY_NS // 24
_AGE_PERCENTS: Final = (0, 5, 50, 95, 100)
_UNKNOWN: Final = "unknown"
_ELEMENTS: Final = (
    "epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad",
    "argp_rad", "mean_anomaly_rad",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedElements:
    """Different objects with one and the same element set: docked, or launched together.

    Parameters
    ----------
    identities, names : tuple of str
        Of the objects, in the order of the catalogue.
    """

    identities: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSummary:
    """A catalogue at a glance.

    Parameters
    ----------
    sets, objects : int
        Rows, and different identities among them.
    simulated : bool
        True where the whole catalogue is made up.
    reference_utc : str
        The instant that ages are relative to.
    start_utc : str
        Where a screening of this catalogue starts unless told otherwise: see
        `screening_start`.
    first_epoch_utc, median_epoch_utc, last_epoch_utc : str
        Epochs of the elements; empty where there are none.
    age_d : mapping
        Age in days by percent: the 5 % youngest are below ``age_d[5]``;
        negative where the epoch is after the reference.
    future_epochs : int
        Rows whose epoch is after the reference (predicted elements).
    regimes, stale : mapping
        Objects, and stale objects, by regime; see `cspo.orbits.regime`.
    object_types, owners, sources : mapping
        Objects by what the source said, most first; ``unknown`` where it said nothing.
    analysts : int
        Analyst objects: see `is_analyst`.
    unnumbered : int
        Rows without a catalogue number.
    repeated : int
        Rows whose identity occurred before.
    shared : tuple of SharedElements
        Objects with one element set between them.
    refused : mapping
        Records that could not be read, by what was wrong with them.
    """

    sets: int
    objects: int
    simulated: bool
    reference_utc: str
    start_utc: str
    first_epoch_utc: str
    median_epoch_utc: str
    last_epoch_utc: str
    age_d: Mapping[int, float]
    future_epochs: int
    regimes: Mapping[str, int]
    stale: Mapping[str, int]
    object_types: Mapping[str, int]
    owners: Mapping[str, int]
    sources: Mapping[str, int]
    analysts: int
    unnumbered: int
    repeated: int
    shared: tuple[SharedElements, ...]
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def stale_sets(self) -> int:
        """Rows older than the limit of their regime."""
        return sum(self.stale.values())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: mappings with text keys, lists, numbers."""
        values = asdict(self)
        values["age_d"] = {f"p{percent}": age for percent, age in self.age_d.items()}
        values["shared"] = [
            {"identities": list(group.identities), "names": list(group.names)}
            for group in self.shared
        ]
        values["stale_sets"] = self.stale_sets
        return values


def screening_start(epoch_tai_ns: Integers) -> Epoch:
    """Where a screening starts when nobody says: the date of the catalogue itself.

    The 95th percentile of the epochs, rounded up to the whole hour UTC. By
    then nearly all elements are propagated forward, from their fit, as SGP4
    means it; a few predicted epochs days ahead (up to one in twenty) do not
    move it, where the last epoch would.

    Parameters
    ----------
    epoch_tai_ns : (n,) int64
        Epochs of the elements, in any order.

    Raises
    ------
    UsageError
        Where there are none.

    Examples
    --------
    >>> epochs = [Epoch.from_utc(f"2024-10-31T{h:02d}:30:00Z").tai_ns for h in range(20)]
    >>> screening_start(np.array(epochs)).utc_iso(0)
    '2024-10-31T19:00:00Z'
    """
    n = len(epoch_tai_ns)
    if not n:
        raise UsageError("choose a start", "catalogue", expected="objects", got="none")
    at = -(-95 * n // 100) - 1
    chosen = int(np.partition(epoch_tai_ns, at)[at])
    day, ns = Epoch(chosen).utc_day()
    hours = -(-ns // _HOUR_NS)
    if hours >= 24:  # 25 where the epoch lies inside a leap second
        return Epoch.from_utc_day(day + 1, 0)
    return Epoch.from_utc_day(day, hours * _HOUR_NS)


def is_analyst(norad_id: Integers) -> NDArray[np.bool_]:
    """Which catalogue numbers are provisional: analyst objects that may change their identity.

    80,000 to 89,999; 270,000 to 339,999 (Alpha-5 T0000 to Z9999); 270,000,000
    and up (analysts, internal use, uncorrelated tracks).

    Examples
    --------
    >>> is_analyst(np.array([25544, 81234, 270387, 100001])).tolist()
    [False, True, True, False]
    """
    number = np.asarray(norad_id)
    five = (number >= 80_000) & (number <= 89_999)
    six = (number >= 270_000) & (number <= 339_999)
    return np.asarray(five | six | (number >= 270_000_000))


def shared_elements(catalog: Catalog) -> tuple[Integers, ...]:
    """Groups of rows of different objects that have one and the same element set.

    Equal means equal to the last bit: the originator published one orbit for
    several objects, as it does for docked spacecraft. B* and names may differ.

    Returns
    -------
    tuple of (k,) int64
        Rows of each group, k >= 2, ascending; groups by their first row.
    """
    rows = _suspects(catalog)
    if not len(rows):
        return ()
    columns = [getattr(catalog, name)[rows] for name in _ELEMENTS]
    keys = _identity_keys(catalog)[rows]
    order = np.lexsort([rows, keys, *columns])
    rows, keys = rows[order], keys[order]
    same = np.ones(len(rows) - 1, np.bool_)
    for column in columns:
        same &= column[order][1:] == column[order][:-1]
    other = keys[1:] != keys[:-1]
    group = np.concatenate(([0], np.cumsum(~same)))
    first_of_key = np.concatenate(([True], ~same | other))
    wanted = np.isin(group, group[1:][same & other]) & first_of_key
    rows, group = rows[wanted], group[wanted]
    parts = np.split(rows, np.flatnonzero(np.diff(group)) + 1) if len(rows) else []
    return tuple(sorted((np.sort(part) for part in parts), key=lambda part: int(part[0])))


def _suspects(catalog: Catalog) -> Integers:
    """Rows whose epoch, mean motion and anomaly have a hash that occurs twice."""
    bits = catalog.epoch_tai_ns.astype(np.uint64)
    for column in (catalog.mean_motion_rad_s, catalog.mean_anomaly_rad):
        bits = (bits ^ (bits >> np.uint64(29))) * _MIX ^ (column + 0.0).view(np.uint64)
    order = np.argsort(bits)
    equal = bits[order][1:] == bits[order][:-1]
    twice = np.concatenate((equal, [False])) | np.concatenate(([False], equal))
    return np.asarray(order[twice])


def summarize(
    catalog: Catalog, *, reference: Epoch | None = None, refused: Mapping[str, int] | None = None
) -> CatalogSummary:
    """Summarize a catalogue.

    Parameters
    ----------
    catalog : Catalog
    reference : Epoch
        What ages are relative to; the catalogue's own `screening_start` unless given.
    refused : mapping
        What could not be read, counted by what was wrong.

    Raises
    ------
    UsageError
        Where the catalogue is empty.
    """
    start = screening_start(catalog.epoch_tai_ns)
    reference = reference or start
    epochs = np.sort(catalog.epoch_tai_ns)
    shape = catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    regime = regimes(*shape)
    age_s = (reference.tai_ns - catalog.epoch_tai_ns) / NS_PER_S
    stale = age_s > stale_after_s(*shape)
    keys = np.sort(_identity_keys(catalog))
    n, objects = len(catalog), 1 + int(np.count_nonzero(np.diff(keys)))
    return CatalogSummary(
        sets=n, objects=objects, simulated=catalog.simulated,
        reference_utc=str(reference), start_utc=str(start),
        first_epoch_utc=str(Epoch(int(epochs[0]))), last_epoch_utc=str(Epoch(int(epochs[-1]))),
        median_epoch_utc=str(Epoch(int(epochs[(n - 1) // 2]))),
        age_d=_ages_d(epochs, reference), future_epochs=int((age_s < 0.0).sum()),
        regimes=_by_regime(regime), stale=_by_regime(regime[stale]),
        object_types=_counted(catalog.object_type), owners=_counted(catalog.owner),
        sources=_counted(catalog.source), analysts=int(is_analyst(catalog.norad_id).sum()),
        unnumbered=int((catalog.norad_id == 0).sum()), repeated=n - objects,
        shared=tuple(_shared(catalog, rows) for rows in shared_elements(catalog)),
        refused=dict(refused or {}),
    )  # fmt: skip


def _ages_d(sorted_epochs: Integers, reference: Epoch) -> dict[int, float]:
    """Age by percent, nearest rank; the youngest element set comes first."""
    n = len(sorted_epochs)
    ranks = {percent: n - 1 - (percent * (n - 1) + 50) // 100 for percent in _AGE_PERCENTS}
    return {
        percent: (reference - Epoch(int(sorted_epochs[rank]))) / DAY_S
        for percent, rank in ranks.items()
    }


def _by_regime(regime: NDArray[np.int8]) -> dict[str, int]:
    counts = np.bincount(regime, minlength=len(Regime)).tolist()
    return {r.name: counts[r] for r in Regime if counts[r]}


def _counted(column: NDArray[np.str_]) -> dict[str, int]:
    """Counts of a text column, most first, then by name."""
    alike = bool((column == column[0]).all())
    counts = {str(column[0]): len(column)} if alike else Counter(column.tolist())
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {text or _UNKNOWN: count for text, count in pairs}


def _identity_keys(catalog: Catalog) -> Integers:
    """The catalogue number; a negative number of our own where there is none."""
    keys = catalog.norad_id.copy()
    rows = np.flatnonzero(keys == 0)
    if len(rows):
        codes: dict[str, int] = {}
        texts = catalog.other_id[rows].tolist()
        keys[rows] = [-1 - codes.setdefault(text, len(codes)) for text in texts]
    return keys


def _shared(catalog: Catalog, rows: Integers) -> SharedElements:
    return SharedElements(
        identities=tuple(catalog.identity(row) for row in rows.tolist()),
        names=tuple(catalog.name[rows].tolist()),
    )
