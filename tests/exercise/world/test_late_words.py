"""How late what comes is, in words."""

from __future__ import annotations

from cspo.exercise.scenario import LateRelease
from tests.exercise.world.worlds import asset, played, scenario


def test_how_late_and_of_what() -> None:
    late = LateRelease(name="d", nation="NOR", assets=("FIRST",), delay_s=5_400.0, start_s=60.0,
                       stop_s=600.0)  # fmt: skip
    given = scenario(asset("FIRST", 1, "NOR"), duration_s=3_600.0, late_releases=(late,))
    found = {each.what.value: each.text for each in played(given)[0].truth}
    assert found["late_began"] == "what sources tell NOR of FIRST comes 1 h 30 min late"
    assert found["late_ended"] == "what sources tell NOR of FIRST comes in time again"
