"""Who gives what to whom, whether a record holds, and what it rests on: two nations that share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from boxes import BEGAN, founded
from http_node import token_of
from litestar.testing import TestClient
from ten_parties import HandClock

from cspo.box import Box, BoxClock, BoxFolder
from cspo.markings import NATIONS, make_label
from cspo.node.http.app import create_app
from cspo.operations.derive import derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.releasing import release
from cspo.records.bodies.examples import example

BOTH, OURS = make_label("U", ["AUS", "FRA"]), make_label("U", ["AUS"])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """AUS: two orbits, one of them its own alone; a conjunction of the first, a warning of that."""
    folder = BoxFolder.open(founded(tmp_path_factory.mktemp("coalition") / "box"))
    hand = HandClock()
    hand.t = BEGAN
    with Box(folder, BoxClock(BEGAN)) as box:
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: job != "watch"
        box.begin()
        made = _chain(box.nodes["AUS"])
        box.loop.round()
        box.loop.round()
        app = create_app(box.nodes, clock=hand)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield SimpleNamespace(box=box, app=app, client=client, **made)
        for gate in app.gates.values():
            gate.close()


def _chain(aus):
    t = aus.clock.now()
    with aus.store.write() as unit:
        desk = aus.desk(unit)
        common = {
            "origin": "AUS", "mode": aus.mode, "t_valid": t, "t": t,
            "signer": desk.signer(aus.mode), "registry": REGISTRY,
        }  # fmt: skip
        seen = issue(example("observation"), BOTH, **common)
        own = issue(example("orbit"), OURS, **common)
        release(unit, desk, seen, t=t)
        release(unit, desk, own, t=t)
        orbit = derive([seen], lambda _: example("orbit"), **common)
        release(unit, desk, orbit, t=t)
        close = derive([orbit.record], lambda _: example("conjunction"), **common)
        release(unit, desk, close, t=t)
        secret = derive([orbit.record, own], lambda _: example("notice"), **common)
        release(unit, desk, secret, t=t)
    return {
        "seen": seen.id, "own": own.id, "orbit": orbit.record.id, "close": close.record.id,
        "secret": secret.record.id,
    }  # fmt: skip


def ask(world, nation, path, person="officer"):
    token = token_of(world.app, person, prefix=f"/{nation}")
    answer = world.client.get(
        f"/{nation}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def edges(graph):
    return {(each["source"], each["target"], each["relation"]) for each in graph["edges"]}


def test_a_graph_goes_from_observation_to_product_and_no_further_than_one_may_see(world):
    graph = ask(world, "AUS", f"records/{world.orbit}/graph")
    inputs = {(world.seen, world.orbit), (world.orbit, world.close), (world.orbit, world.secret)}
    assert {(a, b) for a, b, _ in edges(graph)} >= inputs
    nodes = {each["id"]: each for each in graph["nodes"]}
    assert nodes[world.seen]["kind"] == "observation"
    assert nodes[world.seen]["said"].startswith("a track by ")
    assert nodes[world.close]["said"].startswith("miss ")
    assert world.own not in nodes, "an input of a product is no ancestor of the orbit"


def test_of_a_partners_records_the_openings_that_it_gave_are_used_and_nothing_else(world):
    graph = ask(world, "FRA", f"records/{world.close}/graph")
    assert {(a, b) for a, b, _ in edges(graph)} == {
        (world.seen, world.orbit), (world.orbit, world.close),
    }  # fmt: skip
    text = str(graph)
    assert world.secret not in text
    assert world.own not in text
    closed = {each["id"]: each["unopened"] for each in graph["nodes"]}
    assert closed[world.close] == 3, "padding looks like what is hidden"


def test_a_graph_is_bounded(world):
    short = ask(world, "AUS", f"records/{world.close}/graph?depth=1")
    assert {each["id"] for each in short["nodes"]} == {world.orbit, world.close}
    assert {each["id"] for each in short["nodes"] if each["more"]} == {world.orbit}
    small = ask(world, "AUS", f"records/{world.close}/graph?limit=2")
    assert len(small["nodes"]) == 2


def test_a_record_that_came_is_shown_with_its_signature_and_its_place_in_the_feed(world):
    proof = ask(world, "FRA", f"records/{world.close}/proof")
    assert (proof["holds"], proof["code"], proof["given"]) == (True, "", [])
    (signature,) = proof["signatures"]
    assert (signature["nation"], signature["holds"], signature["code"]) == ("AUS", True, "")
    entry = proof["received"]
    assert (entry["origin"], entry["recipient"]) == ("AUS", "FRA")
    assert entry["holds"]
    assert entry["linked"]
    assert entry["signed_for"]
    said = {each["heading"]: each["text"] for each in proof["label"]["sentences"]}
    assert said["Who may have it"] == "Australia (AUS) and France (FRA), and nobody else."
    assert "simulation" in proof["label"]["mode"]


def test_who_gave_a_record_sees_to_whom_and_that_it_was_signed_for(world):
    proof = ask(world, "AUS", f"records/{world.close}/proof")
    assert proof["received"] is None
    assert [(each["recipient"], each["signed_for"]) for each in proof["given"]] == [("FRA", True)]
    assert ask(world, "AUS", f"records/{world.secret}/proof")["given"] == []
    assert ask(world, "AUS", f"records/{world.close}/proof", "viewer")["given"] == []


def test_a_checkpoint_vouches_for_an_entry_once_it_is_made(world):
    aus = world.box.nodes["AUS"]
    for _ in range(3):
        for node in world.box.nodes.values():
            node.times.due_here = lambda job, *, every_s: True
        world.box.loop.round()
    proof = ask(world, "FRA", f"records/{world.close}/proof")
    line = proof["received"]["checkpoint"]
    assert line is not None
    assert line["holds"]
    assert line["n"] >= 1
    assert aus.last.faults == {}


def test_a_signature_that_does_not_hold_is_called_by_its_name(world, monkeypatch):
    monkeypatch.setattr("cspo.records.signing.VerifyKey.holds", lambda *_: False)
    # anchors' own signatures are asked of the same keys: so the directories are those of before
    monkeypatch.setattr(
        "cspo.node.http.routes.proofs.known_directories",
        lambda home, unit: world.box.nodes[home.nation].exchange.desk.context.directories,
    )
    proof = ask(world, "FRA", f"records/{world.close}/proof")
    assert (proof["holds"], proof["code"]) == (False, "BAD_SIGNATURE")
    assert proof["signatures"][0]["code"] == "BAD_SIGNATURE"


def test_the_coalition_is_what_one_node_can_know(world):
    told = ask(world, "AUS", "coalition")
    assert [each["party"] for each in told["parties"]][:10] == list(NATIONS)
    keys = {each["party"]: each["keys"] for each in told["parties"]}
    assert keys["FRA"]["good"] == 1
    assert len(keys["FRA"]["root"]) == 32
    assert keys["NOR"] is None, "no root key is pinned for it"
    flows = {(each["origin"], each["recipient"]): each for each in told["flows"]}
    kinds = dict(flows["AUS", "FRA"]["kinds"])
    assessed = kinds.pop("assessment", 0)  # of the satellites in its file, as soon as it screens
    assert kinds == {"conjunction": 1, "observation": 1, "orbit": 1}
    assert flows["AUS", "FRA"]["last_utc"].startswith("2024-11-01T")
    heard = ask(world, "FRA", "coalition")
    flows = {(each["origin"], each["recipient"]): each["records"] for each in heard["flows"]}
    assert flows["AUS", "FRA"] == 3 + assessed
    named = {(each["origin"], each["party"]): each for each in heard["named"]}
    to_norway = named["AUS", "NOR"]
    assert (to_norway["records"], to_norway["held"]) == (assessed, 3 + assessed)
    assert ("AUS", "FRA") not in named, "what one was given is known and not inferred"


def test_counts_go_on_where_they_were(world):
    before = ask(world, "FRA", "coalition")
    assert ask(world, "FRA", "coalition")["flows"] == before["flows"]


def test_guests_are_told_of_no_flow_and_of_the_record_alone(client, as_, node):
    shared = node.notice("U", "NOR NOR/nordsat")
    headers = as_("o.operator")
    assert client.get("/api/v1/coalition", headers=headers).status_code == 403
    graph = client.get(f"/api/v1/records/{shared.id}/graph", headers=headers).json()
    assert [each["id"] for each in graph["nodes"]] == [shared.id]
    assert graph["edges"] == []
    proof = client.get(f"/api/v1/records/{shared.id}/proof", headers=headers).json()
    assert (proof["received"], proof["given"]) == (None, [])
    assert proof["label"]["portion"] == "U//REL TO NOR, NOR/nordsat"
