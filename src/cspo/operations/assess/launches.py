"""Planned launches looked at against the sky: which share of each window is closed.

A window is searched in slices, some hundred or thousand objects in a step, so that no step waits
for it. What is found follows from the sky and the node's clock alone: the size of a slice is by
the count of objects and the length of the window, never by the time that one took.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.launch import Ascent, Closures, KeepOut, closures, near_enough
from cspo.frames import bundled_earth_orientation
from cspo.markings.label import Label
from cspo.operations.assess.assets import Asset
from cspo.operations.assess.planned import PlannedLaunch
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

if TYPE_CHECKING:
    from cspo.operations.catalog import SkyView

__all__ = ["BAND", "LaunchFound", "LaunchWatch"]

EVERY_S: Final = 3_600.0
"""A window is searched anew after so long, by the node's clock."""
SOONEST_S: Final = 300.0
"""And no sooner than this, whatever joins the sky."""
BAND: Final = 2.0
"""Low and high are what closes where every probability were half, and twice as great."""

_STEPS: Final = 14_400
_SLICE: Final = 5.0e7
"""Objects times seconds of window and flight in one slice: some 0.5 s of a slow core. Rows are
dealt out to the slices, for what is alike flies in neighbouring rows."""
_FLIGHT_S: Final = 10_800.0
_MOST_NAMED: Final = 20
_OLDEST_S: Final = 30.0 * DAY_S
"""Errors of element sets were fitted to ten days: thrice as old, they say nothing of a window."""
_MOST_TOO_OLD: Final = 0.05
"""Of the objects that reach the flight: where more have no usable orbit, the share is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchFound:
    """What closes a window, by the sky at an instant.

    Parameters
    ----------
    opens, closes : Epoch
        First and last launch instant.
    low, value, high : float
        Share of the launch instants that is closed: with every probability half, as it is, and
        twice as great.
    step_s : float
    instants : int
    near, screened : int
        Objects that reach the flight's altitudes, and those of which the orbit is good enough.
    closing : int
        Objects that close an instant or more.
    items : tuple of str
        ``RECORD#INDEX`` of the orbits that close most, the most first.
    labels : tuple of Label
        Every mark among the orbits that were looked at.
    """

    opens: Epoch
    closes: Epoch
    low: float
    value: float
    high: float
    step_s: float
    instants: int
    near: int
    screened: int
    closing: int
    items: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nearly all that flies there was looked at."""
        return self.near - self.screened <= _MOST_TOO_OLD * self.near


class LaunchWatch:
    """Keeps what closes the planned launches of a file of assets.

    One thread works with it, with the sky that it was shown last.
    """

    def __init__(self) -> None:
        self._sky: SkyView | None = None
        self._found: dict[str, LaunchFound] = {}
        self._searches: dict[str, _Search] = {}
        self._begun: dict[str, tuple[Epoch, frozenset[str]]] = {}
        self._looked: dict[str, SkyView] = {}

    @property
    def pending(self) -> bool:
        """Whether a search has begun and not ended."""
        return bool(self._searches)

    def see(self, sky: SkyView | None) -> None:
        """The sky as it is now."""
        self._sky = sky

    def found(self, asset: str, t: Epoch) -> LaunchFound | None:
        """What was found last of an asset's launch; None where nothing was, or its time is past."""
        found = self._found.get(asset)
        return found if found is not None and found.closes > t else None

    def work(self, assets: Iterable[Asset], t: Epoch, days: float) -> str:
        """Begin what is due, and do one slice of what has begun; the asset that is done, or none.

        Parameters
        ----------
        days : float
            A window that opens later is not looked at yet.

        Raises
        ------
        UsageError, OutOfRange
            Where an orbit is not to be reached from its site.
        """
        for asset in assets:
            if asset.launch is not None and self._sky is not None and len(self._sky):
                self._begin(asset.id, asset.launch, self._sky, t, days)
        if not self._searches:
            return ""
        name, search = next(iter(self._searches.items()))
        try:
            search.slice()
        except Exception:
            del self._searches[name]
            raise
        if search.left:
            return ""
        self._found[name] = search.found()
        del self._searches[name]
        return name

    def _begin(self, name: str, launch: PlannedLaunch, sky: SkyView, t: Epoch, days: float) -> None:
        opens, closes = launch.window(t)
        if name in self._searches or closes <= t or opens - t > days * DAY_S:
            return
        begun = self._begun.get(name)
        if begun is not None:
            since_s = t - begun[0]
            if 0.0 <= since_s < SOONEST_S:
                return
            if 0.0 <= since_s < EVERY_S and not self._joined(name, launch, sky, begun[1]):
                return
        self._begun[name] = (t, frozenset())  # one that fails waits, and keeps no other waiting
        search = _Search(launch, sky, opens, closes)
        self._searches[name] = search
        self._begun[name] = (t, search.names)

    def _joined(
        self, name: str, launch: PlannedLaunch, sky: SkyView, before: frozenset[str]
    ) -> bool:
        """Whether objects joined the sky that reach the flight's altitudes."""
        if self._looked.get(name) is sky:
            return False
        self._looked[name] = sky
        new = [row for each, row in sky.row_of.items() if each not in before]
        new = [row for row in new if row < len(sky.identity)]
        if not new:
            return False
        return bool(len(near_enough(sky.catalog.take(np.array(new, np.int64)), launch.ascent)))


class _Search:
    """A window, and how far it has been searched."""

    def __init__(self, launch: PlannedLaunch, sky: SkyView, opens: Epoch, closes: Epoch) -> None:
        self._launch, self._sky = launch, sky
        self._opens, self._closes = opens, closes
        self._ascent: Ascent = launch.ascent
        self._window_s = closes - opens
        self._step_s = max(1.0, math.ceil(self._window_s / _STEPS))
        self._rows = rows = near_enough(sky.catalog, self._ascent)
        self.names = frozenset(sky.identity)
        middle_ns = (opens + 0.5 * self._window_s).tai_ns
        age_s = np.abs(middle_ns - sky.catalog.epoch_tai_ns[rows]) / NS_PER_S
        rows = rows[age_s <= _OLDEST_S]
        size = max(int(_SLICE / (self._window_s + _FLIGHT_S)), 1)
        slices = math.ceil(len(rows) / size)
        self.left: list[NDArray[np.int64]] = [rows[at::slices] for at in range(slices)]
        instants = int(self._window_s // self._step_s) + 1
        self._near = np.zeros(instants, np.bool_)
        self._pc = np.zeros(instants)
        self._screened = 0
        self._closing: dict[int, int] = {}

    def slice(self) -> None:
        """Search the next rows."""
        if not self.left:
            return
        launch = self._launch
        least = launch.limit / BAND
        found = closures(
            self._ascent, self._sky.catalog, self._opens, bundled_earth_orientation(),
            duration_s=self._window_s, step_s=self._step_s, rows=self.left[0],
            keep_out=KeepOut(
                crewed_km=launch.crewed_km, active_km=launch.active_km, active_pc=least,
                other_km=launch.debris_km, other_pc=least,
            ),
        )  # fmt: skip
        del self.left[0]
        self._near |= found.near
        np.maximum(self._pc, found.greatest_pc, out=self._pc)
        self._screened += found.screened
        self._count(found)

    def found(self) -> LaunchFound:
        """What closes the window."""
        sky, limit = self._sky, self._launch.limit
        low, value, high = (
            float((self._near | (self._pc > edge)).mean())
            for edge in (limit * BAND, limit, limit / BAND)
        )
        most = sorted(self._closing, key=lambda row: (-self._closing[row], sky.item_ids[row]))
        marks = np.unique(sky.label_index[self._rows]).tolist()
        return LaunchFound(
            opens=self._opens, closes=self._closes, low=low, value=value, high=high,
            step_s=self._step_s, instants=len(self._pc), near=len(self._rows),
            screened=self._screened, closing=len(most),
            items=tuple(sky.item_ids[row] for row in most[:_MOST_NAMED]),
            labels=tuple(sky.labels[index] for index in marks),
        )  # fmt: skip

    def _count(self, found: Closures) -> None:
        """By row: instants that it closes, of those that count by the limit itself."""
        counts: Any = np.flatnonzero(
            found.by_distance | (np.nan_to_num(found.pc) > self._launch.limit)
        )
        for k in counts.tolist():
            row = int(found.row[k])
            steps = int(found.last[k] - found.first[k]) + 1
            self._closing[row] = self._closing.get(row, 0) + steps
