"""What lasts is put down in a sentence: which sensor, from whom to whom, how late, and its end."""

from __future__ import annotations

from cspo.exercise.scenario import CutFeed, Sensor, SensorFailure
from cspo.exercise.world import TruthEvent
from tests.exercise.world.worlds import asset, played, scenario


def told(**world: object) -> dict[str, TruthEvent]:
    """By kind, what was put down of a world in which nothing else happens."""
    given = scenario(asset("FIRST", 1, "NOR"), duration_s=7_200.0, **world)
    return {each.what.value: each for each in played(given)[0].truth}


def test_which_sensor_fails_and_whose_it_is() -> None:
    dish = Sensor(name="dish", nation="NOR", kind="radar", latitude_deg=69.0, longitude_deg=15.0)
    fails = SensorFailure(name="f", sensor="dish", start_s=60.0, stop_s=600.0, text="Ice.")
    found = told(sensors=(dish,), sensor_failures=(fails,))
    begun, ended = found["sensor_failed"], found["sensor_back"]
    assert (begun.nation, begun.text) == ("NOR", "dish sees nothing: Ice.")
    assert (ended.nation, ended.text) == ("NOR", "dish sees again")
    whole = SensorFailure(name="f", sensor="USA", start_s=60.0)
    begun = told(sensor_failures=(whole,))["sensor_failed"]
    assert (begun.nation, begun.text) == ("USA", "USA sees nothing")


def test_from_whom_to_whom_a_feed_is_cut() -> None:
    cut = CutFeed(name="c", origin="NOR", to=("USA",), start_s=60.0, stop_s=600.0)
    found = told(cut_feeds=(cut,))
    assert found["feed_cut"].text == "nothing passes from NOR to USA"
    assert found["feed_back"].text == "the feed from NOR to USA carries again"
    both = CutFeed(name="c", origin="NOR", both_ways=True, start_s=60.0, text="A cable.")
    assert told(cut_feeds=(both,))["feed_cut"].text == (
        "nothing passes between NOR and all others: A cable."
    )
