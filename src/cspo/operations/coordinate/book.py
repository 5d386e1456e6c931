"""The conversations of a running node, kept up to date record by record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

import msgspec

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.coordinate.conversation import Conversation
from cspo.operations.coordinate.rebuilding import conversations
from cspo.operations.coordinate.spoken import Spoken, spoken_from
from cspo.records.kinds import Registry
from cspo.records.record import Record

__all__ = ["ConversationBook"]


class ConversationBook:
    """What was said, in one mode.

    One thread takes records in; others may read meanwhile: what they see is replaced
    whole and never changed.

    Parameters
    ----------
    registry : Registry
    mode : Mode
        Records of other modes are passed over.
    """

    def __init__(self, registry: Registry, mode: Mode) -> None:
        self._registry = registry
        self._mode = mode
        self._said: Mapping[str, Spoken] = {}
        self._every: tuple[Conversation, ...] | None = ()

    def apply(self, *records: Record) -> frozenset[str]:
        """Take records in: the ids of those that are new and of a conversation.

        Raises
        ------
        MalformedMessage
            Where a body can't be read.
        """
        new = {}
        for record in records:
            if record.payload.mode is self._mode and record.id not in self._said:
                spoken = spoken_from(record, self._registry)
                if spoken is not None:
                    new[record.id] = spoken
        if new:
            self._replace({**self._said, **new})
        return frozenset(new)

    def drop(self, record_ids: Iterable[str]) -> None:
        """Leave out what records say that were taken back, but for that what they spoke of came."""
        here = set(record_ids) & self._said.keys()
        left = {key: self._said[key].taken_back() for key in here}
        if any(left[key] != self._said[key] for key in here):
            said = {key: left.get(key, each) for key, each in self._said.items()}
            self._replace({key: each for key, each in said.items() if each is not None})

    def _replace(self, said: Mapping[str, Spoken]) -> None:
        self._every = None
        self._said = said

    @property
    def every(self) -> tuple[Conversation, ...]:
        """Every conversation, by the time of its first proposal."""
        made = self._every
        if made is None:
            said = self._said
            made = conversations(said.values())
            if said is self._said:
                self._every = made
        return made

    def seen(self, may: Callable[[Label], bool]) -> tuple[Conversation, ...]:
        """The conversations that some of the records make: what their reader may know.

        Parameters
        ----------
        may : callable
            Which marks the reader may see.
        """
        return conversations(each for each in self._said.values() if may(each.label))

    def said(self, record_id: str) -> Spoken | None:
        """One record of a conversation."""
        return self._said.get(record_id)

    def of_proposal(self, proposal_id: str) -> Conversation | None:
        """The conversation that a proposal counts in."""
        for each in self.every:
            if any(offer.id == proposal_id for offer in each.offers):
                return each
        return None

    def digest(self) -> str:
        """SHA-256 of every conversation: equal on two nodes that have the same records."""
        return hashlib.sha256(
            msgspec.json.encode([_plain(each) for each in self.every])
        ).hexdigest()


def _plain(conversation: Conversation) -> list[object]:
    offers = [
        [offer.id, offer.sides, offer.stage, _id(offer.answer), _id(offer.confirmation),
         [each.id for each in offer.defaults], [each.id for each in offer.promises],
         offer.acknowledged_by, None if offer.received is None else offer.received.tai_ns]
        for offer in conversation.offers
    ]  # fmt: skip
    force = "" if conversation.in_force is None else conversation.in_force.id
    aside = [[each.id, each.reason] for each in conversation.set_aside]
    return [conversation.event, conversation.sides, conversation.last.id, force, offers, aside,
            conversation.contested]  # fmt: skip


def _id(spoken: Spoken | None) -> str:
    return "" if spoken is None else spoken.id
