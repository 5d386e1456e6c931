"""The watch and its notices by HTTP: who sees what, and who may write."""

from __future__ import annotations

import pytest
from http_node import T
from release_desks import sealed

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.markings import Mode, make_label
from cspo.operations.kinds import REGISTRY
from cspo.operations.watch import WatchBook
from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.words import Issue

HOUR_S = 3_600.0
ITEMS, LOG, BRIEF, HAND = (
    f"/api/v1/watch/{name}" for name in ("items", "log", "brief", "handover")
)
NOTICES = "/api/v1/notices"
NIGHT, DAY = "duty officer, night", "duty officer, day"


def event_of(number: int) -> str:
    return str(EventId.of("norad:24946", f"norad:{number}", T + 10 * HOUR_S))


@pytest.fixture
def watched(node):
    """NOR's node with three warnings: a plain one, a secret one, one for an organization."""
    node.watch = WatchBook("NOR", Mode.REAL, REGISTRY)
    for number, level, to in ((11, "U", "FRA NOR"), (12, "S", "NOR"), (13, "U", "NOR NOR/nordsat")):
        body = WarningBody(
            event=event_of(number), to=("NOR",), number=1, issue=Issue.ISSUED,
            about_utc=(T + 10 * HOUR_S).utc_iso(3), act_by_utc=(T + number * 60.0).utc_iso(3),
        )  # fmt: skip
        node.put(sealed(body, make_label(level, to.split()), t=T))
    return node


def conjunction(node, number: int = 11, level: str = "U", to: str = "FRA NOR"):
    body = ConjunctionBody(
        event=event_of(number), tca_utc=(T + 10 * HOUR_S).utc_iso(6), miss_distance_km=0.5,
        object1=Encountered(object="norad:24946", name="IRIDIUM 33"),
        object2=Encountered(object=f"norad:{number}", name=f"SECRET {number}"),
    )  # fmt: skip
    record = sealed(body, make_label(level, to.split()), t=T)
    node.put(record)
    return record.id


def got(answer, code: int = 200):
    assert answer.status_code == code, answer.text
    return answer.json()


def events(client, headers) -> list[str]:
    return [each["event"] for each in got(client.get(ITEMS, headers=headers))["items"]]


def write(client, headers, **fields) -> str:
    return got(client.post(LOG, json=fields, headers=headers), 201)["record"]


def test_each_sees_what_is_open_as_marks_allow(client, as_, watched):
    assert events(client, as_("a.larsen")) == [event_of(11), event_of(12), event_of(13)]
    assert events(client, as_("u.cleared")) == [event_of(11), event_of(13)]
    assert events(client, as_("f.exchange")) == [event_of(11)]
    assert events(client, as_("o.operator")) == [event_of(13)]
    assert events(client, as_("s.stranger")) == []
    assert client.get(ITEMS).status_code == 401


def test_an_item_says_names_and_marks_that_the_reader_may_know(client, as_, watched):
    conjunction(watched, 11)
    conjunction(watched, 13, "S", "NOR")
    found = got(client.get(ITEMS, headers=as_("a.larsen")))["items"]
    assert [each["marks"] for each in found] == [
        ["U//REL TO FRA, NOR"], ["S//REL TO NOR"], ["U//REL TO NOR, NOR/nordsat"],
    ]  # fmt: skip
    assert found[0]["objects"] == ["norad:11", "norad:24946"]
    assert found[0]["names"] == ["SECRET 11", "IRIDIUM 33"]
    plain = got(client.get(ITEMS, headers=as_("u.cleared")))["items"]
    assert plain[1]["names"][0] == ""


def test_the_log_of_one_event(client, as_, watched):
    write(client, as_("a.larsen"), text="of this one", event=event_of(11))
    write(client, as_("a.larsen"), text="of another", event=event_of(13))
    write(client, as_("a.larsen"), text="of none")
    shifted = event_of(11).replace(":00.000Z", ":20.000Z")
    for name in (event_of(11), shifted):
        found = got(client.get(LOG, params={"event": name}, headers=as_("v.viewer")))["items"]
        assert [each["text"] for each in found] == ["of this one"]


def test_pages_of_items_hold_each_once(client, as_, watched):
    found, cursor = [], ""
    while cursor is not None:
        page = got(
            client.get(ITEMS, params={"limit": 1, "cursor": cursor}, headers=as_("v.viewer"))
        )
        found += page["items"]
        cursor = page["next"]
    assert [each["event"] for each in found] == events(client, as_("v.viewer"))
    assert found[0]["left_s"] == 660.0
    assert found[0]["kind"] == "warning"


def test_alarms_and_reviews_are_for_those_who_keep_the_watch(client, as_, watched):
    with watched.store.write() as unit:
        unit.put_alarm(AlarmReport(Alarm.FORK, "USA", Mode.REAL, (b"{}",), "two histories"), T)
    kinds = {
        who: [each["kind"] for each in got(client.get(ITEMS, headers=as_(who)))["items"]]
        for who in ("a.larsen", "v.viewer", "o.operator")
    }
    assert "alarm" in kinds["a.larsen"]
    assert "alarm" not in kinds["v.viewer"]
    assert "alarm" not in kinds["o.operator"]


def test_the_brief_is_a_page_of_what_the_reader_may_see(client, as_, watched):
    conjunction(watched, 12, "S", "NOR")
    page = client.get(BRIEF, headers=as_("a.larsen"))
    assert page.headers["content-type"].startswith("text/plain")
    assert page.text.startswith("Brief of the watch, Norway")
    assert "SECRET 12" in page.text
    plain = client.get(BRIEF, params={"language": "ja"}, headers=as_("u.cleared")).text
    assert "当直状況報告" in plain
    assert "12" not in plain.replace("2026", "").replace("12:", "").replace("12分", "")
    assert client.get(BRIEF, params={"language": "xx"}, headers=as_("a.larsen")).status_code == 400


def test_the_log_is_written_by_the_watch_and_read_by_the_nation(client, as_, watched):
    first = write(client, as_("a.larsen"), text="FRA called", opens="Call FRA",
                  due_utc="2026-03-01T13:00:00Z")  # fmt: skip
    write(client, as_("a.larsen"), text="JPN called", corrects=first)
    write(client, as_("a.larsen"), text="A secret", level="S")
    (secret, line) = got(client.get(LOG, headers=as_("v.viewer")))["items"]
    assert (secret["text"], line["text"], line["opens"]) == ("A secret", "JPN called", "Call FRA")
    assert len(got(client.get(LOG, headers=as_("u.cleared")))["items"]) == 1
    assert got(client.get(LOG, headers=as_("o.operator")))["items"] == []
    for who in ("v.viewer", "o.operator", "b.olsen"):
        assert client.post(LOG, json={"text": "x"}, headers=as_(who)).status_code == 403
    assert watched.woken == 3
    write(client, as_("a.larsen"), text="called", closes=[first])
    assert got(client.get(LOG, headers=as_("v.viewer")))["items"][-1]["closed_by"]


def test_what_is_wrong_is_told(client, as_, watched):
    def refused(**fields) -> str:
        return got(client.post(LOG, json=fields, headers=as_("a.larsen")), 400)["error"]["detail"]

    assert "expected what happened" in refused(text=" ")
    assert "an entry of the log" in refused(text="x", corrects="0" * 64)
    assert "nothing of that id" in refused(text="x", closes=["0" * 64])
    assert "an instant" in refused(text="x", at_utc="yesterday")
    refused(text="x", unknown=1)
    refused(text="x", due_utc="2026-03-01T13:00:00Z")
    refused(text="x", event="nonsense")
    absent = client.post(LOG, json={"text": "x", "records": ["0" * 64]}, headers=as_("a.larsen"))
    assert absent.status_code == 404
    above = {"text": "x", "level": "TS"}
    assert client.post(LOG, json=above, headers=as_("a.larsen")).status_code == 403


def test_the_watch_changes_hands_between_two_people(client, as_, watched):
    offer = {"outgoing": NIGHT, "incoming": DAY, "note": "quiet"}
    made = got(client.post(f"{HAND}/offer", json=offer, headers=as_("a.larsen")), 201)["record"]
    state = got(client.get(HAND, headers=as_("v.viewer")))
    assert (state["offered_to"], state["offer"], len(state["open_items"])) == (DAY, made, 3)
    assert got(client.get(HAND, headers=as_("u.cleared")))["offer"] == "", "it holds a secret"
    taken = {"office": DAY}
    alone = client.post(f"{HAND}/accept", json=taken, headers=as_("a.larsen"))
    assert "another person" in got(alone, 400)["error"]["detail"]
    back = {"office": DAY, "note": "and the radar?"}
    got(client.post(f"{HAND}/return", json=back, headers=as_("d.all")), 201)
    assert got(client.get(HAND, headers=as_("v.viewer")))["returned_because"] == "and the radar?"
    got(client.post(f"{HAND}/offer", json=offer, headers=as_("a.larsen")), 201)
    write(client, as_("a.larsen"), text="FRA called", opens="Call FRA")
    answer = got(client.post(f"{HAND}/accept", json=taken, headers=as_("d.all")), 201)
    assert (answer["opened"], answer["closed"]) == (["Call FRA (log, watch)"], [])
    assert got(client.get(HAND, headers=as_("v.viewer")))["office"] == DAY
    assert client.post(f"{HAND}/offer", json=offer, headers=as_("o.operator")).status_code == 403


def test_nobody_hands_over_what_they_may_not_see(client, as_, watched):
    watched.issue(
        WarningBody(event=event_of(14), to=("NOR",), number=1, issue=Issue.ISSUED,
                    about_utc=(T + 10 * HOUR_S).utc_iso(3)),
        "S", "NOR", mark={"caveats": ["PROPIN"]},
    )  # fmt: skip
    offer = {"outgoing": NIGHT, "incoming": DAY}
    answer = client.post(f"{HAND}/offer", json=offer, headers=as_("a.larsen"))
    assert answer.status_code == 403
    assert "who may see all of it" in answer.json()["error"]["detail"]


class TestNotices:
    def issue(self, client, headers, **fields):
        return got(client.post(NOTICES, json=fields, headers=headers), 201)

    def test_issued_read_and_cancelled_by_number(self, client, as_, watched):
        record = conjunction(watched)
        made = self.issue(client, as_("a.larsen"), records=[record], languages=["en", "fr"],
                          remarks={"fr": "À suivre."})  # fmt: skip
        assert made["serial"] == "NOR-2026-0001"
        assert sum(made["outcomes"].values()) == 2 * len(watched.policy.parties)
        found = got(client.get(f"{NOTICES}/{made['serial']}", headers=as_("f.exchange")))
        assert found["marks"] == {"en": "U//REL TO FRA, NOR", "fr": "U//REL TO FRA, NOR"}
        assert "À suivre." in found["texts"]["fr"]
        page = client.get(f"{NOTICES}/{made['serial']}/page", headers=as_("v.viewer"))
        assert page.headers["content-type"].startswith("text/plain")
        assert page.text.splitlines()[0].strip() == "UNCLASSIFIED//REL TO FRA, NOR"
        none = client.get(f"{NOTICES}/{made['serial']}/page", params={"language": "ja"},
                          headers=as_("v.viewer"))  # fmt: skip
        assert none.status_code == 404
        cancel = f"{NOTICES}/{made['serial']}/cancel"
        got(client.post(cancel, json={"reason": "another"}, headers=as_("a.larsen")), 201)
        again = client.post(cancel, json={"reason": "another"}, headers=as_("a.larsen"))
        assert again.status_code == 400
        assert got(client.get(NOTICES, headers=as_("v.viewer")))["items"] == []
        every = client.get(NOTICES, params={"standing": "all"}, headers=as_("v.viewer"))
        assert [each["standing"] for each in got(every)["items"]] == ["cancellation", "cancelled"]

    def test_a_page_is_seen_as_its_mark_allows(self, client, as_, watched):
        record = conjunction(watched, 12, "S", "NOR")
        made = self.issue(client, as_("a.larsen"), records=[record])
        path = f"{NOTICES}/{made['serial']}"
        assert client.get(path, headers=as_("v.viewer")).status_code == 200
        for where in (path, f"{path}/page"):
            for who in ("u.cleared", "o.operator", "s.stranger"):
                assert client.get(where, headers=as_(who)).status_code == 404
        hidden = client.get(path, headers=as_("u.cleared")).json()["error"]
        absent = client.get(f"{NOTICES}/NOR-2026-0099", headers=as_("u.cleared")).json()["error"]
        assert {**hidden, "request": ""} == {**absent, "request": ""}

    def test_nobody_makes_a_page_of_what_they_may_not_see(self, client, as_, watched):
        label = make_label("S", ["NOR"], caveats=["PROPIN"])
        body = watched.issue(
            ConjunctionBody(
                event=event_of(15), tca_utc=(T + 10 * HOUR_S).utc_iso(6), miss_distance_km=0.5,
                object1=Encountered(object="norad:24946"), object2=Encountered(object="norad:15"),
            ), "S", "NOR", mark={"caveats": ["PROPIN"]},
        )  # fmt: skip
        assert body.payload.label == label
        hidden = {"records": [body.id]}
        assert client.post(NOTICES, json=hidden, headers=as_("a.larsen")).status_code == 404
        for who in ("v.viewer", "o.operator"):
            assert client.post(NOTICES, json=hidden, headers=as_(who)).status_code == 403

    def test_in_ones_own_words(self, client, as_, watched):
        words = {"titles": {"en": "Radar down", "ja": "レーダー停止"},
                 "texts": {"en": "Until Friday.", "ja": "金曜日まで停止する。"},
                 "releasable_to": ["FRA"]}  # fmt: skip
        made = got(client.post(f"{NOTICES}/words", json=words, headers=as_("a.larsen")), 201)
        found = got(client.get(f"{NOTICES}/{made['serial']}", headers=as_("v.viewer")))
        assert found["titles"] == words["titles"]
        assert "金曜日まで停止する。" in found["texts"]["ja"]
        apart = {**words, "texts": {"fr": "x"}}
        assert (
            client.post(f"{NOTICES}/words", json=apart, headers=as_("a.larsen")).status_code == 400
        )
        long = {**words, "texts": {"en": "line\n" * 90}}
        answer = client.post(f"{NOTICES}/words", json=long, headers=as_("a.larsen"))
        assert "one page" in got(answer, 400)["error"]["detail"]


def test_a_node_that_is_starting_says_so(client, as_, node):
    for path in (ITEMS, BRIEF, LOG, HAND, NOTICES):
        assert client.get(path, headers=as_("v.viewer")).status_code == 503
