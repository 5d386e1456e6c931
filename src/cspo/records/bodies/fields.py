"""What the values of fields must be: the types that bodies are written in.

Each name here is a plain type with a condition that `cspo.records.bodies.body`
checks. Every number is finite, every text free of control characters, also
where nothing here says so.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Final, TypeVar

from cspo.errors import MalformedMessage
from cspo.markings.parties import is_party
from cspo.records.bodies.body import COLUMN, Check
from cspo.records.bodies.identities import is_event, is_item, is_object
from cspo.time import Epoch

__all__ = [
    "MAX_BATCH",
    "Angle",
    "Column",
    "Count",
    "Day",
    "Digest",
    "EventText",
    "Fraction",
    "FromOne",
    "HalfTurn",
    "KeyId",
    "Language",
    "Line",
    "NonNegative",
    "Number",
    "ObjectText",
    "PartyText",
    "Positive",
    "RecordText",
    "SourceText",
    "SubjectText",
    "Text",
    "Utc",
    "Vector",
    "Word",
]

MAX_BATCH: Final = 1_000
"""Objects in one batch, at most."""

_MOST_LINE: Final = 200
_MOST_TEXT: Final = 8_000

_UTC: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_KEY_ID: Final = re.compile(r"[A-Z]{3}#[0-9a-f]{32}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")
_WORD: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/:+-]{0,63})")


def _is_utc(text: str) -> bool:
    if not _UTC.fullmatch(text):
        return False
    try:
        Epoch.from_utc(text)
    except MalformedMessage:
        return False
    return True


def _is_day(text: str) -> bool:
    return len(text) == 10 and date.fromisoformat(text).isoformat() == text


def _is_line(text: str) -> bool:
    return len(text) <= _MOST_LINE and "\n" not in text and "\t" not in text


def _is_record(text: str) -> bool:
    return _HEX64.fullmatch(text) is not None or is_item(text)


def _or_empty(check: Check) -> Check:
    return Check(
        check.expected + ", or nothing", lambda text: not text or check.holds(text), check.name
    )


_utc = Check("UTC as YYYY-MM-DDThh:mm:ss.sZ", _is_utc, "UTC")
_day = Check("a day as YYYY-MM-DD", _is_day, "day")
_object = Check("an object as scheme:value", is_object, "object")
_event = Check("an event as event:OBJECT~OBJECT@UTC", is_event, "event")
_record = Check("64 hexadecimal digits, for an item with #index", _is_record, "record")
_party = Check("a party, as GBR or GBR/acme-sat", is_party, "party")

Utc = Annotated[str, _utc]
"""An instant: UTC, up to nine decimals, always with its Z."""

Day = Annotated[str, _or_empty(_day)]
"""A day of UTC, empty where unknown."""

Line = Annotated[
    str, Check(f"one line of at most {_MOST_LINE} characters", _is_line, "line")
]  # fmt: skip
"""One line of text; empty where there is none."""

Text = Annotated[
    str,
    Check(f"at most {_MOST_TEXT:,} characters", lambda text: len(text) <= _MOST_TEXT, "text"),
]
"""Plain text of any lines, about two pages at most."""

Word = Annotated[
    str,
    Check("a word of at most 64 letters, digits and ._/:+-",
          lambda text: not text or _WORD.fullmatch(text), "word"),
]  # fmt: skip
"""A name that machines compare: of a method, a policy, a sensor; empty where there is none."""

ObjectText = Annotated[str, _object]
EventText = Annotated[str, _event]
SubjectText = Annotated[
    str,
    Check("an object, an event, or nothing",
          lambda text: not text or is_object(text) or is_event(text), "object or event"),
]  # fmt: skip
"""Identity of an object or event; empty where there is none."""

PartyText = Annotated[str, _party]
RecordText = Annotated[str, _record]
"""Identity of a record, or of an item of a batch."""

SourceText = Annotated[str, _or_empty(_record)]
"""Identity of the record or item that a value comes from. It can name what the reader may not
know of, so it goes along only where the reader has that record; else it stays empty."""

Digest = Annotated[
    str,
    Check("64 hexadecimal digits", lambda text: _HEX64.fullmatch(text) is not None, "SHA-256"),
]
KeyId = Annotated[
    str,
    Check("a key as AUS#32 hexadecimal digits", lambda text: _KEY_ID.fullmatch(text) is not None,
          "key"),
]  # fmt: skip
Language = Annotated[
    str,
    Check("a language as en or fr-CA", lambda text: _LANGUAGE.fullmatch(text) is not None,
          "language"),
]  # fmt: skip

Number = float
NonNegative = Annotated[float, Check("a number of at least 0", lambda x: x >= 0.0)]
Positive = Annotated[float, Check("a number above 0", lambda x: x > 0.0)]
Fraction = Annotated[float, Check("a number from 0 to 1", lambda x: 0.0 <= x <= 1.0)]
Angle = Annotated[float, Check("an angle within 2 pi", lambda x: abs(x) <= 2.0 * math.pi)]
HalfTurn = Annotated[float, Check("an angle from 0 to pi", lambda x: 0.0 <= x <= math.pi)]
Count = Annotated[int, Check("an integer of at least 0", lambda n: n >= 0, "count")]
FromOne = Annotated[int, Check("an integer of at least 1", lambda n: n >= 1)]

Vector = tuple[float, float, float]

_Row = TypeVar("_Row")
Column = Annotated[tuple[_Row, ...], COLUMN]
"""One value for each row; all columns of a part are equally long, or left out."""
