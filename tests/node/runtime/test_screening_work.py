"""Screening in the step: what one part brings is not lost with another that fails."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from cspo.errors import ResourceLimit
from cspo.markings import Mode
from cspo.node.runtime.config import ScreeningConfig
from cspo.node.runtime.metrics import NodeMetrics
from cspo.node.runtime.screening_work import ScreeningWork, ToScreen
from cspo.operations.screen import EventChanges
from cspo.time import Epoch

START = Epoch.from_utc("2026-03-01T00:00:00")
SKY: Any = range(2)
"""As far as the work looks at a sky: so many objects."""


@dataclass
class View:
    start: Epoch

    def __len__(self) -> int:
        return 1


def test_what_an_update_found_is_told_though_the_window_could_not_move_on() -> None:
    view, rows, none = View(START), np.array([0]), np.zeros(0, np.int64)

    def no_memory(start: Epoch) -> EventChanges:
        raise ResourceLimit("screen", expected="memory", got="none")

    work = ScreeningWork(
        ScreeningConfig(), NodeMetrics("AUS", Mode.REAL), lambda _: None,
        search=lambda *_, **__: None, names=lambda *_: "",
    )  # fmt: skip
    work.view = view
    screener = SimpleNamespace(
        view=view, slide=no_memory, update=lambda sky, changed: EventChanges(view, rows, none, ())
    )
    work._screener = screener
    with pytest.raises(ResourceLimit):
        work.step(ToScreen(SKY, frozenset({"norad:1"}), START + 86_400.0))
    screener.update = lambda sky, changed: EventChanges(view, none, none, ())  # as it was
    screener.slide = lambda start: EventChanges(view, none, none, ())
    found = work.step(ToScreen(SKY, frozenset({"norad:1"}), START + 86_400.0))
    assert [each.rows for each in found] == [(0,)]
    assert work.step(ToScreen(SKY, frozenset(), START + 86_400.0)) == []
