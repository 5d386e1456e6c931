"""What waits for an acknowledgement: warnings and proposals, and who has said that they have it.

A warning waits for each party that it is to, until that party acknowledges it or
the event is over. An update takes the place of the warning before; one who has not
acknowledged that one either has waited since then. A proposal waits for the party
that is asked until it says anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cspo.markings.mode import Mode
from cspo.operations.coordinate.conversation import Conversation, Stage
from cspo.operations.coordinate.spoken import speaks_for
from cspo.operations.derive import body_of
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["AWAITED_KINDS", "Awaited", "AwaitedBook"]

AWAITED_KINDS: Final = ("acknowledgement", "warning")

_GRAVITY: Final = {severity: n for n, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One record that waits for one party.

    Parameters
    ----------
    record_id : str
        What is to be acknowledged now.
    ids : tuple of str
        It and those in whose place it came, which were not acknowledged either.
    event : str
    kind : str
        ``warning`` or ``proposal``.
    origin : str
        Who waits.
    party : str
        Who is waited for.
    since : Epoch
        When the first of *ids* came to this node.
    until : Epoch
        When it is over.
    """

    record_id: str
    ids: tuple[str, ...]
    event: str
    kind: str
    origin: str
    party: str
    since: Epoch
    until: Epoch


@dataclass(frozen=True, slots=True)
class _Warned:
    """A warning, and when it came."""

    id: str
    origin: str
    body: WarningBody
    t_ingest: Epoch


class AwaitedBook:
    """Warnings and acknowledgements, kept up to date record by record by one thread.

    Parameters
    ----------
    registry : Registry
    mode : Mode
    severity_at_least : Severity
        Warnings below it wait for nobody.
    """

    def __init__(
        self, registry: Registry, mode: Mode, severity_at_least: Severity = Severity.WARNING
    ) -> None:
        self._registry = registry
        self._mode = mode
        self._least = severity_at_least
        self._came: dict[str, Epoch] = {}
        self._warned: dict[tuple[str, str], tuple[_Warned, ...]] = {}
        self._acknowledged: dict[str, frozenset[str]] = {}

    def apply(self, record: Record, t_ingest: Epoch) -> bool:
        """Take a record in; whether it says anything here. Of proposals only when they came.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.mode is not self._mode or record.id in self._came:
            return False
        if payload.kind == "proposal":
            self._came[record.id] = t_ingest
            return True
        if payload.kind not in AWAITED_KINDS:
            return False
        body = body_of(record, self._registry)
        self._came[record.id] = t_ingest
        if isinstance(body, AcknowledgementBody):
            known = self._acknowledged.get(body.record, frozenset())
            self._acknowledged[body.record] = known | {payload.origin}
        elif isinstance(body, WarningBody):
            key = (payload.origin, body.event)
            warned = _Warned(record.id, payload.origin, body, t_ingest)
            found = sorted(
                (*self._warned.get(key, ()), warned), key=lambda one: (one.body.number, one.id)
            )
            self._warned[key] = tuple(found)
        return True

    def drop(self, record_ids: Iterable[str]) -> None:
        """Wait no more for what is believed no more, or was taken back."""
        gone = set(record_ids)
        for key, warnings in self._warned.items():
            if any(each.id in gone for each in warnings):
                self._warned[key] = tuple(each for each in warnings if each.id not in gone)

    def acknowledged_by(self, record_id: str, names: Iterable[str] = ()) -> frozenset[str]:
        """Origins that have acknowledged a record, under its id or another name of it."""
        ids = (record_id, *names)
        return frozenset().union(*(self._acknowledged.get(each, frozenset()) for each in ids))

    def digest_lines(self) -> tuple[str, ...]:
        """What it rests on, in order."""
        return tuple(f"{key} {t.tai_ns}" for key, t in sorted(self._came.items()))

    def waiting(
        self,
        conversations: Iterable[Conversation],
        *,
        t: Epoch,
        names: Callable[[str], Iterable[str]] = lambda record_id: (),  # noqa: ARG005
    ) -> Iterator[Awaited]:
        """What waits at *t*, warnings first.

        Parameters
        ----------
        conversations : iterable of Conversation
            Of this mode.
        names : callable
            Under which ids a record of ours went out, if as a form: the answers name those.
        """
        for warnings in tuple(self._warned.values()):
            if warnings:
                yield from self._warnings(warnings, t, names)
        for conversation in conversations:
            found = self._proposal(conversation, t)
            if found is not None:
                yield found

    def _warnings(
        self, warnings: tuple[_Warned, ...], t: Epoch, names: Callable[[str], Iterable[str]]
    ) -> Iterator[Awaited]:
        newest = warnings[-1]
        until = Epoch.from_utc(newest.body.about_utc)
        severity = newest.body.severity or Severity.WARNING  # ungraded: better a call too many
        grave = _GRAVITY[severity] >= _GRAVITY[self._least]
        if newest.body.issue is Issue.CANCELLED or t > until or not grave:
            return
        for party in newest.body.to:
            silent: list[_Warned] = []
            for each in reversed(warnings):
                heard = self.acknowledged_by(each.id, names(each.id))
                if party not in each.body.to or any(speaks_for(who, party) for who in heard):
                    break
                silent.append(each)
            if silent:
                yield Awaited(
                    record_id=newest.id, ids=tuple(each.id for each in silent),
                    event=newest.body.event, kind="warning", origin=newest.origin, party=party,
                    since=min(each.t_ingest for each in silent), until=until,
                )  # fmt: skip

    def _proposal(self, conversation: Conversation, t: Epoch) -> Awaited | None:
        offer = conversation.last
        asked = offer.sides[1]
        came = self._came.get(offer.id)
        if offer.stage is not Stage.OPEN or came is None or t > offer.deadline:
            return None
        if any(speaks_for(who, asked) for who in offer.acknowledged_by):
            return None
        return Awaited(
            record_id=offer.id, ids=(offer.id,), event=offer.body.event, kind="proposal",
            origin=offer.sides[0], party=asked, since=came, until=offer.deadline,
        )  # fmt: skip
