from __future__ import annotations

from collections.abc import Callable

import pytest
from nations import key_of
from ten_parties import Coalition, Party, notice, subject_of

from cspo.errors import UsageError
from cspo.federation import Feed, Outgoing, enqueue, enqueue_all, make_checkpoint
from cspo.federation.backfill import frames_for
from cspo.federation.checkpoint import read_checkpoint
from cspo.federation.feed import RESTART_STEP
from cspo.federation.frame import frame_from_bytes
from cspo.federation.restoration import declare
from cspo.federation.sender import drain, may_append
from cspo.federation.store import Standing, StandingRow
from cspo.markings import Mode, Subject

GBR = Feed("AUS", "GBR", Mode.REAL)
FRA = Feed("AUS", "FRA", Mode.REAL)


@pytest.fixture
def aus(coalition: Callable[..., Coalition]) -> Party:
    return coalition(("AUS",))["AUS"]


def test_the_record_and_its_entries_stand_or_fall_together(aus: Party) -> None:
    record = notice("AUS", ("GBR", "FRA"), "a")

    def dies() -> None:
        with aus.store.write() as unit:
            enqueue(unit, record, [subject_of("GBR")], t=aus.clock.now())
            raise UsageError("test", "dies")

    with pytest.raises(UsageError):
        dies()
    with aus.store.write() as unit:
        assert unit.envelope(record.id) is None
        done = enqueue(
            unit,
            record,
            [subject_of("AUS"), subject_of("GBR"), subject_of("FRA")],
            t=aus.clock.now(),
        )
        assert [(each.party, each.seq) for each in done] == [("GBR", 1), ("FRA", 1)]
    with aus.store.read() as unit:
        assert unit.envelope(record.id) == record.envelope
        assert unit.out_head(GBR).seq == unit.out_head(FRA).seq == 1
        assert unit.out_head(GBR).hash != unit.out_head(FRA).hash


def test_what_the_label_forbids_goes_into_no_feed(aus: Party) -> None:
    """Defence in depth: whoever calls, it is decided here once more, and told."""
    record = notice("AUS", ("GBR",), "only GBR")
    low = Subject("GBR", "U", modes=frozenset())
    with aus.store.write() as unit:
        done = enqueue(unit, record, [subject_of("FRA"), low], t=aus.clock.now())
        assert [(each.decision.permitted, each.decision.rule, each.seq) for each in done] == [
            (False, "8", None), (False, "12", None),
        ]  # fmt: skip
        assert unit.out_feeds() == []
        lines = unit.audited(event="enqueue-denied")
        assert [line[2]["rule"] for line in lines] == ["8", "12"]


def test_again_changes_nothing(aus: Party) -> None:
    one, two = (notice("AUS", ("GBR", "FRA"), text) for text in "ab")
    to_gbr, to_both = [subject_of("GBR")], [subject_of("GBR"), subject_of("FRA")]
    with aus.store.write() as unit:
        enqueue_all(unit, [Outgoing(one, to_gbr), Outgoing(one, to_gbr)], t=aus.clock.now())
    with aus.store.write() as unit:
        done = enqueue_all(
            unit, [Outgoing(two, to_both), Outgoing(one, to_both)], t=aus.clock.now()
        )
        assert [[each.seq for each in record] for record in done] == [[2, 1], [1, 2]]
    with aus.store.read() as unit:
        assert [row.id for row in unit.out_entries(GBR, 0, 9)] == [one.id, two.id]
        assert [row.id for row in unit.out_entries(FRA, 0, 9)] == [two.id, one.id]


def test_a_restored_store_puts_nothing_into_a_feed_before_it_knows(aus: Party) -> None:
    before, waits, later = (notice("AUS", ("GBR",), text) for text in "abc")
    aus.enqueue(before)
    with aus.store.write() as unit:
        unit.mark_restored("test", t=aus.clock.now())
        assert not may_append(unit, GBR)
    with aus.store.write() as unit:
        (done,) = enqueue(unit, waits, [subject_of("GBR")], t=aus.clock.now())
        assert done.decision.permitted
        assert done.seq is None
        assert drain(unit, GBR, t=aus.clock.now()) == 0
        assert unit.out_head(GBR).seq == 1
    assert aus.exchange.checkpoint(Mode.REAL) is None
    with aus.store.write() as unit:
        unit.put_standing(GBR, StandingRow(1, Standing.CONFLICT, 1), t=aus.clock.now())
        assert not may_append(unit, GBR)
        unit.put_standing(GBR, StandingRow(1, Standing.CONFIRMED, 1), t=aus.clock.now())
    with aus.store.write() as unit:
        assert drain(unit, GBR, t=aus.clock.now()) == 1
        assert drain(unit, GBR, t=aus.clock.now()) == 0
        enqueue(unit, later, [subject_of("GBR")], t=aus.clock.now())
        assert [row.id for row in unit.out_entries(GBR, 0, 9)] == [before.id, waits.id, later.id]
        assert not may_append(unit, FRA)


def test_a_declared_restart_jumps_once(aus: Party) -> None:
    with pytest.raises(UsageError, match="was restored"), aus.store.write() as unit:
        declare(unit, GBR, t=aus.clock.now())
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    aus.exchange.checkpoint(Mode.REAL)
    chain = Feed("AUS", "AUS", Mode.REAL)
    with aus.store.write() as unit:
        unit.mark_restored("test", t=aus.clock.now())
        declare(unit, GBR, t=aus.clock.now())
        declare(unit, chain, t=aus.clock.now())
    for text in "bc":
        aus.enqueue(notice("AUS", ("GBR",), text))
    numbers = []
    for _ in range(2):
        envelope = aus.exchange.checkpoint(Mode.REAL)
        assert envelope is not None
        numbers.append(read_checkpoint(envelope)[0].n)
    assert numbers == [1 + RESTART_STEP, 2 + RESTART_STEP]
    with aus.store.read() as unit:
        rows = unit.out_entries(GBR, 0, 9)
        assert [row.seq for row in rows] == [1, 1 + RESTART_STEP, 2 + RESTART_STEP]
        assert [row.prev for row in rows[1:]] == [row.hash for row in rows[:2]]


def test_a_party_has_no_feed_to_itself(aus: Party) -> None:
    from cspo.federation.sender import _Outbox  # noqa: PLC0415

    with aus.store.write() as unit, pytest.raises(UsageError, match="besides the origin"):
        _Outbox(unit, aus.clock.now()).put(Feed("AUS", "AUS", Mode.REAL), "a" * 64, b"[]", new=True)


def test_a_checkpoint_binds_all_feeds_of_its_mode(aus: Party) -> None:
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    with aus.store.write() as unit:
        make_checkpoint(
            unit, "AUS", Mode.REAL, ["AUS", "GBR", "FRA"], key_of("AUS"), t=aus.clock.now()
        )
        assert unit.head_at(GBR, 1).head.seq == 1
        assert unit.head_at(FRA, 1).head.seq == 0
        assert unit.head_at(Feed("AUS", "AUS", Mode.REAL), 1) is None


def test_answers_are_decided_upon_again_and_keep_the_chain(aus: Party) -> None:
    for text in "abc":
        aus.enqueue(notice("AUS", ("GBR",), text))
    low = Subject("GBR", "S", modes=frozenset({Mode.EXERCISE}))
    with aus.store.read() as unit:
        frames, denied = frames_for(unit, GBR, subject_of("GBR"), 1, 1)
        assert ([frame_from_bytes(each).seq for each in frames], denied) == ([2], [])
        frames, denied = frames_for(unit, GBR, low, 0, 10)
    assert denied == [(1, "12"), (2, "12"), (3, "12")]
    found = [frame_from_bytes(each) for each in frames]
    assert [each.envelope for each in found] == [b""] * 3
    assert all(each.header.holds() for each in found)


def test_an_answer_has_a_size(aus: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    aus.enqueue(*(notice("AUS", ("GBR",), text) for text in "abc"))
    with aus.store.read() as unit:
        size = len(frames_for(unit, GBR, subject_of("GBR"), 0, 1)[0][0])
        monkeypatch.setattr("cspo.federation.backfill.ANSWER_BYTES", 2 * size)
        assert len(frames_for(unit, GBR, subject_of("GBR"), 0, 9)[0]) == 2
        monkeypatch.setattr("cspo.federation.backfill.ANSWER_BYTES", 1)
        assert len(frames_for(unit, GBR, subject_of("GBR"), 0, 9)[0]) == 1
        assert frames_for(unit, GBR, subject_of("GBR"), 0, -1) == ([], [])
