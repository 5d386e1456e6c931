"""Where the crowds are: objects by altitude, and what is left of one launch."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.node.http.faults import unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.row_marks import RowMarks
from cspo.node.http.sight import SeenSky
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence, shell_volumes_km3
from cspo.units import DEG_RAD, MINUTE_S, TAU

__all__ = ["handlers"]

Floats = NDArray[np.float64]

TYPES: Final = ("PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN")
_MOST_SHELLS: Final = 400
_AT_ONCE: Final = 1_000
"""Objects whose time in each shell is in memory at once: of a whole sky that is 86 MB."""

_MOST_FAMILIES: Final = 60
_MOST_GABBARD: Final = 6_000
_FAMILY: Final = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{3}", re.ASCII)


class Altitudes(msgspec.Struct, frozen=True, kw_only=True):
    """Objects by altitude above 6,378.135 km.

    Parameters
    ----------
    edges_km : list of float
        Altitudes between the shells, one more than there are shells.
    mean_count : dict
        Of each type, how many objects are in each shell on average over a revolution.
    density_per_km3 : list of float
        Objects of all types in a cubic kilometre of each shell, averaged over latitude.
    objects : int
        How many objects the sky has.
    mark : str
        The mark of all that is counted.
    """

    edges_km: list[float]
    mean_count: dict[str, list[float]]
    density_per_km3: list[float]
    objects: int
    mark: str


class GabbardObject(msgspec.Struct, frozen=True, kw_only=True):
    """A piece in a Gabbard diagram.

    Parameters
    ----------
    object, name, type : str
        Empty: unknown.
    period_min, perigee_km, apogee_km, inclination_deg : float
        Of the mean elements; altitudes above 6,378.135 km.
    """

    object: str
    name: str
    type: str
    period_min: float
    perigee_km: float
    apogee_km: float
    inclination_deg: float


class Gabbard(msgspec.Struct, frozen=True, kw_only=True):
    """Perigee and apogee against period.

    Parameters
    ----------
    family : str
        Launch, or part of a name, that they were chosen by.
    objects : list
    total : int
        How many there are; no more than 6,000 are shown.
    mark : str
        The mark of all that is shown.
    """

    family: str
    objects: list[GabbardObject]
    total: int
    mark: str


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """Objects of one launch.

    Parameters
    ----------
    family : str
        ``1999-025``.
    name : str
        Of the piece with the first letter that is in the sky.
    objects, debris : int
        How many, and how many of them are debris.
    """

    family: str
    name: str
    objects: int
    debris: int


class Families(msgspec.Struct, frozen=True, kw_only=True):
    """Launches with many pieces, the largest first.

    Parameters
    ----------
    families : list
    mark : str
        The mark of all that is counted.
    """

    families: list[Family]
    mark: str


@read("/api/v1/shells/altitudes", Right.READ, "Objects and their density by altitude", cache=False)
def get_altitudes(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    shell_km: Annotated[
        float, QueryParameter(ge=5.0, le=1_000.0, description="Thickness of a shell, km.")
    ] = 25.0,
    low_km: Annotated[float, QueryParameter(ge=0.0, le=50_000.0, description="From, km.")] = 150.0,
    high_km: Annotated[float, QueryParameter(ge=5.0, le=60_000.0, description="To, km.")] = 2_000.0,
) -> Altitudes:
    """From the mean elements: each object counts in each shell for the time it spends there."""
    shells = int(np.ceil((high_km - low_km) / shell_km - 1e-9))
    if not 1 <= shells <= _MOST_SHELLS:
        raise unwanted("shell_km", f"1 to {_MOST_SHELLS} shells", "thicker shells, or other limits")
    edges = low_km + shell_km * np.arange(shells + 1, dtype=np.float64)
    sky = gate.skies.of(node, caller)
    return _altitudes(sky, edges, _mark(node, caller, sky))


def _altitudes(sky: SeenSky | None, edges: Floats, mark: str) -> Altitudes:
    shells = len(edges) - 1
    counts = {name: np.zeros(shells) for name in TYPES}
    if sky is not None:
        catalog = sky.catalog
        perigee, apogee = _apsides(catalog)
        kinds = np.where(np.isin(catalog.object_type, TYPES), catalog.object_type, "UNKNOWN")
        for first in range(0, len(catalog), _AT_ONCE):
            rows = slice(first, first + _AT_ONCE)
            part = residence(perigee[rows], apogee[rows], edges)
            for name in TYPES:
                counts[name] += part[kinds[rows] == name].sum(axis=0)
    total = np.sum(list(counts.values()), axis=0)
    return Altitudes(
        edges_km=edges.tolist(), objects=0 if sky is None else len(sky.identity), mark=mark,
        mean_count={name: _digits(column) for name, column in counts.items()},
        density_per_km3=_digits(total / shell_volumes_km3(edges)),
    )  # fmt: skip


@read("/api/v1/shells/gabbard", Right.READ, "Perigee and apogee against period", cache=False)
def get_gabbard(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    family: Annotated[
        str,
        QueryParameter(
            min_length=3,
            max_length=80,
            description="A launch, `1999-025`, or part of a name, `COSMOS 2251`.",
        ),
    ],
) -> Gabbard:
    """Of the pieces of one launch, or all that a part of a name fits; no more than 6,000."""
    sky = gate.skies.of(node, caller)
    wanted = " ".join(family.upper().split())
    if sky is None or len(wanted) < 3:
        return Gabbard(family=wanted, objects=[], total=0, mark="")
    catalog = sky.catalog
    if _FAMILY.fullmatch(wanted):
        rows = np.flatnonzero(np.char.startswith(catalog.designator, wanted))
    else:
        rows = np.flatnonzero(np.char.find(np.char.upper(catalog.name), wanted) >= 0)
    total, rows = len(rows), rows[:_MOST_GABBARD]
    perigee, apogee = _apsides(catalog.take(rows))
    shown = [
        GabbardObject(
            object=sky.identity[row], name=str(catalog.name[row]),
            type=str(catalog.object_type[row]),
            period_min=round(TAU / float(catalog.mean_motion_rad_s[row]) / MINUTE_S, 3),
            perigee_km=round(low, 2), apogee_km=round(high, 2),
            inclination_deg=round(float(catalog.inclination_rad[row] / DEG_RAD), 3),
        )
        for row, low, high in zip(rows.tolist(), perigee.tolist(), apogee.tolist(), strict=True)
        if np.isfinite(low)
    ]  # fmt: skip
    marks = RowMarks(node, caller, sky)
    return Gabbard(
        family=wanted, objects=shown, total=total, mark=marks.joined(each.object for each in shown)
    )


@read("/api/v1/shells/families", Right.READ, "Launches with many pieces", cache=False)
def list_families(node: NodeHere, caller: CallerHere, gate: GateHere) -> Families:
    """Those with most debris in the sky first."""
    sky = gate.skies.of(node, caller)
    found = [] if sky is None else _families(sky.catalog)
    return Families(families=found, mark=_mark(node, caller, sky))


def _families(catalog: Catalog) -> list[Family]:
    known = np.flatnonzero(np.char.str_len(catalog.designator) >= 8)
    launch = catalog.designator[known].astype("U8")
    names, of, counts = np.unique(launch, return_inverse=True, return_counts=True)
    debris = np.bincount(of, catalog.object_type[known] == "DEBRIS", len(names)).astype(np.int64)
    order = np.lexsort((names, -counts, -debris))[:_MOST_FAMILIES]
    found = []
    for k in order.tolist():
        if counts[k] < 2:
            continue
        pieces = known[of == k]
        first = pieces[np.argmin(catalog.designator[pieces])]
        found.append(
            Family(
                family=str(names[k]),
                name=str(catalog.name[first]),
                objects=int(counts[k]),
                debris=int(debris[k]),
            )
        )
    return found


def _apsides(catalog: Catalog) -> tuple[Floats, Floats]:
    return perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )


def _mark(node: NodeHere, caller: CallerHere, sky: SeenSky | None) -> str:
    return "" if sky is None else RowMarks(node, caller, sky).of_all()


def _digits(column: Floats) -> list[float]:
    """Six significant digits."""
    return [float(f"{value:.6g}") for value in column.tolist()]


handlers: Final = (get_altitudes, get_gabbard, list_families)
