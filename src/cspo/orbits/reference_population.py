"""A made-up sky of about 30,000 objects, for use without network or data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import EARTH_RADIUS_KM
from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.orbits.population_families import (
    Draws,
    Elements,
    belt,
    cloud,
    mean_motion_rev_day,
    walker,
)
from cspo.time import Epoch
from cspo.time.days import J2000_DAY
from cspo.units import DAY_NS, DEG_RAD, REV_PER_DAY_RAD_S

__all__ = ["FIRST_SIMULATED_ID", "REFERENCE_EPOCH", "reference_population"]

FIRST_SIMULATED_ID: Final = 990_000_001
"""Catalogue number of the first made-up object: nine digits that no real catalogue uses."""

REFERENCE_EPOCH: Final = Epoch.from_utc("2024-11-01T00:00:00Z")
"""Date of the facts in the table of families, and default epoch of all elements."""

_SOURCE: Final = "SIMULATED cspo reference population"
_KINDS: Final = ("walker", "belt", "cloud")
_MAX_COUNT: Final = 1_000_000


def reference_population(
    *,
    seed: int = 20241101,
    count: int = 30_000,
    epoch: Epoch = REFERENCE_EPOCH,
) -> Catalog:
    """Make the reference population: deterministic, SIMULATED, from public facts.

    Constellation shells, GNSS, the geosynchronous belt, transfer and Molniya
    orbits, break-up clouds and the classes of old satellites and stages, as the
    table ``data/reference_population.toml`` describes them by family. Every
    object is made up. Altitude, inclination and eccentricity, and the number of
    close approaches a day, are those of the public catalogue of 2024-11-01 within
    the limits stated in ``docs/validation/reference_population.md``.

    Parameters
    ----------
    seed : int
        Not negative. The same seed gives the same catalogue on every platform.
    count : int
        Objects; every family takes its share.
    epoch : Epoch
        Epoch of all elements. Sun-synchronous and geosynchronous objects follow
        the Sun and the Earth's rotation to it; sizes of families don't change.

    Returns
    -------
    Catalog
        ``simulated`` is True; every name starts with ``SIM``, every source says
        SIMULATED, catalogue numbers start at 990,000,001.

    Raises
    ------
    UsageError
        For a negative seed, or a count outside 1 to 1,000,000.

    Notes
    -----
    Elements are rounded as an OMM prints them (mean motion 1e-8 rev/day,
    eccentricity 1e-8, angles 1e-4 deg), so a round trip through a file keeps them.

    Examples
    --------
    >>> sky = reference_population(count=1000)
    >>> sky.simulated, len(sky), sky.identity(0)
    (True, 1000, 'norad:990000001')
    """
    if seed < 0:
        raise UsageError("make reference population", "seed", expected="0 or more", got=str(seed))
    if not 1 <= count <= _MAX_COUNT:
        raise UsageError(
            "make reference population", "count", expected=f"1 to {_MAX_COUNT}", got=str(count)
        )
    table = _table()
    families = [(kind, family) for kind in _KINDS for family in table[kind]]
    shares = _shares([family for _, family in families], count)
    parts = [
        _members(kind, family, n, seed=seed, epoch=epoch, table=table)
        for (kind, family), n in zip(families, shares, strict=True)
        if n
    ]
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    return Catalog(
        **columns,
        norad_id=np.arange(FIRST_SIMULATED_ID, FIRST_SIMULATED_ID + count),
        epoch_tai_ns=np.full(count, epoch.tai_ns),
        element_set_no=np.full(count, 999),
        classification=np.full(count, "U"),
        source=np.full(count, _SOURCE),
        simulated=True,
    )


@cache
def _table() -> dict[str, Any]:
    file = resources.files("cspo.orbits") / "data" / "reference_population.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _shares(families: list[Mapping[str, Any]], total: int) -> list[int]:
    """Objects of each family: in proportion to the table, but no shell beyond its slots."""
    counts = [int(family["count"]) for family in families]
    shares = [
        min(n, _slots(family))
        for family, n in zip(families, _proportional(counts, total), strict=True)
    ]
    open_ended = [0 if "slots" in f else c for f, c in zip(families, counts, strict=True)]
    surplus = _proportional(open_ended, total - sum(shares))
    return [n + more for n, more in zip(shares, surplus, strict=True)]


def _slots(family: Mapping[str, Any]) -> int:
    if "slots" not in family:
        return _MAX_COUNT
    return int(family.get("flown", family["planes"])) * int(family["slots"])


def _proportional(counts: list[int], total: int) -> list[int]:
    """Split *total* in proportion to *counts*: largest remainders, first wins ties."""
    whole = sum(counts)
    shares = [c * total // whole for c in counts]
    by_remainder = sorted(range(len(counts)), key=lambda k: (-(counts[k] * total % whole), k))
    for k in by_remainder[: total - sum(shares)]:
        shares[k] += 1
    return shares


def _members(
    kind: str, family: Mapping[str, Any], n: int, *, seed: int, epoch: Epoch, table: dict[str, Any]
) -> dict[str, NDArray[Any]]:
    """All columns that differ between families, for the *n* members of one."""
    draws = Draws(seed, family["name"])
    days = _days_past_j2000(epoch)
    if kind == "walker":
        elements = walker(family, n, draws)
    elif kind == "belt":
        elements = belt(family, n, draws, gmst_deg=_gmst_deg(days))
    else:
        elements = cloud(family, n, draws, sun_ra_deg=_mean_sun_deg(days))
    object_type = family.get("type", "PAYLOAD")
    return {
        **_rounded(elements),
        "bstar_per_er": _drag(family["bstar"], elements, n, draws),
        "rcs_m2": np.round(draws.log_spread(n, table["defaults"]["rcs_m2"][object_type]), 4),
        "name": np.array([f"SIM {family['name']} {k:04d}" for k in range(1, n + 1)]),
        "owner": np.full(n, family["owner"]),
        "object_type": np.full(n, object_type),
        "status": np.full(n, "ACTIVE" if kind == "walker" or family.get("controlled") else ""),
    }


def _rounded(elements: Elements) -> dict[str, NDArray[Any]]:
    def angle(deg: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.round(deg % 360.0, 4) % 360.0 * DEG_RAD)

    mean_motion = np.round(mean_motion_rev_day(elements.alt_km), 8)
    return {
        "mean_motion_rad_s": mean_motion * REV_PER_DAY_RAD_S,
        "eccentricity": np.round(elements.ecc, 8),
        "inclination_rad": np.round(elements.inc_deg, 4) * DEG_RAD,
        "raan_rad": angle(elements.raan_deg),
        "argp_rad": angle(elements.argp_deg),
        "mean_anomaly_rad": angle(elements.mean_anomaly_deg),
    }


def _drag(
    percentiles: list[float], elements: Elements, n: int, draws: Draws
) -> NDArray[np.float64]:
    """B*, held back where the perigee is so low that SGP4 would not last a week."""
    if percentiles[1] <= 0.0:
        return np.zeros(n)
    bstar = np.minimum(draws.log_spread(n, [max(p, 1e-7) for p in percentiles]), 0.05)
    perigee_km = elements.alt_km - elements.ecc * (elements.alt_km + EARTH_RADIUS_KM)
    most = np.where(perigee_km < 300.0, 5e-5, np.where(perigee_km < 450.0, 1e-3, 0.05))
    return np.asarray(np.round(np.minimum(bstar, most), 8), dtype=np.float64)


def _days_past_j2000(epoch: Epoch) -> float:
    day, ns = epoch.utc_day()
    return day - J2000_DAY - 0.5 + ns / DAY_NS


def _gmst_deg(days: float) -> float:
    """Sidereal angle, good to 0.01 deg. Source: IAU 1982, linear part, UT1 = UTC."""
    return (280.460_618_37 + 360.985_647_366_29 * days) % 360.0


def _mean_sun_deg(days: float) -> float:
    """Right ascension of the mean Sun: the Astronomical Almanac's mean longitude."""
    return (280.460 + 0.985_647_4 * days) % 360.0
