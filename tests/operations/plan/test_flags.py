"""When an owner is told: at most one flag an hour, the worst of the hour in it, nothing lost."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.markings import make_label
from cspo.operations.plan.flags import HOUR_S, raised
from cspo.operations.plan.plans import GRAVITY, Found
from cspo.records.bodies.standing import PlanFindingBody, PlanStanding, PlanSubject
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
HOLDS, NEARLY, UNKNOWN, FAILS = PlanStanding


def found(standing: PlanStanding, flag: int, version: int, t: Epoch) -> Found:
    body = PlanFindingBody(
        subject=PlanSubject.PLAN, name="p", number=1, plan="0" * 64, assumption=1,
        expression="x", flag=flag, standing=standing, since_utc=t.utc_iso(0),
        seen_utc=t.utc_iso(0),
    )  # fmt: skip
    return Found(record_id=f"{flag}.{version}", body=body, label=make_label("U", ["GBR"]),
                 version=version, t=t, t_ingest=t)  # fmt: skip


def told(changes: list[tuple[float, PlanStanding]]) -> list[Found]:
    """What is told of an assumption that is looked at each minute for as long as changes last."""
    out: list[Found] = []
    now, at = HOLDS, 0
    for minute in range(int(changes[-1][0] // 60) + 130):
        t_s = 60.0 * minute
        while at < len(changes) and changes[at][0] <= t_s:
            now, at = changes[at][1], at + 1
        what = raised(tuple(out), now, T0 + t_s)
        if what is not None:
            out.append(found(now, what.flag, what.version, T0 + t_s))
    return out


def test_what_holds_from_the_first_is_not_told_of():
    assert raised((), HOLDS, T0) is None
    assert raised((), FAILS, T0) is not None


@pytest.mark.parametrize("standing", [NEARLY, UNKNOWN, FAILS])
def test_a_change_is_told_of_at_once(standing):
    assert [one.body.standing for one in told([(60.0, standing)])] == [standing]


def test_what_becomes_graver_within_the_hour_is_the_same_flag():
    out = told([(60.0, NEARLY), (120.0, UNKNOWN), (180.0, FAILS)])
    assert [(one.body.flag, one.version) for one in out] == [(1, 1), (1, 2), (1, 3)]


def test_what_becomes_better_waits_until_the_hour_is_over():
    out = told([(60.0, FAILS), (120.0, HOLDS)])
    assert [(one.body.standing, one.body.flag) for one in out] == [(FAILS, 1), (HOLDS, 2)]
    assert out[1].t - out[0].t == HOUR_S


def test_to_and_fro_is_one_flag_an_hour():
    out = told([(60.0 * n, FAILS if n % 2 else HOLDS) for n in range(1, 600)])
    assert sum(one.version == 1 for one in out) <= 11


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(60, 5_000), st.sampled_from(PlanStanding)), min_size=1,
                max_size=30))  # fmt: skip
def test_whatever_happens(steps):
    """No two flags within an hour; what an hour brought is in its flag; in the end all is told."""
    changes, t_s = [], 0.0
    for wait_s, standing in steps:
        t_s += wait_s
        changes.append((t_s, standing))
    out = told(changes)
    first = [one.t for one in out if one.version == 1]
    assert all(b - a >= HOUR_S for a, b in pairwise(first))
    assert [one.body.flag for one in out] == sorted(one.body.flag for one in out)
    last = out[-1].body.standing if out else HOLDS
    assert last is changes[-1][1]
    for one, other in pairwise(out):
        if one.body.flag == other.body.flag:
            assert GRAVITY[other.body.standing] > GRAVITY[one.body.standing]


def test_a_flapping_assumption_never_hides_the_worst_of_an_hour():
    dice = random.Random(1)
    changes = [(60.0 * n, dice.choice([HOLDS, NEARLY, FAILS])) for n in range(1, 300)]
    out = told(changes)
    for t_s, standing in changes:
        if standing is FAILS:
            before = [one for one in out if one.t <= T0 + t_s]
            assert any(
                one.body.standing is FAILS and (T0 + t_s) - one.t <= HOUR_S + 60.0 * 60.0
                for one in before
            )
