"""The events list at work, against pictures that a test sets by hand."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.errors import CspoError, UsageError
from cspo.exercise.json_form import from_plain, to_plain
from cspo.exercise.scenario import Cell, Participant, Scenario, load
from cspo.exercise.white_cell import (
    Cause,
    Command,
    Due,
    How,
    Msel,
    MselState,
    Order,
    inject_body,
    inject_label,
)
from cspo.exercise.white_cell.seats import WHITE_CELL, seat_of, seats
from cspo.operations.release.policy_checks import is_person
from cspo.policy import NUMBER, Reading
from cspo.time import Epoch

T0 = Epoch.from_utc("2027-03-02T06:00:00Z")
SCENARIO = """\
classification: U
releasable_to: [CAN, NOR]
name: list
title: A list
starts_utc: 2027-03-02T06:00:00Z
duration_s: 7200
tick_s: 600
tabletop: true
objectives:
  - {name: talk, text: They talk.}
participants:
  - {nation: CAN, cells: [{name: watch}, {name: Plans-Room, role: plans}]}
  - {nation: NOR}
events:
  - number: 1
    at_s: 600
    to: [CAN, NOR]
    title: By its instant
    text: It has come.
    objectives: [talk]
    expected: [{by: NOR, kind: log-entry, within_s: 600, text: Says so}]
    measures:
      - {name: quiet, text: Nothing stands., metric: condition, of: [CAN, NOR], at_s: 1800,
         condition: unanswered("NOR") < 1, unit: truth}
  - number: 2
    when: unanswered("CAN") > 2
    of: NOR
    from_s: 1200
    until_s: 6000
    to: [NOR]
    title: By a condition
    text: It holds.
    objectives: [talk]
    expected: [{by: NOR, kind: log-entry, within_s: 600, text: Says so}]
    measures:
      - {name: at-end, text: Nothing stands., metric: condition, of: [CAN],
         condition: unanswered("NOR") < 1, unit: truth}
"""


class Picture:
    """How many wait for whom."""

    def __init__(self, value: float | None) -> None:
        self.value = value

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        """One number for all questions."""
        del name, arguments
        return Reading(value=self.value, unit=NUMBER, text="" if self.value is not None else "dark")


@pytest.fixture
def scenario() -> Scenario:
    return load(SCENARIO.encode())


def numbers(due: tuple[Due, ...]) -> list[int]:
    """Of what is due."""
    return [each.number for each in due]


def order(**arguments: object) -> Command:
    """An inject order."""
    return Command(t_wall=T0, who="director", what=Order.INJECT, arguments=arguments)


def test_an_event_comes_at_its_instant_and_once(scenario: Scenario) -> None:
    msel = Msel(scenario)
    assert [numbers(msel.due(T0 + s, {})) for s in (0.0, 599.0, 600.0, 1_200.0)] == [
        [], [], [1], []
    ]  # fmt: skip
    assert msel.lines()[0].state is MselState.GIVEN


@pytest.mark.parametrize(("value", "comes"), [(3.0, True), (2.0, False), (None, False)])
def test_an_event_comes_once_its_condition_holds(
    scenario: Scenario, value: float | None, comes: bool
) -> None:  # fmt: skip
    msel = Msel(scenario)
    worlds = {"NOR": Picture(value), "CAN": Picture(9.0)}
    assert 2 not in numbers(msel.due(T0 + 1_199.0, worlds))  # not asked before its first instant
    due = [each for each in msel.due(T0 + 1_200.0, worlds) if each.number == 2]
    assert bool(due) is comes
    if comes:
        assert due[0].cause is Cause.CONDITION
        assert "is 3, above 2" in due[0].why


def test_an_event_comes_at_its_latest_instant_all_the_same(scenario: Scenario) -> None:
    msel = Msel(scenario)
    msel.due(T0 + 5_999.0, {"NOR": Picture(None)})
    (due,) = msel.due(T0 + 6_000.0, {})
    assert (due.number, due.cause) == (2, Cause.LATEST)


def test_orders_give_hold_free_and_skip(scenario: Scenario) -> None:
    msel = Msel(scenario)
    msel.order(order(number=1, how=How.HOLD.value))
    assert numbers(msel.due(T0 + 700.0, {})) == []
    msel.order(order(number=1, how=How.FREE.value))
    assert numbers(msel.due(T0 + 800.0, {})) == [1]
    msel.order(order(number=2))
    with pytest.raises(UsageError, match="still to come"):
        msel.order(order(number=2))
    msel.order(order(to=["NOR"], title="Beside it", text="x"))
    assert numbers(msel.due(T0 + 900.0, {})) == [2, 3]
    assert [each.title for each in msel.beside()] == ["Beside it"]
    with pytest.raises(UsageError, match="still to come"):
        msel.order(order(number=1))
    with pytest.raises(UsageError, match="a nation that plays"):
        msel.order(order(to=["JPN"], title="To nobody"))


def test_conditions_that_are_measures_are_asked_when_they_say(scenario: Scenario) -> None:
    msel = Msel(scenario)
    worlds = {"CAN": Picture(0.0), "NOR": Picture(4.0)}
    assert msel.checks(T0 + 1_799.0, worlds) == ()
    found = msel.checks(T0 + 1_800.0, worlds)
    assert [(each.nation, each.holds) for each in found] == [("CAN", True), ("NOR", False)]
    assert msel.checks(T0 + 2_400.0, worlds) == ()
    (last,) = msel.checks(T0 + 2_400.0, {}, ends=True)
    assert (last.measure, last.holds) == ("at-end", None)


def test_a_list_that_is_restored_goes_on(scenario: Scenario) -> None:
    before = Msel(scenario)
    orders = [order(number=2, how="hold")]
    before.order(orders[0])
    given = before.due(T0 + 600.0, {})
    checked = before.checks(T0 + 1_800.0, {})
    after = Msel(scenario)
    after.restore(
        [from_plain(Due, to_plain(each)) for each in given],
        [from_plain(type(each), to_plain(each)) for each in checked], orders,
    )  # fmt: skip
    assert [(a.state, a.due) for a in after.lines()] == [(b.state, b.due) for b in before.lines()]
    assert after.due(T0 + 7_000.0, {}) == ()
    assert after.checks(T0 + 7_000.0, {}) == ()


def test_a_nation_is_told_of_itself_alone(scenario: Scenario) -> None:
    (due,) = Msel(scenario).due(T0 + 600.0, {})
    body = inject_body(scenario, due, "NOR")
    assert (body.to, body.expected, body.records) == (("NOR",), "", ())
    assert inject_label(scenario, "NOR").releasable_to == ("NOR",)


def test_seats(scenario: Scenario) -> None:
    assert [(each.nation, each.cell, each.directs) for each in seats(scenario)] == [
        ("CAN", "watch", False), ("CAN", "Plans-Room", False), ("NOR", "watch", False),
        ("CAN", WHITE_CELL, True),
    ]  # fmt: skip
    assert seat_of(scenario, "can", "Plans-Room").person == "plans-room"
    assert seat_of(scenario, "white-cell").roles == ("director",)
    with pytest.raises(UsageError, match="CAN watch"):
        seat_of(scenario, "NOR", "kitchen")


def test_no_two_seats_of_a_nation_are_one_person(scenario: Scenario) -> None:
    def people(*names: str, role: str = "watch") -> list[str]:
        cells = tuple(Cell(name=name, role=role) for name in names)
        changed = msgspec.structs.replace(
            scenario, participants=(Participant(nation="CAN", cells=cells),)
        )
        found = seats(changed)
        assert len({(each.nation, each.person) for each in found}) == len(found)
        assert all(is_person(each.person) for each in found)
        return [each.person for each in found if each.cell in names]

    assert people("Watch", "watch", "WATCH", "watch-2") == [
        "watch-3", "watch", "watch-4", "watch-2"
    ]  # fmt: skip
    assert people("ops-", "ops") == ["ops-2", "ops"]
    assert people("white-cell") == ["white-cell", "white-cell-2"]  # and who directs, of no name
    assert people("watch", role="director") == ["watch", "watch-2"]  # and who plays, by default


_ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
_NAMES = st.sampled_from(
    ["number", "how", "to", "title", "text", "action", "speed", "seconds", "ruling", "expected",
     "measure", "objective", "releasable", "kind", "owner", "due_utc", "retest", "strange"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(Order)), st.dictionaries(_NAMES, _ANY, max_size=5))
def test_an_order_is_whole_or_refused(what: Order, arguments: dict[str, object]) -> None:
    try:
        made = Command(t_wall=T0, who="d", what=what, arguments=arguments)
    except CspoError:
        return
    assert "strange" not in made.arguments
    assert from_plain(Command, to_plain(made)) == made
