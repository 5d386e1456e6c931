"""When a launch has to wait: by our own search of its window, else by the newest study."""

from __future__ import annotations

from typing import Final

from cspo.operations.assess.assets import Asset, AssetKind
from cspo.operations.assess.chance import Chance
from cspo.operations.assess.draft import Draft, number
from cspo.operations.assess.evidence import Evidence
from cspo.operations.assess.launches import LaunchFound
from cspo.operations.assess.planned import PlannedLaunch
from cspo.operations.consequence.keeping_others import CLOSED_SHARE
from cspo.records.bodies.assessment import Harm, Hazard, OtherReading
from cspo.records.bodies.planning import AssessmentBody, Finding, Unit
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["COMING_DAY", "OPENS_AFTER", "launch_draft"]

OPENS_AFTER: Final = "opens-after"
"""The finding that says how long after `from_utc` a planned window opens."""
COMING_DAY: Final = "search of the coming day, 1"
"""The method where no window is planned."""

_METHOD: Final = "search of the planned window, 1"


def launch_draft(
    asset: Asset, evidence: Evidence, found: LaunchFound | None, t: Epoch, days: float
) -> Draft | None:
    """The share of launch instants that is closed.

    Parameters
    ----------
    found : LaunchFound or None
        What our own search of the planned window says; it goes before every study.
    """
    if asset.kind is not AssetKind.LAUNCH_SITE:
        return None
    if asset.launch is not None and found is not None:
        return _searched(asset, asset.launch, found, t)
    return _studied(asset, evidence, t, days)


def _searched(asset: Asset, launch: PlannedLaunch, found: LaunchFound, t: Epoch) -> Draft:
    window_s = found.closes - found.opens
    span = f"{found.opens.utc_iso(0)} to {found.closes.utc_iso(0)}"
    chance = Chance(low=found.low, value=found.value, high=found.high)
    why = (
        f"{found.value * found.instants:.0f} of {found.instants} instants, {found.step_s:g} s "
        f"apart, are closed = {number(found.value)}; {number(found.low)} and {number(found.high)} "
        "where every probability were half and twice as great"
    )
    opens = () if launch.opens is None else (
        Finding(name=OPENS_AFTER, value=found.opens - t, unit=Unit.S),
    )  # fmt: skip
    if not found.is_whole:
        chance = Chance(low=found.low)
        why = f"Unknown: {found.near - found.screened} of {found.near} orbits are too old."
    return Draft(
        hazard=Hazard.LAUNCH_ACCESS, of=Harm.CLOSED, chance=chance, derivation=why,
        within_s=found.closes - t, until=found.closes,
        question=f"When does a launch from {launch.site} to {launch.altitude_km:g} km, "
        f"{launch.inclination_deg:g} deg have to wait?",
        answer=f"{asset.name}: {number(chance.value)} of the window {span} is closed, by "
        f"{found.closing} of {found.screened} objects. {_rules(launch)}",
        confidence=Confidence.LOW if found.is_whole else Confidence.UNKNOWN,
        method=_METHOD if opens else COMING_DAY,
        left_out="pieces that nobody has catalogued; trajectories beside element sets",
        findings=(
            Finding(name=CLOSED_SHARE, value=chance.value, low=found.low if found.is_whole else
                    None, high=found.high if found.is_whole else None, text=span),
            Finding(name="window", value=window_s, unit=Unit.S, text=span),
            *opens,
            Finding(name="closed-by", value=float(found.closing), unit=Unit.OBJECTS),
            Finding(name="looked-at", value=float(found.screened), unit=Unit.OBJECTS),
        ),
        evidence=tuple(dict.fromkeys(each.partition("#")[0] for each in found.items)),
        labels=found.labels,
        alternatives=(OtherReading(text="The rocket flies another way up.", why="The path is that "
                                   "of a real launch to this orbit, not the operator's own."),),
    )  # fmt: skip


def _rules(launch: PlannedLaunch) -> str:
    spheres = (
        (launch.crewed_km, "what people live in"),
        (launch.active_km, "satellites at work"),
        (launch.debris_km, "all else"),
    )
    kept = "; ".join(f"{km:g} km off {what}" for km, what in spheres if km)
    return f"It waits above a probability of {number(launch.limit)}" + (
        f", and keeps {kept}." if kept else "."
    )


def _studied(asset: Asset, evidence: Evidence, t: Epoch, days: float) -> Draft | None:
    names = {asset.id.casefold(), asset.of.casefold()} - {""}
    said = [each for each in evidence.studies() if each.body.name.casefold() in names]
    said = [
        each for each in said
        if each.body.until_utc is None or Epoch.from_utc(each.body.until_utc) > t
    ]  # fmt: skip
    if not said:
        return None
    body: AssessmentBody = said[-1].body
    until = t + days * DAY_S if body.until_utc is None else Epoch.from_utc(body.until_utc)
    chance, why = _of_study(body)
    return Draft(
        hazard=Hazard.LAUNCH_ACCESS, of=Harm.CLOSED, derivation=why, until=until, chance=chance,
        question=body.question, answer=body.answer[:2_000], confidence=body.confidence,
        method="newest study of launch access, 1",
        findings=body.findings[:20],
        evidence=(said[-1].record_id,), labels=(said[-1].label,),
    )  # fmt: skip


def _of_study(body: AssessmentBody) -> tuple[Chance, str]:
    found = {each.name: each for each in body.findings}
    told = found.get(CLOSED_SHARE)
    if told is not None and told.value is not None:
        value = min(max(told.value, 0.0), 1.0)
        low = value if told.low is None else min(max(told.low, 0.0), value)
        high = value if told.high is None else max(min(told.high, 1.0), value)
        chance = Chance(low=low, value=value, high=high)
        return chance, f"{number(value)} of its window, as the study says"
    closed = found.get("closed-after") or found.get("closed-before")
    if closed is None or closed.value is None or not body.from_utc or not body.until_utc:
        return Chance(), "Unknown: the study does not say how long its window is."
    length_s = Epoch.from_utc(body.until_utc) - Epoch.from_utc(body.from_utc)
    if length_s <= 0.0:
        return Chance(), "Unknown: the study does not say how long its window is."
    share = min(max(closed.value / length_s, 0.0), 1.0)
    return Chance.sure(share), f"{closed.value:.0f} s closed of {length_s:.0f} s = {number(share)}"
