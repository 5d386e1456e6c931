"""Hours lost against scipy's quadrature of the same integrand, written anew."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from cspo.consequence.band import Band
from cspo.consequence.services.outage import Phase, StandIn, lost_hours, lost_share
from cspo.errors import UsageError

SHARES = st.floats(0.0, 1.0)
HOURS = st.floats(0.0, 1000.0)


@st.composite
def bands(draw: st.DrawFn, values: st.SearchStrategy[float]) -> Band:
    low, expected, high = sorted(draw(st.tuples(values, values, values)))
    return Band(low=low, expected=expected, high=high)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Phase], list[StandIn], Band]:
    first, second = sorted(draw(st.tuples(SHARES, SHARES)), reverse=True)
    phases = [
        Phase(shortfall=first, until_hours=draw(bands(HOURS))),
        Phase(shortfall=second, until_hours=draw(bands(HOURS))),
    ]
    stand_ins = []
    for _ in range(draw(st.integers(0, 3))):
        during, after = sorted(draw(st.tuples(SHARES, SHARES)))
        stand_ins.append(
            StandIn(
                share=draw(bands(SHARES)), after_hours=draw(bands(HOURS)),
                during=during, after=after,
            )
        )  # fmt: skip
    return phases, stand_ins, draw(bands(HOURS))


@settings(max_examples=40)
@given(cases())
def test_the_hours_are_the_integral(case: tuple[list[Phase], list[StandIn], Band]) -> None:
    phases, stand_ins, holdover = case
    found = lost_hours(phases, stand_ins, holdover)
    assert found is not None
    for corner, other in (("low", "high"), ("expected", "expected"), ("high", "low")):
        ends = [getattr(phase.until_hours, corner) for phase in phases]

        def rate(hour: float, corner: str = corner, other: str = other, ends=ends) -> float:
            if hour < getattr(holdover, other):
                return 0.0
            in_first = hour < ends[0]
            if not in_first and hour >= ends[1]:
                return 0.0
            recovered = [
                getattr(each.share, other) * (each.during if in_first else each.after)
                for each in stand_ins
                if getattr(each.after_hours, corner) <= hour
            ]
            return phases[0 if in_first else 1].shortfall * (1.0 - max(recovered, default=0.0))

        kinks = sorted({*ends, getattr(holdover, other),
                        *(getattr(each.after_hours, corner) for each in stand_ins)})  # fmt: skip
        edges = [0.0, *kinks]
        expected = sum(
            quad(rate, low, high)[0] for low, high in pairwise(edges) if high - low > 1e-9
        )
        assert getattr(found, corner) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert found.low <= found.expected <= found.high


@settings(max_examples=200)
@given(bands(HOURS), HOURS, st.floats(0.0, 1.0))
def test_a_substitute_without_a_share_leaves_hours_in_order(
    after: Band, end: float, shortfall: float
) -> None:
    """The sum is cut at another hour in each corner, and so is rounded in another way."""
    nobody = StandIn(share=Band.certain(0.0), after_hours=after, during=1.0, after=1.0)
    phase = Phase(shortfall=shortfall, until_hours=Band.certain(end))
    found = lost_hours([phase], [nobody], Band.certain(0.0))
    assert found is not None
    assert found.low <= found.expected <= found.high
    assert found.high == pytest.approx(shortfall * end)


def test_hours_that_rounding_puts_out_of_order_are_put_in_order() -> None:
    after = Band(low=15.6, expected=16.9, high=22.5)
    nobody = StandIn(share=Band.certain(0.0), after_hours=after, during=1.0, after=1.0)
    for tenth in range(300, 1000):
        phase = Phase(shortfall=0.7, until_hours=Band.certain(tenth / 10.0))
        found = lost_hours([phase], [nobody], Band.certain(0.0))
        assert found is not None
        assert found.low == pytest.approx(0.07 * tenth)


def test_no_end_is_no_number() -> None:
    forever = Phase(shortfall=0.5, until_hours=None)
    assert lost_hours([forever], [], Band.certain(0.0)) is None


def test_the_best_substitute_counts_once() -> None:
    sure = Band.certain(0.6)
    one = StandIn(share=sure, after_hours=Band.certain(1.0), during=1.0, after=0.5)
    two = StandIn(share=sure, after_hours=Band.certain(2.0), during=1.0, after=1.0)
    phase = Phase(shortfall=1.0, until_hours=None)
    assert lost_share(phase, [one, two]).expected == pytest.approx(0.4)
    assert lost_share(phase, [one]).expected == pytest.approx(0.7)
    assert lost_share(phase, [one], first=True).expected == pytest.approx(0.4)


@pytest.mark.parametrize(
    "values", [(2.0, 1.0, 3.0), (1.0, 3.0, 2.0), (math.nan, 1.0, 2.0), (0.0, 1.0, math.nan)]
)
def test_a_band_out_of_order_is_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(UsageError):
        Band(low=values[0], expected=values[1], high=values[2])


def test_bands_add_and_scale() -> None:
    band = Band(low=1.0, expected=2.0, high=4.0)
    assert band.plus(band) == band.scaled(2.0) == Band(low=2.0, expected=4.0, high=8.0)
    assert np.isinf(Band(low=0.0, expected=1.0, high=np.inf).scaled(2.0).high)
