"""Bundles: two stores that exchange files end equal, out of order and twice."""

import random
import resource
import tracemalloc

import msgspec
import pytest
from by_hand import (
    PACKS,
    bytes_opener,
    checkpoints_in,
    export,
    forge,
    opener_of,
    records_of,
    sent_by,
    stored,
    take,
)
from nations import directories, directory, entry_of, key_of, root_of
from ten_parties import notice, subject_of

from cspo.errors import ResourceLimit, SourceError, UsageError, VerificationError
from cspo.federation import Alarm, Feed, Settings, verify_fork_proof
from cspo.federation.feed import RESTART_STEP
from cspo.federation.restoration import declare
from cspo.federation.transports.bundle import Taken, import_bundle, import_bundles
from cspo.federation.transports.bundle_file import open_bundle, peek_manifest
from cspo.federation.transports.bundle_link import BundleLink
from cspo.federation.transports.bundle_writing import Window
from cspo.federation.transports.manifest import RefusedBundle
from cspo.markings import Mode, Subject
from cspo.records import Directories, KeyDirectory, Revocation, seal, sign_directory
from cspo.records.directory import Accepted

FEED = Feed("AUS", "GBR", Mode.REAL)
BACK = Feed("GBR", "AUS", Mode.REAL)


@pytest.fixture
def pair(coalition):
    return coalition(["AUS", "GBR"])


def send(party, to, count, size=0):
    party.enqueue(
        *(notice(party.nation, [to], f"{party.clock.now()} {i} {'x' * size}") for i in range(count))
    )
    party.clock.t = party.clock.t + 1.0


def test_a_bundle_is_taken_by_the_receiver_of_all_links(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 150)
    aus.exchange.checkpoint(Mode.REAL)
    send(aus, "GBR", 50)
    aus.exchange.checkpoint(Mode.REAL)
    manifest = export(aus, FEED, tmp_path / "1.bundle")
    assert (manifest.count, manifest.to_seq, manifest.to_n) == (200, 200, 2)
    imported = take(gbr, tmp_path / "1.bundle")
    assert (imported.taken, imported.pulled.accepted, imported.alarms) == (Taken.WHOLE, 200, [])
    assert records_of(gbr, FEED) == sent_by(aus, FEED)
    assert checkpoints_in(gbr, "AUS") == checkpoints_in(aus, "AUS")
    with gbr.store.read() as unit:
        assert (unit.head_at(FEED, 1).head.seq, unit.head_at(FEED, 2).head.seq) == (150, 200)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 30))]
)
def test_a_month_by_files_out_of_order_and_twice_ends_equal(pair, tmp_path, seed):
    rng = random.Random(seed)
    sides = {feed: pair[feed.origin] for feed in (FEED, BACK)}
    last = dict.fromkeys(sides, None)
    carried = {feed: [] for feed in sides}
    for day in range(30):
        pair.advance(86_400.0)
        for feed, party in sides.items():
            send(party, feed.recipient, rng.randrange(12))
            party.exchange.checkpoint(Mode.REAL)
            before = last[feed]
            window = (
                Window() if before is None else Window(after_seq=before.to_seq, after_n=before.to_n)
            )
            path = tmp_path / f"{feed.origin}-{day}.bundle{rng.choice([*PACKS])}"
            last[feed] = export(party, feed, path, window=window, number=day + 1)
            carried[feed].append(path)
            if rng.random() < 0.1:  # some days somebody travels, with what lies there in any order
                travels(
                    pair, feed, rng.sample(carried[feed], rng.randrange(1, len(carried[feed]) + 1))
                )
    for feed, paths in carried.items():
        travels(pair, feed, rng.sample(paths, len(paths)))
    for feed, party in sides.items():
        other = pair[feed.recipient]
        assert records_of(other, feed) == sent_by(party, feed) != []
        assert checkpoints_in(other, feed.origin) == checkpoints_in(party, feed.origin)
        assert not [row.report.text for row in reading(other)]
    before = [stored(pair[nation]) for nation in ("AUS", "GBR")]
    for feed, paths in carried.items():
        for fate in travels(pair, feed, paths).values():
            assert (fate.taken, fate.pulled.accepted) == (Taken.WHOLE, 0)
    after = [
        stored(pair[nation], without=frozenset({"audit", "alarm", "receipt"}))
        for nation in ("AUS", "GBR")
    ]
    assert after == [{k: v for k, v in each.items() if k != "receipt"} for each in before]
    # At last the receipts: each side has the other's for all that it sent.
    for feed, party in sides.items():
        path = tmp_path / f"{feed.origin}-last.bundle"
        export(
            pair[feed.recipient],
            Feed(feed.recipient, feed.origin, feed.mode),
            path,
            window=Window(after_seq=last[Feed(feed.recipient, feed.origin, feed.mode)].to_seq),
        )
        assert take(party, path).receipts == 1
        with party.store.read() as unit:
            assert unit.last_receipt(feed).seq == unit.out_head(feed).seq


def travels(pair, feed, paths):
    exchange = pair[feed.recipient].exchange
    openers = {path.name: opener_of(path) for path in paths}
    return import_bundles(openers, exchange.desk, exchange.answers)


def test_a_bundle_behind_a_gap_waits_and_says_what_is_missing(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 30)
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1", window=Window(entries=10))
    export(aus, FEED, tmp_path / "2", window=Window(after_seq=10, entries=10))
    export(aus, FEED, tmp_path / "3", window=Window(after_seq=20))
    assert take(gbr, tmp_path / "1").taken is Taken.WHOLE
    before = stored(gbr)
    imported = take(gbr, tmp_path / "3")
    assert (imported.taken, imported.missing) == (Taken.GAP, (11, 20))
    assert stored(gbr) == before
    assert take(gbr, tmp_path / "2").taken is Taken.WHOLE
    assert take(gbr, tmp_path / "3").taken is Taken.WHOLE
    assert records_of(gbr, FEED) == sent_by(aus, FEED)


def test_bundles_and_a_live_link_may_take_turns(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 10)
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    gbr.exchange.watch()
    send(aus, "GBR", 10)
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "2", window=Window(after_seq=5))
    assert take(gbr, tmp_path / "1").pulled.accepted == 0
    assert take(gbr, tmp_path / "2").pulled.accepted == 10
    send(aus, "GBR", 10)
    aus.exchange.checkpoint(Mode.REAL)
    gbr.exchange.watch()
    gbr.exchange.watch()
    assert take(gbr, tmp_path / "1").taken is Taken.WHOLE
    assert records_of(gbr, FEED) == sent_by(aus, FEED)
    assert not gbr.alarms()


def test_a_window_holds_no_checkpoint_beyond_its_entries(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    for _ in range(3):
        send(aus, "GBR", 10)
        aus.exchange.checkpoint(Mode.REAL)
    first = export(aus, FEED, tmp_path / "1", window=Window(entries=25))
    assert (first.to_seq, first.to_n) == (25, 2)
    second = export(aus, FEED, tmp_path / "2", window=Window(after_seq=25, after_n=2))
    assert (second.count, second.to_n) == (5, 3)
    assert not take(gbr, tmp_path / "1").alarms
    assert not take(gbr, tmp_path / "2").alarms
    assert checkpoints_in(gbr, "AUS") == checkpoints_in(aus, "AUS")


def test_a_bundle_without_entries_carries_receipts(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 3)
    export(aus, FEED, tmp_path / "1")
    take(gbr, tmp_path / "1")
    manifest = export(gbr, BACK, tmp_path / "2")
    assert (manifest.count, manifest.after, manifest.papers) == (0, manifest.head, 2)
    imported = take(aus, tmp_path / "2")
    assert (imported.taken, imported.receipts) == (Taken.WHOLE, 1)
    with aus.store.read() as unit:
        assert unit.last_receipt(FEED).seq == 3
    one_way = export(gbr, BACK, tmp_path / "3", one_way=True)
    assert one_way.papers == 1  # the key directory


def test_a_receipt_for_what_was_never_sent_is_refused_and_audited(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 3)
    export(aus, FEED, tmp_path / "1")
    take(gbr, tmp_path / "1")
    export(gbr, BACK, tmp_path / "2")
    other = pair["AUS"]
    other.store.close()
    other.path.unlink()
    other.start()  # a store that has never sent anything
    assert take(other, tmp_path / "2").receipts == 0
    assert any("answer-denied" in row for row in stored(other, frozenset())["audit"])


def test_a_first_contact_brings_its_keys(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 3)
    export(aus, FEED, tmp_path / "1")
    gbr.exchange.desk.context = gbr.exchange.desk.context.with_directories(
        Directories(directories().anchors)
    )
    assert take(gbr, tmp_path / "1").pulled.accepted == 3
    with gbr.store.read() as unit:
        assert unit.directories() == [directory("AUS")]


def test_keys_that_were_rotated_come_in_the_bundle(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    new = key_of("AUS", Mode.REAL, 2)
    first = directories().latest("AUS")
    second = sign_second(first, entry_of(new))
    desk = aus.exchange.desk
    desk.context = desk.context.with_directories(desk.context.directories.accept(second))
    desk.signers = {Mode.REAL: new}
    aus.enqueue(notice("AUS", ["GBR"], "signed with the new key"))
    export(aus, FEED, tmp_path / "1")
    assert take(gbr, tmp_path / "1").pulled.accepted == 1
    assert gbr.exchange.desk.context.directories.latest("AUS").directory.version == 2


def test_a_key_revoked_mid_stream_is_believed_up_to_its_last_checkpoint(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    old, new = key_of("AUS"), key_of("AUS", Mode.REAL, 2)
    aus.enqueue(*(notice("AUS", ["GBR"], f"before {i}") for i in range(3)))
    aus.exchange.checkpoint(Mode.REAL)
    aus.enqueue(*(notice("AUS", ["GBR"], f"by a thief {i}") for i in range(2)))
    first = directories().latest("AUS")
    revoked = Revocation(checkpoint=1, t="2026-07-10T12:00:00Z", reason="stolen")
    keys = [
        msgspec.structs.replace(key, revoked=revoked) if key.public == old.public.hex() else key
        for key in first.directory.keys
    ]
    second = sign_second(
        Accepted(msgspec.structs.replace(first.directory, keys=tuple(keys)), first.id, b""),
        entry_of(new),
    )
    desk = aus.exchange.desk
    desk.context = desk.context.with_directories(desk.context.directories.accept(second))
    desk.signers = {Mode.REAL: new}
    payload = notice("AUS", ["GBR"], "with the new key").payload
    aus.enqueue(seal(payload, new))
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    imported = take(gbr, tmp_path / "1")
    assert (imported.taken, imported.pulled.accepted, imported.pulled.quarantined) == (
        Taken.WHOLE, 4, 2,
    )  # fmt: skip
    with gbr.store.read() as unit:
        assert [(row.seq, row.code) for row in unit.quarantined(FEED, 0, 9)] == [
            (4, "KEY_REVOKED"), (5, "KEY_REVOKED"),
        ]  # fmt: skip


def sign_second(first, *entries):
    old = first.directory
    return sign_directory(
        KeyDirectory(
            nation=old.nation, version=2, prev=first.id, t_created=old.t_created,
            keys=(*old.keys, *entries),
        ),
        root_of(old.nation),
    )  # fmt: skip


def test_other_nations_checkpoints_go_along_and_prove_a_fork(coalition, tmp_path):
    parties = coalition(["AUS", "GBR", "USA"])
    usa, aus, gbr = parties["USA"], parties["AUS"], parties["GBR"]
    copy = usa.copy()
    usa.exchange.checkpoint(Mode.REAL)
    aus.exchange.watch()
    usa.restore(copy, marked=False)
    parties.advance(60.0)
    usa.exchange.checkpoint(Mode.REAL)  # the same number once more, for another partner
    export(aus, FEED, tmp_path / "1", window=Window(gossip={"USA": 0, "GBR": 0}))
    assert take(gbr, tmp_path / "1").alarms == []
    assert checkpoints_in(gbr, "USA") == checkpoints_in(aus, "USA") != checkpoints_in(usa, "USA")
    parties["USA"].exchange.watch()
    gbr.exchange.watch()
    forks = [row.report for row in reading(gbr) if row.report.alarm is Alarm.FORK]
    assert [fork.origin for fork in forks] == ["USA"]
    assert verify_fork_proof(forks[0].evidence[0], directories())


def test_a_declared_restart_goes_on_from_where_the_origin_remembers(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 3)
    copy = aus.copy()
    send(aus, "GBR", 2)
    export(aus, FEED, tmp_path / "1")
    take(gbr, tmp_path / "1")
    aus.restore(copy)
    with aus.store.write() as unit:
        declare(unit, FEED, t=aus.clock.now())
    send(aus, "GBR", 2)
    manifest = export(aus, FEED, tmp_path / "2", window=Window(after_seq=2))
    assert (manifest.count, manifest.to_seq) == (3, 3 + RESTART_STEP + 1)
    imported = take(gbr, tmp_path / "2")
    assert (imported.taken, imported.pulled.accepted) == (Taken.WHOLE, 2)
    assert [report.alarm for report in imported.alarms] == []
    assert gbr.alarms() == [("ROLLBACK", "AUS")]


def test_a_checkpoint_that_can_not_be_read_is_passed_over(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 3)
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    lines = (tmp_path / "1").read_bytes().split(b"\n")[1:-1]
    strange = lines[1].replace(b'"payload":"eyJ2', b'"payload":"eyJ3')
    data = forge((tmp_path / "1").read_bytes(), [lines[0], strange, *lines[2:]])
    imported = take(gbr, data)
    assert (imported.taken, imported.pulled.accepted) == (Taken.WHOLE, 3)
    assert checkpoints_in(gbr, "AUS") == []


def test_another_history_is_stopped_and_alarmed(coalition, pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    copy = aus.copy()
    send(aus, "GBR", 5)
    export(aus, FEED, tmp_path / "1")
    take(gbr, tmp_path / "1")
    aus.restore(copy, marked=False)  # and goes on as if nothing had been
    aus.enqueue(*(notice("AUS", ["GBR"], f"another {i}") for i in range(8)))
    export(aus, FEED, tmp_path / "2")
    held = records_of(gbr, FEED)
    imported = take(gbr, tmp_path / "2")
    assert imported.taken is Taken.STOPPED
    assert [report.alarm for report in imported.alarms] == [Alarm.REWRITTEN_ENTRY]
    assert "up to entry 8" in imported.alarms[0].text
    export(aus, FEED, tmp_path / "3", window=Window(after_seq=3))
    imported = take(gbr, tmp_path / "3")
    assert imported.taken is Taken.STOPPED
    assert [report.alarm for report in imported.alarms] == [Alarm.REWRITTEN_ENTRY]
    assert "entry 3 is" in imported.alarms[0].text
    export(aus, FEED, tmp_path / "4", window=Window(entries=4))
    imported = take(gbr, tmp_path / "4")
    assert imported.taken is Taken.STOPPED
    assert "entry 4 is" in imported.alarms[0].text
    assert records_of(gbr, FEED) == held


@pytest.mark.parametrize("suffix", PACKS)
def test_a_full_disk_leaves_no_half_bundle(pair, tmp_path, suffix):
    aus = pair["AUS"]
    send(aus, "GBR", 300, size=500)
    path = tmp_path / f"1.bundle{suffix}"
    path.write_bytes(b"the one before")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(ResourceLimit, match="nothing was left behind"):
            export(aus, FEED, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"the one before"


def test_a_folder_that_is_missing_is_told(pair, tmp_path):
    with pytest.raises(SourceError, match="No such file"):
        export(pair["AUS"], FEED, tmp_path / "nowhere" / "1")


def test_a_bundle_is_private(pair, tmp_path):
    export(pair["AUS"], FEED, tmp_path / "1")
    assert (tmp_path / "1").stat().st_mode & 0o777 == 0o600


def test_what_can_not_be_exported(pair, tmp_path):
    aus = pair["AUS"]
    with pytest.raises(UsageError, match="a feed of ours"):
        export(aus, BACK, tmp_path / "1")
    with pytest.raises(UsageError, match="a feed of ours"):
        export(aus, Feed("AUS", "GBR", Mode.EXERCISE), tmp_path / "1")
    with pytest.raises(UsageError, match="an entry of the feed"):
        export(aus, FEED, tmp_path / "1", window=Window(after_seq=1))
    with pytest.raises(VerificationError, match="asking party's own"):
        export(aus, Feed("AUS", "FRA", Mode.REAL), tmp_path / "1")
    assert not list(tmp_path.iterdir())


def test_answers_that_change_between_the_readings_are_not_written(pair, tmp_path, monkeypatch):
    aus = pair["AUS"]
    send(aus, "GBR", 3)
    clock = aus.exchange.desk.clock
    now = clock.now
    monkeypatch.setattr(
        clock, "now", lambda: (aus.exchange._subjects.update(GBR=nobody()), now())[1]
    )
    with pytest.raises(SourceError, match="the same answers twice"):
        export(aus, FEED, tmp_path / "1")
    assert not list(tmp_path.iterdir())


def nobody():
    return Subject("GBR", "U", modes=frozenset())


def test_memory_is_that_of_a_block(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    for _ in range(6):
        send(aus, "GBR", 1)
    manifest = export(aus, FEED, tmp_path / "1")
    assert manifest.count == 6
    big = tmp_path / "big"
    for _ in range(40):
        send(aus, "GBR", 1, size=3_900)
    # Entries of 4 kB in blocks of 64: the file is never held, whatever its length.
    export(aus, FEED, big)
    tracemalloc.start()
    bundle = open_bundle(opener_of(big), gbr.exchange.desk.context)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bundle.manifest.count == 46
    assert peak < 6_000_000


def test_a_link_to_a_file_answers_what_it_holds(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 130)
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    link = BundleLink(open_bundle(opener_of(tmp_path / "1"), gbr.exchange.desk.context))
    first = link.fetch(FEED, 0, 100)
    assert len(first) == 100
    assert len(link.fetch(FEED, 100, 100)) == 30
    assert link.fetch(FEED, 0, 100) == first  # from the beginning again
    assert link.fetch(FEED, 130, 100) == []
    assert link.fetch(BACK, 0, 100) == []
    assert len(link.heads(FEED, 0, 5)) == 1
    assert link.heads(BACK, 0, 5) == link.heads(FEED, 1, 5) == []
    assert link.directories("AUS", 0) == []  # none that is new
    assert link.checkpoints("USA", Mode.REAL, 0, 5) == []
    assert link.receipt(b"") is None
    with pytest.raises(SourceError):
        link.held(FEED, 0, 1)
    link.close()


def test_guests_give_and_get_by_bundle(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    desk = Subject("GBR/acme-sat", "S", modes=frozenset(Mode))
    gbr.guests[desk.party] = desk
    aus.exchange.connect((subject_of("GBR"), desk), gbr.exchange.peers["AUS"].link)
    there, back = (Feed("AUS", desk.party, Mode.REAL), Feed(desk.party, "AUS", Mode.REAL))
    aus.enqueue(notice("AUS", [desk.party], "to a guest"))
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, there, tmp_path / "1")
    assert take(gbr, tmp_path / "1").pulled.accepted == 1
    assert records_of(gbr, there) == sent_by(aus, there)
    gbr.enqueue(notice(desk.party, ["AUS"], "from a guest"))
    gbr.exchange.checkpoint(Mode.REAL)
    export(gbr, back, tmp_path / "2")
    imported = take(aus, tmp_path / "2")
    assert (imported.pulled.accepted, imported.receipts, imported.alarms) == (1, 1, [])


def test_many_checkpoints_are_each_read_a_few_times_only(pair, tmp_path, monkeypatch):
    aus, gbr = pair["AUS"], pair["GBR"]
    for _ in range(60):
        pair.advance(60.0)
        aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    gbr.exchange.desk.settings = Settings(page=10)
    opened = []
    opener = opener_of(tmp_path / "1")
    desk = gbr.exchange.desk
    import_bundle(lambda: (opened.append(1), opener())[1], desk)
    assert len(checkpoints_in(gbr, "AUS")) == 60
    assert len(opened) <= 5


def test_one_that_is_refused_costs_the_others_nothing(pair, tmp_path):
    aus, gbr = pair["AUS"], pair["GBR"]
    send(aus, "GBR", 4)
    export(aus, FEED, tmp_path / "a", window=Window(entries=2))
    export(aus, FEED, tmp_path / "b", window=Window(after_seq=2), number=2)
    data = (tmp_path / "b").read_bytes()
    openers = {
        "c": bytes_opener(b"nothing\n"), "b": opener_of(tmp_path / "b"),
        "d": bytes_opener(data.replace(b'"seq":4', b'"seq":5')), "a": opener_of(tmp_path / "a"),
    }  # fmt: skip
    fates = import_bundles(openers, gbr.exchange.desk)
    assert [*fates] == [*openers]
    assert isinstance(fates["c"], RefusedBundle)
    assert isinstance(fates["d"], RefusedBundle)
    assert (fates["a"].taken, fates["b"].taken) == (Taken.WHOLE, Taken.WHOLE)
    assert peek_manifest(opener_of(tmp_path / "b")).number == 2


def reading(party):
    with party.store.read() as unit:
        return unit.alarms()
