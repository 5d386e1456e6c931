"""Kinds of records: what a body of each kind is, and how its bytes are read and written.

A `Registry` is handed to whoever reads records; an unknown kind is denied. It
writes only what it can read back, and reads strictly: a field that the kind
does not have is a fault. Bytes of a newer minor version may have further
fields; `Registry.decode_newer` reads what it knows and names the rest, and the
bytes themselves stay as they came.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec

from cspo.errors import CspoError, MalformedMessage, UsageError
from cspo.records.remembered import Remembered
from cspo.records.schema import without_unknown
from cspo.records.strict_json import load_strict

__all__ = ["MAX_BODY_BYTES", "Coarsening", "Decoded", "Kind", "Registry"]

MAX_BODY_BYTES: Final = 1_000_000
"""Bytes of a body, at most: with its mark and lineage it stays under a payload's 1 MiB."""


class Coarsening(StrEnum):
    """How a release profile may make a field coarser. It never adds noise: that averages out."""

    DROP = "drop"
    """Leave it out."""
    QUANTIZE = "quantize"
    """Round it to a multiple of a step."""
    INFLATE = "inflate"
    """Make it larger, to match what else was made coarser."""
    ROUND_TIME = "round-time"
    """Cut an instant to a whole unit."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record.

    Parameters
    ----------
    name : str
        As a payload's ``kind`` says it.
    about : str
        What such a record is about: object, objects, event, record, ...
    body : type
        The Struct of its body.
    coarsenable : tuple of str
        What a release profile may make coarser: ``path:how`` with a `Coarsening`, as
        ``object1.covariance.lower_km2:inflate``. A path goes through parts, columns and
        lists of parts alike; everything else goes out as it is, or the record not at all.
    """

    name: str
    about: str
    body: type[msgspec.Struct]
    coarsenable: tuple[str, ...] = ()

    @cached_property
    def coarsenings(self) -> dict[str, frozenset[Coarsening]]:
        """What may be done to each path."""
        ways: dict[str, set[Coarsening]] = {}
        for text in self.coarsenable:
            path, _, how = text.partition(":")
            ways.setdefault(path, set()).add(Coarsening(how))
        return {path: frozenset(how) for path, how in ways.items()}


class Decoded(NamedTuple):
    """A body of a newer minor version, and the paths of what it holds besides."""

    body: msgspec.Struct
    unknown: tuple[str, ...]


_REMEMBERED_BYTES: Final = 16 << 20
"""Of large bodies that a registry read lately: a catalogue of 30,000 objects with their facts."""


class Registry(Collection[str]):
    """The kinds that a node knows, by name; a collection of those names.

    Parameters
    ----------
    kinds : iterable of Kind

    Raises
    ------
    UsageError
        Where two have one name or one body.
    """

    def __init__(self, kinds: Iterable[Kind]) -> None:
        each = tuple(kinds)
        self._kinds = {kind.name: kind for kind in each}
        self._by_body = {kind.body: kind for kind in each}
        self._remembered = Remembered(_REMEMBERED_BYTES)
        if not len(self._kinds) == len(self._by_body) == len(each):
            raise UsageError("register kinds", expected="one name and one body a kind")

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def known(self, name: str) -> bool:
        """Whether there is such a kind."""
        return name in self._kinds

    def kind(self, name: str) -> Kind:
        """The kind of a name.

        Raises
        ------
        MalformedMessage
            Where there is none: names come from outside.
        """
        try:
            return self._kinds[name]
        except KeyError:
            raise MalformedMessage(
                "read record", expected="a known kind", got="another", keyword="kind"
            ) from None

    def kind_of(self, body: msgspec.Struct) -> Kind:
        """The kind that a body is of.

        Raises
        ------
        UsageError
        """
        try:
            return self._by_body[type(body)]
        except KeyError:
            raise UsageError(
                "write record", type(body).__name__, expected="the body of a known kind"
            ) from None

    def encode(self, body: msgspec.Struct) -> bytes:
        """The compact JSON of a body, proved to be readable.

        Raises
        ------
        UsageError
            Where the body is of no known kind, holds what its kind does not allow,
            or is larger than `MAX_BODY_BYTES`.
        """
        kind = self.kind_of(body)
        try:
            data = msgspec.json.encode(body)
            msgspec.json.decode(data, type=kind.body)
        except msgspec.ValidationError as error:
            fault = _fault(kind.name, error)
            raise UsageError(
                f"write {kind.name}", fault.keyword, expected=fault.expected, got=fault.got
            ) from error
        except (TypeError, ValueError, OverflowError) as error:
            raise UsageError(
                f"write {kind.name}", expected="values of JSON", got=type(error).__name__
            ) from error
        if len(data) > MAX_BODY_BYTES:
            raise UsageError(
                f"write {kind.name}", expected=f"at most {MAX_BODY_BYTES:,} bytes",
                got=f"{len(data):,}", hint="split it: fewer items or points a record",
            )  # fmt: skip
        return data

    def decode(self, name: str, data: bytes) -> msgspec.Struct:
        """Read a body of this version.

        Raises
        ------
        MalformedMessage
            For an unknown kind or field, a missing one, or a value that the kind does not
            allow. The keyword is the path of the field, and no value is repeated.
        """
        kind = self.kind(name)
        known = self._remembered.get(name, data)
        if known is None:
            known = _converted(kind, load_strict(data))
            self._remembered.put(name, data, known)
        return known

    def decode_checked(self, name: str, data: bytes) -> msgspec.Struct:
        """Read a body whose bytes were read strictly before, as a part of its payload.

        Raises
        ------
        MalformedMessage
            As `decode`.
        """
        kind = self.kind(name)
        known = self._remembered.get(name, data)
        if known is None:
            try:
                known = msgspec.json.decode(data, type=kind.body)
            except msgspec.ValidationError as error:
                raise _fault(kind.name, error) from error
            self._remembered.put(name, data, known)
        return known

    def decode_newer(self, name: str, data: bytes) -> Decoded:
        """Read a body of a newer minor version, which may have further fields.

        A minor version adds optional fields and nothing else, so what is known
        here still means what it meant. The unknown paths are a note for the
        reader; who forwards the record forwards its bytes.

        Raises
        ------
        MalformedMessage
            As `decode`, but for unknown fields.
        """
        kind = self.kind(name)
        known, unknown = without_unknown(kind.body, load_strict(data))
        return Decoded(_converted(kind, known), unknown)


def _converted(kind: Kind, value: Any) -> msgspec.Struct:
    try:
        return msgspec.convert(value, kind.body)
    except msgspec.ValidationError as error:
        raise _fault(kind.name, error) from error


_PATH: Final = re.compile(r" - at `(?:key in )?\$\.?(.*)`$", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(\w{0,40})")
_MISSING: Final = re.compile(r"Object missing required field `(\w+)`")
_TYPES: Final = re.compile(r"Expected `([\w |]+)`(?: of length \d+)?(?:, got `?([\w |]+)`?)?")


def _fault(name: str, error: msgspec.ValidationError) -> MalformedMessage:
    """What msgspec says, as fields, and without the value that it may repeat."""
    text = str(error)
    found = _PATH.search(text)
    path = found[1] if found else ""
    expected, got, field = "a value that the field allows", "another", ""
    cause = error.__cause__
    if isinstance(cause, CspoError):
        expected, got, field = cause.expected, cause.got, getattr(cause, "keyword", "")
    elif match := _UNKNOWN.match(text):
        expected, got, field = "a field of the kind", "another", match[1] or "(none)"
    elif match := _MISSING.match(text):
        expected, got, field = "a field that the kind requires", "none", match[1]
    elif match := _TYPES.match(text):
        expected, got = match[1], match[2] or "another"
    keyword = ".".join(word for word in (path, field) if word)
    return MalformedMessage(f"read {name}", expected=expected, got=got, keyword=keyword)
