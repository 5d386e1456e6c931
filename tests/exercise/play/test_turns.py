"""Turns of screening: everybody has one, and nobody's trouble keeps the others waiting."""

from __future__ import annotations

import pytest

from cspo.exercise.play import turns as screening_turns
from cspo.exercise.play.turns import ScreeningTurns

NATIONS = ["CAN", "GBR", "NOR"]


@pytest.fixture(autouse=True)
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(screening_turns, "monotonic", lambda: now[0])
    return now


def test_all_are_asked_once_in_a_while_and_go_one_after_another(seconds: list[float]) -> None:
    turns = ScreeningTurns()
    assert turns.in_round("tick", NATIONS) == ((), [])
    seconds[0] = 10.0
    assert turns.in_round("tick", NATIONS) == ((), NATIONS)
    turns.begin({"CAN": True, "NOR": True})
    assert turns.has_begun
    assert turns.in_round("tick", NATIONS) == ((), ())  # until what has begun is taken up
    assert turns.in_round("screen", NATIONS) == (("CAN", "NOR"), ["GBR"])
    turns.begin({"GBR": True})
    assert turns.in_round("screen", NATIONS) == (("GBR",), [])
    seconds[0] = 19.9
    assert turns.in_round("tick", NATIONS) == ((), [])
    seconds[0] = 20.0
    assert turns.in_round("tick", NATIONS) == ((), NATIONS)


def test_whose_window_moves_on_has_another_turn_after_the_others_and_no_third(
    seconds: list[float],
) -> None:
    turns = ScreeningTurns()
    seconds[0] = 10.0
    turns.in_round("tick", NATIONS)
    turns.begin({"CAN": False})
    assert turns.in_round("screen", NATIONS) == (("CAN",), ["GBR", "NOR", "CAN"])
    turns.begin({"GBR": False, "NOR": False})
    assert turns.in_round("screen", NATIONS) == (("GBR", "NOR"), ["CAN", "GBR", "NOR"])
    turns.begin({"CAN": False})  # it could not be moved
    assert turns.in_round("screen", NATIONS) == (("CAN",), ["GBR", "NOR"])
    turns.begin({"GBR": True, "NOR": True})
    assert turns.in_round("screen", NATIONS) == (("GBR", "NOR"), [])


def test_where_nobody_has_anything_or_all_screen_at_once_nobody_waits(
    seconds: list[float],
) -> None:
    turns = ScreeningTurns()
    seconds[0] = 10.0
    turns.in_round("tick", NATIONS)
    turns.begin({})
    assert turns.in_round("tick", NATIONS) == ((), [])
    seconds[0] = 20.0
    turns.in_round("tick", NATIONS)
    turns.begin({"CAN": False})
    turns.all_at_once()
    assert not turns.has_begun
    assert turns.in_round("tick", NATIONS) == ((), [])
