"""The warning part of a node: it hears every record, and works when something is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from cspo.markings.mode import Mode
from cspo.operations.apart import each_apart
from cspo.operations.derive import body_of
from cspo.operations.event_names import EventNames
from cspo.operations.parties import Parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsStore, OperationsUnit
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.book_view import Ringing
from cspo.operations.warn.considering import Considered, Look, consider
from cspo.operations.warn.policy import WarnPolicy
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["WarningDuty"]

_MOST_RUNG: Final = 10_000
_AGAIN_S: Final = 60.0
"""After so long an event is looked at again that could not be, s."""


class WarningDuty:
    """Book and parties, kept up with a store, and the looks at what is due.

    Parameters
    ----------
    mode : Mode
    policy : WarnPolicy
    parties : Parties
        Its nation is whose watch it is.
    registry : Registry
    names : callable
        Gives what events are called, as the records tell up to the one that is heard;
        asked whenever the book begins anew.
    is_form : callable
        Whether a record of ours is a form of another.
    elsewhere : callable or None
        Looks for an approach by the orbits that are not adopted, before it is cancelled.

    Attributes
    ----------
    book : WarningBook
    parties : Parties
    rung : list of Ringing
        How the watch heard the warnings since `take_rung` was called last.
    """

    def __init__(
        self,
        mode: Mode,
        policy: WarnPolicy,
        parties: Parties,
        registry: Registry,
        *,
        names: Callable[[], EventNames] = EventNames,
        is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
        elsewhere: Look | None = None,
    ) -> None:
        self.parties = parties
        self._begun = False
        self._elsewhere = elsewhere
        self._is_form = is_form
        self._names = names
        self._mode = mode
        self._policy = self._own = policy
        self._registry = registry
        self.forget()

    def forget(self) -> None:
        """Begin with an empty book: what comes next is the store from its first record."""
        self.book = WarningBook(
            self.parties.nation, self._mode, self._policy, self._registry, names=self._names(),
            is_form=self._is_form,
        )  # fmt: skip
        self.rung: list[Ringing] = []
        if self._begun:
            self.parties.forget()
        self._begun = True

    def obey(self, policy: WarnPolicy | None) -> None:
        """Warn by another policy from now on, None: by the node's own; all is looked at again."""
        self._policy = self._own if policy is None else policy
        self.book.policy = self._policy
        self.book.look_again()

    def settle(self) -> None:
        """What was heard since `forget` is whole: go by it."""
        self.parties.settle()

    def hear(self, record: Record, t_ingest: Epoch) -> None:
        """Take one more record, in the order of ingest, each as often as it comes.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        self.parties.apply(record)
        if record.payload.kind == "catalog-object":  # it may tell of another owner, to be warned
            told = {each.object for each in body_of(record, self._registry).objects}
            self.book.look_again(self.book.events_of(told))
        ringing = self.book.apply(record, t_ingest)
        if ringing is not None and len(self.rung) < _MOST_RUNG:
            self.rung.append(ringing)

    def take_rung(self) -> list[Ringing]:
        """How warnings were heard since this was called last."""
        found, self.rung = self.rung, []
        return found

    def work(
        self,
        store: OperationsStore,
        desk: Callable[[OperationsUnit], ReleaseDesk],
        t: Epoch,
        *,
        gone: Collection[str] = (),
        most: int = 100,
    ) -> Considered:
        """Look at what is due, in a unit of work of its own; an event that fails keeps none back.

        What it makes lies in the store, and comes to the book as all records do, by `hear`:
        so a book that is rebuilt has heard everything in the same order.

        Parameters
        ----------
        desk : callable
            The release desk of a unit of work.
        gone : collection of str
            Events that our own screening finds no more.
        most : int
            Events looked at in one unit of work; the others wait for the next.
        """
        self.settle()
        due = self.book.due(t)[:most]
        if not due and not gone:
            return Considered()
        lost = frozenset(gone)

        def looked(events: Sequence[str]) -> Considered:
            with store.write() as unit:
                return consider(
                    unit, desk(unit), self.book, self.parties, t,
                    events=events, gone=lost.intersection(events), elsewhere=self._elsewhere,
                )  # fmt: skip

        def put_off(event: str) -> None:
            self.book.looked(event, t + _AGAIN_S)

        all_found = Considered()
        for found in each_apart(looked, tuple(dict.fromkeys((*due, *gone))), failed=put_off):
            for event, again in found.looked.items():
                self.book.looked(event, again)
            all_found.add(found)
        return all_found
