"""gzip and Zstandard, whole, cut short and damaged.

Authorities: Python's gzip module and the zstandard library write the streams.
"""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import SourceError
from cspo.sources import SourceFaultKind, decompress
from cspo.sources.compression import compression_of

_TEXT = "".join(
    f"1 {n:05d}U 98067A   24306.{n * 7919 % 100000000:08d}  .00016717  00000-0  10270-3 0\n"
    for n in range(3000)
).encode()
_GZ = gzip.compress(_TEXT, mtime=0)
_ZST = zstandard.ZstdCompressor(write_checksum=True).compress(_TEXT)


def _kinds(faults: tuple[object, ...]) -> list[str]:
    return [fault.kind.value for fault in faults]  # type: ignore[attr-defined]


@given(st.binary(max_size=2000))
def test_what_others_compress_comes_back(data: bytes) -> None:
    if compression_of(data):
        return
    for packed in (
        gzip.compress(data),
        zstandard.compress(data),
        gzip.compress(gzip.compress(data)),
    ):
        assert decompress(packed) == (data, ())


@given(st.lists(st.binary(max_size=300), min_size=2, max_size=4))
def test_members_and_frames_in_a_row_are_one_stream(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    if compression_of(whole):
        return
    assert decompress(b"".join(map(gzip.compress, parts))) == (whole, ())
    assert decompress(b"".join(map(zstandard.compress, parts))) == (whole, ())


@pytest.mark.parametrize("packed", [_GZ, _ZST], ids=["gzip", "zstd"])
@given(data=st.data())
def test_a_stream_cut_anywhere_gives_its_beginning(packed: bytes, data: st.DataObject) -> None:
    keep = data.draw(st.integers(4, len(packed) - 1))
    good, faults = decompress(packed[:keep])
    assert _kinds(faults) == ["truncated"]
    assert _TEXT.startswith(good)


def test_a_gzip_cut_in_half_keeps_nearly_half() -> None:
    good, _ = decompress(_GZ[: len(_GZ) // 2])
    assert 0.4 * len(_TEXT) < len(good) < 0.6 * len(_TEXT)


def test_a_gzip_without_its_trailer_keeps_everything() -> None:
    good, faults = decompress(_GZ[:-8])
    assert good == _TEXT
    assert _kinds(faults) == ["truncated"]


@pytest.mark.parametrize("packed", [_GZ, _ZST], ids=["gzip", "zstd"])
@given(data=st.data())
def test_a_damaged_stream_never_raises_and_is_never_called_good(
    packed: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(4, len(packed) - 1))
    bit = data.draw(st.integers(0, 7))
    damaged = bytearray(packed)
    damaged[at] ^= 1 << bit
    good, faults = decompress(bytes(damaged))
    assert faults or good == _TEXT  # a time stamp or a flag may change without harm


def test_the_part_before_the_damage_is_kept_to_the_byte() -> None:
    """Ten blocks, each whole by itself; the fifth gets a type that RFC 1951 reserves (11)."""
    noise = random.Random(1).randbytes(10_000)
    deflate = zlib.compressobj(level=0, wbits=31)
    packed, starts = b"", []
    for at in range(0, 10_000, 1000):
        starts.append(len(packed))
        packed += deflate.compress(noise[at : at + 1000]) + deflate.flush(zlib.Z_FULL_FLUSH)
    damaged = bytearray(packed + deflate.flush())
    damaged[starts[4]] |= 0b110
    good, faults = decompress(bytes(damaged))
    assert good == noise[:4000]
    assert _kinds(faults) == ["corrupt"]


def test_a_damaged_zstd_keeps_the_blocks_before_the_damage() -> None:
    noise = random.Random(2).randbytes(1_000_000)
    packed = bytearray(zstandard.ZstdCompressor(write_content_size=False).compress(noise))
    block = int.from_bytes(packed[6:9], "little")  # RFC 8878, 3.1.1.2: last, type, size
    assert block >> 1 & 3 == 0  # raw
    second = 9 + (block >> 3)
    packed[second] |= 0b110  # type 3 is reserved
    good, faults = decompress(bytes(packed))
    assert good == noise[: block >> 3]
    assert _kinds(faults) == ["corrupt"]


def test_a_wrong_checksum_is_said_and_nothing_is_lost() -> None:
    packed = bytearray(_GZ)
    packed[-8] ^= 1
    good, faults = decompress(bytes(packed))
    assert good == _TEXT
    assert _kinds(faults) == ["corrupt"]
    assert "checksum" in faults[0].got


def test_headers_with_name_comment_extra_and_checksum() -> None:
    """RFC 1952, 2.3.1: FHCRC, FEXTRA, FNAME, FCOMMENT."""
    deflate = zlib.compressobj(wbits=-15)
    body = deflate.compress(b"good") + deflate.flush()
    trailer = zlib.crc32(b"good").to_bytes(4, "little") + (4).to_bytes(4, "little")
    header = b"\x1f\x8b\x08\x1e" + bytes(6) + b"\x02\x00ab" + b"name\0" + b"comment\0" + b"\0\0"
    assert decompress(header + body + trailer) == (b"good", ())


def test_zero_padding_is_no_fault_and_other_bytes_after_the_end_are() -> None:
    assert decompress(_GZ + bytes(512)) == (_TEXT, ())
    good, faults = decompress(_GZ + b"<html>")
    assert (good, _kinds(faults)) == (_TEXT, ["trailing"])
    good, faults = decompress(_ZST + b"<html>")
    assert (good, _kinds(faults)) == (_TEXT, ["trailing"])


def test_skippable_zstd_frames_are_skipped() -> None:
    skip = b"\x53\x2a\x4d\x18\x04\x00\x00\x00note"
    assert decompress(skip + _ZST + skip) == (_TEXT, ())


@pytest.mark.parametrize(
    ("pack", "most"), [(gzip.compress, 4_000_000), (zstandard.compress, 80_000_000)]
)
def test_a_bomb_is_refused_before_it_goes_off(pack: Callable[[bytes], bytes], most: int) -> None:
    """Peak memory: a chunk of gzip stops at the limit, one of zstd at 32 MiB."""
    bomb = pack(bytes(300_000_000))
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"at most 1,000,000 bytes"):
            decompress(bomb, limit_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "name"), [(b"BZh91AY", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"PK\x03\x04", "zip")]
)
def test_compressions_that_are_not_read_are_named(data: bytes, name: str) -> None:
    with pytest.raises(SourceError, match=name):
        decompress(data)


def test_bytes_without_compression_pass_untouched() -> None:
    assert decompress(b"") == (b"", ())
    assert decompress(b"ISS (ZARYA)") == (b"ISS (ZARYA)", ())
    assert SourceFaultKind("truncated") is SourceFaultKind.TRUNCATED
