"""The search must find what it is meant to find: each form, planted on purpose."""

import base64
import gzip
import random
import zlib

import pytest
import zstandard
from canaries import LENGTH, canary, find_canaries, numbers

RNG = random.Random(20)
NOISE = RNG.randbytes(5_000)
TEXT = canary(0x00C0FFEE).encode()


def planted(text: bytes) -> bytes:
    return NOISE[:2_500] + text + NOISE[2_500:]


@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("after", range(4))
def test_base64_is_found_in_every_alignment(alphabet, before, after):
    text = alphabet(b"\xfb\xff\xbf"[:before] + TEXT + b"\xfb\xff\xfe\xef"[:after])
    found = find_canaries(planted(text), depth=0)
    assert found == {(f"base64 {before}", 0xC0FFEE): 1}


@pytest.mark.parametrize(
    "text", [TEXT, TEXT.upper(), TEXT.hex().encode(), TEXT.hex().upper().encode()]
)
def test_plain_and_hex_are_found_in_both_cases(text):
    assert numbers(planted(text)) == {0xC0FFEE}


@pytest.mark.parametrize(
    "pack",
    [zlib.compress, gzip.compress, zstandard.compress, base64.b64encode,
     lambda data: gzip.compress(zstandard.compress(base64.b64encode(data))),
     lambda data: base64.b64encode(b"x" + base64.b64encode(data))],
)  # fmt: skip
def test_what_is_packed_is_found(pack):
    data = b"".join(b"%d %s;" % (i, canary(i).encode()) for i in range(40))
    assert numbers(planted(pack(data))) == set(range(40))


def test_a_stream_that_was_cut_is_read_as_far_as_it_goes():
    data = RNG.randbytes(300) + TEXT + RNG.randbytes(100_000)
    for pack in (zlib.compress, gzip.compress):
        assert numbers(pack(data)[:60_000]) == {0xC0FFEE}
    packed = b"".join(
        zstandard.ZstdCompressor(level=1).compress(part) for part in (data[:50_000], data[50_000:])
    )
    assert numbers(packed[:-10]) == {0xC0FFEE}


def test_noise_holds_none_and_a_cut_canary_is_none():
    assert not find_canaries(NOISE)
    assert not find_canaries(planted(TEXT[: LENGTH - 1]))
