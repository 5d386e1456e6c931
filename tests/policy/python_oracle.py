"""Expressions by Python's own parser and arithmetic: an authority that shares no code with ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

_SI_S = {"ms": "0.001", "s": "1.0", "min": "60.0", "h": "3600.0", "d": "86400.0"}
"""SI Brochure, 9th edition, table 8: minute, hour and day in seconds."""

_WITH_UNIT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e-?\d+)?) (ms|s|min|h|d)\b")


def as_python(text: str) -> str:
    """The same expression in Python, times in seconds."""
    text = _WITH_UNIT.sub(lambda found: f"({found[1]}*{_SI_S[found[2]]})", text)
    return re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", text))


def by_python(text: str, values: Mapping[str, Any]) -> bool | None:
    """What Python makes of it; None where it divides by 0."""
    names = {name: (lambda value=value: value) for name, value in values.items()}
    try:
        return bool(eval(as_python(text), {"__builtins__": {}, "min": min, "max": max}, names))
    except ZeroDivisionError:
        return None


def shape_by_python(text: str) -> Any:
    """The tree that Python's parser makes, as nested tuples."""
    return _shape(ast.parse(text, mode="eval").body)


def _shape(node: ast.expr) -> Any:
    match node:
        case ast.BoolOp():
            return (_word(node.op), *map(_shape, node.values))
        case ast.UnaryOp():
            return (_word(node.op), _shape(node.operand))
        case ast.BinOp():
            return (_word(node.op), _shape(node.left), _shape(node.right))
        case ast.Compare():
            (operator,), (right,) = node.ops, node.comparators
            return (_word(operator), _shape(node.left), _shape(right))
        case ast.Call(func=ast.Name(id=name)):
            return (name, *map(_shape, node.args))
        case ast.Name(id=name):
            return {"true": True, "false": False}[name]
        case ast.Constant(value=value):
            return value
    raise AssertionError(node)


def _word(operator: ast.AST) -> str:
    return {
        ast.And: "and", ast.Or: "or", ast.Not: "not", ast.USub: "-", ast.Add: "+", ast.Sub: "-",
        ast.Mult: "*", ast.Div: "/", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
        ast.Eq: "==", ast.NotEq: "!=",
    }[type(operator)]  # fmt: skip
