"""Does a message follow its book? The answer, whatever the message."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages import cdm, oem
from cspo.messages.ccsds.report import Parsed
from cspo.messages.ccsds.text import decode
from cspo.messages.faults import Fault
from cspo.messages.formats import GP_READERS
from cspo.messages.sniff import sniff

__all__ = ["Report", "validate"]

_HEAD: Final = 16_384
_VERSION: Final = re.compile(
    r"""CCSDS_[A-Z]{3}_VERS["']?\s*(?:=|version\s*=\s*["'])\s*([0-9.]{1,9})"""
)
_CCSDS: Final[dict[str, Callable[[bytes], Parsed[Any]]]] = {"oem": oem.parse, "cdm": cdm.parse}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What `validate` found.

    Parameters
    ----------
    message : str
        ``OEM``, ``CDM``, ``OMM``, ``TLE``, ...; empty where it cannot be told.
    version : str
        As the message states it, empty where its format has none.
    encoding : str
        ``kvn``, ``xml``, ``csv``, ``json`` or ``tle``.
    charset : str
        ``UTF-8``, ``UTF-16-LE``, ...; empty where not looked at.
    valid : bool or None
        None where the message is recognized but its rules are not known here.
    faults : tuple of Fault
        Why it is not valid.
    remarks : tuple of Fault
        Departures that do not make it invalid.
    note : str
        What there is to say besides, such as ``OPM: recognized, not yet supported``.
    """

    message: str
    version: str = ""
    encoding: str = ""
    charset: str = ""
    valid: bool | None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    note: str = ""


def validate(data: bytes) -> Report:
    r"""Check a message against its book.

    OEM and CDM by the keyword tables of theirs; element sets by the readers
    of `cspo.messages.formats`; other messages of CCSDS are recognized and
    neither valid nor invalid (``valid`` is None).

    Parameters
    ----------
    data : bytes
        A whole file. Nothing is raised, whatever it holds.

    Examples
    --------
    >>> report = validate(b"CCSDS_OPM_VERS = 2.0\n")
    >>> report.message, report.valid, report.note
    ('OPM', None, 'OPM: recognized, not yet supported')
    >>> validate(b"CCSDS_CDM_VERS = 1.0\nTCA = soon\n").faults[0].keyword
    'CREATION_DATE'
    """
    name = ""
    try:
        name = sniff(data)
        return _report(name, data)
    except MalformedMessage as error:
        message, _, encoding = name.partition("-")
        return Report(
            message=message.upper(), encoding=encoding, valid=False,
            faults=(_fault(error),),
        )  # fmt: skip


def _report(name: str, data: bytes) -> Report:
    message, _, encoding = name.partition("-")
    if message in _CCSDS:
        parsed = _CCSDS[message](data)
        return Report(
            message=message.upper(), version=parsed.version, encoding=parsed.encoding,
            charset=parsed.charset, valid=not parsed.faults, faults=parsed.faults,
            remarks=parsed.remarks,
        )  # fmt: skip
    if name in GP_READERS:
        columns, found = GP_READERS[name](data)
        faults = tuple(found)
        if not len(columns) and not faults:
            faults = (Fault(line=None, keyword="", expected="an element set", got="none"),)
        return Report(
            message=message.upper(), version=_version(data), encoding=encoding or message,
            valid=not faults, faults=faults,
        )  # fmt: skip
    return Report(
        message=message.upper(), version=_version(data), encoding=encoding, valid=None,
        note=f"{message.upper()}: recognized, not yet supported",
    )  # fmt: skip


def _version(data: bytes) -> str:
    """The version that a message states near its head, empty where it states none."""
    try:
        head = decode(data[:_HEAD]).text
    except MalformedMessage:
        return ""
    found = _VERSION.search(head)
    return found[1] if found else ""


def _fault(error: MalformedMessage) -> Fault:
    return Fault(
        line=error.line, keyword=error.keyword, expected=error.expected, got=error.got,
        text=error.action if not error.subject else f"{error.action}: {error.subject}",
    )  # fmt: skip
