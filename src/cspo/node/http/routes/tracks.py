"""Where objects are over the Earth, by the node itself: ground tracks, and a check on pages."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.dynamics import Sgp4Bulk
from cspo.errors import CspoError
from cspo.frames import TurningEarth, geodetic_from_itrf
from cspo.node.http.earth import earth_orientation
from cspo.node.http.faults import unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routes.instants import near_instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["handlers"]

_MOST_POSITIONS: Final = 20_000
"""Positions in one answer: two megabytes before packing."""
_LONGEST_S: Final = 31.0 * DAY_S
"""From the first instant to the last: how the Earth turns is reckoned for all of the span."""


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One object over the Earth.

    Parameters
    ----------
    object : str
        Its identity here.
    epoch_utc : str
        Of the elements that it goes by.
    x_km, y_km, z_km : list of float or None
        Position, Earth-fixed (ITRF); null where the orbit can't be propagated.
    latitude_deg, longitude_deg, height_km : list of float or None
        The same, geodetic (WGS-84).
    """

    object: str
    epoch_utc: str
    x_km: list[float | None]
    y_km: list[float | None]
    z_km: list[float | None]
    latitude_deg: list[float | None]
    longitude_deg: list[float | None]
    height_km: list[float | None]


class Tracks(msgspec.Struct, frozen=True, kw_only=True):
    """Objects over the Earth at the same instants.

    Parameters
    ----------
    frame : str
        ``"ITRF"``.
    start_utc : str
        The first instant.
    step_s : float
        From one to the next, s.
    count : int
        How many.
    tracks : list
        One for each object that is there, by identity.
    """

    frame: str
    start_utc: str
    step_s: float
    count: int
    tracks: list[Track]


@read("/api/v1/tracks", Right.READ, "Positions of objects over the Earth", cache=False,
      tag="catalog")  # fmt: skip
def list_tracks(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    objects: Annotated[
        list[str],
        QueryParameter(name="object", min_items=1, max_items=200, description="Of these."),
    ],
    start: Annotated[
        str, QueryParameter(max_length=40, description="First instant, UTC; without it now.")
    ] = "",
    step_s: Annotated[float, QueryParameter(gt=0.0, le=86_400.0, description="Step, s.")] = 60.0,
    count: Annotated[int, QueryParameter(ge=1, le=10_000, description="How many instants.")] = 1,
) -> Tracks:  # fmt: skip
    """From the elements that the node goes by, or the newest that the caller may see, by SGP4.

    Objects that are not there, or not for the caller, are left out.
    """
    begin = near_instant_of(start, "start", node.clock.now())
    if step_s * (count - 1) > _LONGEST_S:
        raise unwanted("step_s", "a span of 31 days at most", "a shorter step, or fewer instants")
    if len(objects) * count > _MOST_POSITIONS:
        raise unwanted(
            "count", f"at most {_MOST_POSITIONS:,} positions", "fewer objects or instants"
        )
    sky = gate.skies.of(node, caller)
    row_of = {} if sky is None else sky.row_of
    wanted = sorted(set(objects) & row_of.keys())
    tracks = []
    if sky is not None and wanted:
        catalog = sky.catalog.take(np.array([row_of[name] for name in wanted]))
        try:
            r_itrf_km = _positions(
                Sgp4Bulk(catalog), begin, step_s * np.arange(count, dtype=np.float64)
            )
        except CspoError as error:
            raise unwanted("start", "instants within 292 years of the elements") from error
        epochs = [Epoch(ns).utc_iso(6) for ns in catalog.epoch_tai_ns.tolist()]
        tracks = [_track(*each) for each in zip(wanted, epochs, r_itrf_km, strict=True)]
    return Tracks(
        frame="ITRF", start_utc=begin.utc_iso(6), step_s=step_s, count=count, tracks=tracks
    )


def _positions(
    bulk: Sgp4Bulk, begin: Epoch, t_s: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    """Earth-fixed positions (objects, instants, 3), km."""
    states, _ = bulk.propagate(begin, t_s)
    matrix = TurningEarth(begin, float(t_s[-1]), earth_orientation()).itrf_from_teme(t_s)
    return np.asarray(np.einsum("mij,mjn->nmi", matrix, states[:, :3]))


def _track(name: str, epoch_utc: str, r_km: NDArray[np.float64]) -> Track:
    good: NDArray[np.bool_] = np.isfinite(r_km[:, 0])
    latitude_rad, longitude_rad, height_km = geodetic_from_itrf(np.where(good[:, None], r_km, 7e3))
    return Track(
        object=name, epoch_utc=epoch_utc,
        x_km=_told(r_km[:, 0], good), y_km=_told(r_km[:, 1], good), z_km=_told(r_km[:, 2], good),
        latitude_deg=_told(np.rad2deg(latitude_rad), good),
        longitude_deg=_told(np.rad2deg(longitude_rad), good), height_km=_told(height_km, good),
    )  # fmt: skip


def _told(values: NDArray[np.float64], good: NDArray[np.bool_]) -> list[float | None]:
    """To a decimetre or a millionth of a degree."""
    pairs: list[Any] = list(zip(values.tolist(), good.tolist(), strict=True))
    return [round(value, 6) if fine else None for value, fine in pairs]


handlers: Final = (list_tracks,)
