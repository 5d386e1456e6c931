"""An OEM in XML: the same segments as elements."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from cspo.messages.ccsds.kvn import Item
from cspo.messages.ccsds.report import Findings
from cspo.messages.ccsds.values import read_number
from cspo.messages.ccsds.xml import Lines
from cspo.messages.oem.columns import Row, States, numbers_at_once, read_rows, read_states_at_once
from cspo.messages.oem.section import Section
from cspo.messages.oem.segment import Draft
from cspo.messages.oem.table import (
    COVARIANCE_ELEMENTS,
    COVARIANCE_UNITS,
    HEADER,
    METADATA,
    STATE,
)

__all__ = ["XmlReader"]

_STATE_TAGS: Final = ("EPOCH", *(name for name, _ in STATE))
_STATE_UNITS: Final = dict(STATE)
_COVARIANCE_UNITS: Final = dict(zip(COVARIANCE_ELEMENTS, COVARIANCE_UNITS, strict=True))
_COVARIANCE_HEADS: Final = (("EPOCH",), ("EPOCH", "COV_REF_FRAME"))


class XmlReader:
    """Walks the document once; everything found goes to *header*, *drafts* and *log*."""

    def __init__(self, root: Element, lines: Lines, version: str, log: Findings) -> None:
        self._lines, self._log, self._version = lines, log, version
        self.drafts: list[Draft] = []
        self.header = Section(HEADER, version, log)
        for child in root:
            if child.tag == "header":
                self._leaves(child, self.header)
            elif child.tag == "body":
                for segment in child:
                    self._segment(segment)
            else:
                self._unknown(child, "header or body")
        self.header.close(lines.get(root))
        if not self.drafts:
            log.fault(lines.get(root), "segment", "no segment", expected="<segment>")

    def _unknown(self, element: Element, expected: str) -> None:
        self._log.fault(self._lines.get(element), element.tag, "unexpected element",
                        expected=expected, got=f"<{element.tag}>")  # fmt: skip

    def _item(self, element: Element) -> Item:
        text = (element.text or "").strip()
        return Item(element.tag, text, element.get("units", ""), self._lines.get(element))

    def _leaves(self, parent: Element, section: Section) -> None:
        for child in parent:
            if len(child):
                self._unknown(child, f"a keyword of the {section.block.name}")
            else:
                section.take(self._item(child))

    def _segment(self, segment: Element) -> None:
        if segment.tag != "segment":
            self._unknown(segment, "segment")
            return
        line = self._lines.get(segment)
        draft = Draft(Section(METADATA, self._version, self._log), line)
        for child in segment:
            if child.tag == "metadata":
                self._leaves(child, draft.metadata)
            elif child.tag == "data":
                self._data(child, draft)
            else:
                self._unknown(child, "metadata or data")
        draft.metadata.close(line)
        draft.check(self._version, self._log)
        self.drafts.append(draft)

    def _data(self, data: Element, draft: Draft) -> None:
        states = list[Element]()
        for child in data:
            if child.tag == "stateVector":
                states.append(child)
            elif child.tag == "covarianceMatrix":
                self._covariance(child, draft)
            elif child.tag == "COMMENT":
                draft.comments.append((child.text or "").strip())
            else:
                self._unknown(child, "stateVector or covarianceMatrix")
        found = self._states_at_once(states, draft.time_system)
        if found is None:
            rows = [row for row in map(self._row, states) if row is not None]
            found = read_rows(rows, draft.time_system, self._log)
        draft.states = found

    def _states_at_once(self, elements: list[Element], time_system: str) -> States | None:
        """All state vectors, None where one departs from the usual or is wrong."""
        epochs, numbers, width = list[str](), list[str](), len(elements[0]) if elements else 0
        tags = _STATE_TAGS[:width]
        if width not in (7, 10):
            return None
        for element in elements:
            if len(element) != width:
                return None
            for child, tag in zip(element, tags, strict=True):
                if child.tag != tag or child.get("units", _STATE_UNITS.get(tag)) != (
                    _STATE_UNITS.get(tag)
                ):
                    return None
            epochs.append((element[0].text or "").strip())
            numbers += [child.text or "" for child in element[1:]]
        lines = [self._lines.get(element) for element in elements]
        return read_states_at_once(epochs, numbers, lines, time_system)

    def _row(self, element: Element) -> Row | None:
        epoch, values = "", dict[str, str]()
        for child in element:
            item = self._item(child)
            if item.keyword == "EPOCH" and not epoch:
                epoch = item.value
            elif item.keyword in _STATE_UNITS and item.keyword not in values:
                if not self._unit(item, _STATE_UNITS[item.keyword]):
                    return None
                values[item.keyword] = item.value
            else:
                self._unknown(child, "EPOCH, X, Y, Z, X_DOT, ... once each")
                return None
        wanted = _STATE_TAGS[1:] if len(values) > 6 else _STATE_TAGS[1:7]
        for name in ("EPOCH", *wanted):
            if not (epoch if name == "EPOCH" else values.get(name)):
                self._log.fault(self._lines.get(element), name, "mandatory keyword missing",
                                expected=f"{name} in the state vector")  # fmt: skip
                return None
        return Row(epoch, [values[name] for name in wanted], self._lines.get(element))

    def _unit(self, item: Item, unit: str) -> bool:
        if item.unit in ("", unit):
            return True
        self._log.fault(item.line, item.keyword, "wrong unit", expected=f"[{unit}]",
                        got=f"[{item.unit}]")  # fmt: skip
        return False

    def _covariance_at_once(self, element: Element, draft: Draft) -> bool:
        """Read a covariance that has all and only what is usual."""
        tags = tuple(child.tag for child in element)
        start = len(tags) - len(COVARIANCE_ELEMENTS)
        if tags[:start] not in _COVARIANCE_HEADS or tags[start:] != COVARIANCE_ELEMENTS:
            return False
        elements = element[start:]
        for child, unit in zip(elements, COVARIANCE_UNITS, strict=True):
            if child.get("units", unit) != unit:
                return False
        texts = [child.text or "" for child in elements]
        values = None if "" in texts else numbers_at_once(texts)
        epoch = (element[0].text or "").strip()
        if values is None or not epoch:
            return False
        frame = (element[1].text or "").strip() if start > 1 else ""
        draft.covariances.add(epoch, frame or None, values.tolist(), self._lines.get(element))
        return True

    def _covariance(self, element: Element, draft: Draft) -> None:
        if self._covariance_at_once(element, draft):
            return
        epoch, frame, values = "", None, dict[str, str]()
        line = self._lines.get(element)
        for child in element:
            item = self._item(child)
            if item.keyword == "COMMENT":
                draft.covariances.comments.append(item.value)
            elif item.keyword == "EPOCH" and not epoch:
                epoch = item.value
            elif item.keyword == "COV_REF_FRAME" and frame is None:
                frame = item.value
            elif item.keyword in _COVARIANCE_UNITS and item.keyword not in values:
                if not self._unit(item, _COVARIANCE_UNITS[item.keyword]):
                    return
                values[item.keyword] = item.value
            else:
                self._unknown(child, "EPOCH, COV_REF_FRAME, CX_X, CY_X, ... once each")
                return
        if not epoch:
            self._log.fault(line, "EPOCH", "mandatory keyword missing",
                            expected="EPOCH in the covariance")  # fmt: skip
            return
        lower = self._lower(values, line)
        if lower is not None:
            draft.covariances.add(epoch, frame or None, lower, line)

    def _lower(self, values: dict[str, str], line: int | None) -> list[float] | None:
        missing = next((name for name in COVARIANCE_ELEMENTS if name not in values), None)
        if missing is not None:
            self._log.fault(line, missing, "mandatory keyword missing",
                            expected=f"{missing} in the covariance")  # fmt: skip
            return None
        texts = [values[name] for name in COVARIANCE_ELEMENTS]
        if numbers_at_once(texts) is None:
            for name, text in zip(COVARIANCE_ELEMENTS, texts, strict=True):
                if read_number(text) is None:
                    self._log.fault(line, name, "not a number", expected="a number", got=text)
            return None
        return [float(text) for text in texts]
