"""What others said in time and came only later: so much of it is remembered, and what is not, told.

Words that assumptions may ask of are kept from the first record on. Of what comes in bulk, orbits
above all, only that is kept which plans ask of, from when they first did.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from cspo.markings.parties import sponsor_of
from cspo.operations.plan.sayings import Heard, heard_of
from cspo.operations.plan.topics import Topic
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.ephemeris import EphemerisBody
from cspo.records.bodies.orbit import OrbitBody
from cspo.records.bodies.planning import PlanBody, PolicyBody
from cspo.records.bodies.standing import PlanFindingBody
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["ASKED_KINDS", "LATE_S", "AskedSince", "LateWords", "is_late", "overheard"]

LATE_S: Final = 60.0
"""How long a record may travel before it counts as learnt later, s."""

ASKED_KINDS: Final = frozenset(
    {"acknowledgement", "ephemeris", "orbit", "plan", "plan-finding", "policy"}
)
"""Kinds of which only that is remembered which plans ask of."""

_MOST: Final = 5_000
"""Words of one nation of which is remembered that they came late; the store forgets none."""


class AskedSince:
    """Which topics the node's own plans ask of, and since when they have without a break."""

    def __init__(self) -> None:
        self._since: dict[Topic, Epoch] = {}

    def __contains__(self, topic: Topic) -> bool:
        return topic in self._since

    def since(self, topic: Topic) -> Epoch | None:
        """None where no plan asks of it."""
        return self._since.get(topic)

    def keep(self, topics: Iterable[Topic], t: Epoch, *, more: bool) -> None:
        """These are asked of now.

        Parameters
        ----------
        topics : iterable of Topic
        t : Epoch
            Now.
        more : bool
            Whether others still are, too: not all plans have been looked at.
        """
        before = self._since
        found = {topic: before.get(topic, t) for topic in topics}
        self._since = before | found if more else found


class LateWords:
    """Records that came late, the last ones of each nation."""

    def __init__(self) -> None:
        self._of: dict[str, deque[Heard]] = {}
        self.forgotten: Epoch | None = None
        """When the last of those came that are forgotten."""

    def put(self, heard: Heard) -> None:
        """One more, if it was late."""
        if not is_late(heard.t, heard.t_ingest):
            return
        kept = self._of.setdefault(sponsor_of(heard.origin), deque(maxlen=_MOST))
        if len(kept) == _MOST:
            gone = kept[0].t_ingest
            self.forgotten = gone if self.forgotten is None else max(gone, self.forgotten)
        kept.append(heard)

    def of(self, topics: Iterable[Topic], since: Epoch, until: Epoch) -> list[Heard]:
        """Those that bear on some topics and were made in a span."""
        wanted = set(topics)
        return [
            each for kept in tuple(self._of.values()) for each in tuple(kept)
            if since <= each.t <= until and not wanted.isdisjoint(each.topics)
        ]  # fmt: skip


def is_late(made: Epoch, came: Epoch) -> bool:
    """Whether it was longer on its way than a record is."""
    return came - made > LATE_S


def overheard(record: Record, body: Any, t_ingest: Epoch, asked: AskedSince) -> Iterator[Heard]:
    """What a record says that plans ask of: of each object, party and plan apart."""
    origin = record.payload.origin
    counted = "count", f"{record.payload.kind} {origin}"
    if counted in asked:
        yield heard_of(record, body, t_ingest, frozenset({counted}))
    match body:
        case OrbitBody():
            for name in dict.fromkeys(body.object):
                if ("object", name) in asked:
                    yield heard_of(record, body, t_ingest, frozenset({("object", name)}), name)
        case EphemerisBody() if ("object", body.object) in asked:
            topic = "object", body.object
            yield heard_of(record, body, t_ingest, frozenset({topic}), body.object)
        case AcknowledgementBody() if ("party", origin) in asked:
            yield heard_of(record, body, t_ingest, frozenset({("party", origin)}))
        case PlanBody() | PolicyBody() | PlanFindingBody() if ("plan", body.name) in asked:
            topic = "plan", f"{origin}/{body.name}"
            yield heard_of(record, body, t_ingest, frozenset({topic}))
