"""Screening days ahead in the node's step: the few objects that plans and assets name.

When a whole pass is made follows from the node's clock and from what it was told, never from how
fast its machine is: every few hours, where an object of these flies another orbit, and where
much of the sky does. A step screens one day of a pass, so that it stays short; an exercise
that is to be replayed makes the whole pass in one. What changes while a pass goes on is told at
once, by what was known before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Final

from cspo.node.runtime.config import ScreeningConfig
from cspo.node.runtime.metrics import NodeMetrics
from cspo.operations.assess import Assets
from cspo.operations.assess.assets import AssetKind
from cspo.operations.catalog import SkyView
from cspo.operations.plan.horizons import MOST_AHEAD, Asked
from cspo.operations.plan.vocabulary import HORIZON_DAYS
from cspo.operations.screen import AheadScreener, EventChanges
from cspo.operations.screen.ahead import has_orbit, midnight_after
from cspo.operations.screen.ahead_view import AheadView
from cspo.operations.screen.keeping import Names
from cspo.operations.screen.searching import Search
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["AheadWork", "Line", "crowded_by", "line_ahead"]

_EVERY_S: Final = 21_600.0
"""How often a whole pass is made, s of the node's clock, and how much further it looks."""

_MANY: Final = 1_000
"""Where so many orbits have changed at once, a pass is made, day by day; where all its days are
screened in one step anyway, only for half of the sky."""


@dataclass(frozen=True, slots=True)
class Line:
    """Objects that are asked of beyond the window of all, and how many days ahead.

    Parameters
    ----------
    wanted : mapping
        The first `MOST_AHEAD`: these are screened so far.
    crowded : mapping
        The others, which are not.
    """

    wanted: Mapping[str, float]
    crowded: Mapping[str, float]


def line_ahead(asked: Asked, assets: Assets, window_h: float) -> Line:
    """Which objects are screened further ahead than all are.

    Plans come first, by name; then the satellites of the nation's own file, as far as
    a plan looks that says nothing else. What is asked within the window takes no place.

    Parameters
    ----------
    asked : mapping
        By object, how many days ahead plans in force ask.
    assets : Assets
    window_h : float
        How far ahead all are screened, h.
    """
    found = {name: days for name, days in sorted(asked.items()) if _is_beyond(days, window_h)}
    if _is_beyond(HORIZON_DAYS, window_h):
        for asset in assets.assets:
            if asset.kind is AssetKind.SATELLITE:
                for name in asset.objects:
                    found.setdefault(name, HORIZON_DAYS)
    line = list(found.items())
    return Line(dict(line[:MOST_AHEAD]), dict(line[MOST_AHEAD:]))


def crowded_by(
    new: Asked, others: Asked, assets: Assets, window_h: float, before: Line
) -> tuple[tuple[str, ...], int]:
    """What would be screened no further than all are, were a plan in force.

    Parameters
    ----------
    new : mapping
        By object, how many days ahead the plan asks.
    others : mapping
        And all others.
    assets : Assets
    window_h : float
    before : Line
        As it is without it.

    Returns
    -------
    tuple of str
        Of the plan's own objects.
    int
        How many of those that other plans ask of and that are screened now.
    """
    both = {name: max(new.get(name, 0.0), others.get(name, 0.0)) for name in {*new, *others}}
    crowded = line_ahead(both, assets, window_h).crowded
    own = tuple(
        name for name, days in new.items() if name in crowded and _is_beyond(days, window_h)
    )
    pushed = others.keys() & before.wanted.keys() & crowded.keys() - new.keys()
    return own, len(pushed)


def _is_beyond(days: float, window_h: float) -> bool:
    """Whether so far ahead not all are screened; the window moves in steps of up to an hour."""
    return 24.0 * days > window_h + 1.0


@dataclass(frozen=True, slots=True)
class _Due:
    """What a pass is due of, and where it begins."""

    start: Epoch
    again: dict[str, Epoch]


class AheadWork:
    """Keeps the screening days ahead up to date.

    Parameters
    ----------
    config : ScreeningConfig
    metrics : NodeMetrics
    search : callable
        As `ScreeningWork` has it.
    names : callable
        As `ScreeningWork` has it: an event keeps the name under which it was reported.
    at_once : bool
        Whether a pass is made in one step.
    """

    def __init__(
        self, config: ScreeningConfig, metrics: NodeMetrics, search: Search, names: Names,
        *, at_once: bool = False,
    ) -> None:  # fmt: skip
        self._config = config
        self._metrics = metrics
        self._at_once = at_once
        self._screener = AheadScreener(
            threshold_km=config.threshold_km, threads=config.threads or os.cpu_count() or 1,
            memory_limit_gb=config.memory_gb, search=search, names=names,
        )  # fmt: skip
        self._wanted: Mapping[str, float] = {}
        self._sky: SkyView | None = None
        self._works = False
        self._turned = False
        self.view: AheadView | None = None

    @property
    def busy(self) -> bool:
        """Whether a pass is under way."""
        return self._screener.is_passing

    @property
    def has_begun(self) -> bool:
        """Whether it has looked at a sky: from then on it knows what is to come."""
        return self._sky is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The objects that are screened."""
        return tuple(self._screener.until)

    def awaits(self, name: str, wanted: Mapping[str, float], t: Epoch) -> bool:
        """Whether an object is going to be screened further ahead than it is.

        Where a screening fails nothing is awaited: then what is unknown is told.
        """
        sky = self._sky
        if not self._works or name not in wanted or sky is None or not has_orbit(sky, name):
            return False
        until = self._screener.until.get(name)
        return until is None or until < t + wanted[name] * DAY_S

    def step(
        self, sky: SkyView | None, wanted: Mapping[str, float], t: Epoch
    ) -> EventChanges | None:
        """Screen what is due; what has changed, None where there is no other view than before.

        Parameters
        ----------
        sky : SkyView or None
            The sky as it is now.
        wanted : mapping
            By object, how many days ahead; see `line_ahead`.
        t : Epoch
            Now.
        """
        self._sky, self._wanted, self._works = sky, wanted, False
        if not self._config.on or sky is None or len(sky) < 2:
            return None
        began = perf_counter()
        changes = self._worked(sky, t)
        self._works = True
        if changes is None:
            return None
        self._metrics.screened("ahead", perf_counter() - began)
        self.view = AheadView(
            view=changes.view, until=MappingProxyType(dict(self._screener.until)),
            within_km=self._config.threshold_km,
        )  # fmt: skip
        return changes

    def _worked(self, sky: SkyView, t: Epoch) -> EventChanges | None:
        screener, before = self._screener, self._screener.view
        if not screener.is_passing:
            due = self._due(sky, t)
            if due is None:
                return self._updated(sky)
            screener.begin(sky, due.start, due.again, self._wanted)
        elif not self._turned and self._is_small_change(sky):
            self._turned = True  # the next step is the pass's, however much goes on changing
            return self._updated(sky)
        self._turned = False
        ended = screener.go_on()
        while ended is None and self._at_once:
            ended = screener.go_on()
        if ended is None or not self._is_small_change(sky) or self._updated(sky) is None:
            return ended
        return screener.changes_since(before)

    def _is_small_change(self, sky: SkyView) -> bool:
        """Whether what changed since the screening stands can be told without another pass."""
        screener, view = self._screener, self._screener.view
        moved = None if view is None else screener.moved(sky)
        if view is None or moved is None or not 0 < len(moved) < _MANY:
            return False
        changed = {sky.name_at(int(row)) for row in moved}
        until = screener.until
        return changed.isdisjoint(until) and not _flies_otherwise(view.sky, sky, until)

    def _updated(self, sky: SkyView) -> EventChanges | None:
        """What changed in the sky screened against our objects; None where nothing did."""
        before = self._screener.view
        if before is None:
            return None
        changes = self._screener.update(sky)
        return None if changes.view is before else changes

    def _due(self, sky: SkyView, t: Epoch) -> _Due | None:
        """The pass that is due now; None where none is."""
        screener, view = self._screener, self._screener.view
        every_ns = round(_EVERY_S * NS_PER_S)
        start = Epoch(t.tai_ns // every_ns * every_ns)
        flown = {name: days for name, days in self._wanted.items() if has_orbit(sky, name)}
        if not flown and not screener.until:
            return None
        until = {
            name: midnight_after(start + (_EVERY_S + days * DAY_S)) for name, days in flown.items()
        }
        if view is None or start > view.start or not flown:
            return _Due(start, until)
        moved = screener.moved(sky)
        if len(moved) >= (max(_MANY, len(sky) // 2) if self._at_once else _MANY):
            return _Due(start, until)
        changed = {sky.name_at(int(row)) for row in moved}
        again = {
            name: end for name, end in until.items()
            if name in changed or screener.until.get(name, t) < end
        } | {name: until[name] for name in _flies_otherwise(view.sky, sky, until)}  # fmt: skip
        return _Due(view.start, again) if again else None


def _flies_otherwise(old: SkyView, new: SkyView, names: Iterable[str]) -> list[str]:
    """Objects whose trajectories are not what they were."""
    before, now = (
        {name: [each.record_ids for each in sky.ephemerides if each.object == name]
         for name in names}
        for sky in (old, new)
    )  # fmt: skip
    return [name for name in before if before[name] != now[name]]
