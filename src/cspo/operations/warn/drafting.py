"""The body of a warning, from the bodies that it rests on and from nothing else.

What is said here is said to everybody whom the joined mark lets read it, so no
word comes from a record that is not among the inputs. A warning's text is for
the one who must act: what, when, how close, on what ground, what is asked for, until
when, and what has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cspo.operations.release.policy import duration_s
from cspo.operations.warn.deadlines import Deadline, deadline_of
from cspo.operations.warn.policy import WarnPolicy, WarnRule
from cspo.operations.warn.reports import Report
from cspo.records.bodies.conjunction import CallPoint, ConjunctionBody, Encountered
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.warning import Asks, ChecklistItem, Grounds, WarningBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["Draft", "cancelled", "drafted", "with_change"]

_MOST_CALLS = 20
_ASKED = {
    Asks.ACTION: "Action is asked for: agree who manoeuvres.",
    Asks.BETTER_DATA: "Better data is asked for.",
    Asks.WATCH: "Nothing is asked for but an eye on it.",
}
_GROUNDS = {
    Grounds.DETERMINED: "Determined orbits with covariances of their own.",
    Grounds.ELEMENTS: (
        "Element sets, or covariances that stand in: they call for better data, never for a burn."
    ),
    Grounds.STALE: "Stale orbits: they call for better data, never for a burn.",
    Grounds.UNSTATED: "The source does not say on what orbits it rests: ask.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a warning is made with beside the bodies.

    Parameters
    ----------
    event : str
    to : tuple of str
        Who is warned.
    number : int
    policy : WarnPolicy
    rule : WarnRule
    report : Report
        The one that governs.
    companions : tuple of Report
        Those that go along.
    t : Epoch
        Now.
    """

    event: str
    to: tuple[str, ...]
    number: int
    policy: WarnPolicy
    rule: WarnRule
    report: Report
    companions: tuple[Report, ...]
    t: Epoch

    @property
    def deadline(self) -> Deadline:
        """The last useful moment to act."""
        return deadline_of(self.report, self.rule.asks, self.policy.deadlines, self.t)


def drafted(
    draft: Draft, bodies: Sequence[ConjunctionBody], call: Sequence[CallPoint]
) -> WarningBody:
    """The body of a warning.

    Parameters
    ----------
    bodies : sequence of ConjunctionBody
        The governing one first, then its companions in order.
    call : sequence of CallPoint
        Whom to call, beside whom the conjunctions name.
    """
    governing, rule = bodies[0], draft.rule
    deadline = draft.deadline
    calls = dict.fromkeys((*call, *(point for body in bodies for point in body.call)))
    return WarningBody(
        event=draft.event,
        to=draft.to,
        number=draft.number,
        issue=Issue.ISSUED if draft.number == 1 else Issue.UPDATED,
        objects=(governing.object1.object, governing.object2.object),
        about_utc=utc_text(draft.report.tca),
        act_by_utc=None if deadline.act_by is None else utc_text(deadline.act_by),
        act_by_reason=deadline.why,
        miss_distance_km=governing.miss_distance_km,
        pc=governing.pc,
        grounds=draft.report.grounds,
        severity=rule.severity,
        asks=rule.asks,
        policy=draft.policy.about.id,
        policy_version=draft.policy.about.version,
        rule=str(rule.number),
        text=_text(draft, governing, bodies[1:]),
        checklist=_checklist(draft, deadline),
        call=tuple(calls)[:_MOST_CALLS],
        sources=tuple(
            report.told for report in (draft.report, *draft.companions)
        ),
    )  # fmt: skip


def cancelled(
    before: WarningBody, number: int, rule: str, why: str, now: ConjunctionBody | None
) -> WarningBody:
    """The body of a cancellation of *before*.

    Parameters
    ----------
    rule : str
        What stands in place of a rule's number.
    now : ConjunctionBody or None
        What is reported now, where those who were warned may know it.
    """
    told = "" if now is None else f" Now reported: {_closeness(now)}"
    return WarningBody(
        event=before.event, to=before.to, number=number, issue=Issue.CANCELLED,
        objects=before.objects, about_utc=before.about_utc, policy=before.policy,
        policy_version=before.policy_version, rule=rule, severity=before.severity,
        asks=before.asks, grounds=before.grounds,
        miss_distance_km=None if now is None else now.miss_distance_km,
        pc=None if now is None else now.pc,
        text=f"CANCELLED. {why}{told}", changed=why,
    )  # fmt: skip


def with_change(body: WarningBody, changed: str) -> dict[str, str]:
    """Fields of an update that say what is material in it."""
    return {"changed": changed, "text": f"UPDATE {body.number}. {changed}\n{body.text}"}


def _text(draft: Draft, governing: ConjunctionBody, others: Sequence[ConjunctionBody]) -> str:
    rule = " ".join(draft.rule.text.split())
    pair = f"{_named(governing.object1)} and {_named(governing.object2)}"
    lines = [
        f"{pair} come close at {draft.report.tca.utc_iso(1)}: {_closeness(governing)}",
        f"{_GROUNDS[draft.report.grounds]}{_ages(governing)}",
        f"Rule {draft.rule.number} of {draft.policy.about.id} {draft.policy.about.version}: {rule}",
        f"{_ASKED[draft.rule.asks]} {draft.deadline.why}",
    ]
    lines += [
        f"Beside it, {report.told}: {report.tca.utc_iso(1)}, {_closeness(body)}"
        for report, body in zip(draft.companions, others, strict=True)
    ]
    return "\n".join(lines)[:7_500]


def _named(side: Encountered) -> str:
    return f"{side.name} ({side.object})" if side.name else side.object


def _closeness(body: ConjunctionBody) -> str:
    told = [f"miss distance {body.miss_distance_km:.3f} km"]
    if body.relative_speed_km_s is not None:
        told.append(f"relative speed {body.relative_speed_km_s:.2f} km/s")
    told.append(
        "no probability stated" if body.pc is None
        else f"probability of collision {body.pc:.1e} ({body.pc_method})"
    )  # fmt: skip
    return ", ".join(told) + "."


def _ages(body: ConjunctionBody) -> str:
    told = [
        f"{side.object} {side.orbit_age_s / DAY_S:.1f} d"
        for side in (body.object1, body.object2)
        if side.orbit_age_s is not None
    ]
    return f" Age at closest approach: {', '.join(told)}." if told else ""


def _checklist(draft: Draft, deadline: Deadline) -> tuple[ChecklistItem, ...]:
    found = []
    for item in draft.policy.items(draft.rule.checklist):
        by = None
        if item.before and deadline.act_by is not None:
            before_s = 0 if item.before == "0 min" else duration_s(item.before)
            by = utc_text(deadline.act_by - float(before_s))
        found.append(ChecklistItem(text=item.text, by_utc=by))
    return tuple(found)
