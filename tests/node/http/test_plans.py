"""Plans by HTTP: entered, explained, amended, answered; who sees what; readiness, obligations."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from http_node import T
from release_desks import sealed

from cspo.cli import plan_node
from cspo.cli.app import run
from cspo.cli.node_api import NodeApi
from cspo.markings import NATIONS, Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.contacts import ContactBook
from cspo.operations.derive import stored_record
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import Books, FeedHeard, PictureWorld, duty, reading_picture
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.naming import AssetNames
from cspo.records import read_record
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverStatus
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.readiness import (
    ObligationBody,
    Owed,
    Qualification,
    Readiness,
    ReadinessBody,
    ReadySubject,
)
from cspo.records.bodies.trust import Instruction, WithdrawalBody

PLAN = """
[plan]
name = "watch"
title = "The watch"
objective = "Somebody looks."
answer_within = "4 h"
[[assumption]]
text = "The night crew is there"
expression = 'crew_ready("night")'
[[assumption]]
text = "The ministry agrees"
"""


class Planning:
    """The planning part over the store of a node that does not step."""

    def __init__(self, node) -> None:
        self.node = node
        self.duty = self.shown = PlanDuty("NOR", Mode.REAL, REGISTRY)
        self.names = AssetNames()
        self.feeds = {"FRA": FeedHeard(nation="FRA", heard=T + -600.0, silent=True)}
        self.contacts = ContactBook(REGISTRY, Mode.REAL, "NOR")
        self.read_to = 0
        self.crowded = {}

    def crowd(self, expressions, beside=(), *, plan="") -> list[str]:
        """Which of these are not looked at as far as they ask, as a test has it."""
        self.crowded["asked"] = (*expressions, *beside, plan)
        return [f"{each} is crowded out" for each in expressions if each in self.crowded]

    def books(self, t) -> Books:
        return Books(
            nation="NOR", t=t, picture=Picture(REGISTRY, Mode.REAL), sky=None, screening=None,
            screened_km=5.0, contacts=self.contacts, said=self.duty.said, names=self.names,
            feeds=self.feeds, plan=lambda origin, name: self.duty.other_plan(origin, name, t),
            late=lambda party: self.duty.obligations.late(party, t, self.duty.standing_of),
            looked_at=lambda party: self.duty.obligations.looked_at(
                party, self.duty.checks.checked.get
            ),
        )  # fmt: skip

    def world(self, t) -> PictureWorld:
        return PictureWorld(self.books(t))

    def step(self):
        for _ in range(2):
            with self.node.store.read() as unit:
                rows = unit.records_after(self.read_to, 1_000)
            for row in rows:
                self.duty.hear(read_record(row.envelope), row.t_ingest)
                self.read_to = row.seq
            made = self.duty.work(self.node.store, self.node.desk, self.books,
                                  self.node.clock.now())  # fmt: skip
        return made


@pytest.fixture
def plans(node):
    node.plans = Planning(node)
    node.coordination = SimpleNamespace(contacts=node.plans.contacts)
    node.picture = Picture(REGISTRY, Mode.REAL)
    return node.plans


@pytest.fixture
def ask(client, as_, plans):
    def asked(path, body=None, person="a.larsen", status=None, **params):
        if body is None:
            answer = client.get(f"/api/v1/{path}", params=params, headers=as_(person))
        else:
            answer = client.post(f"/api/v1/{path}", json=body, headers=as_(person))
        wanted = status or (200 if body is None else 201)
        assert answer.status_code == wanted, answer.text
        plans.step()
        return answer.json()

    return asked


def crew(node, state=Readiness.READY, expires="", level="U", name="night") -> None:
    node.issue(
        ReadinessBody(
            subject=ReadySubject.CREW, name=name, state=state, from_utc=node.clock.t.utc_iso(0),
            qualifications=(Qualification(name="duty officer", expires=expires),),
        ),
        level,
    )  # fmt: skip


def test_a_plan_is_entered_explained_answered_amended_and_retired(node, ask):
    made = ask("plans", {"toml": PLAN})
    assert (made["plan"], made["number"]) == ("NOR/watch", 1)
    (line,) = ask("plans")["items"]
    assert (line["standing"], line["counts"]["unknown"]) == ("unknown", 1)
    assert line["owes"] == "NOR"
    assert line["left_s"] == pytest.approx(4 * 3_600.0)
    view = ask("plans/NOR/watch")
    crewed, people = view["assumptions"]
    assert "nobody reports on night" in crewed["why"]
    assert (people["expression"], people["why"]) == ("", "Nobody has said yet whether it holds.")
    assert [each["what"] for each in view["events"]].count("flagged") == 1
    assert view["deeds"] == ["review", "amend", "reaffirm", "retire"]
    crew(node)
    ask("plans")
    assert ask("plans")["items"][0]["standing"] == "holds", "the register shows it at once"
    ask("plans/NOR/watch/review", {"number": 1, "note": "looked at"})
    assert ask("plans")["items"][0]["left_s"] is not None, "a review answers no flag"
    ask("plans/NOR/watch/reaffirm", {"number": 1, "reason": "the crew is on its way"})
    assert ask("plans")["items"][0]["left_s"] is None
    told = [{"text": "The day crew", "expression": 'crew_ready("day")'}]
    changed = {"number": 1, "reason": "days now", "objective": "Somebody looks.",
               "assumptions": told}  # fmt: skip
    assert ask("plans/NOR/watch/amend", changed)["number"] == 2
    ask("plans/NOR/watch/amend", changed, status=409)
    lines = ask("plans/NOR/watch/difference")["lines"]
    assert {(each["part"].split()[0], each["change"]) for each in lines} == {
        ("assumption", "added"), ("assumption", "removed"),
    }  # fmt: skip
    ask("plans/NOR/watch/retire", {"number": 2, "reason": "over"})
    assert ask("plans")["items"] == []
    assert ask("plans", retired=True)["items"][0]["state"] == "cancelled"
    what = [each["what"] for each in ask("plans/NOR/watch")["events"]]
    assert {"entered", "amended", "reviewed", "reaffirmed", "retired", "flagged"} <= set(what)


def test_an_amendment_by_file_tells_what_of_the_file_it_passes_over(
    ask, monkeypatch, tmp_path, capsys
):
    def amend(number, text):
        file.write_text(text)
        words = ["plan", "amend", "NOR/watch", str(file), "--number", str(number), "--reason", "so"]
        return run([*words, "--node", "NOR"]), capsys.readouterr().err

    file = tmp_path / "watch.toml"
    api = SimpleNamespace(get=ask, post=ask)
    monkeypatch.setattr(plan_node, "asking", lambda node: api)
    ask("plans", {"toml": PLAN})
    first = ask("plans/NOR/watch")
    text = PLAN.replace("The watch", "Another").replace("Somebody looks.", "Two look.")
    text = text.replace('answer_within = "4 h"', 'answer_within = "2 h"\nreleasable_to = ["FRA"]')
    text += '[[step]]\nnumber = 1\nparty = "NOR"\ntext = "Look."\n'
    code, told = amend(1, text)
    assert code == 0, told
    assert "title, answer_within, step 1, mark; cspo plan put" in told
    second = ask("plans/NOR/watch")
    assert (second["number"], second["objective"]) == (2, "Two look.")
    assert (second["title"], second["mark"]) == (first["title"], first["mark"])
    assert amend(2, PLAN) == (0, ""), "where the file says nothing else there is nothing to tell"
    code, told = amend(3, '[policy]\nname = "watch"\nin_force_from = 2026-01-01\ntext = "Obey."\n')
    assert (code, "expected a plan" in told) == (2, True)
    assert ask("plans/NOR/watch")["number"] == 3


def test_a_command_is_of_the_edition_that_was_read_and_of_no_other(
    ask, client, as_, plans, monkeypatch, tmp_path, capsys
):
    """A colleague's edition came since: neither is it signed unread, nor is it undone."""

    def answered(method, url, *, params=None, json=None, **_):
        path = url.removeprefix("http://nor")
        answer = client.request(method, path, params=params, json=json, headers=as_("a.larsen"))
        plans.step()
        return answer

    def told(deed, *words):
        code = run(["plan", deed, "NOR/watch", *words, "--node", "NOR"])
        return code, capsys.readouterr().err

    monkeypatch.setattr("httpx.request", answered)
    monkeypatch.setattr(plan_node, "asking", lambda node: NodeApi("http://nor", ""))
    file = tmp_path / "watch.toml"
    file.write_text(PLAN)
    ask("plans", {"toml": PLAN})
    ask("plans", {"toml": PLAN.replace("Somebody looks.", "Two look.")})
    so = ("--reason", "so")
    for deed, *words in (
        ("amend", str(file), *so), ("reaffirm", *so), ("retire", *so), ("review", "--note", "so"),
    ):  # fmt: skip
        code, said = told(deed, *words, "--number", "1")
        assert (code, "expected edition 2, which stands" in said) == (2, True), said
        code, said = told(deed, *words)
        assert (code, "--number" in said) == (2, True), said
    view = ask("plans/NOR/watch")
    assert (view["number"], view["objective"]) == (2, "Two look.")
    assert {each["what"] for each in view["events"]} == {"entered", "amended", "flagged"}
    assert told("reaffirm", *so, "--number", "2") == (0, "")
    assert "reaffirmed" in {each["what"] for each in ask("plans/NOR/watch")["events"]}


@pytest.mark.parametrize("reason", ["x" * 201, "so\nthat", "so\n"])
def test_a_reason_that_no_edition_can_keep_is_refused_and_not_cut(ask, reason):
    ask("plans", {"toml": PLAN})
    changed = {"number": 1, "objective": "They look.", "assumptions": []}
    for path, body in (
        ("plans", {"toml": PLAN}), ("plans/NOR/watch/amend", changed),
        ("plans/NOR/watch/retire", {"number": 1}),
    ):  # fmt: skip
        assert ask(path, body | {"reason": reason}, status=400)["error"]
    (edition,) = ask("plans/NOR/watch")["editions"]
    assert (edition["number"], edition["reason"]) == (1, "")


def test_a_reason_is_kept_whole(ask):
    ask("plans", {"toml": PLAN})
    line, text = "y" * 200, "One.\n" + "z" * 1_995
    changed = {"number": 1, "reason": line, "objective": "They look.", "assumptions": []}
    ask("plans/NOR/watch/amend", changed)
    ask("plans/NOR/watch/reaffirm", {"number": 2, "reason": text})
    view = ask("plans/NOR/watch")
    assert view["editions"][0]["reason"] == line
    assert text in [each["text"] for each in view["events"]]
    ask("plans/NOR/watch/retire", {"number": 2, "reason": line})
    assert ask("plans/NOR/watch")["editions"][0]["reason"] == line


def test_two_that_change_a_plan_before_the_node_has_read_the_first_have_two_numbers(
    client, as_, plans
):
    def told(path, body):
        return client.post(f"/api/v1/{path}", json=body, headers=as_("a.larsen"))

    numbers = [told("plans", {"toml": PLAN}).json()["number"] for _ in range(2)]
    assert numbers == [1, 2]
    changed = {"number": 2, "reason": "days now", "objective": "They look.", "assumptions": []}
    first, second = (told("plans/NOR/watch/amend", changed) for _ in range(2))
    assert (first.status_code, first.json()["number"]) == (201, 3)
    assert second.status_code == 409
    reviewed = told("plans/NOR/watch/review", {"number": 3, "note": "looked at"})
    assert reviewed.json()["number"] == 3
    plans.step()
    assert [each.body.number for each in plans.duty.book.plan("NOR", "watch").editions] == [1, 2, 3]


def test_who_may_not_see_an_edition_puts_none_in_its_place(client, as_, plans, ask):
    """The second is secret; a third that is not would end its flags, unseen by who entered it."""
    ask("plans", {"toml": PLAN})
    secret = PLAN.replace('answer_within = "4 h"', 'level = "S"')
    for toml in (secret, secret.replace('"watch"', '"all-secret"')):
        ask("plans", {"toml": toml})
    told = []
    for name in ("watch", "all-secret"):
        answer = client.post(
            "/api/v1/plans", json={"toml": PLAN.replace('"watch"', f'"{name}"')},
            headers=as_("a.larsen", ceiling="U"),
        )  # fmt: skip
        assert answer.status_code == 403, answer.text
        told.append(answer.json()["error"]["detail"])
    assert told[0] == told[1], "it tells neither how many there are nor of what sort"
    assert len(plans.duty.book.plan("NOR", "watch").editions) == 2
    assert ask("plans", {"toml": secret})["number"] == 3, "who sees them all may"


def test_who_enters_an_edition_names_the_one_that_it_follows(
    client, as_, plans, ask, monkeypatch, tmp_path
):
    def put(*words) -> int:
        run(["plan", "put", str(file), *words, "--node", "NOR", "--json"])
        plans.step()
        return answers[-1].status_code

    def post(path, body):
        answers.append(client.post(f"/api/v1/{path}", json=body, headers=as_("a.larsen")))
        return answers[-1].json()

    answers: list = []
    file = tmp_path / "watch.toml"
    file.write_text(PLAN)
    monkeypatch.setattr(plan_node, "asking", lambda node: SimpleNamespace(post=post))
    assert put() == 201
    assert put() == 409, "as new, and there is one"
    assert put("--number", "2") == 409, "there is none such"
    assert put("--number", "1") == 201
    assert put("--number", "1") == 409, "somebody else wrote after it, too"
    assert "edition 2" in answers[-1].text
    assert [each.body.number for each in plans.duty.book.plan("NOR", "watch").editions] == [1, 2]
    assert ask("plans", {"toml": PLAN})["number"] == 3, "who names none follows the last"


def test_while_a_node_reads_anew_its_plans_are_shown_and_none_is_made(ask, plans):
    """An edition that is numbered by books that are still empty would never be in force."""
    ask("plans", {"toml": PLAN})
    ask("plans", {"toml": PLAN})
    whole, plans.step = plans.step, lambda: None
    plans.duty = PlanDuty("NOR", Mode.REAL, REGISTRY)
    (line,) = ask("plans")["items"]
    assert (line["number"], line["owes"]) == (2, "NOR")
    assert ask("obligations")["items"]
    told = ask("plans", {"toml": PLAN}, status=503)
    assert "read anew" in str(told)
    ask("plans/NOR/watch/review", {"number": 2, "note": "looked at"}, status=503)
    plans.step, plans.read_to = whole, 0
    ask("plans/vocabulary")
    plans.shown = plans.duty
    assert ask("plans", {"toml": PLAN})["number"] == 3


def test_a_flag_that_could_not_be_made_is_made_seconds_later(node, ask, plans, monkeypatch):
    def full(*_, **__):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(duty, "tell", full)
        ask("plans", {"toml": PLAN})
    node.clock.t = T + 4.0
    ask("plans")
    assert not plans.duty.book.plan("NOR", "watch").found
    node.clock.t = T + 5.0
    ask("plans")
    (told,) = plans.duty.book.plan("NOR", "watch").found.values()
    assert told[-1].body.standing == "unknown"


def test_an_assumption_that_cant_be_asked_is_unknown_and_keeps_none_from_theirs(
    ask, plans, monkeypatch
):
    """The first by name fails, and the last is what was asked after it."""

    def broken(*_):
        raise KeyError("x")

    monkeypatch.setitem(reading_picture._ANSWERS, "feed_lag", broken)
    more = '[[assumption]]\ntext = "They are heard of"\nexpression = \'feed_lag("FRA") < 5 min\'\n'
    ask("plans", {"toml": PLAN + more})
    found = plans.duty.book.plan("NOR", "watch").found
    assert {each[-1].body.why.partition(":")[0] for each in found.values()} == {"Unknown"}
    assert len(found) == 2
    whys = {each["why"] for each in ask("plans/NOR/watch")["assumptions"]}
    assert "Unknown: it can't be asked: KeyError." in whys


def test_who_tries_enters_or_amends_a_plan_is_told_what_is_not_screened_so_far(
    ask, plans, monkeypatch, tmp_path, capsys
):
    asked, told = 'crew_ready("night")', ['crew_ready("night") is crowded out']
    plans.crowded[asked] = True
    monkeypatch.setattr(plan_node, "asking", lambda node: SimpleNamespace(get=ask, post=ask))
    file = tmp_path / "watch.toml"
    file.write_text(f"{PLAN}expression = 'feed_lag(\"FRA\") < 1 h'\n")
    for deed in ("check", "put"):
        assert run(["plan", deed, str(file), "--node", "NOR"]) == 0
        assert capsys.readouterr().err == f"{told[0]}\n", "once, however many assumptions it has"
    assert plans.crowded["asked"] == (asked, 'feed_lag("FRA") < 1 h', "watch")
    tried = {"expression": asked, "beside": ['feed_lag("FRA") < 1 h', "not of the language"]}
    assert ask("plans/check", tried)["warnings"] == told
    assert plans.crowded["asked"] == (asked, 'feed_lag("FRA") < 1 h', "")
    changed = {"number": 1, "reason": "so", "objective": "They look.",
               "assumptions": [{"text": "The crew", "expression": asked}]}  # fmt: skip
    assert ask("plans/NOR/watch/amend", changed)["warnings"] == told
    assert ask("plans/NOR/watch/review", {"number": 2, "note": "looked at"})["warnings"] == []
    assert ask("plans/NOR/watch/retire", {"number": 2, "reason": "over"})["warnings"] == []


def test_a_faulty_plan_is_refused_with_its_line(ask):
    told = ask("plans", {"toml": PLAN.replace("crew_ready", "crew_redy")}, status=400)
    assert "crew_ready" in str(told)
    checked = ask("plans/check", {"expression": 'feed_lag("FRA") < 10'})
    assert (checked["standing"], checked["line"], checked["column"]) == ("", 1, 19)
    checked = ask("plans/check", {"expression": 'feed_lag("FRA") < 5 min'})
    assert checked["standing"] == "fails"
    assert len(ask("plans/vocabulary")["items"]) == 21


def test_who_may_plan_and_who_may_make_release_rules(ask):
    for person in ("v.viewer", "o.operator"):
        assert ask("plans", {"toml": PLAN}, person=person, status=403)["error"]
    rules = '[policy]\nname = "release"\nin_force_from = 2026-01-01\ntext = "x"\n'
    assert ask("plans", {"toml": rules}, status=403)["error"]
    assert ask("plans", {"toml": rules}, person="d.all")  # format text: nobody obeys it


def test_what_a_verdict_rests_on_is_not_told_to_who_may_not_see_it(node, ask):
    """The plan is for all of NOR, the crew's report is secret."""
    crew(node, Readiness.DOWN, level="S")
    ask("plans", {"toml": PLAN})
    ask("plans")
    assert ask("plans")["items"][0]["standing"] == "fails"
    (line,) = ask("plans", person="u.cleared")["items"]
    assert (line["standing"], line["worst"]) == (
        "unknown", "It rests on records that are not for you.",
    )  # fmt: skip
    view = ask("plans/NOR/watch", person="u.cleared")
    assert "down" not in str(view).lower()
    assert [each["what"] for each in view["events"]] == ["entered"]
    assert ask("readiness", person="u.cleared")["lines"][0]["kind"] == "feed"
    assert "night" not in str(ask("readiness", person="u.cleared"))


def test_a_finding_bears_the_marks_of_all_that_was_counted(node, ask, plans):
    """The oldest of twelve notices is secret; the last ten, which are named, are not."""
    for k in range(12):
        node.notice("U" if k else "S", text=f"notice {k}")
    ask("plans", {"toml": PLAN.replace('crew_ready("night")', 'records(kind="notice") >= 13')})
    ask("plans")
    (told,) = plans.duty.book.plan("NOR", "watch").found.values()
    assert told[-1].label.classification == "S"
    assert ask("plans", person="u.cleared")["items"][0]["worst"] == (
        "It rests on records that are not for you."
    )


def test_a_plan_that_rests_on_a_plan_is_marked_by_all_that_this_one_rests_on(node, ask, plans):
    """The crew's report is secret: what the plan above it assumes of it tells of that report."""
    crew(node, level="S")
    ask("plans", {"toml": PLAN})
    above = PLAN.replace('"watch"', '"above"')
    above = above.replace('crew_ready("night")', 'not plan("watch").holds')
    ask("plans", {"toml": above})
    ask("plans")
    assert plans.duty.book.plan("NOR", "above").standing(T).value == "fails"
    (told,) = plans.duty.book.plan("NOR", "above").found.values()
    assert told[-1].label.classification == "S"
    lines = ask("plans", person="u.cleared")["items"]
    assert {(each["name"], each["standing"]) for each in lines} == {
        ("above", "unknown"), ("watch", "unknown"),
    }  # fmt: skip


def test_a_plan_that_one_may_not_see_is_none(ask):
    ask("plans", {"toml": PLAN.replace('answer_within = "4 h"', 'level = "S"')})
    assert ask("plans", person="u.cleared")["items"] == []
    ask("plans/NOR/watch", person="u.cleared", status=404)
    ask("plans/NOR/nothing", status=404)


def test_an_edition_that_another_has_replaced_is_not_in_force_for_whoever_may_not_see_that_one(
    node, ask
):
    """The second is secret: who may see the first alone is told that it stands no more, not why."""
    crew(node)
    ask("plans", {"toml": PLAN.replace('title = "The watch"', 'title = "The first"')})
    ask("plans", {"toml": PLAN.replace('answer_within = "4 h"', 'level = "S"')})
    (line,) = ask("plans", person="u.cleared")["items"]
    assert (line["state"], line["standing"]) == ("not-in-force", "unknown")
    assert (line["worst"], line["title"]) == ("This edition is not in force.", "The first")
    assert (line["due_utc"], line["flagged_utc"], line["since_utc"]) == ("", "", "")
    view = ask("plans/NOR/watch", person="u.cleared")
    assert [(e["number"], e["standing"]) for e in view["editions"]] == [(1, "not-in-force")]
    assert {each["standing"] for each in view["assumptions"]} == {"unknown"}
    assert ([each["what"] for each in view["events"]], view["deeds"]) == (["entered"], [])
    assert "The watch" not in str(view)
    (line,) = ask("plans")["items"]
    assert (line["number"], line["state"], line["standing"]) == (2, "active", "holds")
    assert ask("plans/NOR/watch", number=1)["state"] == "not-in-force", "asked for by number"
    ask("plans/NOR/watch/retire", {"number": 2, "reason": "over"})
    (line,) = ask("plans", person="u.cleared")["items"]
    assert line["state"] == "not-in-force", "the same, whatever became of it"


TWO = PLAN.replace(
    'text = "The ministry agrees"',
    """text = "The day crew is there"
expression = 'crew_ready("day")'""",
)
"""Both crews have to be there."""


@pytest.mark.parametrize(("state", "standing", "since"), [
    (Readiness.DOWN, "fails", T), (Readiness.READY, "holds", T + 7_200.0),
])  # fmt: skip
def test_a_plan_fails_since_the_first_of_two_does_and_holds_since_the_last_does(
    node, ask, state, standing, since
):
    ask("plans", {"toml": TWO})
    crew(node, state)
    ask("plans")
    node.clock.t = T + 7_200.0
    crew(node, state, name="day")
    ask("plans")
    (line,) = ask("plans")["items"]
    assert (line["standing"], line["since_utc"]) == (standing, since.utc_iso(3))


def test_a_linked_plan_tells_since_when_it_stands_so_and_not_when_it_was_reviewed(node, ask):
    crew(node)
    ask("plans", {"toml": PLAN})
    ask("plans", {"toml": PLAN.replace('"watch"', '"above"').replace(
        'crew_ready("night")', 'plan("watch").holds')})  # fmt: skip
    node.clock.t = T + 3_600.0
    ask("plans/NOR/watch/review", {
        "number": 1, "note": "looked at", "next_utc": (T + 86_400.0).utc_iso(0),
    })  # fmt: skip
    (line,) = [each for each in ask("plans")["items"] if each["name"] == "watch"]
    (link,) = ask("plans/NOR/above")["above"]
    assert (link["standing"], link["since_utc"]) == ("holds", T.utc_iso(3))
    assert (line["due_what"], line["left_s"]) == ("review", 82_800.0)
    node.clock.t = T + 7_200.0
    crew(node, Readiness.DOWN)
    ask("plans")
    (line,) = [each for each in ask("plans")["items"] if each["name"] == "watch"]
    assert line["due_what"] == "answer", "that is due sooner"


def test_a_version_of_a_policy_is_to_come_before_its_day_and_not_superseded(ask):
    def put(day) -> list:
        told = f'[policy]\nname = "look"\nin_force_from = {day}\ntext = "Look."\n'
        ask("plans", {"toml": told})
        return [each["standing"] for each in ask("plans/NOR/look")["editions"]]

    assert put("2026-01-01") == ["current"]
    assert put("2026-06-01") == ["to-come", "current"]
    assert put("2026-08-01") == ["to-come", "to-come", "current"]
    assert put("2026-05-01") == ["to-come", "superseded", "superseded", "current"]
    assert put("2026-02-01") == ["current", *["superseded"] * 4]


def test_an_assumption_tells_why_nobody_looks_at_it(node, ask, plans):
    def why(number=0) -> str:
        each = ask("plans/NOR/watch", number=number)["assumptions"][0]
        assert each["standing"] == "unknown"
        return each["why"]

    crew(node)
    ask("plans", {"toml": PLAN})
    ask("plans", {"toml": PLAN})  # the same again: it is looked at for the second alone
    assert why(1) == "This edition is not in force."
    assert ask("plans/NOR/watch")["assumptions"][0]["standing"] == "holds"
    ask("plans/NOR/watch/retire", {"number": 2, "reason": "over"})
    assert why() == "It is retired, and nobody looks any more."
    body = PlanBody(
        name="watch", number=4, status=PlanStatus.ACTIVE, objective="It looks.",
        assumptions=(Assumption(text="as another version has it", expression="crew_reedy(1)"),),
    )  # fmt: skip
    node.issue(body)
    ask("plans")
    assert why().startswith("This node can't read it: ")
    assert "crew_reedy" in why()
    assert plans.duty.checks.unreadable
    ask("plans", {"toml": PLAN})
    assert not plans.duty.checks.unreadable


def test_a_partners_plan_is_unknown_since_that_partner_is_silent(node, ask, plans):
    body = PlanBody(
        name="relay", number=1, status=PlanStatus.ACTIVE, objective="It relays.",
        assumptions=(Assumption(text="somebody is there", expression='crew_ready("day")'),),
    )  # fmt: skip
    node.put(sealed(body, make_label("U", ["FRA", "NOR"]), origin="FRA", mode=Mode.REAL, t=T))
    heard = FeedHeard(nation="FRA", heard=T, silent=False)
    silent, plans.feeds = plans.feeds, {"FRA": heard}
    ask("plans")
    (line,) = ask("plans")["items"]
    assert (line["standing"], line["worst"]) == ("holds", "")
    plans.feeds = silent
    (line,) = ask("plans")["items"]
    assert (line["standing"], line["since_utc"]) == ("unknown", (T + -600.0).utc_iso(3))
    assert line["worst"] == (
        f"No word since {(T + -600.0).utc_iso(0)} from FRA; by its last word it holds."
    )
    assert ask("plans/FRA/relay")["assumptions"][0]["why"] == line["worst"]


def test_our_own_people_read_who_is_silent_since_when_in_our_own_view(node, ask, plans):
    body = ReadinessBody(subject=ReadySubject.SENSOR, name="radar", state=Readiness.READY,
                         from_utc=T.utc_iso(0))  # fmt: skip
    node.put(sealed(body, make_label("U", ["FRA", "NOR"]), origin="FRA", mode=Mode.REAL, t=T))
    ask("plans", {"toml": PLAN.replace('"night"', '"radar", nation="FRA"').replace("crew_", "")})
    ask("plans")
    (asked, _) = ask("plans/NOR/watch")["assumptions"]
    assert f"no word since {(T + -600.0).utc_iso(0)} from FRA" in asked["why"]
    assert f"no word since {(T + -600.0).utc_iso(0)} from FRA" in asked["readings"][0]["text"]


def test_the_board_tells_an_expired_qualification_and_a_silent_feed(node, ask):
    crew(node, expires="2026-02-28")
    ask("readiness")
    feed, night = ask("readiness")["lines"]
    assert (feed["name"], feed["state"], feed["lag_s"]) == ("feed of FRA", "down", 600.0)
    assert (night["state"], night["text"]) == ("limited", "expired: duty officer")
    assert night["qualifications"][0]["left_s"] < 0.0
    told = {"subject": "sensor", "name": "radar", "state": "ready", "regimes": ["LEO"]}
    ask("readiness", told)
    assert "radar" in [each["name"] for each in ask("readiness")["lines"]]


def test_an_action_is_put_down_and_settled(ask):
    due = (T + 86_400.0).utc_iso(0)
    made = ask("obligations", {"text": "Call Paris", "owes": "NOR", "to": "FRA", "due_utc": due})
    (line,) = ask("obligations", state="open")["items"]
    assert (line["obligation"], line["kind"], line["yours"]) == (made["obligation"], "action", True)
    ask(f"obligations/{made['obligation']}/settle", {"outcome": "met", "text": "called"})
    (line,) = ask("obligations")["items"]
    assert (line["state"], line["done_utc"]) == ("met", T.utc_iso(3))
    ask(f"obligations/{made['obligation']}/settle", {"outcome": "met", "text": "x"},
        person="o.operator", status=404)  # fmt: skip


def test_an_action_for_all_is_for_all_and_one_of_a_plan_for_nobody_whom_that_is_not_for(node, ask):
    """What it says of whom it is for is what its mark lets them have."""
    action = {"text": "Share it", "owes": "NOR", "due_utc": (T + 86_400.0).utc_iso(0)}

    def mark(made):
        with node.store.read() as unit:
            return stored_record(unit, made["record"], "test").payload.label

    assert mark(ask("obligations", action)).releasable_to == NATIONS
    assert mark(ask("obligations", action | {"to": "FRA"})).releasable_to == ("FRA", "NOR")
    secret = PLAN.replace('answer_within = "4 h"', 'level = "S"\nreleasable_to = ["USA"]')
    ask("plans", {"toml": secret})
    for to in ("", "FRA"):
        told = ask("obligations", action | {"to": to, "plan": "NOR/watch"}, status=400)
        assert told["error"]["field"] == "plan"
        assert "FRA" in told["error"]["detail"]
    of = mark(ask("obligations", action | {"to": "USA", "plan": "NOR/watch"}))
    assert (of.classification, of.releasable_to) == ("S", ("NOR", "USA"))
    body = PlanBody(name="hidden", number=1, status=PlanStatus.ACTIVE, objective="It hides.")
    node.put(sealed(body, make_label("U", NATIONS, caveats=["PROPIN"]), mode=Mode.REAL, t=T))
    ask("plans")
    hidden, none = (
        ask("obligations", action | {"plan": f"NOR/{name}"}, status=400)["error"]["detail"]
        for name in ("hidden", "nothing")
    )
    assert hidden == none, "whether there is one is not told"


def owed(name="watched", owes="NOR", asks='crew_ready("night")') -> ObligationBody:
    return ObligationBody(
        name=name, number=1, what=Owed.REPORT, owes=owes, to=("FRA",), text="Somebody is there",
        from_utc=T.utc_iso(0), expression=asks,
    )  # fmt: skip


def test_what_a_partner_states_of_us_has_nothing_screened_days_ahead(node, ask, plans):
    for origin, asks in (("FRA", 'max_pc("a", days=30) < 1e-4'), ("NOR", 'max_pc("b") < 1e-4')):
        node.put(sealed(owed(asks=asks), make_label("U", ["FRA", "NOR"]), origin=origin,
                        mode=Mode.REAL, t=T))  # fmt: skip
    ask("plans", {"toml": PLAN.replace('crew_ready("night")', 'max_pc("c", days=9) < 1e-4')})
    assert plans.duty.checks.horizons(lambda said: said) == {"b": 7.0, "c": 9.0}


def test_whether_an_obligation_is_met_is_told_to_none_who_may_not_see_why(node, ask):
    """The crew's report is secret, and the obligation is not."""
    crew(node, Readiness.DOWN, level="S")
    node.issue(owed())
    ask("obligations")
    assert [each["state"] for each in ask("obligations")["items"]] == ["late"]
    lines = ask("obligations", person="u.cleared")["items"]
    assert [each["state"] for each in lines] == ["open"]
    assert ask("obligations", person="u.cleared", state="late")["items"] == []


def test_a_count_of_what_is_late_bears_the_marks_of_what_that_rests_on(node, ask, plans):
    """By a secret report the one obligation is met: that none is late tells of that report."""
    crew(node, level="S")
    node.issue(owed())
    ask("plans", {"toml": PLAN.replace('crew_ready("night")', 'obligations_late("NOR") > 0')})
    node.clock.t = T + 60.0
    ask("plans")
    (told,) = plans.duty.book.plan("NOR", "watch").found.values()
    assert (told[-1].body.standing, told[-1].label.classification) == ("fails", "S")
    assert ask("plans", person="u.cleared")["items"][0]["worst"] == (
        "It rests on records that are not for you."
    )


def test_a_plan_that_asks_what_is_late_is_looked_at_once_that_turns(node, ask, plans):
    """And not in the next round, a minute later."""
    crew(node)
    node.issue(owed())
    asks = 'obligations_late("NOR") == 0'
    ask("plans", {"toml": PLAN.replace('crew_ready("night")', asks)})
    ask("plans")
    assert plans.duty.checked("watch", asks).standing == "holds"
    node.clock.t = T + 1.0
    crew(node, Readiness.DOWN)
    ask("plans")
    assert plans.duty.checked("watch", asks).standing == "fails"


def test_what_partners_state_of_us_is_looked_at_after_our_plans(node, ask, plans):
    for n in range(3):
        node.put(sealed(owed(f"n{n}"), make_label("U", ["FRA", "NOR"]), origin="FRA",
                        mode=Mode.REAL, t=T))  # fmt: skip
        node.put(sealed(owed(f"m{n}", "FRA"), make_label("U", ["FRA", "NOR"]), origin="FRA",
                        mode=Mode.REAL, t=T))  # fmt: skip
    ask("plans", {"toml": PLAN})
    ask("plans")
    checks = plans.duty.checks
    assert len(checks.checked) == 4, "those that FRA owes are FRA's to check"
    assert checks.is_due((), T, everything=True)
    assert checks.look(plans.books(T), most=1) == [("watch", 'crew_ready("night")')]


def test_the_scorecard_is_for_the_nations_own_people(ask):
    lines = ask("scorecard", days=30)["lines"]
    assert [each["value"] for each in lines] == [None] * 5, "nothing to count"
    ask("scorecard", person="o.operator", status=403)


def test_what_was_taken_back_counts_for_nothing_on_the_scorecard(node, ask):
    burn = {
        "status": ManeuverStatus.PLANNED,
        "start_utc": (T + 3_600.0).utc_iso(0),
        "stop_utc": (T + 3_700.0).utc_iso(0),
    }
    notice = node.issue(ManeuverNoticeBody(object="norad:5", **burn))

    def counted() -> int:
        lines = ask("scorecard", days=30)["lines"]
        return next(each["of"] for each in lines if each["name"] == "maneuvers-announced")

    assert counted() == 1
    node.issue(WithdrawalBody(record=notice.id, reason="x", instruction=Instruction.DELETE))
    assert counted() == 0


def test_what_a_plan_knew_meanwhile_and_what_it_learnt_later(node, ask):
    """Alone for six hours: a report of the second comes in the sixth."""
    ask("plans", {"toml": PLAN})
    later = T + 6 * 3_600.0
    node.clock.t = later
    body = ReadinessBody(subject=ReadySubject.CREW, name="night", state=Readiness.DOWN,
                         from_utc=(T + 7_200.0).utc_iso(0))  # fmt: skip
    node.clock.t = T + 7_200.0
    record = sealed(body, make_label("U", ["NOR"]), mode=Mode.REAL, t=node.clock.now())
    node.clock.t = later
    node.put(record)
    ask("plans")
    lines = ask("plans/NOR/watch/meanwhile")["items"]
    known = [line for line in lines if line["what"] == "known"]
    learnt = [line for line in lines if line["what"] == "learnt"]
    assert known[0]["standing"] == "unknown"
    (line,) = learnt
    assert line["record"] == record.id
    assert line["at_utc"] == (T + 7_200.0).utc_iso(3)
    assert line["learnt_utc"] == later.utc_iso(3)
