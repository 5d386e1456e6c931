"""Who owes whom what and what is ready, by HTTP: stated, derived, and who is told of it."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest
from http_node import T
from release_desks import conjunction, desk_of, sealed

from cspo.cli import plan_node
from cspo.cli.app import run
from cspo.markings import Mode, make_label
from cspo.node.runtime.plan_work import PlanWork
from cspo.operations.assess import Assets
from cspo.operations.catalog import Picture
from cspo.operations.contacts import ContactBook
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import PICTURE, FeedHeard, telling
from cspo.operations.release.releasing import release
from cspo.operations.release.review import approve
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.store import ReviewRow, ReviewStep, Step
from cspo.policy import evaluate, parse
from cspo.records import read_record
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject
from cspo.records.bodies.watch import ContactBody
from cspo.units import DAY_S

OWNED = Owned("norad:990500", "GBR", "GBR/acme-sat")
PLAN = """
[plan]
name = "watch"
objective = "Somebody looks."
level = "C"
releasable_to = ["USA"]
[[assumption]]
text = "Nothing is late"
expression = "obligations_late() == 0"
"""


@pytest.fixture
def plans(node):
    """The planning part of a node that does not step."""
    contacts = ContactBook(REGISTRY, Mode.REAL, "NOR")
    node.coordination = SimpleNamespace(contacts=contacts)
    node.picture = Picture(REGISTRY, Mode.REAL)
    screening = SimpleNamespace(on=False, threshold_km=5.0, window_h=24.0)
    held = SimpleNamespace(
        name="NOR", mode=Mode.REAL, store=node.store, desk=node.desk, picture=node.picture,
        sky=None, screening=None, coordination=node.coordination,
        assets=Assets(nation="NOR", as_of=date(2026, 3, 1), source="x"),
        config=SimpleNamespace(screening=screening),
        ahead=SimpleNamespace(view=None, awaits=lambda *_: False, names=()),
        obey_warning=None, obey_release=None,
    )  # fmt: skip
    node.plans = PlanWork(held, lambda record: False)
    node.plans.shown = node.plans.duty
    return node.plans


@pytest.fixture
def hear(node, plans):
    read_to = 0

    def heard():
        nonlocal read_to
        with node.store.read() as unit:
            rows = unit.records_after(read_to, 1_000)
        for row in rows:
            record = read_record(row.envelope)
            plans.hear(record, row.t_ingest)
            node.coordination.contacts.apply(record)
            read_to = row.seq

    return heard


@pytest.fixture
def ask(client, as_, plans, hear):
    def asked(path, body=None, person="a.larsen", status=None, ceiling="", **params):
        hear()
        headers = as_(person, **({"ceiling": ceiling} if ceiling else {}))
        if body is None:
            answer = client.get(f"/api/v1/{path}", params=params, headers=headers)
        else:
            answer = client.post(f"/api/v1/{path}", json=body, headers=headers)
        assert answer.status_code == (status or (200 if body is None else 201)), answer.text
        hear()
        return answer.json()

    return asked


@pytest.fixture
def waiting(node, plans, monkeypatch):
    """A close approach that waits for two people before it goes to its owner."""
    monkeypatch.setattr(node, "desk", lambda unit: desk_of(node.policy, OWNED))
    body = conjunction(
        ("norad:990300", "norad:990500"), miss_distance_km=3.0, tca=node.clock.now() + 50_000.0
    )
    record = node.issue(body, "C", "NOR USA")
    with node.store.write() as unit:
        rows = release(unit, node.desk(unit), record, t=node.clock.now())
    (found,) = {row.review_id for row in rows if row.review_id}
    return record, found


def contact(node, role, *, days, level="U", to="NOR"):
    """An office of FRA, known for 60 days, under whose number NOR got through so many days ago."""
    now, node.clock.t = node.clock.t, T + -60 * DAY_S
    checked = {} if days is None else {
        "checked_utc": (T + -days * DAY_S).utc_iso(0), "checked_by": "NOR",
    }  # fmt: skip
    made = node.issue(
        ContactBody(party="FRA", role=role, phone=f"+33 {role}", **checked), level, to
    )
    node.clock.t = now
    return made


def holds(plans, expression):
    return evaluate(parse(expression, PICTURE), plans.world(T))


def test_checks_of_contacts_fall_due_by_themselves(node, ask):
    """A month after the last check; under a number that nobody tried since it is known."""
    old = contact(node, "night watch", days=32)
    contact(node, "day watch", days=26)
    contact(node, "press", days=10)
    never = contact(node, "staff", days=None)
    lines = ask("obligations")["items"]
    assert [(each["text"], each["state"], each["left_s"] / DAY_S) for each in lines] == [
        ("Call staff of FRA", "late", -60.0), ("Call night watch of FRA", "late", -1.0),
        ("Call day watch of FRA", "open", 5.0),
    ]  # fmt: skip
    assert {(e["kind"], e["owes"], e["to"], e["derived"], e["yours"]) for e in lines} == {
        ("contact-check", "NOR", "FRA", True, False)
    }
    assert [each["records"] for each in lines[:2]] == [[never.id], [old.id]]
    assert lines[1]["since_utc"] == (T + -32 * DAY_S).utc_iso(3)
    assert {each["every_s"] for each in lines} == {31 * DAY_S}
    ask("contacts/check", {"record": old.id})
    assert "night watch" not in str(ask("obligations")["items"]), "it is met where it is done"
    assert ask("obligations", owes="FRA")["items"] == []
    assert len(ask("obligations", to="FRA", state="late")["items"]) == 1


def test_a_contact_that_one_may_not_see_is_owed_no_check_of(node, ask):
    contact(node, "night watch", days=32, level="S")
    assert len(ask("obligations")["items"]) == 1
    assert ask("obligations", person="u.cleared")["items"] == []


def test_a_release_that_waits_is_owed_by_the_desk_and_told_to_who_may_release(node, ask, waiting):
    record, review = waiting
    (told,) = ask("reviews", person="b.olsen")["items"]
    (line,) = ask("obligations", person="b.olsen")["items"]
    assert (line["kind"], line["state"], line["owes"], line["derived"]) == (
        "release", "open", "NOR", True,
    )  # fmt: skip
    assert (line["due_utc"], line["to"]) == (told["due_utc"], ", ".join(told["parties"]))
    assert (line["records"], line["since_utc"]) == ([record.id], told["steps"][0]["at_utc"])
    for person in ("a.larsen", "v.viewer", "o.operator"):  # not theirs to answer
        assert ask("obligations", person=person)["items"] == []
    assert ask("obligations", person="d.all", ceiling="U")["items"] == [], "not theirs to see"
    with node.store.write() as unit:
        for person in ("b.olsen", "d.all"):
            approve(unit, node.desk(unit), review, person, t=node.clock.now())
    assert ask("obligations", person="b.olsen")["items"] == []


def test_what_is_late_is_counted_of_all_kinds(node, ask, plans, hear, waiting):
    """An action, a check, a release and the answer to a flag, one after the other."""
    assert holds(plans, "obligations_late() == 0").holds
    due = (T + -60.0).utc_iso(0)
    ask("obligations", {"text": "Call Paris", "owes": "FRA", "to": "NOR", "due_utc": due})
    assert holds(plans, "obligations_late() == 1").holds
    overdue = contact(node, "night watch", days=32)
    hear()
    verdict = holds(plans, "obligations_late() == 2")
    assert verdict.holds
    assert overdue.id in verdict.evidence
    assert holds(plans, 'obligations_late("NOR") == 1').holds
    late = T + 2 * DAY_S
    ask("plans", {"toml": PLAN})
    plans.duty.work(node.store, node.desk, plans.books, T)
    hear()
    verdict = evaluate(parse("obligations_late() == 4", PICTURE), plans.world(late))
    assert verdict.holds, verdict.text
    assert waiting[0].id in verdict.evidence


@pytest.mark.parametrize("waits", [False, True])
def test_a_finding_does_not_go_to_those_for_whom_a_record_waits_that_it_names(
    node, ask, plans, hear, monkeypatch, waits
):
    """USA has the plan and may have the contact; whether it gets that people have yet to say."""
    monkeypatch.setattr(telling, "_for_whom_it_is", lambda unit, edition, nation: edition.label)
    overdue = contact(node, "night watch", days=32, to="NOR USA")
    if waits:
        row = ReviewRow(
            review_id="r" * 16, purpose="release", product_id=overdue.id, kind="contact",
            mode=Mode.REAL, parties=("USA",), rule="1", reason="", profile="", draft=b"",
            drafter="", approvals=1, on_expiry="escalate", t_product=T, t_opened=T,
        )  # fmt: skip
        step = ReviewStep(review_id=row.review_id, n=0, step=Step.OPENED, person="", desk="watch",
                          reason="", due=T + DAY_S, t=T)  # fmt: skip
        with node.store.write() as unit:
            unit.add_review(row)
            unit.add_review_step(step)
    ask("plans", {"toml": PLAN})
    plans.duty.work(node.store, node.desk, plans.books, T)
    hear()
    (told,) = plans.duty.book.plan("NOR", "watch").found.values()
    assert overdue.id in told[-1].body.rests_on
    assert told[-1].label.releasable_to == (("NOR",) if waits else ("NOR", "USA"))


def test_a_framework_states_reports_that_come_again_and_checks_that_a_machine_sees(node, ask):
    told = {"text": "Elements", "owes": "NOR", "to": "FRA", "kind": "report", "every_s": 7 * DAY_S,
            "due_utc": (T + DAY_S).utc_iso(0)}  # fmt: skip
    made = ask("obligations", told)
    (line,) = ask("obligations", kind="report")["items"]
    assert (line["obligation"], line["every_s"], line["derived"]) == (
        made["obligation"], 7 * DAY_S, False,
    )  # fmt: skip
    ask(f"obligations/{made['obligation']}/settle", {"outcome": "met", "text": "sent"})
    (line,) = ask("obligations", kind="report")["items"]
    assert (line["state"], line["due_utc"]) == ("met", (T + DAY_S).utc_iso(3))
    contact(node, "night watch", days=10)
    for days, name in ((31, "met"), (5, "late")):
        check = {"text": f"Within {days} days", "owes": "NOR", "to": "FRA", "kind": "contact-check",
                 "expression": f'contact_age("FRA") < {days} d'}  # fmt: skip
        ask("obligations", check)
        node.plans.duty.work(node.store, node.desk, node.plans.books, T)
        (line,) = ask("obligations", kind="contact-check", state=name)["items"]
        assert (line["text"], line["due_utc"]) == (f"Within {days} days", "")


@pytest.mark.parametrize(("wrong", "field", "told"), [
    ({"expression": 'contact_age("FRA") < 10'}, "expression", "line 1, column 22"),
    ({}, "due_utc", "an instant"),
    ({"expression": "now() > 2026-01-01", "every_s": 86_400.0}, "due_utc", "an instant"),
    ({"due_utc": "2026-04-01T00:00:00Z", "kind": "review"}, "kind", ""),
    ({"due_utc": "2026-04-01T00:00:00Z", "every_s": 1.0}, "every_s", ""),
])  # fmt: skip
def test_what_is_stated_badly_is_refused_with_the_place(ask, wrong, field, told):
    error = ask("obligations", {"text": "x", "owes": "NOR", **wrong}, status=400)["error"]
    assert field in f"{error['field']} {error['detail']}"
    assert told in error["detail"]
    assert ask("obligations")["items"] == []


def test_late_then_open_then_done_with_the_newest_first(node, ask):
    def put(text, days):
        due = (T + days * DAY_S).utc_iso(0)
        return ask("obligations", {"text": text, "owes": "NOR", "to": "FRA", "due_utc": due})

    done = [put(f"done {n}", -30 + n) for n in range(2)]
    waived = put("waived", -40)
    for text, days in (("open soon", 1), ("late", -1), ("open later", 2), ("later late", -0.5)):
        put(text, days)
    for n, each in enumerate([*done, waived]):
        node.clock.t = T + float(n)
        outcome = "waived" if each is waived else "met"
        ask(f"obligations/{each['obligation']}/settle", {"outcome": outcome, "text": "so"})
    lines = ask("obligations")["items"]
    assert [each["text"] for each in lines] == [
        "late", "later late", "open soon", "open later", "waived", "done 1", "done 0",
    ]  # fmt: skip
    assert [each["text"] for each in ask("obligations", limit=2)["items"]] == ["late", "later late"]


def test_the_commands_state_and_list_what_is_owed(node, ask, monkeypatch, capsys):
    def told(*words):
        code = run(["plan", *words, "--node", "NOR"])
        return code, capsys.readouterr()

    def listed(path, most, **asked):
        return ask(path, limit=most, **asked)["items"]

    api = SimpleNamespace(get=ask, post=ask, listed=listed)
    monkeypatch.setattr(plan_node, "asking", lambda node: api)
    code, output = told(
        "owe", "Elements", "--owes", "NOR", "--to", "FRA", "--kind", "report",
        "--due", (T + DAY_S).utc_iso(0), "--every", "7 d",
    )  # fmt: skip
    assert (code, "NOR:report-" in output.out) == (0, True), output
    code, output = told("owed", "--kind", "report", "--json")
    assert (code, json.loads(output.out)["every_s"]) == (0, 7 * DAY_S), output
    code, output = told("owed")
    assert (code, "Elements" in output.out) == (0, True)
    wrong = ("owe", "x", "--owes", "NOR", "--expression", 'contact_age("FRA") < 10')
    code, output = told(*wrong)
    assert (code, "column 22" in output.err) == (2, True), output
    for words in (("owe", "x", "--owes", "NOR"), ("owe", "x", "--due", "2026-04-01"),
                  ("owe", "x", "--owes", "NOR", "--due", "2026-04-01", "--kind", "review"),
                  ("owed", "--state", "well")):  # fmt: skip
        assert told(*words)[0] == 2


def test_the_board_and_the_assumption_agree_on_what_a_silent_partner_reported(node, ask, plans):
    """Ready by FRA's last word; since when FRA is silent is told to NOR's own people alone."""
    body = ReadinessBody(
        subject=ReadySubject.SENSOR, name="radar", state=Readiness.READY,
        from_utc=(T + -DAY_S).utc_iso(0),
    )  # fmt: skip
    mark = make_label("U", ["FRA", "NOR", "NOR/nordsat"])
    node.put(sealed(body, mark, origin="FRA", mode=Mode.REAL, t=T + -DAY_S))
    heard = T + -600.0
    for silent, state in ((False, "ready"), (True, "unknown")):
        plans.feeds = {"FRA": FeedHeard(nation="FRA", heard=heard, silent=silent)}
        (line,) = (each for each in ask("readiness")["lines"] if each["name"] == "radar")
        assert line["state"] == state
        assert holds(plans, 'ready("radar", nation="FRA")').holds is (None if silent else True)
    assert line["since_utc"] == heard.utc_iso(3)
    assert line["text"].startswith(f"no word since {heard.utc_iso(0)} from FRA")
    (line,) = ask("readiness", person="o.operator")["lines"]
    assert (line["state"], line["since_utc"]) == ("unknown", "")
    assert line["text"] == "its owner was not heard of lately"
