"""Coordination and contacts by HTTP: who sees and says what."""

from __future__ import annotations

import pytest
from http_node import T
from nations import key_of
from release_desks import conjunction, sealed

from cspo.markings import Mode, make_label
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.outgoing import Channel, tell
from cspo.records import read_record
from cspo.records.bodies.coordination import (
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Default,
    Maneuvering,
    ProposalBody,
)
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.objects import ManeuverClass, ObjectFacts, ObjectType
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.watch import ContactBody
from cspo.records.bodies.words import Issue

PATH = "/api/v1/coordination"
MINUTE, HOUR = 60.0, 3_600.0
TCA = T + 5 * HOUR
OURS, THEIRS, ORGS = "norad:990001", "norad:990100", "norad:990400"


def seal(body, origin, to, level="U", t=T):
    return issue(
        body, make_label(level, sorted({origin, *to.split()})), origin=origin, mode=Mode.REAL,
        t_valid=t, t=t, signer=key_of(origin.partition("/")[0]), registry=REGISTRY,
    )  # fmt: skip


def proposal(level="U", to="NOR NOR/nordsat", ours=OURS, party="NOR", **fields):
    """FRA asks us to maneuver."""
    event = str(sealed(conjunction((ours, THEIRS), tca=TCA)).payload.object)
    values = {
        "event": event, "number": 1, "to": party,
        "maneuvering": Maneuvering(object=ours, party=party),
        "act_by_utc": utc_text(TCA - HOUR), "answer_by_utc": utc_text(T + 30 * MINUTE),
        "default": Default.OTHER_MANEUVERS,
    }  # fmt: skip
    return seal(ProposalBody(**{**values, **fields}), "FRA", to, level)


@pytest.fixture
def mind(node):
    node.coordination = CoordinationDuty(REGISTRY, Mode.REAL, "NOR")
    return node.coordination


def take(node, *records, t=T):
    node.put(*records)
    catch_up(node)


def catch_up(node):
    """What the step does: take in what lies in the store."""
    with node.store.read() as unit:
        rows = unit.records_after(0, 1_000)
    node.coordination.apply((read_record(row.envelope), row.t_ingest) for row in rows)


@pytest.fixture
def asked(node, mind):
    open_one, secret = proposal(), proposal("S", "NOR", ours="norad:990500")
    take(node, open_one, secret)
    return open_one, secret


def post(client, headers, what, **data):
    return client.post(f"{PATH}/{what}", json=data, headers=headers)


def test_list_is_what_the_callers_records_make(client, as_, asked):
    every = client.get(PATH, headers=as_("v.viewer")).json()["items"]
    assert [(line["stage"], line["turn"], line["sides"]) for line in every] == [
        ("open", "NOR", ["FRA", "NOR"])
    ] * 2  # fmt: skip
    cleared = client.get(PATH, headers=as_("u.cleared")).json()["items"]
    assert [line["proposal"] for line in cleared] == [asked[0].id]
    assert cleared[0]["time_left_s"] == 30 * MINUTE
    mine = client.get(PATH, params={"mine": True}, headers=as_("o.operator")).json()["items"]
    assert mine == []  # an organization is not its nation
    for query in ({"stage": "agreed"}, {"event": "event:norad:1~norad:2@2026-03-01T00:00:00.000Z"}):
        assert client.get(PATH, params=query, headers=as_("v.viewer")).json()["items"] == []


def test_pages(client, as_, asked):
    first = client.get(PATH, params={"limit": 1}, headers=as_("v.viewer")).json()
    query = {"limit": 1, "cursor": first["next"]}
    second = client.get(PATH, params=query, headers=as_("v.viewer")).json()
    assert second["next"] is None
    assert {page["items"][0]["proposal"] for page in (first, second)} == {each.id for each in asked}


def test_conversation_that_is_not_for_the_caller_is_not_there(client, as_, asked):
    for record in (asked[1].id, "00" * 32):
        answer = client.get(f"{PATH}/{record}", headers=as_("u.cleared"))
        assert (answer.status_code, answer.json()["error"]["detail"]) == (404, "no such proposal")
    headers = as_("s.stranger")
    assert client.get(f"{PATH}/{asked[0].id}", headers=headers).status_code == 404


def test_commitment_goes_out_by_the_policy_and_tells_how(client, as_, node, asked):
    answer = post(
        client, as_("a.larsen"), "commit", proposal=asked[0].id, object=OURS,
        by_utc=utc_text(TCA - 2 * HOUR), note="one burn",
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert said["to"] == "FRA"
    assert said["outcome"] in {"released", "review", "withheld"}
    assert said["rule"]
    assert node.woken == 1
    catch_up(node)
    view = client.get(f"{PATH}/{asked[0].id}", headers=as_("v.viewer")).json()
    assert (view["stage"], view["turn"]) == ("committed", "FRA")
    assert view["offers"][0]["answer"]["body"]["note"] == "one burn"
    with node.store.read() as unit:
        lines = [fields for _, event, fields, _ in unit.audited() if event == "coordination"]
    assert lines[0]["person"] == "a.larsen"


def test_confirmation_refusal_and_withdrawal(client, as_, node, mind):
    seen = sealed(conjunction((OURS, THEIRS), tca=TCA), make_label("U", ["FRA", "NOR"]))
    take(node, seen)
    ours = post(
        client, as_("a.larsen"), "propose", event=seen.payload.object, to="FRA",
        maneuvering={"object": THEIRS, "party": "FRA"}, act_by_utc=utc_text(TCA - HOUR),
        answer_by_utc=utc_text(T + 20 * MINUTE), default="proposer-maneuvers", basis=[seen.id],
        rule="ssc-2.39-8.c/8",
    )  # fmt: skip
    assert ours.status_code == 201, ours.text
    catch_up(node)
    number = ours.json()["record"]
    promise = CommitmentBody(
        event=seen.payload.object, party="FRA", deed=Deed.MANEUVER, object=THEIRS,
        by_utc=utc_text(TCA - 2 * HOUR), status=CommitmentStatus.GIVEN, proposal=number,
    )  # fmt: skip
    take(node, seal(promise, "FRA", "NOR", t=T + MINUTE))
    node.clock.t = T + 2 * MINUTE
    done = post(client, as_("a.larsen"), "confirm", proposal=number, object=OURS,
                by_utc=utc_text(TCA))  # fmt: skip
    assert done.status_code == 201, done.text
    catch_up(node)
    view = client.get(f"{PATH}/{number}", headers=as_("v.viewer")).json()
    assert (view["stage"], view["in_force"], view["call"]) == ("agreed", number, False)
    node.clock.t = T + 3 * MINUTE
    long = post(client, as_("a.larsen"), "take-back", proposal=number, reason="x" * 201)
    assert long.status_code == 400, "it would be cut"
    off = post(client, as_("a.larsen"), "take-back", proposal=number, reason="thruster fault")
    assert off.status_code == 201, off.text
    catch_up(node)
    view = client.get(f"{PATH}/{number}", headers=as_("v.viewer")).json()
    assert (view["stage"], view["in_force"], view["call"]) == ("withdrawn", "", True)


def test_counter_and_decline(client, as_, node, asked):
    terms = {
        "maneuvering": {"object": THEIRS, "party": "FRA", "miss_distance_km": 3.0},
        "act_by_utc": utc_text(TCA - HOUR), "answer_by_utc": utc_text(T + 30 * MINUTE),
        "default": "nobody-maneuvers",
    }  # fmt: skip
    answer = post(client, as_("a.larsen"), "counter", proposal=asked[0].id, **terms)
    assert answer.status_code == 201, answer.text
    late = post(client, as_("a.larsen"), "counter", proposal=asked[0].id,
                **{**terms, "answer_by_utc": utc_text(T + HOUR)})  # fmt: skip
    assert late.status_code == 400
    assert "nobody puts off" in late.json()["error"]["hint"]
    off = post(client, as_("a.larsen"), "decline", proposal=asked[1].id, reason="no fuel")
    assert off.status_code == 201, off.text


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("v.viewer", 403),
        ("b.olsen", 403),
        ("c.admin", 403),
        ("o.operator", 400),
        ("u.cleared", 403),
    ],
)
def test_who_may_not_speak_for_the_nation(client, as_, asked, person, status):
    answer = post(client, as_(person), "decline", proposal=asked[0].id, reason="no")
    assert answer.status_code == status, answer.text


def test_what_one_may_not_see_one_can_neither_answer_nor_rest_on(client, as_, node, asked):
    theirs = proposal("S", "NOR", ours=ORGS, party="NOR/nordsat")
    take(node, theirs)
    answer = post(client, as_("o.operator"), "decline", proposal=theirs.id, reason="no")
    assert answer.status_code == 404
    basis = post(
        client, as_("o.operator"), "propose", event=asked[0].payload.object, to="FRA",
        maneuvering={"object": THEIRS, "party": "FRA"}, act_by_utc=utc_text(TCA - HOUR),
        answer_by_utc=utc_text(T + 20 * MINUTE), default="proposer-maneuvers",
        basis=[asked[1].id],
    )  # fmt: skip
    assert (basis.status_code, basis.json()["error"]["field"]) == (400, "basis")


def test_organization_speaks_for_itself(client, as_, node, mind):
    theirs = proposal("U", "NOR NOR/nordsat", ours=ORGS, party="NOR/nordsat")
    take(node, theirs)
    mine = client.get(PATH, params={"mine": True}, headers=as_("o.operator")).json()["items"]
    assert [line["proposal"] for line in mine] == [theirs.id]
    answer = post(client, as_("o.operator"), "commit", proposal=theirs.id, object=ORGS,
                  by_utc=utc_text(TCA - 2 * HOUR))  # fmt: skip
    assert answer.status_code == 201, answer.text
    with node.store.read() as unit:
        record = read_record(unit.envelope(answer.json()["record"]))
    assert record.payload.origin == "NOR/nordsat"


def test_bad_requests_name_their_field(client, as_, asked):
    answer = post(
        client, as_("a.larsen"), "commit", proposal=asked[0].id, object=OURS, by_utc="soon"
    )
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "by_utc")


def test_right_of_way_is_what_the_caller_may_know(client, as_, node):
    class Fact:
        def __init__(self, origin, level, **fields):
            self.origin, self.label = origin, make_label(level, ["NOR"])
            self.facts = ObjectFacts(object="norad:1", **fields)

    class Picture:
        def facts(self, name):
            return {
                "norad:1": [Fact("USA", "U", type=ObjectType.DEBRIS)],
                "norad:2": [Fact("FRA", "S", maneuver_class=ManeuverClass.CREWED)],
            }.get(name, [])

    class Claim:
        party = "FRA"

    class Parties:
        def claims(self, name, may):
            return (Claim(),)

    query = {"object1": "norad:1", "object2": "norad:2"}
    assert client.get(f"{PATH}/way", params=query, headers=as_("v.viewer")).status_code == 503
    node.picture, node.parties = Picture(), Parties()
    full = client.get(f"{PATH}/way", params=query, headers=as_("v.viewer")).json()
    assert (full["answer"], full["keeps_clear"], full["rule"]) == (
        "second", "norad:2", "ssc-2.39-8.c/5",
    )  # fmt: skip
    part = client.get(f"{PATH}/way", params=query, headers=as_("u.cleared")).json()
    assert (part["class2"], part["answer"]) == ("unknown", "unknown")
    twice = {"object1": "norad:1", "object2": "norad:1"}
    assert client.get(f"{PATH}/way", params=twice, headers=as_("v.viewer")).status_code == 400


def test_calls_are_what_nobody_acknowledged(client, as_, node, mind):
    def warning(level, pair):
        body = WarningBody(
            event=f"event:{pair}@{TCA.utc_iso(3)}", to=("NOR",), number=1, issue=Issue.ISSUED,
            about_utc=TCA.utc_iso(0), severity=Severity.WARNING,
        )  # fmt: skip
        return seal(body, "FRA", "NOR", level)

    call = seal(ContactBody(party="NOR", role="duty officer", phone="+47 1"), "NOR", "NOR")
    take(node, warning("U", "norad:1~norad:2"), warning("S", "norad:1~norad:3"), call)
    assert client.get(f"{PATH}/calls", headers=as_("a.larsen")).json() == []
    mind.work(node.store, node.desk, node.clock.now())
    shown = client.get(f"{PATH}/calls", headers=as_("a.larsen")).json()
    assert [[each["phone"] for each in line["contacts"]] for line in shown] == [["+47 1"]] * 2
    assert client.get(f"{PATH}/calls", headers=as_("v.viewer")).status_code == 403


# -- contacts ----------------------------------------------------------------------------
def test_directory(client, as_, node, mind):
    made = client.post("/api/v1/contacts", headers=as_("a.larsen"), json={
        "party": "NOR", "role": "duty officer", "phone": "+47 1", "hours": "always",
        "languages": ["en", "nb"], "releasable_to": ["FRA"],
    })  # fmt: skip
    assert made.status_code == 201, made.text
    secret = seal(ContactBody(party="FRA", role="cell", phone="+33 1"), "FRA", "NOR", "S")
    take(node, secret)
    node.clock.t = T + 80_000.0
    every = client.get("/api/v1/contacts", headers=as_("v.viewer")).json()["items"]
    assert [(line["party"], line["phone"], line["answers_now"]) for line in every] == [
        ("FRA", "+33 1", None), ("NOR", "+47 1", True),
    ]  # fmt: skip
    part = client.get("/api/v1/contacts", headers=as_("u.cleared")).json()["items"]
    assert [line["party"] for line in part] == ["NOR"]
    late = client.get("/api/v1/contacts", params={"overdue": True}, headers=as_("v.viewer"))
    assert len(late.json()["items"]) == 2
    checked = client.post(
        "/api/v1/contacts/check", headers=as_("a.larsen"), json={"record": made.json()["record"]}
    )
    assert checked.status_code == 201, checked.text
    catch_up(node)
    late = client.get("/api/v1/contacts", params={"overdue": True}, headers=as_("v.viewer")).json()
    assert [line["party"] for line in late["items"]] == ["FRA"]


def test_directory_is_kept_by_the_nations_watch(client, as_, node, mind):
    body = {"party": "NOR", "role": "duty officer", "phone": "+47 1"}
    for person, status in (("v.viewer", 403), ("o.operator", 403)):
        answer = client.post("/api/v1/contacts", headers=as_(person), json=body)
        assert answer.status_code == status
    own = {"party": "NOR/nordsat", "role": "flight control", "phone": "+47 3"}
    made = client.post("/api/v1/contacts", headers=as_("o.operator"), json=own)
    assert made.status_code == 201, made.text
    catch_up(node)
    (line,) = client.get("/api/v1/contacts", headers=as_("a.larsen")).json()["items"]
    assert (line["origin"], line["party"], line["phone"]) == ("NOR/nordsat", "NOR/nordsat", "+47 3")
    assert client.post("/api/v1/contacts", headers=as_("a.larsen"), json={**body, "phone": ""}
                       ).status_code == 400  # fmt: skip
    gone = client.post("/api/v1/contacts/check", headers=as_("a.larsen"), json={"record": "0" * 64})
    assert gone.status_code == 404


def test_before_the_first_step(client, as_):
    for path in (PATH, "/api/v1/contacts"):
        assert client.get(path, headers=as_("v.viewer")).status_code == 503


# -- the outbox --------------------------------------------------------------------------
def test_outbox_shows_what_tells_of_records_that_one_may_see(client, as_, node, mind):
    pager = Channel(name="pager", kind="webhook", ceiling="U", parties=("NOR",))
    for level, to in (("U", "NOR"), ("S", "NOR"), ("U", "NOR")):
        body = ContactBody(party="FRA", role=level, phone="+33 1", order=len(level))
        record = seal(body, "FRA", to, level, t=node.clock.t)
        node.clock.t = node.clock.t + 1.0
        node.put(record)
        with node.store.write() as unit:
            tell(unit, pager, record, REGISTRY, party="NOR", t=T)
    every = client.get("/api/v1/outbox", headers=as_("a.larsen")).json()["items"]
    assert [(line["outcome"], line["detail"]) for line in every] == [
        ("queued", "rule 13: released to the party"),
        ("withheld", "rule 10: classified above the ceiling"),
        ("queued", "rule 13: released to the party"),
    ]  # fmt: skip
    unsent = client.get("/api/v1/outbox", params={"unsent": True}, headers=as_("a.larsen"))
    assert len(unsent.json()["items"]) == 2
    first = client.get("/api/v1/outbox", params={"limit": 2}, headers=as_("a.larsen")).json()
    query = {"limit": 2, "cursor": first["next"]}
    rest = client.get("/api/v1/outbox", params=query, headers=as_("a.larsen")).json()
    assert [line["message"] for line in first["items"] + rest["items"]] == [
        line["message"] for line in every
    ]
    assert rest["next"] is None
    assert client.get("/api/v1/outbox", headers=as_("v.viewer")).status_code == 403
    other = client.get("/api/v1/outbox", params={"channel": "mail"}, headers=as_("a.larsen"))
    assert other.json()["items"] == []
