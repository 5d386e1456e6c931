"""``cspo policy test``: does a release policy do what its own cases say?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cspo.cli.console import Json, note, print_json, printable, say
from cspo.cli.node_files import read_file
from cspo.cli.node_folder import Data, folder_of
from cspo.errors import MalformedMessage

if TYPE_CHECKING:
    from cspo.operations.release.cases import CaseResult, Difference
    from cspo.operations.release.policy import Case, ReleasePolicy

__all__ = ["policy"]

_MOST_BYTES: Final = 1 << 24

policy = typer.Typer(
    name="policy", no_args_is_help=True, help="The release policy: test it against its cases."
)


@policy.callback()
def _alone() -> None:
    """Keeps ``test`` a command of its own while it is the only one."""


@policy.command("test")
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="Policies, or -; else the node's policy.toml."),
    ] = None,
    data: Data = "",
    json: Json = False,
) -> None:
    """Check a policy's words, and put its cases to its rules. Exit code 1 where one fails.

    Example: cspo policy test policy.toml
    """
    good = [_tested(name, json=json) for name in files or [str(folder_of(data) / "policy.toml")]]
    if not all(good):
        raise typer.Exit(1)


def _tested(name: str, *, json: bool) -> bool:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.release.cases import run_cases
    from cspo.operations.release.policy_file import policy_faults

    data = read_file(name, limit_bytes=_MOST_BYTES)
    read, faults = policy_faults(data, name, kinds=REGISTRY)
    results: tuple[CaseResult, ...] = ()
    if read is not None and not faults:
        try:
            results = run_cases(read)
        except MalformedMessage as error:
            faults = [error]
    if faults or read is None:
        for fault in faults:
            _show_fault(name, fault, json=json)
        return False
    lines = _Lines(data, read)
    for result in results:
        _show_case(name, read, result, lines, json=json)
    failed = sum(not result.passed for result in results)
    if not results:
        note(f"{name}: no cases, so nothing was tested; [[case]] adds one")
    elif not json:
        say(f"{name}: {failed:,} of {len(results):,} cases failed" if failed else
            f"{name}: as expected in {len(results):,} of {len(results):,} cases")  # fmt: skip
    return bool(results) and not failed


class _Lines:
    """On which line a case or a rule begins."""

    def __init__(self, data: bytes, policy: ReleasePolicy) -> None:
        import tomllib

        from cspo.operations.toml_lines import TomlLines

        text = data.decode()
        found = TomlLines(text)
        self._rules = {
            str(row["number"]): found.of("rule", index)
            for index, row in enumerate(tomllib.loads(text)["rule"])
        }
        self._cases = {
            case.number: found.of("case", index) for index, case in enumerate(policy.cases)
        }

    def of_rule(self, number: str) -> int | None:
        """None where what decided is no rule of the file."""
        return self._rules.get(number)

    def of_case(self, case: Case) -> int:
        return self._cases[case.number]


def _show_fault(name: str, fault: MalformedMessage, *, json: bool) -> None:
    if json:
        fields = {name: fault.fields()[name] for name in ("keyword", "expected", "got", "hint")}
        print_json([{"file": printable(name), "line": fault.line, **fields}])
    else:
        hint = f" ({fault.hint})" if fault.hint else ""
        where = f"{fault.keyword}: " if fault.keyword else ""
        say(f"{name}:{fault.line}: {where}expected {fault.expected}, got {fault.got}{hint}")


def _show_case(
    name: str, policy: ReleasePolicy, result: CaseResult, lines: _Lines, *, json: bool
) -> None:
    case, line = result.case, lines.of_case(result.case)
    rules = _deciding(policy, case) if result.differences else {}
    if json:
        differences = [_difference(each, rules, lines) for each in result.differences]
        print_json(
            [
                {
                    "file": printable(name), "case": case.number, "title": case.title,
                    "line": line, "passed": result.passed, "differences": differences,
                }
            ]
        )  # fmt: skip
        return
    for each in result.differences:
        sort = _sort(each)
        told = _difference(each, rules, lines)
        at = f" (line {told['rule_line']})" if told["rule_line"] else ""
        say(f"{name}:{line}: case {case.number} {case.title}: {each.party}: {sort}: "
            f"expected {each.expected}, got {each.got}{at}")  # fmt: skip
        say(f"    {each.reason}")


def _sort(each: Difference) -> str:
    """What went wrong, in a word: too much, too little, or the right thing for another reason."""
    if each.leaks:
        return "LEAK"
    less = each.got.startswith("withheld") or each.expected.startswith("at once")
    same = each.got.partition(" by ")[0] == each.expected.partition(" by ")[0]
    return "WITHHELD" if less and not same else "OTHERWISE"


def _deciding(policy: ReleasePolicy, case: Case) -> dict[str, str]:
    """The rule that decided, for each party."""
    from cspo.operations.release.cases import findings_of_case

    return {
        finding.party: finding.decision.rule
        for finding in findings_of_case(policy, case)
    }  # fmt: skip


def _difference(each: Difference, rules: dict[str, str], lines: _Lines) -> dict[str, Any]:
    rule = rules.get(each.party, "")
    return {
        "party": each.party, "expected": each.expected, "got": each.got, "rule": rule,
        "rule_line": lines.of_rule(rule), "reason": each.reason, "leaks": each.leaks,
    }  # fmt: skip
