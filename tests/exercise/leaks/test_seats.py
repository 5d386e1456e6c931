"""What each who sits at the table may not see or do, asked at the nodes of a play."""

from __future__ import annotations

import pytest
from http_node import HttpNode, app_of, token_of
from litestar.testing import TestClient

from cspo.exercise.http.routes import exercise_routes
from cspo.exercise.play import Play, found_play
from cspo.exercise.scenario import load
from cspo.exercise.white_cell.seats import seat_in, seats
from cspo.node.clock import SystemClock
from cspo.node.http.app import create_app
from tests.exercise.http.test_routes import CANARIES, SCENARIO, Table
from tests.exercise.leaks.sides import audited

SECRET = "We think that it is ours."
CELLS = "{name: observer, role: viewer}, {name: company, role: operator}, "
SEATED = SCENARIO.replace("{name: directors", CELLS + "{name: directors")
PLAYERS = {
    "a player of another nation": ("CAN", "watch"),
    "a player of the nation where the white cell sits": ("NOR", "watch"),
    "an observer": ("NOR", "observer"),
    "an operator's cell": ("NOR", "company"),
    "a node's officer": ("NOR", "officer"),
    "a node's release officer": ("CAN", "release"),
    "a node's administrator": ("NOR", "admin"),
    "a guest of the nation": ("NOR", "guest"),
}
DIRECTING = {
    "the white cell's page": ("GET", "exercise/white-cell", None),
    "the clock": ("POST", "exercise/command", {"what": "stop"}),
    "an inject of the list": ("POST", "exercise/inject", {"number": 2}),
    "an inject beside the list": ("POST", "exercise/inject", {"title": "x", "to": ["CAN"]}),
    "a ruling": ("POST", "exercise/adjudicate", {"inject": 1, "verdict": "met", "text": "x"}),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """An hour into the play: the first inject is given and answered, the second to come."""
    folder = found_play(tmp_path_factory.mktemp("seats") / "play", SEATED.encode(), SystemClock())
    for seat in seats(load(SEATED.encode())):
        seat_in(folder.nodes.home(seat.nation), seat)
    file = folder.nodes.home("NOR").path / "people.toml"
    file.write_text(file.read_text() + GUEST)
    play = Play(folder, SystemClock(), paused=True)
    play.open()
    app = create_app(play.nodes, routes=exercise_routes(play))
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Table(play, app, client)
        play._turn()
        found.round(2)
        said = {"inject": 1, "text": SECRET, "office": "duty officer"}
        assert found.ask("NOR", "watch", "exercise/answer", "POST", json=said).status_code == 201
        found.round()
        yield found
    play.stop()


GUEST = """
[[person]]
id = "guest"
name = "A guest"
party = "NOR/guest"
nationalities = ["NOR"]
clearance = "U"
caveats = []
roles = ["operator", "watch"]
"""


def denials(table, nation):
    table.app.gates[f"/{nation}"].trail.flush()
    return audited(table.play.nodes[nation].store, "http denied")


@pytest.mark.parametrize("what", DIRECTING)
@pytest.mark.parametrize("who", PLAYERS)
def test_no_player_directs_or_looks_at_what_is_to_come(table, who, what):
    (nation, person), (method, path, body) = PLAYERS[who], DIRECTING[what]
    before, t, number = len(denials(table, nation)), table.play.t, table.play.round
    answer = table.ask(nation, person, path, method, **({} if body is None else {"json": body}))
    assert answer.status_code == 403
    assert not [each for each in CANARIES if each in answer.text]
    new = denials(table, nation)[before:]
    assert [fields["person"] for _, fields in new] == [person]
    assert (table.play.t, table.play.round, table.play.commands.empty()) == (t, number, True)


@pytest.mark.parametrize("what", DIRECTING)
@pytest.mark.parametrize("token", ["", "x" * 43, "the other nation's"])
def test_without_a_token_of_the_node_nothing_is_told(table, what, token):
    method, path, body = DIRECTING[what]
    if token == "the other nation's":
        token = token_of(table.app, "watch", prefix="/CAN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    before = len(denials(table, "NOR"))
    url = f"/NOR/api/v1/{path}"
    answer = table.client.request(method, url, headers=headers, json=body or {})
    assert answer.status_code == 401
    assert not [each for each in CANARIES if each in answer.text]
    now = denials(table, "NOR")
    assert len(now) > before


@pytest.mark.parametrize("who", PLAYERS)
def test_no_player_makes_a_token_that_directs(table, who):
    nation, person = PLAYERS[who]
    body = {"title": "mine", "scopes": ["direct"]}
    answer = table.ask(nation, person, "tokens", "POST", json=body)
    assert answer.status_code in {400, 403}, answer.text


@pytest.mark.parametrize("path", ["exercise/review", "exercise/report",
                                  "exercise/report?version=all"])  # fmt: skip
@pytest.mark.parametrize("who", PLAYERS)
def test_no_player_reads_the_review_before_the_end(table, who, path):
    nation, person = PLAYERS[who]
    answer = table.ask(nation, person, path)
    assert answer.status_code in {403, 409}
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("who", "hears"),
    [("a player of the nation where the white cell sits", True), ("an observer", True),
     ("a player of another nation", False), ("a guest of the nation", False)],
)  # fmt: skip
def test_a_cells_words_stay_with_its_nation(table, who, hears):
    nation, person = PLAYERS[who]
    assert (SECRET in table.ask(nation, person, "exercise/player").text) is hears
    with table.play.nodes["NOR"].store.read() as unit:
        rows = unit.records_after(0, 100, kinds=("log-entry", "inject"))
    answers = [table.ask(nation, person, f"records/{row.id}").status_code for row in rows]
    assert answers
    assert set(answers) == ({200} if hears else {404})


def test_a_guest_answers_for_nobody(table):
    said = {"inject": 1, "text": "I say so.", "office": "x"}
    answer = table.ask("NOR", "guest", "exercise/answer", "POST", json=said)
    assert answer.status_code == 403
    assert "I say so." not in table.ask("NOR", "directors", "exercise/white-cell").text


def test_the_white_cell_sees_all_of_it(table):
    for method, path, _ in DIRECTING.values():
        if method == "GET":
            text = table.ask("NOR", "directors", path).text
            assert SECRET in text
            assert "CANARY-title" in text


def test_a_node_that_plays_in_none_has_no_such_routes(tmp_path):
    node = HttpNode(tmp_path / "nor")
    app = app_of(node)
    with TestClient(app, raise_server_exceptions=False) as client:
        headers = {"Authorization": f"Bearer {token_of(app, 'd.all')}"}
        for method, path, _ in DIRECTING.values():
            url = f"/api/v1/{path}"
            assert client.request(method, url, headers=headers, json={}).status_code == 404
        assert client.get("/api/v1/exercise", headers=headers).status_code == 404
    node.close()


def test_when_it_is_over_a_guest_and_another_nation_read_no_words_of_a_cell(table):
    table.direct("command", {"what": "stop"})
    for who in ("a guest of the nation", "a player of another nation"):
        nation, person = PLAYERS[who]
        for path in ("exercise/review", "exercise/report", "exercise/report?version=all"):
            assert SECRET not in table.ask(nation, person, path).text, (who, path)
    assert SECRET in table.ask("NOR", "watch", "exercise/report").text
