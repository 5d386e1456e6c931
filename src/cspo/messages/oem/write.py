"""An OEM to bytes, KVN or XML, driven by the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.messages.ccsds.keywords import Block
from cspo.messages.ccsds.kvn import kvn_comment, kvn_line, one_line
from cspo.messages.ccsds.xml import xml_escape, xml_tail, xml_top
from cspo.messages.oem.message import Covariances, Oem, Segment
from cspo.messages.oem.table import (
    COVARIANCE_ELEMENTS,
    COVARIANCE_UNITS,
    HEADER,
    METADATA,
    SINCE,
    STATE,
    VERSION_KEYWORD,
    VERSIONS,
)

__all__ = ["write"]

Floats = NDArray[np.float64]

_ROW: Final = "%.16g"
_LOWER: Final = np.tril_indices(6)
_TRIANGLE: Final = "".join(" ".join([_ROW] * (row + 1)) + "\n" for row in range(6))


def write(oem: Oem, encoding: str = "kvn") -> bytes:
    """Write an OEM in UTF-8, numbers with up to 16 significant digits.

    The version is that of the message, raised where a keyword needs a later one.

    Parameters
    ----------
    oem : Oem
    encoding : str
        ``"kvn"`` or ``"xml"``.

    Raises
    ------
    UsageError
        Where the encoding or the version is another.
    """
    if oem.version not in VERSIONS:
        raise UsageError("write OEM", expected=" | ".join(VERSIONS), got=oem.version)
    version = _version(oem)
    if encoding == "kvn":
        return "".join(_kvn(oem, version)).encode()
    if encoding == "xml":
        return "".join(_xml(oem, version)).encode()
    raise UsageError("write OEM", expected="kvn or xml", got=encoding)


def _version(oem: Oem) -> str:
    needed = [oem.version]
    if oem.header.classification is not None or oem.header.message_id is not None:
        needed.append(SINCE["MESSAGE_ID"])
    for segment in oem.segments:
        if segment.metadata.ref_frame_epoch is not None:
            needed.append(SINCE["REF_FRAME_EPOCH"])
        if segment.covariances is not None or segment.a_km_s2 is not None:
            needed.append(SINCE["COVARIANCE_START"])
    return max(needed)


def _keywords(block: Block, struct: Any) -> Iterator[tuple[str, str]]:
    for keyword in block.keywords:
        value = getattr(struct, keyword.field)
        if value is not None:
            yield keyword.name, str(value)


def _numbers(segment: Segment) -> tuple[Floats, NDArray[np.bool_]]:
    """The six or nine numbers of every line, and which lines have nine."""
    parts = [segment.r_km, segment.v_km_s]
    if segment.a_km_s2 is None:
        return np.hstack(parts), np.zeros(len(segment.epochs), np.bool_)
    nine = np.asarray(np.isfinite(segment.a_km_s2).all(axis=1))
    return np.hstack([*parts, segment.a_km_s2]), nine


def _kvn(oem: Oem, version: str) -> Iterator[str]:
    yield kvn_line(VERSION_KEYWORD, version)
    yield from map(kvn_comment, oem.header.comments)
    for name, value in _keywords(HEADER, oem.header):
        yield kvn_line(name, one_line(value))
    for segment in oem.segments:
        yield "\nMETA_START\n"
        yield from map(kvn_comment, segment.metadata.comments)
        for name, value in _keywords(METADATA, segment.metadata):
            yield kvn_line(name, one_line(value))
        yield "META_STOP\n\n"
        yield from map(kvn_comment, segment.comments)
        yield from _kvn_states(segment)
        if segment.covariances is not None:
            yield from _kvn_covariances(segment.covariances)


def _kvn_states(segment: Segment) -> Iterator[str]:
    numbers, nine = _numbers(segment)
    six_form = " ".join(["%s", *[_ROW] * 6]) + "\n"
    nine_form = " ".join(["%s", *[_ROW] * 9]) + "\n"
    for epoch, row, has_nine in zip(segment.epochs, numbers.tolist(), nine.tolist(), strict=True):
        yield nine_form % (epoch, *row) if has_nine else six_form % (epoch, *row[:6])


def _kvn_covariances(covariances: Covariances) -> Iterator[str]:
    yield "\nCOVARIANCE_START\n"
    yield from map(kvn_comment, covariances.comments)
    for epoch, frame, lower in _matrices(covariances):
        yield kvn_line("EPOCH", epoch)
        if frame is not None:
            yield kvn_line("COV_REF_FRAME", one_line(frame))
        yield _TRIANGLE % tuple(lower)
    yield "COVARIANCE_STOP\n"


def _matrices(covariances: Covariances) -> Iterator[tuple[str, str | None, list[float]]]:
    lower = covariances.matrix_km2[:, _LOWER[0], _LOWER[1]].tolist()
    return zip(covariances.epochs, covariances.frames, lower, strict=True)


def _xml(oem: Oem, version: str) -> Iterator[str]:
    yield xml_top("oem", "OEM", version)
    yield "<header>\n"
    yield from _xml_leaves(HEADER, oem.header)
    yield "</header>\n<body>\n"
    state = "".join(f'<{name} units="{unit}">{_ROW}</{name}>\n' for name, unit in STATE[:6])
    acceleration = "".join(f'<{name} units="{unit}">{_ROW}</{name}>\n' for name, unit in STATE[6:])
    covariance = "".join(
        f'<{name} units="{unit}">{_ROW}</{name}>\n'
        for name, unit in zip(COVARIANCE_ELEMENTS, COVARIANCE_UNITS, strict=True)
    )
    for segment in oem.segments:
        yield "<segment>\n<metadata>\n"
        yield from _xml_leaves(METADATA, segment.metadata)
        yield "</metadata>\n<data>\n"
        yield from map(_xml_comment, segment.comments)
        numbers, nine = _numbers(segment)
        rows = zip(segment.epochs, numbers.tolist(), nine.tolist(), strict=True)
        for epoch, row, has_nine in rows:
            form = state + acceleration if has_nine else state
            values = form % tuple(row if has_nine else row[:6])
            yield f"<stateVector>\n<EPOCH>{epoch}</EPOCH>\n{values}</stateVector>\n"
        if segment.covariances is not None:
            yield from _xml_covariances(segment.covariances, covariance)
        yield "</data>\n</segment>\n"
    yield "</body>\n"
    yield xml_tail("oem")


def _xml_covariances(covariances: Covariances, form: str) -> Iterator[str]:
    comments = "".join(map(_xml_comment, covariances.comments))
    for epoch, frame, lower in _matrices(covariances):
        named = "" if frame is None else f"<COV_REF_FRAME>{xml_escape(frame)}</COV_REF_FRAME>\n"
        yield f"<covarianceMatrix>\n{comments}<EPOCH>{epoch}</EPOCH>\n{named}"
        yield form % tuple(lower)
        yield "</covarianceMatrix>\n"
        comments = ""


def _xml_leaves(block: Block, struct: Any) -> Iterator[str]:
    yield from map(_xml_comment, struct.comments)
    for name, value in _keywords(block, struct):
        yield f"<{name}>{xml_escape(value)}</{name}>\n"


def _xml_comment(text: str) -> str:
    return f"<COMMENT>{xml_escape(text)}</COMMENT>\n"
