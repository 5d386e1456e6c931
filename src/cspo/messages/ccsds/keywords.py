"""How a keyword of a message is described: one row of a table in a blue book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

__all__ = ["Block", "Keyword", "Kind"]

S = TypeVar("S")


class Kind(Enum):
    """What the value of a keyword is."""

    TEXT = "text"
    EPOCH = "epoch"
    NUMBER = "number"
    INTEGER = "integer"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One row of a keyword table.

    Parameters
    ----------
    name : str
        The keyword as the message spells it.
    field : str
        The field of the Struct that holds its value; it names the unit.
    kind : Kind
    unit : str
        The unit that the book fixes, as it is written between brackets.
    mandatory : bool
    allowed : tuple of str
        The values of a CHOICE, in capitals.
    low, high : float
        Closed limits of a number.
    group : str
        Element that holds it in XML, where it is not the block's own.
    """

    name: str
    field: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    mandatory: bool = False
    allowed: tuple[str, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")
    group: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The keywords that stand together, in the order of the book.

    Parameters
    ----------
    name : str
        For faults: ``"metadata"``.
    element : str
        Its element in XML.
    keywords : tuple of Keyword
    """

    name: str
    element: str
    keywords: tuple[Keyword, ...]
    by_name: dict[str, Keyword] = field(init=False, repr=False, compare=False)
    rank: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {k.name: k for k in self.keywords})
        object.__setattr__(self, "rank", {k.name: i for i, k in enumerate(self.keywords)})

    def struct(
        self, build: Callable[..., S], values: Mapping[str, object], comments: Sequence[str]
    ) -> S:
        """The Struct of this block from values by keyword; mandatory ones missing become empty."""
        fields = {
            k.field: "" if k.mandatory and values.get(k.name) is None else values.get(k.name)
            for k in self.keywords
        }
        return build(comments=tuple(comments), **fields)
