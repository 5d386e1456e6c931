"""TLEs against the sgp4 package, the published Alpha-5 table, and themselves."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

import numpy as np
import pytest
from satrec_columns import assert_as_satrecs
from sgp4.api import WGS72, Satrec

from cspo.errors import MalformedMessage
from cspo.messages import tle
from cspo.messages.alpha5 import number_from_alpha5, number_to_alpha5
from cspo.messages.gp import GpColumns
from cspo.messages.tle_columns import read_columns
from cspo.messages.tle_set import checksum, read_set

LINE1 = "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753"
LINE2 = "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667"

REAL = {
    "catalog/spacetrack_3le_20131023.txt.gz": (14_917, 0),
    "catalog/spacetrack_3le_20231009.txt.gz": (26_140, 0),
    "catalog/snapshot_20231019.tle.gz": (25_556, 0),
    "catalog/spacetrack_20240705.tle.gz": (26_389, 0),
    "catalog/snapshot_20240709.tle.gz": (26_388, 0),
    "events/iridium_cosmos_2009/snapshot_20081011.tle.gz": (11_892, 0),
    "events/iridium_cosmos_2009/snapshot_20090531.tle.gz": (13_110, 0),
    "events/iridium_cosmos_2009/last_tle_before_collision.3le": (2, 0),
    "events/cosmos1408_2021/spacetrack_3le_20220122.txt.gz": (23_939, 0),
    "events/cosmos1408_2021/cosmos1408_debris_20220111.txt.gz": (924, 0),
    "events/cosmos2542_usa245_2020/usa245_amateur_20200419.tle": (1, 0),
    "events/tiangong_starlink_2021/tianhe_starlink1095.tle": (17, 0),
    "catalog_history/celestrak_2026-05/starlink_20260524-28.3le.gz": (46_187, 1),
    "tle_sgp4/SatCode-entry": (29, 0),
    "tle_sgp4/SGP4-VER.TLE": (30, 3),
    "tle_sgp4/spot-5.tle": (250, 0),
}
"""Sets read and refused; the latter are one of 70 columns and three of wrong checksum."""


def bytes_of(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def pairs_of(data: bytes) -> list[tuple[str, str]]:
    """Adjacent lines 1 and 2, found by other means than the reader's."""
    found = re.findall(r"^(1 .{67,}?)\r?\n(2 .{67,}?)\r?$", data.decode("latin-1"), re.MULTILINE)
    return [(first, second) for first, second in found if len(first) == 69]


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_files_agree_with_sgp4(data_dir, name):
    """Every element of every set as `Satrec.twoline2rv` reads it: 1e-15 relative, 1 us."""
    data = bytes_of(data_dir / name)
    columns, faults = tle.read(data, lenient="SGP4-VER" in name)
    refused = sum(fault.count for fault in faults if fault.refused)
    assert len(columns) + refused == sum(REAL[name]) or "SGP4-VER" in name
    pairs = pairs_of(data)
    assert len(pairs) == len(columns)
    peers = [Satrec.twoline2rv(*pair, WGS72) for pair in pairs]
    assert_as_satrecs(columns, peers)


def test_alpha5_as_space_track_publishes_it():
    """The examples of Space-Track's documentation of Alpha-5."""
    table = {
        "A0000": 100_000, "E8493": 148_493, "J2931": 182_931, "P4018": 234_018,
        "W1928": 301_928, "Z9999": 339_999,
    }  # fmt: skip
    for text, number in table.items():
        assert number_from_alpha5(text) == number
        assert number_to_alpha5(number) == text
    assert number_from_alpha5("O0001") is None
    assert number_to_alpha5(340_000) is None


@pytest.mark.parametrize(
    ("first", "second", "line", "keyword", "got"),
    [
        (LINE1[:-1] + "4", LINE2, 1, "CHECKSUM", "4"),
        (LINE1, LINE2[:-1] + "0", 2, "CHECKSUM", "0"),
        (LINE1[:60], LINE2, 1, "LINE", "60"),
        (LINE1, LINE2.replace("00005", "00006"), 2, "NORAD_CAT_ID", "00006"),
        (LINE1, LINE2.replace(" 34.2682", "184.2682"), 2, "INCLINATION", "184.2682"),
        (LINE1, LINE2.replace("10.82419157", " 0.00000000"), 2, "MEAN_MOTION", " 0.00000000"),
        (LINE1.replace("00179", "00367"), LINE2, 1, "EPOCH", "00367.78495062"),
        (LINE1.replace("01179", "01366"), LINE2.replace("1859667", "18596x7"), 2, "ECCENTRICITY",
         "18596x7"),
        (LINE1.replace("00005U", "I0005U"), LINE2.replace("00005", "I0005"), 1, "NORAD_CAT_ID",
         "I0005"),
    ],
)  # fmt: skip
def test_a_bad_set_is_told_and_its_neighbours_kept(first, second, line, keyword, got):
    if keyword != "CHECKSUM" and keyword != "LINE":
        first, second = (f"{text[:68]}{checksum(text)}" for text in (first, second))
    good = f"{LINE1}\n{LINE2}\n"
    columns, faults = tle.read(f"{good}{first}\n{second}\n{good}".encode())
    assert len(columns) == 2
    assert [(fault.line, fault.keyword, fault.got) for fault in faults] == [
        (2 + line, keyword, got)
    ]
    assert faults[0].refused
    assert faults[0].text.startswith(str(line))


def test_lenient_keeps_a_wrong_checksum_and_says_so():
    data = f"{LINE1[:-1]}4\n{LINE2}".encode()
    columns, faults = tle.read(data, lenient=True)
    assert len(columns) == 1
    assert [(fault.keyword, fault.expected, fault.refused) for fault in faults] == [
        ("CHECKSUM", "3", False)
    ]


def test_stray_lines_are_told():
    data = f"{LINE1}\n{LINE1}\n{LINE2}\n{LINE2}\nODD\n".encode()
    columns, faults = tle.read(data)
    assert len(columns) == 1
    assert [fault.line for fault in faults] == [1, 4, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings(ending, encoding):
    text = ending.join(["0 VANGUARD 1", LINE1 + "  ", "", LINE2, "# end"])
    columns, faults = tle.read(text.encode(encoding))
    assert columns.object_name.tolist() == ["VANGUARD 1"]
    assert not faults


def test_no_element_set_at_all():
    with pytest.raises(MalformedMessage):
        tle.read(b"hello\nworld\n")


def test_vimpel_numbers_make_their_own_identity(data_dir):
    from cspo.messages import vimpel_json  # noqa: PLC0415

    data = bytes_of(data_dir / "catalog" / "jsc_vimpel_tle_2025.json.gz")
    columns, faults = vimpel_json.read(data)
    assert len(columns) == 7_170
    assert columns.other_id[0] == "vimpel:12104"
    assert set(columns.classification_type) == {"V"}
    assert not columns.norad_cat_id.any()
    assert [(fault.keyword, fault.refused) for fault in faults] == [("CHECKSUM", False)]
    again, _ = tle.read(tle.write(columns)[0])
    np.testing.assert_array_equal(again.other_id, columns.other_id)
    np.testing.assert_array_equal(again.eccentricity, columns.eccentricity)


def canonical(line: str) -> str:
    """The line without its checksum, in the one of several layouts that we write.

    Blanks for leading zeros of angles, motions, revolutions, set numbers; zeros
    for leading blanks of catalogue numbers and epochs; a blank for a plus sign;
    no zero before a point; ``0`` for a blank type; ``00000-0`` for no second
    derivative, ``00000+0`` for no B*; ``+0`` for ``-0``.
    """

    def pad(text: str, width: int) -> str:
        return re.sub(r"^[ 0]+(?=[0-9])", "", text).rjust(width)

    def power(text: str, zero: str) -> str:
        text = text.replace("+", " ", 1) if text.startswith("+") else text
        return " 00000" + zero if "00000" in text else text[:6] + text[6:].replace("-0", "+0")

    number = line[2:7].replace(" ", "0")
    if line[0] == "1":
        return (
            f"1 {number}{line[7:18]}{line[18:32].replace(' ', '0')}{line[32]}"
            f"{' ' if line[33] in '+0' else line[33]}{line[34:43]} {power(line[44:52], '-0')} "
            f"{power(line[53:61], '+0')} {line[62].replace(' ', '0')} {pad(line[64:68], 4)}"
        )
    return (
        f"2 {number} {pad(line[8:16], 8)} {pad(line[17:25], 8)}{line[25:34]}"
        f"{pad(line[34:42], 8)} {pad(line[43:51], 8)} {pad(line[52:63], 11)}{pad(line[63:68], 5)}"
    )


def last_digit(line: str) -> str:
    """The checksum by its definition: the digits, and 1 for each minus, modulo 10."""
    return str((sum(map(int, re.findall("[0-9]", line[:68]))) + line[:68].count("-")) % 10)


@pytest.mark.parametrize("name", [name for name in sorted(REAL) if "SGP4-VER" not in name])
def test_round_trip_is_text_identical(data_dir, name):
    """TLE to columns to TLE: every character but those of the layouts in `canonical`."""
    data = bytes_of(data_dir / name)
    written, faults = tle.write(tle.read(data)[0])
    assert not [fault for fault in faults if fault.keyword != "MEAN_MOTION_DOT"]
    lines = written.decode().splitlines()
    originals = [line for pair in pairs_of(data) for line in pair]
    assert len(lines) == len(originals)
    differing = [(a, b) for a, b in zip(lines, originals, strict=True) if a != b]
    assert [a[:68] for a, _ in differing] == [canonical(b) for _, b in differing]
    assert all(a[68] == last_digit(a) for a, _ in differing)


def test_2024_space_track_catalogue_differs_in_four_lines(data_dir):
    """Today's layout is ours: only ``37479-0`` for ``37479+0`` differs, four times."""
    data = bytes_of(data_dir / "catalog" / "spacetrack_20240705.tle.gz")
    written, _ = tle.write(tle.read(data)[0])
    differing = [
        (a, b) for a, b in zip(data.splitlines(), written.splitlines(), strict=True) if a != b
    ]
    assert len(differing) == 4
    assert all(a[51:52] == b"0" and a[50:51] == b"-" for a, _ in differing)


def test_names_come_back(data_dir):
    data = bytes_of(data_dir / "catalog" / "spacetrack_3le_20231009.txt.gz")
    columns, _ = tle.read(data)
    for style in ("plain", "numbered"):
        again, faults = tle.read(tle.write(columns, names=style)[0])
        assert not faults
        np.testing.assert_array_equal(again.object_name, columns.object_name)


@pytest.mark.parametrize(
    ("change", "keyword"),
    [
        ({"norad_cat_id": 799_500_123}, "NORAD_CAT_ID"),
        ({"norad_cat_id": 340_000}, "NORAD_CAT_ID"),
        ({"ephemeris_type": 4}, "MEAN_ELEMENT_THEORY"),
        ({"theory": "SGP4-XP"}, "MEAN_ELEMENT_THEORY"),
        ({"epoch_tai_ns": -1_400_000_000 * 10**9}, "EPOCH"),
        ({"epoch_tai_ns": 1_900_000_000 * 10**9}, "EPOCH"),
        ({"mean_motion_rev_day": 123.0}, "MEAN_MOTION"),
        ({"mean_motion_rev_day": 1e-12}, "MEAN_MOTION"),
        ({"eccentricity": 0.999999999}, "ECCENTRICITY"),
        ({"mean_motion_dot_rev_day2": -1.5}, "MEAN_MOTION_DOT"),
        ({"object_id": "TOO LONG A TEXT"}, "OBJECT_ID"),
    ],
)
def test_what_a_tle_cannot_hold_is_refused(change, keyword):
    columns, _ = tle.read(f"{LINE1}\n{LINE2}".encode())
    one = dict(columns.columns())
    bad = GpColumns.build(1, {**one, **{name: [value] for name, value in change.items()}})
    data, faults = tle.write(GpColumns.concat([bad, columns]))
    assert data.decode() == f"{LINE1}\n{LINE2}\n"
    assert [(fault.line, fault.keyword) for fault in faults] == [(1, keyword)]


def test_columns_and_single_sets_agree_on_damaged_lines(data_dir):
    """What the fast reader accepts the slow one reads to the same bits, on 20,000 mutants."""
    pairs = pairs_of(bytes_of(data_dir / "catalog" / "snapshot_20240709.tle.gz"))
    rng = random.Random(1)
    mutants = []
    for _ in range(20_000):
        lines = list(rng.choice(pairs))
        for _ in range(rng.choice((0, 1, 1, 2))):
            side, column = rng.randrange(2), rng.randrange(2, 68)
            line = lines[side]
            lines[side] = line[:column] + rng.choice("0123456789 +-.AIZV") + line[column + 1 :]
        mutants.append(tuple(line[:68] + str(checksum(line)) for line in lines))
    codes = [
        np.array([pair[side].encode() for pair in mutants]).view(np.uint8).reshape(-1, 69)
        for side in (0, 1)
    ]
    values, ok = read_columns(*codes)
    assert 0.3 < ok.mean() < 0.9
    for row, pair in enumerate(mutants):
        if ok[row]:
            slow, problems = read_set(*pair)
            assert not problems, (pair, problems)
            for name, column in values.items():
                assert column[row] == slow[name], (name, pair)
                assert np.copysign(1, column[row]) == np.copysign(1, slow[name]) \
                    if column.dtype.kind == "f" else True  # fmt: skip
