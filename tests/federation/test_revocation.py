"""A key is untrusted after a checkpoint: what it signed before stays, what came after does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from nations import anchors, directories, directory, key_of, payload_of, second_directory
from ten_parties import Coalition, Party, notice, subject_of

from cspo.federation import Feed, enqueue, verify_receipt
from cspo.federation.revocation import reconsider, sweep_revoked
from cspo.markings import Mode
from cspo.records import Directories, seal

GBR = Feed("AUS", "GBR", Mode.REAL)


@pytest.fixture
def pair(coalition: Callable[..., Coalition]) -> tuple[Party, Party]:
    made = coalition(("AUS", "GBR"))
    return made["AUS"], made["GBR"]


def rotate(aus: Party, checkpoint: int) -> None:
    """AUS believes its new directory and signs with its new key."""
    aus.known = aus.exchange.desk.context.directories.accept(second_directory(checkpoint))
    aus.exchange.desk.context = aus.exchange.desk.context.with_directories(aus.known)
    aus.exchange.desk.signers = {Mode.REAL: key_of("AUS", Mode.REAL, 2)}


def numbers(party: Party) -> list[tuple[int, str]]:
    with party.store.read() as unit:
        return [(row.seq, row.code) for row in unit.quarantined(GBR, 0, 99)]


def fresh(text: str) -> object:
    """A record under the new key."""
    payload = notice("AUS", ("GBR",), text).payload
    return seal(payload, key_of("AUS", Mode.REAL, 2))


def test_entries_after_the_checkpoint_are_quarantined_those_before_stay(
    pair: tuple[Party, Party],
) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "1, before"))
    aus.exchange.checkpoint(Mode.REAL)
    aus.enqueue(notice("AUS", ("GBR",), "2, after, already taken"))
    aus.exchange.checkpoint(Mode.REAL)
    gbr.exchange.watch()
    aus.enqueue(notice("AUS", ("GBR",), "3, after, not taken yet"))
    rotate(aus, 1)
    aus.enqueue(fresh("4, under the new key"))
    aus.exchange.checkpoint(Mode.REAL)
    gbr.exchange.watch()
    assert numbers(gbr) == [(2, "KEY_REVOKED"), (3, "KEY_REVOKED")]
    with gbr.store.read() as unit:
        assert unit.in_head(GBR).seq == 4
        ids = [row.id for row in unit.in_entries(GBR, 0, 9)]
        assert [unit.envelope(each) is not None for each in ids] == [True, True, False, True]
        assert [line[2]["seq"] for line in unit.audited(event="record-distrusted")] == ["2"]
    with aus.store.read() as unit:
        receipt = verify_receipt(unit.last_receipt(GBR).envelope, directories())
    assert receipt.refused == (2, 3)
    assert numbers(gbr) == [(2, "KEY_REVOKED"), (3, "KEY_REVOKED")]


def test_a_late_partner_takes_what_the_checkpoint_covers(pair: tuple[Party, Party]) -> None:
    """It learns of the revocation before it gets anything, and still gets what was good."""
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "1"), notice("AUS", ("GBR",), "2"))
    aus.exchange.checkpoint(Mode.REAL)
    aus.enqueue(notice("AUS", ("GBR",), "3"))
    rotate(aus, 1)
    aus.exchange.checkpoint(Mode.REAL)
    report = gbr.exchange.watch()
    assert report.errors == {}
    assert report.accepted == 2
    assert numbers(gbr) == [(3, "KEY_REVOKED")]


def test_entries_that_a_checkpoint_covers_only_later_are_taken_after_all(
    pair: tuple[Party, Party],
) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "1"))
    rotate(aus, 1)
    gbr.exchange.watch()
    assert numbers(gbr) == [(1, "KEY_REVOKED")]
    aus.exchange.checkpoint(Mode.REAL)
    gbr.exchange.watch()
    assert numbers(gbr) == []
    with gbr.store.read() as unit:
        assert len(unit.audited(event="record-taken-after-all")) == 1
        assert unit.envelope(unit.in_entry(GBR, 1).id) is not None


def test_a_key_that_we_did_not_know_yet(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    rotate(aus, 0)
    aus.enqueue(fresh("under a key that GBR has not heard of"))
    gbr.exchange.pull()
    assert numbers(gbr) == [(1, "UNKNOWN_KEY")]
    report = gbr.exchange.watch()
    assert report.errors == {}
    assert numbers(gbr) == []


def test_what_is_bad_for_good_is_not_reconsidered(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    with aus.store.write() as unit:
        bad = seal(payload_of("AUS", ("AUS", "GBR")), key_of("AUS"))
        enqueue(unit, bad, [subject_of("GBR")], t=aus.clock.now())
    gbr.exchange.pull()
    assert numbers(gbr) == [(1, "BODY_INVALID")]
    with gbr.store.write() as unit:
        assert reconsider(unit, GBR, gbr.exchange.desk.context, t=gbr.clock.now()) == 0


def test_what_our_own_disk_has_damaged_is_not_believed(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    gbr.exchange.pull()
    known = Directories.replay(anchors(), [directory("AUS"), second_directory(5)])
    context = gbr.exchange.desk.context.with_directories(known)
    with gbr.store.write() as unit:
        (row,) = unit.in_entries(GBR, 0, 9)
        unit.in_entries = lambda feed, after, limit: (
            [] if after else [replace(row, envelope=b"rust"), replace(row, seq=2, envelope=b"")]
        )
        assert sweep_revoked(unit, GBR, context, t=gbr.clock.now()) == 1


def test_a_sweep_is_done_once(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), text) for text in "abc"))
    gbr.exchange.pull()
    desk = gbr.exchange.desk
    with gbr.store.write() as unit:
        assert sweep_revoked(unit, GBR, desk.context, t=gbr.clock.now()) == 0
        known = Directories.replay(anchors(), [directory("AUS"), second_directory(0)])
        context = desk.context.with_directories(known)
        assert sweep_revoked(unit, GBR, context, t=gbr.clock.now()) == 3
        assert sweep_revoked(unit, GBR, context, t=gbr.clock.now()) == 0
    assert [code for _, code in numbers(gbr)] == ["KEY_REVOKED"] * 3
