"""An origin whose store was restored from a copy never uses a number twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nations import directories, key_of, second_directory
from ten_parties import Coalition, Party, notice

from cspo.federation import Feed, Settings, entry_hash
from cspo.federation.checkpoint import read_checkpoint
from cspo.federation.feed import RESTART_STEP
from cspo.federation.frame import Frame, frame_from_bytes, frame_to_bytes
from cspo.federation.restoration import (
    adopt_checkpoints,
    adopt_entries,
    declare,
    recover_heads,
    shows_lost_records,
)
from cspo.federation.sender import may_append
from cspo.federation.store import Standing, StandingRow
from cspo.markings import Mode
from cspo.records import Opening, seal

GBR = Feed("AUS", "GBR", Mode.REAL)
FRA = Feed("AUS", "FRA", Mode.REAL)
CHAIN = Feed("AUS", "AUS", Mode.REAL)


@pytest.fixture
def three(coalition: Callable[..., Coalition]) -> Coalition:
    return coalition(("AUS", "FRA", "GBR"))


def lost_day(three: Coalition) -> tuple[Party, Path]:
    """AUS is copied, works on for a day that partners see, and comes back as the copy."""
    aus = three["AUS"]
    aus.enqueue(notice("AUS", ("FRA", "GBR"), "before"))
    aus.exchange.checkpoint(Mode.REAL)
    for party in ("FRA", "GBR"):
        three[party].exchange.watch()
    copy = aus.copy()
    aus.enqueue(notice("AUS", ("GBR",), "to GBR"), notice("AUS", ("FRA", "GBR"), "to both"))
    aus.exchange.checkpoint(Mode.REAL)
    three["GBR"].exchange.watch()
    three["FRA"].exchange.watch()
    aus.enqueue(notice("AUS", ("GBR",), "after the last checkpoint"))
    three["GBR"].exchange.pull()
    return aus, copy


def alarms(*parties: Party) -> list[str]:
    return [name for party in parties for name, _ in party.alarms()]


def quiet(three: Coalition) -> None:
    """Everyone asks everyone, twice, with new checkpoints."""
    for _ in range(2):
        three.advance(30)
        for party in three.parties.values():
            party.exchange.checkpoint(Mode.REAL)
        for party in three.parties.values():
            assert party.exchange.watch().errors == {}


@pytest.mark.parametrize("marked", [True, False])
def test_it_takes_its_own_words_back_and_goes_on(three: Coalition, marked: bool) -> None:
    """Also where nobody said that it is a copy: its own signature says so."""
    aus, copy = lost_day(three)
    aus.restore(copy, marked=marked)
    if marked:
        aus.enqueue(notice("AUS", ("GBR",), "made before anyone was asked"))
        with aus.store.read() as unit:
            assert unit.out_head(GBR).seq == 1
        assert aus.exchange.checkpoint(Mode.REAL) is None
    report = aus.exchange.watch()
    assert report.errors == {}
    with aus.store.read() as unit:
        assert unit.generation() == 1
        assert unit.out_head(GBR).seq == (5 if marked else 4)
        assert unit.last_checkpoint("AUS", Mode.REAL).n == 2
        assert unit.head_at(GBR, 2).head.seq == 3
        assert unit.head_at(FRA, 2).head.seq == 2
        assert may_append(unit, CHAIN)
        assert [line[2]["entries"] for line in unit.audited(event="readopted")] == ["1", "3"]
    quiet(three)
    assert three.differences() == []
    assert alarms(three["FRA"], three["GBR"], aus) == []
    with three["GBR"].store.read() as unit:
        assert unit.last_checkpoint("AUS", Mode.REAL).n == 4


def test_a_checkpoint_alone_says_that_we_are_a_copy(three: Coalition) -> None:
    aus = three["AUS"]
    copy = aus.copy()
    for _ in range(3):
        aus.exchange.checkpoint(Mode.REAL)
    three["FRA"].exchange.watch()
    aus.restore(copy, marked=False)
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert unit.generation() == 1
        assert unit.last_checkpoint("AUS", Mode.REAL).n == unit.head_at(GBR, 9).n == 3
    quiet(three)
    assert alarms(*three.parties.values()) == []


def test_a_partner_that_asks_for_more_than_we_have_tells_us(three: Coalition) -> None:
    """A copy put back under a running node: the next question shows it."""
    aus, copy = lost_day(three)
    aus.restore(copy, marked=False)
    for peer in aus.exchange.peers.values():
        peer.shown.update(peer.feeds_from(("AUS",), Mode.REAL))  # has asked before, it thinks
    aus.exchange.pull()
    with aus.store.read() as unit:
        assert unit.generation() == 0
    three["GBR"].exchange.pull()
    aus.exchange.watch()
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert unit.generation() == 1
        assert unit.out_head(GBR).seq == 4
    assert three.differences() == []


def test_it_waits_for_who_does_not_answer(three: Coalition) -> None:
    aus, copy = lost_day(three)
    aus.restore(copy)
    aus.exchange.peers["GBR"].link.faults.cut = 1.0
    aus.exchange.watch()
    aus.exchange.peers["GBR"].link.faults.cut = 0.0
    aus.exchange.peers["FRA"].backoff.succeeded()
    aus.exchange.peers.pop("GBR")
    aus.exchange.pull()
    aus.enqueue(notice("AUS", ("FRA", "GBR"), "for both"))
    with aus.store.read() as unit:
        assert may_append(unit, FRA)
        assert not may_append(unit, GBR)
        assert len(unit.deferred_out(GBR, 9)) == 1
    assert aus.exchange.checkpoint(Mode.REAL) is None
    three.connect(aus)
    quiet(three)
    assert three.differences() == []
    with three["GBR"].store.read() as unit:
        assert unit.in_head(GBR).seq == 5


def test_who_never_answers_is_given_up_for_all_to_see(three: Coalition) -> None:
    """Numbers jump, nothing is used twice, and what was lost comes back below the jump."""
    aus, copy = lost_day(three)
    aus.settings = Settings(declare_after_s=60.0)
    now = [0.0]
    aus.monotonic = lambda: now[0]
    aus.restore(copy)
    gone = aus.exchange.peers["GBR"]
    gone.link.faults = type(gone.link.faults)(cut=1.0)
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert not may_append(unit, GBR)
    now[0] = 61.0
    aus.enqueue(notice("AUS", ("GBR",), "waits"))
    aus.exchange.watch()
    aus.enqueue(notice("AUS", ("GBR",), "goes on"))
    with aus.store.read() as unit:
        assert unit.out_head(GBR).seq == 2 + RESTART_STEP
        assert unit.standing(GBR).state is Standing.DECLARED
        assert unit.standing(FRA).state is Standing.CONFIRMED
        assert unit.standing(CHAIN).state is Standing.DECLARED
    envelope = aus.exchange.checkpoint(Mode.REAL)
    assert envelope is not None
    assert read_checkpoint(envelope)[0].n == 2 + RESTART_STEP
    three.connect(aus)
    gone.backoff.succeeded()
    three["GBR"].exchange.watch()
    aus.exchange.watch()
    assert set(alarms(three["GBR"])) == {"ROLLBACK"}
    quiet(three)
    assert three.differences() == []
    with three["GBR"].store.read() as unit:
        numbers = [row.seq for row in unit.in_entries(GBR, 0, 99)]
    assert numbers == [1, 2, 3, 4, 1 + RESTART_STEP, 2 + RESTART_STEP]


def adopted(aus: Party, *frames: bytes, feed: Feed = GBR) -> tuple[int, int, str]:
    with aus.store.write() as unit:
        context = aus.exchange.desk.context
        found = adopt_entries(unit, feed, frames, context, t=aus.clock.now())
        return found.entries, found.reached, found.conflict


def framed(seq: int, prev: str, record_id: str, envelope: bytes) -> bytes:
    own = entry_hash(GBR, prev, seq, record_id)
    return frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR",
            mode=Mode.REAL,
            seq=seq,
            prev=prev,
            hash=own,
            id=record_id,
            envelope=envelope,
        )
    )


def test_only_our_own_signed_words_come_back(three: Coalition) -> None:
    aus, copy = lost_day(three)
    frames = three["GBR"].exchange.answers.held("AUS", GBR, 0, 99)
    aus.restore(copy)
    assert adopted(aus, b"junk") == (0, 0, "bytes that are no frame of it")
    assert adopted(aus, *three["FRA"].exchange.answers.held("AUS", FRA, 0, 9))[2] != ""
    assert adopted(aus, frames[2]) == (0, 3, "entry 3")
    second = frame_from_bytes(frames[1])
    other = notice("FRA", ("AUS", "GBR"), "not ours")
    foreign = framed(2, second.prev, other.id, other.envelope)
    with aus.store.read() as unit:
        context = aus.exchange.desk.context
        assert not shows_lost_records(unit, GBR, [b"junk", foreign, frames[0]], context)
        assert shows_lost_records(unit, GBR, [frames[1]], context)
    assert adopted(aus, *frames[:2]) == (1, 2, "")
    assert adopted(aus, foreign) == (0, 2, "entry 2")
    third = frame_from_bytes(frames[2])
    again = framed(3, third.prev, second.id, second.envelope)
    assert adopted(aus, again) == (0, 3, "entry 3: a record that is in the feed already")
    bare = framed(3, third.prev, "ab" * 32, b"")
    assert adopted(aus, bare) == (0, 3, "entry 3: no record of ours in all of it")
    assert adopted(aus, *frames) == (2, 4, "")
    assert adopted(aus, *frames) == (0, 4, "")


def test_an_entry_whose_record_is_gone_comes_back_without_it(three: Coalition) -> None:
    aus, copy = lost_day(three)
    frames = three["GBR"].exchange.answers.held("AUS", GBR, 0, 99)
    aus.restore(copy)
    second = frame_from_bytes(frames[1])
    bare = frames[1].replace(second.envelope, b"null")
    assert adopted(aus, bare, *frames[2:]) == (3, 4, "")
    with aus.store.read() as unit:
        assert [row.envelope == b"" for row in unit.out_entries(GBR, 0, 9)] == [
            False,
            True,
            False,
            False,
        ]
        assert len(unit.audited(event="readopted-without-record")) == 1


def test_openings_come_back_too(three: Coalition) -> None:
    aus, copy = lost_day(three)
    frame = frame_from_bytes(three["GBR"].exchange.answers.held("AUS", GBR, 1, 1)[0])
    opening = Opening(index=0, id="11" * 32, salt="22" * 32)
    data = frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR",
            mode=Mode.REAL,
            seq=2,
            prev=frame.prev,
            hash=frame.hash,
            id=frame.id,
            envelope=frame.envelope,
            openings=(opening,),
        )
    )
    aus.restore(copy)
    assert adopted(aus, data) == (1, 2, "")
    with aus.store.read() as unit:
        assert b"11" * 32 in unit.out_entry(GBR, 2).openings


def test_a_recipient_with_another_history_blocks_its_own_feed_alone(three: Coalition) -> None:
    aus, copy = lost_day(three)
    aus.restore(copy)
    link = aus.exchange.peers["GBR"].link
    held = link.held
    frames = held(GBR, 0, 9)
    link.held = lambda feed, after, limit: [frames[2]] if after < 3 else []
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert unit.standing(GBR).state is Standing.CONFLICT
        assert may_append(unit, FRA)
        assert not may_append(unit, CHAIN)
        assert len(unit.audited(event="readoption-refused")) == 1
    link.held = held
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert unit.standing(GBR).state is Standing.CONFIRMED
        assert may_append(unit, CHAIN)
    assert three.differences() == []


def test_a_partner_that_lies_about_a_store_that_was_never_restored_changes_nothing(
    three: Coalition,
) -> None:
    aus = three["AUS"]
    record = notice("AUS", ("GBR",), "one")
    aus.enqueue(record)
    head = frame_from_bytes(aus.exchange.answers.frames("GBR", GBR, 0, 9)[0])
    made_up = framed(2, head.hash, record.id, record.envelope)
    aus.exchange.peers["GBR"].link.held = lambda feed, after, limit: [made_up]
    aus.exchange.watch()
    with aus.store.read() as unit:
        assert unit.generation() == 0
        assert unit.out_head(GBR).seq == 1


def test_a_checkpoint_of_ours_that_is_not_ours_is_an_alarm_about_ourselves(
    three: Coalition, folder: Path, empty_store: Path
) -> None:
    """Somebody else signs with our key."""
    aus, copy = lost_day(three)
    aus.restore(copy)
    (folder / "twin").mkdir()
    twin = Coalition(folder / "twin", empty_store, ("AUS",))
    twin.advance(5)
    twin["AUS"].exchange.checkpoint(Mode.REAL)
    with twin["AUS"].store.read() as unit:
        envelope = unit.last_checkpoint("AUS", Mode.REAL).envelope
    twin.close()
    link = aus.exchange.peers["FRA"].link
    link.checkpoints = lambda origin, mode, after, limit: [envelope]
    aus.exchange.watch()
    assert ("FORK", "AUS") in aus.alarms()


def test_heads_that_nobody_can_find_again_stay_lost(three: Coalition) -> None:
    aus, copy = lost_day(three)
    envelopes = three["GBR"].exchange.answers.checkpoints("AUS", "AUS", Mode.REAL, 1, 9)
    aus.restore(copy)
    with aus.store.write() as unit:
        context = aus.exchange.desk.context
        assert adopt_checkpoints(unit, "AUS", Mode.REAL, envelopes, context, t=aus.clock.now()) == 2
        assert adopt_checkpoints(unit, "AUS", Mode.REAL, [b"junk"], context, t=aus.clock.now()) == 0
        assert recover_heads(unit, GBR, "AUS") == 0  # its entries have not come back yet
        assert unit.head_at(GBR, 2).n == 1
        assert recover_heads(unit, Feed("AUS", "FRA", Mode.REAL), "AUS") == 0


def test_standings_of_an_older_restore_say_nothing(three: Coalition) -> None:
    aus = three["AUS"]
    with aus.store.write() as unit:
        unit.mark_restored("one", t=aus.clock.now())
        unit.put_standing(GBR, StandingRow(1, Standing.CONFIRMED, 0), t=aus.clock.now())
        assert may_append(unit, GBR)
        unit.mark_restored("two", t=aus.clock.now())
        assert not may_append(unit, GBR)


def test_entries_alone_say_that_we_are_a_copy(three: Coalition) -> None:
    """No checkpoint was made meanwhile: a record under our own signature is enough."""
    aus = three["AUS"]
    copy = aus.copy()
    aus.enqueue(*(notice("AUS", ("GBR",), text) for text in "abcde"))
    three["GBR"].exchange.pull()
    aus.settings = Settings(batch=2)
    aus.restore(copy, marked=False)
    assert aus.exchange.find_home() == {}
    with aus.store.read() as unit:
        assert unit.generation() == 1
        assert unit.out_head(GBR).seq == 5
    quiet(three)
    assert three.differences() == []


def test_a_partner_that_repeats_itself_does_not_hold_us_up(three: Coalition) -> None:
    aus, copy = lost_day(three)
    aus.restore(copy)
    link = aus.exchange.peers["GBR"].link
    frames = link.held(GBR, 0, 9)
    link.held = lambda feed, after, limit: frames[:1]
    assert aus.exchange.find_home() == {}
    with aus.store.read() as unit:
        assert unit.out_head(GBR).seq == 1


def test_keys_of_our_own_that_the_copy_forgot_come_back_first(three: Coalition) -> None:
    """Records under a key that the backup does not know are its own words all the same."""
    aus = three["AUS"]
    copy = aus.copy()
    aus.known = aus.known.accept(second_directory(0))
    aus.exchange.watcher.accept(aus.known, "AUS")
    aus.exchange.desk.signers = {Mode.REAL: key_of("AUS", Mode.REAL, 2)}
    record = seal(notice("AUS", ("GBR",), "under the new key").payload, key_of("AUS", number=2))
    aus.enqueue(record)
    three["GBR"].exchange.watch()
    aus.known = directories()
    aus.restore(copy)
    assert aus.exchange.find_home() == {}
    with aus.store.read() as unit:
        assert unit.envelope(record.id) == record.envelope
        assert unit.audited(event="readopted-without-record") == []


def test_links_that_are_cut_are_told(three: Coalition) -> None:
    aus, copy = lost_day(three)
    aus.restore(copy)
    three.faults.cut = 1.0
    assert set(aus.exchange.find_home()) == {"FRA", "GBR"}


def test_many_checkpoints_come_back_page_by_page(three: Coalition) -> None:
    aus = three["AUS"]
    copy = aus.copy()
    for _ in range(5):
        aus.exchange.checkpoint(Mode.REAL)
    three["FRA"].exchange.watch()
    aus.settings = Settings(page=2)
    aus.restore(copy)
    assert aus.exchange.find_home() == {}
    with aus.store.read() as unit:
        assert unit.last_checkpoint("AUS", Mode.REAL).n == 5


def test_a_partner_whose_first_feed_stands_still_has_others(three: Coalition) -> None:
    aus, copy = lost_day(three)
    aus.restore(copy)
    for peer in aus.exchange.peers.values():
        peer.link.held = lambda feed, after, limit: [b"junk"]
    aus.exchange.find_home()
    with aus.store.write() as unit:
        assert unit.standing(FRA).state is Standing.CONFLICT
        declare(unit, FRA, t=aus.clock.now())
        assert may_append(unit, FRA)


def test_without_partners_nothing_is_confirmed(coalition: Callable[..., Coalition]) -> None:
    """Nobody was asked: who knows what they hold."""
    aus = coalition(("AUS",))["AUS"]
    with aus.store.write() as unit:
        unit.mark_restored("test", t=aus.clock.now())
    aus.exchange.watch()
    assert aus.exchange.checkpoint(Mode.REAL) is None


def test_a_feed_to_a_guest_of_our_own_waits_for_nobody(three: Coalition) -> None:
    aus = three["AUS"]
    with aus.store.write() as unit:
        unit.mark_restored("test", t=aus.clock.now())
    record = notice("AUS", ("AUS/orbital", "GBR"), "for a desk of our own, and for GBR")
    aus.enqueue(record)
    with aus.store.read() as unit:
        assert unit.out_head(Feed("AUS", "AUS/orbital", Mode.REAL)).seq == 1
        assert unit.out_head(GBR).seq == 0
