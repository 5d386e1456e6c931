"""The likelihood that an asset collides, of all close approaches that anybody reports of it.

Of one approach the source on the best ground counts: determined orbits, then what states no ground,
then element sets, then stale orbits; of equals the newest. The others give the band. Approaches
are put together as independent events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from cspo.errors import CspoError
from cspo.operations.assess.approaches import Approach
from cspo.operations.assess.assets import Asset
from cspo.operations.assess.chance import Chance, any_of
from cspo.operations.assess.draft import MOST_EVIDENCE, MOST_TERMS, Cover, Draft, number, product_of
from cspo.operations.assess.evidence import Evidence
from cspo.records.bodies.assessment import Harm, Hazard, OtherReading, Term
from cspo.records.bodies.warning import Grounds
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["METHOD", "chance_of", "conjunction_draft", "meeting_of"]

METHOD: Final = "close approaches together, 1"
_MEETING: Final = re.compile(r"with (\S+) at (\S+)")

_OTHERWISE: Final = {
    Grounds.ELEMENTS: OtherReading(
        text="The approach comes from the errors of element sets, and is none.",
        why="Not to be told apart without better orbits: ask for them.",
    ),
    Grounds.STALE: OtherReading(
        text="The orbits are too old to say whether there is an approach.",
        why="Not to be told apart without newer orbits: ask for them.",
    ),
    Grounds.UNSTATED: OtherReading(
        text="The source uses covariances that are too small, or too large.",
        why="It does not say on what orbits it rests: ask.",
    ),
    Grounds.DETERMINED: OtherReading(
        text="One of the two manoeuvres before.",
        why="No notice of a burn is among the evidence.",
    ),
}


def conjunction_draft(
    asset: Asset,
    evidence: Evidence,
    cover: Callable[[str], Cover | None],
    t: Epoch,
    days: float,
) -> Draft:
    """Of one asset, from now on for so many days.

    Parameters
    ----------
    cover : callable
        How far an object is looked after; None: it has no orbit in the picture.
    """
    t_asked = t + days * DAY_S
    found: list[Approach] = []
    out: dict[str, Chance] = {}
    seen: dict[str, bool] = {}
    orbits: dict[str, Cover] = {}
    for name in asset.objects:
        approaches = evidence.approaches(name, t, t_asked)
        looked = cover(name)
        if looked is not None:
            orbits[name] = looked
        found += approaches
        seen[name] = bool(approaches)
        out[name] = _of_object(approaches, looked, t)
    found = list({each.event: each for each in found}.values())  # of two objects of ours: one event
    chances = {id(each): chance_of(each) for each in found}
    found.sort(key=lambda each: (-chances[id(each)].high, each.chief.tca.tai_ns))
    screened = _screened_until(orbits, t, t_asked)
    later = any(each.chief.tca > screened for each in found)
    until = t_asked if later else screened
    days = (until - t) / DAY_S
    blind = [name for name, each in out.items() if each.value is None and not seen[name]]
    chance = _together([chances[id(each)] for each in found], blind=len(blind), of=len(out))
    labels = [report.label for each in found for report in each.reports]
    labels += [each.label for each in orbits.values()]
    return Draft(
        hazard=Hazard.CONJUNCTION, of=Harm.LOSS, chance=chance, within_s=days * DAY_S,
        derivation=_derivation(found, chances, chance, orbits, days),
        question=f"Does it collide within {days:.3g} d?",
        answer=_answer(asset, found, chances, chance, orbits, days),
        confidence=_confidence(found, blind, out), method=METHOD, until=until,
        terms=tuple(_term(each, chances[id(each)]) for each in found[:MOST_TERMS]),
        left_out=_left_out(found, chances, blind, screened if later else None)[:200],
        alternatives=_alternatives(found),
        evidence=_evidence(found, orbits), labels=tuple(dict.fromkeys(labels)),
        shell=_shell(orbits), out=out,
    )  # fmt: skip


def chance_of(approach: Approach) -> Chance:
    """Of one approach: the value of the source that counts, and the band of them all.

    Where none states a probability the band ends at the greatest that any covariance gives.
    """
    stated = [each.pc for each in approach.reports if each.pc is not None]
    bounds = [
        each.max_pc for each in approach.reports if each.pc is None and each.max_pc is not None
    ]  # fmt: skip
    if not stated:
        return Chance(high=max(bounds, default=1.0))
    return Chance(value=stated[0], low=min(stated), high=max(stated + bounds))


def _screened_until(orbits: dict[str, Cover], t: Epoch, asked: Epoch) -> Epoch:
    """How far the screening looks, of what was asked; all of it where nothing is screened.

    That nobody reports an approach says something of the time that was screened, and nothing of
    the rest.
    """
    return min([asked, *(end for each in orbits.values() if (end := _end(each, t)) is not None)])


def _end(looked: Cover | None, t: Epoch) -> Epoch | None:
    """Until when an object is screened; None where it is not, or was until now."""
    end = None if looked is None else looked.screened_until
    return end if end is not None and end > t else None


def _together(chances: Sequence[Chance], *, blind: int, of: int) -> Chance:
    """With *blind* of so many objects of which nothing is known: they widen the band up to 1."""
    if blind == of:
        return Chance()
    if blind:
        chances = [*chances, Chance()]
    known = [each.value for each in chances if each.value is not None]
    if len(chances) > bool(blind) and not known:
        return Chance(low=0.0, high=any_of(each.high for each in chances))
    value, low = any_of(known), any_of(each.low for each in chances)
    high = any_of(each.high for each in chances)
    return Chance(value=value, low=min(low, value), high=max(high, value))


def _of_object(approaches: Sequence[Approach], looked: Cover | None, t: Epoch) -> Chance:
    is_seen = bool(approaches) or _end(looked, t) is not None
    return _together([chance_of(each) for each in approaches], blind=not is_seen, of=1)


def meeting_of(term: Term) -> tuple[frozenset[str], Epoch] | None:
    """Who meets when, by a term that this module wrote; None where it says neither.

    Examples
    --------
    >>> both, tca = meeting_of(Term(name="with norad:2 at 2026-03-01T03:12:00Z", object="norad:1"))
    >>> sorted(both), tca.utc_iso(0)
    (['norad:1', 'norad:2'], '2026-03-01T03:12:00Z')
    >>> meeting_of(Term(name="reported down"))
    """
    found = _MEETING.fullmatch(term.name)
    if found is None or not term.object:
        return None
    try:
        return frozenset((term.object, found[1])), Epoch.from_utc(found[2])
    except CspoError:
        return None


def _term(approach: Approach, chance: Chance) -> Term:
    chief = approach.chief
    low, high = (chance.low, chance.high) if chance.high < 1.0 else (None, None)
    method = f"{chief.told}; {chief.grounds.value} orbits, {chief.miss_distance_km:.3f} km"
    return Term(
        name=f"with {approach.other} at {chief.tca.utc_iso(0)}"[:200], value=chance.value, low=low,
        high=high, object=approach.object, record=chief.record_id, text=method[:200],
    )  # fmt: skip


def _derivation(
    found: Sequence[Approach],
    chances: dict[int, Chance],
    chance: Chance,
    orbits: dict[str, Cover],
    days: float,
) -> str:
    values = [value for each in found if (value := chances[id(each)].value) is not None]
    ends = [each.screened_until for each in orbits.values() if each.screened_until is not None]
    look = f" The screening looks to {min(ends).utc_iso(0)}." if ends else ""
    if not found and chance.value is None:
        return "Unknown: nothing screens it and nobody reports an approach of it."
    if not values:
        no = "No approach is reported" if not found else "No approach has a probability"
        return f"{no} within {days:.3g} d.{look}"
    band = f" Band: from the least to the greatest of the sources, {number(chance.low)} to "
    return f"{product_of(values, chance.value, 'approaches')}.{band}{number(chance.high)}.{look}"


def _answer(
    asset: Asset,
    found: Sequence[Approach],
    chances: dict[int, Chance],
    chance: Chance,
    orbits: dict[str, Cover],
    days: float,
) -> str:
    if not found:
        if chance.value is None:
            return f"Unknown: {asset.name} is in nobody's reports, and no screening covers it."
        count = f" ({len(orbits)} objects)" if len(orbits) > 1 else ""
        return f"No close approach of {asset.name}{count} is reported within {days:.3g} d."
    first = found[0]
    many = "1 close approach" if len(found) == 1 else f"{len(found)} close approaches"
    return (
        f"{many} of {asset.name} within {days:.3g} d: likelihood of a collision "
        f"{number(chance.value)}. The likeliest with {first.other} at "
        f"{first.chief.tca.utc_iso(0)}, {number(chances[id(first)].value)}."
    )


def _confidence(
    found: Sequence[Approach], blind: Sequence[str], out: dict[str, Chance]
) -> Confidence:
    """By the ground of the likeliest; of what nobody reports by whether somebody looked."""
    if not found:
        if len(blind) == len(out):
            return Confidence.UNKNOWN
        return Confidence.LOW if blind else Confidence.MODERATE
    first = found[0]
    if first.chief.grounds is not Grounds.DETERMINED or blind:
        return Confidence.LOW
    sources = {each.voice for each in first.reports if each.grounds is Grounds.DETERMINED}
    chance = chance_of(first)
    agree = len(sources) > 1 and chance.low > 0.0 and chance.high <= 10.0 * chance.low
    return Confidence.HIGH if agree else Confidence.MODERATE


def _left_out(
    found: Sequence[Approach], chances: dict[int, Chance], blind: Sequence[str],
    screened: Epoch | None,
) -> str:  # fmt: skip
    told = ["approaches that no source makes a record of"]
    mute = sum(chances[id(each)].value is None for each in found)
    if screened is not None:
        told.insert(0, f"what nobody reports after {screened.utc_iso(0)}, until when is screened")
    if mute:
        told.insert(0, f"{mute} without a probability, in the band only")
    if blind:
        told.insert(0, f"{len(blind)} objects that nothing screens")
    return "; ".join(told)


def _alternatives(found: Sequence[Approach]) -> tuple[OtherReading, ...]:
    if not found:
        return ()
    first = found[0]
    readings = [_OTHERWISE[first.chief.grounds]]
    values = [each.pc for each in first.reports if each.pc is not None]
    if len(values) > 1 and min(values) * 10.0 < max(values):
        others = ", ".join(
            f"{each.told} {number(each.pc)}" for each in first.reports[1:4] if each.pc is not None
        )
        text = f"Another source is right: {others}"[:200]
        readings.append(OtherReading(text=text, why="It rests on no better ground, or is older."))
    return tuple(readings)


def _evidence(found: Sequence[Approach], orbits: dict[str, Cover]) -> tuple[str, ...]:
    """Chief reports first, then the other sources', then orbits where nobody reports anything."""
    ids = [each.chief.record_id for each in found]
    ids += [report.record_id for each in found for report in each.reports[1:]]
    if not ids:
        ids = [each.record for each in orbits.values()]
    return tuple(dict.fromkeys(ids))[:MOST_EVIDENCE]


def _shell(orbits: dict[str, Cover]) -> str:
    shells: dict[str, int] = {}
    for each in orbits.values():
        if each.shell:
            shells[each.shell] = shells.get(each.shell, 0) + 1
    return max(shells, key=lambda name: (shells[name], name)) if shells else ""
