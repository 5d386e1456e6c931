"""What the parsers' fuzzing starts from: for each kind, small good messages and the reader."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from cspo.messages import cdm, oem
from cspo.messages.formats import GP_READERS

__all__ = ["GP_KINDS", "READERS", "data_folder", "seeds_of"]

_FILES: Final = {
    "tle": ("events/iridium_cosmos_2009/last_tle_before_collision.3le",
            "events/cosmos2542_usa245_2020/cosmos2542_20191230-20200101.tle"),
    "omm-csv": ("tle_sgp4/sample_omm.csv",),
    "omm-json": ("tle_sgp4/sample_omm.json", "ndm/egemenimre/json/omm1_st.json"),
    "omm-xml": ("tle_sgp4/sample_omm.xml", "ndm/bluebook_examples/xml/omm_g10.xml"),
    "omm-kvn": ("ndm/bluebook_examples/kvn/omm_g9.kvn", "ndm/egemenimre/kvn/omm1_st.kvn"),
    "oem-kvn": ("ndm/orekit/odm/oem/OEMExampleWithHeaderComment.txt",
                "ndm/bradsease_oem/v2_0/valid/sample08.oem", "ndm/orekit/odm/oem/test.oem"),
    "oem-xml": ("ndm/bradsease_oem/v2_0/valid/sample10.oem",),
    "cdm-kvn": ("astro/ccsds/good/CDMExample3.txt",
                "ndm/orekit/cdm/CDMExample_issue988_2.txt"),
    "cdm-xml": ("ndm/orekit/cdm/CDMExample1.xml",),
}  # fmt: skip

_TEXTS: Final = {
    "vimpel-json": b'[{"TLE1": "1      V 12104    25007.20347222 +.00000000 +00000+0 +00000-0 0 '
    b'49990", "TLE2": "2       064.8350 009.7330 1627170 165.9900 359.1946 12.12185514 00010", '
    b'"vmag": 14}]',
    "elements-csv": b"norad_id,cospar_id,name,epoch_jd1,epoch_jd2,n0,e0,i0,node0,omega0,m0,bstar,"
    b"rms,ops_code,rcs,tle_line1,tle_line2\n5,1958-002B,VANGUARD 1,2460686.88040132,1.75e-10,"
    b"0.047379,0.1842951,0.597861,2.1796,5.336751,0.671781,0.00052766,,,0.122,"
    b"1 00005U 58002B   25011.38040132  .00000432  00000-0  52766-3 0  9998,"
    b"2 00005  34.2549 124.8820 1842951 305.7733  38.4902 10.85846844386558\n",
}

READERS: Final[dict[str, Callable[[bytes], Any]]] = {
    **GP_READERS,
    "oem-kvn": oem.parse, "oem-xml": oem.parse, "cdm-kvn": cdm.parse, "cdm-xml": cdm.parse,
}  # fmt: skip
"""What each kind is read with: columns and faults, or a message with its faults."""

GP_KINDS: Final = tuple(sorted(GP_READERS))


def data_folder() -> Path:
    """The folder of real data, from CSPO_DATA or beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("CSPO_DATA") or beside)


def seeds_of(kind: str, folder: Path) -> list[bytes]:
    """Good messages of this kind."""
    if kind in _TEXTS:
        return [_TEXTS[kind]]
    return [(folder / name).read_bytes() for name in _FILES[kind]]
