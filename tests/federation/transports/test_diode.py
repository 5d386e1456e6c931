"""Diode mode: one way, bundles that repeat, gaps that are told and made good."""

import random

import pytest
from by_hand import checkpoints_in, export, opener_of, records_of, sent_by, stored
from ten_parties import notice

from cspo.federation import Feed
from cspo.federation.transports.bundle import Taken
from cspo.federation.transports.bundle_file import peek_manifest
from cspo.federation.transports.bundle_writing import Window
from cspo.federation.transports.diode import Gap, export_repeating, import_one_way, window_after
from cspo.markings import Mode

FEED = Feed("AUS", "GBR", Mode.REAL)


class Sending:
    """The low side: some entries and a bundle a day, each repeating the last few."""

    def __init__(self, coalition, folder, repeat=10):
        self.coalition, self.folder, self.repeat = coalition, folder, repeat
        self.aus = coalition["AUS"]
        self.last = None

    def day(self, count=10):
        self.coalition.advance(86_400.0)
        t = self.aus.clock.now()
        self.aus.enqueue(*(notice("AUS", ["GBR"], f"{t} {i}") for i in range(count)))
        self.aus.exchange.checkpoint(Mode.REAL)
        number = 1 if self.last is None else self.last.number + 1
        path = self.folder / f"{number:04}"
        exchange = self.aus.exchange
        self.last = export_repeating(
            path, exchange.desk, exchange.answers, FEED, self.last, entries=self.repeat,
            checkpoints=3,
        )  # fmt: skip
        return path


def arrive(party, paths):
    return import_one_way({path.name: opener_of(path) for path in paths}, party.exchange.desk)


@pytest.fixture
def pair(coalition):
    return coalition(["AUS", "GBR"])


def test_a_lost_bundle_is_made_good_by_the_next(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path), pair["GBR"]
    paths = [sending.day() for _ in range(6)]
    assert arrive(gbr, [paths[0], paths[2], paths[4], paths[5]]).gaps == ()
    assert records_of(gbr, FEED) == sent_by(pair["AUS"], FEED)
    assert checkpoints_in(gbr, "AUS") == checkpoints_in(pair["AUS"], "AUS")
    assert not gbr.alarms()


def test_a_gap_that_repeats_do_not_reach_is_named_and_what_lies_behind_it_waits(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path), pair["GBR"]
    paths = [sending.day() for _ in range(6)]
    report = arrive(gbr, [paths[0], paths[4], paths[5]])
    assert report.gaps == (Gap(FEED, 11, 30, (2, 3, 4)),)
    assert str(report.gaps[0]) == "AUS>GBR:REAL: 11 to 30 missing, bundles 2, 3, 4 not seen"
    assert [fate.taken for fate in report.fates.values()] == [Taken.WHOLE, Taken.GAP, Taken.GAP]
    assert len(records_of(gbr, FEED)) == 10
    # The same day somebody asks by telephone, and the low side writes these once more:
    again = tmp_path / "again"
    export(
        pair["AUS"], FEED, again, window=Window(after_seq=10, after_n=1, entries=20), one_way=True
    )
    report = arrive(gbr, [paths[4], again, paths[5]])
    assert report.gaps == ()
    assert records_of(gbr, FEED) == sent_by(pair["AUS"], FEED)
    assert not gbr.alarms()


def test_several_gaps_are_each_named(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path, repeat=0), pair["GBR"]
    paths = [sending.day(count) for count in (5, 1, 5, 5, 5)]
    report = arrive(gbr, [paths[0], paths[2], paths[4]])
    assert report.gaps == (Gap(FEED, 6, 6, (2,)), Gap(FEED, 12, 16, (4,)))
    assert "entry 6 missing" in str(report.gaps[0])


def test_entries_go_on_where_only_checkpoints_are_missing(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path, repeat=100), pair["GBR"]
    paths = [sending.day() for _ in range(7)]
    report = arrive(gbr, [paths[0], paths[6]])
    fate = report.fates[paths[6].name]
    assert (fate.taken, fate.missing) == (Taken.ENTRIES, (2, 3))
    assert records_of(gbr, FEED) == sent_by(pair["AUS"], FEED)
    assert not gbr.alarms()
    arrive(gbr, [paths[3], paths[6]])
    assert checkpoints_in(gbr, "AUS") == checkpoints_in(pair["AUS"], "AUS")


def test_a_quiet_day_repeats_and_changes_nothing(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path), pair["GBR"]
    arrive(gbr, [sending.day()])
    quiet = sending.day(0)
    assert (peek_manifest(opener_of(quiet)).count, peek_manifest(opener_of(quiet)).number) == (
        10,
        2,
    )
    held = records_of(gbr, FEED)
    assert arrive(gbr, [quiet]).fates[quiet.name].taken is Taken.WHOLE
    assert records_of(gbr, FEED) == held


def test_no_receipt_goes_along(pair, tmp_path):
    sending, gbr = Sending(pair, tmp_path), pair["GBR"]
    gbr.enqueue(notice("GBR", ["AUS"], "the other way"))
    export(gbr, Feed("GBR", "AUS", Mode.REAL), tmp_path / "back")
    arrive(pair["AUS"], [tmp_path / "back"])  # now AUS has a receipt to give
    path = sending.day()
    assert b"cspo.receipt" not in path.read_bytes()
    assert peek_manifest(opener_of(path)).one_way
    arrive(gbr, [path])
    assert stored(pair["AUS"])["feed_out"]
    with pair["AUS"].store.read() as unit:
        assert unit.last_receipt(FEED) is None


def test_a_bundle_that_says_an_absurd_number_is_told_all_the_same(pair, tmp_path):
    sending = Sending(pair, tmp_path, repeat=0)
    sending.day()
    window, path = Window(after_seq=10), tmp_path / "absurd"
    sending.aus.enqueue(notice("AUS", ["GBR"], "one more"))
    export(sending.aus, FEED, path, window=window, number=2**53, one_way=True)
    (gap,) = arrive(pair["GBR"], [path]).gaps
    assert (gap.first, gap.last, gap.bundles) == (1, 10, tuple(range(1, 101)))


def test_where_the_next_bundle_begins():
    assert window_after(None) == Window()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 40))]
)
def test_whatever_is_lost_the_report_names_it_and_repeats_make_it_good(pair, tmp_path, seed):
    rng = random.Random(seed)
    sending, gbr, aus = Sending(pair, tmp_path, repeat=12), pair["GBR"], pair["AUS"]
    inbox = []
    for _ in range(15):
        path = sending.day(rng.randrange(10))
        if rng.random() < 0.5:
            inbox.append(path)
        if rng.random() < 0.5:
            report = arrive(gbr, rng.sample(inbox, len(inbox)))
            there = {row[0] for row in records_of(gbr, FEED)}
            waiting = [fate.manifest for fate in report.fates.values() if fate.taken is Taken.GAP]
            for each in waiting:
                there.update(range(each.after_seq + 1, each.to_seq + 1))
            missing = set(range(1, max(there, default=0) + 1)) - there
            told = {seq for gap in report.gaps for seq in range(gap.first, gap.last + 1)}
            assert told == missing
    for gap in arrive(gbr, inbox).gaps:
        path = tmp_path / f"again-{gap.first}"
        window = Window(after_seq=gap.first - 1, entries=gap.last - gap.first + 1)
        export(aus, FEED, path, window=window, one_way=True)
        inbox.append(path)
    assert arrive(gbr, inbox).gaps == ()
    held = records_of(gbr, FEED)
    assert held == sent_by(aus, FEED)[: len(held)]
    assert not gbr.alarms()
