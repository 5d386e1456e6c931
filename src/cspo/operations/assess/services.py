"""The likelihood that fewer units work than a service needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspo.markings.label import Label
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.assets import Asset, Service
from cspo.operations.assess.chance import Chance, any_of, shortfall
from cspo.operations.assess.draft import MOST_TERMS, Draft, number
from cspo.records.bodies.assessment import Harm, Term
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["METHOD", "outages", "service_draft"]

METHOD = "fewer units than needed, 1"
_ORDER = (Confidence.UNKNOWN, Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)

Outs = Mapping[str, Sequence[Mapping[str, Chance]]]
"""By asset: what each of its assessments says of each object, or of ``""`` for the whole."""


def outages(asset: Asset, outs: Sequence[Mapping[str, Chance]]) -> list[Chance]:
    """For each unit of an asset: that it is out, by all hazards together.

    A satellite is a unit of its own; all that does not fly is one. What nobody assesses is
    unknown. An unknown hazard leaves the others' numbers standing, in a wider band.
    """
    units = asset.objects or ("",)
    found = []
    for unit in units:
        each = [chances[unit] for chances in outs if unit in chances]
        each += [chances[""] for chances in outs if unit and "" in chances]
        known = [chance.value for chance in each if chance.value is not None]
        if not known:
            found.append(Chance(high=any_of(chance.high for chance in each) if each else 1.0))
            continue
        value = any_of(known)
        low = any_of(chance.low for chance in each)
        high = any_of(chance.high for chance in each)
        found.append(Chance(value=value, low=min(low, value), high=max(high, value)))
    return found


def service_draft(
    service: Service,
    assets: Mapping[str, Asset],
    outs: Outs,
    assessed: Sequence[Assessed],
    t: Epoch,
    days: float,
) -> Draft:
    """Of one service, from the assessments of what it rests on.

    Parameters
    ----------
    outs : mapping
        By asset.
    assessed : sequence of Assessed
        Our current assessments of its assets: the evidence.
    """
    units = {name: outages(assets[name], outs.get(name, ())) for name in service.rests_on}
    every = [each for chances in units.values() for each in chances]
    chance = shortfall(service.needs, every)
    terms = [_term(assets[name], each, assessed) for name, each in units.items()]
    terms.sort(key=lambda term: -(term.high or 0.0))
    unknown = sum(each.value is None for each in every)
    left_out = f"{unknown} units of which nothing is known" if unknown else ""
    spare = max(0, len(every) - service.needs)
    worst = min((each.body.confidence for each in assessed), key=_ORDER.index,
                default=Confidence.UNKNOWN)  # fmt: skip
    return Draft(
        hazard=None, of=Harm.SHORTFALL, chance=chance, within_s=days * DAY_S,
        derivation=f"P(more than {spare} of {len(every)} units out), each out with its own "
        f"probability (Poisson-binomial), taken as independent = {number(chance.value)}; band "
        f"{number(chance.low)} to {number(chance.high)}",
        question=f"Are fewer than {service.needs} of {len(every)} units left within {days:g} d?",
        answer=f"{service.name}: {number(chance.value)} that fewer than {service.needs} of "
        f"{len(every)} units are left within {days:g} d.",
        confidence=Confidence.LOW if unknown and worst is not Confidence.UNKNOWN else worst,
        method=METHOD, until=t + days * DAY_S, terms=tuple(terms[:MOST_TERMS]),
        left_out=left_out, evidence=tuple(each.record_id for each in assessed)[:200],
        labels=_labels(assets, service, assessed),
    )  # fmt: skip


def _term(asset: Asset, chances: Sequence[Chance], assessed: Sequence[Assessed]) -> Term:
    """At least one unit of an asset out."""
    known = [each.value for each in chances if each.value is not None]
    value = any_of(known) if len(known) == len(chances) else None
    high = any_of(each.high for each in chances)
    low = any_of(each.low for each in chances)
    of = [each for each in assessed if each.body.name == asset.id]
    many = f"{len(chances)} units" if len(chances) > 1 else "1 unit"
    return Term(
        name=f"{asset.name}: at least one of {many} out"[:200], value=value,
        low=low if value is None else min(low, value),
        high=high if value is None else max(high, value),
        record=of[0].record_id if of else "",
    )  # fmt: skip


def _labels(
    assets: Mapping[str, Asset], service: Service, assessed: Sequence[Assessed]
) -> tuple[Label, ...]:
    """Of all that is counted, also of assets of which nothing is assessed: they are named."""
    named = [assets[name].mark for name in service.rests_on]
    return tuple(dict.fromkeys([*named, *(each.label for each in assessed)]))
