"""Whose an object is, by whose word; what a nation owns and depends on; whom to call."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from release_desks import T, sealed

from cspo.errors import MalformedMessage
from cspo.markings import CSPO_RULEBOOK, make_label
from cspo.operations.catalog.answers import Fact
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import UNKNOWN, Parties
from cspo.operations.parties_file import (
    TABLES,
    empty_parties,
    parties_faults,
    read_parties,
)
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.rule_conditions import Owned
from cspo.records.bodies.objects import ObjectFacts, Owner
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.watch import ContactBody

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/parties-file.md"
TEXT = """\
[parties]
nation = "NOR"
as_of = 2026-02-01
source = "Norwegian space agency"

[[organization]]
id = "NOR/acme-sat"
name = "Acme Satellites"
objects = ["norad:990500", "NOR/acme-sat:7"]

[[depends]]
service = "navigation"
objects = ["norad:990777"]
why = "ships in the north"

[[owner]]
object = "norad:990600"
name = "GBR"
source = "register of the United Nations"
as_of = 2020-05-01
confidence = "high"

[[call]]
party = "NOR/acme-sat"
role = "operations"
phone = "+47 22 00 00 00"
"""
ALL = make_label("U", ["FRA", "GBR", "NOR", "USA"])


def parties(facts=None) -> Parties:
    file = read_parties(TEXT.encode(), "parties.toml")
    return Parties(file, REGISTRY, facts or (lambda object_id: ()))


def fact(origin: str, label=ALL, **owner) -> Fact:
    facts = ObjectFacts(object="norad:990600", owners=(Owner(**owner),))
    return Fact(origin, facts, label, T, "ab" * 32)


def test_sources_stand_side_by_side_with_their_dates() -> None:
    said = (
        fact("USA", name="UK", source="SATCAT", as_of="2025-01-01"),
        fact("FRA", name=UNKNOWN, source="FRA catalogue"),
    )
    found = parties(lambda object_id: said).claims("norad:990600")
    assert [(each.name, each.source, each.as_of, each.told_by, each.party) for each in found] == [
        ("GBR", "register of the United Nations", "2020-05-01", "", "GBR"),
        ("UK", "SATCAT", "2025-01-01", "USA", ""),
        (UNKNOWN, "FRA catalogue", "", "FRA", ""),
    ]


def test_what_nobody_knows_is_unknown() -> None:
    (found,) = parties().claims("norad:990601")
    assert (found.name, found.source, found.party) == (UNKNOWN, "", "")


def test_a_claim_under_another_mark_is_not_shown() -> None:
    secret = make_label("S", ["NOR"])
    said = (fact("NOR", secret, name="FRA", source="secret"),)
    found = parties(lambda object_id: said).claims(
        "norad:990601", lambda label: label.classification == "U"
    )
    assert [each.name for each in found] == [UNKNOWN]


def test_our_own_statements_stand_over_the_catalogues() -> None:
    base = KnownObjects({"norad:990500": Owned("norad:990500", "USA", "USA"),
                         "norad:990001": Owned("norad:990001", "NOR", "NOR")})  # fmt: skip
    over = parties().over(base)
    assert over.owned("norad:990500") == Owned("norad:990500", "NOR", "NOR/acme-sat")
    assert over.owned("norad:990001").owner == "NOR"
    assert over.owned("norad:990009") == Owned("norad:990009")
    known = ["norad:990001", "norad:990002"]
    assert parties().owned_by("NOR", known, over) == (
        "NOR/acme-sat:7", "norad:990001", "norad:990500",
    )  # fmt: skip
    assert parties().owned_by("NOR/acme-sat", known, over) == ("NOR/acme-sat:7", "norad:990500")
    assert parties().owned_by("GBR", known, over) == ("norad:990600",)


def test_what_the_nation_depends_on() -> None:
    assert parties().depends == {"norad:990777"}
    assert parties().services_of("norad:990777") == ("navigation",)
    assert Parties(empty_parties("NOR"), REGISTRY).depends == frozenset()


def contact(party: str, order: int, phone: str, origin: str, label=ALL, t=T):
    body = ContactBody(party=party, role=f"desk {order}", order=order, phone=phone)
    return sealed(body, label, origin=origin, t=t)


def test_whom_to_call_is_in_order_and_under_the_mark() -> None:
    book = parties()
    book.apply(contact("FRA", 2, "+33 2", "FRA"))
    book.apply(contact("FRA", 1, "+33 1", "FRA"))
    book.apply(contact("FRA", 3, "+33 3", "FRA", make_label("R", ["FRA", "NOR"])))
    book.apply(contact("FRA", 1, "+44 666", "GBR"))  # nobody else says whom to call at FRA
    wide = [each.point.phone for each in book.whom_to_call("FRA", ALL, CSPO_RULEBOOK)]
    assert wide == ["+33 1", "+33 2"]
    narrow = make_label("R", ["FRA", "NOR"])
    found = [each.point.phone for each in book.whom_to_call("FRA", narrow, CSPO_RULEBOOK)]
    assert found == ["+33 1", "+33 2", "+33 3"]
    (own,) = book.whom_to_call("NOR/acme-sat", ALL, CSPO_RULEBOOK)
    assert (own.point.phone, own.record_id) == ("+47 22 00 00 00", "")


def test_no_other_organization_under_the_sponsor_says_whom_to_call() -> None:
    book = parties()
    wide = make_label("U", [*ALL.releasable_to, "GBR/acme-sat", "GBR/other"])
    book.apply(contact("GBR/acme-sat", 1, "+44 1", "GBR", wide))
    book.apply(contact("GBR/acme-sat", 1, "+44 666", "GBR/other", wide, T + 60.0))
    book.apply(contact("GBR", 1, "+44 666", "GBR/other", wide))
    told = [*book.whom_to_call("GBR/acme-sat", ALL, CSPO_RULEBOOK),
            *book.whom_to_call("GBR", ALL, CSPO_RULEBOOK)]  # fmt: skip
    assert [each.point.phone for each in told] == ["+44 1"]


@pytest.mark.parametrize("late", [False, True])
def test_a_contact_that_was_taken_back_is_called_no_more(late: bool) -> None:
    book = parties()
    first = contact("FRA", 1, "+33 1", "FRA")
    body = WithdrawalBody(record=first.id, reason="moved", instruction=Instruction.DO_NOT_USE)
    other = sealed(body, ALL, origin="USA")  # it is not theirs to take back
    back = sealed(body, ALL, origin="FRA")
    for record in (other, back, first) if late else (first, other, back):
        book.apply(record)
    assert book.whom_to_call("FRA", ALL, CSPO_RULEBOOK) == ()
    book.apply(contact("FRA", 1, "+33 2", "FRA", t=T + 60.0))
    assert len(book.whom_to_call("FRA", ALL, CSPO_RULEBOOK)) == 1


def test_of_one_office_the_last_statement_counts() -> None:
    book = parties()
    book.apply(contact("FRA", 1, "+33 new", "FRA", t=T + 60.0))
    book.apply(contact("FRA", 1, "+33 old", "FRA"))
    assert [each.point.phone for each in book.whom_to_call("FRA", ALL, CSPO_RULEBOOK)] == [
        "+33 new"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "keyword"),
    [
        ('id = "NOR/acme-sat"', 'id = "GBR/acme-sat"', 7, "[[organization]] GBR/acme-sat id"),
        ('"norad:990777"', '"990777"', 13, "[[depends]] objects"),
        ('nation = "NOR"', 'nation = "XXX"', 2, "[parties] nation"),
        ('phone = "+47 22 00 00 00"', "", 23, "[[call]] phone"),
        ('name = "GBR"', 'nam = "GBR"', 18, "[[owner]] nam"),
        ("as_of = 2026-02-01", 'as_of = "yesterday"', 3, "[parties] as_of"),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, line, keyword) -> None:
    found = parties_faults(TEXT.replace(old, new, 1).encode(), "parties.toml")[1]
    assert (line, keyword) in [(each.line, each.keyword) for each in found]
    with pytest.raises(MalformedMessage):
        read_parties(TEXT.replace(old, new, 1).encode(), "parties.toml")


def test_every_field_stands_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    for table, (kind, _) in TABLES.items():
        section = text.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
        fields = [each.name for each in msgspec.structs.fields(kind)]
        assert [name for name in fields if f"`{name}`" not in section] == [], table
    assert empty_parties("NOR").about.as_of == date(1957, 10, 4)
