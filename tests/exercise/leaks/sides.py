"""A play whose keys are in hostile hands, and real nodes beside it that believe the same roots."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cspo.box.founding import KEYS_LAST_S
from cspo.exercise.play import PlayFolder
from cspo.federation.feed import Feed, entry_hash
from cspo.federation.frame import Frame, frame_from_bytes, frame_to_bytes
from cspo.markings import Mode
from cspo.node.desks import OpenNode
from cspo.node.directories import DirectoryList, accept_directories
from cspo.node.home import Home
from cspo.node.keyring import add_keys, key_file, own_keys
from cspo.records import Envelope, record_id
from cspo.records.key_directory import ANY_KIND
from cspo.records.record import RECORD_TYPE
from cspo.records.signing import SigningKey, load_key, load_root
from cspo.time import Epoch
from tests.exercise.play.plays import new_play, play_of

__all__ = ["Given", "Sides", "StandingClock", "audited", "chained", "edited", "make_sides"]

ZERO = "0" * 64


class StandingClock:
    """Shows one instant."""

    def __init__(self, t: Epoch) -> None:
        self.t = t

    def now(self) -> Epoch:
        return self.t


@dataclass(frozen=True)
class Sides:
    """What the hostile participant has, and a real node to try it at.

    Everything is in its favour: it has the play's folder, CAN's key of EXERCISE and CAN's root, and
    the real nodes of CAN and NOR have pinned the very roots that signed the exercise's keys.
    """

    folder: PlayFolder
    real: Path
    """The folders of two real nodes; copied for each test."""
    frames: list[bytes]
    """What CAN's exercise feed has for NOR."""
    key: SigningKey
    """CAN's key of EXERCISE."""
    real_key: SigningKey
    """CAN's key of REAL, which the hostile one has not: for what is allowed."""
    passphrase: str
    t: Epoch

    @contextmanager
    def node(self, path: Path, nation: str = "NOR") -> Iterator[OpenNode]:
        """A copy of a nation's real node, at *path*."""
        if not path.exists():
            shutil.copytree(self.real / nation, path)
        home = Home.open(path)
        with home.store() as store:
            yield OpenNode(home, store, StandingClock(self.t), lambda: self.passphrase)


def make_sides(base: Path) -> Sides:
    """Play it to its end, and found the real nodes."""
    folder = new_play(base / "play")
    play = play_of(folder)
    play.open()
    play.run()
    feed = Feed("CAN", "NOR", Mode.EXERCISE)
    frames = play.nodes["CAN"].exchange.answers.frames("NOR", feed, 0, 100)
    passphrase = folder.nodes.passphrase()
    key = _key_of(play.nodes["CAN"].home, play.nodes["CAN"].open, Mode.EXERCISE, passphrase)
    lists = [
        DirectoryList(
            nation=nation, root=node.home.anchors()[nation],
            envelopes=node.open.known.envelopes(nation),
        )
        for nation, node in play.nodes.items()
    ]  # fmt: skip
    assert play.stop()
    began = folder.nodes.began
    homes = [_real_home(base / "real" / each.nation, each, folder, passphrase) for each in lists]
    t = began + 3_600.0
    for home in homes:
        for other in homes:
            with other.store() as store:
                known = OpenNode(other, store, StandingClock(t), str).known
            given = DirectoryList(
                nation=other.nation, root=home.anchors()[other.nation],
                envelopes=known.envelopes(other.nation),
            )  # fmt: skip
            with home.writing("test"), home.store() as store:
                accept_directories(home, given, store)
    with homes[0].store() as store:
        opened = OpenNode(homes[0], store, StandingClock(t), lambda: passphrase)
        real_key = _key_of(homes[0], opened, Mode.REAL, passphrase)
    return Sides(folder, base / "real", frames, key, real_key, passphrase, t)


def _real_home(path: Path, own: DirectoryList, folder: PlayFolder, passphrase: str) -> Home:
    began = folder.nodes.began
    home = Home.create(path, own.nation, modes=(Mode.REAL,), now=began)
    roots = folder.nodes.path / "roots"
    # The root's list goes on from the play's, as if one hand had signed both.
    (path.parent / "roots").mkdir(exist_ok=True)
    file = path.parent / "roots" / f"{own.nation}-root.key"
    for each in roots.glob(f"{own.nation}-root.key*"):
        shutil.copy(each, file.parent / each.name)
    with home.writing("test"):
        for nation in folder.nations:
            home.pin(nation, load_root(roots / f"{nation}-root.key", passphrase).public)
        with home.store() as store:
            accept_directories(home, own, store)
        root = load_root(file, passphrase)
        add_keys(home, root, file, [Mode.REAL], kinds=[ANY_KIND], now=began + -1e8,
                 until=began + KEYS_LAST_S, passphrase=passphrase)  # fmt: skip
    text = home.node_file.read_text().replace('ceiling = "U"', 'ceiling = "S"')
    home.node_file.write_text(text)
    return Home.open(path)


def _key_of(home: Home, node: OpenNode, mode: Mode, passphrase: str) -> SigningKey:
    (own,) = [each for each in own_keys(home, node.known) if each.entry.modes == (mode,)]
    return load_key(key_file(home, own.keyid, mode), passphrase)


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
        named = record_id(Envelope.from_bytes(envelope).payload)
        hashed = entry_hash(feed, prev, seq, named)
        frame = Frame(
            origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=seq, prev=prev,
            hash=hashed, id=named, envelope=envelope,
        )  # fmt: skip
        frames.append(frame_to_bytes(frame))
        prev = hashed
    return frames


def envelopes_of(sides: Sides) -> list[bytes]:
    """The records of the exercise, as they went out."""
    return [bytes(frame_from_bytes(each).envelope) for each in sides.frames]


def edited(envelope: bytes, key: SigningKey | None = None) -> bytes:
    """The mode in the payload changed to REAL; signed anew with a key, or left as it was."""
    given = Envelope.from_bytes(envelope)
    payload = given.payload.replace(b'"EXERCISE"', b'"REAL"')
    assert payload != given.payload
    if key is not None:
        return bytes(key.sign(RECORD_TYPE, payload).to_bytes())
    return bytes(msgspec.structs.replace(given, payload=payload).to_bytes())


def audited(store: object, event: str = "") -> list[tuple[str, dict[str, str]]]:
    """The audit: events and their fields."""
    with store.read() as unit:  # type: ignore[attr-defined]
        return [(name, fields) for _, name, fields, _ in unit.audited(event=event)]
