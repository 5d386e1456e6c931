"""Small skies as records, for tests of operations: orbits, facts, decisions, reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from nations import key_of

from cspo.bridge.records_catalog import orbit_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.markings import Label, Mode, make_label, sponsor_of
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog, reference_population
from cspo.records import Record, seal
from cspo.records.bodies import (
    Body,
    ConjunctionBody,
    Encountered,
    EventId,
    OpinionBody,
    SameObjectBody,
    WithdrawalBody,
)
from cspo.records.bodies.coordination import Stance
from cspo.records.bodies.trust import Instruction
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch

__all__ = [
    "MARK", "T", "adjudged", "conjunction_of", "facts_record", "joined", "orbit_record",
    "partly_secret", "record", "sky", "taken_back",
]  # fmt: skip

T = Epoch.from_utc("2026-07-10T12:00:00Z")
MARK = make_label("U", ["AUS", "CAN"])


def sky(count: int, *, first: int = 0) -> Catalog:
    """Objects of the reference population, as if they were real."""
    whole = reference_population()
    part = whole.take(np.arange(first, first + count))
    return replace(part, simulated=False, source=np.full(count, "made up"))


def record(
    body: Body, *, origin: str = "AUS", mark: Label = MARK, t: Epoch = T, mode: Mode = Mode.REAL,
    about: str | None = None,
) -> Record:  # fmt: skip
    """A body under a nation's key."""
    signer = key_of(sponsor_of(origin), mode)
    return issue(
        body, mark, origin=origin, mode=mode, t_valid=t, t=t, signer=signer, registry=REGISTRY,
        about=about,
    )  # fmt: skip


def orbit_record(
    catalog: Catalog, *, source: str = "18 SDS", origin: str = "AUS", t: Epoch = T,
    mark: Label = MARK, mode: Mode = Mode.REAL,
) -> Record:  # fmt: skip
    """The one batch of a small catalogue."""
    (body,) = orbit_bodies(catalog, source=source).bodies
    return record(body, origin=origin, mark=mark, t=t, mode=mode)


def facts_record(
    catalog: Catalog, *, source: str = "satcat", origin: str = "AUS", t: Epoch = T,
    mark: Label = MARK,
) -> Record:  # fmt: skip
    """What a small catalogue says of its objects."""
    (body,) = object_bodies(catalog, source=source)
    return record(body, origin=origin, mark=mark, t=t)


def partly_secret(
    catalog: Catalog, *, shown: Label, secret: Label, ahead_rad: float, t: Epoch
) -> list[Record]:
    """A sky of NOR: of the first object a newer orbit that is secret, of the last only that."""
    first, last = catalog.take(np.array([0])), catalog.take(np.array([len(catalog) - 1]))
    open_ones = catalog.take(np.arange(len(catalog) - 1))
    newer = replace(
        first, epoch_tai_ns=first.epoch_tai_ns + 10**9,
        mean_anomaly_rad=(first.mean_anomaly_rad + ahead_rad) % (2 * np.pi),
        source=np.array(["radar"]),
    )  # fmt: skip
    return [
        orbit_record(open_ones, mark=shown, origin="NOR", t=t),
        facts_record(open_ones, mark=shown, origin="NOR", t=t),
        orbit_record(newer, mark=secret, origin="NOR", t=t, source="radar"),
        orbit_record(last, mark=secret, origin="NOR", t=t, source="radar"),
    ]


def adjudged(
    of: Record, about: str, *, stance: str = "concur", origin: str = "AUS", t: Epoch = T
) -> Record:
    """A nation's opinion on the record that an object's orbit stands in."""
    body = OpinionBody(record=of.id, stance=Stance(stance), reason="compared with the operator")
    return record(body, origin=origin, t=t, about=about)


def joined(one: str, other: str, *, same: bool = True, origin: str = "AUS", t: Epoch = T) -> Record:
    """Two names are one object, or are not."""
    first, second = sorted((one, other))
    body = SameObjectBody(object1=first, object2=second, same=same, confidence=Confidence.HIGH)
    return record(body, origin=origin, t=t)


def taken_back(of: Record, *, origin: str = "AUS", t: Epoch = T) -> Record:
    """A withdrawal."""
    body = WithdrawalBody(record=of.id, instruction=Instruction.DO_NOT_USE, reason="wrong epoch")
    return record(body, origin=origin, t=t)


def conjunction_of(
    names: Sequence[str], tca: Epoch, *, miss_km: float = 1.0, origin: str = "AUS",
    source: str = "screening", version: int = 1, supersedes: str = "", t: Epoch = T,
) -> Record:  # fmt: skip
    """A report of a close approach with little in it."""
    body = ConjunctionBody(
        event=str(EventId.of(names[0], names[1], tca)), tca_utc=tca.utc_iso(6),
        miss_distance_km=miss_km, object1=Encountered(object=names[0]),
        object2=Encountered(object=names[1]), source=source,
    )  # fmt: skip
    made = record(body, origin=origin, t=t)
    payload = msgspec.structs.replace(made.payload, version=version, supersedes=supersedes)
    return seal(payload, key_of(origin))
