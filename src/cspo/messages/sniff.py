"""What a file is, by its content alone."""

from __future__ import annotations

import re
from typing import Final

from cspo.errors import MalformedMessage
from cspo.messages.text import as_utf8, clip

__all__ = ["sniff"]

_HEAD: Final = 65_536
"""Bytes that are looked at."""

_PACKED: Final = {
    b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "Zstandard", b"PK\x03\x04": "zip",
    b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"%PDF": "PDF", b"PAR1": "Parquet", b"SQLite": "SQLite",
}  # fmt: skip

_KVN: Final = re.compile(rb"CCSDS_([A-Z]{3})_VERS\s*=", re.ASCII)
_XML_ROOT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z]+)[\s>/]", re.ASCII)
_XML_SKIP: Final = re.compile(
    rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>", re.DOTALL
)
_NDM: Final = frozenset({b"aem", b"apm", b"cdm", b"ocm", b"oem", b"omm", b"opm", b"rdm", b"tdm"})
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|div|p|h1)\b", re.IGNORECASE)
_TLE_LINE: Final = re.compile(rb"^(?:1 .{5}[UCSV ] |2 .{5} )", re.MULTILINE)


def sniff(data: bytes) -> str:
    r"""Name the format of *data*.

    Returns
    -------
    str
        ``tle``, ``omm-csv``, ``omm-json``, ``omm-xml``, ``omm-kvn``, another
        CCSDS message in the same way (``oem-kvn``, ``cdm-xml``), ``ndm-xml`` for
        a combined message without an OMM near its beginning, ``vimpel-json`` or
        ``elements-csv`` (see `cspo.messages.elements_csv`).

    Raises
    ------
    MalformedMessage
        Where it is none of these: empty, binary, compressed, a web page, ...

    Examples
    --------
    >>> sniff(b"\xef\xbb\xbfCCSDS_OEM_VERS = 2.0\r\n")
    'oem-kvn'
    """
    head = _head(data)
    if head.startswith(b"<"):
        return _xml(head)
    if head[:1] in (b"{", b"["):
        return _json(head)
    found = _KVN.search(head)
    if found:
        return f"{found[1].decode().lower()}-kvn"
    if _TLE_LINE.search(head):
        return "tle"
    return _table(head)


def _head(data: bytes) -> bytes:
    """The first bytes of what is text."""
    if not data:
        raise _not_read("nothing: the file is empty")
    packed = next((name for mark, name in _PACKED.items() if data.startswith(mark)), "")
    if packed:
        raise _not_read(f"{packed} data")
    head = as_utf8(data[:_HEAD]).lstrip()
    if not head:
        raise _not_read("blanks only")
    sample = head[:4096]
    controls = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if b"\0" in sample or controls * 20 > len(sample):
        raise _not_read("binary data")
    return head


def _table(head: bytes) -> str:
    first = head.partition(b"\n")[0].upper()
    if b"," in first and b"MEAN_MOTION" in first and b"EPOCH" in first:
        return "omm-csv"
    if b"," in first and b"EPOCH_JD1" in first:
        return "elements-csv"
    if _HTML.search(head):
        raise _not_read("a web page")
    if b"," in first and b"NORAD_CAT_ID" in first:
        raise _not_read(f"a table without elements: {clip(first, 60)}")
    raise _not_read(clip(head[:200].partition(b"\n")[0], 60))


def _not_read(got: str) -> MalformedMessage:
    return MalformedMessage(
        "recognize format", expected="TLE, or a CCSDS message in CSV, JSON, XML or KVN", got=got,
        line=1,
    )  # fmt: skip


def _xml(head: bytes) -> str:
    body = _XML_SKIP.sub(b"", head)
    names = [name.lower() for name in _XML_ROOT.findall(body[:_HEAD])]
    if not names or _HTML.match(head) or names[0] in {b"html", b"head", b"body"}:
        raise _not_read("a web page" if _HTML.search(head) else "XML without an element")
    if names[0] in _NDM:
        return f"{names[0].decode()}-xml"
    if names[0] == b"ndm":
        return "omm-xml" if b"omm" in names else "ndm-xml"
    raise _not_read(f"XML of another kind: <{clip(names[0], 30)}>")


def _json(head: bytes) -> str:
    if b'"TLE1"' in head and b'"TLE2"' in head and b'"MEAN_MOTION"' not in head:
        return "vimpel-json"
    return "omm-json"
