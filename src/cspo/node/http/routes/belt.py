"""The geostationary belt: longitudes against time."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, rotation
from cspo.node.http.earth import earth_orientation
from cspo.node.http.faults import unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.row_marks import RowMarks
from cspo.orbits import Catalog
from cspo.orbits.regime import Regime, regimes
from cspo.units import DAY_S, DEG_RAD, HOUR_S, NS_PER_S

__all__ = ["handlers"]

Floats = NDArray[np.float64]

_MOST_STATES: Final = 250_000


class BeltObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object of the belt.

    Parameters
    ----------
    object, name, owner, type : str
        Empty: unknown.
    inclination_deg : float
    drift_deg_day : float
        Mean motion of its longitude, eastward, over the span.
    age_s : float
        Age of its elements, s.
    longitude_deg : list of float or None
        At each instant, east, -180 to 180; null where SGP4 gives no state.
    """

    object: str
    name: str
    owner: str
    type: str
    inclination_deg: float
    drift_deg_day: float | None
    age_s: float
    longitude_deg: list[float | None]


class Belt(msgspec.Struct, frozen=True, kw_only=True):
    """The geostationary belt over time.

    Parameters
    ----------
    start_utc : str
        First instant.
    step_s : float
        Between instants, s.
    count : int
        How many instants.
    now : int
        Which of them is now.
    objects : list
        Classes GEO, EGO and IGO of ESA's Annual Space Environment Report.
    mark : str
        The mark of all that is shown.
    """

    start_utc: str
    step_s: float
    count: int
    now: int
    objects: list[BeltObject]
    mark: str


@read(
    "/api/v1/shells/belt", Right.READ, "Longitudes in the geostationary belt over time",
    tag="shells", cache=False,
)  # fmt: skip
def get_belt(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    days: Annotated[
        float, QueryParameter(ge=0.5, le=30.0, description="So many days back and ahead.")
    ] = 5.0,
    step_h: Annotated[
        float, QueryParameter(ge=1.0, le=24.0, description="Between instants, hours.")
    ] = 6.0,
) -> Belt:
    """From the elements of now, by SGP4, Earth-fixed: what was is what they say that it was."""
    half = max(int(days * 24.0 / step_h), 1)
    t_s = step_h * HOUR_S * np.arange(2 * half + 1, dtype=np.float64)
    now = node.clock.now()
    start = now - float(t_s[half])
    sky = gate.skies.of(node, caller)
    rows = np.zeros(0, np.intp) if sky is None else _belt_rows(sky.catalog)
    if len(rows) * len(t_s) > _MOST_STATES:
        raise unwanted("step_h", f"at most {_MOST_STATES:,} positions", "a longer step")
    objects: list[BeltObject] = []
    mark = ""
    if sky is not None:
        catalog, names = sky.catalog.take(rows), [sky.identity[row] for row in rows.tolist()]
        longitudes = _longitudes(catalog, start.tai_ns, t_s)
        objects = _belt_objects(catalog, names, longitudes, t_s, now.tai_ns)
        mark = RowMarks(node, caller, sky).joined(names)
    return Belt(
        start_utc=start.utc_iso(3), step_s=step_h * HOUR_S, count=len(t_s), now=half,
        objects=objects, mark=mark,
    )  # fmt: skip


def _belt_rows(catalog: Catalog) -> NDArray[np.intp]:
    kinds = regimes(catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad)
    return np.flatnonzero(np.isin(kinds, (Regime.GEO, Regime.EGO, Regime.IGO)))


def _longitudes(catalog: Catalog, start_tai_ns: int, t_s: Floats) -> Floats:
    """East longitudes (n, m) of the points under the objects, degrees; NaN without a state."""
    if not len(catalog):
        return np.zeros((0, len(t_s)))
    tai_ns = start_tai_ns + np.round(t_s * NS_PER_S).astype(np.int64)
    rows = np.repeat(np.arange(len(catalog)), len(t_s))
    states, _ = Sgp4Bulk(catalog).propagate_pairs(rows, np.tile(tai_ns, len(catalog)))
    turn = rotation(Frame.TEME, Frame.ITRF, tai_ns, earth_orientation())
    r_km = np.einsum("mij,nmj->nmi", turn, states[:, :3].reshape(len(catalog), len(t_s), 3))
    return np.asarray(np.degrees(np.arctan2(r_km[..., 1], r_km[..., 0])))


def _belt_objects(
    catalog: Catalog, names: list[str], longitudes: Floats, t_s: Floats, now_tai_ns: int
) -> list[BeltObject]:
    return [
        BeltObject(
            object=names[row], name=str(catalog.name[row]), owner=str(catalog.owner[row]),
            type=str(catalog.object_type[row]),
            inclination_deg=round(float(catalog.inclination_rad[row] / DEG_RAD), 3),
            drift_deg_day=_drift(longitudes[row], t_s),
            age_s=round((now_tai_ns - int(catalog.epoch_tai_ns[row])) / NS_PER_S, 1),
            longitude_deg=[None if np.isnan(v) else round(v, 3) for v in longitudes[row].tolist()],
        )
        for row in range(len(names))
    ]  # fmt: skip


def _drift(longitude_deg: Floats, t_s: Floats) -> float | None:
    """Slope of a straight line through the longitudes, unwrapped, degrees a day."""
    good = np.isfinite(longitude_deg)
    if good.sum() < 2:
        return None
    unwrapped = np.unwrap(longitude_deg[good], period=360.0)
    return round(float(np.polyfit(t_s[good] / DAY_S, unwrapped, 1)[0]), 4)


handlers: Final = (get_belt,)
