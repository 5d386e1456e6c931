"""Scenarios are read from YAML, and whatever is wrong has its place; no other YAML gets in."""

from __future__ import annotations

import pickle
import time

import pytest
import yaml

from cspo.errors import MalformedMessage
from cspo.exercise.scenario import MalformedScenario, dump, load, scenario_faults
from tests.exercise.scenario.small import SMALL, changed, place_of, told


def test_a_scenario_is_read_field_by_field() -> None:
    scenario = load(SMALL.encode())
    assert scenario.nations == ("GBR", "NOR")
    assert scenario.world.burns[0].in_track_m_s == 0.1
    assert scenario.world.burns[1].at_s is None
    assert scenario.events[1].when == 'max_pc("FIRST") > 1e-4'
    assert scenario.starts_utc == "2027-03-02T06:00:00Z"  # a text, whatever YAML 1.1 makes of it
    assert scenario.script[1].arguments == {"asset": "FIRST", "in_track_m_s": 0.1, "lead_s": 60}


def test_values_are_those_of_another_reader_of_yaml() -> None:
    """PyYAML's own safe constructor, without its dates, which JSON does not have either."""

    class Plain(yaml.SafeLoader):
        pass

    Plain.yaml_implicit_resolvers = {
        first: [each for each in resolvers if "timestamp" not in each[0]]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    theirs = yaml.load(SMALL, Loader=Plain)
    ours = yaml.load(dump(load(SMALL.encode())), Loader=Plain)
    assert theirs["events"][0]["measures"] == ours["events"][0]["measures"]
    assert theirs["world"]["breakups"][0]["other_kg"] == ours["world"]["breakups"][0]["other_kg"]
    assert theirs["plans"] == ours["plans"]


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("duration_s: 3600", "duration_s: soon", "soon", "expected a number from 60 to 2,678,400"),
        ("duration_s: 3600", "duration_s: .nan", ".nan", "expected a number from 60"),
        ("duration_s: 3600", "duration_s: 010", "010", "expected a number from 60"),
        ("duration_s: 3600", "duration_s: 1_000", "1_000", "expected a number from 60"),
        ("duration_s: 3600", "duration_s: 59.9", "59.9", "expected a number from 60"),
        ("duration_s: 3600", "duration_s: true", "true", "expected a number from 60"),
        ("duration_s: 3600", "duration_s: [1]", "[1]", "got 1 values"),
        ("duration_s: 3600\n", "", "classification", "expected a field duration_s"),
        ("duration_s: 3600", "duration: 3600", "duration: 3", "did you mean duration_s?"),
        ("can_burn: true", "can_burn: yes", "yes", "(write true or false)"),
        ("nation: GBR,", "nation: gbr,", "gbr", "expected one of AUS, CAN, DEU"),
        ("nation: GBR,", "nation: NO,", "NO,", "expected one of AUS"),
        ("name: small", "name: 7", "7\n", "(put it between quotation marks)"),
        ("name: small", 'name: ""', '""', "expected a word"),
        ("name: small", "name: a b", "a b", "expected a word"),
        ("name: small", 'name: "small\\n"', '"small', "expected a word"),
        ("title: A small exercise", 'title: "A\\tsmall"', '"A', "expected a line"),
        ("starts_utc: 2027-03-02T06:00:00Z", "starts_utc: 2027-03-02", "2027-03-02\n",
         "expected an instant of UTC as 2026-01-31T06:00:00Z"),
        ("mean_motion_rev_d: 14.9", "mean_motion_rev_d: 1.0e+999", "1.0e+999", "a finite number"),
        ("norad_id: 995000001", "norad_id: 25544", "25544", "from 995,000,001"),
        ("kind: radar", "kind: laser", "laser", "one of radar, optical"),
        ("do: note", "do: shoot", "shoot", "one of acknowledge"),
        ("events:\n", "events: none\nother:\n", "none", "a list, each fields of an? event"),
        ("{name: watch}]", "{name: watch, rank: 3}]", "rank", "one of name, role, text"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_place(old: str, new: str, at: str, says: str) -> None:
    text = changed(old, new)
    wrong = told(text)
    if at == "none":
        assert any(each.keyword == "events" for each in wrong)
        return
    places = [(each.line, each.column) for each in wrong]
    assert place_of(text, at) in places, (places, [str(each) for each in wrong])
    assert any(says in str(each) for each in wrong), [str(each) for each in wrong]


def test_all_faults_are_found_at_once_in_the_order_of_their_lines() -> None:
    text = changed("duration_s: 3600", "duration_s: x").replace("kind: radar", "kind: laser")
    text = text.replace("do: note", "do: shoot")
    wrong = told(text)
    assert [each.keyword for each in wrong] == [
        "duration_s", "world.sensors[1].kind", "script[1].do",
    ]  # fmt: skip
    with pytest.raises(MalformedScenario, match="2 more faults in the file"):
        load(text.encode())


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "a scenario"),
        ("# nothing\n", 1, "a scenario"),
        (BOMB, 1, "an anchor or alias a"),
        ("a: *b", 1, "anchor or alias"),
        ("a: &x 1", 1, "anchor or alias x"),
        ("<<: {a: 1}\nb: 2\nb: 3", 3, "each field once"),
        ("a: 1\nb:\n  c: 1\n  c: 2", 4, "each field once, got c a second time"),
        ("a: !!python/object/apply:os.system [ls]", 1, "values without tags"),
        ("a: !!str 5", 1, "values without tags"),
        ("a: !mine 5", 1, "values without tags"),
        ("a: 1\n---\nb: 2", 2, "one document"),
        ("a: ]", 1, "YAML"),
        ("a: 'x", 1, "YAML"),
        ("a: 1\n\tb: 2", 2, "YAML"),
        ("a: b: c", 1, "YAML"),
        ("? [a, b]\n: 1", 1, "the name of a field"),
        ("1: 2", 1, "the name of a field"),
        ("null: 2", 1, "the name of a field"),
        ("a: \x00", 1, "characters that can be seen, got U+0000"),
        ('a: "\\0"', 1, "characters that can be seen, got U+0000"),
        ("a: x\n# \u202e turned", 2, "got U+202E"),
        ('a: "\\u202e"', 1, "got U+202E"),
        ("a: a\u200bb", 1, "got U+200B"),
        ("a: 1e999", 1, "a finite number"),
        ("a: " + "[" * 40 + "]" * 40, 1, "levels"),
        ("{" * 100_000, 1, ""),
        ("[" * 100_000, 1, ""),
        ("- " * 100_000, 1, ""),
        ("a: [" + "1, " * 210_000 + "1]", 1, "at most 200,000 values"),
        ("x" * 10_000_000, 1, "at most 1,048,576 bytes, got 10,000,000 bytes"),
    ],
)  # fmt: skip
def test_yaml_that_surprises_is_refused_at_once(text: str, line: int, says: str) -> None:
    began = time.process_time()
    scenario, wrong = scenario_faults(text.encode("utf-8", "surrogatepass"), "x")
    spent_s = time.process_time() - began
    assert scenario is None
    assert len(wrong) == 1
    assert wrong[0].line == line
    assert says in str(wrong[0])
    assert spent_s < 3.0, spent_s
    assert len(str(wrong[0])) < 400


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_refused_with_its_place(encoding: str) -> None:
    text = changed("title: A small exercise", "title: Übung")
    _, (wrong,) = scenario_faults(text.encode(encoding), "x")
    assert "expected UTF-8" in str(wrong)
    if encoding == "latin-1":
        assert (wrong.line, wrong.column) == (4, 8)


def test_a_mark_of_byte_order_and_ends_of_lines_do_no_harm() -> None:
    assert load(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == load(SMALL.encode())


def test_the_mark_stands_first() -> None:
    mark = "releasable_to: [GBR, NOR]\n"
    text = changed(mark + "name: small\n", "name: small\n" + mark)
    (wrong,) = told(text)
    assert "the mark first" in str(wrong)
    assert (wrong.line, wrong.column) == (2, 7)


def test_a_scenario_is_written_as_it_is_read() -> None:
    scenario = load(SMALL.encode())
    written = dump(scenario)
    assert written.startswith(b"classification: U\n")
    assert load(written) == scenario


def test_a_fault_is_a_malformed_message_that_travels() -> None:
    (fault,) = told(changed("kind: radar", "kind: laser"))
    assert isinstance(fault, MalformedMessage)
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.column, again.line) == (str(fault), fault.column, fault.line)
    assert fault.fields()["column"] == str(fault.column)


@pytest.mark.parametrize(
    "text",
    [
        SMALL + "".join(f"k{at}: 1\n" for at in range(30_000)),
        changed("[GBR, NOR]", "[" + "GBX, " * 50_000 + "]"),
        changed("  - {name: one, text: To see that it works.}\n",
                "".join(f"  - {{name: o{at}, text: x}}\n" for at in range(20_000))),
        changed("- number: 1", "- {number: 1, at_s: 5, title: x}\n  " * 10_000 + "- number: 2"),
        changed("steps: [Do nothing.]", "steps: [" + "a, " * 50_000 + "]"),
        changed("sets_off: [later]", "sets_off: [" + "a, " * 50_000 + "]"),
        changed("kind: radar", "kind: " + "r" * 900_000),
    ],
)  # fmt: skip
def test_large_files_that_are_wrong_cost_no_more_than_seconds(text: str) -> None:
    began = time.process_time()
    scenario, wrong = scenario_faults(text.encode(), "x")
    assert time.process_time() - began < 4.0
    assert len(wrong) <= 400
    assert max(len(str(each)) for each in wrong) < 1_000 if wrong else scenario is not None


def test_without_the_fast_reader_of_yaml_all_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML is also installed without libyaml."""
    fast, places = load(SMALL.encode()), [str(each) for each in told(changed("radar", "laser"))]
    monkeypatch.setattr("cspo.exercise.scenario.yaml_tree._LOADER", yaml.SafeLoader)
    assert load(SMALL.encode()) == fast
    assert [str(each) for each in told(changed("radar", "laser"))] == places
    for text in (BOMB, "a: !!str 5", "a: 1\na: 2", "[" * 20_000, "a: 1\n---\nb: 2", "a: ]"):
        scenario, (wrong,) = scenario_faults(text.encode(), "x")
        assert scenario is None
        assert wrong.line
