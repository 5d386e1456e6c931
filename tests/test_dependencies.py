"""What a plain installation brings is all that cspo imports."""

from __future__ import annotations

import ast
import itertools
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _normal(distribution: str) -> str:
    """The name of a distribution as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_every_import_is_a_declared_dependency() -> None:
    """A package that only tests, docs or benchmarks install is not there for a user."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project.get("optional-dependencies", {}).values()
    wanted = [*project["dependencies"], *itertools.chain(*extras)]
    declared = {_normal(re.split(r"[^\w.-]", text)[0]) for text in wanted}
    provided = packages_distributions()
    undeclared = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for name in {name.partition(".")[0] for name in names} - {"cspo"}:
                found = {_normal(text) for text in provided.get(name, [])}
                if name not in sys.stdlib_module_names and not found & declared:
                    undeclared.add((str(path.relative_to(ROOT)), name))
    assert not undeclared
