"""Warnings and parties by HTTP: who sees and does what."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from http_node import T
from release_desks import desk_of, sealed
from warning_desks import OURS, PAIR, THEIRS, approach, event_of, settle

from cspo.markings import Mode, make_label
from cspo.operations.catalog.answers import Fact
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.parties_file import (
    DependsTable,
    OrganizationTable,
    PartiesFile,
    PartiesTable,
)
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.considering import consider
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.records import read_record
from cspo.records.bodies.objects import ObjectFacts, Owner
from cspo.records.bodies.warning import Asks, Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.units import DAY_S

HOUR_S = 3_600.0
PATH = "/api/v1/warnings"
FILE = PartiesFile(
    about=PartiesTable(nation="NOR", as_of=date(2026, 2, 1), source="agency"),
    organizations=(
        OrganizationTable(id="NOR/nordsat", name="Nordsat", objects=("norad:990400",)),
        OrganizationTable(id="NOR/other", name="Other", objects=("norad:990401",)),
    ),
    depends=(DependsTable(service="navigation", objects=("norad:990777",), why="ships"),),
)
FACTS = {
    "norad:990001": [
        Fact("NOR", ObjectFacts(object="norad:990001", owners=(Owner(name="NOR", source="N"),)),
             make_label("U", ["NOR", "NOR/nordsat"]), T, "ab" * 32),
        Fact("NOR", ObjectFacts(object="norad:990001", owners=(Owner(name="FRA", source="S"),)),
             make_label("S", ["NOR"]), T, "cd" * 32),
    ]
}  # fmt: skip


@pytest.fixture
def book(node):
    """NOR's book of five: one to act on soon, one secret, one to an organization, two partners'."""
    node.warnings = WarningBook("NOR", Mode.REAL, default_warn_policy(), REGISTRY)
    node.parties = Parties(FILE, REGISTRY, lambda name: FACTS.get(name, ()))
    for hours, pair, level, to in (
        (30.0, PAIR, "U", "FRA NOR NOR/nordsat"),
        (20.0, (OURS, "norad:990500"), "S", "NOR"),
        (40.0, ("norad:990400", "norad:990401"), "U", "NOR NOR/nordsat"),
    ):
        record = sealed(approach(pair, tca=T + hours * HOUR_S), make_label(level, to.split()), t=T)
        node.put(record)
        node.warnings.apply(record)
    look(node)
    return node.warnings


def look(node):
    desk = desk_of(node.policy, Owned(OURS, "NOR", "NOR"), Owned(THEIRS, "FRA", "FRA"))
    with node.store.write() as unit:
        found = consider(unit, desk, node.warnings, node.parties, node.clock.now())
    settle(node.warnings, found)


def catch_up(node):
    """What the node's step does: read what was written."""
    with node.store.read() as unit:
        for row in unit.records_after(0, 1_000):
            node.warnings.apply(read_record(row.envelope))


def events(answer):
    assert answer.status_code == 200, answer.text
    return [line["event"] for line in answer.json()["items"]]


def test_the_list_is_by_the_time_left_and_as_marks_allow(client, as_, node, book):
    every = events(client.get(PATH, headers=as_("v.viewer")))
    assert every == [
        event_of(T + 20 * HOUR_S, (OURS, "norad:990500")), event_of(T + 30 * HOUR_S),
        event_of(T + 40 * HOUR_S, ("norad:990400", "norad:990401")),
    ]  # fmt: skip
    assert events(client.get(PATH, headers=as_("u.cleared"))) == every[1:]
    assert events(client.get(PATH, headers=as_("o.operator"))) == every[1:]
    assert events(client.get(PATH, headers=as_("f.exchange"))) == every[1:2]
    assert events(client.get(PATH, headers=as_("s.stranger"))) == []
    assert client.get(PATH).status_code == 401


def test_a_line_says_what_is_asked_and_how_long_one_has(client, as_, node, book):
    line = client.get(PATH, headers=as_("u.cleared")).json()["items"][0]
    assert (line["severity"], line["asks"], line["grounds"]) == (
        "advisory", "better-data", "elements",
    )  # fmt: skip
    assert line["time_left_s"] == pytest.approx(30 * HOUR_S - 0.5 * 6_052.4 - 8 * HOUR_S, abs=1.0)
    assert (line["state"], line["origin"], line["number"]) == ("open", "NOR", 1)


def test_pages_hold_each_once(client, as_, book):
    found, cursor = [], ""
    while cursor is not None:
        answer = client.get(PATH, params={"limit": 1, "cursor": cursor}, headers=as_("v.viewer"))
        found += events(answer)
        cursor = answer.json()["next"]
    assert found == events(client.get(PATH, headers=as_("v.viewer")))
    by_object = client.get(PATH, params={"object": THEIRS}, headers=as_("v.viewer"))
    assert events(by_object) == [event_of(T + 30 * HOUR_S)]


def test_one_event_is_whole_and_a_hidden_one_is_not_there(client, as_, node, book):
    event = event_of(T + 30 * HOUR_S)
    answer = client.get(f"{PATH}/{quote(event, safe='')}", headers=as_("v.viewer"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["body"]["checklist"]
    assert found["body"]["act_by_reason"].startswith("Closest approach at")
    assert [each["source"] for each in found["reports"]] == ["screening of NOR"]
    assert [each["body"]["number"] for each in found["issued"]] == [1]
    assert found["shelve_until_at_most_utc"] == (T + 8 * HOUR_S).utc_iso(0)
    shifted = event_of(T + 30 * HOUR_S + 0.4)
    assert client.get(f"{PATH}/{quote(shifted, safe='')}", headers=as_("v.viewer")).json() == found
    secret = event_of(T + 20 * HOUR_S, (OURS, "norad:990500"))
    hidden = client.get(f"{PATH}/{quote(secret, safe='')}", headers=as_("u.cleared"))
    absent = client.get(f"{PATH}/{quote(event_of(T), safe='')}", headers=as_("u.cleared"))
    assert hidden.status_code == absent.status_code == 404
    assert {**hidden.json()["error"], "request": ""} == {**absent.json()["error"], "request": ""}


def test_a_warning_goes_by_no_name_that_only_a_hidden_report_has(client, as_, node):
    node.warnings = WarningBook("NOR", Mode.REAL, default_warn_policy(), REGISTRY)
    node.parties = Parties(FILE, REGISTRY, lambda name: FACTS.get(name, ()))
    hidden, seen = T + 30 * HOUR_S, T + 30 * HOUR_S + 300.0
    guests = make_label("U", ["FRA", "NOR", "NOR/nordsat"])
    for tca, mark, source in ((hidden, make_label("S", ["NOR"]), "radar"), (seen, guests, "CDM")):
        record = sealed(approach(tca=tca, source=source), mark, t=T)
        node.put(record)
        node.warnings.apply(record)
    look(node)
    guest = client.get(PATH, headers=as_("u.cleared"))
    assert events(guest) == [event_of(seen)]
    whole = client.get(f"{PATH}/{quote(event_of(seen), safe='')}", headers=as_("u.cleared"))
    assert event_of(hidden) not in guest.text + whole.text
    assert whole.json()["body"]["event"] == event_of(seen)
    for tca in (hidden, seen):
        found = client.get(f"{PATH}/{quote(event_of(tca), safe='')}", headers=as_("v.viewer"))
        assert [each["source"] for each in found.json()["reports"]] == ["CDM", "radar"]


def test_a_graver_warning_that_one_may_not_see_does_not_show(client, as_, node, book):
    event = event_of(T + 30 * HOUR_S)
    before = client.get(f"{PATH}/{quote(event, safe='')}", headers=as_("u.cleared")).json()
    body = WarningBody(
        event=event, to=("NOR",), number=1, issue=Issue.ISSUED, objects=PAIR,
        about_utc=(T + 30 * HOUR_S).utc_iso(3), act_by_utc=(T + HOUR_S).utc_iso(3),
        severity=Severity.EMERGENCY, asks=Asks.WATCH, text="hidden",
    )  # fmt: skip
    record = sealed(body, make_label("S", ["NOR", "USA"]), origin="USA", t=T)
    node.put(record)
    book.apply(record)
    after = client.get(f"{PATH}/{quote(event, safe='')}", headers=as_("u.cleared")).json()
    assert after == before
    cleared = client.get(f"{PATH}/{quote(event, safe='')}", headers=as_("v.viewer")).json()
    assert (cleared["severity"], cleared["origin"], cleared["others"]) == (
        "emergency", "USA", ["NOR"],
    )  # fmt: skip
    assert events(client.get(PATH, headers=as_("v.viewer")))[0] == event
    assert events(client.get(PATH, headers=as_("u.cleared")))[0] == event


def test_the_watch_shelves_and_takes_back(client, as_, node, book):
    event = event_of(T + 30 * HOUR_S)
    order = {"event": event, "until_utc": (T + 2 * HOUR_S).utc_iso(0), "reason": "known"}
    assert client.post(f"{PATH}/shelve", json=order, headers=as_("v.viewer")).status_code == 403
    assert client.post(f"{PATH}/shelve", json=order, headers=as_("o.operator")).status_code == 403
    answer = client.post(f"{PATH}/shelve", json=order, headers=as_("a.larsen"))
    assert answer.status_code == 201, answer.text
    assert node.woken == 1
    catch_up(node)
    assert event not in events(client.get(PATH, headers=as_("v.viewer")))
    shelved = client.get(PATH, params={"state": "shelved"}, headers=as_("v.viewer")).json()["items"]
    assert [(each["event"], each["shelved_reason"]) for each in shelved] == [(event, "known")]
    seen = client.get(PATH, headers=as_("o.operator")).json()["items"]
    assert [each["shelved_reason"] for each in seen if each["event"] == event] == [""]
    back = {"event": event, "reason": "news"}
    answer = client.post(f"{PATH}/return", json=back, headers=as_("a.larsen"))
    assert answer.status_code == 201, answer.text
    catch_up(node)
    assert event in events(client.get(PATH, headers=as_("v.viewer")))
    again = client.post(f"{PATH}/return", json=back, headers=as_("a.larsen"))
    assert again.status_code in {400, 409}


def test_what_makes_no_sense_is_refused(client, as_, node, book):
    good = {
        "event": event_of(T + 30 * HOUR_S), "until_utc": (T + HOUR_S).utc_iso(0), "reason": "x",
    }  # fmt: skip
    for change in (
        {"until_utc": "soon"}, {"until_utc": (T + 9 * HOUR_S).utc_iso(0)}, {"reason": ""},
        {"reason": " "}, {"event": "event:none"}, {"event": ""}, {"other": 1},
        {"until_utc": (T - 1.0).utc_iso(0)}, {"reason": "a\nb"}, {"role": ""},
    ):  # fmt: skip
        answer = client.post(f"{PATH}/shelve", json={**good, **change}, headers=as_("a.larsen"))
        assert answer.status_code in {400, 404, 409}, (change, answer.text)
    assert node.woken == 0


def test_nation_and_organization_acknowledge_for_themselves(client, as_, node, book):
    event = event_of(T + 30 * HOUR_S)
    order = {"event": event, "progress": "acting"}
    assert (
        client.post(f"{PATH}/acknowledge", json=order, headers=as_("v.viewer")).status_code == 403
    )
    answer = client.post(f"{PATH}/acknowledge", json=order, headers=as_("o.operator"))
    assert answer.status_code == 201, answer.text
    catch_up(node)
    mine = client.get(PATH, headers=as_("o.operator")).json()["items"][0]
    ours = client.get(PATH, params={"object": THEIRS}, headers=as_("a.larsen")).json()["items"][0]
    assert (mine["acknowledged"], ours["acknowledged"]) == ("acting", "")
    answers = client.get(f"{PATH}/{quote(event, safe='')}", headers=as_("v.viewer")).json()[
        "answers"
    ]
    assert [(each["party"], each["progress"]) for each in answers] == [("NOR/nordsat", "acting")]
    hidden = {"event": event_of(T + 20 * HOUR_S, (OURS, "norad:990500")), "progress": "done"}
    assert (
        client.post(f"{PATH}/acknowledge", json=hidden, headers=as_("o.operator")).status_code
        == 404
    )


def test_owners_are_told_with_their_sources_and_unknown_as_such(client, as_, node, book):
    def owners(person, name):
        answer = client.get(f"/api/v1/owners/{quote(name, safe='')}", headers=as_(person))
        assert answer.status_code == 200, answer.text
        return [(each["name"], each["source"]) for each in answer.json()["owners"]]

    assert owners("v.viewer", OURS) == [("NOR", "N"), ("FRA", "S")]
    assert owners("u.cleared", OURS) == [("NOR", "N")]
    assert owners("v.viewer", "norad:990999") == [("unknown", "")]
    assert owners("v.viewer", "norad:990401") == [("NOR/other", "agency")]
    assert owners("o.operator", "norad:990401") == [("unknown", "")]
    assert owners("o.operator", "norad:990400") == [("NOR/nordsat", "agency")]


def test_what_a_party_owns_and_what_we_depend_on(client, as_, node, book):
    def owned(person, **params):
        answer = client.get("/api/v1/parties/owned", params=params, headers=as_(person))
        assert answer.status_code == 200, answer.text
        return [each["object"] for each in answer.json()["items"]]

    assert owned("v.viewer") == ["norad:990400", "norad:990401"]
    assert owned("o.operator") == ["norad:990400"]
    assert owned("o.operator", party="NOR") == ["norad:990400"]
    assert owned("v.viewer", party="FRA") == []
    first = client.get(  # what is not for the caller makes no page of its own
        "/api/v1/parties/owned", params={"party": "NOR", "limit": 1}, headers=as_("o.operator")
    )
    assert (len(first.json()["items"]), first.json()["next"]) == (1, None)
    two = client.get("/api/v1/parties/owned", params={"limit": 1}, headers=as_("v.viewer")).json()
    assert [each["object"] for each in two["items"]] == ["norad:990400"]
    assert owned("v.viewer", cursor=two["next"]) == ["norad:990401"]
    refused = client.get("/api/v1/parties/owned", params={"party": "x"}, headers=as_("v.viewer"))
    assert refused.status_code == 400
    (depends,) = client.get("/api/v1/parties/depends", headers=as_("v.viewer")).json()
    assert (depends["service"], [each["object"] for each in depends["objects"]]) == (
        "navigation", ["norad:990777"],
    )  # fmt: skip
    denied = client.get("/api/v1/parties/depends", headers=as_("o.operator"))
    assert denied.status_code == 403
    every = client.get("/api/v1/parties/organizations", headers=as_("v.viewer")).json()
    mine = client.get("/api/v1/parties/organizations", headers=as_("o.operator")).json()
    assert ([each["id"] for each in every], [each["id"] for each in mine]) == (
        ["NOR/nordsat", "NOR/other"], ["NOR/nordsat"],
    )  # fmt: skip


def test_a_node_that_is_starting_says_so(client, as_, node):
    assert client.get(PATH, headers=as_("v.viewer")).status_code == 503
    assert client.get("/api/v1/owners/norad:1", headers=as_("v.viewer")).status_code == 503
    assert T + DAY_S > T
