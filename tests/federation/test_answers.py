from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from nations import anchors, directories, directory, key_of
from ten_parties import Coalition, Party, notice, subject_of

from cspo.errors import VerificationError
from cspo.federation import Feed, Head, entry_hash, make_receipt
from cspo.federation.feed import GENESIS
from cspo.federation.frame import frame_from_bytes
from cspo.federation.store import FeedEntry
from cspo.federation.transports.in_process import InProcessLink
from cspo.markings import Mode, Subject
from cspo.records import Directories

GBR = Feed("AUS", "GBR", Mode.REAL)


@pytest.fixture
def three(coalition: Callable[..., Coalition]) -> Coalition:
    made = coalition(("AUS", "FRA", "GBR"))
    made["AUS"].enqueue(notice("AUS", ("GBR",), "secret of two"))
    made["AUS"].exchange.checkpoint(Mode.REAL)
    return made


def test_everyone_gets_what_is_their_own_and_nothing_else(three: Coalition) -> None:
    answers = three["AUS"].exchange.answers
    own, other = InProcessLink(answers, "GBR"), InProcessLink(answers, "FRA")
    assert (
        len(own.fetch(GBR, 0, 9)) == len(own.backfill(GBR, 0, 9)) == len(own.heads(GBR, 0, 9)) == 1
    )
    for question in (
        lambda: other.fetch(GBR, 0, 9),
        lambda: other.backfill(GBR, 0, 9),
        lambda: other.heads(GBR, 0, 9),
        lambda: other.held(Feed("GBR", "AUS", Mode.REAL), 0, 9),
        lambda: own.fetch(Feed("FRA", "GBR", Mode.REAL), 0, 9),
        lambda: InProcessLink(answers, "ITA").fetch(Feed("AUS", "ITA", Mode.REAL), 0, 9),
        lambda: InProcessLink(answers, "ITA").checkpoints("AUS", Mode.REAL, 0, 9),
        lambda: InProcessLink(answers, "ITA").directories("AUS", 0),
        lambda: InProcessLink(answers, "ITA").held(Feed("ITA", "AUS", Mode.REAL), 0, 9),
    ):
        for _ in range(2):
            with pytest.raises(VerificationError, match="own"):
                question()
    with three["AUS"].store.read() as unit:
        lines = [line[2] for line in unit.audited(event="answer-denied")]
    assert len(lines) == 8  # fetch and backfill are one question; asked again, told once
    assert {line["asker"] for line in lines} == {"FRA", "GBR", "ITA"}


def test_checkpoints_are_the_same_for_all_and_openings_are_not(three: Coalition) -> None:
    answers = three["AUS"].exchange.answers
    fra = answers.heads("FRA", Feed("AUS", "FRA", Mode.REAL), 0, 9)
    gbr = answers.heads("GBR", GBR, 0, 9)
    assert fra[0].checkpoint == gbr[0].checkpoint
    assert fra[0].opening != gbr[0].opening
    assert answers.checkpoints("FRA", "AUS", Mode.REAL, 0, 9) == [fra[0].checkpoint]
    assert answers.checkpoints("FRA", "AUS", Mode.REAL, 0, -9) == []


def test_what_it_told_is_remembered_up_to_a_limit(
    three: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cspo.federation.answers._REMEMBERED", 2)
    answers = three["AUS"].exchange.answers
    for asker in ("ITA", "JPN", "NZL", "ITA"):
        with pytest.raises(VerificationError):
            answers.directories(asker, "AUS", 0)
    with three["AUS"].store.read() as unit:
        assert len(unit.audited(event="answer-denied")) == 4


def test_an_entry_that_lost_its_record_goes_without_it(three: Coalition) -> None:
    aus = three["AUS"]
    with aus.store.write() as unit:
        head = unit.out_head(GBR)
        own = entry_hash(GBR, head.hash, 2, "cd" * 32)
        unit.append_out(GBR, [FeedEntry(2, "cd" * 32, head.hash, own)])
    frames = aus.exchange.answers.frames("GBR", GBR, 1, 9)
    assert [frame_from_bytes(each).envelope for each in frames] == [b""]
    with aus.store.read() as unit:
        assert unit.audited(event="answer-without-record") == []


def test_what_may_no_longer_go_out_goes_as_an_empty_entry(three: Coalition) -> None:
    exchange = three["AUS"].exchange
    exchange._subjects["GBR"] = Subject("GBR", "U", modes=frozenset())
    for _ in range(2):
        (data,) = exchange.answers.frames("GBR", GBR, 0, 9)
        assert frame_from_bytes(data).envelope == b""
    with three["AUS"].store.read() as unit:
        (line,) = unit.audited(event="answer-without-record")
        assert (line[2]["seq"], line[2]["rule"]) == ("1", "12")
    pulled = three["GBR"].exchange.pull().pulled[GBR]
    assert (pulled.accepted, pulled.quarantined) == (0, 1)
    with three["GBR"].store.read() as unit:
        assert [row.code for row in unit.quarantined(GBR, 0, 9)] == ["WITHHELD"]


def test_what_was_taken_back_does_not_come_and_the_feed_goes_on(
    three: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    aus, gbr = three["AUS"], three["GBR"]
    with aus.store.read() as unit:
        first = unit.out_entry(GBR, 1).id
    monkeypatch.setattr(
        "cspo.node.store.unit.SqliteUnit.taken_back", lambda self, ids: frozenset({first})
    )
    aus.enqueue(notice("AUS", ("GBR",), "after it"))
    pulled = gbr.exchange.pull().pulled[GBR]
    assert (pulled.accepted, pulled.quarantined) == (1, 1)
    with gbr.store.read() as unit:
        assert [(row.seq, row.code) for row in unit.quarantined(GBR, 0, 9)] == [(1, "WITHHELD")]
        assert unit.envelope(first) is None


def test_a_receipt_counts_only_from_the_recipient_for_what_we_sent(three: Coalition) -> None:
    aus, gbr = three["AUS"], three["GBR"]
    with aus.store.read() as unit:
        head = unit.out_head(GBR)
    answers, t = aus.exchange.answers, aus.clock.now()
    good = make_receipt(GBR, head, [], key_of("GBR"), t=t)
    by_another = make_receipt(GBR, head, [], key_of("FRA"), t=t)
    ahead = make_receipt(GBR, Head(7, "ab" * 32), [], key_of("GBR"), t=t)
    of_another_hash = make_receipt(GBR, Head(1, "ab" * 32), [], key_of("GBR"), t=t)
    for asker, data in (("GBR", by_another), ("GBR", b"junk"), ("FRA", good), ("GBR", ahead),
                        ("GBR", of_another_hash)):  # fmt: skip
        with pytest.raises(VerificationError):
            answers.take_receipt(asker, data)
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR) is None
    answers.take_receipt("GBR", good)
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR).seq == 1
    assert gbr.exchange.pull().errors == {}
    count = len(receipts(aus))
    answers.take_receipt("GBR", good)  # says nothing new: it must not fill our disk
    assert len(receipts(aus)) == count
    answers.take_receipt("GBR", make_receipt(GBR, head, [1], key_of("GBR"), t=t))
    assert len(receipts(aus)) == count + 1


def receipts(party: Party) -> list[object]:
    with closing(sqlite3.connect(party.path)) as connection:
        return connection.execute("SELECT n FROM receipt").fetchall()


def test_one_that_speaks_of_what_we_lack_is_remembered(three: Coalition) -> None:
    home = three["AUS"].exchange._home
    three["AUS"].exchange.answers.frames("GBR", GBR, 0, 9)
    assert home._suspected == set()
    three["AUS"].exchange.answers.frames("GBR", GBR, 5, 9)
    assert home._suspected == {GBR}


def test_a_partner_shows_what_it_holds_of_our_feed_with_its_quarantine(three: Coalition) -> None:
    aus, gbr = three["AUS"], three["GBR"]
    aus.enqueue(notice("AUS", ("GBR",), "to be refused", kind="notice"))
    sent = aus.exchange.answers.frames("GBR", GBR, 0, 9)
    gbr.exchange.pull()
    with gbr.store.write() as unit:
        unit.quarantine(GBR, 2, "UNKNOWN_KIND", sent[1], t=gbr.clock.now())
    assert gbr.exchange.answers.held("AUS", GBR, 0, 9) == sent
    with gbr.store.write() as unit:
        third = frame_from_bytes(sent[1])
        own = entry_hash(GBR, third.hash, 3, "cd" * 32)
        bad = sent[1].replace(third.envelope, b'{"not":"a record"}')
        for entry in (
            FeedEntry(3, "cd" * 32, third.hash, own),
            FeedEntry(4, "ce" * 32, own, "ef" * 32),
            FeedEntry(5, "cf" * 32, "ef" * 32, "ee" * 32),
        ):
            unit.append_in(GBR, [entry], t_ingest=gbr.clock.now())
        unit.quarantine(GBR, 3, "MALFORMED", bad, t=gbr.clock.now())
        unit.quarantine(GBR, 4, "OVERSIZE", b"the beginning of a frame", t=gbr.clock.now())
    shown = [frame_from_bytes(each) for each in gbr.exchange.answers.held("AUS", GBR, 2, 9)]
    assert [each.envelope for each in shown] == [b'{"not":"a record"}', b"", b""]
    assert gbr.exchange.answers.held("AUS", Feed("AUS", "GBR", Mode.TEST), 0, 9) == []


def test_directories_are_handed_on_from_a_version(three: Coalition) -> None:
    first = directory("AUS")
    more = directories().latest("AUS").id
    second = directory("AUS", version=2, prev=more)
    known = Directories.replay(anchors(), [first, second])
    desk = three["GBR"].exchange.desk
    desk.context = desk.context.with_directories(known)
    answers = three["GBR"].exchange.answers
    assert answers.directories("FRA", "AUS", 0) == [first, second]
    assert answers.directories("FRA", "AUS", 1) == [second]
    assert answers.directories("FRA", "AUS", 2) == []
    assert answers.directories("FRA", "JPN", 0) == []


def test_a_guest_is_served_through_its_sponsor(coalition: Callable[..., Coalition]) -> None:
    made = coalition(("AUS", "GBR"))
    aus, gbr = made["AUS"], made["GBR"]
    gbr.guests["GBR/acme-sat"] = subject_of("GBR/acme-sat")
    gbr.restart()
    aus.restart()
    aus.enqueue(notice("AUS", ("GBR/acme-sat",), "for the guest alone"))
    feed = Feed("AUS", "GBR/acme-sat", Mode.REAL)
    report = gbr.exchange.pull()
    assert report.pulled[feed].accepted == 1
    assert report.pulled[GBR].accepted == 0
    with aus.store.read() as unit:
        assert unit.last_receipt(feed).seq == 1
        assert unit.out_head(GBR) == GENESIS
