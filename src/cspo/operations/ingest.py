"""Ingest: what a nation's own sources bring becomes records of the nation, released as made.

A catalogue goes in batches of up to a thousand objects, a trajectory in pieces, a
foreign conjunction message as one record. Nothing is believed more for having been
ingested: each record says whose word it is, and the picture keeps it as one source
among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from cspo.bridge.cdm import MADE_UP
from cspo.bridge.oem import ephemerides_from_oem
from cspo.bridge.records_catalog import identity_columns, orbit_bodies
from cspo.bridge.records_cdm import conjunction_body
from cspo.bridge.records_ephemeris import ephemeris_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.errors import UsageError, WrongSide
from cspo.frames import EarthOrientation
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party, sponsor_of
from cspo.messages import cdm, oem
from cspo.messages.faults import Fault
from cspo.operations.catalog import SkyView
from cspo.operations.derive import issue
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import OperationsUnit
from cspo.orbits import Catalog
from cspo.orbits.catalog import ORBIT_COLUMNS
from cspo.orbits.reference_population import FIRST_SIMULATED_ID
from cspo.records import Record
from cspo.records.bodies import MAX_BATCH, Body, ConjunctionBody
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.objects import Maneuverability
from cspo.time import Epoch

__all__ = [
    "IngestReport", "ingest_bodies", "ingest_catalog", "ingest_cdm", "ingest_ephemeris",
    "must_be_real",
]  # fmt: skip

_PARTS: Final = ("orbits", "objects")


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What came of an ingest.

    Parameters
    ----------
    records : tuple of Record
        What was made, kept and released, in order.
    left_out : tuple of str
        Objects that no record may hold: a number out of range, no identity.
    unchanged : int
        Objects of which the same source had said the same before.
    faults : tuple of Fault
        What was wrong with a message that could be read all the same.
    """

    records: tuple[Record, ...]
    left_out: tuple[str, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()


def ingest_catalog(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    catalog: Catalog,
    mark: Label,
    mode: Mode,
    t: Epoch,
    source: str,
    *,
    parts: Sequence[str] = _PARTS,
    known: SkyView | None = None,
    sensor: str = "",
    size: int = MAX_BATCH,
) -> IngestReport:
    """Make records of a catalogue: orbits in batches, and what it says of the objects.

    Parameters
    ----------
    unit : OperationsUnit
        The unit of work; the caller commits.
    catalog : Catalog
        One row an object.
    mark : Label
        Of every record.
    mode : Mode
        A made-up catalogue is never of mode REAL.
    t : Epoch
        Now.
    source : str
        Whose catalogue it is.
    parts : sequence of str
        ``"orbits"``, ``"objects"``, or both.
    known : SkyView or None
        Rows whose orbit this view goes by already, to the last digit, are left out
        of the orbits.
    sensor : str
        Of the records' provenance.
    size : int
        Objects in one batch, up to 1,000.

    Raises
    ------
    UsageError
        Where a made-up catalogue would become real, or *parts* names another.
    """
    if catalog.simulated and mode is Mode.REAL:
        raise WrongSide(
            "ingest catalogue", source, expected="objects that are real, or another mode",
            got="simulated ones in mode REAL", hint="a simulated catalogue never joins a real one",
        )  # fmt: skip
    if not set(parts) <= set(_PARTS):
        raise UsageError("ingest catalogue", "parts", expected=" or ".join(_PARTS))
    bodies: list[Body] = []
    left_out: tuple[str, ...] = ()
    repeated = np.zeros(len(catalog), np.bool_)
    if "objects" in parts:
        bodies += object_bodies(catalog, source=source, as_of=t.utc_iso(0)[:10], size=size)
    if "orbits" in parts:
        repeated = _repeated(catalog, known)
        batches = orbit_bodies(catalog.take(~repeated), source=source, size=size)
        bodies += batches.bodies
        names = identity_columns(catalog)
        places = np.flatnonzero(~repeated)[batches.left_out].tolist()
        left_out = tuple(names[row] or str(catalog.name[row]) for row in places)
    records = _released(unit, desk, bodies, mark, mode, t, sensor=sensor)
    return IngestReport(records=records, left_out=left_out, unchanged=int(repeated.sum()))


def ingest_cdm(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    data: bytes,
    mark: Label,
    mode: Mode,
    t: Epoch,
    *,
    origin: str = "",
    eop: EarthOrientation | None = None,
    source: str = "",
) -> IngestReport:
    """Make a record of a conjunction data message, KVN or XML; one read with faults is flagged.

    Parameters
    ----------
    data : bytes
        As it came.
    origin : str
        Who brings it in, and says with its name that this is what it was told: our nation, or an
        organization under it. Empty: our nation.
    eop : EarthOrientation or None
        Needed where a state is in ITRF.
    source : str
        Of the records' provenance.

    Raises
    ------
    MalformedMessage
        Where the bytes are no CDM.
    UsageError
        Where it names an object in a way that no record may, or *origin* is another nation's.
    """
    party = _party(desk, origin, "ingest conjunction message")
    parsed = cdm.parse(data)
    message = parsed.strict() if parsed.message is None else parsed.message
    body = conjunction_body(message, eop, faulty=bool(parsed.faults))
    if mode is Mode.REAL:
        must_be_real(body)
    return IngestReport(
        records=_released(unit, desk, [body], mark, mode, t, origin=party, sensor=source),
        faults=tuple(parsed.faults),
    )


def ingest_ephemeris(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    data: bytes,
    mark: Label,
    mode: Mode,
    t: Epoch,
    *,
    origin: str = "",
    basis: Basis = Basis.PLANNED,
    intent: Intent = Intent.COMMITTED,
    maneuverability: Maneuverability = Maneuverability.UNKNOWN,
    hard_body_radius_km: float | None = None,
    eop: EarthOrientation | None = None,
    source: str = "",
    name_of: Callable[[str], str] = str,
) -> IngestReport:
    """Make records of an operator's orbit ephemeris message.

    Parameters
    ----------
    data : bytes
        An OEM, KVN or XML.
    mark : Label
        Its release list names *origin*, too.
    origin : str
        Whose it is: our nation, or an organization under it, for which the nation
        signs. Empty: our nation.
    basis, intent, maneuverability, hard_body_radius_km
        What the message itself does not say. A hypothetical trajectory is screened
        when asked and never adopted.
    eop : EarthOrientation or None
        Needed where points are in ITRF.
    source : str
        How it was made.
    name_of : callable
        What the object is called here that a message names by its designator; by default
        the same.

    Raises
    ------
    MalformedMessage
        Where the bytes are no OEM.
    UsageError
        Where *origin* is another nation's, the trajectory is made up and the mode
        REAL, or the object's name is none that a record may hold.
    """
    party = _party(desk, origin, "ingest ephemeris")
    bodies: list[Body] = []
    for piece in ephemerides_from_oem(oem.read(data), eop):
        if piece.simulated and mode is Mode.REAL:
            raise WrongSide(
                "ingest ephemeris", piece.object_id, expected="a trajectory of a real object",
                got="a simulated one", hint="simulated and real never meet",
            )  # fmt: skip
        bodies += [
            replace(body, object=name_of(body.object))
            for body in ephemeris_bodies(
                piece, basis=basis, intent=intent, maneuverability=maneuverability,
                hard_body_radius_km=hard_body_radius_km, source=source,
            )
        ]  # fmt: skip
    return IngestReport(records=_released(unit, desk, bodies, mark, mode, t, origin=party))


def ingest_bodies(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    bodies: Sequence[Body],
    mark: Label,
    mode: Mode,
    t: Epoch,
    *,
    origin: str = "",
    sensor: str = "",
) -> IngestReport:
    """Make a record of each body: what somebody brought in who speaks in bodies already.

    Parameters
    ----------
    bodies : sequence of Body
        Batches, or one object or event each.
    origin : str
        Whose word it is, as for `ingest_ephemeris`.

    Raises
    ------
    UsageError
        Where *origin* is another nation's.
    WrongSide
        As `must_be_real`, where the mode is REAL.
    """
    party = _party(desk, origin, "ingest records")
    for body in bodies if mode is Mode.REAL else ():
        must_be_real(body)
    records = _released(unit, desk, bodies, mark, mode, t, origin=party, sensor=sensor)
    return IngestReport(records=records)


def _party(desk: ReleaseDesk, origin: str, action: str) -> str:
    """The party that a record is to be of: our nation, or an organization under it."""
    party = origin or desk.nation
    if not is_party(party) or sponsor_of(party) != desk.nation:
        raise UsageError(
            action, party[:80], expected=f"{desk.nation} or an organization under it",
            got="another",
        )  # fmt: skip
    return party


def _released(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    bodies: Sequence[Body],
    mark: Label,
    mode: Mode,
    t: Epoch,
    *,
    origin: str = "",
    sensor: str = "",
) -> tuple[Record, ...]:
    return tuple(_each_released(unit, desk, bodies, mark, mode, t, origin or desk.nation, sensor))


def _each_released(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    bodies: Sequence[Body],
    mark: Label,
    mode: Mode,
    t: Epoch,
    origin: str,
    sensor: str,
) -> Iterator[Record]:
    for body in bodies:
        record = issue(
            body, mark, origin=origin, mode=mode, t_valid=t, t=t, signer=desk.signer(mode),
            registry=desk.registry, sensor=sensor,
        )  # fmt: skip
        release(unit, desk, record, t=t)
        yield record


def must_be_real(body: Body) -> None:
    """Nothing becomes REAL that says that it is made up, or is about what has such a number.

    Parameters
    ----------
    body : Body
        That is to become a record of mode REAL.

    Raises
    ------
    WrongSide
        Where it does.
    """
    made_up = next((name for name in _names_in(body) if _is_made_up(name)), "")
    if isinstance(body, ConjunctionBody) and MADE_UP in body.flags:
        made_up = made_up or body.event
    if made_up:
        raise WrongSide(
            "ingest records", made_up, expected="what is of the real sky, or another mode",
            got="what is made up", hint="exercises, simulations and the real sky never meet",
        )  # fmt: skip


def _names_in(body: Body) -> Iterator[str]:
    """The objects that a body is about."""
    if isinstance(body, ConjunctionBody):
        yield from (body.object1.object, body.object2.object)
    one, several = getattr(body, "object", ()), getattr(body, "objects", ())
    for each in (one,) if isinstance(one, str) else (*(one or ()), *several):
        yield each if isinstance(each, str) else each.object


def _is_made_up(name: str) -> bool:
    scheme, _, number = name.partition(":")
    return scheme == "norad" and number.isdecimal() and int(number) >= FIRST_SIMULATED_ID


def _repeated(catalog: Catalog, known: SkyView | None) -> NDArray[np.bool_]:
    """Rows that a view has to the last digit."""
    same = np.zeros(len(catalog), np.bool_)
    if known is None or not len(known):
        return same
    rows = np.array([known.row_of.get(name, -1) for name in identity_columns(catalog)], np.int64)
    same = rows >= 0
    for name in ORBIT_COLUMNS:
        same &= getattr(catalog, name) == getattr(known.catalog, name)[rows]
    return same
