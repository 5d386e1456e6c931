"""Header and metadata of an OEM, keyword by keyword, whatever the encoding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cspo.messages.ccsds.keywords import Block
from cspo.messages.ccsds.kvn import Item
from cspo.messages.ccsds.report import Findings
from cspo.messages.ccsds.values import Value, read_value
from cspo.messages.oem.table import SINCE

__all__ = ["Section"]

S = TypeVar("S")


class Section:
    """The values of one block as they are read, with the line of each."""

    def __init__(self, block: Block, version: str, log: Findings) -> None:
        self.block, self.version, self.log = block, version, log
        self.values: dict[str, Value | None] = {}
        self.lines: dict[str, int | None] = {}
        self.comments: list[str] = []
        self._rank = -1
        self._last: int | None = None

    def take(self, item: Item) -> None:
        """Read one item of this block, or note what is wrong with it."""
        self._last = item.line
        if item.keyword == "COMMENT":
            if self.values:
                self.log.fault(item.line, "COMMENT", "comment out of place",
                               expected=f"at the start of the {self.block.name}",
                               got=item.value)  # fmt: skip
            self.comments.append(item.value)
            return
        keyword = self.block.by_name.get(item.keyword)
        if keyword is None:
            text = "unknown keyword" if item.keyword else "not a keyword"
            self.log.fault(item.line, item.keyword, text,
                           expected=f"a keyword of the {self.block.name}",
                           got=item.keyword or item.value)  # fmt: skip
            return
        since = SINCE.get(item.keyword, "1.0")
        if self.version < since:
            self.log.fault(item.line, item.keyword, "keyword of a later version",
                           expected=f"CCSDS_OEM_VERS = {since} or later",
                           got=self.version)  # fmt: skip
        if item.keyword in self.values:
            self.log.fault(item.line, item.keyword, "keyword repeated", expected="once",
                           got=item.value)  # fmt: skip
            return
        rank = self.block.rank[item.keyword]
        if rank < self._rank:
            self.log.remark(item.line, item.keyword, "keyword out of order",
                            expected="the order of the book", got=item.keyword)  # fmt: skip
        self._rank = max(rank, self._rank)
        self.lines[item.keyword] = item.line
        self.values[item.keyword] = read_value(item, keyword, self.log)

    def close(self, line: int | None) -> None:
        """Note what is missing at the end of the block; *line* is for an empty one."""
        for keyword in self.block.keywords:
            if keyword.mandatory and keyword.name not in self.values:
                self.log.fault(self._last or line, keyword.name, "mandatory keyword missing",
                               expected=f"{keyword.name} in the {self.block.name}",
                               got="nothing")  # fmt: skip

    def text(self, keyword: str) -> str:
        """The value of a text keyword, empty where there is none."""
        value = self.values.get(keyword)
        return value if isinstance(value, str) else ""

    def struct(self, build: Callable[..., S]) -> S:
        """The Struct of this block; missing texts are empty."""
        return self.block.struct(build, self.values, self.comments)
