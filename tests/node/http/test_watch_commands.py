"""``cspo watch`` and ``cspo notice`` with ``--node``: the same commands at a running node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from http_node import T

from cspo.cli import run
from cspo.cli.node_api import asking
from cspo.errors import MalformedMessage, SourceError, UsageError
from cspo.markings import Mode
from cspo.operations.kinds import REGISTRY
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.records import read_record
from tests.node.http.test_watch import conjunction, event_of, watched  # noqa: F401 - fixtures

URL = "http://node.example:8470/NOR"
NIGHT, DAY = "duty officer, night", "duty officer, day"


@pytest.fixture
def say(client, as_, watched, tmp_path, monkeypatch, capfd) -> Callable[..., Any]:  # noqa: F811
    """Type a command as somebody; what it printed."""
    file = tmp_path / "token"

    def request(method: str, url: str, **given: Any) -> Any:
        for name in ("timeout", "trust_env"):
            given.pop(name)
        assert url.startswith(URL)
        return client.request(method, url.removeprefix(URL), **given)

    monkeypatch.setattr(httpx, "request", request)
    monkeypatch.setenv("CSPO_TOKEN_FILE", str(file))

    def call(*words: object, who: str = "a.larsen", code: int = 0) -> str:
        token = as_(who)["Authorization"].removeprefix("Bearer ")
        file.touch(mode=0o600)
        file.write_text(f"{token}\n")
        capfd.readouterr()
        ended = run([str(word) for word in (*words, "--node", URL)])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "fault of its own" not in err, err
        assert ended == code, (out, err)
        return out or err

    return call


def lines(text: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in text.splitlines()]


def test_the_log_is_written_and_read(say):
    (first,) = lines(say("watch", "log", "FRA called", "--open", "Call FRA", "--json"))
    say("watch", "log", "JPN called", "--correct", first["record_id"][:8])
    (line,) = lines(say("watch", "log", "--json"))
    assert (line["entry_id"], line["text"], line["open"]) == (
        first["record_id"], "JPN called", True,
    )  # fmt: skip
    assert "JPN called (corrected: 1)" in say("watch", "log", who="v.viewer")
    say("watch", "log", "--close", first["record_id"][:8], "--mark", "U//REL TO FRA, NOR")
    assert [line["open"] for line in lines(say("watch", "log", "--json"))] == [False, False]
    assert "not permitted" in say("watch", "log", "x", who="v.viewer", code=1)
    assert "got 0 that begin so" in say("watch", "log", "--close", "00000000", code=2)
    assert "a level and REL TO" in say(
        "watch", "log", "x", "--mark", "U//LIMDIS/REL TO NOR", code=2
    )
    assert "expected what happened" in say("watch", "log", " ", code=2)


def test_the_brief_is_the_nodes(say):
    assert say("watch", "brief").startswith("Brief of the watch, Norway")
    kinds = [(line["kind"], line["event"]) for line in lines(say("watch", "brief", "--json"))]
    assert kinds == [("warning", event_of(n)) for n in (11, 12, 13)]
    assert len(lines(say("watch", "brief", "--json", who="u.cleared"))) == 2
    for option in (("--at", T.utc_iso(0)), ("--mode", "REAL")):
        assert "no such option with --node" in say("watch", "brief", *option, code=2)


def test_the_watch_changes_hands(say):
    offered = say("watch", "handover", "--offer-to", DAY, "--office", NIGHT, "--note", "quiet")
    assert "offered to duty officer, day by duty officer, night, 3 open" in offered
    assert "note: quiet" in offered
    accept = ("watch", "handover", "--accept", "--office", DAY)
    assert "another person" in say(*accept, code=2)
    back = ("watch", "handover", "--return", "the radar?", "--office", DAY)
    assert "returned: the radar?" in say(*back, who="d.all")
    say("watch", "handover", "--offer-to", DAY, "--office", NIGHT)
    (taken,) = lines(say(*accept, "--json", who="d.all"))
    assert (taken["office"], taken["opened"], taken["closed"]) == (DAY, [], [])
    assert taken["record_id"]


def test_a_warning_is_answered(say, watched):  # noqa: F811
    watched.warnings = WarningBook("NOR", Mode.REAL, default_warn_policy(), REGISTRY)
    with watched.store.read() as unit:
        for row in unit.records_after(0, 100):
            watched.warnings.apply(read_record(row.envelope))
    first, *_ = lines(say("watch", "brief", "--json"))
    (made,) = lines(say("watch", "acknowledge", first["records"][0][:8], "--progress", "acting",
                        "--note", "burn planned", "--json"))  # fmt: skip
    assert len(made["record_id"]) == 64
    again, *_ = lines(say("watch", "brief", "--json"))
    assert (again["item"], again["progress"]) == (first["item"], "acting")
    assert "received: record" in say("watch", "acknowledge", first["event"])
    assert "got 0 that begin so" in say("watch", "acknowledge", "00000000", code=2)
    assert "not permitted" in say("watch", "acknowledge", first["event"], who="v.viewer", code=1)


def test_notices_go_by_number(say, watched, tmp_path):  # noqa: F811
    record = conjunction(watched)
    words = ("notice", "issue", record, "--as", "a.larsen", "--language", "ja")
    (issued,) = lines(say(*words, "--json"))
    assert issued["serial"] == "NOR-2026-0001"
    page = say("notice", "show", issued["serial"], who="v.viewer")
    assert page.splitlines()[0].strip() == "UNCLASSIFIED//REL TO FRA, NOR"
    assert "最接近時刻" in page
    assert "withheld" in say(*words, "--remark", "ja=再掲")
    (old,) = lines(say("notice", "show", issued["serial"], "--json", code=1))
    assert (old["standing"], old["by"]) == ("replaced", "NOR-2026-0002")
    (tmp_path / "en.txt").write_text("Radar down\nUntil Friday.\n")
    mark = ("--mark", "U//REL TO FRA, NOR", "--as", "a.larsen")
    say("notice", "write", f"en={tmp_path / 'en.txt'}", *mark)
    say("notice", "cancel", "NOR-2026-0003", "--reason", "It is up", "--as", "a.larsen")
    assert [line["serial"] for line in lines(say("notice", "list", "--json"))] == ["NOR-2026-0002"]
    assert len(lines(say("notice", "list", "--all", "--json"))) == 4
    assert "NOR-2026-0002" in say("notice", "list")
    assert "no such notice" in say("notice", "show", "NOR-2026-0099", code=2)
    assert "nothing of it with --node" in say(*words, "--mark", "U//REL TO NOR", code=2)


def test_a_node_that_does_not_answer_is_told(monkeypatch, tmp_path, capfd):
    monkeypatch.delenv("CSPO_TOKEN_FILE", raising=False)
    assert run(["watch", "brief", "--node", "http://127.0.0.1:9"]) == 2
    assert "a file with a token, named by CSPO_TOKEN_FILE" in capfd.readouterr().err
    file = tmp_path / "token"
    monkeypatch.setenv("CSPO_TOKEN_FILE", str(file))
    assert run(["watch", "brief", "--node", "http://127.0.0.1:9"]) == 3
    file.write_text("token\n")
    file.chmod(0o644)
    assert run(["watch", "brief", "--node", "http://127.0.0.1:9"]) == 3
    assert "a file that only you may read" in capfd.readouterr().err
    file.chmod(0o600)
    assert run(["watch", "brief", "--node", "http://127.0.0.1:9"]) == 3
    assert "does it run, and listen there?" in capfd.readouterr().err
    monkeypatch.setenv("CSPO_BOX", str(tmp_path / "box"))
    assert run(["watch", "brief", "--node", "AUS"]) == 2
    assert "no box in" in capfd.readouterr().err


def test_a_nation_of_the_box_that_runs_here(monkeypatch, tmp_path):
    box = tmp_path / "box"
    box.mkdir()
    monkeypatch.setenv("CSPO_BOX", str(box))
    (box / "box.toml").write_text(
        'format = 1\nnations = ["AUS", "NOR"]\nbegan = "2026-03-01T00:00:00Z"\ncatalog = "x"\n'
    )
    with pytest.raises(SourceError, match="stands still"):
        asking("NOR")
    (box / "running.json").write_text('{"pid": 1, "url": "http://127.0.0.1:8470"}')
    with pytest.raises(MalformedMessage, match="read tokens"):
        asking("NOR")
    (box / "tokens.json").write_text('{"NOR": "secret"}')
    assert asking("nor").url == "http://127.0.0.1:8470/NOR"
    with pytest.raises(UsageError, match="one of AUS NOR"):
        asking("FRA")
