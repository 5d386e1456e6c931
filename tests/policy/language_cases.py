"""A small vocabulary, worlds that answer it, and expressions of it at random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from cspo.errors import SourceError
from cspo.policy import (
    INSTANT,
    NUMBER,
    TEXT,
    TIME_S,
    TRUTH,
    Function,
    Parameter,
    Reading,
    Vocabulary,
)
from cspo.policy.unit import LENGTH_KM

NATIONS = ("AUS", "CAN", "FRA", "DEU", "ITA", "JPN", "NZL", "NOR", "GBR", "USA")

PICTURE = Vocabulary((
    Function(
        name="max_pc", unit=NUMBER, low=0.0, high=1.0,
        parameters=(
            Parameter(name="asset"),
            Parameter(name="days", type=NUMBER, required=False, low=0.0, high=30.0),
        ),
    ),
    Function(
        name="feed_lag", unit=TIME_S, low=0.0,
        parameters=(Parameter(name="nation", choices=NATIONS),),
    ),
    Function(
        name="sensors_up", unit=NUMBER, low=0.0,
        parameters=(Parameter(name="regime", choices=("LEO", "MEO", "GEO")),),
    ),
    Function(name="crew_ready", unit=TRUTH, parameters=(Parameter(name="crew"),)),
    Function(name="miss", unit=LENGTH_KM, low=0.0),
    Function(name="now", unit=INSTANT),
    Function(name="service.state", unit=TEXT, parameters=(Parameter(name="name"),)),
    Function(name="service.margin", unit=NUMBER, parameters=(Parameter(name="name"),)),
    Function(
        name="contact_age", unit=TIME_S, low=0.0,
        parameters=(
            Parameter(name="nation", choices=NATIONS),
            Parameter(name="since", type=INSTANT, required=False),
            Parameter(name="least", type=TIME_S, required=False),
            Parameter(name="tested", type=TRUTH, required=False),
        ),
    ),
))  # fmt: skip
"""Much like what a node can be asked."""

PLAIN = Vocabulary((
    *(Function(name=name, unit=NUMBER) for name in ("n1", "n2", "n3")),
    *(Function(name=name, unit=TIME_S) for name in ("t1", "t2")),
    *(Function(name=name, unit=TRUTH) for name in ("b1", "b2", "b3")),
    *(Function(name=name, unit=TEXT) for name in ("s1", "s2")),
))  # fmt: skip
"""Nothing but names and units."""


class Answers:
    """A world that answers from a dictionary, and says that it does not know the rest."""

    def __init__(self, answers: Mapping[str, Reading]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, object]]] = []

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        self.asked.append((name, dict(arguments)))
        if name not in self.answers:
            raise SourceError("read the picture", name, hint="nobody says")
        return self.answers[name]


def says(value: Any, unit: Any = NUMBER, **more: Any) -> Reading:
    """A reading."""
    return Reading(value=value, unit=unit, **more)


def unknown(unit: Any, text: str = "nobody says", **more: Any) -> Reading:
    """A reading that is unknown."""
    return Reading(value=None, unit=unit, text=text, **more)


_NUMBERS = st.sampled_from(["0", "1", "2", "3", "0.5", "1e-4", "2.5", "7", "100"])
_TIMES = st.sampled_from(["0 s", "10 min", "1.5 h", "2 d", "30 s", "250 ms", "-1 h"])


def _operated(leaves: st.SearchStrategy[str], *, scaled: bool) -> st.SearchStrategy[str]:
    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        plain = st.builds("{} {} {}".format, inner, st.sampled_from("+-"), inner)
        grouped = st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner)
        extreme = st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner)
        signed = st.builds("-({})".format, inner)
        factor = st.sampled_from(["2", "0.5", "n1()", "(n2() - 1)"])
        times = st.builds("({}) {} {}".format, inner, st.sampled_from("*/"), factor)
        return st.one_of(plain, grouped, extreme, signed, *([times] if scaled else []))

    return st.recursive(leaves, grow, max_leaves=5)


NUMBER_TEXTS = _operated(
    st.one_of(_NUMBERS, st.sampled_from(["n1()", "n2()", "n3()"])), scaled=True
)
TIME_TEXTS = _operated(st.one_of(_TIMES, st.sampled_from(["t1()", "t2()"])), scaled=True)
_SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
COMPARISON_TEXTS = st.one_of(
    st.builds("{} {} {}".format, NUMBER_TEXTS, _SIGNS, NUMBER_TEXTS),
    st.builds("{} {} {}".format, TIME_TEXTS, _SIGNS, TIME_TEXTS),
    st.builds(
        "{} {} {}".format, st.sampled_from(["s1()", "s2()", '"up"']), st.sampled_from(["==", "!="]),
        st.sampled_from(["s1()", "s2()", '"up"', '"a \\"b\\" \\\\"']),
    ),
)  # fmt: skip


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    word = st.sampled_from(["and", "or"])
    return st.one_of(
        st.builds("{} {} {}".format, inner, word, inner),
        st.builds("({} {} {})".format, inner, word, inner),
        st.builds("not {}".format, inner),
        st.builds("not ({})".format, inner),
        st.builds("({}) {} ({})".format, inner, st.sampled_from(["==", "!="]), inner),
    )


TRUTH_TEXTS = st.recursive(
    st.one_of(st.sampled_from(["b1()", "b2()", "b3()", "true", "false"]), COMPARISON_TEXTS),
    _joined,
    max_leaves=8,
)
"""Expressions of `PLAIN` without ``known``."""


@st.composite
def readings(draw: st.DrawFn, unit: Any) -> Reading:
    """An answer: exact, a band, bounded on one side, or unknown."""
    if unit == TRUTH:
        value = draw(st.sampled_from([True, False, None]))
        return says(value, unit)
    if unit == TEXT:
        return says(draw(st.sampled_from(["up", "down", 'a "b" \\', None])), unit)
    ends = sorted(draw(st.tuples(*[st.integers(-8, 8)] * 3)))
    low, value, high = (x * (450.0 if unit == TIME_S else 0.5) for x in ends)
    match draw(st.integers(0, 4)):
        case 0:
            return says(value, unit)
        case 1:
            return says(None, unit)
        case 2:
            return says(None, unit, low=low)
        case 3:
            return says(None, unit, low=low, high=high)
    return says(value, unit, low=low, high=high)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Reading]:
    """Answers to all of `PLAIN`."""
    return {function.name: draw(readings(function.unit)) for function in PLAIN}


@st.composite
def refined(draw: st.DrawFn, reading: Reading, *, exact: bool) -> Reading:
    """An answer that knows more: within what the first one left open; *exact*: all."""
    if reading.unit == TRUTH:
        return reading if reading.known else says(draw(st.booleans()), reading.unit)
    if reading.unit == TEXT:
        return reading if reading.known else says(draw(st.sampled_from(["up", "x"])), reading.unit)
    step = 450.0 if reading.unit == TIME_S else 0.5
    low = reading.value if reading.low is None else reading.low
    high = reading.value if reading.high is None else reading.high
    first = -12 if low is None else round(low / step)  # type: ignore[operator]
    last = max(first + 12, 12) if high is None else round(high / step)  # type: ignore[operator]
    a, value, b = (x * step for x in sorted(draw(st.tuples(*[st.integers(first, last)] * 3))))
    if exact or draw(st.booleans()):
        return says(value, reading.unit)
    return says(value, reading.unit, low=a, high=b)
