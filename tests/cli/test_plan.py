"""``cspo plan`` where no node is needed, and what it says where one is."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cspo.cli.app import app

GOOD = """
[plan]
name = "watch"
objective = "Somebody looks."
[[assumption]]
text = "Norway is heard of"
expression = 'feed_lag("NOR") < 10 min'
"""


@pytest.fixture
def run():
    def invoke(*arguments):
        return CliRunner().invoke(app, ["plan", *map(str, arguments)])

    return invoke


def test_a_good_file_is_understood(run, tmp_path):
    file = tmp_path / "watch.toml"
    file.write_text(GOOD)
    done = run("check", file, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["faults"] == []
    assert told["assumptions"][0]["expression"] == 'feed_lag("NOR") < 10 min'


def test_faults_are_told_with_their_line_and_the_answer_is_no(run, tmp_path):
    file = tmp_path / "watch.toml"
    file.write_text(GOOD.replace("10 min", "10 km"))
    done = run("check", file, "--json")
    assert done.exit_code == 1
    (fault,) = json.loads(done.stdout)["faults"]
    assert "a time" in fault
    assert "line 7" in fault


def test_an_expression_alone(run):
    assert run("check", "--expression", "now() < 2030-01-01").exit_code == 0
    done = run("check", "--expression", "max_pc() <")
    assert done.exit_code == 1
    assert "column" in done.stdout


@pytest.mark.parametrize("arguments", [
    ("check",), ("list",), ("show", "GBR/x"), ("show", "x", "--node", "GBR"),
    ("reaffirm", "GBR/x"), ("list", "--standing", "well", "--node", "GBR"),
])  # fmt: skip
def test_bad_usage(run, arguments):
    done = run(*arguments)
    assert done.exit_code == 2 or type(done.exception).__name__ == "UsageError"
