"""From a draft to the body of a record, and whether it says something else than the last one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.assets import Asset, Option, Service
from cspo.operations.assess.chance import Chance
from cspo.operations.assess.draft import Draft, number
from cspo.records.bodies.assessment import (
    AssessedBy,
    Harm,
    Hazard,
    Likelihood,
    Protection,
    ProtectiveOption,
)
from cspo.records.bodies.planning import AssessmentBody, Subject
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["ENDED", "body_of_draft", "ended_draft", "is_news", "protections_of", "what_changed"]

ENDED: Final = "ended, 1"
"""The method of an assessment that says that nothing supports the last one any more."""

_RELATIVE: Final = 0.01
_RENEWED_AFTER_S: Final = DAY_S
_BY_NUMBER: Final = frozenset({Hazard.FEED, Hazard.SPACE_WEATHER, Hazard.LAUNCH_ACCESS})
"""Hazards of which newer evidence for the same number is no news."""


def body_of_draft(
    what: Asset | Service, services: Sequence[str], draft: Draft, t: Epoch, changed: str
) -> AssessmentBody:
    """The body of a record.

    Parameters
    ----------
    services : sequence of str
        Which rest on it.
    changed : str
        Why it is made anew.
    """
    chance = draft.chance
    told = chance.value is not None or (chance.low, chance.high) != (0.0, 1.0)
    is_asset = isinstance(what, Asset)
    whom = ", ".join(what.users) or "nobody named"
    return AssessmentBody(
        subject=Subject.ASSET if is_asset else Subject.SERVICE, name=what.id, title=what.name,
        hazard=draft.hazard, question=draft.question[:200], answer=draft.answer[:8_000],
        likelihood=Likelihood(
            of=draft.of, value=chance.value, low=chance.low if told else None,
            high=chance.high if told else None, within_s=draft.within_s,
            derivation=draft.derivation[:8_000], terms=draft.terms, left_out=draft.left_out[:200],
        ),
        gravity=what.gravity,
        consequence=_consequence(what, services, whom),
        criticality=what.criticality.value, owner=what.owner, users=what.users,
        services=tuple(services), shell=draft.shell,
        objects=what.objects[:200] if isinstance(what, Asset) else (),
        confidence=draft.confidence, findings=draft.findings, alternatives=draft.alternatives,
        protections=protections_of(what),
        assessed_by=AssessedBy.COMPUTED, changed=changed[:200], method=draft.method,
        from_utc=t.utc_iso(0), until_utc=draft.until.utc_iso(0), rests_on=draft.evidence,
    )  # fmt: skip


def is_news(last: Assessed | None, draft: Draft, what: Asset | Service, t: Epoch) -> bool:
    """Whether a draft is worth a record: it says something else, or the last one grows old.

    A number counts as another from one part in a hundred on.
    """
    if last is None or last.withdrawn or last.is_over(t):
        return True
    body, said = last.body, last.body.likelihood
    if said is None or body.method != draft.method or body.confidence is not draft.confidence:
        return True
    chance = draft.chance
    told = chance.value is not None or (chance.low, chance.high) != (0.0, 1.0)
    now = (chance.value, chance.low if told else None, chance.high if told else None)
    if any(not _alike(x, y) for x, y in zip((said.value, said.low, said.high), now, strict=True)):
        return True
    if body.gravity is not what.gravity or body.users != what.users or body.title != what.name:
        return True
    rests_on_them = draft.terms and draft.hazard not in _BY_NUMBER
    if rests_on_them and set(body.rests_on) != set(draft.evidence):
        return True
    return t - last.t >= min(_RENEWED_AFTER_S, _life_s(body) / 2.0)


def ended_draft(last: Assessed, t: Epoch) -> Draft:
    """Of a hazard that nothing supports any more, although the last word still stands."""
    return Draft(
        hazard=last.body.hazard,
        of=Harm.LOSS,
        chance=Chance(),
        method=ENDED,
        derivation="Unknown: what it rested on was taken back, or is over.",
        question=last.body.question,
        confidence=Confidence.UNKNOWN,
        answer="Nothing supports the last assessment any more.",
        until=t + DAY_S,
        evidence=(last.record_id,),
        labels=(last.label,),
        shell=last.body.shell,
    )


def what_changed(last: Assessed | None, draft: Draft) -> str:
    """Why it is made anew, in a line; empty where it is the first."""
    if last is None:
        return ""
    before, now = set(last.body.rests_on), set(draft.evidence)
    told = []
    if came := len(now - before):
        told.append(f"{came} records came")
    if gone := len(before - now):
        told.append(f"{gone} count no more")
    said = last.body.likelihood
    was = None if said is None else said.value
    if not _alike(was, draft.chance.value):
        told.append(f"{number(was)} before, {number(draft.chance.value)} now")
    return "; ".join(told) or "renewed"


def _consequence(what: Asset | Service, services: Sequence[str], whom: str) -> str:
    rest = f" Services that rest on it: {', '.join(services)}." if services else ""
    return f"{what.criticality.value.capitalize()} by its file, to {whom}.{rest}"


def protections_of(what: Asset | Service) -> tuple[Protection, ...]:
    """What the file says may be done."""
    return tuple(_protection(each, what.owner) for each in what.options)


def _protection(option: Option, owner: str) -> Protection:
    text = option.text
    if option.do is ProtectiveOption.SWITCH_SERVICE and option.to:
        text = f"to {option.to}" + (f": {text}" if text else "")
    return Protection(
        option=option.do, text=text[:200], needs_s=option.needs_s, party=option.party or owner
    )


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=1e-15)


def _life_s(body: AssessmentBody) -> float:
    if body.from_utc is None or body.until_utc is None:
        return math.inf
    return Epoch.from_utc(body.until_utc) - Epoch.from_utc(body.from_utc)
