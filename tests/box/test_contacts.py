"""In a box there is somebody to call, and nobody is rung by it."""

from __future__ import annotations

import pytest
from boxes import BEGAN, founded

from cspo.box import Box, BoxClock, BoxFolder
from cspo.box.contacts import introduce, offices_of
from cspo.box.policies import GUESTS
from cspo.markings import NATIONS, Mode, make_label
from cspo.markings.policy import CSPO_RULEBOOK
from cspo.operations.contacts import answers_at
from cspo.operations.store import RecordQuery

TRIO = ("AUS", "FRA", "GBR")


@pytest.fixture
def box(tmp_path):
    folder = BoxFolder.open(founded(tmp_path / "box", TRIO))
    with Box(folder, BoxClock(BEGAN, seconds=lambda: 0.0)) as opened:
        yield opened


def test_each_nation_knows_whom_to_call_at_the_others_and_at_operators(box):
    t = box.clock.now()
    assert introduce(box.nodes, t) == 7
    assert introduce(box.nodes, t) == 0  # once: what a nation says of itself is its own afterwards
    box.begin()
    for _ in range(2):
        box.loop.round()
    mark = make_label("U", TRIO)
    for node in box.nodes.values():
        for party in (*TRIO, *GUESTS["GBR"]):
            told = node.parties.whom_to_call(party, mark, CSPO_RULEBOOK)
            assert [whom.point.role for whom in told] == (
                ["flight operations"] if "/" in party else ["duty officer", "watch supervisor"]
            )
            assert all(whom.record_id for whom in told)
        assert node.coordination.contacts.overdue(t) == ()
        with node.store.read() as unit:
            query = RecordQuery(kinds=("contact",), mode=Mode.SIMULATED, limit=100)
            assert len(unit.records(query)) == 7


def test_nobody_answers_under_the_numbers_and_no_two_are_one():
    every = [body for k, nation in enumerate(NATIONS, 1) for body in offices_of(nation, k, BEGAN)]
    assert len({body.phone for body in every}) == len({body.email for body in every}) == 20
    for body in every:
        assert body.phone.startswith("+999 ")
        assert body.phone.endswith("(SIMULATED)")
        assert body.email.endswith(".example")
        assert answers_at(body.hours, BEGAN)
        assert list(body.faults()) == []
