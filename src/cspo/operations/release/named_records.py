"""Which records a body names, and whether a party may know of them.

Lineage is told by commitments so that nobody learns of records that they were
not given. A body can undo that: a statement lists what it rests on, a
conjunction names the record of an orbit, and a later version names the one in
whose place it comes: an id is a hash, against which guesses can be tried. So
what a record names is looked at before it goes out, and where it names something
that a party may not know of, people decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from cspo.federation.feed import Feed
from cspo.markings.parties import sponsor_of
from cspo.markings.rules import Action, decide
from cspo.operations.derive import body_of
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ProfileTable
from cspo.operations.release.profile_fields import is_kept
from cspo.operations.store import OperationsUnit
from cspo.records.record import Record, read_record

__all__ = ["may_know_of", "named_in", "unknown_to"]

_RECORD: Final = re.compile(r"(?:record:)?([0-9a-f]{64})(?:#[0-9]{1,3})?")


def named_in(
    record: Record, desk: ReleaseDesk, profile: ProfileTable | None = None
) -> frozenset[str]:
    """Ids of the records that a record names, as far as *profile* keeps them.

    A form names none but those in its body; the record itself also the one in
    whose place it comes.

    Raises
    ------
    MalformedMessage
        Where the body can't be read.
    """
    tree = msgspec.to_builtins(body_of(record, desk.registry))
    keep = None if profile is None else profile.keep
    payload = record.payload
    around = (payload.supersedes, payload.object) if profile is None else ()
    return frozenset((*_ids(tree, "", keep), *_ids(around, "", None)))


def unknown_to(
    unit: OperationsUnit, desk: ReleaseDesk, party: str, ids: Iterable[str]
) -> tuple[str, ...]:
    """Which of these records *party* may not know of, in order.

    What is not in the store is among them: nothing says who may know of it.
    """
    hidden = []
    for record_id in sorted(ids):
        envelope = unit.envelope(record_id)
        if envelope is None or not may_know_of(unit, desk, party, read_record(envelope)):
            hidden.append(record_id)
    return tuple(hidden)


def may_know_of(unit: OperationsUnit, desk: ReleaseDesk, party: str, record: Record) -> bool:
    """Whether *party* may know that a record exists.

    One of ours: if it went to that party. Another's: if it is that party's own,
    or its mark lists the party.
    """
    payload = record.payload
    if sponsor_of(payload.origin) == desk.nation:
        return unit.out_seq(Feed(payload.origin, party, payload.mode), record.id) is not None
    marked = decide(payload.label, payload.mode, desk.subject(party), Action.ENQUEUE, desk.rulebook)
    return party == payload.origin or marked.permitted


def _ids(tree: Any, path: str, keep: tuple[str, ...] | None) -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _ids(value, f"{path}.{name}" if path else name, keep)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _ids(value, path, keep)
    elif isinstance(tree, str) and (keep is None or is_kept(path, keep)):
        found = _RECORD.fullmatch(tree)
        if found:
            yield found[1]
