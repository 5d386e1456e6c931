"""The directory: whose word counts, in what order, and which numbers nobody has tried lately."""

from __future__ import annotations

import pytest
from nations import key_of
from release_desks import desk_of, norway
from ten_parties import REGISTRY

from cspo.errors import UsageError
from cspo.markings import Mode, make_label
from cspo.operations.contacts import (
    CHECK_EVERY_S,
    ContactBook,
    answers_at,
    put_contact,
    record_check,
)
from cspo.operations.derive import body_of, issue
from cspo.operations.store import DecisionQuery
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.watch import ContactBody
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
DAY = 86_400.0
DESK = desk_of(norway())
MARK = make_label("U", ["FRA", "GBR", "GBR/acme-sat", "NOR", "USA"])


def contact(origin, party, role="duty officer", order=1, phone="+33 1", t_days=0.0, **fields):
    t = T + t_days * DAY
    if isinstance(fields.get("checked_utc"), float):
        fields["checked_utc"] = utc_text(T + fields["checked_utc"] * DAY)
    body = ContactBody(party=party, role=role, order=order, phone=phone, **fields)
    return issue(
        body, MARK, origin=origin, mode=Mode.REAL, t_valid=t, t=t,
        signer=key_of(origin.partition("/")[0]), registry=REGISTRY,
    )  # fmt: skip


def book(*records):
    found = ContactBook(REGISTRY, Mode.REAL, "NOR")
    found.apply(*records)
    return found


def phones(found, party="FRA"):
    return [each.body.phone for each in found.of(party)]


def test_they_come_in_their_order():
    found = book(
        contact("FRA", "FRA", "director", 3, "c"), contact("FRA", "FRA", "duty officer", 1, "a"),
        contact("FRA", "FRA", "deputy", 2, "b"),
    )  # fmt: skip
    assert phones(found) == ["a", "b", "c"]


def test_newest_word_of_an_office_counts_whatever_the_order():
    old, new = contact("FRA", "FRA", phone="old"), contact("FRA", "FRA", phone="new", t_days=1)
    assert phones(book(old, new)) == phones(book(new, old)) == ["new"]


def test_party_itself_goes_first_then_we_and_never_a_third():
    ours, theirs = contact("NOR", "FRA", phone="ours"), contact("FRA", "FRA", phone="theirs")
    third = contact("USA", "FRA", phone="third", t_days=9)
    assert phones(book(third)) == []
    assert phones(book(third, ours)) == ["ours"]
    assert phones(book(third, ours, theirs)) == ["theirs"]


def test_sponsor_speaks_for_its_organization():
    found = book(contact("GBR", "GBR/acme-sat", phone="a"))
    assert phones(found, "GBR/acme-sat") == ["a"]
    assert found.parties() == ("GBR/acme-sat",)


def test_what_the_reader_may_not_see_is_not_there():
    secret, open_one = contact("FRA", "FRA", "a", 1, "s"), contact("FRA", "FRA", "b", 2, "o")
    found = book(secret, open_one).of("FRA", lambda record_id: record_id != secret.id)
    assert [each.body.phone for each in found] == ["o"]


def test_number_is_overdue_a_month_after_somebody_got_through():
    checked = contact("FRA", "FRA", checked_utc=0.0, checked_by="FRA")
    never = contact("USA", "USA", phone="+1")
    found = book(checked, never)
    assert [each.body.party for each in found.overdue(T + 31 * DAY)] == ["USA"]
    late = found.overdue(T + 40 * DAY)
    assert [(each.body.party, each.overdue_s(T + 40 * DAY)) for each in late] == [
        ("USA", 40 * DAY), ("FRA", 40 * DAY - CHECK_EVERY_S),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "counts"),
    [
        (contact("NOR", "FRA", checked_utc=20.0, checked_by="NOR", t_days=20), True),
        (contact("USA", "FRA", checked_utc=20.0, checked_by="USA", t_days=20), True),
        (contact("USA", "FRA", checked_utc=20.0, checked_by="NOR", t_days=20), False),  # for us?
        (contact("NOR", "FRA", phone="+33 2", checked_utc=20.0, checked_by="NOR"), False),
    ],
)
def test_check_is_of_the_number_and_by_whoever_says_so(check, counts):
    found = book(contact("FRA", "FRA"), check)
    assert bool(found.overdue(T + 40 * DAY)) is not counts
    assert found.of("FRA")[0].origin == "FRA"


def test_check_becomes_a_record_under_the_contacts_mark(store):
    original = contact("FRA", "FRA")
    with store.write() as unit:
        unit.put_record(original, t_ingest=T)
        found = book(original)
        made = record_check(unit, DESK, found.of("FRA")[0], t=T + DAY, person="m.berg")
    body = body_of(made, REGISTRY)
    assert (body.checked_by, body.phone, made.payload.label) == ("NOR", "+33 1", MARK)
    found.apply(made)
    assert found.of("FRA")[0].checked == T + DAY
    with store.read() as unit:
        assert unit.decisions(DecisionQuery(product_id=made.id))
        (line,) = [fields for _, event, fields, _ in unit.audited() if event == "contact"]
    assert line == {"did": "checked", "record": made.id, "person": "m.berg"}


def test_contact_that_we_put_down_is_released(store):
    body = ContactBody(party="NOR", role="duty officer", phone="+47 1")
    with store.write() as unit:
        made = put_contact(unit, DESK, body, MARK, mode=Mode.REAL, t=T, person="m.berg")
        assert unit.decisions(DecisionQuery(product_id=made.id))
    theirs = ContactBody(
        party="NOR", role="x", phone="+47 1", checked_utc="2026-07-01T00:00:00Z", checked_by="USA"
    )
    with pytest.raises(UsageError, match="a check of our own"), store.write() as unit:
        put_contact(unit, DESK, theirs, MARK, mode=Mode.REAL, t=T, person="m.berg")


@pytest.mark.parametrize(
    ("hours", "utc", "answers"),
    [
        ("always", "2026-07-11T03:00:00", True), ("24/7", "2026-07-11T03:00:00", True),
        ("08:00-16:00 UTC", "2026-07-11T08:00:00", True),
        ("08:00-16:00 UTC", "2026-07-11T16:00:00", False),
        ("Mon-Fri 08:00-16:00 UTC", "2026-07-10T15:59:00", True),
        ("Mon-Fri 08:00-16:00 UTC", "2026-07-11T12:00:00", False),  # a Saturday
        ("22:00-06:00 UTC", "2026-07-11T23:00:00", True),
        ("22:00-06:00 UTC", "2026-07-11T12:00:00", False),
        ("Fri-Fri 22:00-06:00 UTC", "2026-07-11T05:00:00", True),  # since Friday
        ("Fri-Fri 22:00-06:00 UTC", "2026-07-11T23:00:00", False),
        ("Sat-Mon 00:00-24:00 UTC", "2026-07-12T12:00:00", True),
        ("office hours", "2026-07-11T12:00:00", None), ("", "2026-07-11T12:00:00", None),
    ],
)  # fmt: skip
def test_hours(hours, utc, answers):
    assert answers_at(hours, Epoch.from_utc(utc)) is answers
