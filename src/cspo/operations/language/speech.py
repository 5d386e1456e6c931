"""One language: its texts by name, and how it writes numbers, spans and instants."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from cspo.errors import MalformedMessage, UsageError
from cspo.time import Epoch

__all__ = ["LANGUAGES", "Speech", "places_of", "read_catalog", "speech"]

LANGUAGES: Final = ("en", "fr", "ja")
"""Languages that pages can be written in."""

_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400
_TOLD: Final = (1.0e-9, 0.1)
"""Between these a probability is told as «1 in N», too: nobody sees a larger N, or needs a less."""


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language writes numbers and dates."""

    code: str
    name: str
    decimal: str
    group: str
    date: str
    first_day: str
    months: tuple[str, ...]
    ambiguous_columns: int


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: _Rules
    texts: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """Texts and rules of one language; made by `speech`.

    Parameters
    ----------
    rules : _Rules
        Of numbers and dates.
    texts : mapping
        By ``section.name``.
    """

    rules: _Rules
    texts: Mapping[str, str]

    @property
    def code(self) -> str:
        """Such as ``fr``."""
        return self.rules.code

    def say(self, name: str, **values: str) -> str:
        """The text of a name with its places filled.

        Raises
        ------
        UsageError
            Where there is no such text, or a place stays empty.
        """
        text = self.texts.get(name)
        if text is None:
            raise UsageError("say", name, expected=f"a text of the {self.code} catalogue")
        if missing := sorted(places_of(text) - set(values)):
            raise UsageError("say", name, expected="a value for each place", got=missing[0])
        return text.format_map(values)

    def has(self, name: str) -> bool:
        """Whether there is a text of that name."""
        return name in self.texts

    def number(self, value: float, decimals: int = 0) -> str:
        r"""A number as the language writes it, in groups of three.

        Examples
        --------
        >>> speech("en").number(12345.678, 1), speech("fr").number(12345.678, 1)
        ('12,345.7', '12\xa0345,7')
        """
        text = f"{value:,.{decimals}f}"
        return text.translate({ord(","): self.rules.group, ord("."): self.rules.decimal})

    def distance(self, value_km: float) -> str:
        r"""A distance, in m below 10 km: where the third decimal decides, nobody reads km.

        Examples
        --------
        >>> speech("en").distance(0.584), speech("fr").distance(12.34)
        ('584\xa0m', '12,3\xa0km')
        """
        if abs(value_km) < 10.0:
            return self.say("unit.m", n=self.number(value_km * 1e3))
        return self.say("unit.km", n=self.number(value_km, 1))

    def speed(self, value_km_s: float) -> str:
        """A speed in km/s."""
        return self.say("unit.km_s", n=self.number(value_km_s, 2))

    def probability(self, value: float) -> str:
        """A probability in powers of ten, and as one in so many where that is easier to see.

        Examples
        --------
        >>> speech("en").probability(1.2e-4)
        '1.2E-04 (1 in 8,300)'
        """
        text = f"{value:.1E}".replace(".", self.rules.decimal)
        if not _TOLD[0] <= value < _TOLD[1]:
            return text
        times = 1.0 / value
        digits = max(0, len(f"{times:.0f}") - 2)
        rounded = round(times / 10**digits) * 10**digits
        return self.say("unit.one_in", pc=text, n=self.number(rounded))

    def span(self, duration_s: float) -> str:
        r"""A span of time in its two largest units, cut to whole minutes; its sign is left out.

        Examples
        --------
        >>> [speech("en").span(s) for s in (11_520.0, 190_000.0, 59.0)]
        ['3\xa0h\xa012\xa0min', '2\xa0d\xa04\xa0h', '0\xa0min']
        """
        whole_s = int(abs(duration_s))
        days, rest_s = divmod(whole_s, _DAY_S)
        hours, rest_s = divmod(rest_s, _HOUR_S)
        minutes = rest_s // _MINUTE_S
        if days:
            parts = [("unit.d", days), ("unit.h", hours)]
        elif hours:
            parts = [("unit.h", hours), ("unit.min", minutes)]
        else:
            parts = [("unit.min", minutes)]
        shown = [self.say(name, n=str(n)) for name, n in parts if n or len(parts) == 1]
        return self.say("unit.join").join(shown)

    def day(self, t: Epoch) -> str:
        """A day of UTC as the language writes it."""
        civil = date.fromisoformat(t.utc_iso(0)[:10])
        day = self.rules.first_day if civil.day == 1 else str(civil.day)
        return self.rules.date.format(
            day=day, month=self.rules.months[civil.month - 1], year=civil.year
        )

    def instant(self, t: Epoch, *, decimals: int = -1) -> str:
        """An instant of UTC: the day in words, the time in figures, and UTC.

        Parameters
        ----------
        decimals : int
            Of the second, cut; -1 leaves the seconds out.

        Examples
        --------
        >>> t = Epoch.from_utc("2009-02-01T16:55:59.806Z")
        >>> speech("fr").instant(t), speech("en").instant(t, decimals=1)
        ('1er février 2009, 16:55 UTC', '1 February 2009, 16:55:59.8 UTC')
        """
        return self.say("unit.instant", day=self.day(t), time=self.clock(t, decimals=decimals))

    def clock(self, t: Epoch, *, decimals: int = -1) -> str:
        """The time of day, without day or zone."""
        time = t.utc_iso(max(decimals, 0))[11:-1]
        return time[:5] if decimals < 0 else time.replace(".", self.rules.decimal)

    def listed(self, words: list[str]) -> str:
        """Several words in a row."""
        return self.say("unit.comma").join(words)


@cache
def speech(language: str) -> Speech:
    """The texts of a language.

    Raises
    ------
    UsageError
        Where there is no catalogue of it.
    """
    if language not in LANGUAGES:
        raise UsageError("speak", language, expected=f"one of {' '.join(LANGUAGES)}")
    name = f"{language}.toml"
    return read_catalog((files(__package__) / "catalogs" / name).read_bytes(), name)


def read_catalog(data: bytes, name: str) -> Speech:
    """The texts of a catalogue.

    Raises
    ------
    MalformedMessage
        Where it is none.
    """
    try:
        read = msgspec.toml.decode(data, type=_File)
    except (msgspec.MsgspecError, ValueError) as error:
        raise MalformedMessage("read catalogue", name, got=str(error)) from error
    if len(read.language.months) != 12:
        raise MalformedMessage("read catalogue", name, expected="twelve months")
    texts = {
        f"{section}.{word}": text
        for section, words in read.texts.items()
        for word, text in words.items()
    }
    return Speech(read.language, texts)


def places_of(text: str) -> frozenset[str]:
    """Names of the places that a text has for values.

    Raises
    ------
    MalformedMessage
        Where its braces do not fit.
    """
    try:
        found = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    except ValueError as error:
        raise MalformedMessage("read catalogue", text, got=str(error)) from error
    if not all(map(str.isidentifier, found)):
        raise MalformedMessage("read catalogue", text, expected="names in its places")
    return frozenset(found)
