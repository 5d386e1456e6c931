"""An OEM in KVN: header, then segments of metadata, ephemeris lines, covariances."""

from __future__ import annotations

from typing import Final

from cspo.messages.ccsds.kvn import Item, kvn_item, kvn_lines
from cspo.messages.ccsds.report import Findings
from cspo.messages.ccsds.values import read_number
from cspo.messages.oem.columns import numbers_at_once, read_states
from cspo.messages.oem.section import Section
from cspo.messages.oem.segment import Draft
from cspo.messages.oem.table import HEADER, METADATA

__all__ = ["KvnReader"]

_MARKS: Final = frozenset({"META_START", "META_STOP", "COVARIANCE_START", "COVARIANCE_STOP"})
_ROWS: Final = 6


class KvnReader:
    """Walks the lines once; everything found goes to *header*, *drafts* and *log*."""

    def __init__(self, text: str, log: Findings) -> None:
        self._lines = kvn_lines(text)
        self._at = 0
        self._log = log
        self.version = ""
        self.drafts: list[Draft] = []
        self.header = Section(HEADER, "", log)

    def version_item(self) -> Item | None:
        """The first keyword, which must be the version."""
        while self._at < len(self._lines):
            item = self._next()
            if item is not None and item.keyword != "COMMENT":
                return item
        return None

    def read(self, version: str) -> None:
        """Read all after the version."""
        self.header = Section(HEADER, version, self._log)
        while self._at < len(self._lines) and not self._is("META_START"):
            item = self._next()
            if item is not None:
                self.header.take(item)
        self.header.close(self._at + 1)
        while self._at < len(self._lines):
            self._segment(version)
        if not self.drafts:
            self._log.fault(self._at, "META_START", "no segment", expected="META_START")

    def _segment(self, version: str) -> None:
        start = self._at + 1
        self._at += 1
        metadata = Section(METADATA, version, self._log)
        while self._at < len(self._lines) and self._mark() is None:
            item = self._next()
            if item is not None:
                metadata.take(item)
        if self._is("META_STOP"):
            self._at += 1
        else:
            self._log.fault(min(self._at + 1, len(self._lines)), "META_STOP", "block not closed",
                            expected="META_STOP")  # fmt: skip
        metadata.close(start)
        draft = Draft(metadata, start)
        self._data(draft)
        draft.check(version, self._log)
        self.drafts.append(draft)

    def _data(self, draft: Draft) -> None:
        lines, found = self._lines, list[int]()
        closed = False
        while self._at < len(lines):
            first = lines[self._at].lstrip()[:1]
            if "0" <= first <= "9":
                found.append(self._at)
                if closed:
                    self._log.fault(self._at + 1, "", "ephemeris after covariances",
                                    expected="META_START", got=lines[self._at].strip())  # fmt: skip
                self._at += 1
            elif not first:
                self._at += 1
            elif self._is("META_START"):
                break
            elif self._is("COVARIANCE_START"):
                self._covariances(draft)
                closed = True
            else:
                self._other(draft)
        draft.states = read_states(
            [lines[i] for i in found], [i + 1 for i in found], draft.time_system, self._log
        )

    def _other(self, draft: Draft) -> None:
        item = self._next()
        if item is None:
            return
        if item.keyword == "COMMENT":
            draft.comments.append(item.value)
        elif item.keyword or item.value in _MARKS:
            self._log.fault(item.line, item.keyword or item.value, "unexpected keyword",
                            expected="an ephemeris line, COVARIANCE_START or META_START",
                            got=item.keyword or item.value)  # fmt: skip
        else:
            self._log.fault(item.line, "", "not an ephemeris line",
                            expected="an epoch and 6 or 9 numbers", got=item.value)  # fmt: skip

    def _covariances(self, draft: Draft) -> None:
        start = self._at + 1
        self._at += 1
        matrix = _Matrix(draft, self._log)
        while self._at < len(self._lines) and self._mark() is None:
            line, self._at = self._lines[self._at], self._at + 1
            stripped = line.strip()
            if not stripped:
                continue
            if stripped[0] in "0123456789+-.":
                matrix.row(stripped, self._at)
            else:
                item = kvn_item(line, self._at)
                if item is not None:
                    matrix.item(item)
        matrix.close()
        if self._is("COVARIANCE_STOP"):
            self._at += 1
        else:
            self._log.fault(start, "COVARIANCE_STOP", "block not closed",
                            expected="COVARIANCE_STOP")  # fmt: skip

    def _next(self) -> Item | None:
        self._at += 1
        return kvn_item(self._lines[self._at - 1], self._at)

    def _mark(self) -> str | None:
        word = self._lines[self._at].strip()
        return word if word in _MARKS else None

    def _is(self, mark: str) -> bool:
        return self._at < len(self._lines) and self._lines[self._at].strip() == mark


class _Matrix:
    """One covariance while its rows come in."""

    def __init__(self, draft: Draft, log: Findings) -> None:
        self._draft, self._log = draft, log
        self._reset("", None)
        self._open = False

    def _reset(self, epoch: str, line: int | None) -> None:
        self._epoch, self._line = epoch, line
        self._frame: str | None = None
        self._tokens: list[str] = []
        self._rows = 0
        self._row_lines: list[int] = []
        self._spoiled = False

    def item(self, item: Item) -> None:
        """A line that is no row."""
        if item.keyword == "COMMENT":
            self._draft.covariances.comments.append(item.value)
        elif item.keyword == "EPOCH":
            self.close()
            self._reset(item.value, item.line)
            self._open = True
        elif item.keyword == "COV_REF_FRAME" and self._open and not self._rows and item.value:
            self._frame = item.value
        elif item.keyword:
            known = item.keyword == "COV_REF_FRAME"
            text = "keyword out of place" if known else "unknown keyword"
            self._log.fault(item.line, item.keyword, text, expected="EPOCH, COV_REF_FRAME or a row",
                            got=item.keyword)  # fmt: skip
        else:
            self._log.fault(item.line, "", "not a row of a covariance",
                            expected="EPOCH, COV_REF_FRAME or a row", got=item.value)  # fmt: skip

    def row(self, line: str, number: int) -> None:
        """One row of numbers."""
        if not self._open:
            self._log.fault(number, "EPOCH", "covariance without epoch", expected="EPOCH",
                            got=line)  # fmt: skip
            self._open, self._spoiled = True, True
        tokens = line.split()
        self._rows += 1
        if self._spoiled:
            return
        if self._rows > _ROWS:
            self._spoil(number, "", "seventh row of a covariance", "EPOCH or COVARIANCE_STOP", line)
        elif len(tokens) != self._rows:
            self._spoil(number, "", "wrong number of columns",
                        f"{self._rows} in row {self._rows}", line)  # fmt: skip
        else:
            self._tokens += tokens
            self._row_lines.append(number)

    def close(self) -> None:
        """Keep the matrix if it is whole."""
        if not self._open or self._spoiled:
            return
        if self._rows != _ROWS:
            self._log.fault(self._line, "EPOCH", "covariance not complete",
                            expected=f"{_ROWS} rows", got=str(self._rows))  # fmt: skip
            return
        lower = numbers_at_once(self._tokens)
        if lower is not None:
            self._draft.covariances.add(self._epoch, self._frame, lower.tolist(), self._line)
            return
        first = next((i for i, t in enumerate(self._tokens) if read_number(t) is None), 0)
        line = self._row_lines[next(k for k in range(_ROWS) if first < (k + 1) * (k + 2) // 2)]
        self._log.fault(line, "", "not a number", expected="a number",
                        got=self._tokens[first])  # fmt: skip

    def _spoil(self, line: int | None, keyword: str, text: str, expected: str, got: str) -> None:
        self._log.fault(line, keyword, text, expected=expected, got=got)
        self._spoiled = True
