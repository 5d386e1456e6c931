"""Each nation's picture, as conditions of an exercise ask it."""

from __future__ import annotations

from collections.abc import Mapping

from cspo.node.runtime import Node
from cspo.policy import World
from cspo.time import Epoch

__all__ = ["worlds_of"]


def worlds_of(nodes: Mapping[str, Node], t: Epoch) -> dict[str, World]:
    """By nation: its picture at *t* in the language of assumptions."""
    return {nation: node.plans.world(t) for nation, node in nodes.items()}
