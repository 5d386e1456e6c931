"""Whose word counts for whose object it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from release_desks import T, sealed

from cspo.errors import MalformedMessage
from cspo.federation import Feed
from cspo.federation.frame import FrameFault
from cspo.federation.store import FeedEntry
from cspo.markings import Mode, make_label
from cspo.node.store import EXERCISE_SIDE, SqliteStore
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.ownership import known_objects
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.rule_conditions import Owned
from cspo.records import Record, Refusal
from cspo.records.bodies.objects import CatalogObjectBody, ObjectFacts, Owner, SameObjectBody
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.words import Confidence
from cspo.records.kinds import Registry


def catalog(**owners: str) -> CatalogObjectBody:
    """A catalogue of objects ``norad:N`` by owner, given as ``nN="GBR"``."""
    return CatalogObjectBody(
        objects=tuple(
            ObjectFacts(object=f"norad:{name[1:]}", owners=(Owner(name=owner),))
            for name, owner in owners.items()
        )
    )


def same(one: str, other: str) -> SameObjectBody:
    return SameObjectBody(object1=one, object2=other, confidence=Confidence.HIGH)


def tell(store: SqliteStore, mode: Mode, *told: tuple[str, Any]) -> None:
    """Keep these bodies, each of an origin."""
    with store.write() as unit:
        for n, (origin, body) in enumerate(told):
            label = make_label("U", ["NOR", origin])
            record = sealed(body, label, origin=origin, mode=mode)
            unit.put_record(record, t_ingest=T + float(n))


def known(store: SqliteStore, *told: tuple[str, Any], mode: Mode = Mode.REAL) -> KnownObjects:
    """What Norway knows after it has these bodies, each of an origin."""
    tell(store, mode, *told)
    with store.read() as unit:
        return known_objects(unit, "NOR", REGISTRY, mode)


def test_a_partner_s_word_counts_for_its_own_objects(store: SqliteStore) -> None:
    found = known(store, ("GBR", catalog(n1="GBR", n2="GBR/acme-sat")))
    assert found.owned("norad:1") == Owned("norad:1", "GBR", "GBR")
    assert found.owned("norad:2") == Owned("norad:2", "GBR", "GBR/acme-sat")


def test_nobody_gives_away_what_is_another_s(store: SqliteStore) -> None:
    found = known(store, ("GBR", catalog(n1="FRA", n2="GBR")))
    assert found.owned("norad:1") == Owned("norad:1")
    assert found.owned("norad:2").owner == "GBR"


def test_our_own_catalogue_prevails_over_a_later_claim(store: SqliteStore) -> None:
    found = known(store, ("NOR", catalog(n1="NOR", n2="USA")), ("GBR", catalog(n1="GBR", n2="GBR")))
    assert found.owned("norad:1").owner == "NOR"
    assert found.owned("norad:2").owner == "USA"


def test_only_we_say_which_names_are_one_object(store: SqliteStore) -> None:
    found = known(
        store, ("GBR", same("norad:1", "norad:2")), ("NOR", same("norad:3", "vimpel:3"))
    )  # fmt: skip
    assert found.other_names("norad:1") == frozenset()
    assert found.other_names("norad:3") == {"vimpel:3"}


def test_what_a_stolen_key_has_signed_counts_for_nothing(store: SqliteStore) -> None:
    body = catalog(n1="GBR")
    assert known(store, ("GBR", body)).owned("norad:1").owner == "GBR"
    feed = Feed("GBR", "NOR", Mode.REAL)
    record = sealed(body, make_label("U", ["NOR", "GBR"]), origin="GBR")
    slander = Feed("CAN", "NOR", Mode.REAL)
    with store.write() as unit:
        unit.append_in(slander, [FeedEntry(1, record.id, "00" * 32, "22" * 32)], t_ingest=T)
        unit.quarantine(slander, 1, Refusal.MALFORMED, b"", t=T)
    assert known(store).owned("norad:1").owner == "GBR", "an entry names what it likes"
    with store.write() as unit:
        unit.append_in(feed, [FeedEntry(2, record.id, "11" * 32, "33" * 32)], t_ingest=T)
        unit.quarantine(feed, 2, FrameFault.DUPLICATE_RECORD, b"", t=T)
    assert known(store).owned("norad:1").owner == "GBR", "it came by another entry, and was good"
    with store.write() as unit:
        unit.append_in(feed, [FeedEntry(1, record.id, "00" * 32, "11" * 32)], t_ingest=T)
        unit.quarantine(feed, 1, Refusal.KEY_REVOKED, b"", t=T)
    assert known(store).owned("norad:1").owner == ""


def test_a_test_says_nothing_about_real_owners(store: SqliteStore) -> None:
    tell(
        store, Mode.TEST, ("NOR", catalog(n1="FRA", n2="FRA")), ("NOR", same("norad:1", "norad:2"))
    )
    found = known(store, ("NOR", catalog(n2="NOR")), ("GBR", catalog(n1="GBR")))
    assert found.owned("norad:1").owner == "GBR"
    assert found.owned("norad:2").owner == "NOR"
    assert found.other_names("norad:1") == frozenset()
    test = known(store, mode=Mode.TEST)
    assert test.owned("norad:1").owner == "FRA"
    assert test.other_names("norad:1") == {"norad:2"}


def test_a_study_and_a_test_say_nothing_about_an_exercise(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "exercise.sqlite", modes=EXERCISE_SIDE)
    tell(store, Mode.SIMULATED, ("NOR", catalog(n1="FRA")))
    tell(store, Mode.TEST, ("NOR", catalog(n1="FRA", n2="FRA")))
    assert known(store, mode=Mode.EXERCISE).owned("norad:1").owner == ""
    exercise = known(store, ("NOR", catalog(n1="GBR", n2="GBR")), mode=Mode.EXERCISE)
    assert exercise.owned("norad:1").owner == "GBR"
    study = known(store, mode=Mode.SIMULATED)
    assert [study.owned(f"norad:{n}").owner for n in (1, 2)] == ["FRA", "GBR"]
    store.close()


def test_no_organization_says_whose_an_object_is_nor_which_names_are_one(
    store: SqliteStore,
) -> None:
    told = known(
        store, ("NOR", catalog(n1="FRA")), ("NOR/acme", catalog(n1="NOR/acme", n2="NOR/acme")),
        ("GBR/acme-sat", catalog(n3="GBR/acme-sat")), ("NOR/acme", same("norad:1", "norad:2")),
    )  # fmt: skip
    assert told.owned("norad:1") == Owned("norad:1", "FRA", "FRA")
    assert told.owned("norad:2") == Owned("norad:2")
    assert told.owned("norad:3") == Owned("norad:3")
    assert told.other_names("norad:1") == frozenset()


def test_what_was_taken_back_counts_no_more_and_only_for_whom_it_is(store: SqliteStore) -> None:
    said = {"GBR": catalog(n1="GBR"), "FRA": catalog(n2="FRA")}
    tell(store, Mode.REAL, *said.items())
    with store.read() as unit:
        ids = {past.origin: past.id for past in unit.records_after(0, 10)}
    back = {
        who: WithdrawalBody(record=ids[who], reason="wrong", instruction=Instruction.DO_NOT_USE)
        for who in said
    }
    tell(store, Mode.REAL, ("GBR", back["GBR"]), ("GBR", back["FRA"]))
    with store.read() as unit:
        found = known_objects(unit, "NOR", REGISTRY, Mode.REAL)
    assert found.owned("norad:1") == Owned("norad:1")
    assert found.owned("norad:2").owner == "FRA"


def test_what_can_not_be_read_keeps_nothing_from_counting(store: SqliteStore, monkeypatch) -> None:
    tell(store, Mode.REAL, ("GBR", catalog(n1="GBR")), ("FRA", catalog(n2="FRA")))

    def body(record: Record, registry: Registry) -> Any:
        if record.payload.origin == "GBR":
            raise MalformedMessage("read body", expected="another", got="this")
        return body_of(record, registry)

    monkeypatch.setattr("cspo.operations.ownership.body_of", body)
    with store.read() as unit:
        found = known_objects(unit, "NOR", REGISTRY, Mode.REAL)
    assert found.owned("norad:1") == Owned("norad:1")
    assert found.owned("norad:2").owner == "FRA"
