"""The warning part of a node: it hears every record, and works when something is due."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from cspo.markings.mode import Mode
from cspo.operations.parties import Parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsStore, OperationsUnit
from cspo.operations.warn.book import Ringing, WarningBook
from cspo.operations.warn.considering import Considered, consider, settle
from cspo.operations.warn.policy import WarnPolicy
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["WarningDuty", "Worked"]


@dataclass(frozen=True, slots=True)
class Worked:
    """What one look brought: records that were made, and how the watch heard them."""

    considered: Considered
    heard: tuple[Ringing, ...] = ()


class WarningDuty:
    """Book and parties, kept up with a store, and the looks at what is due.

    Parameters
    ----------
    mode : Mode
    policy : WarnPolicy
    parties : Parties
        Its nation is whose watch it is.
    registry : Registry

    Attributes
    ----------
    book : WarningBook
    parties : Parties
    """

    def __init__(
        self, mode: Mode, policy: WarnPolicy, parties: Parties, registry: Registry
    ) -> None:
        self.parties = parties
        self._mode = mode
        self._policy = policy
        self._registry = registry
        self.forget()

    def forget(self) -> None:
        """Begin with an empty book: what comes next is the store from its first record."""
        self.book = WarningBook(self.parties.nation, self._mode, self._policy, self._registry)
        self.parties.forget()

    def hear(self, record: Record, t_ingest: Epoch) -> None:  # noqa: ARG002 - as listeners are told
        """Take one more record, in the order of ingest, each as often as it comes.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        self.parties.apply(record)
        self.book.apply(record)

    def work(
        self,
        store: OperationsStore,
        desk: Callable[[OperationsUnit], ReleaseDesk],
        t: Epoch,
        *,
        gone: Collection[str] = (),
        most: int = 500,
    ) -> Worked:
        """Look at what is due, in a unit of work of its own.

        Parameters
        ----------
        desk : callable
            The release desk of a unit of work.
        gone : collection of str
            Events that our own screening finds no more.
        most : int
            Events looked at in one unit of work; the others wait for the next.
        """
        due = self.book.due(t)[:most]
        if not due and not gone:
            return Worked(Considered())
        with store.write() as unit:
            found = consider(unit, desk(unit), self.book, self.parties, t, events=due, gone=gone)
        return Worked(found, tuple(settle(self.book, found)))
