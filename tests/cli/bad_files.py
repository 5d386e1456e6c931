"""Files that people really feed to programs, one maker each."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.cli.written import cdm_text, oem_text

MAKERS: dict[str, Callable[[Path, list[bytes]], Path]] = {}
"""By name: (folder, lines of a good TLE file) -> what to hand to a command."""

HTML = b"<!DOCTYPE html>\n<html><head><title>503 Service Unavailable</title></head></html>\n"


def _maker(make: Callable[[Path, list[bytes]], bytes | Path]) -> None:
    name = make.__name__.lstrip("_")

    def write(folder: Path, tle: list[bytes]) -> Path:
        made = make(folder, tle)
        if isinstance(made, Path):
            return made
        path = folder / name
        path.write_bytes(made)
        return path

    MAKERS[name] = write


def text_of(lines: list[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n"


def checksum(line: bytes) -> bytes:
    total = sum(c - 48 if 48 <= c <= 57 else c == 45 for c in line[:68])
    return line[:68] + str(total % 10).encode()


@_maker
def truncated_gz(_: Path, tle: list[bytes]) -> bytes:
    return gzip.compress(text_of(tle), mtime=0)[:-2000]


@_maker
def gz_of_ten_bytes(_: Path, tle: list[bytes]) -> bytes:
    return gzip.compress(text_of(tle), mtime=0)[:10]


@_maker
def truncated_cdm_gz(_: Path, tle: list[bytes]) -> bytes:
    return gzip.compress(cdm_text(), mtime=0)[:-20]


@_maker
def truncated_oem_gz(_: Path, tle: list[bytes]) -> bytes:
    return gzip.compress(oem_text(), mtime=0)[:-200]


@_maker
def binary(_: Path, tle: list[bytes]) -> bytes:
    return random.Random(7).randbytes(50_000)


@_maker
def html(folder: Path, tle: list[bytes]) -> Path:
    path = folder / "active.tle"
    path.write_bytes(HTML)
    return path


@_maker
def html_gz(_: Path, tle: list[bytes]) -> bytes:
    return gzip.compress(HTML, mtime=0)


@_maker
def zipped(folder: Path, tle: list[bytes]) -> Path:
    path = folder / "catalog.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("catalog.tle", text_of(tle))
    return path


@_maker
def wrong_checksums(_: Path, tle: list[bytes]) -> bytes:
    return text_of(
        [
            line[:68] + b"%d" % ((line[68] - 48 + 1) % 10) if line[:2] in (b"1 ", b"2 ") else line
            for line in tle
        ]
    )


@_maker
def one_wrong_checksum(_: Path, tle: list[bytes]) -> bytes:
    lines = list(tle)
    lines[4] = lines[4][:68] + b"%d" % ((lines[4][68] - 48 + 1) % 10)
    return text_of(lines)


@_maker
def one_line_short(_: Path, tle: list[bytes]) -> bytes:
    return text_of([*tle[:4], tle[4][:40], *tle[5:]])


@_maker
def shifted_columns(_: Path, tle: list[bytes]) -> bytes:
    return text_of([line[:20] + line[21:] if line[:2] == b"2 " else line for line in tle])


@_maker
def csv_of_something_else(_: Path, tle: list[bytes]) -> bytes:
    return b"date,temperature\n2024-11-01,12.5\n2024-11-02,11.0\n"


@_maker
def satcat_csv(_: Path, tle: list[bytes]) -> bytes:
    return b"OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,PERIOD,APOGEE\nISS (ZARYA),1998-067A,25544,93,420\n"


CSV_HEAD = (
    b"OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,"
    b"ARG_OF_PERICENTER,MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,"
    b"ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT\n"
)


def csv_row(
    name: str = "SAT", number: object = 25544, *, ecc: str = ".0006", raan: int = 10
) -> bytes:
    return (
        f"{name},1998-067A,2024-10-31T12:00:00.000000,15.5,{ecc},51.6,{raan},20,30,0,U,{number},999,"
        "1,.0001,.00001,0\n"
    ).encode()


@_maker
def one_nan(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + csv_row(number=5) + csv_row(number=6, ecc="NaN") + csv_row(number=7, raan=50)


@_maker
def all_nan(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + csv_row(number=5, ecc="NaN") + csv_row(number=6, ecc="inf")


@_maker
def short_row(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + csv_row(number=5) + b"SAT,1998-067A,2024-10-31\n" + csv_row(number=7, raan=50)


@_maker
def cut_json(_: Path, tle: list[bytes]) -> bytes:
    record = {
        "OBJECT_NAME": "SAT", "OBJECT_ID": "1998-067A", "EPOCH": "2024-10-31T12:00:00",
        "MEAN_MOTION": 15.5, "ECCENTRICITY": 0.0006, "INCLINATION": 51.6, "RA_OF_ASC_NODE": 10.0,
        "ARG_OF_PERICENTER": 20.0, "MEAN_ANOMALY": 30.0, "NORAD_CAT_ID": 25544, "BSTAR": 1e-4,
        "MEAN_MOTION_DOT": 0.0, "MEAN_MOTION_DDOT": 0.0, "EPHEMERIS_TYPE": 0,
        "CLASSIFICATION_TYPE": "U", "ELEMENT_SET_NO": 1, "REV_AT_EPOCH": 1,
    }  # fmt: skip
    return json.dumps([{**record, "NORAD_CAT_ID": k} for k in (5, 6, 7)]).encode()[:-150]


@_maker
def folder_of_good_and_bad(folder: Path, tle: list[bytes]) -> Path:
    path = folder / "mixed"
    path.mkdir()
    (path / "a.tle").write_bytes(text_of(tle[:150]))
    (path / "b.html").write_bytes(HTML)
    (path / "c.tle").write_bytes(text_of(tle[150:]))
    return path


@_maker
def folder_of_cdms(folder: Path, tle: list[bytes]) -> Path:
    path = folder / "cdms"
    path.mkdir()
    for k in (1, 2):
        (path / f"{k}.cdm").write_bytes(cdm_text())
    return path


@_maker
def empty_folder(folder: Path, tle: list[bytes]) -> Path:
    path = folder / "nothing"
    path.mkdir()
    return path


@_maker
def empty(_: Path, tle: list[bytes]) -> bytes:
    return b""


@_maker
def blanks(_: Path, tle: list[bytes]) -> bytes:
    return b"\n \r\n\t\n"


@_maker
def missing(folder: Path, tle: list[bytes]) -> Path:
    (folder / "catalog_2024.tle").write_bytes(text_of(tle))
    return folder / "catalog_2042.tle"


@_maker
def a_cdm(_: Path, tle: list[bytes]) -> bytes:
    return cdm_text()


@_maker
def an_oem(_: Path, tle: list[bytes]) -> bytes:
    return oem_text()


@_maker
def an_opm(_: Path, tle: list[bytes]) -> bytes:
    return b"CCSDS_OPM_VERS = 2.0\nCREATION_DATE = 2024-11-01T00:00:00\nORIGINATOR = TEST\n"


@_maker
def good_tle(_: Path, tle: list[bytes]) -> bytes:
    return text_of(tle)


@_maker
def odd_names(_: Path, tle: list[bytes]) -> bytes:
    names = (
        "Спутник-1",
        "衛星",
        "\x1b[31mRED\x1b[0m",
        "[/bold]<script>alert(1)</script>",
        "😀",
        "",
    )
    return CSV_HEAD + b"".join(csv_row(n, 100 + k, raan=k) for k, n in enumerate(names))


@_maker
def latin_1(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + "".join(csv_row("FÊTE", 5).decode()).encode("latin-1")


@_maker
def utf_16(_: Path, tle: list[bytes]) -> bytes:
    return text_of(tle).decode().encode("utf-16")


@_maker
def duplicates(_: Path, tle: list[bytes]) -> bytes:
    return text_of(tle + tle)


@_maker
def nine_digits(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + csv_row(number=799_501_234) + csv_row(number=5, raan=50)


@_maker
def ten_digits(_: Path, tle: list[bytes]) -> bytes:
    return CSV_HEAD + csv_row(number=7_995_012_345) + csv_row(number=5, raan=50)


@_maker
def alpha_5(_: Path, tle: list[bytes]) -> bytes:
    lines = [checksum(b"%s T0291%s" % (tle[k][:1], tle[k][7:])) for k in (1, 2)]
    return text_of([tle[0], *lines, *tle[3:]])
