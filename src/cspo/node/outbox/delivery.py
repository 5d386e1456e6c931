"""The threads that send: one for each channel, so that a dead one holds no other up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

from cspo.errors import CspoError
from cspo.node.outbox.carrier import Carrier, Result
from cspo.operations.outbox_store import Delivery, MessageQuery, MessageRow, MessageStep
from cspo.operations.outgoing import AUDIT, Channel, may_leave
from cspo.operations.store import OperationsStore
from cspo.records.record import read_record
from cspo.time import Clock

__all__ = ["Carrier", "Outbox", "Result", "pause_s"]

_log = logging.getLogger(__name__)

_PAUSES_S: Final = (5.0, 15.0, 45.0, 120.0, 300.0, 600.0)
_PAGE: Final = 20
_LONGEST_WAIT_S: Final = 1.0
"""How long a thread sleeps at most, of the machine's time: the node's clock may be faster."""


def pause_s(attempt: int) -> float:
    """How long is waited after the attempt of this number, from 1, s."""
    return _PAUSES_S[min(attempt, len(_PAUSES_S)) - 1]


class Outbox:
    """Sends what is put down, until it is sent or given up.

    Parameters
    ----------
    store : OperationsStore
        Of the node; threads share it.
    clock : Clock
    ways : mapping
        By name of the channel: the channel, what carries its messages, and for how many
        seconds a message is tried.
    on_change : callable
        Called when a message was sent or given up; the node then takes its next step soon.
    """

    def __init__(
        self,
        store: OperationsStore,
        clock: Clock,
        ways: Mapping[str, tuple[Channel, Carrier, float]],
        *,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._ways = dict(ways)
        self._on_change = on_change
        self._stop = threading.Event()
        self._woken = {name: threading.Event() for name in self._ways}
        self._sent_to: dict[str, int] = dict.fromkeys(self._ways, 0)
        self._threads: list[threading.Thread] = []

    @property
    def channels(self) -> tuple[Channel, ...]:
        """All channels."""
        return tuple(channel for channel, _, _ in self._ways.values())

    def start(self) -> None:
        """Send in threads of their own, until `stop`."""
        for name in self._ways:
            thread = threading.Thread(
                target=self._run, args=(name,), name=f"outbox {name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def wake(self) -> None:
        """There may be something new; any thread may call it, and it does not wait."""
        for event in self._woken.values():
            event.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the threads; what one was sending is finished, or sent again after the next start."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout_s)
        for _, carrier, _ in self._ways.values():
            carrier.close()

    def deliver(self, name: str) -> int:
        """Try every message of a channel that is due, once; how many there were."""
        channel, carrier, patience_s = self._ways[name]
        with self._store.read() as unit:
            # What lies before the oldest open message is done, for good: it is not asked for again.
            after = self._sent_to[name]
            oldest = unit.messages(MessageQuery(channel=name, open_only=True, after=after, limit=1))
            self._sent_to[name] = after = oldest[0][0] - 1 if oldest else unit.last_message()
            due = unit.messages(
                MessageQuery(
                    channel=name, open_only=True, due_by=self._clock.now(), after=after, limit=_PAGE
                )
            )
        for _, row, last in due:
            if self._stop.is_set():
                break
            self._attempt(channel, carrier, patience_s, row, last)
        return len(due)

    def _attempt(
        self, channel: Channel, carrier: Carrier, patience_s: float, row: MessageRow,
        last: MessageStep,
    ) -> None:  # fmt: skip
        t = self._clock.now()
        result = self._at_the_door(channel, row) or carrier.send(row, t)
        outcome, due = result.outcome, t
        if outcome is Delivery.FAILED:
            due = t + pause_s(last.n + 1)
            if due - row.t > patience_s:
                outcome = Delivery.GAVE_UP
        step = MessageStep(
            message_id=row.message_id, n=last.n + 1, outcome=outcome, detail=result.detail,
            due=due, t=t,
        )  # fmt: skip
        with self._store.write() as unit:
            unit.add_message_step(step)
            unit.audit(
                AUDIT,
                {"message": row.message_id, "channel": row.channel, "outcome": str(outcome),
                 "detail": result.detail, "attempt": str(step.n)},
                t=t,
            )  # fmt: skip
        if outcome.ends:
            self._on_change()

    def _at_the_door(self, channel: Channel, row: MessageRow) -> Result | None:
        """Why a message may not leave now, whatever held when it was put down; None: it may."""
        with self._store.read() as unit:
            envelope = unit.envelope(row.about)
            taken_back = bool(unit.withdrawals(record_id=row.about))
        if envelope is None or taken_back:
            return Result(Delivery.WITHHELD, "the record was taken back")
        payload = read_record(envelope).payload
        decision = may_leave(channel, payload.label, payload.mode, row.party)
        if decision.permitted:
            return None
        return Result(Delivery.WITHHELD, f"rule {decision.rule}: {decision.reason}")

    def _run(self, name: str) -> None:
        woken = self._woken[name]
        while not self._stop.is_set():
            woken.clear()
            try:
                busy = self.deliver(name)
            except CspoError as error:
                _log.warning("outbox %s: %s", name, error)
                busy = 0
            except Exception:  # noqa: BLE001 - a thread that dies would keep its channel shut
                _log.exception("outbox %s", name)
                busy = 0
            if not busy:
                woken.wait(_LONGEST_WAIT_S)
