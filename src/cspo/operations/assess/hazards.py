"""Likelihoods of the other hazards: studies, reports, readiness, feeds, storms.

A report says that something is so, with the probability that its origin gives it; where it gives
none, how likely it is stays unknown. No machine grades what people wrote in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspo.operations.assess.assets import Asset, AssetKind
from cspo.operations.assess.chance import Chance, any_of_each
from cspo.operations.assess.draft import MOST_TERMS, Draft, number, product_of
from cspo.operations.assess.evidence import Evidence, Said
from cspo.operations.notices.outlook import SUPPOSED
from cspo.records.bodies.activity import Behavior, BehaviorEventBody
from cspo.records.bodies.assessment import Harm, Hazard, OtherReading, Term
from cspo.records.bodies.planning import Finding, Unit
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = [
    "STORMS", "debris_draft", "feed_draft", "readiness_draft", "reported_drafts", "storm_draft",
]  # fmt: skip

STORMS: Final = {
    1: (0.202448, 0.125380, 0.18, 1.8), 2: (0.078531, 0.054000, 0.09, 2.3),
    3: (0.027701, 0.020111, 0.03, 2.8), 4: (0.009777, 0.007546, 0.0, 3.0),
    5: (0.000755, 0.000597, 0.0, 5.6),
}  # fmt: skip
"""By class of NOAA's scale, this or more: the share of days that have such a storm, and of days
after one without that do; how many times as often in the calmest and in the wildest two years, of
95 % of all such spans. Counted from GFZ's Kp of 25,162 days, 1957-10-01 to 2026-08-21."""

_READY: Final = {
    AssetKind.SENSOR: (ReadySubject.SENSOR, Hazard.SENSOR),
    AssetKind.CREW: (ReadySubject.CREW, Hazard.CREW),
}
_MOST_REPORTS: Final = 20


def debris_draft(asset: Asset, evidence: Evidence, t: Epoch) -> Draft | None:
    """Pieces of break-ups that were reported, by the studies that name the asset's objects.

    Several studies of one break-up are opinions of one thing: the newest counts, and the others
    make the band.
    """
    studied: dict[tuple[str, str], list[tuple[Said, Finding]]] = {}
    wanted = set(asset.objects)
    for said in evidence.studies():
        body = said.body
        until = None if body.until_utc is None else Epoch.from_utc(body.until_utc)
        if until is None or until <= t or any(each.name == SUPPOSED for each in body.findings):
            continue
        for each in body.findings:
            if each.name in wanted:
                studied.setdefault((each.name, body.name), []).append((said, each))
    if not studied:
        return None
    found = [each for same in studied.values() for each in reversed(same)]
    chances = {key: _of_studies([each for _, each in same]) for key, same in studied.items()}
    out = {
        name: any_of_each([each for (of, _), each in chances.items() if of == name])
        for name in dict.fromkeys(of for of, _ in chances)
    }
    chance = any_of_each(list(chances.values()))
    values = [each.value for each in chances.values() if each.value is not None]
    until = max(Epoch.from_utc(said.body.until_utc) for said, _ in found)
    return Draft(
        hazard=Hazard.DEBRIS, of=Harm.LOSS, chance=chance, within_s=until - t, until=until,
        derivation=product_of(values, chance.value, "break-ups, each by its newest study"),
        question="Is it hit by a piece of a break-up?",
        answer=f"{len(found)} studies name {asset.name}: {number(chance.value)} that it is hit "
        f"before {until.utc_iso(0)}.",
        confidence=Confidence.LOW, method="studies of break-ups together, 1",
        terms=tuple(
            Term(name=f"{each.name}: {said.body.question}"[:200], value=each.value, low=each.low,
                 high=each.high, object=each.name, record=said.record_id, text=each.text)
            for said, each in found[:MOST_TERMS]
        ),
        left_out="pieces that no study counts; manoeuvres since",
        evidence=_ids([said for said, _ in found]),
        labels=tuple(dict.fromkeys(said.label for said, _ in found)), out=out,
        alternatives=(OtherReading(text="The pieces fly otherwise than the model has them.",
                                   why="Nobody has measured their orbits yet."),),
    )  # fmt: skip


def reported_drafts(asset: Asset, evidence: Evidence, t: Epoch, days: float) -> list[Draft]:
    """What the asset's objects are reported to do or suffer: anomalies, and other behavior."""
    said = {each for name in asset.objects for each in evidence.behavior(name)}
    recent = [
        each for each in sorted(said, key=lambda each: (each.t.tai_ns, each.record_id))
        if t - Epoch.from_utc(each.body.stop_utc) <= days * DAY_S
        and not each.body.text.startswith(SUPPOSED.upper())
    ]  # fmt: skip
    groups = {
        Hazard.ANOMALY: [each for each in recent if each.body.what is Behavior.ANOMALY],
        Hazard.BEHAVIOR: [each for each in recent if each.body.what is not Behavior.ANOMALY],
    }
    return [
        _reported(asset, hazard, each[-_MOST_REPORTS:], days) for hazard, each in groups.items()
        if each
    ]  # fmt: skip


def _reported(asset: Asset, hazard: Hazard, said: Sequence[Said], days: float) -> Draft:
    last: BehaviorEventBody = said[-1].body
    chances = [
        Chance() if each.body.probability is None else Chance.sure(each.body.probability)
        for each in said
    ]
    values = [each.value for each in chances if each.value is not None]
    chance = any_of_each(chances)
    derivation = (
        product_of(values, chance.value, "reports")
        if values
        else "Unknown: no report states a probability."
    )
    return Draft(
        hazard=hazard, of=Harm.HAPPENED, chance=chance, derivation=derivation,
        question="Did it happen as reported?",
        answer=f"{len(said)} reports on {asset.name} within {days:g} d; the last says "
        f"{last.what.value} at {last.start_utc}. {last.text}"[:2_000],
        confidence=last.confidence, method="reports of behavior together, 1",
        until=Epoch.from_utc(last.stop_utc) + days * DAY_S,
        terms=tuple(
            Term(name=f"{each.body.what.value} at {each.body.start_utc}, by {each.origin}"[:200],
                 value=each.body.probability, record=each.record_id)
            for each in said
        ),
        alternatives=tuple(
            OtherReading(text=(each.text or each.what.value)[:200],
                         why=f"confidence {each.confidence.value}")
            for each in last.alternatives[:10]
        ),
        evidence=_ids(said), labels=tuple(dict.fromkeys(each.label for each in said)),
    )  # fmt: skip


def readiness_draft(
    asset: Asset, evidence: Evidence, nation: str, t: Epoch, days: float
) -> Draft | None:
    """A sensor or a crew that is not there, by its owner's report of readiness."""
    if asset.kind not in _READY:
        return None
    subject, hazard = _READY[asset.kind]
    said = evidence.readiness(asset.owner or nation, subject.value, asset.of or asset.id)
    if said is None:
        return None
    body: ReadinessBody = said.body
    until = t + days * DAY_S if body.until_utc is None else Epoch.from_utc(body.until_utc)
    chance, why = _of_readiness(body, until, t)
    return Draft(
        hazard=hazard, of=Harm.HAPPENED, chance=chance, derivation=why,
        question="Is it out?", answer=f"{asset.name}: {why} {body.reason}".rstrip(),
        confidence=Confidence.HIGH if chance.value is not None else Confidence.UNKNOWN,
        method="report of readiness, 1", until=until if until > t else t + days * DAY_S,
        terms=(Term(name=f"reported {body.state.value} by {said.origin}"[:200],
                    value=chance.value, record=said.record_id),),
        evidence=(said.record_id,), labels=(said.label,),
    )  # fmt: skip


def _of_readiness(body: ReadinessBody, until: Epoch, t: Epoch) -> tuple[Chance, str]:
    if until <= t:
        return Chance(), "Unknown: its report of readiness has run out."
    if Epoch.from_utc(body.from_utc) > t:
        return Chance(), "Unknown: its report of readiness is of a time to come."
    day = t.utc_iso(0)[:10]
    expired = [each.name for each in body.qualifications if each.expires and each.expires < day]
    if expired:
        return Chance.sure(1.0), f"1: qualification {expired[0]} has expired."
    match body.state:
        case Readiness.READY:
            return Chance.sure(0.0), "0: it is reported ready."
        case Readiness.DOWN:
            return Chance.sure(1.0), "1: it is reported down."
        case _:
            return Chance(), f"Unknown: it is reported {body.state.value}."


def feed_draft(asset: Asset, heard: Epoch | None, t: Epoch, days: float) -> Draft | None:
    """A partner's feed that has fallen silent.

    Parameters
    ----------
    heard : Epoch or None
        When the partner made its last checkpoint; None: never. Checkpoints are no records, so
        that it rests on none.
    """
    if asset.kind is not AssetKind.FEED:
        return None
    if heard is None:
        chance, why = Chance(), f"Unknown: {asset.of} was never heard of."
    else:
        silent = t - heard > asset.silent_s
        chance = Chance.sure(float(silent))
        why = (
            f"{chance.value:g}: last heard at {heard.utc_iso(0)}, "
            f"{'more' if silent else 'less'} than {asset.silent_s:g} s before {t.utc_iso(0)}."
        )
    return Draft(
        hazard=Hazard.FEED, of=Harm.HAPPENED, chance=chance, derivation=why,
        question="Is the feed silent?", answer=f"{asset.name}: {why}",
        confidence=Confidence.UNKNOWN if heard is None else Confidence.HIGH,
        method="last checkpoint against a limit, 1", until=t + days * DAY_S,
        findings=() if heard is None else (
            Finding(name="silent for", value=max(0.0, t - heard), unit=Unit.S),
            Finding(name="may be silent for", value=asset.silent_s, unit=Unit.S),
        ),
        alternatives=(OtherReading(text="The partner has nothing to say.",
                                   why="It signs checkpoints all the same."),),
    )  # fmt: skip


def storm_draft(asset: Asset, t: Epoch, days: float) -> Draft | None:
    """A geomagnetic storm of the class that it is sensitive to, by how often there is one.

    Notes
    -----
    Storm days come in clusters: a chain of two states, with the share of storm days q and the
    chance a of a storm after a calm day. At least one in d days: 1 - (1 - q)(1 - a)^(d - 1).
    Within 5 % of what 69 years show for 7 days, within 13 % for 30. Source: NOAA Space
    Weather Scales (2005) for the classes (Kp 5, 6, 7, 8-, 9o); Kp of GFZ Potsdam.
    """
    if not asset.storm:
        return None
    share, onset, calm, wild = STORMS[asset.storm]
    value = 1.0 - (1.0 - share) * (1.0 - onset) ** (max(days, 1.0) - 1.0)
    low, high = value * calm, min(1.0, value * wild)
    return Draft(
        hazard=Hazard.SPACE_WEATHER, of=Harm.EXPOSURE, within_s=days * DAY_S,
        chance=Chance(value=value, low=low, high=high),
        derivation=f"1 - (1 - {share:.4g})(1 - {onset:.4g})^({days:g} - 1) = {number(value)}: "
        f"{share:.2%} of days have a storm of G{asset.storm} or more, {onset:.2%} of those after a "
        "calm day; band: as calm and as wild as two years were since 1957",
        question=f"Is there a storm of G{asset.storm} or more within {days:g} d?",
        answer=f"{asset.name} is sensitive to G{asset.storm}: {number(value)} within {days:g} d, "
        "by the mean since 1957 and by no forecast.",
        confidence=Confidence.LOW, method="climate of geomagnetic storms, 1",
        until=t + days * DAY_S, left_out="forecasts and warnings in force: state them by hand",
    )  # fmt: skip


def _of_studies(same: Sequence[Finding]) -> Chance:
    """Of one object and one break-up, the newest study last."""
    chances = [_of_finding(each) for each in same]
    low, high = min(each.low for each in chances), max(each.high for each in chances)
    return Chance(value=chances[-1].value, low=low, high=high)


def _of_finding(finding: Finding) -> Chance:
    if finding.value is None:
        return Chance()
    low = finding.value if finding.low is None else finding.low
    high = finding.value if finding.high is None else finding.high
    value = min(max(finding.value, 0.0), 1.0)
    return Chance(value=value, low=min(max(low, 0.0), value), high=max(min(high, 1.0), value))


def _ids(said: Sequence[Said]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.record_id for each in said))
