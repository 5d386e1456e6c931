"""What ``cspo node init`` writes for people to fill in: every setting with its default."""

from __future__ import annotations

import inspect
import re
from typing import Any, Final

import msgspec

from cspo.node.runtime.config import TABLES

__all__ = ["commented_config", "people_to_fill_in"]

_PEOPLE: Final = """\
# The people of this node: docs/how-to/run-a-node.md. Nobody else gets in.
format = 1

# [[person]]
# id = "a.larsen"
# name = "A. Larsen"
# party = "{nation}"
# nationalities = ["{nation}"]
# clearance = "U"
# caveats = []
# roles = ["watch", "release"]     # viewer, watch, release, operator, admin
"""


def commented_config() -> str:
    """All tables and fields of ``node.toml`` as comments, each with its default.

    A table that may stand more than once is left to the reference.
    """
    return "\n".join(_table(name, kind) for name, kind in TABLES.items() if name != "channel")


def people_to_fill_in(nation: str) -> str:
    """A table of people without anybody in it."""
    return _PEOPLE.format(nation=nation)


def _table(name: str, kind: type[msgspec.Struct]) -> str:
    about = re.sub(r"``", "", (inspect.getdoc(kind) or "").partition("\n")[0])
    lines = [f"# {about}", f"# [{name}]"]
    lines += [f"# {field.name} = {_toml(field.default)}" for field in msgspec.structs.fields(kind)]
    return "\n".join([*lines, ""])


def _toml(value: Any) -> str:
    """A default as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return msgspec.json.encode(value).decode()
