"""A wrong name is told where it stands, in an open sky too, before anybody has keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cspo.box.split import default_split
from cspo.cli.app import run
from cspo.exercise.play import found_play
from cspo.exercise.scenario import MalformedScenario, load
from cspo.exercise.world.population import first_catalog
from cspo.node.clock import SystemClock
from tests.exercise.scenario.small import SMALL, place_of, told
from tests.exercise.scenario.test_check import TABLETOP

OPEN = SMALL.replace("world:\n", "world:\n  catalog: reference\n  take: {most: 40}\n")
"""The small scenario, with forty objects around it that it does not describe."""


def swapped(old: str, new: str) -> str:
    """The open one with one text in place of another, which stands in it."""
    assert old in OPEN, old
    return OPEN.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "keyword"),
    [
        ("about: [FIRST]", "about: [FIRTS]", "events[1].about[1]"),
        ("kind: log-entry, about: FIRST", "kind: log-entry, about: FIRTS",
         "events[1].expected[1].about"),
        ("since: push, about: FIRST", "since: push, about: FIRTS", "events[1].measures[1].about"),
        ("{asset: FIRST, in", "{asset: FIRTS, in", "script[2].arguments.asset"),
        ("{text: Written down.}", "{about: FIRTS, text: Written down.}",
         "script[1].arguments.about"),
    ],
)  # fmt: skip
def test_what_a_review_looks_for_is_described(old: str, new: str, keyword: str) -> None:
    """No record would ever be found about another name, and no player could be blamed for it."""
    text = swapped(old, new)
    (wrong,) = told(text)
    assert (wrong.keyword, wrong.got) == (keyword, "'FIRTS'")
    assert (wrong.line, wrong.column) == place_of(text, "FIRTS")
    assert wrong.hint == "did you mean FIRST?"


def test_a_tabletop_is_about_its_plans_alone() -> None:
    (wrong,) = told(TABLETOP.replace("objectives: [call]", "objectives: [call]\n    about: [SPOT]"))
    assert (wrong.keyword, wrong.hint) == ("events[1].about[1]", "there is none")


@pytest.mark.parametrize(
    ("old", "before", "new", "keyword"),
    [
        ("asset: FIRST, at_s: 600", "asset: ", "FIRTS, at_s: 600", "world.burns[1].asset"),
        ("asset: SECOND, at_s: 1800", "asset: ", "FIRTS, at_s: 1800", "world.breakups[1].asset"),
        ("asset: FIRST, start_s", "asset: ", "FIRTS, start_s", "world.false_sources[1].asset"),
        ("asset: FIRST, kind", "asset: ", "FIRTS, kind", "world.reports[1].asset"),
        ("asset: FIRST, kind", "asset: ", "'norad:25544', kind", "world.reports[1].asset"),
        ("'max_pc(\"FIRST\", days=2)", "", "'max_pc(\"FIRTS\", days=2)",
         "plans[1].assumptions[1].expression"),
        ("when: max_pc(\"FIRST\")", "when: ", "max_pc(\"FIRTS\")", "events[2].when"),
        ("'feed_lag(\"GBR\") < 1 h'", "", "'elements_age(\"FIRTS\") < 1 h'",
         "events[1].measures[2].condition"),
        ("'warnings(\"FIRST\") > 0'", "", "'warnings(\"FIRTS\") > 0'", "script[3].when"),
    ],
)  # fmt: skip
def test_whatever_else_is_named_is_in_the_world(
    old: str, before: str, new: str, keyword: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    text = swapped(old, before + new)
    assert told(text) == []  # it may be of the catalogue, as far as the text says
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    assert run(["exercise", "validate", str(file), "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert fault["field"] == keyword
    assert (fault["line"], fault["column"]) == place_of(text, new)
    assert ("norad:25544" if "norad" in new else "FIRTS") in fault["got"]
    with pytest.raises(MalformedScenario) as raised:
        found_play(tmp_path / "play", text.encode(), SystemClock(), name="mine.yaml")
    assert (raised.value.line, raised.value.keyword) == (fault["line"], keyword)
    assert not (tmp_path / "play" / "nodes").exists()


def test_objects_of_the_catalogue_may_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = first_catalog(load(OPEN.encode()), None, default_split())
    name, identity = str(catalog.name[7]), catalog.identity(8)
    text = swapped("asset: FIRST, at_s: 600", f"asset: {name}, at_s: 600")
    text = text.replace("asset: FIRST, kind", f"asset: '{identity}', kind")
    text = text.replace('\'max_pc("FIRST"', f'\'max_pc("{name.lower()}"')
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    assert run(["exercise", "validate", str(file)]) == 0
    assert "can be played" in capsys.readouterr().out
    folder = found_play(tmp_path / "play", text.encode(), SystemClock())
    assert folder.nodes.home("NOR").path.is_dir()
