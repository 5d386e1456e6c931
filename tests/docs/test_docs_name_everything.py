"""What a person can type or read is named in the documentation, and its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, IntFlag
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import typer.main

from cspo import errors
from cspo.bridge.events import ADVICE, ScreenedEvents, event_table
from cspo.cli.app import app
from cspo.cli.screen_report import FLAG_WORDS
from cspo.conjunction import EventFlag, presets, screen
from cspo.conjunction.appraisal import appraise
from cspo.conjunction.hard_body import combined_radii
from cspo.conjunction.probability import (
    Action,
    CovarianceStatus,
    Flag,
    PcMethod,
    PcStatus,
    Violation,
)
from cspo.dynamics import PropagationStatus
from cspo.orbits import reference_population
from cspo.sources import SourceFaultKind
from cspo.time import Epoch
from tests.cli.command_tree import command_paths

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
CODE = set(re.findall(r"`([^`\n]+)`", TEXT))
"""Everything that stands in backticks, which is how the pages name things."""
COMMANDS = command_paths()


SAID_ONCE = (DOCS / "reference/command-line.md").read_text("utf-8").split("\n## ", 1)[0]
"""What stands at the top of the page holds for all commands."""


def section(page: str, heading: str) -> str:
    """The part of a page under a heading of the second level."""
    return (DOCS / page).read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def command_section(command: str) -> str:
    """The part of the page about a command: a section, or one below that of its group."""
    group, _, below = command.partition(" ")
    text = section("reference/command-line.md", group)
    if not below:
        return text
    assert f"\n### {command}\n" in text, f"the page has no section on {command}"
    return text.split(f"\n### {command}\n", 1)[1].split("\n### ", 1)[0]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command_has_a_section_that_names_its_options(command: str) -> None:
    text = command_section(command)
    common = {"--json", "--help", "-h"} | ({"--data"} if "--data" in SAID_ONCE else set())
    named = set(re.findall(r"`(-[-a-z]+)`", text)) | common
    options = {
        option
        for parameter in COMMANDS[command].params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }
    assert options, "the command has no options at all: is this its description?"
    assert options == named & options
    assert named <= options | common, "the page names what does not exist"


def test_no_section_is_about_a_command_that_is_gone() -> None:
    page = (DOCS / "reference/command-line.md").read_text("utf-8")
    groups = {command.partition(" ")[0] for command in COMMANDS}
    assert set(re.findall(r"^## (\S+)$", page, re.MULTILINE)) == groups
    below = {command for command in COMMANDS if " " in command}
    assert set(re.findall(r"^### (.+)$", page, re.MULTILINE)) == below


def test_every_option_of_cspo_itself_is_named() -> None:
    words = set(re.findall(r"--[a-z-]+", (DOCS / "reference/command-line.md").read_text("utf-8")))
    own = {option for parameter in typer.main.get_command(app).params for option in parameter.opts}
    assert own >= {"--version"}
    assert own <= words


def test_columns_of_a_screening_are_those_of_the_page() -> None:
    catalog = reference_population().take(np.arange(8))
    start = Epoch.from_utc("2024-11-01T00:00:00Z")
    events = screen(catalog, start=start, duration_s=60.0, threshold_km=1.0)
    bodies = combined_radii(catalog, events)
    screened = ScreenedEvents(
        catalog=catalog, events=events, ephemerides=(), hbr_sources=bodies.sources,
        appraisal=appraise(catalog, events, bodies.hbr_km),
    )  # fmt: skip
    lines = (DOCS / "reference/columns.md").read_text("utf-8").splitlines()
    named = [
        name
        for line in lines
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert named == list(event_table(screened))


@pytest.mark.parametrize(
    "kind",
    [Flag, Violation, PcStatus, CovarianceStatus, Action, PcMethod, EventFlag],
)
def test_every_member_stands_on_the_page_of_flags(kind: type[Enum]) -> None:
    code = re.findall(r"`([^`\n]+)`", (DOCS / "reference/flags.md").read_text("utf-8"))
    members = set(kind.__members__)
    if issubclass(kind, IntFlag):
        members -= {"NONE"}  # no flag is no word
    assert members
    assert members <= set(code)


def test_words_of_the_report_and_of_advice_are_named() -> None:
    assert set(FLAG_WORDS) <= CODE
    page = section("reference/flags.md", "Advice")
    assert [text for text in ADVICE.values() if f"| {text} |" not in page] == []


@pytest.mark.parametrize("kind", [PropagationStatus])
def test_every_propagation_status_is_explained(kind: type[Enum]) -> None:
    text = section("theory/sgp4.md", "Status")
    assert [name for name in kind.__members__ if f"| {name} |" not in text] == []
    assert set(kind.__members__) <= CODE


def test_every_fault_of_a_source_is_named() -> None:
    assert {kind.value for kind in SourceFaultKind} <= CODE


def test_presets_of_the_page_are_those_of_the_table() -> None:
    rows = re.findall(
        r"^\| (`.*?) \| (.*?) \|", section("how-to/choose-a-volume.md", "Presets"), re.MULTILINE
    )
    listed = {
        name: tuple(float(size) for size in sizes.split(","))
        for names, sizes in rows
        for name in re.findall(r"`(\w+)`", names)
    }
    assert listed == {name: preset.volume.half_size_km for name, preset in presets().items()}


def test_every_error_is_named_with_its_exit_code() -> None:
    names = set(errors.__all__)
    page = section("reference/errors-and-settings.md", "Errors")
    listed = set(re.findall(r"^\| `(\w+)` \|.*\| [23] \|$", page, re.MULTILINE))
    assert listed == names - {"CspoError"}
    assert "`CspoError`" in page


def test_every_environment_variable_is_named() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    names = set(re.findall(r"^(CSPO_[A-Z_]+)\b", sources, re.MULTILINE))  # of values in Python
    used = set(re.findall(r"\bCSPO_[A-Z_]+\b", sources)) - names
    page = section("reference/errors-and-settings.md", "Environment variables")
    assert used == set(re.findall(r"`(CSPO_[A-Z_]+)`", page))


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(\s*<?([^)\s>]+)", text):
        if not re.match(r"[a-z]+:", target):
            yield unquote(target)


@pytest.mark.parametrize(
    "page",
    [*PAGES, *ROOT.glob("*.md")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_internal_links_lead_to_files(page: Path) -> None:
    dead = []
    for target in _links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        found = file.is_dir() if path.endswith("/") else file.is_file()
        if not found or (anchor and anchor not in _anchors(file)):
            dead.append(target)
    assert dead == []


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#{1,3} (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
