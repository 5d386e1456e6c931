"""Ed25519 in plain integers, from the equations of RFC 8032, section 5.1: a second computation.

Slow and not constant in time; for tests alone.
"""

from __future__ import annotations

import hashlib
from typing import Final

__all__ = [
    "IDENTITY", "ORDER", "P", "add", "compress", "decompress", "multiply", "public_of", "sign",
    "verify",
]  # fmt: skip

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, P - 2, P) % P
_ROOT_OF_MINUS_1: Final = pow(2, (P - 1) // 4, P)

Point = tuple[int, int]
IDENTITY: Final[Point] = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The complete twisted Edwards addition, affine."""
    (x1, y1), (x2, y2) = a, b
    product = _D * x1 * x2 * y1 * y2 % P
    x3 = (x1 * y2 + y1 * x2) * pow(1 + product, -1, P) % P
    y3 = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x3, y3


def multiply(scalar: int, point: Point) -> Point:
    total = IDENTITY
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def compress(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decompress(data: bytes) -> Point | None:
    value = int.from_bytes(data, "little")
    y, sign = value & (2**255 - 1), value >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y


_BASE_Y: Final = 4 * pow(5, P - 2, P) % P
_found = decompress(_BASE_Y.to_bytes(32, "little"))
assert _found is not None
BASE: Final[Point] = _found


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def _expand(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254
    return scalar, digest[32:]


def public_of(seed: bytes) -> bytes:
    return compress(multiply(_expand(seed)[0], BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    scalar, prefix = _expand(seed)
    public = compress(multiply(scalar, BASE))
    nonce = _hash(prefix, message) % ORDER
    commitment = compress(multiply(nonce, BASE))
    challenge = _hash(commitment, public, message) % ORDER
    return commitment + ((nonce + challenge * scalar) % ORDER).to_bytes(32, "little")


def verify(public: bytes, message: bytes, sig: bytes) -> bool:
    """Without the cofactor, R compared as bytes, S below the order."""
    point, s = decompress(public), int.from_bytes(sig[32:], "little")
    if point is None or s >= ORDER or len(sig) != 64:
        return False
    challenge = _hash(sig[:32], public, message) % ORDER
    x, y = multiply(challenge, point)
    return compress(add(multiply(s, BASE), (P - x, y))) == sig[:32]
