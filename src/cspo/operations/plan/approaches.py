"""Close approaches of one object, by our own screening and by what others report.

The screening of all objects looks as far as its window; beyond it that of the few objects which
plans name, where there is one. An approach has a probability by each source that states
one; where they differ it is a band. Ours is the one of the screening as it stands, in front of
the record that was made of it. What our screening may not state is unknown, and no more than
the greatest that any covariance gives.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from cspo.markings.parties import sponsor_of
from cspo.operations.plan.books import Books
from cspo.operations.plan.horizons import MOST_AHEAD
from cspo.operations.plan.outward import SOURCE_UNHEARD
from cspo.operations.plan.sayings import Reported
from cspo.operations.screen import ScreeningView, own_reports, screening_source
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["Approach", "Gap", "approaches", "looked", "unheard", "why_unknown"]

_MINUTE_S: Final = 60.0
_GRACE_S: Final = 3_600.0
"""By how much a screening may end before the horizon: its window moves in steps."""
_SHARE: Final = 0.05
"""Of the sky: whose orbits make up so much of it must be heard of for an answer to be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """One approach.

    Parameters
    ----------
    other : str
        The other object.
    tca : Epoch
    miss_distance_km : float
    value : float or None
        The greatest probability that a source states; None where none may.
    low, high : float
        The least that a source states, and the most that it may be.
    since : Epoch or None
        When the newest of what it rests on came.
    evidence : tuple of str
        Both orbits, and the records that report it.
    text : str
    """

    other: str
    tca: Epoch
    miss_distance_km: float
    value: float | None
    low: float
    high: float
    since: Epoch | None
    evidence: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Why what is found may not be all.

    Parameters
    ----------
    text : str
        Empty: it is.
    blind : bool
        What is found is no bound either: it may have changed.
    since : Epoch or None
    outward : str
        What others are told of it; empty: the same.
    """

    text: str = ""
    blind: bool = False
    since: Epoch | None = None
    outward: str = ""


def approaches(books: Books, asset: str, until: Epoch) -> list[Approach]:
    """Approaches of an object from now until an instant, in order of time.

    Parameters
    ----------
    asset : str
        As the picture shows it.
    """
    view = books.screening
    found = [] if view is None else list(_screened(books, view, asset, until))
    if view is not None and books.ahead is not None and asset in books.ahead.until:
        ahead = _screened(books, books.ahead.view, asset, min(until, books.ahead.until[asset]))
        edge = view.stop + -_MINUTE_S
        found += [
            each for each in ahead
            if each.tca >= view.stop or (each.tca > edge and not _has(found, each))
        ]  # fmt: skip
    names = books.picture.names(asset) or (asset,)
    left: dict[str, Approach] = {}
    for told in books.said.reports(names):
        if not books.t <= told.tca <= until or _is_ours(books, told.origin, told.source):
            continue
        at = _same(found, books, told, names)
        if at is not None:
            found[at] = _beside(found[at], told)
        elif told.event in left:
            left[told.event] = _beside(left[told.event], told)
        else:
            left[told.event] = _reported(told, names)
    return sorted([*found, *left.values()], key=lambda each: (each.tca.tai_ns, each.other))


def why_unknown(books: Books, asset: str, until: Epoch) -> Gap:
    """What keeps the approaches that are known from being all until an instant."""
    view = books.screening
    if view is None:
        return Gap("nothing is screened here")
    flies = asset in {each.object for each in view.sky.ephemerides}
    row = view.sky.row_of.get(asset)
    if row is None and not flies:
        return Gap(f"no orbit of {asset} counts")
    silent = unheard(books, asset)
    if silent.text:
        return silent
    ends = _ends(view, asset, until)
    if ends.text or view.stop + _GRACE_S >= until:
        return ends
    return _beyond(books, view, asset, until)


def _beyond(books: Books, view: ScreeningView, asset: str, until: Epoch) -> Gap:
    """As `why_unknown`, of an instant past the window in which all is screened."""
    ahead = books.ahead
    end = None if ahead is None else ahead.until.get(asset)
    if ahead is not None and end is not None and end + _GRACE_S >= until:
        return _ends(ahead.view, asset, until)
    told = f"screened until {max(view.stop, end or view.stop).utc_iso(0)} alone"
    if books.awaits(asset):
        return Gap(f"{told}, the days beyond are being screened")
    if books.crowded(asset):
        return Gap(
            f"{told}; {MOST_AHEAD} objects are screened further ahead, and this one is not among "
            "them: shorten days, or retire a plan"
        )
    return Gap(f"{told}; further only what a plan in force or assets.toml asks of, as far as asked")


def looked(books: Books, asset: str, until: Epoch) -> str:
    """By which screening an answer is given, how far it looks and how wide, in words."""
    view, ahead = books.screening, books.ahead
    if view is None:
        return ""
    end = None if ahead is None else ahead.until.get(asset)
    if ahead is None or end is None or view.stop + _GRACE_S >= until:
        return f"screened within {books.screened_km:g} km to {view.stop.utc_iso(0)}"
    return (
        f"screened within {ahead.within_km:g} km, all objects to {view.stop.utc_iso(0)} and this "
        f"one to {end.utc_iso(0)}"
    )


def _ends(view: ScreeningView, asset: str, until: Epoch) -> Gap:
    """Whether an object's orbit gives no position any more before an instant."""
    if asset in {each.object for each in view.sky.ephemerides}:
        return Gap()
    row, out = view.sky.row_of.get(asset), view.events.excluded
    for number, from_ns in zip(out.row.tolist(), out.from_tai_ns.tolist(), strict=True):
        if number == row and from_ns < until.tai_ns:
            return Gap(f"its orbit gives no position from {Epoch(from_ns).utc_iso(0)} on")
    return Gap()


def _has(found: list[Approach], one: Approach) -> bool:
    """Whether an approach is there already, by the other screening."""
    return any(each.other == one.other and abs(each.tca - one.tca) <= _MINUTE_S for each in found)


def unheard(books: Books, asset: str) -> Gap:
    """Who is silent of those whose orbits the answer rests on: the asset's, and much of the sky."""
    silent = {nation: heard for nation, heard in books.feeds.items() if heard.silent}
    if not silent:
        return Gap()
    needed = [side.origin for side in books.picture.sides(asset) if side.adopted]
    counted = books.picture.origins()
    most = sum(counted.values())
    needed += [origin for origin, count in sorted(counted.items()) if count >= _SHARE * most]
    for origin in needed:
        if why := books.no_word(origin):
            since = silent[sponsor_of(origin)].heard
            told = f"{why}, by whose orbits we go"
            return Gap(told, blind=True, since=since, outward=SOURCE_UNHEARD)
    return Gap()


def _screened(books: Books, view: ScreeningView, asset: str, until: Epoch) -> Iterator[Approach]:
    judged = view.judged
    for row in view.by_object(asset).tolist():
        tca = view.tca(row)
        if not books.t <= tca <= until:
            continue
        one, two = view.pair(row)
        other = two if one == asset else one
        pc, most = float(judged.pc[row]), float(judged.max_pc[row])
        known = math.isfinite(pc)
        high = pc if known else (most if math.isfinite(most) else 1.0)
        orbits, since = _orbits(books, view, row)
        own = (each.record_id for each in own_reports(books.picture, view, row))
        miss_km = float(view.events.miss_distance_km[row])
        yield Approach(
            other=other, tca=tca, miss_distance_km=miss_km, value=pc if known else None,
            low=pc if known else 0.0, high=high, since=since,
            evidence=(*own, *orbits), text=_said(other, tca, miss_km),
        )  # fmt: skip


def _orbits(books: Books, view: ScreeningView, row: int) -> tuple[tuple[str, ...], Epoch | None]:
    """Records of both orbits, and when the newer of them came."""
    ids: list[str] = []
    came: list[Epoch] = []
    sky, n = view.sky, len(view.sky)
    for at in (int(view.events.row1[row]), int(view.events.row2[row])):
        chosen = sky.ephemerides[at - n].record_ids[:1] if at >= n else (sky.item_ids[at],)
        ids += chosen
        came += [
            side.t_ingest for side in books.picture.sides(sky.name_at(at)) if side.item_id in chosen
        ]
    return tuple(ids), max(came, default=None, key=lambda t: t.tai_ns)


def _is_ours(books: Books, origin: str, source: str) -> bool:
    return origin == books.nation and source == screening_source(books.nation)


def _same(
    found: list[Approach], books: Books, told: Reported, names: tuple[str, ...]
) -> int | None:
    """Which approach a report is about: of the same other object, within a minute."""
    other = told.object2 if told.object1 in names else told.object1
    others = set(books.picture.names(other)) | {other}
    near = [
        (abs(each.tca - told.tca), at)
        for at, each in enumerate(found) if each.other in others
    ]  # fmt: skip
    gap, at = min(near, default=(math.inf, -1))
    return at if gap <= _MINUTE_S else None


def _reported(told: Reported, names: tuple[str, ...]) -> Approach:
    """An approach that others alone report."""
    other = told.object2 if told.object1 in names else told.object1
    most = told.max_pc if told.max_pc is not None else 1.0
    return Approach(
        other=other, tca=told.tca, miss_distance_km=told.miss_distance_km, value=told.pc,
        low=told.pc if told.pc is not None else 0.0, high=told.pc if told.pc is not None else most,
        since=told.t_ingest, evidence=(told.record_id,),
        text=f"{_said(other, told.tca, told.miss_distance_km)}, by {told.origin} alone",
    )  # fmt: skip


def _beside(known: Approach, told: Reported) -> Approach:
    """With what one more source says of it."""
    evidence = (*known.evidence, told.record_id)
    since = max((t for t in (known.since, told.t_ingest) if t is not None), key=lambda t: t.tai_ns)
    if told.pc is None:
        return replace(known, evidence=evidence)
    if known.value is None:
        return replace(
            known, value=told.pc, low=told.pc, high=told.pc, since=since, evidence=evidence
        )
    apart = known.text
    if abs(told.pc - known.value) > 0.5 * max(told.pc, known.value):
        apart = f"{known.text}; {told.origin} says {told.pc:.2g}"
    return replace(
        known, value=max(known.value, told.pc), low=min(known.low, told.pc),
        high=max(known.high, told.pc), since=since, evidence=evidence, text=apart,
    )  # fmt: skip


def _said(other: str, tca: Epoch, miss_km: float) -> str:
    rounded = Epoch(round(tca.tai_ns / NS_PER_S) * NS_PER_S)
    return f"with {other} at {rounded.utc_iso(0)}, {miss_km:.3g} km"
