"""Opening a signed record together with its body, as whoever checks one does."""

from __future__ import annotations

from cspo.errors import MalformedMessage
from cspo.markings import CSPO_RULEBOOK
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import Directories, Record, Refusal, RefusedRecord, open_record

__all__ = ["open_whole"]


def open_whole(envelope: bytes, known: Directories, *, checkpoint: int | None = None) -> Record:
    """Open a record, and its body as well.

    Parameters
    ----------
    envelope : bytes
        As it came, or as a store has kept it.
    known : Directories
        Whose keys are believed.
    checkpoint : int or None
        The first checkpoint of the origin known to cover the record, for keys that were revoked.

    Raises
    ------
    RefusedRecord
        With the one code of what is wrong.
    """
    record = open_record(
        envelope, directories=known, rulebook=CSPO_RULEBOOK, kinds=REGISTRY, checkpoint=checkpoint
    )
    try:
        body_of(record, REGISTRY)
    except MalformedMessage as error:
        raise RefusedRecord(
            "read body", error.keyword, code=Refusal.BODY_INVALID, expected=error.expected,
            got=error.got,
        ) from error  # fmt: skip
    return record
