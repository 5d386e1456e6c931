"""A watch with its book, and close approaches of every ground, as records."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from release_desks import T, desk_of, norway, sealed

from cspo.markings import Label, Mode
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.parties_file import PartiesFile, PartiesTable
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.forms import is_form
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.store import RecordQuery
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.book_view import Ringing
from cspo.operations.warn.considering import Considered, consider
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.records import Record, read_record
from cspo.records.bodies.conjunction import Advice, ConjunctionBody, Encountered, OrbitOrigin
from cspo.records.bodies.covariance import Covariance, CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.warning import Grounds
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = [
    "CIRCULAR_800_KM", "GROUNDS", "OURS", "PAIR", "THEIRS", "Watch", "approach", "event_of",
    "settle", "side",
]  # fmt: skip

OURS, THEIRS = "norad:990001", "norad:990100"
"""One of NOR, one of FRA."""
PAIR: Final = (OURS, THEIRS)
CIRCULAR_800_KM: Final = ((7_178.137, 0.0, 0.0), (0.0, 7.451832, 0.0))
"""A circular orbit, km and km/s: sqrt(mu/r) with mu 398,600.4418; period 6,052.4 s."""
GROUNDS: Final = tuple(Grounds)
_ORIGIN: Final = {
    Grounds.DETERMINED: (OrbitOrigin.STATE, CovarianceOrigin.DETERMINED, 0.5),
    Grounds.ELEMENTS: (OrbitOrigin.ELEMENTS, CovarianceOrigin.STATISTICAL, 0.5),
    Grounds.STALE: (OrbitOrigin.STATE, CovarianceOrigin.DETERMINED, 5.1),
    Grounds.UNSTATED: (OrbitOrigin.UNKNOWN, None, None),
}
_TRIANGLE: Final = (0.01, 0.0, 0.04, 0.0, 0.0, 0.01)
_versions = itertools.count(1)


def side(name: str, grounds: Grounds = Grounds.DETERMINED, **fields: Any) -> Encountered:
    """One object, with what its orbit rests on."""
    origin, covariance, age_d = _ORIGIN[grounds]
    given = {
        "object": name, "type": ObjectType.PAYLOAD, "orbit_origin": origin,
        "orbit_age_s": None if age_d is None else age_d * DAY_S,
        "covariance": None if covariance is None else Covariance(
            frame=CovarianceFrame.RTN, lower_km2=_TRIANGLE, origin=covariance
        ),
    }  # fmt: skip
    if grounds is not Grounds.UNSTATED:
        given["r_km"], given["v_km_s"] = CIRCULAR_800_KM
    return Encountered(**{**given, **fields})


def event_of(tca: Epoch, pair: tuple[str, str] = PAIR) -> str:
    """The event of a pair."""
    return str(EventId.of(*pair, tca))


def approach(
    pair: tuple[str, str] = PAIR,
    *,
    tca: Epoch = T + DAY_S,
    pc: float | None = 2e-4,
    miss_distance_km: float = 0.3,
    grounds: Grounds = Grounds.ELEMENTS,
    able: tuple[Maneuverability, Maneuverability] = (Maneuverability.YES, Maneuverability.YES),
    **fields: Any,
) -> ConjunctionBody:
    """A close approach."""
    given = {
        "max_pc": pc, "pc_method": "" if pc is None else "foster1992", "source": "screening of NOR",
        "frame": None if grounds is Grounds.UNSTATED else OrbitFrame.TEME,
        "relative_speed_km_s": 11.2, "advice": Advice.BETTER_DATA,
        "object1": side(pair[0], grounds, maneuverability=able[0]),
        "object2": side(pair[1], grounds, maneuverability=able[1]),
    }  # fmt: skip
    return ConjunctionBody(
        event=event_of(tca, pair), tca_utc=tca.utc_iso(3), miss_distance_km=miss_distance_km,
        pc=pc, **{**given, **fields},
    )  # fmt: skip


def settle(book: WarningBook, considered: Considered) -> list[Ringing]:
    """Put into the book what `consider` made, now that it is committed; how it was heard."""
    for event, again in considered.looked.items():
        book.looked(event, again)
    heard = [book.apply(record) for record in considered.records]
    return [each for each in heard if each is not None]


class Watch:
    """One nation's watch over a store of its own."""

    def __init__(
        self,
        store: Any,
        *owned: Owned,
        policy: WarnPolicy | None = None,
        parties: Parties | None = None,
        mode: Mode = Mode.REAL,
    ) -> None:
        self.store = store
        self.mode = mode
        self.policy = policy or default_warn_policy()
        whose = owned or (Owned(OURS, "NOR", "NOR"), Owned(THEIRS, "FRA", "FRA"))
        self.desk: ReleaseDesk = desk_of(norway(), *whose)
        file = PartiesFile(
            about=PartiesTable(nation="NOR", as_of=date(2026, 3, 1), source="directory of NOR")
        )
        self.parties = parties or Parties(file, REGISTRY)
        self.book = self.new_book()
        self.heard: list[Ringing] = []

    def new_book(self) -> WarningBook:
        """An empty one."""
        return WarningBook("NOR", self.mode, self.policy, REGISTRY, is_form=self.is_form)

    def is_form(self, record: Record) -> bool:
        """Whether a record is a form of another, as the store tells."""
        with self.store.read() as unit:
            return is_form(unit, record)

    def take(self, *records: Record, t: Epoch = T) -> list[Record]:
        """Put records into the store, and the book."""
        with self.store.write() as unit:
            for record in records:
                unit.put_record(record, t_ingest=t)
        self.heard += [found for each in records if (found := self.book.apply(each)) is not None]
        return list(records)

    def report(
        self,
        body: ConjunctionBody,
        label: Label | None = None,
        *,
        t: Epoch = T,
        origin: str = "NOR",
    ) -> Record:
        """A conjunction of some origin arrives."""
        record = sealed(body, label, origin=origin, t=t, mode=self.mode)
        return self.take(record, t=t)[0]

    def look(self, t: Epoch = T, **fields: Any) -> Considered:
        """Consider what is due, commit, and settle."""
        with self.store.write() as unit:
            found = consider(unit, self.desk, self.book, self.parties, t, **fields)
        self.heard += settle(self.book, found)
        return found

    def warnings(self, t: Epoch = T, **fields: Any) -> list[Any]:
        """Bodies of what considering makes."""
        return [self.body(record) for record in self.look(t, **fields).records]

    def body(self, record: Record) -> Any:
        """The body of a record."""
        return REGISTRY.decode(record.payload.kind, bytes(record.payload.body))

    def rebuilt(self) -> WarningBook:
        """A book made anew from the store."""
        book = self.new_book()
        for record in self.records():
            book.apply(record)
        return book

    def records(self, *kinds: str) -> Iterable[Record]:
        """What the store holds, in the order of ingest."""
        with self.store.read() as unit:
            after = 0
            while page := unit.records_after(after, 500, kinds=kinds):
                after = page[-1].seq
                for row in page:
                    yield read_record(row.envelope)

    def stored(self, kind: str) -> list[Record]:
        """Records of a kind."""
        with self.store.read() as unit:
            return [read_record(past.envelope) for past in unit.records(RecordQuery(kinds=(kind,)))]
