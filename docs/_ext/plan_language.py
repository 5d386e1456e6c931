"""Writes ``docs/reference/plan-language.md`` from the language itself.

``python docs/_ext/plan_language.py`` writes the page; a test fails while the page
is not what this would write. The grammar, the units, the precedence, the limits
and the words come from the code, and every verdict and refusal that the page
shows is what the code says of the text beside it; the prose is ``plan_language.txt``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from cspo.policy import (
    INSTANT,
    NUMBER,
    TEXT,
    TIME_S,
    TRUTH,
    Function,
    MalformedExpression,
    Parameter,
    Reading,
    Unit,
    Vocabulary,
    evaluate,
    parse,
)
from cspo.policy.build import MOST_DEPTH, MOST_PARTS
from cspo.policy.grammar import GRAMMAR
from cspo.policy.parse import POWERS
from cspo.policy.tokens import MOST_BYTES
from cspo.policy.unit import LENGTH_KM, WRITTEN, Written
from cspo.policy.vocabulary import RESERVED
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["PAGE", "SHOWN", "render", "vocabulary_table"]

PAGE: Final = Path(__file__).resolve().parents[1] / "reference" / "plan-language.md"

_TEMPLATE: Final = Path(__file__).with_suffix(".txt")
_SINCE: Final = Epoch.from_utc("2026-11-26T06:00:00Z")

SHOWN: Final = Vocabulary((
    Function(
        name="max_pc", unit=NUMBER, low=0.0, high=1.0,
        parameters=(Parameter(name="asset"), Parameter(name="days", type=NUMBER, required=False)),
    ),
    Function(
        name="feed_lag", unit=TIME_S, low=0.0,
        parameters=(Parameter(name="nation", choices=("NOR", "GBR", "NZL")),),
    ),
    Function(name="contact_age", unit=TIME_S, low=0.0, parameters=(Parameter(name="nation"),)),
    Function(
        name="sensors_up", unit=NUMBER, low=0.0,
        parameters=(Parameter(name="regime", choices=("LEO", "GEO")),),
    ),
    Function(name="miss", unit=LENGTH_KM, low=0.0, parameters=(Parameter(name="asset"),)),
    Function(name="crew_ready", unit=TRUTH, parameters=(Parameter(name="crew"),)),
    Function(name="service.state", unit=TEXT, parameters=(Parameter(name="name"),)),
    Function(name="now", unit=INSTANT),
))  # fmt: skip
"""What the examples of the page call."""

_ANSWERS: Final = {
    ("max_pc", "SKYNET 5D"): Reading(value=9e-5, low=8e-5, high=9.5e-5, unit=NUMBER, since=_SINCE),
    ("max_pc", "ANIK F1R"): Reading(value=4e-5, low=6e-6, high=3e-4, unit=NUMBER),
    ("feed_lag", "NOR"): Reading(value=431.0, unit=TIME_S),
    ("contact_age", "NZL"): Reading(
        value=None, low=40 * DAY_S, unit=TIME_S, text="nobody ever got through to duty officer"
    ),
    ("sensors_up", "GEO"): Reading(value=4.0, unit=NUMBER),
    ("crew_ready", "day"): Reading(value=None, unit=TRUTH, text="no report of today"),
    ("service.state", "gps"): Reading(value="degraded", unit=TEXT),
    ("now", ""): Reading(value=_SINCE, unit=INSTANT),
}


class _Picture:
    """Answers of the page's examples."""

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        """What stands above."""
        return _ANSWERS[name, str(next(iter(arguments.values()), ""))]


_EXAMPLES: Final = (
    'feed_lag("NOR") < 10 min',
    'max_pc(asset="SKYNET 5D", days=7) < 1e-4',
    'max_pc("ANIK F1R") < 1e-4',
    'sensors_up("GEO") >= 3 and service("gps").state == "up"',
    'contact_age("NZL") < 31 d',
    'crew_ready("day")',
    'crew_ready("day") or feed_lag("NOR") < 10 min',
    "2026-12-01T00:00Z - now() > 2 d",
    'not known(crew_ready("day"))',
)

_MISTAKES: Final = (
    'feed_lag("NOR") < 10',
    'feed_lag("NOR") < 10 m',
    'feed_lag("NOR") < 10 minutes',
    'max_pc("SKYNET 5D") < 1e4',
    'max_pc("SKYNET 5D") < 1e-4 = true',
    'miss("SKYNET 5D") * 2 < 5 km/s',
    'feed_lag("NRO") < 10 min',
    'max_p("SKYNET 5D") < 1e-4',
    '1e-6 < max_pc("SKYNET 5D") < 1e-4',
    'service("gps") == "up"',
    'crew_ready("day") аnd true',
)


def render() -> str:
    """The page."""
    page = _TEMPLATE.read_text("utf-8")
    for name, text in (
        ("examples", _lines(map(_example, _EXAMPLES))),
        ("operators", _operators()),
        ("reserved", ", ".join(f"`{word}`" for word in sorted(RESERVED))),
        ("units", _units()),
        ("truths", _truths()),
        ("mistakes", _lines(map(_mistake, _MISTAKES))),
        ("bytes", f"{MOST_BYTES:,}"),
        ("parts", str(MOST_PARTS)),
        ("depth", str(MOST_DEPTH)),
        ("grammar", GRAMMAR.rstrip()),
    ):
        page = page.replace(f"[{name}]", text)
    return page


def vocabulary_table(vocabulary: Vocabulary) -> str:
    """The functions of a vocabulary as a table: how each is called, what it gives, what it says."""
    rows = (
        f"| `{function.signature}` | {_unit(function.unit)} | {_said(function)} |"
        for function in sorted(vocabulary, key=lambda function: function.name)
    )
    return _lines(["| call | gives | what |", "|---|---|---|", *rows])


def _said(function: Function) -> str:
    each = [
        f"`{parameter.name}`: {parameter.text or _unit(parameter.type)}"
        + (f" ({', '.join(parameter.choices)})" if parameter.choices else "")
        for parameter in function.parameters
    ]
    return _cell(" ".join([function.text, "; ".join(each)]).strip())


def _unit(unit: Unit) -> str:
    return unit.name if unit.symbol in {unit.kind, "1"} else f"{unit.name}, {unit.symbol}"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _example(text: str) -> str:
    return f"| `{text}` | {_cell(evaluate(parse(text, SHOWN), _Picture()).text)} |"


def _mistake(text: str) -> str:
    try:
        parse(text, SHOWN)
    except MalformedExpression as error:
        return f"| `{text}` | {_cell(str(error))} |"
    raise AssertionError(text)


def _operators() -> str:
    levels = sorted(set(POWERS.values()))
    return _lines(
        f"{number}. " + " ".join(f"`{word}`" for word, power in POWERS.items() if power == level)
        for number, level in enumerate(levels, 1)
    )


def _units() -> str:
    return _lines(
        f"| `{name}` | {written.text} | {written.unit.name} | {_worth(written)} |"
        for name, written in WRITTEN.items()
    )


def _worth(written: Written) -> str:
    return f"{written.factor:.10g} {written.unit.symbol.removeprefix('1')}".strip()


class _Table:
    """A world of two truths."""

    def __init__(self, **truths: bool | None) -> None:
        self._truths = truths

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:  # noqa: ARG002
        """One of them."""
        return Reading(value=self._truths[name], unit=TRUTH)


def _truths() -> str:
    words = {True: "true", False: "false", None: "unknown"}
    two = Vocabulary(tuple(Function(name=name, unit=TRUTH) for name in "ab"))
    asked = [parse(text, two) for text in ("a()", "b()", "a() and b()", "a() or b()", "not a()")]
    worlds = [_Table(a=a, b=b) for a in words for b in words]
    return _lines(
        f"| {' | '.join(words[evaluate(each, world).holds] for each in asked)} |"
        for world in worlds
    )


def _cell(text: str) -> str:
    """Prose in a table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
