"""For any sequence of writings the book holds exactly what is open, in whatever order it came.

The model is a list that somebody keeps by hand: it knows nothing of records.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.records import Record
from cspo.records.bodies.words import Issue
from tests.operations.watch.watch_words import HOUR_S, Scribe, T, book_of

AT = T + 2 * HOUR_S
EVENTS = [f"event:norad:{n}~norad:24946@2026-03-01T16:55:59.800Z" for n in (11, 12, 13)]


@dataclass
class Line:
    """An entry as the list has it."""

    opens: str
    closes: frozenset[int] = frozenset()
    gone: bool = False
    records: list[Record] = field(default_factory=list)
    history: list[tuple[str, frozenset[int]]] = field(default_factory=list)


@dataclass
class Notebook:
    """What is open, kept by hand."""

    lines: list[Line] = field(default_factory=list)
    warnings: dict[tuple[str, str], tuple[int, bool]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    scribe: Scribe = field(default_factory=Scribe)

    def write(self, opens: str, closes: frozenset[int]) -> None:
        named = frozenset(n for n in closes if n < len(self.lines))
        ids = tuple(self.lines[n].records[0].id for n in sorted(named))
        record = self.scribe.entry(opens=opens, closes=ids)
        self.lines.append(Line(opens, named, records=[record]))
        self.records.append(record)

    def correct(self, number: int, opens: str, closes: frozenset[int]) -> None:
        if not self.lines:
            return
        number %= len(self.lines)
        line = self.lines[number]
        if line.gone:
            return
        named = frozenset(n for n in closes if n < len(self.lines) and n != number)
        ids = tuple(self.lines[n].records[-1].id for n in sorted(named))
        record = self.scribe.entry(opens=opens, closes=ids, corrects=line.records[-1].id)
        line.history.append((line.opens, line.closes))
        line.opens, line.closes = opens, named
        line.records.append(record)
        self.records.append(record)

    def take_back(self, number: int) -> None:
        """Take back the last words of a line: those before count again."""
        if not self.lines:
            return
        line = self.lines[number % len(self.lines)]
        if line.gone:
            return
        self.records.append(self.scribe.withdrawal(line.records[-1]))
        if line.history:
            line.opens, line.closes = line.history.pop()
            line.records.pop()
        else:
            line.gone = True

    def warn(self, event: str, origin: str) -> None:
        number, _ = self.warnings.get((origin, event), (0, False))
        self.warnings[origin, event] = (number + 1, True)
        self.records.append(self.scribe.warning(number + 1, event=event, origin=origin))

    def cancel(self, event: str, origin: str) -> None:
        number, is_open = self.warnings.get((origin, event), (0, False))
        if is_open:
            self.warnings[origin, event] = (number + 1, False)
            self.records.append(
                self.scribe.warning(
                    number + 1, event=event, origin=origin, issue=Issue.CANCELLED
                )
            )  # fmt: skip

    def open_keys(self) -> set[str]:
        there = [line for line in self.lines if not line.gone]
        closed = set().union(*(line.closes for line in there))
        entries = {
            f"entry {line.records[0].id}" for n, line in enumerate(self.lines)
            if not line.gone and line.opens and n not in closed
        }  # fmt: skip
        return entries | {
            f"warning {event}" for (_, event), (_, is_open) in self.warnings.items() if is_open
        }


_OPENS = st.sampled_from(["", "", "call FRA", "write the page"])
_SOME = st.frozensets(st.integers(0, 8), max_size=2)
_ORIGIN = st.sampled_from(["NOR", "USA"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), _OPENS, _SOME),
        st.tuples(st.just("correct"), st.integers(0, 8), _OPENS, _SOME),
        st.tuples(st.just("take_back"), st.integers(0, 8)),
        st.tuples(st.just("warn"), st.sampled_from(EVENTS), _ORIGIN),
        st.tuples(st.just("cancel"), st.sampled_from(EVENTS), _ORIGIN),
    ),
    max_size=25,
)


@given(STEPS, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_book_holds_exactly_what_is_open_in_whatever_order_it_came(steps, random):
    notebook = Notebook()
    for name, *arguments in steps:
        getattr(notebook, name)(*arguments)
    book = book_of(*notebook.records)
    items = book.open_items(AT)
    assert {item.key for item in items} == notebook.open_keys()
    assert len(items) == len({item.key for item in items})
    shuffled = list(notebook.records)
    random.shuffle(shuffled)
    other = book_of(*shuffled)
    assert other.open_items(AT) == items
    assert other.log() == book.log()
    assert other.digest(AT) == book.digest(AT)


@given(STEPS)
@settings(max_examples=15, deadline=None)
def test_twice_is_once(steps):
    notebook = Notebook()
    for name, *arguments in steps:
        getattr(notebook, name)(*arguments)
    once, twice = book_of(*notebook.records), book_of(*notebook.records, *notebook.records)
    assert twice.digest(AT) == once.digest(AT)
    assert replace(once.log()[0]) == once.log()[0] if once.log() else True
