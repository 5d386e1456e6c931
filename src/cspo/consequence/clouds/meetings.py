"""Meetings of sampled pieces and catalogued objects: found, weighed, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds._kernels.nodes import meetings
from cspo.consequence.clouds._kernels.weigh import weigh
from cspo.consequence.clouds.cloud import Cloud
from cspo.consequence.clouds.elements import ElementSets, element_sets
from cspo.consequence.clouds.planes import COLUMNS, Planes
from cspo.consequence.clouds.tally import Part, Tally
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import HOUR_S, NS_PER_S

__all__ = ["Meetings", "Segment", "meet"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

WIDTH: Final = 0.3
"""Half axes of a piece's ellipse, as part of what its whole velocity of the break-up does."""

_FLOOR_KM: Final = 4.0
"""Least half axis: 1.6 km (1 sigma), which is how well element sets know where an object is."""

_CAP_RAD: Final = 0.02
_SEGMENT_S: Final = 6.0 * HOUR_S
_FIRST_FACTOR: Final = 2
_AT_ONCE: Final = 512
_ROOM: Final = 400_000
_AGAIN_S: Final = 2.0
_FARTHEST_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meetings:
    """What is to be counted.

    Parameters
    ----------
    cloud : Cloud
    catalog : Catalog
        n objects.
    start : Epoch
    samples : int
        Pieces that stand for the cloud after the first hour.
    area_m2, mass_kg : (n,) float64
    generator : numpy.random.Generator
    large_m : float
        From this length on pieces count as large.
    """

    cloud: Cloud
    catalog: Catalog
    start: Epoch
    samples: int
    area_m2: Floats
    mass_kg: Floats
    generator: np.random.Generator
    large_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """One stretch of the window, with the pieces that stand for the cloud in it.

    Times are seconds past *middle*, ages seconds after the break-up.
    """

    middle: Epoch
    begin_s: float
    end_s: float
    age_s: float
    since_start_s: float
    pieces: Cloud
    sets: ElementSets
    bulk: Sgp4Bulk
    planes: Floats
    base: Floats
    reach_km: Floats
    along_km: Floats
    cap_km: float


@dataclass(slots=True)
class _Room:
    """Where a thread's kernel writes."""

    asset: NDArray[np.int32] = field(default_factory=lambda: np.empty(_ROOM, np.int32))
    piece: NDArray[np.int32] = field(default_factory=lambda: np.empty(_ROOM, np.int32))
    t_s: Floats = field(default_factory=lambda: np.empty(_ROOM))
    way: NDArray[np.int8] = field(default_factory=lambda: np.empty(_ROOM, np.int8))


def meet(
    work: Meetings, tally: Tally, *, threads: int = 1,
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
) -> None:  # fmt: skip
    """Count all meetings of *work* into *tally*."""
    planes, bulk = Planes(work.catalog), Sgp4Bulk(work.catalog)
    n = len(work.catalog)
    slices = [slice(first, min(first + _AT_ONCE, n)) for first in range(0, n, _AT_ONCE)]
    segments = list(_segments(work, float(tally.edges_s[-1])))
    done, total = 0, max(len(slices) * len(segments), 1)
    with ThreadPoolExecutor(threads) as pool:
        for make in segments:
            if stop is not None and stop():
                return
            segment = make()
            if segment is None:
                done += len(slices)
                continue
            half_s = max(-segment.begin_s, segment.end_s)
            table = planes.at(segment.middle, half_s)

            def one(
                rows: slice, segment: Segment = segment, table: Floats = table
            ) -> list[tuple[slice, Part]]:
                return list(_parts(segment, table, bulk, rows)) if not (stop and stop()) else []

            for parts in pool.map(one, slices):
                for rows, part in parts:
                    tally.add(rows, part, (work.area_m2[rows], work.mass_kg[rows]), work.large_m)
                done += 1
                if progress is not None:
                    progress(done / total)


def _segments(work: Meetings, duration_s: float) -> Iterator[Callable[[], Segment | None]]:
    """The first hour of the cloud with more pieces, the rest in even stretches: each a builder."""
    age_s = work.start - work.cloud.epoch
    cuts = [0.0, duration_s]
    if age_s < HOUR_S < age_s + duration_s:
        cuts.insert(1, HOUR_S - age_s)
    edges = [cuts[0]]
    for left, right in pairwise(cuts):
        parts = int(np.ceil((right - left) / _SEGMENT_S))
        edges += [left + (right - left) * (k + 1) / parts for k in range(parts)]
    drawn: dict[int, tuple[Cloud, ElementSets]] = {}

    def build(left: float, right: float) -> Segment | None:
        most = work.samples * (_FIRST_FACTOR if age_s + left < HOUR_S else 1)
        if most not in drawn:
            pieces = work.cloud.sampled(most, generator=work.generator)
            drawn[most] = pieces, element_sets(pieces)
        return _segment(*drawn[most], work.start, left, right)

    for left, right in pairwise(edges):
        yield partial(build, left, right)


def _segment(
    pieces: Cloud, sets: ElementSets, start: Epoch, left: float, right: float
) -> Segment | None:
    """The stretch from *left* to *right* seconds past the start; None where no piece is left."""
    half_s = 0.5 * (right - left)
    middle = start + (left + half_s)
    age_s = middle - pieces.epoch
    secular = Planes(sets.catalog)
    planes = secular.at(middle, half_s)
    alive = np.flatnonzero(~np.isnan(planes[:, 0]) & (sets.end_s > age_s - half_s))
    if not len(alive):
        return None
    sets = ElementSets(
        catalog=sets.catalog.take(alive), rows=sets.rows[alive], end_s=sets.end_s[alive],
        lost=sets.lost,
    )  # fmt: skip
    planes = planes[alive]
    motion = planes[:, COLUMNS.index("rate")]
    reach = WIDTH * np.linalg.norm(pieces.dv_km_s[sets.rows], axis=1) / motion
    node_rate, argp_rate = np.median(secular.rates_rad_s[alive], axis=0)
    cap_km = _CAP_RAD * float(np.linalg.norm(pieces.r_teme_km[0]))
    oldest = motion * (age_s + half_s)
    return Segment(
        middle=middle, begin_s=-half_s, end_s=half_s, age_s=age_s, since_start_s=left + half_s,
        pieces=pieces, sets=sets, bulk=Sgp4Bulk(sets.catalog), planes=planes,
        base=_base(pieces, age_s * node_rate, age_s * argp_rate), reach_km=reach,
        along_km=np.minimum(reach * np.hypot(4.0 + 3.0 * oldest, 4.0), cap_km), cap_km=cap_km,
    )  # fmt: skip


def _base(pieces: Cloud, node_rad: float, argp_rad: float) -> Floats:
    """Unit vector to where all pieces meet again: the break-up, carried on as orbits precess."""
    r = pieces.r_teme_km.mean(axis=0)
    w = np.cross(r, np.median(pieces.v_teme_km_s, axis=0))
    u, w = r / np.linalg.norm(r), w / np.linalg.norm(w)
    u = np.cos(argp_rad) * u + np.sin(argp_rad) * np.cross(w, u)
    c, s = np.cos(node_rad), np.sin(node_rad)
    return np.array([c * u[0] - s * u[1], s * u[0] + c * u[1], u[2]])


def _parts(
    segment: Segment, table: Floats, bulk: Sgp4Bulk, rows: slice, room: _Room | None = None
) -> Iterator[tuple[slice, Part]]:
    """Weighed meetings of a slice of the catalogue, halved where they are too many at once."""
    room = _Room() if room is None else room
    n = meetings(
        table[rows], segment.planes, segment.base, segment.reach_km, segment.along_km, _FLOOR_KM,
        segment.begin_s, segment.end_s, segment.age_s, room.asset, room.piece, room.t_s,
        room.way,
    )  # fmt: skip
    if n > _ROOM:
        if rows.stop - rows.start == 1:
            raise UsageError("find crossings", "samples", expected="fewer", got=f"{n:,} meetings")
        middle = (rows.start + rows.stop) // 2
        yield from _parts(segment, table, bulk, slice(rows.start, middle), room)
        yield from _parts(segment, table, bulk, slice(middle, rows.stop), room)
    elif n:
        asset, piece = room.asset[:n].astype(np.intp), room.piece[:n].astype(np.intp)
        yield (
            rows,
            _weighed(
                segment, bulk, rows.start, asset, piece, room.t_s[:n].copy(), room.way[:n].copy()
            ),
        )


def _weighed(
    segment: Segment, bulk: Sgp4Bulk, first: int, asset: Rows, piece: Rows, t_s: Floats,
    way: NDArray[np.int8],
) -> Part:  # fmt: skip
    """By SGP4: when the asset is in the plane of the piece, and how dense the piece is there."""
    out = np.empty((len(t_s), 4))
    again = np.arange(len(t_s))
    for _ in range(3):
        tai_ns = segment.middle.tai_ns + np.rint(t_s[again] * NS_PER_S).astype(np.int64)
        of_asset, _status = bulk.propagate_pairs(first + asset[again], tai_ns)
        of_piece, _status = segment.bulk.propagate_pairs(piece[again], tai_ns)
        fresh = np.empty((len(again), 4))
        weigh(
            of_asset, of_piece, way[again], segment.age_s + t_s[again], segment.base,
            segment.planes[piece[again], COLUMNS.index("rate")], segment.reach_km[piece[again]],
            segment.cap_km, _FLOOR_KM, segment.end_s - segment.begin_s, fresh,
        )  # fmt: skip
        out[again] = fresh
        far = np.abs(fresh[:, 0]) > _AGAIN_S
        again = again[far & (np.abs(fresh[:, 0]) < _FARTHEST_S)]
        if not len(again):
            break
        t_s[again] += out[again, 0]
    alive = segment.age_s + t_s < segment.sets.end_s[piece]
    hit = np.flatnonzero((out[:, 1] > 0.0) & alive & (np.abs(out[:, 0]) < _FARTHEST_S))
    rows = segment.sets.rows[piece[hit]]
    return Part(
        asset=asset[hit], t_s=segment.since_start_s + t_s[hit], density=out[hit, 1],
        speed_km_s=out[hit, 2], miss_km=out[hit, 3], weight=segment.pieces.weight[rows],
        length_m=segment.pieces.length_m[rows], mass_kg=segment.pieces.mass_kg[rows],
    )  # fmt: skip
