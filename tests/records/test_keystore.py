"""Keys at rest: opened by their passphrase, untouched, by their owner; else not at all."""

from __future__ import annotations

import base64
import json
import os
import random
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from mutation import mutate

from cspo.errors import CspoError, SourceError, UsageError, VerificationError
from cspo.records.signing import RootKey, SigningKey, keystore, load_key, load_root, save_key
from cspo.records.signing.keystore import read_header

KEY = SigningKey("AUS", bytes(range(32)))
ROOT = RootKey("AUS", bytes(range(1, 33)))
PHRASE = "correct horse battery staple"


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("keys") / "aus.key"
    save_key(path, KEY, PHRASE)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, saved: bytes) -> Path:
    return write(tmp_path / "aus.key", saved)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key derivation that costs nothing, where its strength is not the question."""
    monkeypatch.setattr(keystore, "_derive", lambda passphrase, salt, log2_n: bytes(32))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def header_of(data: bytes, **changes: Any) -> bytes:
    first, rest = data.split(b"\n", 1)
    return (
        json.dumps({**json.loads(first), **changes}, separators=(",", ":")).encode() + b"\n" + rest
    )


def test_a_key_comes_back(path: Path) -> None:
    found = load_key(path, PHRASE)
    assert (found.keyid, found.seed()) == (KEY.keyid, KEY.seed())


def test_the_file_is_what_its_description_says(saved: bytes) -> None:
    """Read by the standard library and cryptography alone."""
    first, second, end = saved.split(b"\n")
    header = json.loads(first)
    secret = Scrypt(salt=bytes.fromhex(header["salt"]), length=32, n=2**15, r=8, p=1).derive(
        PHRASE.encode()
    )
    sealed = base64.b64decode(second, validate=True)
    seed = AESGCM(secret).decrypt(bytes.fromhex(header["nonce"]), sealed, first)
    assert seed == KEY.seed()
    assert end == b""
    assert {name: header[name] for name in ("format", "version", "role", "nation", "kdf", "log2_n",
                                            "r", "p", "cipher")} == {
        "format": "cspo-key", "version": 1, "role": "signing", "nation": "AUS", "kdf": "scrypt",
        "log2_n": 15, "r": 8, "p": 1, "cipher": "AES-256-GCM",
    }  # fmt: skip
    assert header["keyid"] == KEY.keyid
    assert header["public"] == KEY.public.hex()
    assert len(bytes.fromhex(header["salt"])) == 16
    assert len(bytes.fromhex(header["nonce"])) == 12


def test_nothing_secret_stands_in_the_file(saved: bytes) -> None:
    for secret in (KEY.seed(), PHRASE.encode()):
        assert secret not in saved
        assert secret.hex().encode() not in saved
        assert base64.b64encode(secret)[:-4] not in saved


def test_salt_and_nonce_are_new_each_time(tmp_path: Path, quick: None) -> None:
    for name in ("one", "two"):
        save_key(tmp_path / name, KEY, PHRASE)
    one, two = read_header(tmp_path / "one"), read_header(tmp_path / "two")
    assert one.salt != two.salt
    assert one.nonce != two.nonce


def test_a_wrong_passphrase_and_a_touched_file_give_one_and_the_same_error(
    path: Path, saved: bytes
) -> None:
    texts = set()
    for passphrase, data in (
        ("wrong", saved),
        (PHRASE + " ", saved),
        ("", saved),
        (PHRASE, saved[:-3] + bytes([saved[-3] ^ 1]) + saved[-2:]),
        (PHRASE, header_of(saved, nation="FRA")),
    ):
        write(path, data)
        with pytest.raises(VerificationError) as refused:
            load_key(path, passphrase)
        assert refused.value.__cause__ is None
        texts.add(str(refused.value))
    assert texts == {"open key: aus.key, expected its passphrase, and the file as it was written"}


def test_accents_are_one_passphrase_however_typed(tmp_path: Path) -> None:
    save_key(tmp_path / "k", KEY, "caf\u00e9")
    assert load_key(tmp_path / "k", "cafe\u0301").keyid == KEY.keyid


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"},
        {"version": 2},
        {"kdf": "pbkdf2"},
        {"cipher": "none"},
        {"log2_n": 14},
        {"log2_n": 21},
        {"log2_n": 62},
        {"log2_n": -1},
        {"r": 1},
        {"p": 2},
        {"more": 1},
        {"role": "root"},
        {"role": ""},
        {"version": True},
    ],
)
def test_a_header_that_asks_for_something_else_is_refused_before_any_work(
    path: Path, saved: bytes, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """2**62 rounds of scrypt would take all memory there is."""
    monkeypatch.setattr(keystore, "_derive", lambda *given: pytest.fail("derived a key"))
    write(path, header_of(saved, **changes))
    with pytest.raises(VerificationError, match="open key"):
        load_key(path, PHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"salt": "xx"},
        {"nonce": ""},
        {"nonce": "00" * 200},
        {"keyid": "AUS#" + "0" * 32},
        {"public": "00" * 32},
        {"nation": "FRA"},
        {"log2_n": 16},
    ],
)
def test_a_header_that_was_changed_does_not_open(
    path: Path, saved: bytes, changes: dict[str, Any], quick: None
) -> None:
    write(path, header_of(saved, **changes))
    with pytest.raises(VerificationError, match="its passphrase"):
        load_key(path, PHRASE)


def test_the_sealed_line_has_one_form(path: Path, saved: bytes, quick: None) -> None:
    save_key(path, KEY, PHRASE, replace=True)
    first, second, _ = path.read_bytes().split(b"\n")
    blank = second[:8] + b" " + second[8:]
    for changed in (b"!" + second, blank, second + b"=", second + b"\nx", second + b"\n"):
        write(path, first + b"\n" + changed + b"\n" * (not changed.endswith(b"x")))
        with pytest.raises(VerificationError, match="its passphrase"):
            load_key(path, PHRASE)


def test_a_passphrase_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A terminal hands undecodable bytes on as half characters."""
    save_key(tmp_path / "k", KEY, "caf\udce9")
    assert load_key(tmp_path / "k", "caf\udce9").keyid == KEY.keyid


def test_a_key_that_is_not_the_one_named_is_refused(path: Path, quick: None) -> None:
    """Sealed as it should be, but by one who wrote another name on it."""
    save_key(path, KEY, PHRASE, replace=True)
    data = header_of(path.read_bytes(), keyid="AUS#" + "0" * 32)
    first = data.split(b"\n")[0]
    nonce = bytes.fromhex(json.loads(first)["nonce"])
    sealed = base64.b64encode(AESGCM(bytes(32)).encrypt(nonce, KEY.seed(), first))
    write(path, first + b"\n" + sealed + b"\n")
    with pytest.raises(VerificationError, match="its passphrase"):
        load_key(path, PHRASE)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_file_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(VerificationError, match=f"got mode {mode:04o}"):
        load_key(path, PHRASE)
    with pytest.raises(VerificationError, match="0600"):
        read_header(path)


def test_it_is_written_for_its_owner_alone_whatever_the_umask(tmp_path: Path, quick: None) -> None:
    before = os.umask(0)
    try:
        save_key(tmp_path / "k", KEY, PHRASE)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["k"]


def test_a_key_is_not_overwritten_unasked(path: Path, saved: bytes, quick: None) -> None:
    other = SigningKey("AUS", bytes(32))
    with pytest.raises(UsageError, match="no file there"):
        save_key(path, other, PHRASE)
    assert path.read_bytes() == saved
    save_key(path, other, PHRASE, replace=True)
    assert load_key(path, PHRASE).keyid == other.keyid
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_it_is_on_the_disk_before_it_is_in_its_place(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the whole content, then the folder that names it; and nothing is left open."""
    synced: list[tuple[int, bool, int, bool]] = []

    def record(descriptor: int) -> None:
        found = os.fstat(descriptor)
        is_there = (tmp_path / "k").exists()
        synced.append((descriptor, stat.S_ISDIR(found.st_mode), found.st_size, is_there))

    monkeypatch.setattr(os, "fsync", record)
    save_key(tmp_path / "k", KEY, PHRASE)
    (_, is_folder, size, is_there), (folder, *named) = synced
    assert (is_folder, size, is_there) == (False, (tmp_path / "k").stat().st_size, False)
    assert (named[0], named[2]) == (True, True)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(folder)


def test_a_disk_that_fails_leaves_what_was_there(
    path: Path, saved: bytes, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SourceError, match="No space left"):
        save_key(path, SigningKey("AUS", bytes(32)), PHRASE, replace=True)
    assert path.read_bytes() == saved
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_roots_and_signing_keys_are_apart(tmp_path: Path, path: Path, quick: None) -> None:
    save_key(tmp_path / "root.key", ROOT, PHRASE)
    found = load_root(tmp_path / "root.key", PHRASE)
    assert type(found) is RootKey
    assert found.seed() == ROOT.seed()
    with pytest.raises(VerificationError, match="a signing key, got root"):
        load_key(tmp_path / "root.key", PHRASE)
    with pytest.raises(VerificationError, match="a root key, got signing"):
        load_root(path, PHRASE)


def test_what_can_be_told_without_the_passphrase(path: Path) -> None:
    header = read_header(path)
    assert (header.nation, header.keyid, header.role) == ("AUS", KEY.keyid, "signing")


@pytest.mark.parametrize(
    ("passphrase", "log2_n"), [("", 15), (PHRASE, 14), (PHRASE, 21), (PHRASE, 0)]
)
def test_what_is_not_kept_like_this(tmp_path: Path, passphrase: str, log2_n: int) -> None:
    with pytest.raises(UsageError):
        save_key(tmp_path / "k", KEY, passphrase, log2_n=log2_n)
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_or_cannot_be_written(tmp_path: Path, quick: None) -> None:
    with pytest.raises(SourceError, match="No such file"):
        load_key(tmp_path / "k", PHRASE)
    with pytest.raises(SourceError, match="directory"):
        load_key(tmp_path, PHRASE)
    with pytest.raises(SourceError, match="No such file"):
        save_key(tmp_path / "no" / "k", KEY, PHRASE)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{}\n\n", b"x" * 5_000, b"\n" * 3, b"[]\nAA==\n"])
def test_what_is_no_key_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(VerificationError, match="open key"):
        load_key(write(tmp_path / "k", data), PHRASE)


def test_a_damaged_file_never_opens(path: Path, saved: bytes, quick: None) -> None:
    save_key(path, KEY, PHRASE, replace=True)
    good = path.read_bytes()
    rng = random.Random(0)
    opened = 0
    for _ in range(600):
        data = mutate(good, rng)
        write(path, data)
        try:
            opened += load_key(path, PHRASE).seed() == KEY.seed()
        except VerificationError:
            continue
        except CspoError as error:
            pytest.fail(f"{error!r} from {data!r}")
        assert data == good
    assert opened < 20
