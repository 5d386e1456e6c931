"""Each bad record under a good chain: its verdict, a line of audit, and the feed goes on."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from nations import entry_of, key_of, payload_of, record_of
from ten_parties import Coalition, Party, notice

from cspo.federation import Feed, Frame, entry_hash, frame_to_bytes
from cspo.federation.examine import Finding, examine
from cspo.federation.feed import GENESIS, Head
from cspo.federation.link import HeadAnswer
from cspo.federation.pull import Pulled, pull_frames
from cspo.federation.receiver import Outcome, receive
from cspo.markings import Mode
from cspo.records import encode_payload, record_id
from cspo.records.envelope import CHECKPOINT_TYPE, RECORD_TYPE, Envelope
from cspo.records.signing import SigningKey

FEED = Feed("AUS", "FRA", Mode.REAL)
GOOD = payload_of(body=json.loads(bytes(notice("AUS", ("FRA",), "x").payload.body)))


def payload_with(**changes: Any) -> bytes:
    """A payload that may be anything: fields are put into the JSON of a good one."""
    fields = {**json.loads(encode_payload(GOOD)), **changes}
    return json.dumps(fields, separators=(",", ":")).encode()


def signed(payload: bytes, key: SigningKey | None = None, kind: str = RECORD_TYPE) -> bytes:
    return (key or key_of("AUS")).sign(kind, payload).to_bytes()


def labelled(**changes: Any) -> bytes:
    label = {**json.loads(msgspec.json.encode(GOOD.label)), **changes}
    return signed(payload_with(label=label))


def body_like(text: bytes) -> bytes:
    return encode_payload(GOOD).replace(b'"number":1', b'"number":' + text)


DEEP = b"[" * 10_000 + b"]" * 10_000
STRANGER = SigningKey("AUS", b"\x07" * 32)

COVERED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "payload is no JSON": ("MALFORMED", lambda: signed(b"nonsense")),
    "duplicate key": ("DUPLICATE_KEY", lambda: signed(body_like(b'1,"number":2'))),
    "not a number": ("NOT_A_NUMBER", lambda: signed(body_like(b"NaN"))),
    "integer beyond 2**53": ("NOT_A_NUMBER", lambda: signed(body_like(b"9007199254740993"))),
    "depth 10,000": ("TOO_DEEP", lambda: signed(body_like(DEEP))),
    "unknown algorithm": ("UNKNOWN_ALGORITHM", lambda: signed(payload_with(alg="ML-DSA"))),
    "unknown version": ("UNKNOWN_VERSION", lambda: signed(payload_with(v="2.0"))),
    "unknown field": ("UNKNOWN_FIELD", lambda: signed(payload_with(more=1))),
    "unknown kind": ("UNKNOWN_KIND", lambda: signed(payload_with(kind="horoscope"))),
    "unknown mode": ("UNKNOWN_MODE", lambda: signed(payload_with(mode="DREAM"))),
    "unknown level": ("UNKNOWN_LABEL", lambda: labelled(classification="X")),
    "unknown policy": ("UNKNOWN_LABEL", lambda: labelled(policy="MINE")),
    "origin not in label": (
        "ORIGIN_NOT_IN_LABEL", lambda: labelled(releasable_to=["FRA"]),
    ),
    "not released to us": (
        "NOT_RELEASED_TO_US", lambda: labelled(releasable_to=["AUS", "GBR"]),
    ),
    "held": ("NOT_RELEASED_TO_US", lambda: labelled(releasable_to=[])),
    "above our ceiling": (
        "NOT_RELEASED_TO_US", lambda: labelled(classification="TS"),
    ),
    "body of another kind": ("BODY_INVALID", lambda: signed(payload_with(body={"text": 1}))),
    "body of a newer version": (
        "BODY_INVALID", lambda: signed(payload_with(v="1.7", body={"text": 1})),
    ),
}  # fmt: skip
"""Payloads that the origin has signed: the chain covers them, nothing is asked again."""


def oversize() -> bytes:
    data = json.loads(signed(encode_payload(GOOD)))
    data["payload"] = base64.b64encode(b" " * 3_000_000).decode()
    return json.dumps(data).encode()


def exercise_offered_as_real() -> bytes:
    """An exercise's record with its mode edited, signed anew with the exercise's key."""
    return signed(payload_with(), key_of("AUS", Mode.EXERCISE))


def swapped_signature() -> bytes:
    one, other = record_of(), record_of(object="norad:5")
    envelope = Envelope.from_bytes(one.envelope)
    stolen = Envelope.from_bytes(other.envelope).signatures
    return Envelope(
        payload_type=RECORD_TYPE, payload=envelope.payload, signatures=stolen
    ).to_bytes()


UNCOVERED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "bad signature": ("BAD_SIGNATURE", swapped_signature),
    "unknown key": ("UNKNOWN_KEY", lambda: signed(encode_payload(GOOD), STRANGER)),
    "another type": (
        "UNKNOWN_PAYLOAD_TYPE", lambda: signed(encode_payload(GOOD), kind=CHECKPOINT_TYPE),
    ),
    "another nation's key": (
        "ORIGIN_MISMATCH", lambda: signed(encode_payload(GOOD), key_of("CAN")),
    ),
    "exercise offered as real": ("KEY_NOT_FOR_MODE", exercise_offered_as_real),
    "made before its key": (
        "KEY_NOT_VALID_THEN", lambda: signed(payload_with(t_created="2020-01-01T00:00:00.000000Z")),
    ),
    "duplicate key in the envelope": (
        "DUPLICATE_KEY",
        lambda: signed(encode_payload(GOOD)).replace(b'{"payload":', b'{"payload":"","payload":'),
    ),
    "envelope of depth 10,000": ("TOO_DEEP", lambda: b'{"a":' + DEEP + b"}"),
    "envelope of another form": ("MALFORMED", lambda: b'{"payload":"","what":1}'),
    "envelope beyond its limit": ("OVERSIZE", lambda: oversize()[:1_700_000] + b"}"),
    "frame beyond its limit": ("OVERSIZE", oversize),
    "100 MB": ("OVERSIZE", lambda: b"{" + b" " * 100_000_000 + b"}"),
    "withheld": ("WITHHELD", lambda: b""),
}  # fmt: skip
"""What the chain does not cover: asked for once more, from the origin's own store."""


def frame(seq: int, after: Head, envelope: bytes, feed: Feed = FEED) -> tuple[bytes, Head]:
    """A frame under a good chain, whatever its record."""
    try:
        payload = Envelope.from_bytes(envelope).payload
    except Exception:  # noqa: BLE001 - poison
        payload = envelope[:100]
    id_ = record_id(payload)
    own = entry_hash(feed, after.hash, seq, id_)
    made = Frame(
        origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=seq, prev=after.hash,
        hash=own, id=id_, envelope=envelope,
    )  # fmt: skip
    return frame_to_bytes(made), Head(seq, own)


class Script:
    """A link that answers with given frames, and counts how often it is asked."""

    def __init__(self, frames: list[bytes], stored: list[bytes] | None = None) -> None:
        self.frames = {True: frames if stored is None else stored, False: frames}
        self.asked: list[bool] = []
        self.receipts: list[bytes] = []

    def _from(self, after_seq: int, *, final: bool) -> list[bytes]:
        self.asked.append(final)
        return self.frames[final][after_seq:]

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return self._from(after_seq, final=False)

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return self._from(after_seq, final=True)

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        return []

    def receipt(self, envelope: bytes) -> None:
        self.receipts.append(envelope)


@pytest.fixture
def fra(coalition: Callable[..., Coalition]) -> Party:
    return coalition(("FRA",))["FRA"]


def chain(*envelopes: bytes) -> list[bytes]:
    frames, head = [], GENESIS
    for envelope in envelopes:
        data, head = frame(head.seq + 1, head, envelope)
        frames.append(data)
    return frames


def one(text: str) -> bytes:
    return notice("AUS", ("FRA",), text).envelope


def pull(party: Party, link: Script) -> Pulled:
    with party.store.read() as unit:
        head = unit.in_head(FEED)
    return pull_frames(party.exchange.desk, link, FEED, head)


def check_feed_goes_on(party: Party, link: Script, code: str) -> None:
    pulled = pull(party, link)
    assert (pulled.accepted, pulled.quarantined, pulled.stopped) == (2, 1, None)
    with party.store.read() as unit:
        assert unit.in_head(FEED).seq == 3
        rows = unit.quarantined(FEED, 0, 10)
        assert [(row.seq, row.code) for row in rows] == [(2, code)]
        assert len(rows[0].frame) <= len(link.frames[True][1])
        assert unit.refused_seqs(FEED, 3, 10) == [2]
        lines = unit.audited(event="frame-quarantined")
        assert [(line[2]["seq"], line[2]["code"]) for line in lines] == [("2", code)]
        assert unit.envelope(lines[0][2]["record"]) is None


@pytest.mark.parametrize("name", COVERED)
def test_what_the_chain_covers_is_quarantined_at_once(name: str, fra: Party) -> None:
    code, make = COVERED[name]
    link = Script(chain(one("before"), make(), one("after")))
    check_feed_goes_on(fra, link, code)
    assert link.asked == [False, False]


@pytest.mark.parametrize("name", UNCOVERED)
def test_what_it_does_not_cover_is_asked_for_once_more(name: str, fra: Party) -> None:
    code, make = UNCOVERED[name]
    link = Script(chain(one("before"), make(), one("after")))
    check_feed_goes_on(fra, link, code)
    assert link.asked == [False, True, False]


@pytest.mark.parametrize("name", UNCOVERED)
def test_what_the_transport_damaged_comes_whole_from_the_origin(name: str, fra: Party) -> None:
    """A bad signature may be the transport's doing: nothing is lost by it."""
    good = chain(one("before"), one("between"), one("after"))
    bad = UNCOVERED[name][1]()
    damaged = good[1].replace(one("between"), bad or b"null")
    pulled = pull(fra, link := Script([good[0], damaged, good[2]], good))
    assert (pulled.accepted, pulled.quarantined, pulled.backfills) == (3, 0, 1)
    assert link.asked == [False, True, False]


def test_every_other_refusal_of_a_record_is_tried_here() -> None:
    """Those that are missing are of directories, of the transport, or of a key's revocation."""
    from cspo.records import Refusal  # noqa: PLC0415

    tried = {code for code, _ in (*COVERED.values(), *UNCOVERED.values())} - {"WITHHELD"}
    elsewhere = {
        "KEY_REVOKED", "KEY_NOT_FOR_KIND", "WRONG_RECIPIENT", "WRONG_MODE", "UNKNOWN_NATION",
        "DIRECTORY_ROLLBACK", "DIRECTORY_GAP", "DIRECTORY_FORK", "DIRECTORY_UNDOES",
    }  # fmt: skip
    assert tried | elsewhere == set(Refusal)


def test_a_newer_minor_version_is_taken_and_its_bytes_stay(fra: Party) -> None:
    body = {**json.loads(bytes(GOOD.body)), "mood": "hopeful"}
    envelope = signed(payload_with(v="1.7", weather="fine", body=body))
    pulled = pull(fra, Script(chain(envelope)))
    assert pulled.accepted == 1
    with fra.store.read() as unit:
        assert unit.envelope(pulled.records[0]) == envelope


@pytest.mark.parametrize(
    ("feed", "code"),
    [
        (Feed("AUS", "GBR", Mode.REAL), "WRONG_RECIPIENT"),
        (Feed("AUS", "FRA", Mode.EXERCISE), "WRONG_MODE"),
        (Feed("CAN", "FRA", Mode.REAL), "ORIGIN_MISMATCH"),
    ],
)
def test_a_replay_to_another_party_or_mode_changes_nothing(
    feed: Feed, code: str, fra: Party
) -> None:
    data, _ = frame(1, GENESIS, one("x"), feed)
    with fra.store.write() as unit:
        verdict = receive(
            unit, data, FEED, fra.exchange.desk.context, t=fra.clock.now(), final=True
        )
        assert (verdict.outcome, verdict.code) == (Outcome.REFUSED, code)
        assert unit.in_head(FEED) == GENESIS
        assert [line[2]["code"] for line in unit.audited(event="frame-refused")] == [code]


def test_a_frame_of_another_feed_may_be_broken_too(fra: Party) -> None:
    data, _ = frame(1, GENESIS, oversize(), Feed("AUS", "GBR", Mode.REAL))
    found = examine(data, FEED, fra.exchange.desk.context, covering=None, final=True)
    assert found.finding == Finding("WRONG_RECIPIENT", origins=False)
    assert len(found.data) == 65_536


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (record_of(mode=Mode.EXERCISE), "WRONG_MODE"),
        (record_of("CAN", ("CAN", "FRA")), "ORIGIN_MISMATCH"),
    ],
)
def test_a_record_of_another_feed_is_quarantined(record: Any, code: str, fra: Party) -> None:
    check_feed_goes_on(fra, Script(chain(one("before"), record.envelope, one("after"))), code)


def test_a_key_signs_only_the_kinds_that_it_is_for(fra: Party) -> None:
    from nations import anchors, directory  # noqa: PLC0415

    from cspo.records import Directories  # noqa: PLC0415

    entry = entry_of(key_of("AUS"), kinds=("notice",))
    known = Directories.replay(anchors(), [directory("AUS", keys=(entry,))])
    desk = fra.exchange.desk
    desk.context = desk.context.with_directories(known)
    envelope = signed(payload_with(kind="orbit"))
    check_feed_goes_on(
        fra, Script(chain(one("before"), envelope, one("after"))), "KEY_NOT_FOR_KIND"
    )


def test_a_payload_that_is_not_the_one_named_is_no_word_of_the_origin(fra: Party) -> None:
    """Nothing can be said about the entry, so the feed waits there: not a quarantine."""
    good = chain(one("before"), one("between"), one("after"))
    other = good[1].replace(one("between"), one("other"))
    link = Script([good[0], other, good[2]])
    pulled = pull(fra, link)
    assert (pulled.accepted, pulled.quarantined) == (1, 0)
    assert pulled.stopped is not None
    assert (pulled.stopped.outcome, pulled.stopped.code) == (Outcome.FAULT, "PAYLOAD_MISMATCH")
    assert len(link.asked) == 2
    link.frames[False] = link.frames[True] = good
    assert pull(fra, link).accepted == 2


def test_a_label_may_name_more_than_us(fra: Party) -> None:
    envelope = labelled(releasable_to=["AUS", "FRA", "GBR/acme-sat"])
    assert pull(fra, Script(chain(envelope))).accepted == 1
