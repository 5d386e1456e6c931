"""What a node counts, for Prometheus: numbers by partner and part, and never what is counted.

Each node has a registry of its own. In a box one nation's numbers are not the
next one's business, and nothing here is labelled with what a record says: not an
object, not a mark, not a rule.
"""

from __future__ import annotations

from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

import cspo
from cspo.markings import Mode
from cspo.time import Epoch

__all__ = ["CONTENT_TYPE", "NodeMetrics"]

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_UNIX_EPOCH: Final = Epoch.from_utc("1970-01-01")


class NodeMetrics:
    """One node's counts.

    Parameters
    ----------
    nation : str
        Whose; on every line.
    mode : Mode
        In which it works.
    """

    def __init__(self, nation: str, mode: Mode) -> None:
        self.registry = CollectorRegistry()
        to: dict[str, Any] = {"registry": self.registry, "namespace": "cspo"}
        about = Gauge("node_info", "The node; always 1", ["nation", "mode", "version"], **to)
        about.labels(nation, str(mode), cspo.__version__).set(1)
        self._clock = Gauge("node_clock_seconds", "The node's time, past 1970 (TAI)", **to)
        self._steps = Histogram("step_seconds", "Time of one step", buckets=_SECONDS, **to)
        self._parts = Counter("step_part_seconds", "Time spent in each part", ["part"], **to)
        self._faults = Counter("step_faults", "Parts of steps that failed", ["part"], **to)
        self._received = Counter("records_received", "Records taken", ["origin"], **to)
        self._refused = Counter("records_quarantined", "Records refused", ["origin"], **to)
        self._made = Counter("records_made", "Records made here", ["kind"], **to)
        self._waiting = Gauge("feed_waiting", "Entries not signed for", ["partner"], **to)
        self._sizes = Gauge("picture_size", "What the picture holds", ["what"], **to)
        self._screened = Gauge("screening_seconds", "Time of the last screening", ["how"], **to)

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self.registry)

    def stepped(self, seconds: float, t: Epoch) -> None:
        """One step was done, at the node's time *t*."""
        self._steps.observe(seconds)
        self._clock.set(t - _UNIX_EPOCH)

    def part(self, name: str, seconds: float) -> None:
        """A part of a step was done."""
        self._parts.labels(name).inc(seconds)

    def fault(self, name: str) -> None:
        """A part of a step failed."""
        self._faults.labels(name).inc()

    def pulled(self, origin: str, accepted: int, quarantined: int) -> None:
        """A partner's feed was read."""
        if accepted:
            self._received.labels(origin).inc(accepted)
        if quarantined:
            self._refused.labels(origin).inc(quarantined)

    def made(self, kind: str, count: int = 1) -> None:
        """Records were made here."""
        self._made.labels(kind).inc(count)

    def waiting(self, partner: str, entries: int) -> None:
        """How many entries a partner has not signed for."""
        self._waiting.labels(partner).set(entries)

    def size(self, what: str, count: int) -> None:
        """How many of something the picture holds: objects, conjunctions, warnings."""
        self._sizes.labels(what).set(count)

    def screened(self, how: str, seconds: float) -> None:
        """A screening was done: ``full``, ``update``, ``slide`` or ``ahead``."""
        self._screened.labels(how).set(seconds)
