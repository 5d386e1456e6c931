from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from ten_parties import Coalition, Killed, Party, notice

from cspo.errors import ResourceLimit, SourceError
from cspo.federation import Feed, Settings
from cspo.federation.peers import Backoff
from cspo.federation.transports.faulty import FaultyLink, LinkFaults
from cspo.markings import Mode

GBR = Feed("AUS", "GBR", Mode.REAL)


@pytest.fixture
def pair(coalition: Callable[..., Coalition]) -> tuple[Party, Party]:
    made = coalition(("AUS", "GBR"))
    return made["AUS"], made["GBR"]


def test_pauses_grow_and_are_never_in_step() -> None:
    now = [0.0]
    backoff = Backoff(lambda: now[0], base_s=1.0, cap_s=10.0, spread=lambda: 1.0)
    assert backoff.due
    pauses = []
    for _ in range(6):
        backoff.failed()
        assert not backoff.due
        begun = now[0]
        while not backoff.due:
            now[0] += 0.5
        pauses.append(now[0] - begun)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    backoff.succeeded()
    assert backoff.due
    assert backoff.failures == 0
    early = Backoff(lambda: 0.0, base_s=1.0, cap_s=300.0, spread=lambda: 0.0)
    early.failed()
    assert early._until_s == 0.5
    for _ in range(5_000):
        early.failed()
    assert early._until_s == 150.0


def test_a_link_that_is_cut_costs_a_pause_and_nothing_else(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    gbr.coalition.faults.cut = 1.0
    report = gbr.exchange.pull()
    assert "the link is cut" in report.errors["AUS"]
    gbr.coalition.faults.cut = 0.0
    assert gbr.exchange.pull().pulled == {}  # not yet
    gbr.exchange.peers["AUS"].backoff.succeeded()
    assert gbr.exchange.pull().accepted == 1


def test_what_is_held_back_goes_to_nobody_is_not_signed_for_and_raises_nothing(
    pair: tuple[Party, Party],
) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), text) for text in "abc"))
    for upto, held in ((0, 0), (1, 1), (1, 1), (2, 2), (None, 3)):
        aus.exchange.desk.upto = lambda feed, upto=upto: upto
        for _ in range(3):  # a tail that was signed for would be missed at the second
            aus.exchange.checkpoint(Mode.REAL)
            report = gbr.exchange.watch()
            assert (report.alarms, report.errors) == ([], {})
        with gbr.store.read() as unit:
            opened = unit.head_at(GBR, 2**53)
            assert (unit.in_head(GBR).seq, opened.head.seq) == (held, held)
            assert unit.last_checkpoint("AUS", Mode.REAL).n == opened.n
    with aus.store.read() as unit:
        assert unit.out_head(GBR).seq == 3
        assert unit.last_receipt(GBR).seq == 3
    assert gbr.alarms() == []


def test_a_receipt_that_was_lost_is_handed_over_again(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    link = gbr.exchange.peers["AUS"].link
    handed: list[bytes] = []

    def lost(envelope: bytes) -> None:
        raise SourceError("ask", "AUS", got="no answer")

    real, link.receipt = link.receipt, lost
    assert gbr.exchange.pull().errors
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR) is None
    gbr.exchange.peers["AUS"].backoff.succeeded()
    link.receipt = lambda envelope: (handed.append(envelope), real(envelope))[0]
    gbr.exchange.pull()
    gbr.exchange.pull()
    assert len(handed) == 1
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR).seq == 1


def test_what_was_committed_before_the_process_died_is_acknowledged_by_the_next(
    pair: tuple[Party, Party],
) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    link = gbr.exchange.peers["AUS"].link

    def dies(envelope: bytes) -> None:
        raise Killed

    link.receipt = dies
    with pytest.raises(Killed):
        gbr.exchange.pull()
    gbr.restart()
    assert gbr.exchange.pull().accepted == 0
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR).seq == 1


def test_a_disk_that_is_full_acknowledges_nothing(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    store = gbr.exchange.desk.store
    write = store.write

    def full() -> None:
        raise ResourceLimit("write to store", got="disk full")

    store.write = full
    with pytest.raises(ResourceLimit):
        gbr.exchange.pull()
    store.write = write
    with aus.store.read() as unit:
        assert unit.last_receipt(GBR) is None
    assert gbr.exchange.pull().accepted == 1


def test_a_live_path_that_is_behind_is_passed_over(pair: tuple[Party, Party]) -> None:
    """A cache shows nothing new, while the origin has signed for more."""
    aus, gbr = pair
    aus.enqueue(notice("AUS", ("GBR",), "a"))
    aus.exchange.checkpoint(Mode.REAL)
    link = gbr.exchange.peers["AUS"].link
    link.fetch = lambda feed, after, limit: []
    assert gbr.exchange.pull().accepted == 0
    report = gbr.exchange.watch()
    assert report.accepted == 1
    assert report.pulled[GBR].backfills == 1


@pytest.mark.parametrize("fault", ["lost", "duplicated", "reordered", "corrupted"])
def test_a_bad_live_path_loses_nothing(fault: str, pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(30)))
    gbr.exchange.desk.settings = Settings(batch=7)
    setattr(gbr.coalition.faults, fault, 0.4)
    report = gbr.exchange.pull()
    assert report.accepted == 30
    assert gbr.coalition.differences() == []


def test_damage_on_the_way_from_the_store_too_ends_and_comes_right(
    pair: tuple[Party, Party],
) -> None:
    aus, gbr = pair
    aus.enqueue(*(notice("AUS", ("GBR",), str(n)) for n in range(5)))
    faults = gbr.coalition.faults
    faults.corrupted, faults.corrupt_backfill = 1.0, True
    for _ in range(5):
        gbr.exchange.pull()
        gbr.exchange.peers["AUS"].stuck.clear()
    faults.corrupted = 0.0
    gbr.exchange.pull()
    with gbr.store.read() as unit:
        assert unit.in_head(GBR).seq == 5


def test_nothing_else_than_what_was_asked_is_broken() -> None:
    class Silent:
        def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
            return [b"one", b"two"]

        def receipt(self, envelope: bytes) -> None:
            arrived.append(envelope)

    arrived: list[bytes] = []
    link = FaultyLink(Silent(), LinkFaults(one_way=1.0), random.Random(1))
    with pytest.raises(SourceError, match="way back"):
        link.receipt(b"r")
    assert arrived == [b"r"]
    assert FaultyLink(Silent(), LinkFaults(), random.Random(1)).fetch(GBR, 0, 9) == [b"one", b"two"]


def test_modes_have_feeds_of_their_own(coalition: Callable[..., Coalition]) -> None:
    made = coalition(("AUS", "GBR"), modes=(Mode.REAL, Mode.TEST))
    aus, gbr = made["AUS"], made["GBR"]
    aus.enqueue(notice("AUS", ("GBR",), "real"), notice("AUS", ("GBR",), "test", mode=Mode.TEST))
    report = gbr.exchange.pull()
    assert {str(feed): each.accepted for feed, each in report.pulled.items()} == {
        "AUS>GBR:REAL": 1, "AUS>GBR:TEST": 1,
    }  # fmt: skip
    assert made.differences() == made.differences(Mode.TEST) == []


def test_a_feed_that_is_stuck_is_left_alone_for_longer_and_longer(
    pair: tuple[Party, Party],
) -> None:
    """What can't be placed is not asked for a thousand times a second; the others go on."""
    aus, gbr = pair
    now = [0.0]
    gbr.monotonic = lambda: now[0]
    gbr.restart()
    aus.enqueue(notice("AUS", ("GBR",), "a"), notice("AUS", ("GBR",), "b"))
    link = gbr.exchange.peers["AUS"].link
    frames = aus.exchange.answers.frames("GBR", GBR, 0, 9)
    link.fetch = link.backfill = lambda feed, after, limit: frames[1:] if after < 2 else []
    assert gbr.exchange.pull().pulled[GBR].stopped is not None
    for _ in range(100):
        assert gbr.exchange.pull().pulled == {}
    with gbr.store.read() as unit:
        assert len(unit.audited(event="frame-gap")) == 2  # the live path's, and the store's
    now[0] = 10.0
    link.fetch = link.backfill = lambda feed, after, limit: frames[after:]
    assert gbr.exchange.pull().accepted == 2
    assert gbr.exchange.peers["AUS"].stuck == {}


def test_only_those_who_have_something_are_asked(coalition: Callable[..., Coalition]) -> None:
    made = coalition(("AUS", "FRA", "GBR"))
    for nation in ("AUS", "FRA"):
        made[nation].enqueue(notice(nation, ("GBR",), "news"))
    gbr = made["GBR"].exchange
    assert list(gbr.pull(only=["FRA", "XXX"]).pulled) == [Feed("FRA", "GBR", Mode.REAL)]
    assert gbr.pull(only=()).pulled == {}
    assert gbr.pull().accepted == 1


def test_pages_of_checkpoints(pair: tuple[Party, Party]) -> None:
    aus, gbr = pair
    gbr.exchange.desk.settings = Settings(page=3)
    for _ in range(8):
        aus.exchange.checkpoint(Mode.REAL)
    gbr.exchange.watch()
    with gbr.store.read() as unit:
        assert unit.head_at(GBR, 99).n == 8
