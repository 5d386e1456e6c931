"""The page of security names tests that exist; the page of the HTTP interface names every path."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from cspo.node.http.app import create_app
from cspo.node.http.faults import TITLES
from cspo.node.http.oidc_settings import ClaimNames, OidcSettings
from cspo.node.http.people import Person
from cspo.node.http.rights import ROLES, Right

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SECURITY = (DOCS / "explanation" / "security.md").read_text("utf-8")
INTERFACE = (DOCS / "reference" / "http-api.md").read_text("utf-8")
PEOPLE = (DOCS / "reference" / "people-file.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", SECURITY)))
OTHERS = ("/udl/", "/filedrop/", "/basicspacedata/", "/ajaxauth/")
"""Interfaces that have pages of their own."""


@cache
def functions_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    assert name in functions_in(ROOT / "tests" / file)


def test_every_measure_has_a_test() -> None:
    rows = [line for line in SECURITY.splitlines() if line.startswith("| ")]
    rows = [line for line in rows if not line.startswith(("| measure |", "| refused |"))]
    assert len(rows) > 30
    assert [row for row in rows if not re.search(r"`[\w/]+\.py::\w+`", row)] == []


def test_every_path_is_named_with_its_right() -> None:
    app = create_app({})
    shown = {Right.PUBLIC: "open"}
    missing = []
    for route in app.routes:
        path = re.sub(r":(str|path|int)\}", "}", route.path)
        if path.startswith(OTHERS) or path == "/api/v1/openapi.json":
            continue
        for method, (handler, _) in route.route_handler_map.items():
            right = handler.opt.get("right")
            line = rf"\| `{method} {re.escape(path)}` \|.*\| {shown.get(right, f'`{right}`')} \|"
            if method != "OPTIONS" and not re.search(line, INTERFACE):
                missing.append(f"{method} {path}: {right}")
    assert missing == []


def test_every_status_is_named() -> None:
    for status, (code, _) in TITLES.items():
        assert re.search(rf"\| {status} \| .*`{code}`", INTERFACE), status


def test_every_role_right_and_setting_is_named() -> None:
    for role, rights in ROLES.items():
        (row,) = re.findall(rf"^\| `{role}` \|(.*)\|$", PEOPLE, re.MULTILINE)
        given = [cell.strip() == "yes" for cell in row.split("|")]
        named = [
            Right(name) for name in
            re.findall(r"`(\w+)`", next(x for x in PEOPLE.splitlines() if x.startswith("| role |")))
        ]  # fmt: skip
        assert {right for right, yes in zip(named, given, strict=True) if yes} == rights - {
            Right.SELF
        }
    for struct in (Person, OidcSettings, ClaimNames):
        for field in struct.__struct_fields__:
            assert f"`{field}`" in PEOPLE, field
