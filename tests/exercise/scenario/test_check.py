"""What must go together in a scenario is checked, and told where it stands."""

from __future__ import annotations

import pytest

from cspo.exercise.scenario import load
from tests.exercise.scenario.small import SMALL, changed, told


def keywords(text: str) -> list[str]:
    return [each.keyword for each in told(text)]


def test_the_small_scenario_has_no_fault() -> None:
    assert told(SMALL) == []


def test_an_objective_that_no_event_serves_lacks_all_three() -> None:
    wrong = [
        each for each in told(changed("    objectives: [one]\n", ""))
        if each.keyword == "objectives[1].name"
    ]  # fmt: skip
    assert [each.expected for each in wrong] == [
        "an inject for each objective", "an expected action for each objective",
        "a measure for each objective",
    ]  # fmt: skip
    assert {each.line for each in wrong} == {9}


def test_an_objective_without_an_expected_action_is_told() -> None:
    head, _, rest = SMALL.partition("    expected:\n")
    (wrong,) = told(head + rest.partition("\n")[2])
    assert "expected an expected action for each objective" in str(wrong)


def test_an_objective_without_measures_is_told() -> None:
    head, _, rest = SMALL.partition("    measures:\n")
    text = head + "  - number: 2\n" + rest.split("  - number: 2\n", 1)[1]
    (wrong,) = told(text)
    assert wrong.keyword == "objectives[1].name"
    assert "expected a measure for each objective" in str(wrong)
    assert wrong.line == 9


def test_an_event_of_which_nobody_learns_is_no_inject() -> None:
    text = changed("    to: [GBR, NOR]\n    title: It begins\n    text: Look around.\n",
                   "    title: It begins\n")  # fmt: skip
    assert told(text) == []  # it changes the world
    text = text.replace("    world_action: {sets_off: [later], ends: [cut]}\n", "")
    assert "objectives[1].name" in keywords(text)
    assert "events[1]" in keywords(text)


@pytest.mark.parametrize(
    ("old", "new", "keyword"),
    [
        ("releasable_to: [GBR, NOR]", "releasable_to: [GBR]", "participants[2].nation"),
        ("releasable_to: [GBR, NOR]", "releasable_to: [GBR, NOR, GBR]", "releasable_to[3]"),
        ("starts_utc: 2027-03-02", "starts_utc: 2027-02-30", "starts_utc"),
        ("3600\ntick_s: 60", "2678400\ntick_s: 1", "tick_s"),
        ("nation: GBR, cells: [{name: watch}]", "nation: NOR, cells: [{name: watch}]",
         "participants[2].nation"),
        ("{name: plans, role: plans}", "{name: watch, role: plans}",
         "participants[2].cells[2].name"),
        ("name: SECOND", "name: FIRST", "world.assets[2].name"),
        ("norad_id: 995000002", "norad_id: 995000001", "world.assets[2].norad_id"),
        ("kept_by: [NOR]", "kept_by: [USA]", "world.assets[1].kept_by[1]"),
        ("owner: NOR", "owner: USA", "world.assets[1].can_burn"),
        ("mean_motion_rev_d: 14.9", "mean_motion_rev_d: 17.2",
         "world.assets[1].elements.mean_motion_rev_d"),
        ("inclination_deg: 97.5", "inclination_deg: 97.5, epoch_utc: 2026-03-02T06:00:00Z",
         "world.assets[1].elements.epoch_utc"),
        ("nation: NOR, kind: radar", "nation: USA, kind: radar", "world.sensors[1].nation"),
        ("closes_s: 1200", "closes_s: 600", "world.launches[1].closes_s"),
        ("asset: FIRST, at_s: 600", "asset: THIRD, at_s: 600", "world.burns[1].asset"),
        ("asset: FIRST, at_s: 600", "asset: FIRST, at_s: 6000", "world.burns[1].at_s"),
        ("in_track_m_s: 0.1}\n    - {name: later", "in_track_m_s: 0.0}\n    - {name: later",
         "world.burns[1]"),
        ("name: later", "name: push", "world.burns[2].name"),
        ("other_kg: 3.5, ", "", "world.breakups[1].other_kg"),
        ("kind: collision", "kind: explosion", "world.breakups[1].other_kg"),
        ("sensor: dish", "sensor: eye", "world.sensor_failures[1].sensor"),
        ("stop_s: 120", "stop_s: 60", "world.sensor_failures[1].stop_s"),
        ("start_s: 60, stop_s: 120", "stop_s: 120", "world.sensor_failures[1].stop_s"),
        (", in_track_km: 10", "", "world.false_sources[1]"),
        ("origin: NOR, to: [GBR]", "origin: NOR, to: [NOR]", "world.cut_feeds[1].to[1]"),
        ("nation: NOR, to: [GBR]", "nation: NOR, to: [NOR]", "world.late_releases[1].to[1]"),
        ("nation: NOR, to: [GBR]", "nation: USA, to: [GBR]", "world.late_releases[1].nation"),
        ("assets: [FIRST]", "assets: [THIRD]", "world.late_sources[1].assets[1]"),
        ("to: [NOR], source", "to: [USA], source", "world.reports[1].to[1]"),
        ("nation: NOR\n    releasable_to", "nation: USA\n    releasable_to", "plans[1].nation"),
        ("max_pc(\"FIRST\", days=2)", "max_pc(\"THIRD\", days=2)",
         "plans[1].assumptions[1].expression"),
        ("max_pc(\"FIRST\", days=2) < 1e-4", "max_pc(\"FIRST\", days=2) < 1 h",
         "plans[1].assumptions[1].expression"),
        ("feed_lag(\"GBR\")", "feed_lag(\"USA\")", "events[1].measures[2].condition"),
        ("- number: 2", "- number: 1", "events[2].number"),
        ("at_s: 300", "at_s: 5000", "events[1].at_s"),
        ("    at_s: 300\n", "", "events[1].at_s"),
        ("    when: max_pc(\"FIRST\") > 1e-4\n", "", "events[2].at_s"),
        ("    when: max_pc(\"FIRST\")", "    at_s: 5\n    when: max_pc(\"FIRST\")",
         "events[2].at_s"),
        ("    of: NOR\n", "", "events[2].of"),
        ("until_s: 3000", "until_s: 300", "events[2].until_s"),
        ("objectives: [one]", "objectives: [two]", "events[1].objectives[1]"),
        ("about: [FIRST]", "about: [THIRD]", "events[1].about[1]"),
        ("    text: Look around.\n", "", "events[1].text"),
        ("sets_off: [later]", "sets_off: [push]", "events[1].world_action.sets_off[1]"),
        ("sets_off: [later]", "sets_off: []", "world.burns[2].at_s"),
        ("ends: [cut]", "ends: [push]", "events[1].world_action.ends[1]"),
        ("by: NOR, kind: log-entry", "by: USA, kind: log-entry", "events[1].expected[1].by"),
        ("kind: log-entry", "kind: diary", "events[1].expected[1].kind"),
        ("since: push", "since: pull", "events[1].measures[1].since"),
        ("since: push, about: FIRST", "since: cut", "events[1].measures[1].since"),
        ("since: push, about: FIRST", "since: dark", "events[1].measures[1].since"),
        ("knew, of: [NOR], since: push, about: FIRST", "records, kind: orbit, since: cut",
         "events[1].measures[1].since"),
        ("limit: 30, unit: min", "unit: min", "events[1].measures[1].limit"),
        ("limit: 30, unit: min", "limit: 30, unit: records", "events[1].measures[1].unit"),
        ("name: quiet", "name: knew-it", "events[1].measures[2].name"),
        ("at_s: 3000, unit: truth", "at_s: 3000", "events[1].measures[2].unit"),
        ("at_s: 3000, unit: truth", "at_s: 4000, unit: truth", "events[1].measures[2].at_s"),
        ("on_event: 1", "on_event: 3", "script[1].on_event"),
        ("at_s: 1200, do: burn", "at_s: 1200, on_event: 1, do: burn", "script[2].at_s"),
        ("arguments: {text: Written down.}", "arguments: {}", "script[1].arguments.text"),
        ("arguments: {text: Written down.}", "arguments: {text: a, plan: stay}",
         "script[1].arguments.plan"),
        ("arguments: {asset: FIRST", "arguments: {asset: SECOND", "script[2].arguments.asset"),
        ("in_track_m_s: 0.1, lead_s", "in_track_m_s: 1.0e9, lead_s",
         "script[2].arguments.in_track_m_s"),
        ("in_track_m_s: 0.1, lead_s: 60", "lead_s: 60", "script[2].arguments"),
        ("plan: stay, text: It", "plan: go, text: It", "script[3].arguments.plan"),
        ("warnings(\"FIRST\") > 0'", "warning(\"FIRST\") > 0'", "script[3].when"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(old: str, new: str, keyword: str) -> None:
    found = keywords(changed(old, new))
    assert keyword in found, found


def test_of_what_a_measure_counts_from_records_can_tell() -> None:
    """A delay of all objects has none of its own: no record is ever about it."""
    text = changed("since: push, about: FIRST", "since: slow")
    assert told(text) == []
    (wrong,) = told(text.replace("assets: [FIRST], ", "", 1))
    assert wrong.keyword == "events[1].measures[1].since"
    assert "what records can tell of" in wrong.expected


@pytest.mark.parametrize(
    "catalog", ["/etc/passwd", "../secret.csv", "a/../../b", "https://x.org/a", "c:\\a", "a\\b"]
)
def test_a_catalogue_lies_beside_the_scenario(catalog: str) -> None:
    assert keywords(changed("world:\n", f"world:\n  catalog: '{catalog}'\n")) == ["world.catalog"]


def test_a_real_record_is_named_whole_or_not_at_all() -> None:
    good = changed("events:\n", f"reads_real: ['{'a' * 64}']\nevents:\n")
    assert load(good.encode()).reads_real == ("a" * 64,)
    assert keywords(good.replace("'a", "'A")) == ["reads_real[1]"]


TABLETOP = """\
classification: U
releasable_to: [GBR, NOR]
name: a-call
title: A call
starts_utc: 2027-03-02T06:00:00Z
duration_s: 3600
tabletop: true
objectives: [{name: call, text: Whom to call.}]
participants: [{nation: GBR}, {nation: NOR}]
world:
  cut_feeds: [{name: cut, origin: GBR, start_s: 60}]
events:
  - number: 1
    at_s: 600
    to: [NOR]
    title: A message
    text: Whom do you call?
    objectives: [call]
    expected: [{by: NOR, kind: log-entry, within_s: 900, text: Writes it down.}]
    measures:
      - {name: called, text: Written., metric: records, kind: log-entry, limit: 1, unit: records}
"""


def test_a_tabletop_has_no_sky() -> None:
    assert told(TABLETOP) == []
    text = TABLETOP.replace("world:\n", "world:\n  catalog: reference\n")
    assert keywords(text) == ["world.catalog"]
    text = TABLETOP.replace("tabletop: true\n", "")
    assert "world.assets" in keywords(text)
