"""What assessing costs a step, with the close approaches of a whole sky."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from assessing import Nation
from release_desks import T
from warning_desks import OURS, approach

from cspo.node.store import SqliteStore
from cspo.operations.assess import AssessDuty
from cspo.records import Record

APPROACHES = 24_000


@pytest.fixture
def nation(store: SqliteStore) -> Nation:
    return Nation(store)


class Named:
    """A record of an event that touches no asset: only its name may be looked at."""

    class Payload:
        kind, origin = "conjunction", "FRA"

        def __init__(self, mode, event: str) -> None:
            self.mode, self.object = mode, event

    def __init__(self, mode, number: int) -> None:
        one, two = f"norad:{1_000 + number}", f"norad:{30_000 + number}"
        self.id = f"{number:064x}"
        self.payload = self.Payload(mode, f"event:{one}~{two}@2026-03-01T12:00:00.000Z")


def cost_s(work) -> float:
    began = process_time()
    work()
    return process_time() - began


def test_a_sky_of_close_approaches_of_others_costs_less_than_a_second(nation: Nation) -> None:
    """24,000 conjunction records, as many as a day of 27,000 objects has within 5 km."""
    nation.step()
    duty: AssessDuty = nation.duty
    others: list[Record] = [Named(duty.book.mode, n) for n in range(APPROACHES)]  # type: ignore[misc]
    heard = cost_s(lambda: [duty.hear(each, T) for each in others])
    assert heard < 1.0
    idle = cost_s(lambda: [nation.duty.work(nation.store, lambda _: nation.desk, T + 1.0)
                           for _ in range(100)])  # fmt: skip
    assert idle < 0.1, "a hundred steps in which nothing of ours changed"


def test_an_asset_with_many_approaches_is_assessed_in_well_under_a_second(nation: Nation) -> None:
    for at in range(150):
        nation.say(approach((OURS, f"norad:{200 + at}"), tca=T + 600.0 * (at + 1), pc=1e-6 * at))
    nation.read()
    assert cost_s(nation.step) < 1.0
    body = nation.last("norsat-a")
    assert len(body.rests_on) == 150
    assert body.likelihood is not None
    values = [term.value or 0.0 for term in body.likelihood.terms]
    assert len(values) == 50, "the largest are listed"
    assert all(one >= other for one, other in pairwise(values))
