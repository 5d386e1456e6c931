"""Risk by HTTP: views, one assessment down to its records, what the watch states, who sees what."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from assessing import FILE, WIDE, Nation, assessment
from http_node import T
from msgspec import structs
from nations import key_of
from release_desks import sealed
from warning_desks import OURS, THEIRS, approach

from cspo.markings import make_label
from cspo.operations.assess import AssessBook
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.trust import Instruction, WithdrawalBody


@pytest.fixture
def nation(node):
    """The duty of assessments over the store of the node."""
    made = Nation(node.store)
    node.assets = made.assets
    made.first = made.say(approach((OURS, THEIRS), pc=2e-4))
    made.step()
    node.assessments = made.duty.book
    return made


@pytest.fixture
def get(client, as_):
    def ask(path, person="a.larsen", status=200, **params):
        answer = client.get(f"/api/v1/{path}", params=params, headers=as_(person))
        assert answer.status_code == status, answer.text
        return answer.json()

    return ask


def one(get, name, hazard="conjunction", **params):
    found = [
        each for each in get("assessments", name=name, **params)["items"]
        if each["hazard"] == hazard
    ]  # fmt: skip
    assert len(found) == 1
    return found[0]


def test_the_combined_view_by_nation_service_and_shell(nation, get):
    for by, name in (("nation", "NOR"), ("service", "NOR/ships"), ("shell", "leo-800-850")):
        view = get("risk", by=by)
        row = next(each for each in view["rows"] if each["name"] == name)
        assert row["agreement"] == "alone"
        assert row["opinions"][0]["origin"] == "NOR"
        if by != "service":
            assert row["likelihood"]["value"] == pytest.approx(2e-4)
        assert view["days"] == 7.0
        assert row["mark"].startswith("U//REL TO CAN, FRA, NOR")
    assert get("risk", by="nation", hazard="debris")["rows"] == []
    get("risk", by="planet", status=400)


def test_an_assessment_down_to_the_signed_record_that_it_rests_on(nation, get):
    line = one(get, "NORSAT A")
    assert (line["standing"], line["evidence"], line["gravity"]) == ("latest", 1, "grave")
    view = get(f"assessments/{line['record']}")
    (evidence,) = view["evidence_lines"]
    assert (evidence["record"], evidence["kind"]) == (nation.first.id, "conjunction")
    assert evidence["standing"] == "latest"
    assert "0.0002" in evidence["text"] or "2.0e-04" in evidence["text"]
    assert get(f"records/{evidence['record']}")["kind"] == "conjunction"
    assert [each["option"] for each in view["protections"]] == ["move", "switch-service"]
    assert view["protections"][0]["needs_s"] == 12 * 3_600.0
    assert "2.0e-04" in view["likelihood"]["text"]
    assert view["superseded_by"] == ""


def test_history_and_what_took_its_place(nation, get):
    before = one(get, "norsat-a")["record"]
    nation.say(approach((OURS, THEIRS), pc=1e-3), t=T + 60.0)
    nation.step(T + 60.0)
    after = one(get, "norsat-a")["record"]
    old = get(f"assessments/{before}")
    assert (old["standing"], old["superseded_by"]) == ("superseded", after)
    values = [each["likelihood"]["value"] for each in get(f"assessments/{after}")["history"]]
    assert values == [pytest.approx(2e-4), pytest.approx(1e-3)]
    assert one(get, "norsat-a", standing="superseded")["record"] == before


def test_a_partners_dissent_stands_beside_it(nation, get):
    record = one(get, "norsat-a")["record"]
    nation.say(
        OpinionBody(record=record, stance=Stance.DISSENT, reason="Ours misses by 3 km."),
        origin="FRA", t=T + 10.0,
    )  # fmt: skip
    nation.read()
    view = get(f"assessments/{record}")
    assert view["agreement"] == "disputed"
    assert "FRA: dissent, Ours misses by 3 km." in view["opinions"][0]["text"]
    row = next(each for each in get("risk")["rows"] if each["name"] == "NOR")
    assert (row["agreement"], "FRA dissents" in row["disagree_text"]) == ("disputed", True)


@pytest.mark.parametrize("standing", [{}, {"standing": "superseded"}])
def test_a_list_looks_into_the_book_once_however_long_it_is(nation, get, monkeypatch, standing):
    """Each line tells whether those of the same subject and hazard agree."""
    for k in range(12):
        for origin, value in (("NOR", 1e-4), ("FRA", 1e-4 * 100 ** (k % 2))):
            for after_s in (0.0, 60.0):
                t = T + after_s
                body = assessment(f"sat-{k}", value, objects=(f"norad:{7000 + k}",), t=t)
                nation.say(body, origin=origin, t=t)
    nation.read()
    looks = []
    current = AssessBook.current

    def looked(book, *args, **more):
        looks.append(args)
        return current(book, *args, **more)

    monkeypatch.setattr(AssessBook, "current", looked)
    lines = [
        line for line in get("assessments", limit=1_000, **standing)["items"]
        if line["name"].startswith("sat-")
    ]  # fmt: skip
    assert len(looks) == 1
    assert len(lines) == 24
    assert {line["agreement"] for line in lines if int(line["name"][4:]) % 2} == {"disputed"}
    assert {line["agreement"] for line in lines if not int(line["name"][4:]) % 2} == {"agreed"}


def test_the_watch_states_what_no_machine_sees(nation, get, client, as_):
    said = {
        "subject": "NORSAT A", "hazard": "interference", "likelihood": 0.8, "low": 0.6,
        "high": 0.9, "derivation": "8 of 10 passes", "text": "The uplink is jammed.",
        "confidence": "moderate", "evidence": [nation.first.id], "days": 2.0,
    }  # fmt: skip
    answer = client.post("/api/v1/assessments", json=said, headers=as_("a.larsen"))
    assert answer.status_code == 201, answer.text
    nation.read()
    view = get(f"assessments/{answer.json()['record']}")
    assert (view["hazard"], view["likelihood"]["value"]) == ("interference", 0.8)
    assert view["likelihood"]["text"] == "8 of 10 passes"
    assert view["evidence_lines"][0]["record"] == nation.first.id
    assert view["mark"] == "U//REL TO CAN, FRA, NOR", "as the file marks it, and the evidence"
    again = client.post("/api/v1/assessments", json={**said, "likelihood": 0.1, "low": 0.0},
                        headers=as_("a.larsen"))  # fmt: skip
    nation.read()
    assert one(get, "norsat-a", "interference")["record"] == again.json()["record"]
    assert get(f"assessments/{answer.json()['record']}")["standing"] == "superseded"


def test_no_assessment_of_what_the_file_names_is_marked_wider(nation, get, client, as_):
    said = {"subject": "NORSAT A", "hazard": "interference", "likelihood": 0.8,
            "derivation": "8 of 10 passes", "text": "It is jammed.",
            "mark": "U//REL TO CAN, FRA, GBR, NOR, USA"}  # fmt: skip
    answer = client.post("/api/v1/assessments", json=said, headers=as_("a.larsen"))
    assert answer.status_code == 201, answer.text
    nation.read()
    assert get(f"assessments/{answer.json()['record']}")["mark"] == "U//REL TO CAN, FRA, NOR"


def test_a_shell_may_be_assessed_and_stands_in_its_row(nation, get, client, as_):
    said = {"subject": "leo-800-850", "hazard": "debris", "of": "loss", "likelihood": 0.01,
            "derivation": "An estimate.", "text": "A break-up there."}  # fmt: skip
    answer = client.post("/api/v1/assessments", json=said, headers=as_("a.larsen"))
    assert answer.status_code == 201, answer.text
    nation.read()
    row = next(each for each in get("risk", by="shell")["rows"] if each["name"] == "leo-800-850")
    assert row["likelihood"]["value"] == pytest.approx(1.0 - (1.0 - 0.01) * (1.0 - 2e-4))
    (line,) = get("assessments", subject="shell")["items"]
    assert line["name"] == "leo-800-850"


def test_plans_that_ask_for_it_are_named(node, nation, get):
    label = make_label("U", ["NOR"])
    secret = make_label("TS", ["NOR"])

    def plan(name, expression, label):
        body = SimpleNamespace(assumptions=(SimpleNamespace(expression=expression),), rests_on=())
        edition = SimpleNamespace(body=body, label=label)
        return SimpleNamespace(origin="NOR", name=name, current=lambda _: edition)

    every = (
        plan("watch", 'max_pc(asset="NORSAT A", days=7) < 1e-4', label),
        plan("other", 'max_pc(asset="NORSAT B") < 1e-4', label),
        plan("hidden", 'max_pc(asset="NORSAT A") < 1e-4', secret),
    )
    node.plans = SimpleNamespace(shown=SimpleNamespace(book=SimpleNamespace(every=lambda: every)))
    record = one(get, "norsat-a")["record"]
    assert get(f"assessments/{record}")["plans"] == ["NOR/watch"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"subject": "no such thing"}, 400),
        ({"low": 0.9}, 400),
        ({"likelihood": 1.5}, 400),
        ({"days": 0.0}, 400),
        ({"hazard": "weather"}, 400),
        ({"evidence": ["0" * 64]}, 404),
        ({"mark": "U//REL TO nobody"}, 400),
        ({"mark": "U//REL TO FRA, USA"}, 403),
        ({"derivation": ""}, 400),
    ],
)
def test_what_can_not_be_is_refused(nation, client, as_, change, status):
    said = {"subject": "norsat-a", "hazard": "anomaly", "likelihood": 0.5, "derivation": "A guess.",
            "text": "It may tumble."}  # fmt: skip
    answer = client.post("/api/v1/assessments", json={**said, **change}, headers=as_("a.larsen"))
    assert answer.status_code == status, answer.text


def test_who_may_not_see_a_mark_finds_nothing_under_it(node, get, client, as_):
    text = FILE.replace('mark = "U//REL TO CAN, FRA, NOR"', 'mark = "S//REL TO NOR"')
    made = Nation(node.store, text)
    node.assets = made.assets
    made.step()
    node.assessments = made.duty.book
    assert get("assessments", "u.cleared")["items"] == []
    assert get("risk/assets", "u.cleared")["items"] == []
    assert [row for row in get("risk", "u.cleared")["rows"] if row["assessments"]] == []
    record = one(get, "norsat-a")["record"]
    get(f"assessments/{record}", "u.cleared", 404)
    said = {"subject": "norsat-a", "hazard": "anomaly", "derivation": "?", "text": "?"}
    for person in ("v.viewer", "o.operator"):
        answer = client.post("/api/v1/assessments", json=said, headers=as_(person))
        assert answer.status_code == 403


def test_a_later_one_for_others_changes_no_answer_and_who_sees_both_is_told(nation, get):
    questions = [
        ("assessments", {}), ("assessments", {"standing": "latest"}),
        ("assessments", {"standing": "superseded"}), ("risk", {"by": "nation"}),
        ("risk", {"by": "service"}), ("risk", {"by": "shell"}),
    ]  # fmt: skip

    def answers():
        lists = [get(path, "u.cleared", **params) for path, params in questions]
        return lists, get(f"assessments/{first}", "u.cleared")

    nation.step(T)
    first = one(get, "norsat-a")["record"]
    before = answers()
    assert before[1]["standing"] == "latest"
    nation.say(approach((OURS, "norad:990201"), pc=2e-3), make_label("S", ["NOR"]), t=T + 60.0)
    nation.step(T + 60.0)
    last = one(get, "norsat-a")["record"]
    assert last != first
    assert answers() == before, "nothing tells of it, neither a word nor that the older one is gone"
    view = get(f"assessments/{last}")
    assert view["left_behind"] == ["CAN", "FRA", "those not cleared for S"]
    assert get(f"assessments/{first}")["left_behind"] == [], "it is superseded to who sees both"


def test_evidence_that_is_not_for_the_caller_reads_as_evidence_that_is_not_here(node, get):
    book = AssessBook("NOR", node.mode, REGISTRY)
    secret = node.issue(approach((OURS, THEIRS)), "S", "NOR")
    made = Nation(node.store)
    made.step()
    found = made.duty.book.of("norsat-a")[0]
    assert found.label.classification == "S", "and so nobody sees the one without the other"
    absent = "0" * 64
    open_one = sealed(structs.replace(found.body, rests_on=(*found.body.rests_on, absent)), WIDE)
    node.put(open_one)
    book.apply(open_one)
    node.assessments, node.assets = book, made.assets
    view = get(f"assessments/{open_one.id}", "u.cleared")
    hidden, missing = view["evidence_lines"]
    assert (hidden.pop("record"), missing.pop("record")) == (secret.id, absent)
    assert hidden == missing, "who knows an id learns not from it whether the record is here"
    assert (hidden["standing"], hidden["kind"], hidden["text"]) == ("hidden", "", "")
    with node.store.read() as unit:
        assert read_record(unit.envelope(secret.id)).payload.label.classification == "S"


def test_what_took_the_place_of_evidence_is_named_to_who_may_see_it(node, nation, get):
    record = one(get, "norsat-a")["record"]
    after = node.issue(approach((OURS, THEIRS), pc=1e-6), "S", "NOR")
    body = WithdrawalBody(
        record=nation.first.id, instruction=Instruction.REPLACE, reason="wrong",
        replaced_by=after.id,
    )  # fmt: skip
    node.put(
        issue(
            body, WIDE, origin="NOR", mode=node.mode, t_valid=T, t=T, registry=REGISTRY,
            signer=key_of("NOR", node.mode), about=f"record:{nation.first.id}",
        )
    )  # fmt: skip

    def told(person):
        (line,) = get(f"assessments/{record}", person)["evidence_lines"]
        return line["standing"], line["by"]

    assert told("a.larsen") == ("withdrawn", after.id)
    assert told("u.cleared") == ("withdrawn", "")


def test_a_node_without_a_file_has_an_empty_view(node, get):
    node.assessments = AssessBook("NOR", node.mode, REGISTRY)
    assert get("risk")["rows"] == []
    assert get("risk/assets")["items"] == []
