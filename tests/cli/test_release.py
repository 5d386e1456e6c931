"""``cspo release``: products go out, wait for people, are taken back, each with its reason."""

from __future__ import annotations

import msgspec
import pytest

from cspo.node.clock import SystemClock
from cspo.records.bodies.examples import example_bytes


def soon(hours: float) -> str:
    return (SystemClock().now() + hours * 3_600.0).utc_iso(0)


def outcomes(lines: list[dict]) -> dict[str, str]:
    return {line["party"]: line["outcome"] for line in lines}


def close_approach(*, miss: object = 0.4, hours: float = 5.0) -> list[object]:
    return ["release", "safety", "--as", "a.larsen", "--object", "norad:25544", "--object",
            "norad:40115", "--tca", soon(hours), "--miss-distance-km", miss]  # fmt: skip


def test_each_party_gets_its_decision_and_the_log_keeps_them(pair):
    lines = pair.issue()
    assert outcomes(lines) == {"FRA": "released", "NOR": "withheld"}
    released = next(line for line in lines if line["party"] == "FRA")
    assert (released["rule"], released["persons"]) == ("1", [])
    assert 0.0 <= released["delay_s"] < 60.0
    withheld = pair.lines("aus", "release", "log", "--outcome", "withheld")
    assert [line["party"] for line in withheld] == ["NOR"]
    assert "no rule gives a notice" in withheld[0]["reason"]
    assert len(pair.lines("aus", "release", "log", "--record", released["product_id"])) == 2
    assert pair.lines("aus", "release", "log", "--since", soon(1)) == []
    people = pair.run("aus", "release", "log").out
    assert "released" in people
    assert released["product_id"][:16] in people
    nobody = pair.issue(mark="U//REL TO AUS", code=1)
    assert set(outcomes(nobody).values()) == {"withheld"}


def test_what_waits_for_people_goes_out_with_their_yes(pair):
    (decision,) = [line for line in pair.issue(kind="warning") if line["outcome"] == "review"]
    (review,) = pair.lines("aus", "release", "review")
    assert review["review_id"] == decision["review_id"]
    assert (review["desk"], review["approvals"], review["overdue"]) == ("release-officer", 1, False)
    assert pair.status("aus", "fra")["given"] == 0
    shown = pair.run("aus", "release", "review", review["review_id"]).out
    assert "opened (release-officer)" in shown
    (answer,) = pair.lines("aus", "release", "approve", review["review_id"], "--as", "b.moreau")
    assert (answer["state"], answer["approved_by"]) == ("released", ["b.moreau"])
    assert outcomes(answer["decisions"]) == {"FRA": "released"}
    assert pair.status("aus", "fra")["given"] == 1
    assert pair.lines("aus", "release", "review") == []
    assert len(pair.lines("aus", "release", "review", "--all")) == 1
    again = pair.run("aus", "release", "approve", review["review_id"], "--as", "c.tan", code=2)
    assert "expected an open review" in again.err


def test_a_no_is_a_no_with_its_reason(pair):
    pair.issue(kind="warning")
    review = pair.lines("aus", "release", "review")[0]["review_id"]
    empty = pair.run(
        "aus", "release", "refuse", review, "--as", "b.moreau", "--reason", " ", code=2
    )
    assert "expected a reason" in empty.err
    (answer,) = pair.lines("aus", "release", "refuse", review, "--as", "b.moreau", "--reason",
                           "not yet")  # fmt: skip
    assert answer["state"] == "refused"
    assert "refused in review: not yet" in answer["decisions"][0]["reason"]


def test_widening_takes_two_different_people(pair):
    (record, *_) = [line["product_id"] for line in pair.issue()]
    (review,) = pair.lines("aus", "release", "widen", record, "--to", "NOR", "--as", "a.larsen",
                           "--reason", "their satellite")  # fmt: skip
    assert (review["purpose"], review["approvals"]) == ("widening", 2)
    approve = ["release", "approve", review["review_id"], "--as"]
    first = pair.run("aus", *approve, "a.larsen")
    assert "it waits for another person" in first.out
    assert "a.larsen, again" in pair.run("aus", *approve, "a.larsen", code=2).err
    assert "in small letters" in pair.run("aus", *approve, "A.Larsen", code=2).err
    (answer,) = pair.lines("aus", *approve, "b.moreau")
    assert outcomes(answer["decisions"]) == {"NOR": "released"}
    assert answer["decisions"][0]["released_id"] != record


def test_the_safety_profile_goes_at_once_and_holds_nothing_else(pair):
    lines = pair.lines("aus", *close_approach())
    assert outcomes(lines) == {"FRA": "released", "NOR": "released"}
    sent = lines[0]["released_id"]
    assert pair.carry("aus", "fra")["records"] == [sent]
    (record,) = pair.lines("fra", "records", "show", sent)
    assert record["mark"] == "U//REL TO AUS, FRA, NOR"
    assert set(record["body"]) == {"event", "tca_utc", "miss_distance_km", "object1", "object2",
                                   "call"}  # fmt: skip
    assert record["body"]["call"][0]["role"] == "Duty officer, +61 2 5550 0100"
    (review,) = pair.lines("aus", "release", "review")
    assert (review["purpose"], review["drafter"]) == ("safety", "a.larsen")
    judge = ["release", "approve", review["review_id"], "--reason", "it was close", "--as"]
    assert "another person" in pair.run("aus", *judge, "a.larsen", code=2).err
    (answer,) = pair.lines("aus", *judge, "b.moreau")
    assert answer["state"] == "confirmed"


def test_outside_the_safety_profile_nothing_goes(pair):
    far = pair.lines("aus", *close_approach(miss=40), code=1)
    assert set(outcomes(far).values()) == {"withheld"}
    assert "5 km or less" in far[0]["reason"]
    late = pair.lines("aus", *close_approach(hours=90), code=1)
    assert "within 2 d" in late[0]["reason"]
    assert pair.status("aus", "fra")["given"] == 0
    (record,) = [line["product_id"] for line in pair.issue(mark="U//REL TO AUS", code=1)][:1]
    other = pair.lines("aus", "release", "safety", record, "--as", "a.larsen", code=1)
    assert "it sends a conjunction and nothing else" in other[0]["reason"]


def test_a_record_taken_back_says_so_to_who_has_it(pair):
    record = pair.issue()[0]["product_id"]
    pair.carry("aus", "fra")
    (back,) = pair.lines("aus", "release", "withdraw", record, "--as", "a.larsen", "--reason",
                         "wrong covariance", "--answer-within-h", "2")  # fmt: skip
    assert [answer["answer"] for answer in back["answers"]] == ["sent"]
    assert pair.carry("aus", "fra")["accepted"] == 1
    shown = pair.run("fra", "records", "show", record).out.splitlines()
    assert shown[1].startswith("WITHDRAWN on ")
    assert shown[1].endswith("do-not-use: wrong covariance")
    listed = {line["id"]: line["withdrawn"] for line in pair.lines("fra", "records", "list")}
    assert listed[record] is True
    pair.issue("fra", "acknowledgement", body={"record": back["withdrawal_id"], "progress": "done"})
    pair.carry("fra", "aus")
    (state,) = pair.lines("aus", "release", "withdrawals")
    assert [answer["answer"] for answer in state["answers"]] == ["deleted"]
    assert state["settled"] is True
    assert "deleted" in pair.run("aus", "release", "withdrawals").out


def test_nobody_is_told_of_what_nobody_has(pair):
    record = pair.issue(mark="U//REL TO AUS", code=1)[0]["product_id"]
    outcome = pair.run("aus", "release", "withdraw", record, "--as", "a.larsen", "--reason", "x",
                       code=1)  # fmt: skip
    assert "nobody has got it" in outcome.err


def test_deadlines_without_anything_due_do_nothing(pair):
    pair.issue(kind="warning")
    assert pair.lines("aus", "release", "deadlines") == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["issue", "-", "--kind", "soup", "--mark", "U//REL TO AUS"], 2, "orbit"),
        (["issue", "-", "--kind", "notice", "--mark", "U//REL TO MARS"], 2, "read --mark"),
        (["issue", "-", "--kind", "notice", "--mark", "S"], 1, ""),
        (["issue", "-", "--kind", "notice", "--mark", "U//REL TO AUS", "--mode", "TEST"], 2,
         "--mode TEST"),
        (["issue", "-", "--kind", "conjunction", "--mark", "U//REL TO AUS"], 3, "read conjunction"),
        (["issue", "-", "--kind", "notice", "--mark", "U//REL TO AUS", "--valid-at", "soon"], 2,
         "--valid-at"),
        (["approve", "0000", "--as", "a.larsen"], 2, "expected the id of a review"),
        (["withdraw", "0" * 64, "--as", "a.larsen", "--reason", "x"], 2, "a record in the store"),
        (["withdraw", "0" * 64, "--as", "a.larsen", "--reason", "x", "--instruction", "burn"], 2,
         "do-not-use delete replace"),
        (["safety", "--as", "a.larsen"], 2, "--object twice"),
        (["safety", "nothing", "--as", "a.larsen"], 2, "cspo records list"),
        (["widen", "0" * 64, "--to", "NOR", "--as", "a.larsen", "--reason", "x"], 2, "no such"),
        (["log", "--outcome", "maybe"], 2, "released review withheld"),
        (["log", "--limit", "0"], 2, "--limit"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said(pair, arguments, code, said):
    outcome = pair.run("aus", "release", *arguments, stdin=example_bytes("notice"), code=code)
    assert said in outcome.err


def test_bodies_that_are_none(pair):
    for data in (b"", b"\xff" * 100, b"{}", b"[" * 10_000, b'{"a":NaN}', b'{"text":1,"text":2}'):
        outcome = pair.run("aus", "release", "issue", "-", "--kind", "notice", "--mark",
                           "U//REL TO AUS, FRA", stdin=data, code=3)  # fmt: skip
        assert "notice" in outcome.err or "no bytes" in outcome.err


def test_a_wrong_passphrase_signs_nothing(pair, passphrases):
    passphrases.write_text("another passphrase\n")
    issue = ["release", "issue", "-", "--kind", "notice", "--mark", "U//REL TO AUS, FRA", "--json"]
    outcome = pair.run("aus", *issue, stdin=example_bytes("notice"), code=3)
    assert outcome.out == ""
    error = msgspec.json.decode(outcome.err)
    assert (error["error"], error["action"]) == ("VerificationError", "open key")
    assert pair.lines("aus", "records", "list") == []
