"""Routes of an exercise, asked at real nodes of a play that stands still between steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from http_node import token_of
from litestar.testing import TestClient

from cspo.exercise.http import director_view, newest, player
from cspo.exercise.http.routes import exercise_routes
from cspo.exercise.play import Play, PlayState, found_play
from cspo.exercise.white_cell.seats import seat_in, seats
from cspo.node.clock import SystemClock
from cspo.node.http.app import NodeApp, create_app
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

CANARIES = ("CANARY-name", "CANARY-head", "CANARY-title", "CANARY-text", "CANARY-expected",
            "CANARY-measure", "CANARY-objective", "CANARY-burn", "CANARY-script",
            "CANARY-condition", "CANARY-world")  # fmt: skip
SCENARIO = """\
classification: U
releasable_to: [CAN, NOR]
name: CANARY-name
title: CANARY-head of what is to come
cover: Two nations at a table
text: CANARY-world
starts_utc: 2027-03-02T06:00:00Z
duration_s: 7200
tick_s: 600
tabletop: true
objectives:
  - {name: talk, text: CANARY-objective they tell each other what they see.}
participants:
  - {nation: CAN, cells: [{name: watch}]}
  - {nation: NOR, cells: [{name: watch}, {name: directors, role: director}]}
events:
  - number: 1
    at_s: 600
    to: [NOR]
    title: The telephone rings
    text: Somebody asks what is going on.
    objectives: [talk]
    expected:
      - {by: NOR, kind: log-entry, within_s: 1800, text: CANARY-expected puts it in the log}
    measures:
      - {name: logged, text: CANARY-measure, metric: records, of: [NOR], kind: log-entry,
         limit: 1, unit: records, sense: at_least}
  - number: 2
    at_s: 4200
    to: [CAN]
    title: CANARY-title
    text: CANARY-text
    objectives: [talk]
    expected:
      - {by: CAN, kind: log-entry, within_s: 1800, text: CANARY-expected}
    measures:
      - {name: logged-2, text: CANARY-measure, metric: records, of: [CAN], kind: log-entry,
         limit: 1, unit: records, sense: at_least}
script:
  - {number: 1, by: CAN, on_event: 2, after_s: 600, do: note,
     arguments: {text: CANARY-script}}
"""
_AT = "2027-03-02T06:00:00Z"


class Table:
    """A play, its application, and who asks."""

    def __init__(self, play: Play, app: NodeApp, client: TestClient[NodeApp]) -> None:
        self.play, self.app, self.client = play, app, client
        self._tokens: dict[tuple[str, str], str] = {}

    def ask(self, nation: str, person: str, path: str, method: str = "GET", **given: Any) -> Any:
        """The answer of a path under ``/api/v1``, to a person with all their rights."""
        if (nation, person) not in self._tokens:
            self._tokens[nation, person] = token_of(self.app, person, prefix=f"/{nation}")
        headers = {"Authorization": f"Bearer {self._tokens[nation, person]}"}
        url = f"/{nation}/api/v1/{path}"
        return self.client.request(method, url, headers=headers, **given)

    def direct(self, path: str, body: dict[str, Any]) -> Any:
        """An order of the white cell, carried out."""
        answer = self.ask("NOR", "directors", f"exercise/{path}", "POST", json=body)
        assert answer.status_code == 202, answer.text
        self.play._turn()
        return answer.json()

    def round(self, count: int = 1) -> None:
        """So many rounds of ten minutes."""
        for _ in range(count):
            self.direct("command", {"what": "step"})


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """Module-wide: tests go on where the one before stopped, in the order in which they stand."""
    folder = found_play(tmp_path_factory.mktemp("table") / "play", SCENARIO.encode(), SystemClock())
    play = Play(folder, SystemClock(), paused=True)
    play.open()
    for seat in seats(play.scenario):
        seat_in(folder.nodes.home(seat.nation), seat)
    app = create_app(play.nodes, routes=exercise_routes(play))
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Table(play, app, client)
        play._turn()  # the first round
        yield found
    play.stop()


def test_everybody_is_told_which_exercise_it_is(table: Table) -> None:
    told = table.ask("CAN", "watch", "exercise").json()
    assert (told["name"], told["title"]) == ("two-nations-at-a-table", "Two nations at a table")
    assert (told["clock"]["phase"], told["clock"]["world_utc"][:19]) == ("paused", _AT[:19])
    assert (told["directs"], told["review_open"], told["nation"]) == (False, False, "CAN")
    assert [each["nation"] for each in told["participants"]] == ["CAN", "NOR"]
    assert table.ask("NOR", "directors", "exercise").json()["directs"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "exercise/white-cell"), ("POST", "exercise/command"), ("POST", "exercise/inject"),
        ("POST", "exercise/adjudicate"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("nation", "person"), [("CAN", "watch"), ("NOR", "watch"),
                                                ("NOR", "officer"), ("CAN", "viewer"),
                                                ("CAN", "admin")])  # fmt: skip
def test_only_the_white_cell_directs(
    table: Table, method: str, path: str, nation: str, person: str
) -> None:
    answer = table.ask(nation, person, path, method, **({"json": {}} if method == "POST" else {}))
    assert answer.status_code == 403
    assert "direct" in answer.text


def test_review_and_report_are_the_white_cells_until_it_is_over(table: Table) -> None:
    for path in ("exercise/review", "exercise/report", "exercise/report?version=all"):
        assert table.ask("CAN", "watch", path).status_code == 409, path
    assert table.ask("NOR", "directors", "exercise/review").status_code == 200
    assert table.ask("NOR", "directors", "exercise/report?version=all").status_code == 409


def test_players_see_nothing_of_what_is_to_come(table: Table) -> None:
    table.round(2)  # the first inject is put in, the second is to come
    paths = [
        path for path, entry in table.app.document()["paths"].items() if "get" in entry
    ]  # fmt: skip
    assert sum("/exercise" in path for path in paths) == 5
    for nation, person in (
        ("CAN", "watch"),
        ("NOR", "watch"),
        ("NOR", "officer"),
        ("CAN", "admin"),
    ):
        for path in paths:
            url = re.sub(r"\{[^}]*\}", "x", path).removeprefix("/api/v1/")
            if not path.startswith("/api/v1/") or path.endswith(("stream", "events")):
                continue
            text = table.ask(nation, person, url).text
            assert not [each for each in CANARIES if each in text], (person, path)
    whole = table.ask("NOR", "directors", "exercise/white-cell").text
    for each in ("CANARY-title", "CANARY-text", "CANARY-expected", "CANARY-measure"):
        assert each in whole
    head = table.ask("NOR", "directors", "exercise").json()
    assert (head["name"], head["title"]) == ("CANARY-name", "CANARY-head of what is to come")


def test_what_players_are_told_names_the_cover(table: Table) -> None:
    with table.play.nodes["NOR"].store.read() as unit:
        rows = unit.records_after(0, 9_999, kinds=("inject",))
    told = [body_of(read_record(row.envelope), REGISTRY).scenario for row in rows]
    assert set(told) == {"two-nations-at-a-table"}
    with table.play.nodes["NOR"].store.read() as unit:
        every = [row.envelope for row in unit.records_after(0, 9_999)]
    texts = [msgspec.json.encode(read_record(each).payload.body).decode() for each in every]
    assert not [text for text in texts if "CANARY" in text]


def test_what_is_asked_reaches_whom_it_is_for(table: Table) -> None:
    asked = table.ask("NOR", "watch", "exercise/player").json()["asks"]
    assert [(each["inject"], each["title"]) for each in asked] == [(1, "The telephone rings")]
    assert asked[0]["marks"] == ["U//REL TO NOR"]
    assert asked[0]["read_utc"] is None
    assert table.ask("CAN", "watch", "exercise/player").json()["asks"] == []


def test_a_player_answers_and_the_white_cell_reads_it(table: Table) -> None:
    said = {"inject": 1, "text": "We look into it.", "office": "duty officer"}
    assert table.ask("NOR", "watch", "exercise/answer", "POST", json=said).status_code == 201
    read = {"inject": 1, "text": "", "office": "duty officer"}
    assert table.ask("NOR", "watch", "exercise/answer", "POST", json=read).status_code == 201
    strange = table.ask("CAN", "watch", "exercise/answer", "POST", json=said)
    assert strange.status_code == 404  # as if there were no such event
    assert (
        strange.text
        == table.ask(
            "CAN", "watch", "exercise/answer", "POST", json={**said, "inject": 99}
        ).text.replace("99", "1")
        or "inject" in strange.text
    )
    asked = table.ask("NOR", "watch", "exercise/player").json()
    assert asked["asks"][0]["messages"][0]["text"] == "We look into it."
    assert asked["asks"][0]["read_by"] == "duty officer"
    table.round()
    whole = table.ask("NOR", "directors", "exercise/white-cell").json()
    assert [each["text"] for each in whole["messages"]] == ["We look into it."]
    (expected,) = whole["injects"][0]["expected"]
    assert expected["state"] == "met"
    assert "We look into it." not in table.ask("CAN", "watch", "exercise/player").text


def test_an_inject_is_held_given_and_put_in_beside_the_list(table: Table) -> None:
    table.direct("inject", {"number": 2, "what": "hold"})
    table.direct("inject", {"title": "Also this", "text": "By radio.", "to": ["CAN"]})
    table.round()
    injects = table.ask("NOR", "directors", "exercise/white-cell").json()["injects"]
    assert [(each["number"], each["state"], each["improvised"]) for each in injects] == [
        (1, "given", False), (2, "held", False), (3, "given", True)
    ]  # fmt: skip
    asked = table.ask("CAN", "watch", "exercise/player").json()["asks"]
    assert [each["title"] for each in asked] == ["Also this"]


@pytest.mark.parametrize(
    "body",
    [
        {"number": 2, "title": "Other words"}, {"title": "To nobody"}, {"number": 0},
        {"title": "x" * 300, "to": ["CAN"]}, {"title": "To JPN", "to": ["JPN"]},
    ],
)  # fmt: skip
def test_an_inject_that_is_none_is_refused(table: Table, body: dict[str, Any]) -> None:
    answer = table.ask("NOR", "directors", "exercise/inject", "POST", json=body)
    assert answer.status_code == 400, answer.text


def test_an_order_that_the_play_refuses_says_so(table: Table) -> None:
    table.direct("inject", {"number": 1})
    table.round()
    told = table.ask("NOR", "directors", "exercise/white-cell").json()["commands"]
    (refused,) = [each for each in told if each["state"] == "refused"]
    assert "still to come" in refused["text"]


def test_a_ruling_stands_and_players_are_told(table: Table) -> None:
    table.direct("adjudicate", {"inject": 1, "expected": 1, "verdict": "void", "text": "Too early",
                                "to": ["NOR"]})  # fmt: skip
    table.round()
    whole = table.ask("NOR", "directors", "exercise/white-cell").json()
    (expected,) = whole["injects"][0]["expected"]
    assert (expected["state"], expected["judged"]) == ("void", "Too early")
    told = table.ask("NOR", "watch", "exercise/player").json()
    assert [each["text"] for each in told["messages"]] == ["Too early"]
    assert len(told["asks"]) == 1


def test_who_is_told_is_told_once_however_often_it_is_named(table: Table) -> None:
    before = len(table.ask("NOR", "watch", "exercise/player").json()["messages"])
    both = ["NOR", "CAN", "NOR"]
    table.direct("adjudicate", {"text": "Twice named.", "to": both})
    table.direct("inject", {"title": "Twice", "text": "Named.", "to": both})
    table.round()
    told = table.ask("NOR", "watch", "exercise/player").json()
    assert [each["text"] for each in told["messages"]][before:] == ["Twice named."]
    assert [each["title"] for each in told["asks"]].count("Twice") == 1
    refused = table.ask("NOR", "directors", "exercise/adjudicate", "POST",
                        json={"text": "By whom?", "office": "chief"})  # fmt: skip
    assert refused.status_code == 400  # a field that would be kept nowhere


def test_the_newest_words_and_injects_are_shown(table: Table, monkeypatch) -> None:
    """With many more records of a nation's own than are looked at."""
    monkeypatch.setattr(player, "SCANNED", 3)
    monkeypatch.setattr(director_view, "SCANNED", 3)
    monkeypatch.setattr(newest, "_PAGE", 2)
    for n in range(7):
        said = {"inject": None, "text": f"Word {n}", "office": "duty officer"}
        assert table.ask("CAN", "watch", "exercise/answer", "POST", json=said).status_code == 201
    told = table.ask("CAN", "watch", "exercise/player").json()
    words = [each["text"] for each in told["messages"] if each["text"].startswith("Word")]
    assert words == ["Word 4", "Word 5", "Word 6"]
    assert told["asks"][0]["title"] == "Twice"
    whole = table.ask("NOR", "directors", "exercise/white-cell").json()["messages"]
    assert [each["text"] for each in whole if each["nation"] == "CAN"] == [
        "Word 6", "Word 5", "Word 4"
    ]  # fmt: skip


def test_an_improvement_goes_into_the_plan(table: Table) -> None:
    due = {"kind": "improvement", "owner": "CAN", "due_utc": "2027-04-01T00:00:00Z",
           "retest": "event 1", "objective": "talk"}  # fmt: skip
    table.direct("adjudicate", {"text": "Ring sooner.", "releasable": True, **due})
    table.direct("adjudicate", {"text": "Between us.", **due})
    table.round()
    for wrong in ({"text": "x", "due_utc": "soon"}, {"text": "  "}):
        assert table.ask(
            "NOR", "directors", "exercise/adjudicate", "POST", json=wrong
        ).status_code == 400, wrong  # fmt: skip
    whole = table.ask("NOR", "directors", "exercise/review").json()["improvements"]
    ours = [each for each in whole if each["text"] in {"Ring sooner.", "Between us."}]
    assert [(each["owner"], each["due"], each["retest"]) for each in ours] == [
        ("CAN", "2027-04-01", "event 1")
    ] * 2


def test_when_it_is_over_each_may_read_its_own_version(table: Table) -> None:
    table.direct("command", {"what": "stop"})
    assert table.play.state is PlayState.OVER
    assert table.ask("CAN", "watch", "exercise").json()["review_open"] is True
    own = table.ask("NOR", "watch", "exercise/report")
    assert own.status_code == 200
    assert own.headers["Cspo-Marking"] == "UNCLASSIFIED//REL TO NOR"
    assert "We look into it." in own.text
    for path in ("exercise/report", "exercise/report?version=all", "exercise/review"):
        text = table.ask("CAN", "watch", path).text
        assert "We look into it." not in text, path
    told = table.ask("CAN", "watch", "exercise/report").text
    assert ("Ring sooner." in told, "Between us." in told) == (True, False)
    both = [table.ask(nation, "watch", "exercise/report?version=all").text
            for nation in ("CAN", "NOR")]  # fmt: skip
    assert both[0] == both[1]
    again = {"what": "go"}
    assert table.ask(
        "NOR", "directors", "exercise/command", "POST", json=again
    ).status_code == 409  # fmt: skip
