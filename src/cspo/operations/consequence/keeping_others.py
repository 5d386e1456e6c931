"""Studies of launches, services and the years ahead kept as one assessment each.

Each rests on the whole sky that its asker saw, so that it carries the join of all its marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import structs

from cspo.markings import Label, Mode, join
from cspo.operations.consequence.results import (
    Band,
    EnvironmentResult,
    LaunchResult,
    ServicesResult,
)
from cspo.operations.derive import derive, issue, stored_record
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.sending import keep
from cspo.operations.store import OperationsUnit
from cspo.records import Record
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.planning import AssessmentBody, Assumption, Finding, Subject, Unit
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["CLOSED_SHARE", "assessment_of", "keep_assessment"]

Other = LaunchResult | ServicesResult | EnvironmentResult

CLOSED_SHARE: Final = "closed-share"
"""The finding with the share of launch instants that is closed, of an assessment of a site."""

_LINE: Final = 200
_MOST: Final = 200


def keep_assessment(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    result: Other,
    inputs: Sequence[str],
    labels: Sequence[Label],
    *,
    mode: Mode,
    person: str,
    t: Epoch,
) -> Record:
    """Put a study into the store. Nothing of it goes to anybody.

    Parameters
    ----------
    inputs : sequence of str
        Ids of records of the objects that it names.
    labels : sequence of Label
        Every mark among what it rests on, at least one.
    person : str
        Who keeps it; stands in the audit, never in the record.

    Raises
    ------
    UsageError
        Where an input is not in the store.
    """
    body, mark = assessment_of(result), join(*labels, rulebook=desk.rulebook)
    records = [stored_record(unit, each, "keep a study") for each in dict.fromkeys(inputs)]
    signer = desk.signer(mode)
    if records:
        product = derive(
            records, lambda _: body, origin=desk.nation, mode=mode, t=t, t_valid=t, at_least=mark,
            signer=signer, registry=desk.registry, rulebook=desk.rulebook,
        )  # fmt: skip
        keep(unit, product, t=t)
        record = product.record
    else:
        record = issue(body, mark, origin=desk.nation, mode=mode, t=t, t_valid=t, signer=signer,
                       registry=desk.registry)  # fmt: skip
        keep(unit, record, t=t)
    unit.audit("study kept", {"assessment": record.id, "person": person}, t=t)
    return record


def assessment_of(result: Other) -> AssessmentBody:
    """The body of the record: the headline, and the numbers with their bounds."""
    if isinstance(result, LaunchResult):
        start = Epoch.from_utc(result.start_utc)
        body = _assessment(result, Subject.ASSET, result.site, "When does a launch have to wait?",
                           _launch(result))  # fmt: skip
        return structs.replace(
            body, from_utc=utc_text(start), until_utc=utc_text(start + result.window_s)
        )
    if isinstance(result, ServicesResult):
        return _assessment(result, Subject.SERVICE, "services", "What fails, for whom?",
                           _services(result))  # fmt: skip
    low, high = result.edges_km[0], result.edges_km[-1]
    return _assessment(result, Subject.SHELL, f"leo-{low:.0f}-{high:.0f}",
                       "How many objects will there be?", _environment(result))  # fmt: skip


def _assessment(
    result: Other,
    subject: Subject,
    name: str,
    question: str,
    findings: list[Finding],
) -> AssessmentBody:
    return AssessmentBody(
        subject=subject, name=name, question=question, answer=result.headline,
        confidence=Confidence.LOW, findings=tuple(findings[:_MOST]),
        assumptions=tuple(
            Assumption(text=line[:_LINE]) for line in (*result.basis, *result.limits)
        ),
    )  # fmt: skip


def _launch(result: LaunchResult) -> list[Finding]:
    found = [_share(result), Finding(name="window", value=result.window_s, unit=Unit.S)]
    found += [Finding(name="closed-before", value=result.before.closed_s, unit=Unit.S)]
    found += [
        Finding(name=f"closed-before-by-{why}", value=seconds, unit=Unit.S)
        for why, seconds in result.before.by_why_s.items()
    ]
    if result.after is not None and result.access_days is not None:
        days = result.access_days
        found.append(Finding(name="closed-after", value=result.after.closed_s, unit=Unit.S))
        found.append(
            Finding(name="access-back-after", value=days.expected * DAY_S, low=days.low * DAY_S,
                    high=days.high * DAY_S, unit=Unit.S)
        )  # fmt: skip
    return found


def _share(result: LaunchResult) -> Finding:
    """What `launch_closed` of a plan reads: of the window, after the break-up where there is one.

    The band is that of the count of pieces; by the catalogue alone there is none.
    """
    window_s = result.window_s

    def share(closed_s: float) -> float:
        return min(closed_s / window_s, 1.0) if window_s > 0.0 else 0.0

    if not result.calendar:
        return Finding(name=CLOSED_SHARE, value=share(result.before.closed_s))
    band = result.calendar[0].closed_s
    low, value, high = (share(each) for each in (band.low, band.expected, band.high))
    return Finding(name=CLOSED_SHARE, low=low, value=value, high=high)


def _services(result: ServicesResult) -> list[Finding]:
    return [_banded(f"{line.nation}: {line.service}", line.loss) for line in result.nations]


def _environment(result: EnvironmentResult) -> list[Finding]:
    return [
        _banded(f"{each.species}, after {result.years[-1]:g} years", each.total[-1], Unit.OBJECTS)
        for each in result.species
    ]


def _banded(name: str, band: Band, unit: Unit = Unit.NONE) -> Finding:
    return Finding(name=name[:_LINE], value=band.expected, low=band.low, high=band.high, unit=unit)
