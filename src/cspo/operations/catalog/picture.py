"""One nation's picture of the sky: what the records say that it may see.

Records go in with `Picture.apply`, in the order in which they came; views come out.
Everything here follows from the records, so that a picture built anew from the
store is the same to the last byte of its `digest`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from threading import RLock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.frames import EarthOrientation, bundled_earth_orientation
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog.answers import (
    Changes,
    ConjunctionReport,
    Fact,
    facts_of,
    shown_names_of,
    sides_of,
)
from cspo.operations.catalog.digest import digest_of
from cspo.operations.catalog.flights import Flight, flights_of
from cspo.operations.catalog.hearing import PICTURE_KINDS, Hearing
from cspo.operations.catalog.holdings import Holdings
from cspo.operations.catalog.origins import origins_of
from cspo.operations.catalog.sides import Heard, counted_instant
from cspo.operations.catalog.sky import Side, SkyView
from cspo.operations.catalog.sky_builder import SkyBuilder, elements_of
from cspo.operations.catalog.visible import VisibleOrbits, visible_orbits
from cspo.operations.derive import body_of
from cspo.operations.event_names import EventNames
from cspo.orbits import Catalog, Ephemeris
from cspo.records import Record
from cspo.records.bodies.identities import EventId
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["PICTURE_KINDS", "Picture"]

Floats = NDArray[np.float64]

_TELL_OF_EVENTS: Final = {"conjunction", "same-object", "withdrawal"}
_FOREVER_NS: Final = 1 << 62


class Picture:
    """What records say of the sky, source beside source, and which orbit each object goes by.

    One thread applies records; others may ask at any time.

    Parameters
    ----------
    registry : Registry
    mode : Mode
        Records of other modes are passed over: worlds don't mix.
    nation : str
        Whose picture it is: its own decisions and joined names count, and what it
        says of owners comes first. Empty: everybody's do.
    stated : mapping or None
        By object: whose it is as the nation itself states, over what records say.
    eop : callable
        Gives the Earth's orientation; asked only where a trajectory comes in ITRF.
    """

    def __init__(
        self,
        registry: Registry,
        mode: Mode,
        *,
        nation: str = "",
        stated: Mapping[str, str] | None = None,
        eop: Callable[[], EarthOrientation] | None = None,
    ) -> None:
        self.mode = mode
        self.nation = nation
        self._registry = registry
        simulated = mode is not Mode.REAL
        self._simulated = simulated
        self._held = Holdings(
            nation, stated or {}, eop or cache(bundled_earth_orientation), simulated=simulated
        )
        self._builder = SkyBuilder(self._held, simulated=simulated)
        self._hearing = Hearing(self._held, nation)
        self._told = 0
        self._lock = RLock()

    def apply(self, record: Record, t_ingest: Epoch) -> Changes:
        """Take a record; which objects and events say something else than before.

        A record applied twice changes nothing the second time, and so does one that its
        origin has taken back.

        Raises
        ------
        MalformedMessage
            Where its body is not as its kind has it; the picture is as it was.
        OutOfRange
            Where it is of a time that columns can't hold; the picture is as it was.
        """
        payload = record.payload
        if payload.kind not in PICTURE_KINDS or payload.mode is not self.mode:
            return Changes()
        if (record.id, sponsor_of(payload.origin)) in self._hearing.withdrawn:
            return Changes()
        body = body_of(record, self._registry)
        with self._lock:
            held = self._held
            self._told += payload.kind in _TELL_OF_EVENTS
            held.event_names.advance(t_ingest)
            held.reports.prune()
            heard = Heard(
                voice=held.voices.number((payload.origin, getattr(body, "source", ""))),
                label=held.labels.number(payload.label),
                t_ingest=t_ingest,
                t_created=counted_instant(Epoch.from_utc(payload.t_created), t_ingest),
                record_id=record.id,
            )
            return self._hearing.take(body, record, heard)

    def view(self, t: Epoch) -> SkyView:
        """The sky at an instant: one adopted orbit for each object."""
        with self._lock:
            return self._builder.view(t)

    def sides(self, object: str) -> tuple[Side, ...]:  # noqa: A002 - the record's field
        """Every source's orbit of an object, the newest epoch first; none where it is unknown."""
        with self._lock:
            self._builder.settle()
            return sides_of(self._held, object)

    def standing_sides(self, object: str) -> tuple[Side, ...]:  # noqa: A002 - the record's field
        """Element sets of an object that count: neither rejected nor fallen silent."""
        with self._lock:
            number = self._held.identities.known(object)
            if number is None:
                return ()
            rows = set(self._held.fresh_elements(self._held.identities.group(number)))
            return tuple(
                side for side in self.sides(object)
                if side.basis == "elements" and side.row in rows
            )  # fmt: skip

    def elements(self, sides: Sequence[Side]) -> Catalog:
        """Element sets of some sides, one row each, as each source has them.

        A side is good until the next record of its source.
        """
        chosen = [side for side in sides if side.basis == "elements"]
        rows = np.array([side.row for side in chosen], np.int64)
        names = tuple(side.name_used for side in chosen)
        with self._lock:
            return Catalog(**elements_of(self._held, rows, names), simulated=self._simulated)

    def visible(
        self, objects: Sequence[str], may: Callable[[Label], bool]
    ) -> tuple[VisibleOrbits, Catalog]:
        """The newest element set of each object that a reader may see, where there is one.

        Parameters
        ----------
        objects : sequence of str
        may : callable
            Which marks the reader may see.
        """
        with self._lock:
            found = visible_orbits(self._held, tuple(objects), self._marks(may))
            columns = elements_of(self._held, found.rows, found.names_used)
            return found, Catalog(**columns, simulated=self._simulated)

    def state(self, side: Side) -> tuple[Floats, Floats] | None:
        """State of a side in TEME (6,), km and km/s, and its sigmas in R, T, N (3,), km.

        None where it is no state; sigmas are NaN where they are not stated.
        """
        if side.basis != "state":
            return None
        with self._lock:
            return self._held.states.state(side.row)

    def ephemeris(self, side: Side) -> Ephemeris | None:
        """The trajectory of a side, in TEME; None where it is of elements."""
        with self._lock:
            number = self._held.identities.known(side.name_used)
            for each in self._held.trajectories.of(-1 if number is None else number):
                if side.item_id.partition("#")[0] in each.record_ids:
                    return each.ephemeris
        return None

    def flights(self, object: str = "", origin: str = "") -> tuple[Flight, ...]:  # noqa: A002 - the record's field
        """The latest trajectory of each source, of one object and one origin or of all."""
        with self._lock:
            return flights_of(self._held, object, origin)

    def origins(self) -> dict[str, int]:
        """Objects of the sky by the origin of the element set that each goes by."""
        with self._lock:
            self._builder.settle()
            return origins_of(self._held)

    def facts(self, object: str) -> tuple[Fact, ...]:  # noqa: A002 - the record's field
        """What each source says of an object apart from its orbit, the one that counts first."""
        with self._lock:
            return facts_of(self._held, object)

    def names(self, object: str) -> tuple[str, ...]:  # noqa: A002 - the record's field
        """All names of an object, the one to show first."""
        with self._lock:
            return self._held.identities.names(object)

    def shown_names(self, objects: Sequence[str]) -> list[str]:
        """What each object is called in the sky; empty where it has no orbit there."""
        with self._lock:
            self._builder.settle()
            return shown_names_of(self._held, objects)

    def events(self) -> tuple[str, ...]:
        """Every event that a record reports, by its name."""
        with self._lock:
            return self._held.reports.events()

    @property
    def event_names(self) -> EventNames:
        """What events are called, by whom: the one home of it in a node."""
        return self._held.event_names

    def event_of(self, object1: str, object2: str, tca: Epoch, whole_day: bool = False) -> str:  # noqa: FBT001, FBT002 - a name's own part
        """The name of an event that somebody has reported; empty where nobody has."""
        with self._lock:
            known = self._held.identities.known
            one, other = known(object1), known(object2)
            if one is None or other is None or one == other:
                return ""
            if not self._held.event_names.knows(object1, object2):
                return ""
            event = EventId.of(object1, object2, tca, whole_day=whole_day)
            return self._held.reports.find(event, self._held.period_s((one, other)))

    def conjunction_records(
        self, event: str, may: Callable[[Label], bool] | None = None
    ) -> tuple[ConjunctionReport, ...]:
        """What each source says of an event, in the order in which it came; the story of it.

        Parameters
        ----------
        event : str
            Whatever a source calls it.
        may : callable or None
            Which marks the reader may see; None: all. What a source says now is its latest
            word of those.
        """
        with self._lock:
            held = self._held
            name = held.event_names.find(event) or event
            return tuple(
                ConjunctionReport.of(name, each, held.voices[each.voice], held.labels[each.label])
                for each in held.reports.of(name, None if may is None else self._marks(may))
            )

    def events_after(
        self, serial: int, may: Callable[[Label], bool], start: Epoch | None, stop: Epoch | None
    ) -> list[tuple[int, str]]:
        """Events that a reader may know of, with their numbers, in the order in which they came.

        Parameters
        ----------
        serial : int
            Those that came after the one of this number; 0: all.
        may : callable
            Which marks the reader may see.
        start, stop : Epoch or None
            With a report of closest approach from *start* on and before *stop*.
        """
        first, last = (-_FOREVER_NS if start is None else start.tai_ns), _FOREVER_NS
        with self._lock:
            return self._held.reports.after(
                serial, self._marks(may), first, last if stop is None else stop.tai_ns
            )

    def events_stamp(self, may: Callable[[Label], bool]) -> tuple[int, bytes]:
        """The same for readers who may see the same marks, while no record tells of events."""
        with self._lock:
            return self._told, self._marks(may).tobytes()

    def _marks(self, may: Callable[[Label], bool]) -> NDArray[np.bool_]:
        """By number of a mark, whether it may be seen."""
        return np.array([may(label) for label in self._held.labels.values()] or [False], np.bool_)

    def digest(self) -> str:
        """SHA-256 of everything that the picture holds, the same after it is built anew."""
        with self._lock:
            self._builder.settle()
            return digest_of(self._held, self._hearing.withdrawn)
