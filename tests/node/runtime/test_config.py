"""A node's configuration: defaults, what is set, and faults with line, field and a way out."""

from __future__ import annotations

import pytest

from cspo.errors import MalformedMessage
from cspo.markings import Mode
from cspo.node.home import Home
from cspo.node.runtime.config import TABLES, NodeConfig, parse_config, read_config
from cspo.node.store import EXERCISE_SIDE, REAL_SIDE
from cspo.time import Epoch

NOW = Epoch.from_utc("2026-03-01T12:00:00Z")


def test_a_new_folder_runs_as_it_is(tmp_path):
    home = Home.create(tmp_path / "aus", "AUS", modes=[Mode.REAL], now=NOW)
    assert read_config(home) == NodeConfig()
    home.node_file.write_text(f"{home.node_file.read_text()}\n[http]\nport = 9000\n")
    assert Home.open(home.path) == home  # whose head and whose tables are read by two
    assert read_config(home).http.port == 9000


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("\n[http]\nport = 70000", 3, r"\[http\] port: .*from 0 and up to 65535, got 70000"),
        ("[http]\nprot = 1", 2, r"did you mean port\?"),
        ("[htp]\nport = 1", 1, r"did you mean http\?"),
        ("[screening]\nwindow_h = 'a day'", 2, "expected a number more than 0"),
        ("[log]\nlevel = 'loud'", 2, 'one of "debug"'),
        ("[exchange]\npull_every_s = -1", 2, "more than 0"),
        ("[http\n", 1, "TOML"),
        ("http = 3", 1, r"a table \[http\]"),
    ],
)
def test_a_fault_is_told_with_line_and_field(text, line, told):
    with pytest.raises(MalformedMessage, match=told) as caught:
        parse_config(text.encode())
    assert caught.value.line == line


def test_all_faults_are_counted():
    with pytest.raises(MalformedMessage, match="1 more faults"):
        parse_config(b"[http]\nprot = 1\n[log]\nlevel = 3\n")


def test_the_mode_follows_the_store_and_may_be_named():
    assert NodeConfig().mode(REAL_SIDE) is Mode.REAL
    assert NodeConfig().mode(EXERCISE_SIDE) is Mode.SIMULATED
    named = parse_config(b'[work]\nmode = "EXERCISE"')
    assert named.mode(EXERCISE_SIDE) is Mode.EXERCISE
    with pytest.raises(MalformedMessage, match=r"work\.mode"):
        named.mode(REAL_SIDE)


def test_every_table_is_a_field_of_the_configuration():
    assert set(TABLES) == set(NodeConfig.__struct_fields__)
