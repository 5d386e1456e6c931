"""What a node keeps in mind to talk with others: conversations, contacts, what waits, ways out.

`CoordinationDuty.hear` takes records as they come, `work` does what is due. Both belong to
the thread that steps the node; handlers read the books, which are safe to read meanwhile.
All of it is made of records, and of the outbox in the store: after a restart it is the same.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cspo.errors import CspoError
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.apart import each_apart
from cspo.operations.awaited import AWAITED_KINDS, Awaited, AwaitedBook
from cspo.operations.contacts import ContactBook
from cspo.operations.coordinate.book import ConversationBook
from cspo.operations.coordinate.conversation import Conversation
from cspo.operations.coordinate.deadlines import due, tick
from cspo.operations.coordinate.saying import Said
from cspo.operations.coordinate.spoken import SPOKEN_KINDS
from cspo.operations.derive import body_of
from cspo.operations.escalation import USUAL, Call, EscalationPolicy, Rung, calls, escalate, is_due
from cspo.operations.event_names import EventNames
from cspo.operations.outgoing import Channel, Told, tell_all
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import DecisionQuery, OperationsStore, OperationsUnit
from cspo.records.bodies.coordination import CommitmentStatus, ProposalBody
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["COORDINATION_KINDS", "TOLD_WITHIN_S", "CoordinationDuty", "Ticked"]

COORDINATION_KINDS: Final = tuple(
    sorted({*SPOKEN_KINDS, *AWAITED_KINDS, "contact", "withdrawal"})
)  # fmt: skip
"""The kinds of records that `CoordinationDuty` is made of."""

AHEAD_S: Final = 300.0
"""How far ahead of ours a partner's clock may be, s: what is dated later waits until then."""

TOLD_WITHIN_S: Final = 86_400.0
"""How long after it came a record is still told of, s."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What time alone brought about.

    Parameters
    ----------
    said : tuple of Said
        Confirmations and defaults.
    rungs : tuple of Rung
        Whom the ladder has called.
    """

    said: tuple[Said, ...] = ()
    rungs: tuple[Rung, ...] = ()


class CoordinationDuty:
    """One node's, in one mode.

    Parameters
    ----------
    registry : Registry
    mode : Mode
    nation : str
    channels : sequence of Channel
        The ways out that are configured.
    policy : EscalationPolicy
    names : callable
        Gives what events are called in the node; asked whenever it begins anew.
    """

    def __init__(
        self,
        registry: Registry,
        mode: Mode,
        nation: str,
        *,
        channels: Sequence[Channel] = (),
        policy: EscalationPolicy = USUAL,
        names: Callable[[], EventNames] = EventNames,
    ) -> None:
        self._names = names
        self._registry = registry
        self.mode = mode
        self.nation = nation
        self.channels = tuple(channels)
        self.policy = policy
        self._asked = frozenset(kind for channel in self.channels for kind in channel.kinds)
        self.forget()

    def forget(self) -> None:
        """Begin anew with the first record, as when what was believed is believed no more."""
        self.book = ConversationBook(self._registry, self.mode)
        self.contacts = ContactBook(self._registry, self.mode, self.nation)
        self.awaited = AwaitedBook(self._registry, self.mode, same=self._names().same)
        self._origins: dict[str, str] = {}
        self._came: dict[str, Epoch] = {}
        self._early: list[tuple[Record, Epoch]] = []
        self._withdrawn: dict[str, set[str]] = {}
        self._heard: list[tuple[Record, Epoch]] = []
        self._taken_in = 0
        self._shown: set[tuple[str, ...]] = set()

    def hear(self, record: Record, t_ingest: Epoch) -> None:
        """Listen to a record, as one of a node's listeners: `take_in` and `work` go on with it."""
        if record.payload.kind in COORDINATION_KINDS or record.payload.kind in self._asked:
            ahead = self._is_ahead(record, t_ingest)
            (self._early if ahead else self._heard).append((record, t_ingest))

    def _is_ahead(self, record: Record, t: Epoch) -> bool:
        """Whether it is dated further ahead than clocks differ; a default, whether at all.

        A default that counts closes the time in which somebody may answer.
        """
        ahead_s = Epoch.from_utc(record.payload.t_created) - t
        if ahead_s <= 0.0 or record.payload.kind != "commitment":
            return ahead_s > AHEAD_S
        body = body_of(record, self._registry)
        defaulted = body.status is CommitmentStatus.DEFAULTED
        return defaulted or ahead_s > AHEAD_S

    def take_in(self) -> None:
        """Put what was heard into the books, for whoever reads them; nothing is answered yet.

        A node does so before it serves: its first `work` comes after its first screening.
        """
        new = self._heard[self._taken_in :]
        self._taken_in = len(self._heard)
        self.apply(new)

    def work(
        self,
        store: OperationsStore,
        desk: Callable[[OperationsUnit], ReleaseDesk],
        t: Epoch,
        *,
        ticking: bool = True,
    ) -> Ticked:
        """Take in what was heard and do what is due, in units of work of its own, if anything is.

        What can't be told, answered or called for keeps none of the others from it. What
        came more than a day before *t* is told no more through channels: who adds
        one does not want to hear all that ever was. What is dated ahead of our clock waits
        until its time has come: nobody's time to answer ends before it does.

        Parameters
        ----------
        desk : callable
            The release desk of a unit of work.
        ticking : bool
            Whether deadlines are looked at as well.
        """
        self._let_in(t)
        self.take_in()
        told = [record for record, came in self._heard if t - came <= TOLD_WITHIN_S]
        told = [record for record in told if record.payload.kind in self._asked]

        def tell(some: Sequence[Record]) -> None:
            with store.write() as unit:
                self.tell(unit, some, t=t)

        def answer(some: Sequence[Conversation]) -> tuple[Said, ...]:
            with store.write() as unit:
                return tick(unit, desk(unit), self.book, t=t, conversations=some)

        each_apart(tell, told)
        self._taken_in = 0
        self._heard = []  # not before it is committed: else what could not be told never would be
        if not ticking:
            return Ticked()
        said = each_apart(answer, tuple(due(self.book, self.nation, t=t, came=self._came)))
        return Ticked(tuple(word for words in said for word in words), self._escalate(store, t))

    def _let_in(self, t: Epoch) -> None:
        """Hear what was dated ahead, and whose time has come."""
        waiting, self._early = self._early, []
        for record, came in waiting:
            ahead = self._is_ahead(record, t)
            (self._early if ahead else self._heard).append((record, came))

    def _escalate(self, store: OperationsStore, t: Epoch) -> tuple[Rung, ...]:
        """Take the rungs that are due."""
        with store.read() as unit:
            waiting = self.waiting(unit, t=t)
            if not is_due(
                unit, waiting, nation=self.nation, t=t, policy=self.policy, shown=self._shown
            ):
                return ()

        def climb(some: Sequence[Awaited]) -> tuple[Rung, ...]:
            with store.write() as unit:
                return escalate(
                    unit, some, self.contacts, self.channels, self._registry,
                    nation=self.nation, t=t, policy=self.policy, shown=self._shown,
                )  # fmt: skip

        return tuple(rung for rungs in each_apart(climb, waiting) for rung in rungs)

    def apply(self, records: Iterable[tuple[Record, Epoch]]) -> bool:
        """Take records in, with the instant at which each came; whether any told something.

        What can't be read is passed over: it said something to somebody, not to us.
        """
        readable = []
        told = False
        for record, t_ingest in records:
            if record.payload.kind not in COORDINATION_KINDS:
                continue
            try:
                body = body_of(record, self._registry)
                told |= self.awaited.apply(record, t_ingest)
            except CspoError:
                _log.warning("passed over %s of kind %s", record.id, record.payload.kind)
                continue
            except Exception as error:  # noqa: BLE001 - nobody's record keeps back those after it
                _log.error("%s broke the conversations: %s", record.id, type(error).__name__)
                continue
            self._origins[record.id] = record.payload.origin
            if isinstance(body, ProposalBody):
                self._came.setdefault(record.id, t_ingest)
            if isinstance(body, WithdrawalBody):
                self._withdrawn.setdefault(body.record, set()).add(record.payload.origin)
            readable.append(record)
        told |= bool(self.book.apply(*readable))
        told |= self.contacts.apply(*readable)
        gone = [each for each in self._withdrawn if self._was_taken_back(each)]
        self._leave_out(gone)
        return told

    def _leave_out(self, gone: Sequence[str]) -> None:
        """Leave out what was taken back."""
        if gone:
            self.book.drop(gone)
            self.contacts.drop(gone)
            self.awaited.drop(gone)

    def tell(self, unit: OperationsUnit, records: Iterable[Record], *, t: Epoch) -> list[Told]:
        """Put down what channels want to be told of records as they come; once for each."""
        return [
            told
            for record in records
            if record.payload.kind in self._asked and record.payload.mode is self.mode
            for told in tell_all(unit, self.channels, record, self._registry, t=t)
        ]

    def waiting(self, unit: OperationsUnit, *, t: Epoch) -> tuple[Awaited, ...]:
        """What waits for somebody's acknowledgement at *t*."""
        for form in self.awaited.unresolved():
            found = unit.decisions(DecisionQuery(released_id=form, limit=1))
            self.awaited.resolve(form, found[0][1].product_id if found else form)
        return tuple(self.awaited.waiting(self.book.every, t=t))

    def calls(self, unit: OperationsUnit, *, t: Epoch) -> tuple[Call, ...]:
        """Whom the watch has to call by telephone, now."""
        return calls(unit, self.waiting(unit, t=t), self.contacts)

    def digest(self) -> str:
        """SHA-256 of what it knows: the same after a restart."""
        lines = (self.book.digest(), *self.contacts.digest_lines(), *self.awaited.digest_lines())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _was_taken_back(self, record_id: str) -> bool:
        """Whether it was its own origin that took it back."""
        origin = self._origins.get(record_id, "")
        nations = {sponsor_of(each) for each in self._withdrawn[record_id]}
        return bool(origin) and sponsor_of(origin) in nations
