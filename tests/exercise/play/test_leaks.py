"""What an exercise says never becomes REAL, whoever has its keys; what is REAL never enters it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from cspo.box.founding import KEYS_LAST_S
from cspo.errors import UsageError
from cspo.exercise.play import PlayFolder
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed, entry_hash
from cspo.federation.frame import Frame, frame_from_bytes, frame_to_bytes
from cspo.federation.pull import pull_frames
from cspo.markings import Mode, make_label
from cspo.node.clock import SystemClock
from cspo.node.desks import OpenNode
from cspo.node.directories import DirectoryList, accept_directories, known_directories
from cspo.node.home import Home
from cspo.node.keyring import add_keys, key_file, own_keys
from cspo.operations.derive import derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.records import Envelope, record_id
from cspo.records.bodies.exercise import InjectBody
from cspo.records.key_directory import ANY_KIND
from cspo.records.payload import encode_payload
from cspo.records.record import RECORD_TYPE, Record, read_record
from cspo.records.signing import SigningKey, load_key, load_root
from cspo.time import Epoch
from tests.exercise.play.plays import new_play, play_of

ZERO = "0" * 64


@dataclass
class Sides:
    """A play that was played, and the real node of NOR beside it, which believes the same roots."""

    folder: PlayFolder
    desk: Desk
    home: Home
    frames: list[bytes]
    """What CAN's exercise feed has for NOR."""
    key: SigningKey
    """CAN's key of EXERCISE, in hostile hands."""


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    base = tmp_path_factory.mktemp("leaks")
    folder = new_play(base / "play")
    play = play_of(folder)
    play.open()
    play.run()
    feed = Feed("CAN", "NOR", Mode.EXERCISE)
    frames = play.nodes["CAN"].exchange.answers.frames("NOR", feed, 0, 100)
    assert frames
    can = play.nodes["CAN"].home
    (own,) = own_keys(can, play.nodes["CAN"].open.known)
    passphrase = folder.nodes.passphrase()
    key = load_key(key_file(can, own.keyid, Mode.EXERCISE), passphrase)
    lists = {}
    for nation, node in play.nodes.items():
        known = node.open.known
        lists[nation] = DirectoryList(
            nation=nation, root=node.home.anchors()[nation], envelopes=known.envelopes(nation)
        )
    assert play.stop()
    home = Home.create(base / "real", "NOR", modes=(Mode.REAL,), now=folder.nodes.began)
    file = folder.nodes.path / "roots" / "NOR-root.key"
    with home.writing("test"), home.store() as store:
        for nation, given in lists.items():
            home.pin(nation, given.root)
            accept_directories(home, given, store)
    root = load_root(file, passphrase)
    now = folder.nodes.began
    with home.writing("test"):
        add_keys(home, root, file, [Mode.REAL], kinds=[ANY_KIND], now=now + -86_400.0,
                 until=now + KEYS_LAST_S, passphrase=passphrase)  # fmt: skip
    text = home.node_file.read_text().replace('ceiling = "U"', 'ceiling = "S"')
    home.node_file.write_text(text)
    home = Home.open(home.path)
    with home.store() as store:
        node = OpenNode(home, store, StandingClock(now + 3_600.0), lambda: passphrase)
        yield Sides(folder, node.exchange_desk(), home, frames, key)


class StandingClock:
    """Shows one instant."""

    def __init__(self, t: Epoch) -> None:
        self.t = t

    def now(self) -> Epoch:
        return self.t


class Given:
    """A link that has these frames, whatever is asked."""

    def __init__(self, frames: list[bytes]) -> None:
        self.frames = frames

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return self.frames

    backfill = fetch


def chained(feed: Feed, envelopes: list[bytes]) -> list[bytes]:
    """A sound chain of a feed around these envelopes, as its origin could make one."""
    frames, prev = [], ZERO
    for seq, envelope in enumerate(envelopes, 1):
        payload = Envelope.from_bytes(envelope).payload
        named = record_id(payload)
        hashed = entry_hash(feed, prev, seq, named)
        frame = Frame(
            origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=seq, prev=prev,
            hash=hashed, id=named, envelope=envelope,
        )  # fmt: skip
        frames.append(frame_to_bytes(frame))
        prev = hashed
    return frames


def edited(envelope: bytes) -> Envelope:
    """The mode in the payload changed to REAL, the signature left as it was."""
    given = Envelope.from_bytes(envelope)
    payload = given.payload.replace(b'"EXERCISE"', b'"REAL"')
    assert payload != given.payload
    return msgspec.structs.replace(given, payload=payload)


def tries(sides: Sides) -> dict[str, tuple[Feed, list[bytes]]]:
    envelopes = [bytes(frame_from_bytes(each).envelope) for each in sides.frames]
    exercise, real = (Feed("CAN", "NOR", mode) for mode in (Mode.EXERCISE, Mode.REAL))
    changed = [edited(each) for each in envelopes]
    again = [sides.key.sign(RECORD_TYPE, each.payload) for each in changed]
    return {
        "its own feed": (exercise, sides.frames),
        "its frames in a real feed": (real, sides.frames),
        "a real feed of its records": (real, chained(real, envelopes)),
        "the mode edited": (real, chained(real, [each.to_bytes() for each in changed])),
        "the mode edited, signed anew": (real, chained(real, [each.to_bytes() for each in again])),
    }


@pytest.mark.parametrize(
    "way",
    ["its own feed", "its frames in a real feed", "a real feed of its records", "the mode edited",
     "the mode edited, signed anew"],
)  # fmt: skip
def test_nothing_of_an_exercise_reaches_a_real_store_by_a_feed(sides, way):
    feed, frames = tries(sides)[way]
    store = sides.desk.store
    with store.read() as unit:
        before = unit.last_seq()
        kept = len(unit.quarantined(feed, 0, 1_000))
    try:
        found = pull_frames(sides.desk, Given(frames), feed)
    except (KeyError, UsageError):
        found = None  # a real node has no key to sign for an exercise's feed
    with store.read() as unit:
        assert unit.last_seq() == before
        assert not unit.records_after(0, 10)
        told = unit.quarantined(feed, 0, 1_000)
    if found is not None:
        assert found.accepted == 0
        # It is quarantined with a reason, or the pull stopped and says at what.
        assert len(told) > kept or found.stopped is not None


def test_a_real_store_takes_no_record_of_an_exercise_from_anybody(sides):
    record = read_record(bytes(frame_from_bytes(sides.frames[0]).envelope))
    assert record.payload.mode is Mode.EXERCISE
    with pytest.raises(UsageError, match="one side"), sides.desk.store.write() as unit:
        unit.put_record(record, t_ingest=SystemClock().now())


def real_record(sides: Sides) -> Record:
    body = InjectBody(scenario="x", number=1, at_s=0.0, to=("NOR",), title="Of the real world")
    t = sides.folder.nodes.began
    return issue(body, make_label("U", ["NOR"]), origin="NOR", mode=Mode.REAL, t_valid=t, t=t,
                 signer=sides.desk.signers[Mode.REAL], registry=REGISTRY)  # fmt: skip


def test_no_real_record_enters_an_exercise(sides):
    record = real_record(sides)
    home = sides.folder.nodes.home("NOR")
    with home.store() as store:
        with pytest.raises(UsageError, match="one side"), store.write() as unit:
            unit.put_record(record, t_ingest=sides.folder.nodes.began)
        node = OpenNode(home, store, StandingClock(sides.folder.nodes.began + 60.0),
                        sides.folder.nodes.passphrase)  # fmt: skip
        t = node.clock.now()
        with pytest.raises(UsageError, match="mode EXERCISE"):
            derive([record], lambda bodies: bodies[0], origin="NOR", mode=Mode.EXERCISE, t_valid=t,
                   t=t, signer=node.signer(Mode.EXERCISE), registry=REGISTRY)  # fmt: skip
        with pytest.raises(UsageError):
            node.signer(Mode.REAL)
        with store.read() as unit:
            assert {row.mode for row in unit.records_after(0, 10_000)} == {Mode.EXERCISE}


def test_the_nodes_of_a_play_know_no_real_key(sides):
    for nation in sides.folder.nations:
        home = sides.folder.nodes.home(nation)
        with home.store(read_only=True) as store, store.read() as unit:
            assert Mode.REAL not in store.modes
            keys = own_keys(home, known_directories(home, unit))
        assert {key.entry.modes for key in keys} == {(Mode.EXERCISE,)}
    assert encode_payload(real_record(sides).payload)  # and the real one can sign
