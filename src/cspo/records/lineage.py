"""What a record rests on, told to each reader only as far as that reader may see it.

The payload is the same for all who get a record. A list of input ids in it
would tell every reader of records that it was never given, so the list holds
commitments: hashes of a random salt and an id. Whoever may see an input gets
the salt and the id, an `Opening`, beside the record, and checks it. For everyone
else the commitment is 256 random bits. The list is sorted, so that its order
says nothing, and padded, so that its length says little.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection, Sequence
from typing import Final, Protocol, runtime_checkable

import msgspec

from cspo.errors import UsageError
from cspo.records.identity import is_record_id
from cspo.records.payload import MAX_INPUTS

__all__ = [
    "Opening", "SaltMaker", "commit", "keyed_salts", "new_salts", "opening_holds", "openings_for",
    "padded_count",
]  # fmt: skip

SALT_BYTES: Final = 32
_INPUT: Final = b"cspo-lineage-v1\0"
_PADDING: Final = b"cspo-lineage-padding-v1\0"
_KEYED: Final = b"cspo-lineage-salt-v1\0"
_LEAST: Final = 4


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one commitment stands for, for one who may see that input.

    Parameters
    ----------
    index : int
        Place in the payload's list, from 0.
    id : str
        The input's record id.
    salt : str
        32 bytes, 64 hexadecimal digits.
    """

    index: int
    id: str
    salt: str


def padded_count(inputs: int) -> int:
    """Commitments in the payload for so many inputs: a power of two from 4, none for none.

    Examples
    --------
    >>> [padded_count(n) for n in (0, 1, 4, 5, 100)]
    [0, 4, 4, 8, 128]
    """
    return max(_LEAST, 1 << (inputs - 1).bit_length()) if inputs else 0


def new_salts(
    inputs: int, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[bytes, ...]:
    """Salts for so many inputs and the padding of their list, each for one record only.

    Parameters
    ----------
    inputs : int
        How many inputs there are.
    random_bytes : callable
        ``count -> bytes`` that nobody can guess; the operating system's.
    """
    return tuple(random_bytes(SALT_BYTES) for _ in range(padded_count(inputs)))


@runtime_checkable
class SaltMaker(Protocol):
    """A signer that makes the salts of the lineages it signs, too: see `keyed_salts`."""

    def salts(self, inputs: int, about: bytes) -> tuple[bytes, ...]:
        """Salts for so many inputs of one record, and their padding.

        Parameters
        ----------
        inputs : int
            How many inputs there are.
        about : bytes
            All of the record but its salts: no other record has the same.
        """
        ...


def keyed_salts(secret: bytes, inputs: int, about: bytes) -> tuple[bytes, ...]:
    """Salts that follow from a secret and the record: made again, it is the same record.

    Parameters
    ----------
    secret : bytes
        32 random bytes that never leave the store.
    inputs, about
        As `SaltMaker.salts` has them.

    Examples
    --------
    >>> one, other = (keyed_salts(bytes(32), 1, about) for about in (b"one", b"other"))
    >>> one == keyed_salts(bytes(32), 1, b"one"), set(one) & set(other)
    (True, set())
    """
    base = _KEYED + hashlib.sha256(about).digest()
    return tuple(
        hmac.digest(secret, base + index.to_bytes(4, "big"), "sha256")
        for index in range(padded_count(inputs))
    )


def commit(input_ids: Sequence[str], salts: Sequence[bytes]) -> tuple[str, ...]:
    """The list that stands in the payload, the same for every reader.

    Parameters
    ----------
    input_ids : sequence of str
        Ids of the records that the new one rests on, each once.
    salts : sequence of bytes
        Of `new_salts`: the first go with the ids, those left over make the padding.

    Raises
    ------
    UsageError
        For ids that are none or not distinct, too many of them, or salts of another number or size.
    """
    _check(input_ids, salts)
    known = len(input_ids)
    found = [_commitment(each, salt) for each, salt in zip(input_ids, salts, strict=False)]
    found += [hashlib.sha256(_PADDING + salt).hexdigest() for salt in salts[known:]]
    return tuple(sorted(found))


def openings_for(
    input_ids: Sequence[str], salts: Sequence[bytes], visible: Collection[str]
) -> tuple[Opening, ...]:
    """The openings for one reader, of those inputs alone that it may itself see.

    Parameters
    ----------
    input_ids, salts : sequence
        As given to `commit`.
    visible : collection of str
        Ids of records that this reader may have.

    Raises
    ------
    UsageError
        As `commit`.
    """
    place = {found: index for index, found in enumerate(commit(input_ids, salts))}
    return tuple(
        Opening(index=place[_commitment(each, salt)], id=each, salt=salt.hex())
        for each, salt in zip(input_ids, salts, strict=False)
        if each in visible
    )


def opening_holds(inputs: Sequence[str], opening: Opening) -> bool:
    """Whether an opening is that of the commitment at its place.

    Parameters
    ----------
    inputs : sequence of str
        The payload's commitments.
    opening : Opening
        As it came beside the record; anything may stand in it.
    """
    if not 0 <= opening.index < len(inputs):
        return False
    if not is_record_id(opening.id) or not is_record_id(opening.salt):
        return False
    due = _commitment(opening.id, bytes.fromhex(opening.salt))
    return hmac.compare_digest(due, inputs[opening.index])


def _commitment(input_id: str, salt: bytes) -> str:
    return hashlib.sha256(_INPUT + salt + bytes.fromhex(input_id)).hexdigest()


def _check(input_ids: Sequence[str], salts: Sequence[bytes]) -> None:
    if len(input_ids) > MAX_INPUTS:
        raise UsageError(
            "commit to inputs", expected=f"at most {MAX_INPUTS}", got=str(len(input_ids))
        )
    if not all(map(is_record_id, input_ids)) or len(set(input_ids)) != len(input_ids):
        raise UsageError("commit to inputs", expected="ids of records, each once")
    due = padded_count(len(input_ids))
    if len(salts) != due or any(len(salt) != SALT_BYTES for salt in salts):
        raise UsageError("commit to inputs", "salts", expected=f"{due} of {SALT_BYTES} bytes")
