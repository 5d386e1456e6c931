"""All against all, some against all, or ephemerides against the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.broad import Approaches, Search, scan_block
from cspo.conjunction.checkpoint import Checkpoint, fingerprint
from cspo.conjunction.decision import find_events
from cspo.conjunction.events import Conjunctions, Exclusions, conjunctions_from
from cspo.conjunction.knots import UNIT_S
from cspo.conjunction.march import near_some
from cspo.conjunction.reach import within_reach
from cspo.conjunction.trajectories import Trajectories
from cspo.conjunction.volume import Volume
from cspo.errors import UsageError
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["screen"]

Integers = NDArray[np.int64]

_LONGEST_S: Final = 400.0 * DAY_S
_FEW: Final = 32
_FEWER: Final = 8
_MARCHED: Final = 64
"""So few objects are searched sooner than a march rules most of them out."""


def screen(
    catalog: Catalog,
    *,
    start: Epoch,
    duration_s: float,
    threshold_km: float = 5.0,
    volume: Volume | None = None,
    primary_rows: ArrayLike | None = None,
    ephemerides: Sequence[Ephemeris] = (),
    together: bool = False,
    threads: int = 2,
    memory_limit_gb: float = 4.0,
    checkpoint: Path | None = None,
    progress: Callable[[float], None] | None = None,
) -> Conjunctions:
    """Find every close approach in a window of time.

    Parameters
    ----------
    catalog : Catalog
    start : Epoch
    duration_s : float
        Minima of range in [start, start + duration_s) are found.
    threshold_km : float
        Radius of the sphere around each object, km. Ignored with a *volume*.
    volume : Volume, optional
        Sphere or box; see `cspo.conjunction.volume`.
    primary_rows : (p,) int, optional
        Only pairs with at least one of these rows.
    ephemerides : sequence of Ephemeris
        Each against the whole catalogue, and against each other where *together*.
        Where given without *primary_rows*, only they are screened.
    together : bool
        Whether the ephemerides fly together; else they are alternatives, such as
        burns to choose from. Pieces of one object's never meet.
    threads : int
        The result does not depend on it.
    memory_limit_gb : float
        Working memory to stay below; blocks of time become shorter for it.
    checkpoint : Path, optional
        Folder that keeps finished blocks, so that a second call goes on where
        an interrupted one stopped.
    progress : callable, optional
        Called with the fraction done, from this thread.

    Returns
    -------
    Conjunctions
        Sorted by time of closest approach.

    Raises
    ------
    UsageError
        Where the window, threshold or rows have no meaning.

    Notes
    -----
    Misses are those of SGP4 itself (or of the interpolated ephemeris). The
    method and why it misses nothing: docs/theory/screening.md.
    """
    volume = volume or Volume.sphere(threshold_km)
    _check(duration_s, threads)
    size = len(catalog) + len(ephemerides)
    first = _first_objects(len(catalog), size, primary_rows)
    paths = Trajectories(catalog, ephemerides, start)
    few = first is not None and int(first.sum()) <= _FEW
    kept = np.ones(size, np.bool_)
    if first is not None and few:
        kept = within_reach(paths, first, duration_s, volume.reach_km)
        if first.sum() <= _FEWER and kept.sum() > _MARCHED:
            kept = near_some(paths, first, kept, duration_s, volume.reach_km, threads)
    paths.keep(kept, duration_s)
    search = Search(
        threshold_km=volume.reach_km, step_s=_step_s(size), stop_s=duration_s, first=first, few=few,
        together=together, identity=_identities(catalog, ephemerides),
    )  # fmt: skip
    blocks = _blocks(duration_s, size, threads, memory_limit_gb)
    keeper = None
    if checkpoint is not None:
        wanted = None if first is None else first.tobytes()
        key = fingerprint(catalog, tuple(ephemerides), start, duration_s, volume.reach_km, wanted)
        keeper = Checkpoint(checkpoint, key)
    done = _run(paths, search, blocks, threads, progress, keeper)
    encounters, flags = find_events(paths, done, start, duration_s, volume.reach_km)
    return conjunctions_from(
        encounters,
        flags,
        first=first,
        start=start,
        duration_s=duration_s,
        volume=volume,
        catalog_size=len(catalog),
        excluded=_exclusions(done, start + duration_s),
    )


def _step_s(size: int) -> float:
    """Length of a step: each costs a little, and its pairs grow with its square."""
    return 150.0 if size <= 50_000 else 112.5


def _check(duration_s: float, threads: int) -> None:
    if not 0.0 < duration_s <= _LONGEST_S:
        raise UsageError(
            "screen", "duration_s", expected="above 0, at most 400 days", got=str(duration_s)
        )
    if threads < 1:
        raise UsageError("screen", "threads", expected="at least 1", got=str(threads))


def _first_objects(
    catalog_size: int, size: int, primary_rows: ArrayLike | None
) -> NDArray[np.bool_] | None:
    """Mask of primaries and ephemerides, or None for all against all."""
    if primary_rows is None and size == catalog_size:
        return None
    first = np.zeros(size, np.bool_)
    first[catalog_size:] = True
    if primary_rows is not None:
        rows = np.atleast_1d(np.asarray(primary_rows, np.int64))
        if rows.size and not (rows.min() >= 0 and rows.max() < catalog_size):
            raise UsageError(
                "screen", "primary_rows", expected=f"rows below {catalog_size}", got=str(rows)
            )
        first[rows] = True
    return first


def _identities(catalog: Catalog, ephemerides: Sequence[Ephemeris]) -> Integers:
    """One number for each identity: objects that share it are one, and never meet."""
    own = catalog.norad_id.astype(np.int64)
    nameless = np.flatnonzero(own == 0)
    if len(nameless):
        texts, code = np.unique(catalog.other_id[nameless], return_inverse=True)
        unnamed = texts[code] == ""
        own[nameless] = np.where(unnamed, -1 - nameless, -1 - len(own) - code)
    codes = own.tolist()
    strangers: dict[str, int] = {}
    for ephemeris in ephemerides:
        found = _rows_of(catalog, ephemeris.object_id)
        stranger = strangers.setdefault(ephemeris.object_id, -10 - 2 * len(own) - len(strangers))
        codes.append(int(own[found[0]]) if len(found) else stranger)
    return np.array(codes, np.int64)


def _rows_of(catalog: Catalog, object_id: str) -> Integers:
    scheme, _, value = object_id.partition(":")
    if scheme == "norad" and value.isdigit():
        return np.flatnonzero(catalog.norad_id == int(value))
    designator = value if scheme == "cospar" else object_id
    known = (catalog.designator == designator) & (designator != "")
    return np.flatnonzero(known | ((catalog.other_id == object_id) & (object_id != "")))


def _blocks(
    duration_s: float, size: int, threads: int, memory_limit_gb: float
) -> list[tuple[float, float]]:
    """Blocks of time that fit in memory: 1,000 bytes an object and unit, 2,000 an object."""
    units = math.ceil(duration_s / UNIT_S)
    per_unit = max(size, 1) * (3 * 200 + 400)
    room = memory_limit_gb * 1e9 / threads / 1.5
    per_block = int(min(max((room - size * 2000) / per_unit, 1), 8, -(-units // threads)))
    edges = list(range(0, units, per_block))
    return [(k * UNIT_S, min(k + per_block, units) * UNIT_S) for k in edges]


def _scan(paths: Trajectories, search: Search, begin_s: float, end_s: float) -> Approaches:
    begin = paths.start + begin_s
    day, _ = begin.utc_day()
    midnight_s = begin_s + (Epoch.from_utc_day(day + 1, 0) - begin)
    return scan_block(paths, begin_s, end_s, search, midnight_s=midnight_s, day=day)


def _run(
    paths: Trajectories,
    search: Search,
    blocks: list[tuple[float, float]],
    threads: int,
    progress: Callable[[float], None] | None,
    keeper: Checkpoint | None,
) -> list[Approaches]:
    """Every block, in order of time; those that the checkpoint keeps are not run again."""
    done: dict[int, Approaches] = {}
    for number, block in enumerate(blocks):
        kept = keeper.load(*block) if keeper is not None else None
        if kept is not None:
            done[number] = kept
    waiting = [(number, block) for number, block in enumerate(blocks) if number not in done][::-1]
    with ThreadPoolExecutor(threads) as pool:
        running: dict[Future[Approaches], int] = {}
        try:
            while waiting or running:
                while waiting and len(running) < threads:
                    number, (begin_s, end_s) = waiting.pop()
                    running[pool.submit(_scan, paths, search, begin_s, end_s)] = number
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    number = running.pop(future)
                    done[number] = future.result()
                    if keeper is not None:
                        keeper.save(*blocks[number], done[number])
                    if progress is not None:
                        progress(len(done) / len(blocks))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return [done[number] for number in range(len(blocks))]


def _exclusions(done: list[Approaches], stop: Epoch) -> Exclusions:
    """The first failure of each object before *stop*; the last block reaches beyond it."""
    row = np.concatenate([block.failed_row for block in done])
    status = np.concatenate([block.failed_status for block in done])
    tai_ns = np.concatenate([block.failed_tai_ns for block in done])
    order = np.lexsort((tai_ns, row))
    order = order[tai_ns[order] < stop.tai_ns]
    rows, first = np.unique(row[order], return_index=True)
    return Exclusions(row=rows, from_tai_ns=tai_ns[order][first], status=status[order][first])
