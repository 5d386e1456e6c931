"""Answers about the sky: what approaches an asset, how old its orbit is, what is announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cspo.operations.plan.approaches import (
    Approach,
    Gap,
    approaches,
    looked,
    unheard,
    why_unknown,
)
from cspo.operations.plan.books import Books, named, unknown
from cspo.operations.plan.sayings import Notice
from cspo.operations.plan.vocabulary import HORIZON_DAYS
from cspo.policy import NUMBER, TIME_S, Reading
from cspo.policy.unit import LENGTH_KM
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["ANSWERS"]

_Arguments = Mapping[str, Any]
_TOLD: Final = 5
"""Approaches that a reading rests on, at most."""


def _max_pc(books: Books, arguments: _Arguments) -> Reading:
    """The greatest; a band where sources differ, unknown where one that may be greater is."""
    asset, until, why = _asked(books, arguments)
    if not asset:
        return unknown(NUMBER, why)
    found = approaches(books, asset, until)
    gap = why_unknown(books, asset, until)
    low = max((each.low for each in found), default=0.0)
    high = max((each.high for each in found), default=0.0)
    value = max((each.value or 0.0 for each in found), default=0.0)
    first = sorted(found, key=lambda each: (-each.high, -(each.value or 0.0), each.tca.tai_ns))
    doubtful = [each for each in first if each.value is None and each.high > value]
    least = sorted(first, key=lambda each: -each.low)[:1]
    likeliest = sorted(first, key=lambda each: -(each.value or 0.0))[:1]
    evidence = _evidence(books, asset, first, [*doubtful[:1], *least, *likeliest])
    since = first[0].since if first else None
    if gap.blind:
        return unknown(NUMBER, gap.text, evidence=evidence, since=gap.since, outward=gap.outward)
    if gap.text:
        return unknown(NUMBER, gap.text, low=low, evidence=evidence, since=since)
    if not found:
        text = f"{_nothing(books, asset, until)}; what passes farther off counts as 0"
        return Reading(value=0.0, unit=NUMBER, text=text, evidence=evidence)
    text = f"{first[0].text}; {looked(books, asset, until)}"
    if doubtful:
        return unknown(
            NUMBER,
            f"no probability may be stated of {doubtful[0].text}; {looked(books, asset, until)}",
            low=low, high=high,
            evidence=evidence, since=since,
        )  # fmt: skip
    return Reading(
        value=value, low=low, high=max(high, value), unit=NUMBER, since=since, text=text,
        evidence=evidence,
    )  # fmt: skip


def _miss_distance(books: Books, arguments: _Arguments) -> Reading:
    asset, until, why = _asked(books, arguments)
    if not asset:
        return unknown(LENGTH_KM, why)
    found = sorted(approaches(books, asset, until), key=lambda each: each.miss_distance_km)
    gap = why_unknown(books, asset, until)
    evidence = _evidence(books, asset, found)
    if gap.blind:
        return unknown(LENGTH_KM, gap.text, evidence=evidence, since=gap.since, outward=gap.outward)
    least = found[0].miss_distance_km if found else None
    if gap.text:
        return unknown(LENGTH_KM, gap.text, high=least, low=0.0, evidence=evidence)
    if least is None:
        text = _nothing(books, asset, until)
        return unknown(LENGTH_KM, text, low=books.screened_km, evidence=evidence)
    text = f"{found[0].text}; {looked(books, asset, until)}"
    return Reading(value=least, unit=LENGTH_KM, since=found[0].since, text=text, evidence=evidence)


def _nothing(books: Books, asset: str, until: Epoch) -> str:
    """That nothing was found, how near and how far ahead it was looked for."""
    days = (until - books.t) / DAY_S
    return (
        f"no approach within {books.screened_km:g} km in {days:g} d, until {until.utc_iso(0)}; "
        f"{looked(books, asset, until)}"
    )


def _elements_age(books: Books, arguments: _Arguments) -> Reading:
    asset, why = _object(books, arguments["asset"])
    if not asset:
        return unknown(TIME_S, why)
    for side in books.picture.sides(asset):
        if side.adopted:
            age_s = 0.0
            if side.basis == "elements":
                age_s = max(0.0, (books.t.tai_ns - side.epoch_tai_ns) / NS_PER_S)
            text = f"{side.basis} of {side.origin}"
            return Reading(
                value=age_s, unit=TIME_S, since=side.t_ingest, text=text, evidence=(side.item_id,)
            )
    return unknown(TIME_S, f"no orbit of {asset} counts")


def _maneuvers(books: Books, arguments: _Arguments) -> Reading:
    asset, until, why = _asked(books, arguments)
    if not asset:
        return unknown(NUMBER, why)
    names = books.picture.names(asset) or (asset,)
    found = [
        each for each in books.said.burns(names) if each.start <= until and each.until >= books.t
    ]
    found.sort(key=lambda each: (each.start.tai_ns, each.record_id))
    gap = unheard(books, asset)
    if gap.text:
        return _at_least(found, gap)
    return Reading(
        value=float(len(found)), unit=NUMBER,
        since=max((each.t for each in found), default=None, key=lambda t: t.tai_ns),
        text=f"the first {found[0].start.utc_iso(0)}" if found else "none is announced",
        evidence=_named(found),
    )  # fmt: skip


def _warnings(books: Books, arguments: _Arguments) -> Reading:
    asset, why = _object(books, arguments["asset"])
    if not asset:
        return unknown(NUMBER, why)
    names = books.picture.names(asset) or (asset,)
    found = sorted(books.said.warnings(names, books.t), key=lambda each: each.until.tai_ns)
    gap = unheard(books, asset)
    if gap.text:
        return _at_least(found, gap)
    return Reading(
        value=float(len(found)), unit=NUMBER,
        since=max((each.t for each in found), default=None, key=lambda t: t.tai_ns),
        text=f"of {', '.join(sorted({each.origin for each in found}))}" if found else "",
        evidence=_named(found),
    )  # fmt: skip


def _at_least(found: list[Notice], gap: Gap) -> Reading:
    """What was heard of, where who would say more is silent."""
    low, evidence = float(len(found)), _named(found)
    return unknown(NUMBER, gap.text, low=low, evidence=evidence, outward=gap.outward)


def _named(found: list[Notice]) -> tuple[str, ...]:
    return named((each.record_id, each.label) for each in found)


ANSWERS: Final = {
    "max_pc": _max_pc, "miss_distance": _miss_distance, "elements_age": _elements_age,
    "maneuvers": _maneuvers, "warnings": _warnings,
}  # fmt: skip


def _asked(books: Books, arguments: _Arguments) -> tuple[str, Epoch, str]:
    """The object, until when, and why there is none."""
    asset, why = _object(books, arguments["asset"])
    return asset, books.t + float(arguments.get("days", HORIZON_DAYS)) * DAY_S, why


def _object(books: Books, said: str) -> tuple[str, str]:
    """The one object that is meant; else nothing, and why."""
    found = books.names.find(said, books.picture, books.sky)
    if len(found) == 1:
        return found[0], ""
    if not found:
        return "", f"no object of the picture is called {said}"[:200]
    return "", f"{len(found)} objects are called {said}: name one by its identity"[:200]


def _evidence(
    books: Books, asset: str, found: list[Approach], also: Iterable[Approach] = ()
) -> tuple[str, ...]:
    """Records of the approaches that matter most; of none the orbit that was screened.

    Parameters
    ----------
    found : list of Approach
        What matters most in front.
    also : iterable of Approach
        What else is told of: the answer is marked by all of it.
    """
    told = [key for each in (*found[:_TOLD], *also) for key in each.evidence]
    if not told and books.sky is not None and asset in books.sky.row_of:
        told = [books.sky.item_ids[books.sky.row_of[asset]]]
    return tuple(dict.fromkeys(told))
