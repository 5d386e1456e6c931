"""Who and what a record is about: objects, events, items of a batch.

Identities are text, ``scheme:value``. They are joined by same-object records
and never rewritten: two sources may call one object two names, and both stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cspo.errors import MalformedMessage, UsageError
from cspo.markings.parties import is_party
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = [
    "SHORTEST_PERIOD_S",
    "EventId",
    "ItemId",
    "ObjectId",
    "is_event",
    "is_item",
    "is_object",
    "pair_of",
    "same_event",
    "same_subject",
]

SHORTEST_PERIOD_S: Final = 5_200.0
"""Period of the lowest orbits that last, s: what is taken where nobody tells another."""

_VALUE = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}"
_SCHEMES: Final = {
    "norad": re.compile(r"[1-9][0-9]{0,8}"),
    "cospar": re.compile(r"(?:19|20)[0-9]{2}-[0-9]{3}[A-Z]{1,3}"),
    "vimpel": re.compile(r"[1-9][0-9]{0,9}"),
}
"""Schemes whose values have a form of their own; any other value is a plain word."""

_OTHER_SCHEME: Final = re.compile(r"[a-z][a-z0-9-]{1,19}")
_OTHER_VALUE: Final = re.compile(_VALUE)
_RESERVED: Final = frozenset({"event", "record"})

_EVENT: Final = re.compile(r"event:([^~@]+)~([^~@]+)@([0-9TZ:.-]{10,30})")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ITEM: Final = re.compile(r"([0-9a-f]{64})#(0|[1-9][0-9]{0,2})")


@dataclass(frozen=True, slots=True, order=True)
class ObjectId:
    """Identity of an object: a scheme, and the name that it has there.

    Parameters
    ----------
    scheme : str
        ``norad`` (catalogue number, up to nine digits), ``cospar``
        (``1998-067A``), ``vimpel``, another word in lower case, or a party that
        numbers its own objects (``GBR/acme-sat``).
    value : str

    Raises
    ------
    UsageError
        Where the scheme has no such value.

    Examples
    --------
    >>> str(ObjectId.parse("norad:25544"))
    'norad:25544'
    >>> ObjectId.parse("GBR/acme-sat:7").scheme
    'GBR/acme-sat'
    """

    scheme: str
    value: str

    def __post_init__(self) -> None:
        if not is_object(str(self)):
            raise UsageError(
                "name an object", expected="scheme:value, as norad:25544 or cospar:1998-067A",
                got=f"{len(str(self))} characters that are none",
            )  # fmt: skip

    @classmethod
    def parse(cls, text: str) -> ObjectId:
        """Read ``scheme:value``.

        Raises
        ------
        MalformedMessage
        """
        scheme, _, value = text.partition(":")
        try:
            return cls(scheme, value)
        except UsageError as error:
            raise MalformedMessage(
                "read object identity", expected=error.expected, got=error.got
            ) from error

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def is_object(text: str) -> bool:
    """Whether a text is the identity of an object.

    Examples
    --------
    >>> [is_object(t) for t in ("norad:25544", "norad:025544", "25544", "event:a~b@2024-11-01")]
    [True, False, False, False]
    """
    scheme, colon, value = text.partition(":")
    form = _SCHEMES.get(scheme)
    if form is not None:
        return form.fullmatch(value) is not None
    if not colon or not _OTHER_VALUE.fullmatch(value) or scheme in _RESERVED:
        return False
    return _OTHER_SCHEME.fullmatch(scheme) is not None or is_party(scheme)


@dataclass(frozen=True, slots=True)
class EventId:
    """Identity of a conjunction: one pair, one local minimum of range.

    Two sources see one minimum at slightly different times, so equal texts are
    sufficient for the same event and not necessary: see `same_event`. A pair
    that stays close (docked, in formation) is one event a UTC day.

    Parameters
    ----------
    object1, object2 : str
        The pair, in the order of their texts: `of` sorts them.
    tca : Epoch
        To the millisecond; of a pair that stays close, 00:00 of the day.
    whole_day : bool
        Whether the pair stays close all that day.

    Raises
    ------
    UsageError
        Where the two are no objects, are the same, or stand in the other order.

    Examples
    --------
    >>> when = Epoch.from_utc("2009-02-10T16:55:59.8004")
    >>> str(EventId.of("norad:24946", "norad:22675", when))
    'event:norad:22675~norad:24946@2009-02-10T16:55:59.800Z'
    """

    object1: str
    object2: str
    tca: Epoch
    whole_day: bool = False

    def __post_init__(self) -> None:
        if not (is_object(self.object1) and is_object(self.object2)):
            raise UsageError("name an event", "the pair", expected="two identities of objects")
        if self.object1 >= self.object2:
            raise UsageError(
                "name an event", "the pair", expected="two objects, in the order of their texts",
                hint="EventId.of() sorts them",
            )  # fmt: skip

    @classmethod
    def of(cls, object1: str, object2: str, tca: Epoch, *, whole_day: bool = False) -> EventId:
        """The event of a pair in either order; *tca* is cut to the millisecond, or the day."""
        first, second = sorted((object1, object2))
        text = tca.utc_iso(3)
        return cls(first, second, Epoch.from_utc(text[:10] if whole_day else text), whole_day)

    @classmethod
    def parse(cls, text: str) -> EventId:
        """Read the text of an event.

        Raises
        ------
        MalformedMessage
        """
        found = _EVENT.fullmatch(text)
        if found:
            first, second, when = found.groups()
            whole_day = _DAY.fullmatch(when) is not None
            if whole_day or _INSTANT.fullmatch(when):
                try:
                    return cls(first, second, Epoch.from_utc(when), whole_day)
                except UsageError as error:
                    raise _no_event() from error
        raise _no_event()

    def __str__(self) -> str:
        text = self.tca.utc_iso(3)
        return f"event:{self.object1}~{self.object2}@{text[:10] if self.whole_day else text}"


def _no_event() -> MalformedMessage:
    return MalformedMessage(
        "read event identity", expected="event:OBJECT~OBJECT@UTC, the objects in order",
        got="another text",
    )  # fmt: skip


def is_event(text: str) -> bool:
    """Whether a text is the identity of an event."""
    try:
        EventId.parse(text)
    except MalformedMessage:
        return False
    return True


def pair_of(event: str) -> tuple[str, ...]:
    """The objects of an event, or the one object that is named in its place.

    Examples
    --------
    >>> pair_of("event:norad:1~norad:2@2024-11-01T00:00:00.000Z"), pair_of("norad:1"), pair_of("")
    (('norad:1', 'norad:2'), ('norad:1',), ())
    """
    if not is_event(event):
        return (event,) if event else ()
    found = EventId.parse(event)
    return found.object1, found.object2


def same_event(one: EventId, other: EventId, *, shorter_period_s: float) -> bool:
    """Whether two reports are of the same event.

    They are when the pair is the same and the times of closest approach differ
    by less than a quarter of the shorter orbital period: two minima of range of
    one pair lie no closer than that, but for pairs that stay together, which
    have one event a day. That no other minimum lies between is for the caller
    to know, who has the orbits.

    Parameters
    ----------
    one, other : EventId
    shorter_period_s : float
        Of the two objects, s.

    Raises
    ------
    UsageError
        Where the period is no positive number.

    Examples
    --------
    >>> a = EventId.of("norad:1", "norad:2", Epoch.from_utc("2024-11-01T00:00:00"))
    >>> b = EventId.of("norad:2", "norad:1", Epoch.from_utc("2024-11-01T00:20:00"))
    >>> same_event(a, b, shorter_period_s=5400.0), same_event(a, b, shorter_period_s=4800.0)
    (True, False)
    """
    if not 0.0 < shorter_period_s < float("inf"):
        raise UsageError("compare events", "shorter_period_s", expected="a positive number")
    if (one.object1, one.object2) != (other.object1, other.object2):
        return False
    if one.whole_day or other.whole_day:
        return one.tca.utc_iso(0)[:10] == other.tca.utc_iso(0)[:10]
    return 4 * abs(one.tca.tai_ns - other.tca.tai_ns) < shorter_period_s * NS_PER_S


def same_subject(one: str, other: str) -> bool:
    """Whether two texts name one event, where the orbits are not at hand.

    The same text does; else the same pair, closest within a quarter of
    `SHORTEST_PERIOD_S`, 21 min 40 s. So two reports of one slow approach high up may
    count as two; two approaches count as one
    only where they lie closer than two minima of range of one pair do.

    Examples
    --------
    >>> one = "event:norad:1~norad:2@2024-11-01T00:00:00.000Z"
    >>> same_subject(one, "event:norad:1~norad:2@2024-11-01T00:21:39.000Z")
    True
    >>> same_subject(one, "event:norad:1~norad:2@2024-11-01T00:22:00.000Z")
    False
    >>> same_subject("norad:1", "norad:1")
    True
    """
    if one == other or not (is_event(one) and is_event(other)):
        return one == other
    return same_event(
        EventId.parse(one), EventId.parse(other), shorter_period_s=SHORTEST_PERIOD_S
    )  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class ItemId:
    """One item of a batch: the record, and the place in it from 0.

    Parameters
    ----------
    record : str
        Identity of the record, 64 hexadecimal digits.
    index : int
        0 to 999.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> str(ItemId("ab" * 32, 7))[-4:]
    'ab#7'
    """

    record: str
    index: int

    def __post_init__(self) -> None:
        if not _ITEM.fullmatch(str(self)):
            raise UsageError("name an item", expected="a record's identity and an index to 999")

    @classmethod
    def parse(cls, text: str) -> ItemId:
        """Read ``record#index``.

        Raises
        ------
        MalformedMessage
        """
        found = _ITEM.fullmatch(text)
        if not found:
            raise MalformedMessage("read item identity", expected="64 hexadecimal digits#index")
        return cls(found[1], int(found[2]))

    def __str__(self) -> str:
        return f"{self.record}#{self.index}"


def is_item(text: str) -> bool:
    """Whether a text names one item of a batch."""
    return _ITEM.fullmatch(text) is not None
