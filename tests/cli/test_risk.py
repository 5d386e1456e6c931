"""``cspo risk``: what is typed, against a node's API that answers by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from assessing import FILE

from cspo.cli import risk as commands
from cspo.cli.app import run
from cspo.markings import NATIONS

RECORD = "ab" * 32


def likelihood(value: float | None) -> dict[str, Any]:
    return {"low": value, "value": value, "high": value, "unit": "1", "days": 7.0, "text": "how"}


LINE = {
    "record": RECORD, "origin": "GBR", "title": "SKYNET 5D", "hazard": "conjunction",
    "likelihood": likelihood(2e-5), "gravity": "grave", "standing": "latest",
    "made_utc": "2026-03-01T00:00:00.000Z",
}  # fmt: skip
ROW = {
    "name": "GBR", "title": "GBR", "likelihood": likelihood(None), "gravity": "grave",
    "confidence": "low", "agreement": "disputed", "disagree_text": "GBR 1e-5, FRA 1e-3",
    "opinions": [{"origin": "GBR"}, {"origin": "FRA"}], "assessments": 3,
}  # fmt: skip
VIEW = {
    **LINE, "question": "Does it collide?", "answer": "One approach.", "confidence": "low",
    "agreement": "alone", "method": "close approaches together, 1",
    "until_utc": "2026-03-08T00:00:00Z", "alternatives": [{"text": "None.", "why": "So."}],
    "evidence_lines": [{"record": "cd" * 32, "kind": "conjunction", "origin": "GBR",
                        "standing": "latest", "text": "Pc 2e-5"}],
    "protections": [{"option": "move", "needs_s": 7_200.0, "text": ""}],
    "history": [{"made_utc": "2026-03-01T00:00:00.000Z", "origin": "GBR",
                 "likelihood": likelihood(2e-5), "text": ""}],
    "left_behind": ["FRA", "USA"],
}  # fmt: skip


class Api:
    """What a node would answer, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get(self, path: str, **params: Any) -> Any:
        self.asked.append((path, params))
        if path == "risk":
            return {"by": params["by"], "at_utc": "2026-03-01T00:00:00Z", "days": 7.0,
                    "rows": [ROW], "text": "How.", "mark": "U"}  # fmt: skip
        if path == "risk/assets":
            return {
                "items": [
                    {
                        "id": "gps",
                        "name": "GPS",
                        "kind": "constellation",
                        "objects": 31,
                        "criticality": "vital",
                        "users": ["GBR"],
                        "needs": None,
                    }
                ]
            }
        return VIEW

    def listed(self, path: str, most: int = 0, **params: Any) -> Any:
        self.asked.append((path, params))
        return iter([LINE])

    def post(self, path: str, body: dict[str, Any]) -> Any:
        self.asked.append((path, body))
        return {"record": RECORD}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    made = Api()
    monkeypatch.setattr(commands, "asking", lambda named: made)
    return made


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(["risk", *words]) == code
    told = capsys.readouterr()
    return told.out + told.err


def test_the_view_tells_what_is_disputed(api: Api, capsys) -> None:
    out = said(capsys, "show", "--by", "service", "--hazard", "debris", "--node", "GBR")
    assert "GBR is disputed: GBR 1e-5, FRA 1e-3" in out
    assert "unknown" in out
    assert api.asked == [("risk", {"by": "service", "hazard": "debris"})]
    (view,) = [
        json.loads(line)
        for line in said(capsys, "show", "--node", "GBR", "--json").split("\n")
        if line
    ]
    assert view["rows"][0]["agreement"] == "disputed"


def test_a_list_asks_only_for_what_was_given(api: Api, capsys) -> None:
    out = said(capsys, "list", "--nation", "GBR", "--standing", "expired", "--node", "GBR")
    assert "SKYNET 5D" in out
    assert api.asked == [("assessments", {"nation": "GBR", "standing": "expired"})]


def test_an_assessment_is_explained_by_the_first_letters_of_its_id(api: Api, capsys) -> None:
    out = said(capsys, "explain", RECORD[:8], "--node", "GBR")
    for each in ("rests on cdcdcdcdcdcdcdcd conjunction GBR (latest) Pc 2e-5", "may move, 2 h",
                 "or else: None. So.", "2.0e-05", "still the latest to FRA, USA"):  # fmt: skip
        assert each in out
    assert "six letters" in said(capsys, "explain", "ab", "--node", "GBR", code=2)


def test_what_is_stated_goes_as_it_is(api: Api, capsys) -> None:
    said(capsys, "state", "skynet-5d", "Jammed", "--likelihood", "0.8", "--because", "8 of 10",
         "--evidence", "ef" * 32, "--node", "GBR")  # fmt: skip
    ((path, body),) = api.asked
    assert (path, body["likelihood"], body["derivation"]) == ("assessments", 0.8, "8 of 10")
    assert (body["hazard"], body["evidence"], body["low"]) == ("interference", ["ef" * 32], None)
    assert "one of" in said(capsys, "state", "x", "y", "--hazard", "z", "--node", "GBR", code=2)
    assert "--node" in said(capsys, "state", "x", "y", code=2)


def test_a_file_is_checked_with_every_fault(tmp_path, capsys) -> None:
    file = tmp_path / "assets.toml"
    file.write_text(FILE)
    assert "NOR: 4 assets, 1 services" in said(capsys, "check", str(file))
    file.write_text(FILE.replace("vital", "huge"))
    out = said(capsys, "check", str(file), code=1)
    assert out.count("criticality") >= 2
    told = json.loads(said(capsys, "check", str(file), "--json", code=1))
    assert [each["line"] for each in told["faults"]] == sorted(
        each["line"] for each in told["faults"]
    )
    assert "No such file" in said(capsys, "check", str(tmp_path / "none"), code=3)


@pytest.mark.parametrize("nation", NATIONS)
def test_each_nation_has_a_sample_that_is_in_order(nation: str, tmp_path, capsys) -> None:
    file = tmp_path / "assets.toml"
    file.write_text(said(capsys, "sample", nation))
    assert said(capsys, "check", str(file)).startswith(nation)


def test_assets_are_listed(api: Api, capsys) -> None:
    assert "31" in said(capsys, "assets", "--node", "GBR")
    assert api.asked == [("risk/assets", {})]
