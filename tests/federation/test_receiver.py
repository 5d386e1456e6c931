from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from ten_parties import Coalition, Party, notice, subject_of

from cspo.errors import UsageError
from cspo.federation import Feed, enqueue, entry_hash
from cspo.federation.examine import examine
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH
from cspo.federation.frame import Frame, frame_from_bytes, frame_to_bytes
from cspo.federation.receipt import verify_receipt
from cspo.federation.receiver import Outcome, Verdict, receive, settle, sign_receipt
from cspo.markings import Mode
from cspo.records import Opening, Provenance, commit, new_salts, openings_for

FEED = Feed("AUS", "GBR", Mode.REAL)


@pytest.fixture
def pair(coalition: Callable[..., Coalition]) -> tuple[Party, Party]:
    made = coalition(("AUS", "GBR"))
    return made["AUS"], made["GBR"]


def frames_of(origin: Party, after: int = 0) -> list[bytes]:
    return origin.exchange.answers.frames("GBR", FEED, after, 100)


def take(party: Party, *frames: bytes, final: bool = False) -> list[Verdict]:
    context = party.exchange.desk.context
    with party.store.write() as unit:
        return [
            receive(unit, data, FEED, context, t=party.clock.now(), final=final) for data in frames
        ]


def outcomes(verdicts: list[Verdict]) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts]


def test_frames_are_taken_in_order_once(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(4)))
    first, second, third, fourth = frames_of(aus)
    assert outcomes(take(gbr, second)) == [Outcome.GAP]
    assert outcomes(take(gbr, first, first, second)) == [
        Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.ACCEPTED,
    ]  # fmt: skip
    assert outcomes(take(gbr, fourth, third, fourth)) == [
        Outcome.GAP, Outcome.ACCEPTED, Outcome.ACCEPTED,
    ]  # fmt: skip
    with gbr.store.read() as unit:
        assert [line[2]["seq"] for line in unit.audited(event="frame-gap")] == ["2", "4"]
        assert unit.in_head(FEED).seq == 4


def test_another_history_is_not_taken(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    (first,) = frames_of(aus)
    take(gbr, first)
    frame = frame_from_bytes(first)
    rewritten = frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR",
            mode=Mode.REAL,
            seq=1,
            prev="aa" * 32,
            hash=entry_hash(FEED, "aa" * 32, 1, frame.id),
            id=frame.id,
            envelope=frame.envelope,
        )
    )
    beside = frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR",
            mode=Mode.REAL,
            seq=2,
            prev="aa" * 32,
            hash=entry_hash(FEED, "aa" * 32, 2, frame.id),
            id=frame.id,
            envelope=frame.envelope,
        )
    )
    assert outcomes(take(gbr, rewritten, beside)) == [Outcome.CONFLICT, Outcome.CONFLICT]


def test_a_declared_restart_is_followed_and_told(pair: tuple[Party, Party]) -> None:
    """The next entry may go on, by the one great step, from any entry that we hold."""
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(3)))
    frames = frames_of(aus)
    take(gbr, *frames)
    base = frame_from_bytes(frames[1])
    record = notice("AUS", ("GBR",), "after")

    def jump(base_seq: int, prev: str) -> bytes:
        seq = base_seq + RESTART_STEP
        own = entry_hash(FEED, prev, seq, record.id)
        return frame_to_bytes(
            Frame(
                origin="AUS",
                recipient="GBR",
                mode=Mode.REAL,
                seq=seq,
                prev=prev,
                hash=own,
                id=record.id,
                envelope=record.envelope,
            )
        )

    assert outcomes(take(gbr, jump(2, "bb" * 32), jump(5, base.hash))) == [
        Outcome.GAP, Outcome.GAP,
    ]  # fmt: skip
    assert outcomes(take(gbr, jump(2, base.hash))) == [Outcome.ACCEPTED]
    with gbr.store.read() as unit:
        (row,) = unit.alarms()
        assert row.report.alarm == "ROLLBACK"
        assert "after entry 2, we hold 3" in row.report.text
        assert unit.in_head(FEED).seq == 2 + RESTART_STEP


def test_an_origin_that_has_lost_all_may_restart_from_nothing(pair: tuple[Party, Party]) -> None:
    _, gbr = pair
    record = notice("AUS", ("GBR",), "new life")
    own = entry_hash(FEED, ZERO_HASH, RESTART_STEP, record.id)
    data = frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR",
            mode=Mode.REAL,
            seq=RESTART_STEP,
            prev=ZERO_HASH,
            hash=own,
            id=record.id,
            envelope=record.envelope,
        )
    )
    assert outcomes(take(gbr, data)) == [Outcome.ACCEPTED]


def test_openings_that_do_not_hold_are_dropped_and_told(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    inputs = ["11" * 32, "22" * 32]
    salts = new_salts(2)
    record = notice("AUS", ("GBR",), "derived", provenance=Provenance(inputs=commit(inputs, salts)))
    good = openings_for(inputs, salts, ["11" * 32])
    bad = Opening(index=0, id="33" * 32, salt="44" * 32)
    with aus.store.write() as unit:
        enqueue(unit, record, [subject_of("GBR")], lambda _: (*good, bad), t=aus.clock.now())
    assert outcomes(take(gbr, *frames_of(aus))) == [Outcome.ACCEPTED]
    with gbr.store.read() as unit:
        (row,) = unit.in_entries(FEED, 0, 5)
        assert row.openings == b"[" + row.openings[1:-1] + b"]"
        assert row.openings.count(b'"index"') == 1
        assert b"11" * 32 in row.openings
        (line,) = unit.audited(event="openings-dropped")
        assert line[2]["dropped"] == "1"


def test_a_receipt_names_what_was_refused(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    with gbr.store.write() as unit:
        assert (
            sign_receipt(unit, FEED, gbr.exchange.desk.signers[Mode.REAL], t=gbr.clock.now())
            is None
        )
    aus.enqueue(notice("AUS", ("GBR",), "good"), notice("AUS", ("GBR",), "x", kind="notice"))
    gbr.exchange.pull()
    with gbr.store.write() as unit:
        unit.quarantine(FEED, 1, "UNKNOWN_KIND", b"frame", t=gbr.clock.now())
        envelope = sign_receipt(unit, FEED, gbr.exchange.desk.signers[Mode.REAL], t=gbr.clock.now())
    assert envelope is not None
    receipt = verify_receipt(envelope, gbr.known)
    assert (receipt.seq, receipt.refused) == (2, (1,))


def test_nothing_is_taken_when_the_unit_of_work_fails(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))

    def fails() -> None:
        with gbr.store.write() as unit:
            receive(unit, frames_of(aus)[0], FEED, gbr.exchange.desk.context, t=gbr.clock.now())
            raise UsageError("test", "fails")

    with pytest.raises(UsageError):
        fails()
    with gbr.store.read() as unit:
        assert unit.in_head(FEED) == GENESIS
    assert gbr.exchange.pull().accepted == 1


def test_a_frame_for_somebody_who_is_no_guest_of_ours(pair: tuple[Party, Party]) -> None:
    _, gbr = pair
    feed = Feed("AUS", "GBR/acme-sat", Mode.REAL)
    record = notice("AUS", ("GBR/acme-sat",), "for a guest")
    data = frame_to_bytes(
        Frame(
            origin="AUS",
            recipient="GBR/acme-sat",
            mode=Mode.REAL,
            seq=1,
            prev=ZERO_HASH,
            hash=entry_hash(feed, ZERO_HASH, 1, record.id),
            id=record.id,
            envelope=record.envelope,
        )
    )
    with gbr.store.write() as unit:
        verdict = receive(unit, data, feed, gbr.exchange.desk.context, t=gbr.clock.now())
    assert (verdict.outcome, verdict.code) == (Outcome.QUARANTINED, "WRONG_RECIPIENT")


def replayed(origin: Party, seq: int, id_of: int) -> bytes:
    """A record of the feed chained anew after the entry before *seq*: it takes no key."""
    frames = [frame_from_bytes(data) for data in frames_of(origin)]
    before, again = frames[seq - 2], frames[id_of - 1]
    own = entry_hash(FEED, before.hash, seq, again.id)
    return frame_to_bytes(
        msgspec.structs.replace(again, seq=seq, prev=before.hash, hash=own, openings=())
    )


def test_a_replayed_record_is_no_new_entry(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(3)))
    first, second, third = frames_of(aus)
    take(gbr, first, second)
    (verdict,) = take(gbr, replayed(aus, 3, 1))
    assert (verdict.outcome, verdict.code) == (Outcome.FAULT, "DUPLICATE_RECORD")
    assert outcomes(take(gbr, third)) == [Outcome.ACCEPTED], "the true entry still fits"


def test_a_record_twice_in_one_batch_is_found_too(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(3)))
    first, second, third = frames_of(aus)
    context = gbr.exchange.desk.context
    frames = [
        examine(data, FEED, context, covering=None, final=False)
        for data in (first, first, second, replayed(aus, 3, 2), third)
    ]
    with gbr.store.write() as unit:
        verdicts = settle(unit, FEED, frames, t=gbr.clock.now(), final=False)
    assert outcomes(verdicts) == [
        Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.ACCEPTED, Outcome.FAULT, Outcome.ACCEPTED,
    ]  # fmt: skip


def test_the_origin_s_own_store_decides_about_a_replayed_record(
    pair: tuple[Party, Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(3)))
    forged = replayed(aus, 3, 1)
    link = gbr.exchange.peers["AUS"].link
    honest = link.fetch

    def fetch(feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        true = honest(feed, after_seq, limit)
        return true if after_seq else [*true[:2], forged]

    monkeypatch.setattr(link, "fetch", fetch)
    pulled = gbr.exchange.pull().pulled[FEED]
    assert (pulled.accepted, pulled.quarantined, pulled.backfills) == (3, 0, 1)
    with gbr.store.read() as unit, aus.store.read() as theirs:
        assert unit.in_head(FEED) == theirs.out_head(FEED)


def test_an_origin_that_names_a_record_twice_is_told_so(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(2)))
    take(gbr, *frames_of(aus))
    (verdict,) = take(gbr, replayed(aus, 3, 1), final=True)
    assert (verdict.outcome, verdict.code) == (Outcome.QUARANTINED, "DUPLICATE_RECORD")
    with gbr.store.read() as unit:
        assert unit.in_head(FEED).seq == 3
        assert unit.envelope(verdict.record_id) is not None, "as it came first"
        assert unit.in_seqs(FEED, [verdict.record_id, "ab" * 32]) == {verdict.record_id: 3}
