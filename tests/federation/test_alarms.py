"""What one party does wrong, and the name under which its partners see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from nations import directories, directory, entry_of, key_of
from ten_parties import Coalition, HandClock, Party, notice, subject_of

from cspo.federation import Alarm, Feed, HeadAnswer, verify_fork_proof
from cspo.federation.checkpoint import (
    Checkpoint,
    HeadOpening,
    checkpoint_hash,
    head_salt,
    leaves_of,
    opening_to_bytes,
    read_checkpoint,
    seal_checkpoint,
)
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Head, entry_hash
from cspo.federation.frame import Frame, frame_from_bytes, frame_to_bytes
from cspo.federation.gossip import take_gossip
from cspo.markings import Mode
from cspo.records import Record

FRA = Feed("AUS", "FRA", Mode.REAL)
GBR = Feed("AUS", "GBR", Mode.REAL)
SECRET = b"\x05" * 32


class Liar:
    """AUS as it pleases: what it shows GBR is what the test says."""

    def __init__(self, party: Party, feed: Feed = GBR) -> None:
        self.clock = party.clock
        self.feed = feed
        self.frames: list[bytes] = []
        self.answers: list[HeadAnswer] = []
        self.n = 0
        self.prev = ZERO_HASH

    def give(self, *records: Record, after: Head | None = None) -> Head:
        """More frames under a chain of its own."""
        head = after
        if head is None:
            last = frame_from_bytes(self.frames[-1]) if self.frames else None
            head = GENESIS if last is None else Head(last.seq, last.hash)
        for record in records:
            own = entry_hash(self.feed, head.hash, head.seq + 1, record.id)
            frame = Frame(
                origin="AUS", recipient=self.feed.recipient, mode=Mode.REAL, seq=head.seq + 1,
                prev=head.hash, hash=own, id=record.id, envelope=record.envelope,
            )  # fmt: skip
            self.frames.append(frame_to_bytes(frame))
            head = Head(frame.seq, own)
        return head

    def sign(self, head: Head, *, opening: bytes | None = None, jump: int = 1) -> bytes:
        """The next checkpoint of its chain, with this head for GBR."""
        self.n += jump
        heads = {FRA: GENESIS, GBR: GENESIS, self.feed: head}
        body = Checkpoint(
            origin="AUS", mode=Mode.REAL, n=self.n, prev=self.prev,
            t=self.clock.now().utc_iso(6),
            leaves=leaves_of(heads.items(), SECRET, "AUS", Mode.REAL, self.n),
        )  # fmt: skip
        envelope = seal_checkpoint(body, key_of("AUS"))
        self.prev = checkpoint_hash(read_checkpoint(envelope)[1].payload)
        if opening is None:
            salt = head_salt(SECRET, self.feed, self.n)
            opening = opening_to_bytes(
                HeadOpening(n=self.n, seq=head.seq, hash=head.hash, salt=salt)
            )
        self.answers.append(HeadAnswer(envelope, opening))
        return envelope

    # -- PeerLink -----------------------------------------------------------
    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return [data for data in self.frames if frame_from_bytes(data).seq > after_seq]

    backfill = fetch

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        shown = [each for each in self.answers if number(each.checkpoint) > after_n]
        return sorted(shown, key=lambda each: number(each.checkpoint))[:limit]

    def receipt(self, envelope: bytes) -> None:
        pass

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        return (
            [each.checkpoint for each in self.heads(GBR, after_n, limit)] if origin == "AUS" else []
        )

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return []

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        return []


def number(envelope: bytes) -> int:
    return read_checkpoint(envelope)[0].n


@pytest.fixture
def party(coalition: Callable[..., Coalition]) -> Party:
    """GBR, with FRA beside it."""
    return coalition(("FRA", "GBR"))["GBR"]


@pytest.fixture
def liar(party: Party) -> Liar:
    liar = Liar(party)
    party.exchange.connect((subject_of("AUS"),), liar)
    return liar


def some(count: int, start: int = 0) -> list[Record]:
    return [notice("AUS", ("GBR",), f"number {start + n}") for n in range(count)]


def raised(party: Party) -> list[str]:
    """Alarms of one more pass."""
    party.coalition.advance(30)
    report = party.exchange.watch()
    assert report.errors == {}
    return [str(each.alarm) for each in report.alarms]


def test_an_honest_origin_raises_none(party: Party, liar: Liar) -> None:
    for n in range(4):
        liar.sign(liar.give(*some(2, 2 * n)))
        assert raised(party) == []


def test_a_withheld_tail(party: Party, liar: Liar) -> None:
    head = liar.give(*some(3))
    del liar.frames[2:]
    liar.sign(head)
    assert raised(party) == []
    liar.sign(head)
    assert raised(party) == ["WITHHELD_TAIL"]
    assert raised(party) == []
    liar.sign(head)
    assert raised(party) == []  # the same once more is no new alarm


def test_a_deleted_entry_that_never_came(party: Party, liar: Liar) -> None:
    head = liar.give(*some(5))
    del liar.frames[2]
    liar.sign(head)
    assert raised(party) == []
    liar.sign(head)
    assert raised(party) == ["DELETED_ENTRY"]


def test_a_deleted_entry_that_had_come(party: Party, liar: Liar) -> None:
    head = liar.give(*some(5))
    liar.sign(head)
    assert raised(party) == []
    earlier = frame_from_bytes(liar.frames[3])
    liar.sign(Head(earlier.seq, earlier.hash))
    assert raised(party) == ["DELETED_ENTRY"]


def test_entries_that_came_after_a_checkpoint_and_are_gone_at_the_next(
    party: Party, liar: Liar
) -> None:
    head = liar.give(*some(2))
    liar.sign(head)
    assert raised(party) == []
    liar.give(*some(2, 2))
    assert raised(party) == []
    assert raised(party) == []  # asked again, holding four
    liar.sign(head)
    assert raised(party) == ["DELETED_ENTRY"]


def test_a_rewritten_entry_that_had_come(party: Party, liar: Liar) -> None:
    liar.sign(liar.give(*some(3)))
    assert raised(party) == []
    del liar.frames[2:]
    liar.sign(liar.give(*some(1, 77)))
    assert raised(party) == ["REWRITTEN_ENTRY"]


def test_a_rewritten_entry_with_more_after_it(party: Party, liar: Liar) -> None:
    liar.sign(liar.give(*some(3)))
    assert raised(party) == []
    del liar.frames[2:]
    head = liar.give(*some(3, 77))
    liar.sign(head)
    assert raised(party) == []
    liar.sign(head)
    assert raised(party) == ["REWRITTEN_ENTRY"]


def test_an_entry_whose_record_is_another(party: Party, liar: Liar) -> None:
    one, two, other = (notice("AUS", ("GBR",), text) for text in "abc")
    head = liar.give(one, two)
    liar.frames[1] = liar.frames[1].replace(two.envelope, other.envelope)
    liar.sign(head)
    assert raised(party) == []
    liar.sign(head)
    assert raised(party) == ["REWRITTEN_ENTRY"]


def test_a_transport_that_damages_everything_is_no_rewriting(party: Party, liar: Liar) -> None:
    head = liar.give(*some(1))
    liar.frames[0] = liar.frames[0].replace(head.hash.encode(), b"0" * 64)
    liar.sign(head)
    liar.sign(head)
    assert raised(party) == ["WITHHELD_TAIL"]


def test_a_fork_between_two_partners(coalition: Callable[..., Coalition]) -> None:
    """Each is shown its own history; the first that compares holds the proof."""
    made = coalition(("FRA", "GBR"))
    liars = {}
    for nation in ("FRA", "GBR"):
        liars[nation] = Liar(made[nation], Feed("AUS", nation, Mode.REAL))
        made[nation].exchange.connect((subject_of("AUS"),), liars[nation])
    for liar in liars.values():
        liar.sign(GENESIS)
    assert raised(made["FRA"]) == raised(made["GBR"]) == []
    liars["GBR"].sign(liars["GBR"].give(*some(1)))
    liars["FRA"].sign(GENESIS)
    first = raised(made["FRA"]) + raised(made["GBR"])
    assert set(first) == {"FORK"}
    for nation in ("FRA", "GBR"):
        with made[nation].store.read() as unit:
            forks = [row.report for row in unit.alarms() if row.report.alarm is Alarm.FORK]
        for report in forks:
            proof = verify_fork_proof(report.evidence[0], directories())
            assert (proof.origin, proof.first_n, proof.second_n) == ("AUS", 2, 2)
            assert report.origin == "AUS"


def test_a_fork_that_only_its_successor_shows(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    assert raised(party) == []
    liar.prev = "ab" * 32
    liar.sign(GENESIS)
    assert raised(party) == ["FORK"]
    with party.store.read() as unit:
        proof = verify_fork_proof(unit.alarms()[0].report.evidence[0], directories())
    assert (proof.first_n, proof.second_n) == (1, 2)


def test_a_rollback_of_an_origin(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    liar.sign(GENESIS)
    liar.sign(GENESIS)
    assert raised(party) == []
    del liar.answers[1:]
    assert raised(party) == ["ROLLBACK"]


def test_a_declared_restart_is_told_as_a_rollback(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    liar.sign(GENESIS, jump=RESTART_STEP)
    assert raised(party) == ["ROLLBACK"]
    liar.sign(GENESIS)
    assert raised(party) == []


def test_a_restart_from_what_it_never_signed_is_a_fork(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    liar.prev = "cd" * 32
    liar.sign(GENESIS, jump=RESTART_STEP)
    assert raised(party) == ["FORK"]


def test_a_restart_from_one_that_we_never_saw_waits(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    assert raised(party) == []
    liar.n = 5
    liar.sign(GENESIS, jump=RESTART_STEP)
    assert raised(party) == ["WITHHELD_TAIL"]


def test_checkpoints_that_others_have_and_we_are_not_shown(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    assert raised(party) == []
    second = liar.sign(GENESIS)
    hidden = liar.answers.pop()
    fra = party.coalition["FRA"]
    with fra.store.write() as unit:
        known = [liar.answers[0].checkpoint, second]
        assert not take_gossip(
            unit, "AUS", Mode.REAL, known, fra.exchange.desk.context, t=fra.clock.now()
        )
    assert raised(party) == ["WITHHELD_TAIL"]
    liar.answers.append(hidden)
    assert raised(party) == []
    with party.store.read() as unit:
        assert unit.head_at(GBR, 2).n == 2


def test_a_checkpoint_that_is_left_out(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    assert raised(party) == []
    liar.sign(GENESIS)
    liar.sign(GENESIS)
    del liar.answers[1]
    assert raised(party) == ["WITHHELD_TAIL"]


def test_silence(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    assert raised(party) == []
    party.coalition["FRA"].exchange.checkpoint(Mode.REAL)
    party.coalition.advance(170)
    assert raised(party) == ["SILENT"]  # AUS after its first; FRA speaks
    assert raised(party) == []
    liar.sign(GENESIS)
    assert "SILENT" not in raised(party)


@pytest.mark.parametrize("offset_s", [86_400.0, -86_400.0])
def test_a_clock_off_by_a_day(offset_s: float, party: Party, liar: Liar) -> None:
    """Nothing is lost by it: records come and stay in their order."""
    liar.sign(liar.give(*some(1)))
    assert raised(party) == []
    liar.clock = HandClock(offset_s)
    liar.clock.t = party.clock.t + 30.0
    liar.sign(liar.give(*some(1, 1)))
    assert raised(party) == ["CLOCK_SKEW"]
    liar.sign(liar.give(*some(1, 2)))
    assert raised(party) == []
    liar.clock = party.clock
    liar.sign(liar.give(*some(1, 3)))
    raised(party)
    with party.store.read() as unit:
        assert unit.in_head(GBR).seq == 4


def test_a_clock_that_goes_backwards(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    liar.sign(GENESIS)
    bodies = [read_checkpoint(each.checkpoint)[0].t for each in liar.answers]
    assert bodies[0] == bodies[1]
    assert raised(party) == []
    liar.clock = HandClock()
    liar.clock.t = party.clock.t + -20.0
    liar.sign(GENESIS)
    liar.clock.t = liar.clock.t + -90.0
    liar.sign(GENESIS)
    assert raised(party) == ["CLOCK_SKEW"]


@pytest.mark.parametrize(
    "opening",
    [
        b"",
        b"junk",
        opening_to_bytes(HeadOpening(n=1, seq=0, hash=ZERO_HASH, salt="00" * 32)),
        opening_to_bytes(HeadOpening(n=9, seq=0, hash=ZERO_HASH, salt="00" * 32)),
        opening_to_bytes(HeadOpening(n=1, seq=0, hash="ab" * 32, salt="00" * 32)),
        opening_to_bytes(HeadOpening(n=1, seq=2, hash=ZERO_HASH, salt="00" * 32)),
    ],
)
def test_an_opening_that_does_not_fit(opening: bytes, party: Party, liar: Liar) -> None:
    liar.sign(GENESIS, opening=opening)
    assert raised(party) == ["OPENING_MISMATCH"]


def test_an_old_head_that_a_restored_origin_cannot_open_is_no_alarm(
    party: Party, liar: Liar
) -> None:
    liar.sign(GENESIS, opening=b"")
    liar.sign(GENESIS)
    assert raised(party) == []


def test_checkpoints_that_nobody_signed_prove_nothing(party: Party, liar: Liar) -> None:
    liar.sign(GENESIS)
    good = liar.answers[0]
    liar.answers[0] = HeadAnswer(good.checkpoint[:-9] + b'AAAA"}]}', good.opening)
    liar.heads = lambda feed, after_n, limit: liar.answers
    liar.checkpoints = lambda *asked: []
    assert raised(party) == []
    other = Liar(party)
    other.sign(GENESIS)
    exercise = read_checkpoint(other.answers[0].checkpoint)[0]
    envelope = seal_checkpoint(replace(exercise, mode=Mode.TEST), key_of("AUS", Mode.TEST))
    liar.answers[0] = HeadAnswer(envelope, good.opening)
    assert raised(party) == []
    with party.store.read() as unit:
        codes = [line[2]["code"] for line in unit.audited(event="checkpoint-refused")]
    assert codes[1:] == ["ORIGIN_MISMATCH"]
    assert len(codes) == 2


def test_two_key_directories_of_one_version(party: Party, liar: Liar) -> None:
    first = directories().latest("AUS")
    fork = directory("AUS", keys=(entry_of(key_of("AUS")),))
    assert fork != first.envelope
    liar.directories = lambda nation, after: [fork]
    assert raised(party) == ["FORK"]
    with party.store.read() as unit:
        report = unit.alarms()[0].report
    assert set(report.evidence) == {first.envelope, fork}
    for answer in (directory("FRA"), b"junk"):
        liar.directories = lambda nation, after: [answer]  # noqa: B023 - used at once
        assert raised(party) == []
    with party.store.read() as unit:
        codes = [line[2]["code"] for line in unit.audited(event="directory-refused")]
    assert codes == ["ORIGIN_MISMATCH", "ORIGIN_MISMATCH", "MALFORMED"]
