"""The node that is asked about plans, and the plan that is meant."""

from __future__ import annotations

from typing import Annotated

import typer

from cspo.cli.node_api import NodeApi, asking
from cspo.errors import UsageError

__all__ = ["Which", "path_of", "plans_of"]

Which = Annotated[str, typer.Argument(metavar="PLAN", help="Whose and which: GBR/skynet-watch.")]


def plans_of(node: str) -> NodeApi:
    """The node that looks at plans.

    Raises
    ------
    UsageError
        Where none is named.
    """
    if not node:
        raise UsageError("ask node", "--node", expected="a running node, or a nation of the box",
                         got="nothing", hint="plans are looked at by a node that runs")  # fmt: skip
    return asking(node)


def path_of(which: str) -> str:
    """The plan's address in the API.

    Raises
    ------
    UsageError
        Where it is no name of a plan.
    """
    origin, slash, name = which.partition("/")
    if not slash or not origin or not name or "/" in name:
        raise UsageError("name a plan", which[:100], expected="NATION/NAME, as GBR/skynet-watch")
    return f"plans/{origin.upper()}/{name}"
