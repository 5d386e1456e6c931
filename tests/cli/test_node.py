"""``cspo node`` and ``cspo status``: a folder made ready, and what nodes tell of themselves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from boxes import founded

from cspo.cli.app import run
from cspo.errors import UsageError
from cspo.markings import Mode
from cspo.node.home import Home
from cspo.node.runtime.config import TABLES, HttpConfig, NodeConfig, parse_config, read_config
from cspo.node.runtime.config_text import commented_config
from cspo.node.serving import check_address

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "node-config.md"


def test_init_makes_a_folder_to_fill_in_and_leaves_it_alone_the_second_time(tmp_path, capfd):
    folder = tmp_path / "nor"
    assert run(["node", "init", "--nation", "nor", "--data", str(folder), "--json"]) == 0
    (line,) = map(json.loads, capfd.readouterr().out.splitlines())
    assert line == {
        "folder": str(folder), "nation": "NOR",
        "wrote": ["policy.sample.toml", "people.toml", "node.toml"],
    }  # fmt: skip
    home = Home.open(folder)
    assert read_config(home) == NodeConfig()
    assert home.exposed() == []
    before = {path: path.read_bytes() for path in folder.glob("*.toml")}
    assert run(["node", "init", "--nation", "NOR", "--data", str(folder)]) == 0
    assert {path: path.read_bytes() for path in folder.glob("*.toml")} == before
    assert run(["node", "init", "--nation", "AUS", "--data", str(folder)]) == 2


def test_the_settings_that_init_writes_are_the_defaults():
    text = re.sub(r"^# (\[|\w+ = )", r"\1", commented_config(), flags=re.MULTILINE)
    assert parse_config(text.encode()) == NodeConfig()
    for table, kind in TABLES.items():
        if table != "channel":
            assert all(f"\n{field} = " in text for field in kind.__struct_fields__), table


def test_the_reference_names_every_setting_and_its_default():
    page = REFERENCE.read_text(encoding="utf-8")
    for table, kind in TABLES.items():
        section = page.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
        named = set(re.findall(r"`([a-z_]+)`", section))
        assert set(kind.__struct_fields__) <= named, table


@pytest.mark.parametrize(
    ("config", "starts"),
    [
        (HttpConfig(), True), (HttpConfig(host="::1"), True), (HttpConfig(host="localhost"), True),
        (HttpConfig(host="0.0.0.0"), False), (HttpConfig(host="node.example"), False),
        (HttpConfig(host="0.0.0.0", behind_proxy=True), True),
        (HttpConfig(host="10.0.0.1", certificate="a.pem", key="a.key"), True),
    ],
)  # fmt: skip
def test_a_node_that_others_reach_in_the_clear_does_not_start(config, starts):
    if starts:
        check_address(config)
    else:
        with pytest.raises(UsageError, match="in the clear"):
            check_address(config)


def test_status_of_a_node_and_of_a_box_that_do_not_run(tmp_path, capfd):
    home = Home.create(tmp_path / "aus", "AUS", modes=[Mode.REAL], now=_now())
    assert run(["node", "status", "--data", str(home.path), "--json"]) == 0
    line = json.loads(capfd.readouterr().out)
    assert (line["nation"], line["mode"], line["state"]) == ("AUS", "REAL", "stopped")
    box = founded(tmp_path / "box")
    assert run(["status", "--data", str(box), "--json"]) == 0
    lines = [json.loads(text) for text in capfd.readouterr().out.splitlines()]
    assert [each["nation"] for each in lines] == ["AUS", "FRA"]
    assert all(each["simulated"] and each["records"] == {} for each in lines)
    assert run(["status", "--data", str(box), "--nation", "fra"]) == 0
    assert "FRA" in capfd.readouterr().out
    assert run(["status", "--data", str(box), "--nation", "NZL"]) == 2
    assert run(["status", "--data", str(tmp_path / "none")]) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--speed", "0"], "a speed"), (["--port", "70000"], "0 to 65535"),
        (["--replay", "x", "--catalog", "y"], "one sky"), (["--nations", "AUS"], "two or more"),
        (["--nations", "XYZ,AUS"], "two or more"),
    ],
)  # fmt: skip
def test_up_refuses_what_has_no_meaning(tmp_path, capfd, arguments, told):
    given = ["up", "--data", str(tmp_path / "box"), *arguments]
    if "--catalog" not in arguments:
        given += ["--catalog", "reference"]
    assert run(given) == 2
    assert told in capfd.readouterr().err


def _now():
    from cspo.time import Epoch  # noqa: PLC0415

    return Epoch.from_utc("2026-03-01T12:00:00Z")
