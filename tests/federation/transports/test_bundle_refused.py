"""A bundle that is not what its origin signed is refused whole, with the reason and the line."""

import gzip
import io
import itertools
import random
import tracemalloc
from contextlib import contextmanager

import msgspec
import pytest
import zstandard
from by_hand import bytes_opener, export, forge, records_of, stored, take
from mutation import mutate
from nations import directories, directory, entry_of, key_of, record_of, root_of
from ten_parties import notice

from cspo.errors import UsageError
from cspo.federation import Feed, Frame, entry_hash, frame_from_bytes, frame_to_bytes
from cspo.federation.statement import seal_statement
from cspo.federation.transports.bundle import Taken, import_bundle
from cspo.federation.transports.bundle_file import open_bundle
from cspo.federation.transports.manifest import (
    MAX_BLOCK_BYTES,
    Block,
    RefusedBundle,
    read_manifest,
    seal_manifest,
)
from cspo.markings import Mode
from cspo.records import Revocation, sign_directory
from cspo.records.envelope import BUNDLE_TYPE, RECORD_TYPE, Envelope

FEED = Feed("AUS", "GBR", Mode.REAL)


@pytest.fixture
def pair(coalition):
    return coalition(["AUS", "GBR"])


@pytest.fixture
def sent(pair, tmp_path):
    """Whoever takes it, and a bundle of 150 entries: three papers, then the frames."""
    aus = pair["AUS"]
    aus.enqueue(*(notice("AUS", ["GBR"], f"number {i}") for i in range(150)))
    aus.exchange.checkpoint(Mode.REAL)
    export(aus, FEED, tmp_path / "1")
    return pair["GBR"], (tmp_path / "1").read_bytes()


def refused(party, data):
    """How it is refused, when nothing of it is in the store afterwards."""
    before = stored(party)
    with pytest.raises(RefusedBundle) as error:
        take(party, data)
    assert stored(party) == before
    audit = stored(party, frozenset())["audit"]
    assert any("bundle-refused" in row and error.value.code in row for row in audit)
    return error.value


def lines_of(data):
    return data.split(b"\n")[:-1]


def joined(lines):
    return b"\n".join([*lines, b""])


# -- tampered -------------------------------------------------------------


def test_every_sort_of_byte_is_covered(sent):
    gbr, data = sent
    lines = lines_of(data)
    rng = random.Random(6)
    for number, line in enumerate(lines, 1):
        if number > 6 and rng.random() < 0.85:
            continue
        place = rng.randrange(len(line))
        damaged = line[:place] + bytes([line[place] ^ 1 << rng.randrange(8)]) + line[place + 1 :]
        if damaged.count(b"\n"):
            continue
        error = refused(gbr, joined([*lines[: number - 1], damaged, *lines[number:]]))
        assert error.line in {None, number}, str(error)
        if error.line is None:
            first, last = map(int, error.got.split(" lines ")[1].split(" to "))
            assert first <= number <= last
    assert take(gbr, data).taken is Taken.WHOLE


FIELDS = {  # what is changed in line 100, a frame, and what is said of it
    "the number": (b'"seq":96', b'"seq":97', "BAD_CHAIN"),
    "the record": (b'"payload":"eyJ2IjoiMS4wI', b'"payload":"eyJ2IjoiMS4xI', "PAYLOAD_MISMATCH"),
    "the signature": (b'"sig":"', b'"sig":"AAAA', "BAD_SIGNATURE"),
    "the key": (b'"keyid":"AUS#', b'"keyid":"USA#', "UNKNOWN_KEY"),
    "the recipient": (b'"recipient":"GBR"', b'"recipient":"USA"', "WRONG_RECIPIENT"),
    "the mode": (b'"mode":"REAL","seq"', b'"mode":"TEST","seq"', "WRONG_RECIPIENT"),
    "a field": (b'{"v":"1.0",', b'{"v":"1.1",', "UNKNOWN_VERSION"),
}


@pytest.mark.parametrize("what", FIELDS)
def test_the_line_and_the_reason_are_named(sent, what):
    gbr, data = sent
    old, new, reason = FIELDS[what]
    lines = lines_of(data)
    assert old in lines[99]
    lines[99] = lines[99].replace(old, new, 1)
    error = refused(gbr, joined(lines))
    assert error.line == 100
    assert error.code == "TAMPERED" or len(new) != len(old)
    assert reason in error.got
    assert error.fields()["line"] == "100"
    assert str(error).startswith("line 100: TAMPERED: read bundle")


def test_openings_that_were_changed_are_found_to_the_block(sent):
    gbr, data = sent
    lines = lines_of(data)
    lines[99] = lines[99][:-3] + b"[{}]}"[:-1] + b"}"
    assert refused(gbr, joined(lines)).code == "TAMPERED"
    blank = lines_of(data)
    blank[99] = blank[99].replace(b'"signatures":[{"keyid"', b'"signatures":[{ "keyid"')
    error = refused(gbr, joined(blank))
    assert (error.code, error.line) == ("TAMPERED", None)
    assert error.got == "another among lines 69 to 132"


SURGERY = {
    "a line left out": (lambda lines: [*lines[:80], *lines[81:]], 81),
    "a line twice": (lambda lines: [*lines[:80], lines[79], *lines[80:]], 81),
    "two lines swapped": (lambda lines: [*lines[:80], lines[81], lines[80], *lines[82:]], 81),
    "a line of another feed": (lambda lines: [*lines[:80], b'{"v":"1.0"}', *lines[80:]], 81),
    "a paper left out": (lambda lines: [lines[0], *lines[2:]], 4),  # a frame stands there
    "a blank line": (lambda lines: [*lines[:80], b"", *lines[80:]], 81),
}


@pytest.mark.parametrize("what", SURGERY)
def test_lines_that_were_moved(sent, what):
    gbr, data = sent
    operate, line = SURGERY[what]
    error = refused(gbr, joined(operate(lines_of(data))))
    assert (error.code, error.line) == ("TAMPERED", line)


@pytest.mark.parametrize("keep", [0, 10, 1_000, 3_000, 40_000, -200, -1])
def test_a_file_that_was_cut(sent, keep):
    gbr, data = sent
    error = refused(gbr, data[:keep])
    assert error.code == ("NOT_A_BUNDLE" if 0 <= keep <= 1_000 else "CUT_SHORT")
    if error.code == "CUT_SHORT":
        assert error.line == data[:keep].count(b"\n") + 1


@pytest.mark.parametrize("more", [b"\n", b"x", b'{"v":"1.0"}\n', b"\0" * 100])
def test_something_behind_the_end(sent, more):
    gbr, data = sent
    error = refused(gbr, data + more)
    assert (error.code, error.line) == ("TRAILING", data.count(b"\n") + 1)


# -- signed by the wrong one -----------------------------------------------


def test_a_manifest_that_was_changed(sent):
    gbr, data = sent
    first = msgspec.json.decode(lines_of(data)[0])
    sig = first["signatures"][0]["sig"]
    first["signatures"][0]["sig"] = ("B" if sig[0] == "A" else "A") + sig[1:]
    error = refused(gbr, joined([msgspec.json.encode(first), *lines_of(data)[1:]]))
    assert (error.code, error.line) == ("BAD_SIGNATURE", 1)


def test_another_nation_signs_for_the_origin(sent):
    gbr, data = sent
    error = refused(gbr, forge(data, lines_of(data)[1:], key_of("USA")))
    assert (error.code, error.line) == ("ORIGIN_MISMATCH", 1)


def test_a_key_that_nobody_knows(sent):
    gbr, data = sent
    error = refused(gbr, forge(data, lines_of(data)[1:], key_of("AUS", Mode.REAL, 2)))
    assert (error.code, error.line) == ("UNKNOWN_KEY", 1)


def test_a_key_of_another_mode(sent):
    gbr, data = sent
    error = refused(gbr, forge(data, lines_of(data)[1:], key_of("AUS", Mode.EXERCISE)))
    assert (error.code, error.line) == ("KEY_NOT_FOR_MODE", 1)


def revised(**changes):
    """A second directory of AUS in which its REAL key is another."""
    first = directories().latest("AUS")
    keys = tuple(
        msgspec.structs.replace(key, **changes) if Mode.REAL in key.modes else key
        for key in first.directory.keys
    )
    return sign_directory(
        msgspec.structs.replace(first.directory, version=2, prev=first.id, keys=keys),
        root_of("AUS"),
    )


def test_a_key_that_the_bundle_itself_says_is_revoked(sent):
    gbr, data = sent
    second = revised(revoked=Revocation(checkpoint=0, t="2026-07-01T00:00:00Z", reason="lost"))
    lines = [*lines_of(data)[1:2], second, *lines_of(data)[2:]]
    error = refused(gbr, forge(data, lines, papers=4))
    assert (error.code, error.line) == ("KEY_REVOKED", 1)


def test_two_directories_of_one_version(sent):
    gbr, data = sent
    keys = tuple(entry_of(key_of("AUS", mode, 2), mode) for mode in Mode)
    lines = [directory("AUS", keys=keys), *lines_of(data)[1:]]
    error = refused(gbr, forge(data, lines, papers=4))
    assert error.code == "DIRECTORY_FORK"
    assert gbr.alarms() == [("FORK", "AUS")]


def test_a_directory_of_somebody_else_has_no_business_there(sent):
    gbr, data = sent
    first = directories().latest("FRA")
    second = sign_directory(
        msgspec.structs.replace(first.directory, version=2, prev=first.id), root_of("FRA")
    )
    error = refused(gbr, forge(data, [second, *lines_of(data)[1:]], papers=4))
    assert (error.code, error.line) == ("MALFORMED", 2)


# -- for somebody else -------------------------------------------------------


def test_replayed_to_another_nation(coalition, pair, sent, tmp_path):
    _, data = sent
    fra = coalition(["AUS", "FRA"])["FRA"]
    error = refused(fra, data)
    assert (error.code, error.line) == ("WRONG_RECIPIENT", 1)


def test_an_exercise_offered_as_real(coalition, tmp_path):
    parties = coalition(["AUS", "GBR"], modes=[Mode.TEST])
    feed = Feed("AUS", "GBR", Mode.TEST)
    parties["AUS"].enqueue(notice("AUS", ["GBR"], "only a test", mode=Mode.TEST))
    export(parties["AUS"], feed, tmp_path / "1")
    data = (tmp_path / "1").read_bytes()
    assert take(parties["GBR"], data).pulled.accepted == 1
    real = coalition(["AUS", "GBR"])["GBR"]
    error = refused(real, data)
    assert (error.code, error.line) == ("WRONG_MODE", 1)
    # With the mode in manifest and frames changed, and signed by the key of the other mode:
    lines = [
        line.replace(b'"mode":"TEST","seq"', b'"mode":"REAL","seq"') for line in lines_of(data)[1:]
    ]
    error = refused(real, forge(data, lines, key_of("AUS", Mode.TEST), mode=Mode.REAL))
    assert error.code == "KEY_NOT_FOR_MODE"


# -- signed by its origin, and wrong nevertheless ------------------------------


def chained(feed, after, envelopes, **changes):
    """Frames of a chain, whatever is in them."""
    seq, prev = after
    for envelope, name in envelopes:
        seq += 1
        hashed = entry_hash(feed, prev, seq, name)
        frame = Frame(
            origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=seq, prev=prev,
            hash=hashed, id=name, envelope=envelope,
        )  # fmt: skip
        yield frame_to_bytes(frame)
        prev = hashed


def test_a_bad_record_in_a_good_bundle_is_quarantined_and_the_feed_goes_on(sent):
    gbr, data = sent
    good = notice("AUS", ["GBR"], "good")
    later = notice("AUS", ["GBR"], "later")
    not_ours = record_of("AUS", ("AUS", "FRA"))
    unsigned = msgspec.json.decode(notice("AUS", ["GBR"], "forged").envelope)
    unsigned["signatures"][0]["sig"] = "A" * 86 + "=="
    forged = notice("AUS", ["GBR"], "forged")
    sent_so = [
        (good.envelope, good.id), (b'{"no":"envelope"}', "11" * 32),
        (not_ours.envelope, not_ours.id), (msgspec.json.encode(unsigned), forged.id),
        (b"", "22" * 32), (later.envelope, later.id),
    ]  # fmt: skip
    frames = [*chained(FEED, (0, "00" * 32), sent_so)]
    end = {"to_seq": 6, "to_hash": frame_from_bytes(frames[-1]).hash}
    lines = [*lines_of(data)[1:2], *frames]
    imported = take(gbr, forge(data, lines, papers=1, to_n=0, **end))
    assert imported.taken is Taken.WHOLE
    assert (imported.pulled.accepted, imported.pulled.quarantined) == (2, 4)
    with gbr.store.read() as unit:
        codes = [row.code for row in unit.quarantined(FEED, 0, 10)]
        assert codes == ["MALFORMED", "NOT_RELEASED_TO_US", "BAD_SIGNATURE", "WITHHELD"]
        assert unit.envelope(later.id) == later.envelope


def test_signed_and_no_chain(sent):
    gbr, data = sent
    lines = lines_of(data)[1:]
    error = refused(gbr, forge(data, [*lines[:50], *lines[51:]]))
    assert (error.code, error.line) == ("BAD_CHAIN", 52)
    error = refused(gbr, forge(data, lines, to_hash="11" * 32))
    assert (error.code, error.line) == ("BAD_CHAIN", 1)
    other = lines[49].replace(b"eyJ2IjoiMS4wI", b"eyJ2IjoiMS4xI")
    error = refused(gbr, forge(data, [*lines[:49], other, *lines[50:]]))
    assert (error.code, error.line) == ("PAYLOAD_MISMATCH", 51)


def test_signed_and_a_paper_that_is_none(sent):
    gbr, data = sent
    lines = lines_of(data)[1:]
    for paper in (b"", b"{}", notice("AUS", ["GBR"], "a record").envelope, lines[5]):
        error = refused(gbr, forge(data, [*lines[:2], paper, *lines[2:]], papers=4))
        assert (error.code, error.line) == ("MALFORMED", 4)


WRONG = {
    "number": {"number": 0}, "order": {"after_seq": 200}, "hash": {"to_hash": "1"},
    "genesis": {"after_hash": "11" * 32}, "count": {"count": 149}, "papers": {"papers": 2},
    "checkpoints": {"after_n": 2}, "party": {"origin": "XYZ"}, "time": {"t": "now"},
    "bytes": {"bytes": 5}, "block": {"blocks": (Block(65, 100, "11" * 32),)},
    "large": {"blocks": (Block(1, MAX_BLOCK_BYTES + 1, "11" * 32),)},
    "mixed": {"papers": 5, "count": 148},
    "many": {"blocks": (Block(1, 1, "11" * 32),) * 4_097}, "sha": {"blocks": (Block(1, 1, "x"),)},
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_manifest_that_makes_no_sense_is_neither_signed_nor_read(sent, what):
    gbr, data = sent
    manifest = read_manifest(lines_of(data)[0])[0]
    wrong = msgspec.structs.replace(manifest, **WRONG[what])
    with pytest.raises(UsageError):
        seal_manifest(wrong, key_of("AUS"))
    first = seal_statement(wrong, BUNDLE_TYPE, key_of("AUS"))
    error = refused(gbr, joined([first, *lines_of(data)[1:]]))
    assert (error.code, error.line) == ("NOT_A_BUNDLE", 1)


HOSTILE = {
    "duplicate key": (b'"count":150', b'"count":150,"count":150', "DUPLICATE_KEY"),
    "NaN": (b'"count":150', b'"count":NaN', "NOT_A_NUMBER"),
    "large number": (b'"count":150', b'"count":9007199254740993', "NOT_A_NUMBER"),
    "depth 10,000": (b'"count":150', b'"count":' + b"[" * 10_000 + b"]" * 10_000, "TOO_DEEP"),
    "unknown field": (b'"count":150', b'"count":150,"more":1', "UNKNOWN_FIELD"),
    "unknown mode": (b'"mode":"REAL"', b'"mode":"DREAM"', "NOT_A_BUNDLE"),
    "major version": (b'"v":"1.0"', b'"v":"2.0"', "UNKNOWN_VERSION"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_signed_manifest_that_two_readers_would_read_differently(sent, what):
    gbr, data = sent
    old, new, code = HOSTILE[what]
    payload = Envelope.from_bytes(lines_of(data)[0]).payload
    assert payload.count(old) == 1
    first = key_of("AUS").sign(BUNDLE_TYPE, payload.replace(old, new)).to_bytes()
    error = refused(gbr, joined([first, *lines_of(data)[1:]]))
    assert (error.code, error.line) == (code, 1)


def test_a_newer_minor_version_of_the_manifest_is_read(sent):
    gbr, data = sent
    payload = Envelope.from_bytes(lines_of(data)[0]).payload
    payload = payload.replace(b'"v":"1.0"', b'"v":"1.7"').replace(
        b'"one_way"', b'"more":1,"one_way"'
    )
    first = key_of("AUS").sign(BUNDLE_TYPE, payload).to_bytes()
    assert take(gbr, joined([first, *lines_of(data)[1:]])).taken is Taken.WHOLE


def test_a_manifest_of_another_type(sent):
    gbr, data = sent
    payload = Envelope.from_bytes(lines_of(data)[0]).payload
    first = key_of("AUS").sign(RECORD_TYPE, payload).to_bytes()
    assert refused(gbr, joined([first, *lines_of(data)[1:]])).code == "NOT_A_BUNDLE"


def test_a_line_of_100_mb_is_not_read(sent):
    gbr, _ = sent
    read = []

    class Endless:
        def read(self, size):
            read.append(size)
            return b"x" * size

    @contextmanager
    def opener():
        yield Endless()

    with pytest.raises(RefusedBundle, match="NOT_A_BUNDLE"):
        import_bundle(opener, gbr.exchange.desk)
    assert sum(read) < 2_000_000


# -- the medium ---------------------------------------------------------------


def test_a_stick_that_is_swapped_between_two_readings(sent):
    gbr, data = sent
    lines = lines_of(data)
    lines[120] = lines[120].replace(b'"openings":[]', b'"openings":[ ]')
    versions = itertools.chain([data], itertools.repeat(joined(lines)))
    desk = gbr.exchange.desk
    with pytest.raises(RefusedBundle) as error:
        import_bundle(lambda: io.BytesIO(next(versions)), desk)
    assert error.value.code == "CHANGED"
    held = records_of(gbr, FEED)
    assert len(held) in {0, 64}  # what stood in sound blocks before it, and nothing else
    assert take(gbr, data).taken is Taken.WHOLE
    assert len(records_of(gbr, FEED)) == 150


class Failing(io.BytesIO):
    def read(self, size=-1):
        if self.tell() > 30_000:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_medium_that_fails(sent):
    gbr, data = sent
    before = stored(gbr)
    with pytest.raises(RefusedBundle) as error:
        import_bundle(lambda: Failing(data), gbr.exchange.desk)
    assert (error.value.code, error.value.got) == ("UNREADABLE", "Input/output error")
    assert stored(gbr) == before


def test_compression_that_is_cut_or_damaged(sent, tmp_path):
    gbr, data = sent
    packed = gzip.compress(data)
    (tmp_path / "cut.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(RefusedBundle) as error:
        take(gbr, tmp_path / "cut.gz")
    assert error.value.code == "CUT_SHORT"
    damaged = bytearray(packed)
    damaged[len(packed) // 2] ^= 0xFF
    (tmp_path / "damaged.gz").write_bytes(damaged)
    with pytest.raises(RefusedBundle) as error:
        take(gbr, tmp_path / "damaged.gz")
    assert error.value.code in {"UNREADABLE", "TAMPERED", "CUT_SHORT"}
    assert records_of(gbr, FEED) == []


@pytest.mark.parametrize("behind", [False, True])
def test_a_decompression_bomb_is_not_unpacked(sent, tmp_path, behind):
    gbr, data = sent
    bomb = tmp_path / "bomb.zst"
    with zstandard.open(bomb, "wb") as file:
        file.write(data if behind else b"")
        for _ in range(200):
            file.write(b"\0" * 1_000_000)
    assert bomb.stat().st_size < 200_000
    tracemalloc.start()
    with pytest.raises(RefusedBundle) as error:
        take(gbr, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.value.code == ("TRAILING" if behind else "NOT_A_BUNDLE")
    assert peak < 12_000_000


@pytest.mark.parametrize("count", [150, pytest.param(30_000, marks=pytest.mark.soak)])
def test_no_damage_makes_anything_else_escape(sent, count):
    gbr, data = sent
    context = gbr.exchange.desk.context
    lines = lines_of(data)
    short = forge(data, lines[1:8], to_seq=4, to_hash=frame_from_bytes(lines[7]).hash)
    rng = random.Random(7)
    for _ in range(count):
        damaged = mutate(short, rng)
        if damaged != short:
            with pytest.raises(RefusedBundle):
                open_bundle(bytes_opener(damaged), context)
