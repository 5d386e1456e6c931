"""No input stops a batch: every event gets a probability between 0 and 1, or a reason."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from cspo.conjunction.probability import (
    PcStatus,
    assess,
    nc2d_hall2021,
    nc3d_hall2021,
    pc_alfano2005,
    pc_elrod2019,
    pc_foster1992,
    pc_montecarlo,
)

FULL = np.diag([1e-2, 4e-2, 1e-2, 1e-8, 1e-8, 1e-8])
FULL[0, 4] = FULL[4, 0] = 1e-6
NAMES = ("r1", "v1", "cov1", "r2", "v2", "cov2", "hbr")
GOOD = (
    np.array([[7000.0, 0, 0]]), np.array([[0, 7.546, 0]]), FULL[None],
    np.array([[7000.2, 0, 0.1]]), np.array([[0, 0, 7.546]]), FULL[None], np.array([0.01]),
)  # fmt: skip


def assess_all(r1: Any, v1: Any, c1: Any, r2: Any, v2: Any, c2: Any, hbr: Any) -> Any:
    return assess(r1, v1, r2, v2, hbr, cov1=c1, cov2=c2, all_methods=True, monte_carlo_trials=20)


def dice(*args: Any) -> Any:
    return pc_montecarlo(*args, trials=20, window_s=50.0)


METHODS: tuple[Callable[..., Any], ...] = (
    pc_foster1992, pc_alfano2005, pc_elrod2019, nc2d_hall2021, nc3d_hall2021, dice, assess_all,
)  # fmt: skip


def spoiled() -> list[tuple[str, tuple[Any, ...]]]:
    """The good event with one number, or one whole input, that makes no sense."""
    out = []
    for k, name in enumerate(NAMES):
        for value in (np.nan, np.inf, -np.inf, 0.0, 1e300, -1e160, 5e-324, 1e-12, 1e6):
            for place in [
                ...,
                (0,) * GOOD[k].ndim,
                *([(0, 3, 3), (0, 0, 4)] * (name[:3] == "cov")),
            ]:
                bad = [array.copy() for array in GOOD]
                bad[k][place] = value
                out.append((f"{name}[{place}] = {value}", tuple(bad)))
    same = (*GOOD[:3], *GOOD[:2], *GOOD[5:])
    hyperbola = (GOOD[0], GOOD[1] * 2.0, *GOOD[2:])
    falling = (GOOD[0], GOOD[0] * 1e-3, *GOOD[2:])
    return [*out, ("same state", same), ("hyperbola", hyperbola), ("falling", falling)]


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.__name__)
def test_every_event_has_a_probability_or_a_reason(method: Callable[..., Any]) -> None:
    assert method(*GOOD).status[0] == PcStatus.OK
    for what, event in spoiled():
        got = method(*event)
        if got.status[0] == PcStatus.OK:
            assert 0.0 <= got.pc[0] <= 1.0, what
        else:
            assert np.isnan(got.pc[0]), what


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.__name__)
def test_no_events_are_no_rows(method: Callable[..., Any]) -> None:
    got = method(*(array[:0] for array in GOOD))
    assert got.pc.shape == got.status.shape == (0,)


@pytest.mark.parametrize("hbr_km", [0.0, 1e-13, 1e7, np.inf])
def test_a_radius_that_none_can_have(hbr_km: float) -> None:
    assert assess_all(*GOOD[:-1], np.array([hbr_km])).status[0] == PcStatus.BAD_HARD_BODY


def test_neighbors_of_bad_events_keep_their_bytes() -> None:
    events = [GOOD, *(event for _, event in spoiled()), GOOD]
    batch = [np.concatenate(column) for column in zip(*events, strict=True)]
    alone = nc2d_hall2021(*GOOD).pc[0]
    got = nc2d_hall2021(*batch)
    assert got.pc[0] == got.pc[-1] == alone


def test_threads_give_the_same_bytes() -> None:
    """Kernels run without the GIL: none may share its scratch with another call."""
    rng = np.random.default_rng(1)
    n = 400
    batch = [np.repeat(array, n, axis=0) for array in GOOD]
    batch[3] = batch[3] + rng.normal(0.0, 0.3, (n, 3))

    def probabilities(_: int) -> bytes:
        return pc_foster1992(*batch).pc.tobytes() + nc2d_hall2021(*batch).pc.tobytes()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(probabilities, range(12)))) == 1
