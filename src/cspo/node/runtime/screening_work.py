"""Screening in the node's step: all of the sky once, then what changed, while the window moves."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from time import perf_counter
from typing import Final

from cspo.node.runtime.config import ScreeningConfig
from cspo.node.runtime.metrics import NodeMetrics
from cspo.operations.catalog import SkyView
from cspo.operations.screen import EventChanges, Screener, ScreeningView
from cspo.operations.screen.common_work import Once, Work
from cspo.operations.screen.keeping import Names
from cspo.operations.screen.searching import Search
from cspo.time import Epoch

__all__ = ["Screened", "ScreeningWork", "ToScreen", "Turn"]

_log = logging.getLogger(__name__)

_HOUR_S: Final = 3_600.0


class Turn(Enum):
    """How much of what waits to be screened a node screens; the first time it waits for nobody."""

    ALL = "all"
    ONE = "one"
    """What was set aside for it, whatever comes of that; then none."""
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class ToScreen:
    """What is to be screened, as it is at one instant.

    Parameters
    ----------
    sky : SkyView or None
    changed : frozenset of str
        Objects that say something else than what was screened.
    t : Epoch
    """

    sky: SkyView | None
    changed: frozenset[str]
    t: Epoch


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """What a screening brought.

    Parameters
    ----------
    view : ScreeningView
        As it stands after it.
    rows : tuple of int or None
        Its rows that are new, or rest on other orbits than before; None: all.
    gone : tuple of str
        Events that it finds no more, although their time has not passed.
    """

    view: ScreeningView
    rows: tuple[int, ...] | None
    gone: tuple[str, ...]

    @classmethod
    def of(cls, changes: EventChanges) -> Screened:
        """From what a screener says that has changed."""
        rows = (*changes.added.tolist(), *changes.updated.tolist())
        return cls(changes.view, rows, tuple(each.event for each in changes.gone))


class ScreeningWork:
    """Keeps a node's screening up to date.

    Parameters
    ----------
    config : ScreeningConfig
    metrics : NodeMetrics
    breathe : callable
        Told the fraction done of what takes long; it may raise to break it off.
    search : callable
        `cspo.conjunction.screen`, or what answers for it.
    names : callable
        The name under which an event has been reported (`Picture.event_of`), so that it
        keeps it after a restart.
    once : callable or None
        Gives what a screening comes to; several nodes in one process may share it.
    """

    def __init__(
        self, config: ScreeningConfig, metrics: NodeMetrics, breathe: Callable[[float], None],
        search: Search, names: Names, once: Once | None = None,
    ) -> None:  # fmt: skip
        self._config = config
        self._metrics = metrics
        self._breathe = breathe
        self._screener = Screener(
            threshold_km=config.threshold_km, threads=config.threads or os.cpu_count() or 1,
            memory_limit_gb=config.memory_gb, search=search, names=names, once=once,
        )  # fmt: skip
        self.view: ScreeningView | None = None
        self.last_s: float | None = None
        self._found: list[Screened] = []

    def step(self, what: ToScreen) -> list[Screened]:
        """Screen what is to be screened; what came of it, in order.

        The window begins at the last whole `ScreeningConfig.slide_every_s` before its instant,
        so that nodes of one coalition look at the same hours.
        """
        sky, changed, t = what.sky, what.changed, what.t
        if not self._config.on or sky is None or len(sky) < 2:
            return []
        start = self._start(t)
        if self.view is None:
            length_s = self._config.window_h * _HOUR_S
            with self._timed("full"):
                view = self._screener.full(sky, start, length_s, self._breathe)
            return [Screened(view, None, ())]
        if changed:
            with self._timed("update"):
                self._put_down(self._screener.update(sky, changed))
        try:
            if start > self.view.start:
                with self._timed("slide"):
                    self._put_down(self._screener.slide(start))
        except Exception as error:
            if not self._found:
                raise
            # What changed is told all the same, however often the window can't move on.
            _log.error("the window does not move on: %s", error)
        found, self._found = self._found, []
        return found

    def slides(self, t: Epoch) -> bool:
        """Whether the window is to move on at *t*, once a first screening was done."""
        return self._config.on and self.view is not None and self._start(t) > self.view.start

    def work(self, what: ToScreen) -> tuple[bytes, Callable[[], Work]] | None:
        """As `Screener.work`, of what is to be screened; None: there is nothing.

        Where the window is to be moved on, that comes first.
        """
        sky = what.sky
        if sky is None or self.view is None or not self._config.on:
            return None
        if not (self.slides(what.t) or what.changed):
            return None
        return self._screener.work(sky, max(self._start(what.t), self.view.start))

    def _put_down(self, changes: EventChanges) -> None:
        if changes:
            self._found.append(Screened.of(changes))

    def _start(self, t: Epoch) -> Epoch:
        every_ns = round(self._config.slide_every_s * 1e9)
        return Epoch(t.tai_ns // every_ns * every_ns)

    def _timed(self, how: str) -> _Timed:
        return _Timed(self, how)

    def done(self, how: str, seconds: float) -> None:
        """A screening was done, and took so long."""
        self.view = view = self._screener.view
        self._metrics.screened(how, seconds)
        if view is None:
            return
        self._metrics.size("conjunctions", len(view))
        if how == "full":
            self.last_s = seconds
            told = {"objects": len(view.sky), "conjunctions": len(view)}
            _log.info("screened", extra={**told, "seconds": round(seconds, 2)})


class _Timed:
    def __init__(self, work: ScreeningWork, how: str) -> None:
        self._work, self._how = work, how

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._work.done(self._how, perf_counter() - self._began)
