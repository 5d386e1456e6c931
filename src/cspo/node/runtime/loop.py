"""The one thread that steps: a node, or ten of them in turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from cspo.errors import CspoError
from cspo.node.runtime.logs import speaking_for

__all__ = ["StepLoop", "Stepped", "Stopping"]

_log = logging.getLogger(__name__)

_IDLE_S: Final = 0.25
"""How long the thread sleeps where nothing is to be done and nobody wakes it, s."""


class Stopping(BaseException):
    """The node is asked to stop in the midst of something long; what it did not commit is undone.

    No `Exception`: whoever catches those to go on must not catch this one.
    """


class Stepped(Protocol):
    """What can be stepped: `Node`."""

    @property
    def name(self) -> str:
        """Whose it is."""
        ...

    def step(self) -> bool:
        """Do what is due; whether something was done, so that others may have work too."""
        ...


class StepLoop:
    """Steps everything in turn, in one thread, until it is stopped.

    Parameters
    ----------
    parts : sequence of Stepped
        In this order.
    before : callable
        Called before each round: what moves the world on.
    """

    def __init__(
        self, parts: Sequence[Stepped], *, before: Callable[[], bool] = lambda: False
    ) -> None:
        self._parts = tuple(parts)
        self._before = before
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.ended = threading.Event()
        self.rounds = 0
        self.failed = ""

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop: what takes long looks here from time to time."""
        return self._stopping.is_set()

    def wake(self) -> None:
        """There is something to do: don't sleep; any thread may call it."""
        self._awake.set()

    def round(self) -> bool:
        """Step each part once; whether anything was done."""
        busy = self._before()
        for part in self._parts:
            if self.stopping:
                break
            with speaking_for(part.name):
                busy = part.step() or busy
        self.rounds += 1
        return busy

    def start(self, first: Callable[[], None] = lambda: None) -> None:
        """Begin to step in a thread of its own, which does *first* before all else."""
        self._thread = threading.Thread(
            target=self._run, args=(first,), name="cspo-step", daemon=True
        )
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Ask the thread to end, and wait for it; False where it has not ended by then."""
        self._stopping.set()
        self._awake.set()
        if self._thread is None or self._thread is threading.current_thread():
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self, first: Callable[[], None]) -> None:
        try:
            if self._tried(first) is None:
                self._stopping.set()  # what was to be done first was not: there is no going on
            while not self.stopping:
                self._awake.clear()
                if not self._tried(self.round):
                    self._awake.wait(_IDLE_S)
        except Stopping:
            _log.info("broken off: it was asked to stop")
        finally:
            self.ended.set()

    def _tried(self, work: Callable[[], bool | None]) -> bool | None:
        """What *work* gives, or False for nothing; None where it failed, which is told."""
        try:
            return bool(work())
        except CspoError as error:  # parts guard their own work: this is about the loop
            self.failed = str(error)
            _log.error("step: %s", error)
        except Exception as error:  # noqa: BLE001 - the loop goes on
            self.failed = f"{type(error).__name__}: {error}"
            _log.exception("step failed")
        return None
