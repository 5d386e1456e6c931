"""What every row says of its record: mark, mode, source, origin, when and where it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from cspo.bridge.udl.pages import Held, Page
from cspo.errors import MalformedMessage
from cspo.markings import Label, make_label, parse_portion, sponsor_of
from cspo.records.bodies.identities import is_object
from cspo.time import Epoch

__all__ = ["NUMBERED", "common", "id_on_orbit", "label_of_item", "not_kept", "object_of",
           "row_id", "sat_no", "source_of", "tai_ns"]  # fmt: skip

NUMBERED: Final = "norad:"
_COMMON: Final = ("classificationMarking", "dataMode", "source")
_LINE: Final = 200
_MOST_NS: Final = 2**63 - 10**18
"""Thirty years short of what an int64 can hold, so that no calendar runs over."""


def common(
    source: Callable[[Any], list[str]], *, library: bool = True
) -> dict[str, Callable[[Any], list[Any]]]:
    """The columns that all resources have.

    Parameters
    ----------
    source : callable
        The source of each row of a page; where it is empty, the origin stands there.
    library : bool
        Whether the resource says from which data library a row comes.
    """

    def of(read: Callable[[Held], Any]) -> Callable[[Page], list[Any]]:
        return lambda page: [read(record) for record in page.held()]

    def sources(page: Page) -> list[str]:
        both = zip(source(page), page.held(), strict=True)
        return [text or record.origin for text, record in both]

    return {
        "classificationMarking": of(lambda record: record.mark),
        "dataMode": of(lambda record: record.mode),
        "source": sources,
        "origin": of(lambda record: record.origin),
        "createdAt": of(lambda record: record.created_tai_ns),
        "createdBy": of(lambda record: record.origin),
        **({"sourceDL": of(lambda record: f"cspo {sponsor_of(record.origin)}")} if library else {}),
    }


def row_id(record: Held, index: int) -> str:
    """Identity of a row in the UDL's way: the record's, with the place in it where it is a batch.

    A hyphen stands where our own item identities have ``#``, which no path may hold.
    """
    return record.record_id if index < 0 else f"{record.record_id}-{index}"


def tai_ns(text: str | None) -> int | None:
    """An instant or a day as `cspo.time.Epoch` counts; None where no column of instants holds it.

    Examples
    --------
    >>> tai_ns("9999-12-31") is None, tai_ns("2000-01-01T11:59:28Z")
    (True, 0)
    """
    if not text:
        return None
    ns = Epoch.from_utc(text).tai_ns
    return ns if abs(ns) < _MOST_NS else None


def sat_no(identity: str) -> int | None:
    """The catalogue number of an object, up to nine digits; None where it has none."""
    return int(identity[len(NUMBERED) :]) if identity.startswith(NUMBERED) else None


def id_on_orbit(identity: str) -> str:
    """The catalogue number as text, as the UDL has it; else the identity as it is."""
    return identity.removeprefix(NUMBERED)


def object_of(number: int | None, other: str | None, *, field: str) -> str:
    """The identity of an object by its number, or by another name for it.

    Parameters
    ----------
    number : int or None
    other : str or None
        ``scheme:value``, or a word that the source calls it by.
    field : str
        The field that held the number, for the error.

    Raises
    ------
    MalformedMessage
        Where neither names an object.
    """
    if number is not None:
        if 1 <= number <= 999_999_999:
            return f"{NUMBERED}{number}"
        raise MalformedMessage(
            "read item", expected="a catalogue number of up to nine digits",
            got="another number", keyword=field,
        )  # fmt: skip
    if other:
        for identity in (other, f"udl:{other}"):
            if is_object(identity):
                return identity
    raise MalformedMessage(
        "read item", expected="a catalogue number, or a name of letters, digits and ._+-",
        got="neither", keyword=field,
    )  # fmt: skip


def label_of_item(mark: str, *, origin: str, field: str = "classificationMarking") -> Label:
    """The label that a client's mark stands for.

    A mark without a release list is for its own party: it was made there, and goes
    no further. Where there is a list, the party that makes the record and
    its sponsor, on whose node it will lie, are on it too.

    Raises
    ------
    MalformedMessage
        Where the mark is not understood.
    """
    try:
        label = parse_portion(mark, originators=[origin])
    except MalformedMessage as error:
        raise MalformedMessage(
            "read item", expected=error.expected, got=error.got, keyword=field,
            hint="a portion mark, as U//REL TO AUS, GBR",
        ) from error  # fmt: skip
    return make_label(
        label.classification,
        {*label.releasable_to, origin, sponsor_of(origin)},
        policy=label.policy, policy_version=label.policy_version, orcon=label.orcon,
        originators=label.originators, caveats=label.caveats,
    )  # fmt: skip


def source_of(item: dict[str, Any]) -> str:
    """The source as a line of a record.

    Raises
    ------
    MalformedMessage
        Where it is no line.
    """
    source = str(item["source"])
    if len(source) > _LINE or not source.isprintable():
        raise MalformedMessage(
            "read item", expected=f"one line of at most {_LINE} characters", keyword="source"
        )
    return source


def not_kept(item: dict[str, Any], kept: Iterable[str]) -> tuple[str, ...]:
    """Fields that a client gave and no record has a place for."""
    return tuple(sorted(set(item) - {*_COMMON, *kept}))
