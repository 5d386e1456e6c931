"""A file of a plan or policy: TOML that people write, read with every fault named by its line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, cast

import msgspec
from msgspec import Meta

from cspo.errors import CspoError, MalformedMessage, UsageError
from cspo.markings import Label, make_label
from cspo.markings.parties import is_party
from cspo.operations.plan.vocabulary import PICTURE
from cspo.operations.release.policy import duration_s
from cspo.operations.toml_tables import Fault, TableForm, read_bytes
from cspo.policy import MalformedExpression, parse
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus, PlanStep, PolicyBody

__all__ = ["TABLES", "PlanDraft", "expression_fault", "load_plan", "plan_faults", "read_plan"]

_Line = Annotated[str, Meta(max_length=200)]
_Level = Literal["U", "R", "C", "S", "TS"]


class PlanTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[plan]``."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    title: _Line = ""
    status: PlanStatus = PlanStatus.ACTIVE
    objective: Annotated[str, Meta(min_length=1, max_length=8_000)]
    owner: _Line = ""
    answer_within: str = ""
    review_every: str = ""
    reason: _Line = ""
    level: _Level = "U"
    releasable_to: tuple[str, ...] = ()


class PolicyTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[policy]``."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    title: _Line = ""
    in_force_from: date
    in_force_until: date | None = None
    text: Annotated[str, Meta(min_length=1, max_length=8_000)]
    format: Literal["toml", "text"] = "text"
    owner: _Line = ""
    answer_within: str = ""
    review_every: str = ""
    reason: _Line = ""
    level: _Level = "U"
    releasable_to: tuple[str, ...] = ()


class AssumptionTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[assumption]]``."""

    text: Annotated[str, Meta(min_length=1, max_length=200)]
    expression: Annotated[str, Meta(max_length=4_096)] = ""


class StepTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[step]]``."""

    number: Annotated[int, Meta(ge=1, le=10_000)]
    party: str
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    start_utc: str | None = None
    stop_utc: str | None = None
    after: tuple[int, ...] = ()


TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "plan": (PlanTable, "one or none"),
    "policy": (PolicyTable, "one or none"),
    "assumption": (AssumptionTable, "any"),
    "step": (StepTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FORM: Final = TableForm("read plan", TABLES)
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a file says: the body of an edition without its number, and its mark.

    Parameters
    ----------
    body : PlanBody or PolicyBody
        Number 1.
    level : str
    releasable_to : tuple of str
        Beside our own nation.
    """

    body: PlanBody | PolicyBody
    level: str
    releasable_to: tuple[str, ...]

    def mark(self, nation: str) -> Label:
        """The mark of the edition; our nation is always on it.

        Raises
        ------
        UsageError
            Where somebody is none of the parties.
        """
        return make_label(self.level, sorted({nation, *self.releasable_to}))


def load_plan(path: Path) -> PlanDraft:
    """Read a file.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others.
    SourceError
        Where it can't be read.
    """
    return read_plan(read_bytes(_FORM.action, path), path.name)


def read_plan(data: bytes, name: str) -> PlanDraft:
    r"""Read it from bytes; *name* is what errors call them.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `plan_faults` gives all.

    Examples
    --------
    >>> draft = read_plan(b'[plan]\nname = "watch"\nobjective = "Keep clear."\n', "watch.toml")
    >>> draft.body.name, draft.body.number
    ('watch', 1)
    """
    return cast("PlanDraft", _FORM.parse(data, name, _made))


def plan_faults(data: bytes, name: str) -> tuple[PlanDraft | None, list[MalformedMessage]]:
    """What the file holds, as far as it can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def expression_fault(expression: str) -> MalformedExpression | None:
    """What is wrong with an expression; None where it is of the language."""
    try:
        parse(expression, PICTURE)
    except MalformedExpression as error:
        return error
    return None


def _made(values: dict[str, Any], _: bytes) -> tuple[PlanDraft | None, Iterable[Fault]]:
    plan, policy = values["plan"], values["policy"]
    assumptions, steps = values["assumption"], values["step"]
    faults = list(_faults(plan, policy, assumptions, steps))
    if faults:
        return None, faults
    table = plan or policy
    which = "plan" if plan else "policy"
    strange = [party for party in table.releasable_to if not is_party(party)]
    if strange:
        return None, [Fault(which, 0, "releasable_to", "parties, as GBR or GBR/acme-sat",
                            strange[0][:40], "name nations by their trigraphs")]  # fmt: skip
    try:
        times = {
            "answer_within_s": _seconds(table.answer_within),
            "review_every_s": _seconds(table.review_every),
        }
        told = tuple(Assumption(text=a.text, expression=a.expression) for a in assumptions)
        common: dict[str, Any] = {
            "name": table.name, "number": 1, "title": table.title, "owner": table.owner,
            "reason": table.reason, "assumptions": told, **times,
        }  # fmt: skip
        body = _plan(plan, steps, common) if plan else _policy(policy, common)
        draft = PlanDraft(body, table.level, table.releasable_to)
    except UsageError as error:
        field = getattr(error, "keyword", "") or error.subject
        known = field if field in table.__struct_fields__ else ""
        return None, [Fault(which, 0, known, error.expected, error.got or "another", error.hint)]
    return draft, ()


def _plan(table: PlanTable, steps: tuple[StepTable, ...], common: dict[str, Any]) -> PlanBody:
    return PlanBody(
        status=table.status, objective=table.objective,
        steps=tuple(
            PlanStep(
                number=each.number, party=each.party, text=each.text, start_utc=each.start_utc,
                stop_utc=each.stop_utc, after=each.after,
            )
            for each in steps
        ),
        **common,
    )  # fmt: skip


def _policy(table: PolicyTable, common: dict[str, Any]) -> PolicyBody:
    until = "" if table.in_force_until is None else table.in_force_until.isoformat()
    return PolicyBody(
        in_force_from=table.in_force_from.isoformat(), in_force_until=until, text=table.text,
        format=table.format, sha256=hashlib.sha256(table.text.encode()).hexdigest(), **common,
    )  # fmt: skip


def _faults(plan: Any, policy: Any, assumptions: Any, steps: Any) -> Iterable[Fault]:
    if (plan is None) == (policy is None):
        got = "neither" if plan is None else "both"
        yield Fault("plan", 0, "", "one table [plan] or one table [policy]", got,
                    "begin with [plan]")  # fmt: skip
    for table, rows in (("assumption", assumptions), ("step", steps)):
        if len(rows) > _MOST:
            yield Fault(table, _MOST, "", f"at most {_MOST}", str(len(rows)), "split the plan")
    if steps and plan is None:
        yield Fault("step", 0, "", "steps of a plan only", "those of a policy", "take them out")
    seen: set[str] = set()
    for at, each in enumerate(assumptions):
        if not each.expression:
            continue
        error = expression_fault(each.expression)
        if error is not None:
            where = f"line {error.line}, column {error.column}: "
            yield Fault("assumption", at, "expression", where + error.expected, error.got,
                        error.hint)  # fmt: skip
        elif each.expression in seen:
            yield Fault("assumption", at, "expression", "each once", "the same as before",
                        "take it out")  # fmt: skip
        seen.add(each.expression)


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        return duration_s(text)
    except CspoError as error:
        raise UsageError("read a time", text[:40], expected="a time such as 4 h or 30 d") from error
