"""An exercise's records, keys and bundles at a real node's exchange: refused, and audited."""

from __future__ import annotations

from functools import partial

import msgspec
import pytest

from cspo.errors import UsageError, VerificationError, WrongSide
from cspo.federation.answers import Answers
from cspo.federation.feed import Feed
from cspo.federation.peers import Backoff, Peer
from cspo.federation.pull import pull_frames
from cspo.federation.transports.bundle import Imported, Taken, import_bundles
from cspo.federation.watching import Watcher
from cspo.markings import Mode, make_label
from cspo.node.bundles import export_next
from cspo.node.desks import OpenNode
from cspo.node.keyring import own_keys
from cspo.operations.derive import derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.examples import example_bytes
from cspo.records.key_directory import (
    KEY_DIRECTORY_TYPE,
)
from cspo.records.record import read_record
from cspo.records.signing import RootKey, load_root
from tests.exercise.leaks.sides import (
    Given,
    StandingClock,
    audited,
    chained,
    edited,
    envelopes_of,
)

EXERCISE, REAL = (Feed("CAN", "NOR", mode) for mode in (Mode.EXERCISE, Mode.REAL))


def of_all_kinds(sides, mode, key):
    """A record of each kind, signed; each names records by ids that a real store may hold."""
    found = []
    for kind in sorted(REGISTRY):
        body = REGISTRY.decode(kind, example_bytes(kind))
        record = issue(body, make_label("U", ["CAN", "NOR"]), origin="CAN", mode=mode,
                       t_valid=sides.t, t=sides.t, signer=key, registry=REGISTRY)  # fmt: skip
        found.append(record.envelope)
    return found


FEED_WAYS = {
    "its own feed": lambda s: (EXERCISE, s.frames),
    "its frames, where a real feed was asked for": lambda s: (REAL, s.frames),
    "its records soundly chained in a real feed": lambda s: (REAL, chained(REAL, envelopes_of(s))),
    "the mode edited": lambda s: (REAL, chained(REAL, [edited(e) for e in envelopes_of(s)])),
    "the mode edited, and signed anew by its key":
        lambda s: (REAL, chained(REAL, [edited(e, s.key) for e in envelopes_of(s)])),
    "every kind of record, said to be REAL": lambda s: (
        REAL, chained(REAL, of_all_kinds(s, Mode.REAL, s.key))),
    "every kind of record of EXERCISE in a real feed": lambda s: (
        REAL, chained(REAL, of_all_kinds(s, Mode.EXERCISE, s.key))),
    "every kind of record, said to be a TEST": lambda s: (
        REAL, chained(REAL, of_all_kinds(s, Mode.TEST, s.key))),
}  # fmt: skip


CODES = {
    "the mode edited": "BAD_SIGNATURE",
    "the mode edited, and signed anew by its key": "KEY_NOT_FOR_MODE",
    "every kind of record, said to be REAL": "KEY_NOT_FOR_MODE",
    "every kind of record, said to be a TEST": "KEY_NOT_FOR_MODE",
}
"""What the audit says, where it is not that a record lies in a feed of its mode."""


@pytest.mark.parametrize("way", FEED_WAYS)
def test_by_a_feed(sides, real, way):
    desk = real.exchange_desk()
    feed, frames = FEED_WAYS[way](sides)
    before = len(audited(desk.store))
    if feed.mode is Mode.EXERCISE:
        with pytest.raises(WrongSide):
            pull_frames(desk, Given(frames), feed)
    else:
        assert pull_frames(desk, Given(frames), feed).accepted == 0
    with desk.store.read() as unit:
        assert unit.last_seq() == 0
        quarantined = unit.quarantined(feed, 0, 1_000)
    told = audited(desk.store)[before:]
    assert {fields["code"] for _, fields in told} == {CODES.get(way, "WRONG_MODE")}
    if quarantined:  # each by its number, with the reason
        assert len(quarantined) == len(frames)


def test_a_real_feed_of_a_real_key_is_taken(sides, real):
    frames = chained(REAL, of_all_kinds(sides, Mode.REAL, sides.real_key))
    assert pull_frames(real.exchange_desk(), Given(frames), REAL).accepted == len(frames)


# -- bundles ---------------------------------------------------------------------------------------
def bundle_of(sides, path, mode):
    """CAN's next bundle for NOR: of its node in the play, or of its real one."""
    if mode is Mode.REAL:
        with sides.node(path.parent / "real-can", "CAN") as node:
            node.home.policy.write_bytes(sides.folder.nodes.home("CAN").policy.read_bytes())
            _export(node, Feed("CAN", "NOR", mode), path)
    else:
        home = sides.folder.nodes.home("CAN")
        with home.store() as store:
            node = OpenNode(home, store, StandingClock(sides.t), lambda: sides.passphrase)
            _export(node, Feed("CAN", "NOR", mode), path)
    return path.read_bytes()


def _export(node, feed, path):
    export_next(node, feed, path, after=0)


def in_bundle(data, change):
    """The bundle with its lines changed."""
    return b"\n".join(change(line) for line in data.split(b"\n"))


BUNDLE_WAYS = {
    "as the exercise wrote it": lambda line: line,
    "said to be of a real feed": lambda line: line.replace(b"EXERCISE", b"REAL"),
    "with another recipient": lambda line: line.replace(b'"NOR"', b'"USA"'),
}


@pytest.mark.parametrize("way", BUNDLE_WAYS)
def test_by_a_bundle(sides, real, tmp_path, way):
    data = in_bundle(bundle_of(sides, tmp_path / "b", Mode.EXERCISE), BUNDLE_WAYS[way])
    (tmp_path / "b").write_bytes(data)
    desk = real.exchange_desk()
    (fate,) = import_bundles({"b": partial(open, tmp_path / "b", "rb")}, desk).values()
    assert not isinstance(fate, Imported)
    assert audited(desk.store, "bundle-refused")
    with desk.store.read() as unit:
        assert unit.last_seq() == 0


def test_a_real_bundle_is_taken(sides, real, tmp_path):
    bundle_of(sides, tmp_path / "b", Mode.REAL)
    opener = partial(open, tmp_path / "b", "rb")
    (fate,) = import_bundles({"b": opener}, real.exchange_desk()).values()
    assert isinstance(fate, Imported)
    assert fate.taken is Taken.WHOLE


# -- keys ------------------------------------------------------------------------------------------
def directory_of(real, root, change):
    """The next directory of CAN's, in which the keys of EXERCISE are changed so."""
    last = real.known.latest("CAN")
    given = msgspec.structs.replace(
        last.directory, version=last.directory.version + 1, prev=last.id,
        keys=tuple(change(key) if key.modes == (Mode.EXERCISE,) else key
                   for key in last.directory.keys),
    )  # fmt: skip
    return root.sign(KEY_DIRECTORY_TYPE, msgspec.json.encode(given)).to_bytes()


def of_modes(*modes):
    """A key said to be of these modes."""
    return lambda key: msgspec.structs.replace(key, modes=modes)


def own_root(sides):
    """CAN's root of the exercise, which this real node even believes."""
    return load_root(sides.folder.nodes.path / "roots" / "CAN-root.key", sides.passphrase)


def a_root(sides):
    """Another that calls itself CAN's."""
    return RootKey.generate("CAN")


KEY_WAYS = {
    "its keys as REAL ones, by a root that nobody pinned": (a_root, of_modes(Mode.REAL)),
    "its keys as they are, by a root that nobody pinned": (a_root, of_modes(Mode.EXERCISE)),
    "its keys as REAL ones, by the pinned root": (own_root, of_modes(Mode.REAL)),
    "its keys for both, by the pinned root": (own_root, of_modes(Mode.EXERCISE, Mode.REAL)),
}


class Handing:
    """A link that hands on a directory."""

    def __init__(self, envelope):
        self.envelope = envelope

    def directories(self, nation, after_version):
        return [self.envelope]


@pytest.mark.parametrize("way", KEY_WAYS)
def test_by_a_key_directory(sides, real, way):
    root_of, change = KEY_WAYS[way]
    envelope = directory_of(real, root_of(sides), change)
    desk = real.exchange_desk()
    peer = Peer("CAN", Handing(envelope), (), Backoff(lambda: 0.0, base_s=0.0, cap_s=0.0))
    Watcher(desk).take_directories(peer)
    assert audited(desk.store, "directory-refused")
    frames = chained(REAL, of_all_kinds(sides, Mode.REAL, sides.key))
    assert pull_frames(desk, Given(frames), REAL).accepted == 0


def test_a_next_directory_that_changes_no_key_is_believed(sides, real):
    desk = real.exchange_desk()
    envelope = directory_of(real, own_root(sides), of_modes(Mode.EXERCISE))
    peer = Peer("CAN", Handing(envelope), (), Backoff(lambda: 0.0, base_s=0.0, cap_s=0.0))
    Watcher(desk).take_directories(peer)
    assert desk.context.directories.latest("CAN").directory.version == 3


# -- questions -------------------------------------------------------------------------------------
QUESTIONS = {
    "frames": lambda a, mode: a.frames("CAN", Feed("NOR", "CAN", mode), 0, 10),
    "checkpoints with openings": lambda a, mode: a.heads("CAN", Feed("NOR", "CAN", mode), 0, 10),
    "checkpoints": lambda a, mode: a.checkpoints("CAN", "NOR", mode, 0, 10),
    "what is held": lambda a, mode: a.held("CAN", Feed("CAN", "NOR", mode), 0, 10),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_by_a_question_of_the_exchange(sides, real, question):
    desk = real.exchange_desk()
    can = msgspec.structs.replace(desk.context.subject, party="CAN", modes=frozenset(Mode))
    answers = Answers(desk.store, lambda: desk.context, {"CAN": can}, desk.clock)
    with pytest.raises(VerificationError):
        QUESTIONS[question](answers, Mode.EXERCISE)
    assert audited(desk.store, "answer-denied")
    assert QUESTIONS[question](answers, Mode.REAL) == []  # allowed; there is nothing yet


# -- stores and products ---------------------------------------------------------------------------
def test_a_store_takes_no_record_of_the_other_side(sides, real):
    (theirs, *_) = [read_record(each) for each in envelopes_of(sides)]
    ours = read_record(of_all_kinds(sides, Mode.REAL, sides.real_key)[0])
    with pytest.raises(WrongSide, match="one side"), real.store.write() as unit:
        unit.put_record(theirs, t_ingest=sides.t)
    with sides.folder.nodes.home("NOR").store() as store:
        with pytest.raises(WrongSide, match="one side"), store.write() as unit:
            unit.put_record(ours, t_ingest=sides.t)
        with store.read() as unit:
            assert {row.mode for row in unit.records_after(0, 10_000)} == {Mode.EXERCISE}
    with real.store.write() as unit:
        assert unit.put_record(ours, t_ingest=sides.t)


def products(sides, real):
    """Inputs of a REAL and an EXERCISE record, of one kind."""
    bodies = [
        read_record(of_all_kinds(sides, mode, key)[0])
        for mode, key in ((Mode.REAL, sides.real_key), (Mode.EXERCISE, sides.key))
    ]
    return {record.payload.mode: record for record in bodies}


PRODUCT_WAYS = {
    "a REAL product of an EXERCISE record": (Mode.REAL, (Mode.EXERCISE,), False),
    "a REAL product of both": (Mode.REAL, (Mode.REAL, Mode.EXERCISE), False),
    "a REAL product, the EXERCISE record named as a copy": (Mode.REAL, (Mode.EXERCISE,), True),
    "an EXERCISE product of a REAL record": (Mode.EXERCISE, (Mode.REAL,), False),
}


def made(sides, real, mode, inputs, copies):
    found = products(sides, real)
    given = [found[each] for each in inputs]
    key = sides.real_key if mode is Mode.REAL else sides.key
    return derive(
        given, lambda bodies: bodies[0], origin="CAN", mode=mode, t_valid=sides.t, t=sides.t,
        signer=key, registry=REGISTRY, scenario_copies=[each.id for each in given if copies],
    )  # fmt: skip


@pytest.mark.parametrize("way", PRODUCT_WAYS)
def test_a_product_mixes_no_modes(sides, real, way):
    with pytest.raises(WrongSide, match="mode"):
        made(sides, real, *PRODUCT_WAYS[way])


def test_a_product_of_an_exercise_may_rest_on_the_real_record_that_its_scenario_names(sides, real):
    product = made(sides, real, Mode.EXERCISE, (Mode.REAL,), copies=True)
    assert product.record.payload.mode is Mode.EXERCISE


def test_the_nodes_of_a_play_know_no_real_key_and_a_real_one_signs_no_exercise(sides, real):
    for nation in sides.folder.nations:
        home = sides.folder.nodes.home(nation)
        with home.store(read_only=True) as store:
            node = OpenNode(home, store, StandingClock(sides.t), lambda: sides.passphrase)
            assert {key.entry.modes for key in own_keys(home, node.known)} == {(Mode.EXERCISE,)}
            with pytest.raises(WrongSide):
                node.signer(Mode.REAL)
            assert node.signer(Mode.EXERCISE)
    with pytest.raises(UsageError):
        real.signer(Mode.EXERCISE)
    assert real.signer(Mode.REAL)
