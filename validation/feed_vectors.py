"""Vectors of feeds: entries, frames, checkpoints, receipts, fork proofs, what becomes of frames.

Keys and directories are those of ``validation.record_vectors`` (tests/nations.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from nations import anchors, directory, entry_of, key_of, payload_of, record_of

from cspo.federation.checkpoint import (
    Checkpoint,
    HeadOpening,
    checkpoint_hash,
    head_salt,
    leaf,
    leaves_of,
    opening_to_bytes,
    padding_leaf,
    read_checkpoint,
    seal_checkpoint,
)
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Feed, Head, entry_hash
from cspo.federation.fork_proof import fork_proof
from cspo.federation.frame import Frame, frame_to_bytes
from cspo.markings import Mode, make_label
from cspo.records import (
    Opening,
    Provenance,
    Record,
    Revocation,
    commit,
    encode_payload,
    record_id,
    seal,
)
from cspo.records.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE, RECORD_TYPE
from validation.record_vectors import given

FEED = Feed("AUS", "FRA", Mode.REAL)
GUEST = Feed("AUS", "GBR/acme-sat", Mode.REAL)
SECRET = bytes(range(32))
T = "2026-07-10T12:00:00.000000Z"
NOTICE = {
    "event": "norad:13552", "number": 1, "issue": "issued", "language": "en", "title": "Notice",
    "text": "nothing",
}  # fmt: skip


def notice(text: str, to: tuple[str, ...] = ("AUS", "FRA"), **fields: Any) -> Record:
    """A notice of AUS that every reader of the protocol takes."""
    return record_of("AUS", to, body={**NOTICE, "text": text}, **fields)


def framed(
    feed: Feed, after: Head, record: Record, seq: int = 0, **changes: Any
) -> tuple[bytes, Head]:
    """The next frame after a head, and the head after it."""
    seq = seq or after.seq + 1
    own = entry_hash(feed, after.hash, seq, record.id)
    frame = Frame(
        origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=seq, prev=after.hash,
        hash=own, id=record.id, envelope=record.envelope,
    )  # fmt: skip
    return frame_to_bytes(msgspec.structs.replace(frame, **changes)), Head(seq, own)


# Entries.


def entries() -> dict[str, Any]:
    """Chained hashes."""
    rows, prev = [], ZERO_HASH
    places = [(FEED, 1, "11"), (FEED, 2, "22"), (FEED, 2 + RESTART_STEP, "33"), (GUEST, 1, "11"),
              (Feed("AUS", "FRA", Mode.EXERCISE), 1, "11"), (FEED, 2**53, "44")]  # fmt: skip
    for feed, seq, id_ in places:
        prev = ZERO_HASH if seq == 1 else prev
        own = entry_hash(feed, prev, seq, id_ * 32)
        rows.append(
            {"origin": feed.origin, "recipient": feed.recipient, "mode": str(feed.mode),
             "prev": prev, "seq": seq, "id": id_ * 32, "hash": own}
        )  # fmt: skip
        prev = own
    return {"about": "hashes of entries; each follows on the row above unless seq is 1",
            "entries": rows}  # fmt: skip


# Frames.


def frames() -> dict[str, Any]:
    """Frames in their one form, and bytes that are none."""
    salts = tuple(bytes([n]) * 32 for n in range(1, 5))
    inputs = ("11" * 32, "22" * 32)
    made = commit(inputs, salts)
    record = notice("derived", provenance=Provenance(software="cspo test", inputs=made))
    opening = Opening(index=0, id="33" * 32, salt="44" * 32)
    plain, _ = framed(FEED, GENESIS, notice("plain"))
    opened, _ = framed(FEED, GENESIS, record, openings=(opening,))
    withheld, _ = framed(FEED, GENESIS, record, envelope=b"")
    deep = b'{"a":' + b"[" * 64 + b"]" * 64 + b"}"
    broken = plain.replace(notice("plain").envelope, deep)
    good = {
        "a record": plain, "with an opening": opened, "without its record": withheld,
        "what is in the envelope is not the frame's affair": broken,
    }  # fmt: skip
    bad = {
        "another version": (plain.replace(b'"v":"1.0"', b'"v":"1.1"'), "UNKNOWN_VERSION"),
        "a blank": (plain.replace(b'"seq":1', b'"seq": 1'), "MALFORMED"),
        "a leading zero": (plain.replace(b'"seq":1', b'"seq":01'), "MALFORMED"),
        "number 0": (plain.replace(b'"seq":1,', b'"seq":0,'), "MALFORMED"),
        "a number beyond 2**53": (
            plain.replace(b'"seq":1,', b'"seq":9007199254740993,'), "NOT_A_NUMBER",
        ),
        "another order": (plain.replace(b'"v":"1.0","origin":"AUS"', b'"origin":"AUS","v":"1.0"'),
                          "MALFORMED"),
        "an unknown party": (plain.replace(b'"origin":"AUS"', b'"origin":"XXX"'), "MALFORMED"),
        "an unknown mode": (plain.replace(b'"mode":"REAL"', b'"mode":"PLAY"'), "MALFORMED"),
        "a hash in capitals": (plain.replace(b'"prev":"00', b'"prev":"0A'), "MALFORMED"),
        "a line feed": (plain.replace(b'"envelope":', b'"envelope":\n'), "MALFORMED"),
        "no openings": (plain.replace(b',"openings":[]', b""), "MALFORMED"),
        "an opening in another form": (opened.replace(b'"index":0', b'"index":0.0'), "MALFORMED"),
        "bytes after the end": (plain + b" ", "MALFORMED"),
    }  # fmt: skip
    cases = [{"name": name, **given(data), "refusal": None} for name, data in good.items()]
    cases += [{"name": name, **given(data), "refusal": code} for name, (data, code) in bad.items()]
    return {"about": "frames to take apart (refusal null) or to refuse", "cases": cases}


# Checkpoints.


def body_of(n: int = 1, prev: str = ZERO_HASH, *, second: int = 0, **changes: Any) -> Checkpoint:
    """A checkpoint of AUS with FEED at two heads, and two feeds without entries."""
    heads = [(FEED, Head(5, "cd" * 32)), (GUEST, GENESIS), (Feed("AUS", "USA", Mode.REAL), GENESIS)]
    body = Checkpoint(
        origin="AUS", mode=Mode.REAL, n=n, prev=prev, t=f"2026-07-10T12:00:{second:02d}.000000Z",
        leaves=leaves_of(heads, SECRET, "AUS", Mode.REAL, n),
    )  # fmt: skip
    return msgspec.structs.replace(body, **changes)


def changed(payload_type: str, body: Any, changes: dict[str, Any], nation: str = "AUS") -> bytes:
    """Signed, with fields exchanged that no struct would take."""
    fields = {**json.loads(msgspec.json.encode(body)), **changes}
    data = json.dumps(fields, separators=(",", ":")).encode()
    return key_of(nation).sign(payload_type, data).to_bytes()


def checkpoints() -> dict[str, Any]:
    """Leaves, bodies, openings and what is refused."""
    first = body_of()
    envelope = seal_checkpoint(first, key_of("AUS"))
    own = checkpoint_hash(read_checkpoint(envelope)[1].payload)
    salt = head_salt(SECRET, FEED, 1)
    opening = HeadOpening(n=1, seq=5, hash="cd" * 32, salt=salt)
    second = seal_checkpoint(body_of(2, own), key_of("AUS"))
    jumped = seal_checkpoint(body_of(1 + RESTART_STEP, own), key_of("AUS"))
    empty = seal_checkpoint(body_of(RESTART_STEP), key_of("AUS"))
    good = {"the first": envelope, "the second": second, "after a declared restart": jumped,
            "a restart from nothing": empty}  # fmt: skip
    bad = {
        "another major version": ({"v": "2.0"}, "UNKNOWN_VERSION"),
        "a field more": ({"more": 1}, "UNKNOWN_FIELD"),
        "of a guest": ({"origin": "AUS/orbital"}, "MALFORMED"),
        "of another nation": ({"origin": "FRA"}, "ORIGIN_MISMATCH"),
        "of another mode": ({"mode": "EXERCISE"}, "KEY_NOT_FOR_MODE"),
        "number 0": ({"n": 0}, "MALFORMED"),
        "the second without one before": ({"n": 2}, "MALFORMED"),
        "an instant without decimals": ({"t": "2026-07-10T12:00:00Z"}, "MALFORMED"),
        "made before its key": ({"t": "2020-01-01T00:00:00.000000Z"}, "KEY_NOT_VALID_THEN"),
        "15 leaves": ({"leaves": list(first.leaves[1:])}, "MALFORMED"),
        "leaves in another order": ({"leaves": list(first.leaves[::-1])}, "MALFORMED"),
        "no leaves": ({"leaves": []}, "MALFORMED"),
    }
    cases = [
        {"name": name, **given(data), "hash": checkpoint_hash(read_checkpoint(data)[1].payload),
         "refusal": None}
        for name, data in good.items()
    ]  # fmt: skip
    cases += [
        {"name": name, **given(changed(CHECKPOINT_TYPE, first, fields)), "refusal": code}
        for name, (fields, code) in bad.items()
    ]
    newer = changed(CHECKPOINT_TYPE, first, {"v": "1.7", "more": 1})
    cases.append(
        {"name": "a newer minor version", **given(newer),
         "hash": checkpoint_hash(read_checkpoint(newer)[1].payload), "refusal": None}
    )  # fmt: skip
    wrong = [
        msgspec.structs.replace(opening, seq=4), msgspec.structs.replace(opening, salt="00" * 32),
        msgspec.structs.replace(opening, hash="ce" * 32), msgspec.structs.replace(opening, n=2),
    ]  # fmt: skip
    return {
        "about": "leaves; checkpoints to take or refuse; openings of FRA's leaf in 'the first'",
        "secret": SECRET.hex(),
        "leaves": [
            {"origin": feed.origin, "recipient": feed.recipient, "mode": str(feed.mode), "n": 1,
             "seq": head.seq, "hash": head.hash, "salt": head_salt(SECRET, feed, 1),
             "leaf": leaf(feed, head, head_salt(SECRET, feed, 1), 1)}
            for feed, head in ((FEED, Head(5, "cd" * 32)), (GUEST, GENESIS))
        ],
        "padding": [padding_leaf(SECRET, "AUS", Mode.REAL, 1, index) for index in range(2)],
        "anchors": hexed(anchors()), "directories": [directory(n).decode() for n in ("AUS", "FRA")],
        "cases": cases,
        "openings": [
            {"opens": True, **given(opening_to_bytes(opening))},
            *({"opens": False, **given(opening_to_bytes(each))} for each in wrong),
        ],
    }  # fmt: skip


def hexed(values: dict[str, bytes]) -> dict[str, str]:
    """Public keys in hexadecimal."""
    return {name: data.hex() for name, data in values.items()}


# Receipts.


def receipts() -> dict[str, Any]:
    """Receipts to take or refuse."""
    body = {
        "v": "1.0", "origin": "AUS", "recipient": "FRA", "mode": "REAL", "seq": 7,
        "hash": "cd" * 32, "t": T, "refused": [2, 5],
    }  # fmt: skip
    rows: list[tuple[str, dict[str, Any], str, str | None]] = [
        ("of the recipient", {}, "FRA", None),
        ("a guest's, by its sponsor", {"recipient": "GBR/acme-sat"}, "GBR", None),
        ("nothing refused", {"refused": []}, "FRA", None),
        ("a newer minor version", {"v": "1.2", "mood": "good"}, "FRA", None),
        ("by another nation", {}, "GBR", "ORIGIN_MISMATCH"),
        ("of another mode", {"mode": "TEST"}, "FRA", "KEY_NOT_FOR_MODE"),
        ("for nothing", {"seq": 0}, "FRA", "MALFORMED"),
        ("a hash that is none", {"hash": "cd"}, "FRA", "MALFORMED"),
        ("refused beyond seq", {"refused": [8]}, "FRA", "MALFORMED"),
        ("refused out of order", {"refused": [5, 2]}, "FRA", "MALFORMED"),
        ("a field more", {"mood": "good"}, "FRA", "UNKNOWN_FIELD"),
        ("another major version", {"v": "0.9"}, "FRA", "UNKNOWN_VERSION"),
    ]
    cases = [
        {"name": name, **given(changed(RECEIPT_TYPE, {**body, **fields}, {}, nation)),
         "refusal": code}
        for name, fields, nation, code in rows
    ]  # fmt: skip
    return {
        "about": "receipts to take (refusal null) or to refuse",
        "anchors": hexed(anchors()),
        "directories": [directory(nation).decode() for nation in ("AUS", "FRA", "GBR")],
        "cases": cases,
    }


# Fork proofs.


def fork_proofs() -> dict[str, Any]:
    """Proofs that hold, proofs that leave a doubt, and what is none."""
    key = key_of("AUS")
    one = seal_checkpoint(body_of(4, "ab" * 32, second=1), key)
    other = seal_checkpoint(body_of(4, "ab" * 32, second=2), key)
    hash_of = checkpoint_hash(read_checkpoint(one)[1].payload)
    follows = seal_checkpoint(body_of(5, hash_of, second=3), key)
    strays = seal_checkpoint(body_of(5, "ef" * 32, second=3), key)
    far = seal_checkpoint(body_of(9, "ef" * 32, second=3), key)
    forged = seal_checkpoint(body_of(4, "ab" * 32, second=2), key_of("FRA"))
    revoked = entry_of(key, revoked=Revocation(checkpoint=3, t="2026-07-11T00:00:00Z"))
    honest, distrusted = directory("AUS"), directory("AUS", keys=(revoked,))
    proof = fork_proof(one, other)
    swapped = fork_proof(one, other).split(b',"second":')
    back_to_front = (
        swapped[0][:45] + swapped[1][:-1] + b',"second":' + swapped[0][45:] + b"}"
    )  # 45 bytes stand before the first envelope
    rows: list[tuple[str, bytes, bytes, str | None, list[str]]] = [
        ("two of one number", proof, honest, None, []),
        ("a successor that names another", fork_proof(one, strays), honest, None, []),
        ("by a key revoked before", proof, distrusted, None, ["KEY_REVOKED"]),
        ("one that follows on the other", fork_proof(one, follows), honest, "MALFORMED", []),
        ("far apart", fork_proof(one, far), honest, "MALFORMED", []),
        ("the same twice", fork_proof(one, one), honest, "MALFORMED", []),
        ("back to front", back_to_front, honest, "MALFORMED", []),
        ("a blank", proof.replace(b'"proof":', b'"proof": '), honest, "MALFORMED", []),
        ("one of them made up", fork_proof(one, forged), honest, "ORIGIN_MISMATCH", []),
    ]
    return {
        "about": "fork proofs that hold (refusal null) or not, with the directory of AUS",
        "anchors": hexed(anchors()),
        "cases": [
            {"name": name, **given(data), "directory": known.decode(), "refusal": code,
             "doubts": doubts}
            for name, data, known, code, doubts in rows
        ],
    }  # fmt: skip


# What a recipient does with frames.


def sequences() -> dict[str, Any]:
    """Frames in the order in which they reach FRA, with the outcome of each."""
    cases = [
        _in_order(), _out_of_order(), _bad_record(), _damaged(), _not_ours(), _restarted(),
        _repeated(),
    ]  # fmt: skip
    return {
        "about": (
            "frames as they reach FRA, each with its outcome and code, and the head afterwards; "
            "'final' says that they come from the origin's own store"
        ),
        "feed": {"origin": "AUS", "recipient": "FRA", "mode": "REAL"},
        "subject": {"party": "FRA", "ceiling": "S", "caveats": [], "modes": ["REAL"]},
        "anchors": hexed(anchors()),
        "directories": [directory(nation).decode() for nation in ("AUS", "CAN", "FRA")],
        "sequences": cases,
    }


def _sequence(name: str, head: Head, *steps: tuple[bytes, bool, str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "frames": [
            {**given(data), "final": final, "outcome": outcome, "code": code}
            for data, final, outcome, code in steps
        ],
        "head": {"seq": head.seq, "hash": head.hash},
    }


def _in_order() -> dict[str, Any]:
    one, first = framed(FEED, GENESIS, notice("one"))
    two, second = framed(FEED, first, notice("two"))
    return _sequence(
        "in order, and again", second,
        (one, False, "accepted", ""), (two, False, "accepted", ""), (one, False, "duplicate", ""),
    )  # fmt: skip


def _out_of_order() -> dict[str, Any]:
    one, first = framed(FEED, GENESIS, notice("one"))
    two, second = framed(FEED, first, notice("two"))
    other, _ = framed(FEED, Head(1, "ab" * 32), notice("two"))
    return _sequence(
        "a gap, and another history", second,
        (two, False, "gap", ""), (one, False, "accepted", ""), (other, True, "conflict", ""),
        (two, False, "accepted", ""),
    )  # fmt: skip


def _bad_record() -> dict[str, Any]:
    unknown = encode_payload(notice("x").payload).replace(b'"kind":"notice"', b'"kind":"omen"')
    envelope = key_of("AUS").sign(RECORD_TYPE, unknown)
    bad = Record(id=record_id(unknown), payload=notice("x").payload, envelope=envelope.to_bytes())
    one, first = framed(FEED, GENESIS, bad)
    two, second = framed(FEED, first, notice("two"))
    return _sequence(
        "a bad record under a good chain", second,
        (one, False, "quarantined", "UNKNOWN_KIND"), (two, False, "accepted", ""),
    )  # fmt: skip


def _damaged() -> dict[str, Any]:
    good = notice("one")
    one, first = framed(FEED, GENESIS, good)
    unsigned = one.replace(b'"sig":"', b'"sig":"AAAA', 1)
    chain = one.replace(first.hash.encode(), b"0" * 64)
    other = one.replace(good.envelope, notice("another").envelope)
    stranger = seal(payload_of("AUS", ("AUS", "FRA")), key_of("AUS"))
    two, second = framed(FEED, first, stranger, envelope=b"")
    return _sequence(
        "what the transport may have done is asked for again", second,
        (chain, True, "fault", "BAD_CHAIN"), (other, True, "fault", "PAYLOAD_MISMATCH"),
        (unsigned, False, "fault", "BAD_SIGNATURE"), (one, False, "accepted", ""),
        (two, False, "fault", "WITHHELD"), (two, True, "quarantined", "WITHHELD"),
    )  # fmt: skip


def _not_ours() -> dict[str, Any]:
    wrong, _ = framed(Feed("AUS", "CAN", Mode.REAL), GENESIS, notice("one"))
    mode, _ = framed(Feed("AUS", "FRA", Mode.TEST), GENESIS, notice("one"))
    origin, _ = framed(Feed("CAN", "FRA", Mode.REAL), GENESIS, notice("one"))
    hidden = notice("one", label=make_label("U", ["AUS", "CAN"]))
    one, first = framed(FEED, GENESIS, hidden)
    exercise, second = framed(FEED, first, notice("two", mode=Mode.EXERCISE))
    return _sequence(
        "another party's, another mode's, not released to us", second,
        (wrong, True, "refused", "WRONG_RECIPIENT"), (mode, True, "refused", "WRONG_MODE"),
        (origin, True, "refused", "ORIGIN_MISMATCH"),
        (one, False, "quarantined", "NOT_RELEASED_TO_US"),
        (exercise, False, "quarantined", "WRONG_MODE"),
    )  # fmt: skip


def _restarted() -> dict[str, Any]:
    one, first = framed(FEED, GENESIS, notice("one"))
    two, _ = framed(FEED, first, notice("two"))
    after, last = framed(FEED, first, notice("three"), seq=1 + RESTART_STEP)
    return _sequence(
        "a declared restart from an entry before the last", last,
        (one, False, "accepted", ""), (two, False, "accepted", ""), (after, False, "accepted", ""),
    )  # fmt: skip


def _repeated() -> dict[str, Any]:
    one, first = framed(FEED, GENESIS, notice("one"))
    two, second = framed(FEED, first, notice("two"))
    replayed, _ = framed(FEED, second, notice("one"))
    three, third = framed(FEED, second, notice("three"))
    again, _ = framed(FEED, third, notice("two"))
    lost, after = framed(FEED, first, notice("three"), seq=1 + RESTART_STEP)
    held, end = framed(FEED, after, notice("one"))
    return _sequence(
        "a record under a second entry of its feed", end,
        (one, False, "accepted", ""), (two, False, "accepted", ""),
        (replayed, False, "fault", "DUPLICATE_RECORD"), (three, False, "accepted", ""),
        (again, False, "fault", "DUPLICATE_RECORD"),
        (again, True, "quarantined", "DUPLICATE_RECORD"),
        (lost, False, "fault", "DUPLICATE_RECORD"), (lost, True, "accepted", ""),
        (held, True, "quarantined", "DUPLICATE_RECORD"),
    )  # fmt: skip


FAMILIES: dict[str, Callable[[], dict[str, Any]]] = {
    "feed_entries": entries, "feed_frames": frames, "feed_checkpoints": checkpoints,
    "feed_receipts": receipts, "feed_fork_proofs": fork_proofs, "feed_sequences": sequences,
}  # fmt: skip
