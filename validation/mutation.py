"""Mutation testing: change the code in one place, and see whether a test notices.

::

    python -m validation.mutation cspo.markings --tests tests/markings
    python -m validation.mutation cspo.records.signing --tests tests/records --minutes 30

Every module of the named packages is parsed; each mutant differs from it in one
comparison, operator, constant, condition, statement or returned value. A mutant
is run by forking a process that has pytest and the libraries loaded already, so
most take half a second. One that the tests pass with has survived: it is printed
with its line, and each deserves a better test or an explanation.

Not mutated: docstrings, annotations, ``__all__``, and the texts of errors, which
no test should pin down. mutmut wants the sources in a folder of its own and starts
pytest anew for each mutant; with this layout that was slower by a factor of five.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pkgutil
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

PRELOADED = (
    "pytest", "hypothesis", "hypothesis.strategies", "numpy", "msgspec", "lxml.etree", "cspo.time",
    "cspo.errors", "xml.etree.ElementTree", "csv", "_hypothesis_pytestplugin", "hypothesis.extra",
)  # fmt: skip
"""Imported once, before the first fork. None may import what is mutated."""

PATIENCE_S = 90
"""CPU time, s. A mutant that uses more is taken for killed: it loops."""

_COMPARE = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_BINARY = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitXor: ast.BitAnd, ast.Pow: ast.Mult,
}  # fmt: skip
_CALLS = {
    "all": "any", "any": "all", "max": "min", "min": "max", "sorted": "list",
    "startswith": "endswith", "endswith": "startswith", "issuperset": "issubset",
    "issubset": "issuperset", "union": "intersection", "intersection": "union",
    "partition": "rpartition", "rpartition": "partition", "fullmatch": "match", "match": "search",
}  # fmt: skip
_TOLD = re.compile(r"(Error|Malformed\w*|Refused\w*|_malformed|_contradiction|_un\w+able)$")
"""Names of calls whose texts people read."""


@dataclass(frozen=True)
class Mutant:
    """One changed place of one module."""

    module: str
    line: int
    text: str
    tree: ast.Module


def mutants_of(name: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    places = list(_places(tree, told=False))
    for number, node in enumerate(places):
        for variant in range(len(list(_variants(node)))):
            changed = copy.deepcopy(tree)
            place = list(_places(changed, told=False))[number]
            before = _read(place)
            after = list(_variants(place))[variant]()
            ast.fix_missing_locations(changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(name, line, f"{_short(before)}  ->  {_short(after)}", changed)


def _read(node: ast.AST) -> str:
    """The code of a node; of a compound one its head."""
    return ast.unparse(node).partition("\n")[0]


def _short(text: str) -> str:
    return " ".join(text.split())[:110]


def _places(node: ast.AST, *, told: bool) -> Iterator[ast.AST]:
    """What may be mutated: code, without docstrings, annotations, ``__all__``, told texts."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and told:
        return
    if isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
    ):
        return
    yield node
    told = told or isinstance(node, ast.JoinedStr)
    if isinstance(node, ast.Call):
        told = told or bool(_TOLD.search(ast.unparse(node.func)))
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_docstring:
                yield from _places(child, told=told)


def _variants(node: ast.AST) -> Iterator[Callable[[], str]]:  # noqa: C901 - a case each
    """Functions that each change *node* in its place and return what it reads as then."""

    def setter(**fields: object) -> Callable[[], str]:
        def change() -> str:
            for field, value in fields.items():
                setattr(node, field, value)
            return _read(node)

        return change

    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            yield setter(ops=[_COMPARE[type(op)]()])
        case ast.BoolOp(op=op, values=values):
            yield setter(op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for dropped in range(len(values)):
                rest = values[:dropped] + values[dropped + 1 :]
                yield setter(values=rest)
        case ast.BinOp(op=op) if type(op) in _BINARY:
            yield setter(op=_BINARY[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield setter(operand=ast.UnaryOp(ast.Not(), node.operand))
        case ast.Constant(value=bool(value)):
            yield setter(value=not value)
        case ast.Constant(value=int(value)):
            yield setter(value=value + 1)
        case ast.Constant(value=str(value)):
            yield setter(value=f"X{value}")
        case ast.Constant(value=bytes(value)):
            yield setter(value=b"X" + value)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(
            test, ast.Compare | ast.BoolOp
        ):
            yield setter(test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[_, *_]):
            yield setter(ifs=[])
        case ast.Return(value=ast.AST()):
            yield setter(value=ast.Constant(None))
        case ast.Call(func=ast.Name(id=called)) if called in _CALLS:
            yield setter(func=ast.Name(_CALLS[called], ast.Load()))
        case ast.Call(func=ast.Attribute(attr=called, value=owner)) if called in _CALLS:
            yield setter(func=ast.Attribute(owner, _CALLS[called], ast.Load()))
        case ast.Break():
            yield setter(__class__=ast.Continue)
        case ast.Continue():
            yield setter(__class__=ast.Break)
        case _:
            pass
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        for number, statement in enumerate(block) if isinstance(block, list) else ():
            removable = isinstance(statement, ast.Raise | ast.AugAssign) or (
                isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            )
            if removable:
                yield _remover(block, number)


def _remover(block: list[ast.stmt], number: int) -> Callable[[], str]:
    def change() -> str:
        gone = ast.unparse(block[number])
        block[number] = ast.copy_location(ast.Pass(), block[number])
        return f"without: {gone}"

    return change


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Puts the mutant in the place of its module."""

    def __init__(self, mutant: Mutant, path: Path, *, package: bool) -> None:
        self.mutant, self.path, self.package = mutant, path, package

    def find_spec(
        self,
        fullname: str,
        path: object = None,  # noqa: ARG002 - the protocol has it so
        target: object = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        spec = importlib.util.spec_from_file_location(fullname, self.path, loader=self)
        if spec is not None and self.package:
            spec.submodule_search_locations = [str(self.path.parent)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.tree, str(self.path), "exec"), module.__dict__)


def sources(names: Sequence[str]) -> dict[str, Path]:
    """Modules of the named packages or modules, found without importing what they hold."""
    found: dict[str, Path] = {}
    for name in names:
        root = Path("src", *name.split("."))
        if root.with_suffix(".py").exists():
            found[name] = root.with_suffix(".py")
            continue
        found[name] = root / "__init__.py"
        for module in pkgutil.walk_packages([str(root)], f"{name}."):
            path = Path("src", *module.name.split("."))
            found[module.name] = path / "__init__.py" if module.ispkg else path.with_suffix(".py")
    return found


def in_turn(tests: Sequence[str], module: str) -> list[list[str]]:
    """The files of tests: that of the module first and alone, since it kills the most."""
    files = [
        str(file)
        for path in map(Path, tests)
        for file in ([path] if path.is_file() else sorted(path.rglob("test_*.py")))
    ]
    own = [file for file in files if Path(file).stem == f"test_{module.rpartition('.')[2]}"]
    return [group for group in (own, [file for file in files if file not in own]) if group]


def judge(tests: Sequence[str], module: str, finder: _Finder | None) -> str:
    """``passed``, ``failed`` or ``looped``: what all of the tests say."""
    for group in in_turn(tests, module):
        result = outcome(group, finder)
        if result != "passed":
            return result
    return "passed"


def outcome(tests: Sequence[str], finder: _Finder | None) -> str:
    """What some files of tests say with a mutant in place, in a fork."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE_S, PATIENCE_S + 10))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            if finder is not None:
                sys.meta_path.insert(0, finder)
            pytest = importlib.import_module("pytest")
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they cost more than the tests
            options = ["-x", "-q", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"]
            options += ["-p", "no:cacheprovider"]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # it is loaded already
            status = int(pytest.main([*options, *tests]))
        os._exit(status)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return {0: "passed", -signal.SIGXCPU: "looped"}.get(code, "failed")


def hasten_hypothesis() -> None:
    """One failing example is enough to kill a mutant: none is made smaller, none kept."""
    hypothesis = importlib.import_module("hypothesis")
    register = hypothesis.settings.register_profile
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)

    def register_quick(name: str, *parents: object, **options: object) -> None:
        register(name, *parents, **{**options, "phases": phases, "database": None})

    type.__setattr__(hypothesis.settings, "register_profile", staticmethod(register_quick))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants, print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="+", help="packages or modules")
    parser.add_argument("--tests", nargs="+", required=True, help="files or folders")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this")
    parser.add_argument("--list", action="store_true", help="print the mutants, run none")
    chosen = parser.parse_args(arguments)
    for name in PRELOADED:
        importlib.import_module(name)
    hasten_hypothesis()
    paths = sources(chosen.modules)
    strays = [name for name in paths if name in sys.modules]
    if strays:
        raise SystemExit(f"imported before the first fork: {' '.join(strays)}")
    mutants = [
        mutant
        for name, path in paths.items()
        for mutant in mutants_of(name, path.read_text("utf-8"))
    ]
    if chosen.list:
        for mutant in mutants:
            print(f"{mutant.module}:{mutant.line}: {mutant.text}")
        return 0
    gc.freeze()
    start = time.monotonic()
    if judge(chosen.tests, "", None) != "passed":
        raise SystemExit("the tests do not pass as they are")
    print(f"{len(mutants)} mutants of {' '.join(chosen.modules)}, tests: {' '.join(chosen.tests)}")
    counts = {"passed": 0, "failed": 0, "looped": 0}
    for number, mutant in enumerate(mutants):
        if time.monotonic() - start > chosen.minutes * 60:
            break
        if number % 100 == 0:
            print(f"{number} of {len(mutants)}", file=sys.stderr, flush=True)
        path = paths[mutant.module]
        finder = _Finder(mutant, path, package=path.name == "__init__.py")
        result = judge(chosen.tests, mutant.module, finder)
        counts[result] += 1
        if result == "passed":
            print(f"survived  {mutant.module}:{mutant.line}: {mutant.text}", flush=True)
    run = sum(counts.values())
    minutes = (time.monotonic() - start) / 60
    print(
        f"{run} run in {minutes:.0f} min: {counts['failed']} killed, {counts['looped']} looped, "
        f"{counts['passed']} survived, {len(mutants) - run} not run"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
