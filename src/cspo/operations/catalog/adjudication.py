"""A nation decides which source it goes by for an object, and says so in a signed record.

The decision is an opinion on the record in which the source's statement stands, about
the object: to concur adopts the source there, to dissent rejects it, to abstain takes
back either. It is of the source, not of the one record, so it holds for what that
source says later. It carries the mark of the record that it is about.
"""

from __future__ import annotations

from cspo.errors import UsageError
from cspo.operations.catalog.answers import Fact
from cspo.operations.catalog.picture import Picture
from cspo.operations.catalog.sky import Side
from cspo.operations.derive import derive
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import OperationsUnit
from cspo.records import Record, read_record
from cspo.records.bodies import OpinionBody
from cspo.records.bodies.coordination import Stance
from cspo.time import Epoch

__all__ = ["adjudicate"]


def adjudicate(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    picture: Picture,
    object: str,  # noqa: A002 - the record's field
    said: Side | Fact,
    stance: Stance,
    *,
    reason: str,
    role: str,
    t: Epoch,
) -> Record:
    """Record a decision about a source, keep it and release it.

    Parameters
    ----------
    unit : OperationsUnit
        The unit of work; the caller commits, and applies the record to the picture.
    object : str
        The object.
    said : Side or Fact
        What the source says of it now, as the picture gives it.
    stance : Stance
        CONCUR adopts the source, DISSENT rejects it, ABSTAIN takes back either.
    reason : str
        Why; it is part of the record.
    role : str
        In what office it was decided.
    t : Epoch
        Now.

    Raises
    ------
    UsageError
        Where there is no reason or office, the source says nothing of the object now,
        or its record is not in the store.
    """
    if not reason.strip() or not role.strip():
        raise UsageError("decide for a source", object, expected="a reason and an office")
    record_id = said.record_id if isinstance(said, Fact) else said.item_id.partition("#")[0]
    now = {side.item_id.partition("#")[0] for side in picture.sides(object)}
    now |= {fact.record_id for fact in picture.facts(object)}
    if record_id not in now:
        raise UsageError(
            "decide for a source", object, expected="a record that says something of it now",
            got="another", hint="look at the sources again: one of them has said something since",
        )  # fmt: skip
    envelope = unit.envelope(record_id)
    if envelope is None:
        raise UsageError("decide for a source", record_id, expected="a record in the store")
    opinion = OpinionBody(record=record_id, stance=stance, reason=reason, role=role)
    product = derive(
        [read_record(envelope)], lambda _: opinion, origin=desk.nation, mode=picture.mode,
        t_valid=t, t=t, signer=desk.signer(picture.mode), registry=desk.registry, about=object,
        rulebook=desk.rulebook,
    )  # fmt: skip
    release(unit, desk, product, t=t)
    return product.record
