"""YAML read as plain values with their places; whatever could surprise somebody is refused.

The values are those of the YAML 1.2 JSON schema, and no others: texts, whole numbers, numbers,
true, false, null, lists and mappings of names. So a date is a text, ``NO`` is a text, ``010`` and
``1_000`` are no numbers, and nothing but these is ever made. Refused are anchors and aliases (the
way to blow up a short file), tags, merge keys, second documents, names that stand twice, characters
that nobody sees, files of more than a mebibyte, and values that lie too deep or are too many.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from cspo.exercise.scenario.faults import Path, Place

__all__ = ["MOST_BYTES", "Broken", "Tree", "read_text", "read_tree", "unseen"]

MOST_BYTES: Final = 1_048_576
_MOST_DEEP: Final = 16
_MOST_VALUES: Final = 200_000
_MOST_DIGITS: Final = 20
_MOST_SHOWN: Final = 40

_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff"
    "\ufeff\ufff9-\uffff]"
)
_PLAIN: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
_ADVICE: Final = "look at the indentation, and put quotes around texts with a : or #"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Broken(Exception):
    """The text can't be read on from here.

    Parameters
    ----------
    place : Place
    expected, got, hint : str
    """

    def __init__(self, place: Place, expected: str, got: str = "", hint: str = "") -> None:
        super().__init__(expected)
        self.place = place
        self.expected = expected
        self.got = got
        self.hint = hint


@dataclass(slots=True)
class Tree:
    """What was read, and where each value of it stands.

    Parameters
    ----------
    value : object
    values : dict
        Path to the place of a value.
    names : dict
        Path to the place of the name before it, where it has one.
    """

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    names: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Of a value, or of the nearest one around it that stands in the file."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def name_place(self, path: Path) -> Place:
        """Of the name of a field; else of its value."""
        return self.names.get(path) or self.place(path)


def unseen(text: str) -> int | None:
    """Where the first character stands that nobody sees, or that turns a line; None: nowhere."""
    found = _UNSEEN.search(text)
    return None if found is None else found.start()


def read_tree(data: bytes) -> Tree:
    """Read one document.

    Raises
    ------
    Broken
        At the first thing that is refused.
    """
    text = read_text(data)
    reader = _Reader(text)
    try:
        return reader.whole()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = reader.last if mark is None else Place(mark.line + 1, mark.column + 1)
        said = getattr(error, "problem", None) or type(error).__name__
        raise Broken(place, "YAML", _shown(str(said), 100), _ADVICE) from error


def read_text(data: bytes) -> str:
    """Bytes as text, with ends of lines as one line feed.

    Raises
    ------
    Broken
        Where they are too many, no UTF-8, or hold characters that nobody sees.
    """
    if len(data) > MOST_BYTES:
        raise Broken(Place(1, 1), f"at most {MOST_BYTES:,} bytes", f"{len(data):,} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        raise Broken(Place(line, column), "UTF-8", f"byte {data[error.start]:#04x}",
                     "save the file as UTF-8") from error  # fmt: skip
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    at = unseen(text)
    if at is not None:
        column = at - text.rfind("\n", 0, at)
        raise Broken(Place(text.count("\n", 0, at) + 1, column), "characters that can be seen",
                     f"U+{ord(text[at]):04X}", "take it out")  # fmt: skip
    return text


class _Reader:
    """From events to values, without recursion into what the file nests."""

    def __init__(self, text: str) -> None:
        self._events = yaml.parse(text, Loader=_LOADER)
        self._tree = Tree()
        self._count = 0
        self.last = Place(1, 1)

    def whole(self) -> Tree:
        documents = 0
        for event in self._events:
            self._look(event)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Broken(self.last, "one document", "a second", "take out the line ---")
            elif isinstance(event, yaml.NodeEvent):
                self._tree.value = self._value(event, ())
        if not documents:
            raise Broken(Place(1, 1), "a scenario", "an empty file")
        return self._tree

    def _look(self, event: Any) -> None:
        mark = event.start_mark
        if mark is not None:
            self.last = Place(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Broken(self.last, "values written out", f"an anchor or alias {event.anchor}",
                         "write what it stands for")  # fmt: skip
        if getattr(event, "tag", None) is not None:
            raise Broken(self.last, "values without tags", f"the tag {_shown(event.tag)}",
                         "take it out")  # fmt: skip
        self._count += 1
        if self._count > _MOST_VALUES:
            raise Broken(self.last, f"at most {_MOST_VALUES:,} values", "more")

    def _next(self) -> Any:
        event = next(self._events)
        self._look(event)
        return event

    def _value(self, event: Any, path: Path) -> Any:
        self._tree.values[path] = self.last
        if len(path) > _MOST_DEEP:
            raise Broken(self.last, f"at most {_MOST_DEEP} levels", "more")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            rows: list[Any] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                rows.append(self._value(event, (*path, len(rows))))
            return rows
        found: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = self._name(event, found)
            within = (*path, name)
            self._tree.names[within] = self.last
            found[name] = self._value(self._next(), within)
        return found

    def _name(self, event: Any, found: dict[str, Any]) -> str:
        name = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(name, str):
            raise Broken(
                self.last, "the name of a field", _shown(getattr(event, "value", "a list"))
            )
        if name in found:
            raise Broken(self.last, "each field once", f"{_shown(name)} a second time",
                         "put both into one")  # fmt: skip
        return name

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        at = unseen(text)
        if at is not None:
            raise Broken(self.last, "characters that can be seen", f"U+{ord(text[at]):04X}",
                         "take it out")  # fmt: skip
        if event.style is not None and event.style != "":
            return text
        if text in _PLAIN:
            return _PLAIN[text]
        if _INTEGER.fullmatch(text) and len(text) <= _MOST_DIGITS:
            return int(text)
        if _NUMBER.fullmatch(text):
            number = float(text)
            if not math.isfinite(number):
                raise Broken(self.last, "a finite number", _shown(text))
            return number
        return text


def _shown(text: str, most: int = _MOST_SHOWN) -> str:
    cut = text if len(text) <= most else text[:most] + "..."
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in cut)
