"""What became of one edition of a plan in another, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec import structs

from cspo.errors import UsageError
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.plan_file import PlanDraft
from cspo.records import Record
from cspo.records.bodies.planning import PlanBody, PolicyBody

__all__ = ["Change", "difference", "passed_over"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; *before* or *after* is empty where there was, or is, nothing."""

    part: str
    change: Literal["added", "removed", "changed"]
    before: str
    after: str


def difference(before: PlanBody | PolicyBody, after: PlanBody | PolicyBody) -> tuple[Change, ...]:
    """What an edition says otherwise than another, in the order of its fields.

    Assumptions are told apart by what they say, steps by their numbers.
    """
    one, two = _parts(before), _parts(after)
    return tuple(_changes(one, two))


def passed_over(edition: Record, file: PlanDraft) -> tuple[str, ...]:
    """What a file says otherwise than an edition and an amendment does not take, as files call it.

    An amendment takes the objective, of a policy the text, and the assumptions.

    Raises
    ------
    UsageError
        Where one is a plan and the other a policy.
    """
    before = body_of(edition, REGISTRY)
    if not isinstance(before, PlanBody | PolicyBody) or type(before) is not type(file.body):
        raise UsageError("amend a plan", file.body.name, expected=f"a {edition.payload.kind}",
                         got="a file of another sort")  # fmt: skip
    taken = ("objective",) if isinstance(before, PlanBody) else ("text", "sha256")
    kept = {name: getattr(before, name) for name in (*taken, "assumptions")}
    parts = [
        each.part.removesuffix("_s")
        for each in difference(before, structs.replace(file.body, **kept))
    ]
    old, new = edition.payload.label, file.mark(edition.payload.origin)
    if (old.classification, old.releasable_to) != (new.classification, new.releasable_to):
        parts.append("mark")
    return tuple(parts)


def _changes(one: dict[str, str], two: dict[str, str]) -> Iterator[Change]:
    for part in dict.fromkeys([*one, *two]):
        old, new = one.get(part, ""), two.get(part, "")
        if old == new:
            continue
        how: Literal["added", "removed", "changed"] = "changed"
        if not old or not new:
            how = "added" if not old else "removed"
        yield Change(part, how, old, new)


def _parts(body: PlanBody | PolicyBody) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if name in {"number", "reason", "steps", "assumptions", "rests_on"} or value is None:
            continue
        found[name] = f"{value:.15g}" if isinstance(value, int | float) else str(value)
    for each in body.assumptions:
        said = f"{each.text}: {each.expression}" if each.expression else each.text
        found[f"assumption {each.expression or each.text}"[:200]] = said
    if isinstance(body, PlanBody):
        for step in body.steps:
            span = f" {step.start_utc or ''} to {step.stop_utc or ''}" if step.start_utc else ""
            after = f", after {', '.join(map(str, step.after))}" if step.after else ""
            found[f"step {step.number}"] = f"{step.party}: {step.text}{span}{after}"
    return found
