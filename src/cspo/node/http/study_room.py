"""Studies of consequence: reckoned one at a time beside the node, kept for a while, and stopped.

One thread serves all nodes of a process, and is there only while something waits. A study is
reckoned from what its asker sees; who may see all of that may see the study.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cspo.errors import CspoError
from cspo.markings import Label
from cspo.node.http.faults import Refused
from cspo.operations.consequence.steps import Steps, Stopped
from cspo.time import Epoch

__all__ = ["ENDED", "HeldStudy", "StudyKind", "StudyRoom", "StudyState"]

StudyKind = Literal["breakup", "launch", "services", "environment"]
StudyState = Literal["waiting", "reckoning", "done", "failed", "stopped"]

_LOG: Final = logging.getLogger(__name__)
_KEPT: Final = 12
_WAITING: Final = 4
"""Studies of one node that wait or are reckoned; a person has two of them at most."""

_ENDS_WITHIN_S: Final = 10.0

ENDED: Final = frozenset({"done", "failed", "stopped"})


@dataclass(slots=True, kw_only=True, eq=False)
class HeldStudy:
    """A study, from the question to the answer. Its room alone changes it.

    Parameters
    ----------
    prefix : str
        Of the node that it is of.
    kind, title : str
    asked : object
        The question.
    person, party : str
        Who asked.
    labels : tuple of Label
        Every mark among what it rests on.
    t : Epoch
        When it was asked, by the node's clock.
    work : callable
        Does it; what it returns is the answer.
    """

    prefix: str
    kind: StudyKind
    title: str
    asked: Any
    person: str
    party: str
    labels: tuple[Label, ...]
    t: Epoch
    work: Callable[[Steps], Any]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: StudyState = "waiting"
    share: float = 0.0
    step: str = ""
    took_s: float = 0.0
    answer: Any = None
    fault: str = ""
    hint: str = ""
    records: tuple[str, ...] = ()
    for_a_page: tuple[str, ...] = ()
    on_a_page: frozenset[str] | None = None
    wanted: bool = True


class StudyRoom:
    """All studies of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: list[HeldStudy] = []
        self._queue: deque[HeldStudy] = deque()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.printing = threading.Lock()
        """Held while a report is printed: a browser takes 150 MB."""

    def ask(self, study: HeldStudy) -> HeldStudy:
        """Put a study at the end of the queue.

        Raises
        ------
        Refused
            429 where too many wait.
        """
        with self._lock:
            open_ones = [each for each in self._held if each.state not in ENDED
                         and each.prefix == study.prefix]  # fmt: skip
            own = sum(each.person == study.person for each in open_ones)
            if self._closed or len(open_ones) >= _WAITING or own >= 2:
                raise Refused(
                    429, "other studies are being reckoned",
                    hint="wait until one is done, or stop one of yours",
                )  # fmt: skip
            self._held.append(study)
            self._forget(study.prefix)
            self._queue.append(study)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="studies", daemon=True)
                self._thread.start()
        return study

    def of(self, prefix: str) -> list[HeldStudy]:
        """The studies of a node, the newest first."""
        with self._lock:
            return [each for each in reversed(self._held) if each.prefix == prefix]

    def stop(self, study: HeldStudy) -> None:
        """End a study that is not done; forget one that is."""
        with self._lock:
            study.wanted = False
            if study.state in ENDED:
                self._held = [each for each in self._held if each is not study]
            elif study.state == "waiting":
                study.state = "stopped"

    def close(self) -> None:
        """End all; come back when the thread has."""
        with self._lock:
            self._closed = True
            for study in self._held:
                study.wanted = False
            thread = self._thread
        if thread is not None:
            thread.join(timeout=_ENDS_WITHIN_S)

    def _forget(self, prefix: str) -> None:
        """Keep the last few of a node, and all that are not done."""
        ended = [each for each in self._held if each.prefix == prefix and each.state in ENDED]
        for old in ended[: max(len(ended) - _KEPT, 0)]:
            self._held.remove(old)

    def _run(self) -> None:
        while True:
            with self._lock:
                while self._queue and self._queue[0].state != "waiting":
                    self._queue.popleft()
                if not self._queue or self._closed:
                    self._thread = None
                    return
                study = self._queue.popleft()
                study.state = "reckoning"
            self._reckon(study)

    def _reckon(self, study: HeldStudy) -> None:
        began = time.monotonic()

        def tell(share: float, step: str) -> None:
            study.share, study.step, study.took_s = share, step, time.monotonic() - began

        state: StudyState = "done"
        answer = None
        try:
            answer = study.work(Steps(tell, lambda: not study.wanted))
        except Stopped:
            state = "stopped"
        except CspoError as error:
            state = "failed"
            told = {"expected": error.expected, "got": error.got}
            said = [f"{word} {text}" for word, text in told.items() if text]
            study.fault = ", ".join([f"{error.action} {error.subject}".strip(), *said])
            study.hint = error.hint
        except Exception:  # noqa: BLE001 - the thread has the studies of others to do
            _LOG.exception("a study of kind %s has failed", study.kind)
            state = "failed"
            study.fault, study.hint = "the node has failed", "the node's log says where"
        study.took_s = time.monotonic() - began
        with self._lock:
            study.answer = answer
            study.share = 1.0 if state == "done" else study.share
            study.step, study.state = "", state
