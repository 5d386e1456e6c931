"""What the scenarios that ship tell people is so in their worlds, and their measures can fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cspo.exercise.review.told import BULK
from cspo.exercise.scenario import SHIPPED, Scenario, read_scenario
from cspo.exercise.scenario.names import happenings, starts_s, stops_s
from cspo.time import Epoch

BREAKUPS = [name for name in SHIPPED if name.startswith("breakup")]
NAMED = {"noon": "12:00", "midnight": "00:00"}


def told(scenario: Scenario) -> Iterator[tuple[float, str]]:
    """What is said at a known instant, s: by the events list, and by scripted players."""
    at_s = {event.number: event.at_s for event in scenario.events if event.at_s is not None}
    yield from ((at_s[event.number], event.text) for event in scenario.events
                if event.number in at_s)  # fmt: skip
    for line in scenario.script:
        text = line.arguments.get("text", "")
        begins = at_s.get(line.on_event) if line.on_event is not None else line.at_s
        if begins is not None and isinstance(text, str):
            yield begins + line.after_s, text


def clock(scenario: Scenario, t_s: float) -> str:
    """An instant as people say it."""
    return (Epoch.from_utc(scenario.starts_utc) + t_s).utc_iso(0)[11:16]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_lasts_since_or_until_an_hour_does_so(name: str) -> None:
    scenario = read_scenario(name)
    spans = [
        (start, stop) for _, _, each in happenings(scenario.world)
        if (start := starts_s(each)) is not None and (stop := stops_s(each)) is not None
    ]  # fmt: skip
    for t_s, text in told(scenario):
        for word, hour in re.findall(r"(since|until) (noon|midnight|\d\d:\d\d) UTC", text):
            side = 0 if word == "since" else 1
            there = [clock(scenario, span[side]) for span in spans if span[0] <= t_s < span[1]]
            assert NAMED.get(hour, hour) in there, (name, t_s, text)
        for pair in re.findall(r"from (\d\d:\d\d) to (\d\d:\d\d) UTC", text):
            over = [tuple(clock(scenario, each) for each in span) for span in spans]
            assert pair in over, (name, text)


def test_nothing_is_said_of_what_came_in_where_a_feed_was_cut_one_way() -> None:
    scenario = read_scenario("breakup-in-low-orbit")
    (cut,) = scenario.world.cut_feeds
    (said,) = (each for each in scenario.script if each.by == cut.origin and each.do == "note")
    assert not cut.both_ways
    assert "or in " not in str(said.arguments["text"])


@pytest.mark.parametrize("name", SHIPPED)
def test_who_counts_what_comes_in_bulk_says_of_what(name: str) -> None:
    """Any orbit of anything is there in any case."""
    for event in read_scenario(name).events:
        assert all(each.about for each in event.expected if each.kind in BULK)
        assert all(each.about for each in event.measures if each.kind in BULK)


@pytest.mark.parametrize("name", BREAKUPS)
def test_what_was_given_is_measured_by_its_release(name: str) -> None:
    measures = {m.name: m for event in read_scenario(name).events for m in event.measures}
    given = measures["pieces-shared"]
    assert (given.metric, given.since, given.kind) == ("released", "burst", "orbit")
    assert "gave a partner" in given.text


@pytest.mark.parametrize(
    ("name", "passes_s"), [("late-manoeuvre-short", 25_200.0), ("late-manoeuvre", 72_000.0)]
)
def test_whether_it_is_safe_is_asked_before_the_pass(name: str, passes_s: float) -> None:
    """After it the picture shows no danger whatever anybody did."""
    (asked,) = (
        each for event in read_scenario(name).events for each in event.measures
        if each.condition
    )  # fmt: skip
    assert asked.at_s == passes_s - 1_800.0
    assert asked.text.startswith("Half an hour before the closest approach")


def test_where_the_inspector_is_said_to_be_it_is_whenever_the_event_comes() -> None:
    for name, number, words, after, before in (
        ("quiet-inspector", 6, "stands beside MISTRAL 5", "arrives-again", "leaves-last"),
        ("quiet-inspector-short", 5, "is on its way to SICANIA 1", "leaves", "arrives"),
    ):
        scenario = read_scenario(name)
        at_s = {each.name: each.at_s or 0.0 for each in scenario.world.burns}
        (event,) = (each for each in scenario.events if each.number == number)
        assert words in event.text
        assert at_s[after] <= event.from_s
        assert event.until_s is not None
        latest_s = -(-event.until_s // scenario.tick_s) * scenario.tick_s  # in the next round
        assert latest_s < at_s[before]
