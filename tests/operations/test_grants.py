"""Grants that count no more: taken back by their originator, or signed with a stolen key."""

from __future__ import annotations

from nations import key_of
from release_desks import T, conjunction, orbit, sealed

from cspo.federation import Feed
from cspo.federation.store import FeedEntry
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import Product, derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.grants import grant, granted_by
from cspo.records import Record, Refusal
from cspo.records.bodies import Body
from cspo.records.bodies.trust import Instruction, ReleaseDecisionBody, WithdrawalBody

USA = Feed("USA", "NOR", Mode.REAL)
SHARED = make_label("C", ["GBR", "NOR", "USA"], orcon=True, originators=["USA"])
CONTROLLED = make_label("C", ["NOR", "USA"], orcon=True, originators=["USA"])


def said(body: Body, origin: str = "USA") -> Record:
    return issue(
        body, make_label("U", ["NOR", origin]), origin=origin, mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of(origin), registry=REGISTRY,
    )  # fmt: skip


def granting(record_id: str) -> ReleaseDecisionBody:
    """USA's grant of one record."""
    roles = ("release officer", "duty officer")
    return grant(record_id, ("FRA", "GBR"), roles=roles, policy="USA", policy_version=1, t=T)


def resting_on_two(store: SqliteStore) -> tuple[Product, Record, str]:
    """A product of ours on two records of USA, a grant for one, and the other that is lost."""
    there = sealed(orbit("norad:8"), CONTROLLED, origin="USA")
    lost = sealed(orbit("norad:9"), CONTROLLED, origin="USA")
    product = derive(
        [there, lost], lambda _: conjunction(), origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    with store.write() as unit:
        unit.put_records([there, product.record], t_ingest=T)
        unit.put_lineage(product.record.id, product.openings)
    return product, said(granting(there.id)), lost.id


def granted(store: SqliteStore) -> tuple[Product, Record]:
    """A product of ours on a record of USA, and USA's grant for GBR."""
    theirs = sealed(orbit("norad:8"), CONTROLLED, origin="USA")
    product = derive(
        [theirs], lambda _: conjunction(), origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    given = said(granting(theirs.id))
    with store.write() as unit:
        unit.put_records([theirs, product.record, given], t_ingest=T)
        unit.put_lineage(product.record.id, product.openings)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == {"USA"}
    return product, given


def test_a_grant_that_was_taken_back_counts_no_more(store: SqliteStore) -> None:
    product, given = granted(store)
    body = WithdrawalBody(
        record=given.id, instruction=Instruction.DO_NOT_USE, reason="given in error"
    )
    with store.write() as unit:
        unit.put_record(said(body, "CAN"), t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == {"USA"}, "not CAN's to take"
        unit.put_record(said(body), t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == frozenset()


def test_a_grant_of_a_stolen_key_counts_no_more(store: SqliteStore) -> None:
    product, given = granted(store)
    with store.write() as unit:
        unit.append_in(USA, [FeedEntry(1, given.id, "00" * 32, "11" * 32)], t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == {"USA"}
        unit.quarantine(USA, 1, Refusal.KEY_REVOKED, b"", t=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == frozenset()
        unit.take_quarantined(USA, 1, t=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == {"USA"}


def test_what_is_not_there_needs_a_grant_of_its_own(store: SqliteStore) -> None:
    """An input that can't be looked into may be the originator's."""
    product, given, lost = resting_on_two(store)
    with store.write() as unit:
        unit.put_record(given, t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == frozenset()
        unit.put_record(said(granting(lost)), t_ingest=T)
        assert granted_by(unit, product.record, "GBR", REGISTRY) == {"USA"}


def test_a_product_whose_lineage_nobody_opened_needs_a_grant_of_its_own(
    store: SqliteStore,
) -> None:
    theirs = sealed(orbit("norad:8"), CONTROLLED, origin="USA")
    between = derive(
        [sealed(orbit("norad:9"), SHARED, origin="USA")], lambda _: conjunction(),
        origin="GBR", mode=Mode.REAL, t_valid=T, t=T, signer=key_of("GBR"), registry=REGISTRY,
    ).record  # fmt: skip
    product = derive(
        [theirs, between], lambda _: conjunction(), origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    with store.write() as unit:
        unit.put_records([theirs, between, product.record], t_ingest=T)
        unit.put_lineage(product.record.id, product.openings)
        unit.put_record(said(granting(theirs.id)), t_ingest=T)
        assert granted_by(unit, product.record, "FRA", REGISTRY) == frozenset()
        unit.put_record(said(granting(between.id)), t_ingest=T)
        assert granted_by(unit, product.record, "FRA", REGISTRY) == {"USA"}
