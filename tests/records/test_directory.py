"""Key directories: who may speak for a nation, and what a root may never take back."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from nations import (
    NOT_AFTER,
    NOT_BEFORE,
    anchors,
    directories,
    directory,
    entry_of,
    key_of,
    root_of,
)

from cspo.errors import UsageError, VerificationError
from cspo.markings import NATIONS, Mode
from cspo.records import (
    Directories,
    DirectoryFork,
    Envelope,
    KeyDirectory,
    KeyEntry,
    Refusal,
    RefusedRecord,
    Revocation,
    is_directory_fork,
    record_id,
    sign_directory,
)
from cspo.records.envelope import KEY_DIRECTORY_TYPE, RECORD_TYPE
from cspo.records.key_directory import decode_directory, encode_directory
from cspo.records.signing import RootKey, SigningKey, thumbprint_of
from cspo.time import Epoch

ONE, TWO = key_of("AUS"), key_of("AUS", number=2)
FIRST = directory("AUS", keys=(entry_of(ONE),))
REVOKED = Revocation(checkpoint=5, t="2026-06-01T00:00:00Z", reason="card lost")
NOON = Epoch.from_utc("2026-07-10T12:00:00Z")


def id_of(envelope: bytes) -> str:
    return record_id(Envelope.from_bytes(envelope).payload)


def after(envelope: bytes, *keys: KeyEntry, **fields: Any) -> bytes:
    """The directory that follows on another."""
    version = json.loads(Envelope.from_bytes(envelope).payload)["version"] + 1
    return directory("AUS", **{"version": version, "prev": id_of(envelope), "keys": keys, **fields})


def accept(*envelopes: bytes) -> Directories:
    return Directories.replay(anchors(), envelopes)


def verdict(*envelopes: bytes) -> Refusal | None:
    try:
        accept(*envelopes)
    except RefusedRecord as error:
        return error.code
    return None


def judge(known: Directories, key: SigningKey = ONE, **given: Any) -> Refusal | None:
    return known.judge(key.keyid, **{"mode": Mode.REAL, "kind": "notice", "t": NOON, **given})


def test_a_directory_tells_keys() -> None:
    known = accept(FIRST)
    entry = known.key(ONE.keyid)
    assert entry == entry_of(ONE)
    found = known.verify_key(ONE.keyid)
    assert found is not None
    assert found.public == ONE.public
    for absent in (TWO.keyid, "", "AUS", "FRA#" + thumbprint_of(ONE.public)):
        assert known.key(absent) is None
        assert known.verify_key(absent) is None
    latest = known.latest("AUS")
    assert latest is not None
    assert (latest.id, latest.envelope, latest.directory.version) == (id_of(FIRST), FIRST, 1)
    assert known.latest("FRA") is None
    assert known.envelopes("AUS") == (FIRST,)
    assert known.envelopes("FRA") == ()


def test_a_collection_is_not_changed_by_what_is_accepted_after_it() -> None:
    before = accept(FIRST)
    grown = before.accept(after(FIRST, entry_of(ONE), entry_of(TWO)))
    assert before.key(TWO.keyid) is None
    assert grown.key(TWO.keyid) == entry_of(TWO)
    assert before.latest("AUS") != grown.latest("AUS")
    assert grown.accept(FIRST) is grown
    assert len(grown.envelopes("AUS")) == 2


def test_rotation_keeps_the_old_key_for_what_it_has_signed() -> None:
    turn = "2026-07-01T00:00:00Z"
    known = accept(
        FIRST, after(FIRST, entry_of(ONE, not_after=turn), entry_of(TWO, not_before=turn))
    )
    june, july = Epoch.from_utc("2026-06-30T23:59:59.999999Z"), Epoch.from_utc(turn)
    assert judge(known, ONE, t=june) is None
    assert judge(known, ONE, t=july) is Refusal.KEY_NOT_VALID_THEN
    assert judge(known, TWO, t=june) is Refusal.KEY_NOT_VALID_THEN
    assert judge(known, TWO, t=july) is None


def test_revocation_holds_from_its_checkpoint_on() -> None:
    known = accept(FIRST, after(FIRST, entry_of(ONE, revoked=REVOKED), entry_of(TWO)))
    assert judge(known, ONE) is Refusal.KEY_REVOKED
    assert judge(known, ONE, checkpoint=6) is Refusal.KEY_REVOKED
    assert judge(known, ONE, checkpoint=5) is None
    assert judge(known, ONE, checkpoint=0) is None
    assert judge(known, TWO) is None


def test_what_a_key_is_for() -> None:
    exercise = key_of("AUS", Mode.EXERCISE)
    known = accept(
        directory(
            "AUS",
            keys=(
                entry_of(ONE, kinds=("checkpoint", "notice")),
                entry_of(exercise, Mode.EXERCISE),
            ),
        )
    )
    assert judge(known) is None
    assert judge(known, kind="checkpoint") is None
    assert judge(known, kind="receipt") is Refusal.KEY_NOT_FOR_KIND
    assert judge(known, kind="*") is Refusal.KEY_NOT_FOR_KIND
    assert judge(known, mode=Mode.EXERCISE) is Refusal.KEY_NOT_FOR_MODE
    assert judge(known, exercise) is Refusal.KEY_NOT_FOR_MODE
    assert judge(known, exercise, mode=Mode.EXERCISE, kind="anything") is None
    assert judge(known, TWO) is Refusal.UNKNOWN_KEY


def test_versions_rise_by_one_and_name_the_one_before() -> None:
    second = after(FIRST, entry_of(ONE), entry_of(TWO))
    third = after(second, entry_of(ONE), entry_of(TWO))
    assert verdict(FIRST, second, third) is None
    assert verdict(FIRST, third) is Refusal.DIRECTORY_GAP
    assert verdict(second, third) is None  # who joins later begins with what there is
    assert verdict(second, FIRST) is Refusal.DIRECTORY_ROLLBACK
    assert verdict(FIRST, second, FIRST, second) is None  # what was had is had


def test_an_older_directory_that_was_never_seen_is_a_rollback() -> None:
    second = after(FIRST, entry_of(ONE, revoked=REVOKED))
    third = after(second, entry_of(ONE, revoked=REVOKED))
    assert verdict(third, FIRST) is Refusal.DIRECTORY_ROLLBACK


def fork_of(*envelopes: bytes) -> DirectoryFork:
    with pytest.raises(DirectoryFork) as fork:
        accept(*envelopes)
    assert fork.value.code is Refusal.DIRECTORY_FORK
    return fork.value


def test_two_directories_of_one_version_are_a_proof() -> None:
    other = directory("AUS", keys=(entry_of(TWO),))
    proof = fork_of(FIRST, other).proof
    assert set(proof) == {FIRST, other}
    assert is_directory_fork(*proof, anchors())
    assert is_directory_fork(*reversed(proof), anchors())


def test_also_of_an_older_version() -> None:
    second = after(FIRST, entry_of(ONE))
    other = directory("AUS", keys=(entry_of(TWO),))
    assert set(fork_of(FIRST, second, other).proof) == {FIRST, other}


def test_a_successor_of_another_predecessor_is_a_proof() -> None:
    other = directory("AUS", keys=(entry_of(TWO),))
    strange = after(other, entry_of(TWO))
    proof = fork_of(FIRST, strange).proof
    assert proof == (FIRST, strange)
    assert is_directory_fork(strange, FIRST, anchors())


def test_what_is_no_fork_is_not_called_one() -> None:
    second = after(FIRST, entry_of(ONE))
    third = after(second, entry_of(ONE))
    france = directory("FRA", keys=(entry_of(key_of("FRA")),))
    for one, two in ((FIRST, FIRST), (FIRST, second), (FIRST, third), (FIRST, france)):
        assert not is_directory_fork(one, two, anchors())
    forged = SigningKey("AUS", bytes(32)).sign(KEY_DIRECTORY_TYPE, b"{}").to_bytes()
    with pytest.raises(RefusedRecord):
        is_directory_fork(FIRST, forged, anchors())


@pytest.mark.parametrize(
    "now",
    [
        (),
        (entry_of(TWO),),
        (entry_of(ONE, kinds=("*",)),),  # wider kinds
        (entry_of(ONE, kinds=("checkpoint",)),),  # other kinds
        (entry_of(ONE, Mode.EXERCISE, kinds=("notice",)),),
        (entry_of(ONE, kinds=("notice",), not_before="2025-01-01T00:00:00Z"),),
        (entry_of(ONE, kinds=("notice",), not_after="2029-01-01T00:00:00Z"),),
    ],
)
def test_a_newer_directory_drops_and_widens_nothing(now: tuple[KeyEntry, ...]) -> None:
    first = directory("AUS", keys=(entry_of(ONE, kinds=("notice",)),))
    assert verdict(first, after(first, *now)) is Refusal.DIRECTORY_UNDOES


@pytest.mark.parametrize(
    ("checkpoint", "due"),
    [(None, Refusal.DIRECTORY_UNDOES), (6, Refusal.DIRECTORY_UNDOES), (5, None), (0, None)],
)
def test_a_revocation_is_never_taken_back(checkpoint: int | None, due: Refusal | None) -> None:
    """It may reach further back: the loss was noticed late."""
    first = directory("AUS", keys=(entry_of(ONE, revoked=REVOKED),))
    revoked = (
        None if checkpoint is None else msgspec.structs.replace(REVOKED, checkpoint=checkpoint)
    )
    assert verdict(first, after(first, entry_of(ONE, revoked=revoked))) is due


def test_an_end_may_come_sooner_however_it_is_written() -> None:
    first = directory("AUS", keys=(entry_of(ONE, not_after="2027-06-01T00:00:00Z"),))
    for end, due in (
        ("2027-01-01T00:00:00Z", None),
        ("2027-06-01T00:00:00.000000Z", None),
        ("2027-06-01T00:00:00.000001Z", Refusal.DIRECTORY_UNDOES),
    ):
        assert verdict(first, after(first, entry_of(ONE, not_after=end))) is due


# Who may sign a directory.


def plain(**changes: Any) -> dict[str, Any]:
    return {**json.loads(Envelope.from_bytes(FIRST).payload), **changes}


def rooted(content: Any, nation: str = "AUS") -> bytes:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return root_of(nation).sign(KEY_DIRECTORY_TYPE, data).to_bytes()


def test_only_the_pinned_root_signs() -> None:
    other = RootKey("AUS", bytes(32))
    stranger = other.sign(KEY_DIRECTORY_TYPE, encode_directory(decode_directory(
        Envelope.from_bytes(FIRST).payload))).to_bytes()  # fmt: skip
    assert verdict(stranger) is Refusal.UNKNOWN_KEY
    # A signing key of the nation is no root either.
    listed = ONE.sign(KEY_DIRECTORY_TYPE, json.dumps(plain()).encode()).to_bytes()
    assert verdict(FIRST, listed) is Refusal.UNKNOWN_KEY
    assert verdict(rooted(plain(), "FRA")) is Refusal.ORIGIN_MISMATCH
    with pytest.raises(RefusedRecord) as refused:
        Directories({"FRA": root_of("FRA").public}).accept(FIRST)
    assert refused.value.code is Refusal.UNKNOWN_NATION


def test_a_root_never_signs_records() -> None:
    listed = directory("AUS", keys=(entry_of(SigningKey("AUS", root_of("AUS").seed())),))
    assert verdict(listed) is Refusal.KEY_NOT_FOR_KIND


def test_a_directory_has_one_signature() -> None:
    read = Envelope.from_bytes(FIRST)
    two = read.signatures + ONE.sign(KEY_DIRECTORY_TYPE, read.payload).signatures
    assert verdict(msgspec.structs.replace(read, signatures=two).to_bytes()) is Refusal.MALFORMED


def test_a_changed_directory_is_refused() -> None:
    read = Envelope.from_bytes(FIRST)
    changed = read.payload.replace(b'"kinds":["*"]', b'"kinds":["a"]')
    assert changed != read.payload
    envelope = msgspec.structs.replace(read, payload=changed).to_bytes()
    assert verdict(envelope) is Refusal.BAD_SIGNATURE
    assert verdict(FIRST.replace(KEY_DIRECTORY_TYPE.encode(), RECORD_TYPE.encode())) is (
        Refusal.UNKNOWN_PAYLOAD_TYPE
    )


# What a directory looks like.

ENTRY = plain()["keys"][0]


def keys(**changes: Any) -> dict[str, Any]:
    return plain(keys=[{**ENTRY, **changes}])


@pytest.mark.parametrize(
    ("content", "due"),
    [
        (b"", Refusal.MALFORMED),
        (b"[]", Refusal.MALFORMED),
        (b'{"v":"1.0"}', Refusal.MALFORMED),
        (b'{"v":"1.0","v":"1.0"}', Refusal.DUPLICATE_KEY),
        (plain(v="2.0"), Refusal.UNKNOWN_VERSION),
        (plain(v=1), Refusal.MALFORMED),
        (plain(more=1), Refusal.UNKNOWN_FIELD),
        (plain(nation="XXX"), Refusal.UNKNOWN_NATION),
        (plain(nation="AUS/guest"), Refusal.UNKNOWN_NATION),
        (plain(nation="FRA"), Refusal.ORIGIN_MISMATCH),
        (plain(version=0), Refusal.MALFORMED),
        (plain(version=-1), Refusal.MALFORMED),
        (plain(version=2), Refusal.MALFORMED),
        (plain(version=2, prev="0"), Refusal.MALFORMED),
        (plain(prev="0" * 64), Refusal.MALFORMED),
        (plain(t_created="yesterday"), Refusal.MALFORMED),
        (plain(t_created="2026-02-30T00:00:00Z"), Refusal.MALFORMED),
        (plain(keys=[ENTRY, ENTRY]), Refusal.MALFORMED),
        (plain(keys=[ENTRY] * 1_001), Refusal.OVERSIZE),
        (plain(keys=[]), None),
        (keys(more=1), Refusal.UNKNOWN_FIELD),
        (keys(public="00" * 32), Refusal.BAD_SIGNATURE),  # small order
        (keys(public="02" + "00" * 31), Refusal.BAD_SIGNATURE),  # not on the curve
        (keys(public="x"), Refusal.BAD_SIGNATURE),
        (keys(public=ENTRY["public"].upper()), Refusal.MALFORMED),
        (keys(public=" " + ENTRY["public"]), Refusal.MALFORMED),
        (keys(thumbprint="0" * 32), Refusal.MALFORMED),
        (keys(modes=[]), Refusal.KEY_NOT_FOR_MODE),
        (keys(modes=["REAL", "EXERCISE"]), Refusal.KEY_NOT_FOR_MODE),
        (keys(modes=["REAL", "REAL"]), Refusal.KEY_NOT_FOR_MODE),
        (keys(modes=["DRILL"]), Refusal.MALFORMED),
        (keys(kinds=[]), Refusal.MALFORMED),
        (keys(kinds=["orbit", "notice"]), Refusal.MALFORMED),
        (keys(kinds=["notice", "notice"]), Refusal.MALFORMED),
        (keys(kinds=["*", "notice"]), Refusal.MALFORMED),
        (keys(kinds=["Notice"]), Refusal.MALFORMED),
        (keys(not_after=NOT_BEFORE), Refusal.MALFORMED),
        (keys(not_before=NOT_AFTER, not_after=NOT_BEFORE), Refusal.MALFORMED),
        (keys(not_before=""), Refusal.MALFORMED),
        (keys(revoked={"checkpoint": -1, "t": NOT_BEFORE, "reason": ""}), Refusal.MALFORMED),
        (keys(revoked={"checkpoint": 1, "t": "", "reason": ""}), Refusal.MALFORMED),
        (keys(revoked={"checkpoint": 1, "t": NOT_BEFORE, "reason": "x" * 201}), Refusal.MALFORMED),
        (keys(revoked={"checkpoint": 1, "t": NOT_BEFORE, "reason": "x" * 200}), None),
        (keys(revoked=True), Refusal.MALFORMED),
    ],
)  # fmt: skip
def test_each_fault_of_form_has_its_verdict(content: Any, due: Refusal | None) -> None:
    assert verdict(rooted(content)) is due


def test_roots_sign_for_themselves_and_only_what_is_sound() -> None:
    good = KeyDirectory(
        nation="AUS", version=1, prev="", t_created=NOT_BEFORE, keys=(entry_of(ONE),)
    )
    with pytest.raises(UsageError, match="its own root key"):
        sign_directory(good, root_of("FRA"))
    with pytest.raises(UsageError, match="encode key directory"):
        sign_directory(msgspec.structs.replace(good, version=0), root_of("AUS"))
    assert sign_directory(good, root_of("AUS")) == FIRST


def test_anchors_are_of_nations_and_sound() -> None:
    assert Directories({}).key(ONE.keyid) is None
    with pytest.raises(UsageError, match="pin anchors"):
        Directories({"XXX": root_of("AUS").public})
    with pytest.raises(VerificationError, match="public key"):
        Directories({"AUS": bytes(32)})


def test_all_ten_have_keys_for_each_mode() -> None:
    known = directories()
    for nation in NATIONS:
        for mode in Mode:
            key = key_of(nation, mode)
            assert judge(known, key, mode=mode) is None
