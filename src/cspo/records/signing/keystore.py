"""Keys at rest: one file a key, opened by a passphrase.

The file has two lines. The first is a JSON header: format and version, what the
key is for, its name and public half, and the parameters of key derivation and
cipher. The second is the seed in AES-256-GCM under a key that scrypt (RFC 7914)
derives from the passphrase; the exact bytes of the first line are its
associated data, so a header that was edited does not open. A wrong passphrase
and a damaged file give one and the same error.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import stat
import unicodedata
from pathlib import Path
from typing import Final, NoReturn

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cspo.errors import CspoError, SourceError, UsageError, VerificationError
from cspo.records.signing.ed25519 import KEY_BYTES, RootKey, SigningKey
from cspo.records.strict_json import load_strict

__all__ = ["KeyFile", "load_key", "load_root", "read_header", "save_key"]

FORMAT: Final = "cspo-key"
VERSION: Final = 1
SIGNING: Final = "signing"
ROOT: Final = "root"

_LOG2_N: Final = 15
_LARGEST_LOG2_N: Final = 20  # 1 GB: a file must not ask for all memory
_R: Final = 8
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_MAX_BYTES: Final = 4_096
_KDF: Final = "scrypt"
_CIPHER: Final = "AES-256-GCM"


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The header: everything about a key that is no secret."""

    format: str = FORMAT
    version: int = VERSION
    role: str
    nation: str
    keyid: str
    public: str
    kdf: str = _KDF
    log2_n: int = _LOG2_N
    r: int = _R
    p: int = 1
    salt: str
    cipher: str = _CIPHER
    nonce: str


def save_key(
    path: Path, key: SigningKey, passphrase: str, *, replace: bool = False, log2_n: int = _LOG2_N
) -> None:
    """Write a key under a passphrase, readable by its owner alone, at once or not at all.

    Parameters
    ----------
    path : Path
        The file; its folder is there.
    key : SigningKey or RootKey
        What to keep.
    passphrase : str
        Anything that is not empty; compared in Unicode's NFC.
    replace : bool
        Whether a file that is there gives way.
    log2_n : int
        scrypt's cost: 15 takes 32 MB and 0.1 s, each one more twice that.

    Raises
    ------
    UsageError
        For an empty passphrase, a cost outside 15 to 20, or a file that is there.
    SourceError
        Where the file can't be written.
    """
    if not _LOG2_N <= log2_n <= _LARGEST_LOG2_N:
        raise UsageError("save key", "log2_n", expected=f"{_LOG2_N} to {_LARGEST_LOG2_N}")
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    header = KeyFile(
        role=ROOT if isinstance(key, RootKey) else SIGNING, nation=key.nation, keyid=key.keyid,
        public=key.public.hex(), log2_n=log2_n, salt=salt.hex(), nonce=nonce.hex(),
    )  # fmt: skip
    first = msgspec.json.encode(header)
    sealed = AESGCM(_derive(passphrase, salt, log2_n)).encrypt(nonce, key.seed(), first)
    _write(path, first + b"\n" + base64.b64encode(sealed) + b"\n", replace=replace)


def load_key(path: Path, passphrase: str) -> SigningKey:
    """Open a signing key.

    Raises
    ------
    VerificationError
        For a wrong passphrase, a file that was changed, one that others can
        read, or a root key, which has no business on a node.
    SourceError
        Where the file can't be read.
    """
    return _load(path, passphrase, SIGNING)


def load_root(path: Path, passphrase: str) -> RootKey:
    """Open a root key, offline, to sign a directory; raises as `load_key` does."""
    found = _load(path, passphrase, ROOT)
    return RootKey(found.nation, found.seed())


def read_header(path: Path) -> KeyFile:
    """What a key file says of itself, without opening it: nothing of this is verified.

    Raises
    ------
    VerificationError
        Where it is no key file, or others can read it.
    SourceError
        Where the file can't be read.
    """
    return _header(_read(path)[0], path)


def _load(path: Path, passphrase: str, role: str) -> SigningKey:
    first, second = _read(path)
    header = _header(first, path)
    if header.role != role:
        raise VerificationError("open key", path.name, expected=f"a {role} key", got=header.role)
    try:
        sealed = base64.b64decode(second)
        if base64.b64encode(sealed) != second:  # another text for the same bytes
            _refuse(path)
        salt, nonce = bytes.fromhex(header.salt), bytes.fromhex(header.nonce)
        seed = AESGCM(_derive(passphrase, salt, header.log2_n)).decrypt(nonce, sealed, first)
        key = SigningKey(header.nation, seed)
    except (InvalidTag, ValueError, CspoError):
        _refuse(path)
    if (key.keyid, key.public.hex()) != (header.keyid, header.public):
        _refuse(path)
    return key


def _refuse(path: Path) -> NoReturn:
    raise VerificationError(
        "open key", path.name, expected="its passphrase, and the file as it was written"
    ) from None


def _derive(passphrase: str, salt: bytes, log2_n: int) -> bytes:
    if not passphrase:
        raise UsageError("open key", "passphrase", expected="one that is not empty")
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**log2_n, r=_R, p=1).derive(secret)


def _header(first: bytes, path: Path) -> KeyFile:
    try:
        load_strict(first, max_bytes=_MAX_BYTES, max_depth=1)
        header = msgspec.json.decode(first, type=KeyFile)
    except (CspoError, msgspec.MsgspecError):
        _refuse(path)
    known = (header.format, header.version, header.kdf, header.r, header.p, header.cipher)
    if known != (FORMAT, VERSION, _KDF, _R, 1, _CIPHER):
        raise VerificationError("open key", path.name, expected=f"{FORMAT} version {VERSION}")
    if not _LOG2_N <= header.log2_n <= _LARGEST_LOG2_N:
        raise VerificationError(
            "open key", path.name, expected=f"a cost of {_LOG2_N} to {_LARGEST_LOG2_N}"
        )
    return header


def _read(path: Path) -> tuple[bytes, bytes]:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise SourceError("open key", path.name, got=error.strerror or str(error)) from error
    if os.name == "posix" and mode & 0o077:
        raise VerificationError(
            "open key", path.name, expected="a file that its owner alone can read (mode 0600)",
            got=f"mode {mode:04o}", hint="chmod 600, and ask who has read it",
        )  # fmt: skip
    lines = data.split(b"\n")
    if len(data) > _MAX_BYTES or len(lines) != 3 or lines[2]:
        _refuse(path)
    return lines[0], lines[1]


def _write(path: Path, data: bytes, *, replace: bool) -> None:
    """To a new file beside it, to disk, then into its place."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                partial.replace(path)
            else:
                os.link(partial, path)  # fails where a file is there, whoever was quicker
        finally:
            with contextlib.suppress(FileNotFoundError):
                partial.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        raise UsageError(
            "save key", path.name, expected="no file there", hint="a lost key cannot be had again"
        ) from None
    except OSError as error:
        raise SourceError("save key", path.name, got=error.strerror or str(error)) from error
