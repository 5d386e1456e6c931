"""What one step did, and what became of its parts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from cspo.errors import CspoError
from cspo.node.runtime.metrics import NodeMetrics
from cspo.time import Epoch

__all__ = ["StepReport"]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class StepReport:
    """What one step did.

    Parameters
    ----------
    t : Epoch
        The node's time at its beginning.
    received : int
        Records that came from partners.
    read : int
        Records that went from the store into the picture, our own among them.
    made : int
        Records that the node made of them: conjunctions, warnings, answers.
    unfinished : bool
        Something was begun of which the next step does the next part.
    faults : dict
        By part of the step: why it could not be done.
    """

    t: Epoch
    received: int = 0
    read: int = 0
    made: int = 0
    unfinished: bool = False
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def has_news(self) -> bool:
        """Whether partners may find something new here, or we in the store."""
        return bool(self.received or self.read or self.made)

    @property
    def busy(self) -> bool:
        """Whether there is news, or work is left."""
        return self.has_news or self.unfinished

    @contextmanager
    def part(self, name: str, metrics: NodeMetrics) -> Iterator[None]:
        """A part of the step: where it fails, the others go on, and the fault is told."""
        began = perf_counter()
        try:
            yield
        except CspoError as error:
            self._failed(name, str(error), metrics)
            _log.error("%s: %s", name, error)
        except Exception as error:  # noqa: BLE001 - the exchange with partners goes on
            self._failed(name, f"{type(error).__name__}: {error}", metrics)
            _log.exception("%s failed", name)
        finally:
            metrics.part(name, perf_counter() - began)

    def _failed(self, name: str, told: str, metrics: NodeMetrics) -> None:
        self.faults[name] = told
        metrics.fault(name)
