"""How late what comes, or goes out, is: in words."""

from __future__ import annotations

from cspo.exercise.scenario import LateRelease, LateSource
from tests.exercise.world.worlds import asset, played, scenario


def test_how_late_and_of_what() -> None:
    late = LateSource(name="d", nation="NOR", assets=("FIRST",), delay_s=5_400.0, start_s=60.0,
                      stop_s=600.0)  # fmt: skip
    given = scenario(asset("FIRST", 1, "NOR"), duration_s=3_600.0, late_sources=(late,))
    found = {each.what.value: each.text for each in played(given)[0].truth}
    assert found["sources_late"] == "what sources tell NOR of FIRST comes 1 h 30 min late"
    assert found["sources_prompt"] == "what sources tell NOR of FIRST comes in time again"


def test_how_late_and_to_whom() -> None:
    late = LateRelease(name="d", nation="NOR", to=("USA",), delay_s=5_400.0, start_s=60.0,
                       stop_s=600.0)  # fmt: skip
    given = scenario(asset("FIRST", 1, "NOR"), duration_s=3_600.0, late_releases=(late,))
    found = {each.what.value: each.text for each in played(given)[0].truth}
    assert found["late_began"] == "what NOR releases to USA goes out 1 h 30 min later"
    assert found["late_ended"] == "what NOR releases to USA goes out at once again"
