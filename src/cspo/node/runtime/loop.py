"""The one thread that steps: a node, or ten of them in turn."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from cspo.errors import CspoError
from cspo.node.runtime.logs import speaking_for

__all__ = ["StepLoop", "Stepped"]

_log = logging.getLogger(__name__)

_IDLE_S: Final = 0.25
"""How long the thread sleeps where nothing is to be done and nobody wakes it, s."""


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

    def start(self) -> None:
        """Begin to step in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="cspo-step", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Ask the thread to end, and wait for it; False where it has not ended by then."""
        self._stopping.set()
        self._awake.set()
        if self._thread is None or self._thread is threading.current_thread():
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self.stopping:
            self._awake.clear()
            try:
                busy = self.round()
            except CspoError as error:  # a part guards its own work: this is about the loop
                busy, self.failed = False, str(error)
                _log.error("step: %s", error)
            except Exception as error:  # noqa: BLE001 - the loop goes on
                busy, self.failed = False, f"{type(error).__name__}: {error}"
                _log.exception("step failed")
            if not busy:
                self._awake.wait(_IDLE_S)
