"""What waits for an acknowledgement: warnings and proposals, and who has said that they have it.

An event waits for each party that somebody warns of it, until that party acknowledges
one of the warnings or the event is over. Who has acknowledged is called again only for
what is graver: another's warning of the same event, or an update that is no graver, is
news and no alarm. A proposal waits for the party that is asked until it says anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.markings.mode import Mode
from cspo.operations.coordinate.conversation import Conversation, Stage
from cspo.operations.coordinate.spoken import speaks_for
from cspo.operations.derive import body_of
from cspo.operations.event_names import KEPT_S
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.identities import same_subject
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["AWAITED_KINDS", "Awaited", "AwaitedBook"]

AWAITED_KINDS: Final = ("acknowledgement", "warning")

_GRAVITY: Final = {severity: n for n, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One record that waits for one party.

    Parameters
    ----------
    record_id : str
        What is to be acknowledged now: of several warnings the gravest, and the newest of those.
    ids : tuple of str
        It and whatever else waits for the same.
    event : str
    kind : str
        ``warning`` or ``proposal``.
    origins : tuple of str
        Who waits: all that warn of it, or who proposes.
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
    origins: tuple[str, ...]
    party: str
    since: Epoch
    until: Epoch


@dataclass(frozen=True, slots=True)
class _Warned:
    """A warning, when it came, and the instant of what it warns of."""

    id: str
    origin: str
    body: WarningBody
    t_ingest: Epoch
    until: Epoch

    @property
    def gravity(self) -> int:
        """Ascending; an ungraded one counts as a warning: better a call too many."""
        return _GRAVITY[self.body.severity or Severity.WARNING]


class AwaitedBook:
    """Warnings and acknowledgements, kept up to date record by record by one thread.

    Parameters
    ----------
    registry : Registry
    mode : Mode
    severity_at_least : Severity
        Warnings below it wait for nobody.
    same : callable
        Whether two names mean one event: as the node knows it (`EventNames.same`).
    """

    def __init__(
        self, registry: Registry, mode: Mode, severity_at_least: Severity = Severity.WARNING,
        *, same: Callable[[str, str], bool] = same_subject,
    ) -> None:  # fmt: skip
        self._same = same
        self._registry = registry
        self._mode = mode
        self._least = _GRAVITY[severity_at_least]
        self._came: dict[str, Epoch] = {}
        self._warned: dict[tuple[str, str], tuple[_Warned, ...]] = {}
        self._acknowledged: dict[str, tuple[tuple[str, Epoch], ...]] = {}
        self._products: dict[str, str] = {}
        self._day = 0

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
        self._prune(t_ingest)
        if payload.kind == "proposal":
            self._came[record.id] = t_ingest
            return True
        if payload.kind not in AWAITED_KINDS:
            return False
        body = body_of(record, self._registry)
        self._came[record.id] = t_ingest
        if isinstance(body, AcknowledgementBody):
            known = self._acknowledged.get(body.record, ())
            self._acknowledged[body.record] = (*known, (payload.origin, t_ingest))
            if body.record not in self._came:
                self._products.setdefault(body.record, "")
        elif isinstance(body, WarningBody):
            key = (payload.origin, body.event)
            until = Epoch.from_utc(body.about_utc)
            warned = _Warned(record.id, payload.origin, body, t_ingest, until)
            found = sorted(
                (*self._warned.get(key, ()), warned), key=lambda one: (one.body.number, one.id)
            )
            self._warned[key] = tuple(found)
        return True

    def _prune(self, t: Epoch) -> None:
        """Forget warnings of what is over for `KEPT_S`, and their answers, once a day of ingest."""
        day = t.tai_ns // round(DAY_S * NS_PER_S)
        if day <= self._day:
            return
        self._day = day
        for key, warnings in tuple(self._warned.items()):
            if all(each.until + KEPT_S < t for each in warnings):
                del self._warned[key]
                for each in warnings:
                    self._came.pop(each.id, None)
                    self._acknowledged.pop(each.id, None)
                    self._products.pop(each.id, None)

    def drop(self, record_ids: Iterable[str]) -> None:
        """Wait no more for what is believed no more, or was taken back."""
        gone = set(record_ids)
        for key, warnings in self._warned.items():
            if any(each.id in gone for each in warnings):
                self._warned[key] = tuple(each for each in warnings if each.id not in gone)

    def digest_lines(self) -> tuple[str, ...]:
        """What it rests on, in order."""
        return tuple(f"{key} {t.tai_ns}" for key, t in sorted(self._came.items()))

    def unresolved(self) -> tuple[str, ...]:
        """Acknowledged ids that are no warning's here: forms of ours may be among them."""
        return tuple(form for form, product in tuple(self._products.items()) if not product)

    def resolve(self, form: str, product: str) -> None:
        """Take note of which product of ours a form is of; the product itself where it is none."""
        self._products[form] = product

    def waiting(self, conversations: Iterable[Conversation], *, t: Epoch) -> Iterator[Awaited]:
        """What waits at *t*, warnings first.

        Parameters
        ----------
        conversations : iterable of Conversation
            Of this mode.
        """
        forms: dict[str, list[str]] = {}
        for form, product in tuple(self._products.items()):
            forms.setdefault(product, []).append(form)
        for warnings in self._events(t):
            for party in sorted({party for each in warnings for party in each.body.to}):
                found = self._warning(party, warnings, forms)
                if found is not None:
                    yield found
        for conversation in conversations:
            found = self._proposal(conversation, t)
            if found is not None:
                yield found

    def _events(self, t: Epoch) -> list[list[_Warned]]:
        """Warnings of what is still to come, event by event, whoever names it how."""
        heads: dict[str, list[tuple[str, list[_Warned]]]] = {}
        for (_, event), warnings in sorted(self._warned.items()):
            if not warnings or t > warnings[-1].until:
                continue
            alike = heads.setdefault(event.partition("@")[0], [])
            known = next((found for name, found in alike if self._same(name, event)), None)
            if known is None:
                known = []
                alike.append((event, known))
            if warnings[-1].body.issue is not Issue.CANCELLED:
                known += warnings
        return [found for alike in heads.values() for _, found in alike if found]

    def _warning(
        self, party: str, warnings: list[_Warned], forms: Mapping[str, Sequence[str]]
    ) -> Awaited | None:
        """What of an event's warnings waits for a party; None where nothing does."""
        heard = self._heard_by(party, warnings, forms)
        silent = [
            each for each in warnings
            if party in each.body.to and each.gravity > heard and each.gravity >= self._least
        ]  # fmt: skip
        if not silent:
            return None
        chosen = max(silent, key=lambda each: (each.gravity, each.t_ingest.tai_ns, each.id))
        return Awaited(
            record_id=chosen.id, ids=tuple(sorted(each.id for each in silent)),
            event=chosen.body.event, kind="warning", party=party,
            origins=tuple(sorted({each.origin for each in silent})),
            since=min(each.t_ingest for each in silent),
            until=chosen.until,
        )  # fmt: skip

    def _heard_by(
        self, party: str, warnings: list[_Warned], forms: Mapping[str, Sequence[str]]
    ) -> int:
        """The gravest that a party had when it acknowledged any of them; -1: it never has."""
        heard = -1
        for each in warnings:
            for name in (each.id, *forms.get(each.id, ())):
                for origin, t in self._acknowledged.get(name, ()):
                    if speaks_for(origin, party):
                        had = [one.gravity for one in warnings if one.t_ingest <= t]
                        heard = max(heard, each.gravity, *had)
        return heard

    def _proposal(self, conversation: Conversation, t: Epoch) -> Awaited | None:
        offer = conversation.last
        asked = offer.sides[1]
        came = self._came.get(offer.id)
        until = offer.deadline
        if offer.received is None:  # no default comes of it: call until it is too late
            until = max(until, Epoch.from_utc(offer.body.act_by_utc))
        if offer.stage is not Stage.OPEN or came is None or t > until:
            return None
        if any(speaks_for(who, asked) for who in offer.acknowledged_by):
            return None
        return Awaited(
            record_id=offer.id, ids=(offer.id,), event=offer.body.event, kind="proposal",
            origins=offer.sides[:1], party=asked, since=came, until=until,
        )  # fmt: skip
