"""Texts made wrong in every way, from a seed: only `MalformedExpression` may escape."""

from __future__ import annotations

import random

from mutation import mutate

from cspo.policy import MalformedExpression, evaluate, parse
from cspo.policy.tokens import MOST_BYTES
from tests.policy.language_cases import PICTURE, Answers

__all__ = ["SEEDS", "make_text", "read_one"]

SEEDS = tuple(
    text.encode()
    for text in (
        'max_pc(asset="SKYNET 5D", days=7) < 1e-4',
        'feed_lag("NOR") < 10 min and sensors_up(regime="GEO") >= 3',
        'not (crew_ready("day watch") or known(miss())) and service("gps").state == "up"',
        "2026-12-01T00:00:00Z - now() > 2 d or -miss() / 1.5 min < 3 m/s",
        'min(feed_lag("GBR"), max(contact_age("USA", least=-2 h), 3 h)) * 2 != 5.25 h',
        'service("Ørsted \\"東京\\" \\\\").margin >= -2.5e-3 % and true != false',
        "(((((miss()))))) < 36 km/h * 1 d\n\tand 1/miss() > 2/km",
    )
)

_PIECES = (
    "and", "or", "not", "min", "max", "known", "true", "false", "max_pc", "feed_lag", "now", "miss",
    "service", ".state", ".margin", "(", ")", "(", ")", ",", "=", "==", "!=", "<", "<=", ">", ">=",
    "+", "-", "*", "/", "%", ".", '"NOR"', '"X"', '"', "\\", "1", "0", "1e-4", "1e400", "2.5", "km",
    "s", "min", "/s", "km/s", "2026-12-01", "2026-13-01T00:00Z", "days=7", "nation=", " ", "\n",
    "\t", "\u00a0", "\u202e", "\ufeff", "\ud800", "\0", "é", "e\u0301", "٣", "Ⅳ", "𝟏", "ﬁ", "≤",
    "__class__", "lambda", "max_pc(\"X\") < 1e-4", "crew_ready(\"a\")", "miss() < 5 km",
)  # fmt: skip


def make_text(rng: random.Random) -> str:
    """One text: a good one damaged, or pieces of the language in any order."""
    if rng.random() < 0.6:
        data = mutate(rng.choice(SEEDS), rng)
        if rng.random() < 0.7:
            return data.decode("utf-8", "surrogateescape")
        return data.decode(rng.choice(("latin-1", "utf-16-le")), "replace")
    size = rng.choice((1, 3, 8, 20, 60, 400))
    joint = rng.choice((" ", " ", ""))
    return joint.join(rng.choice(_PIECES) for _ in range(rng.randint(1, size)))


def _check_place(text: str, error: MalformedExpression) -> None:
    lines = text.split("\n")
    assert error.line is not None
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    assert len(str(error)) < 1_200
    str(error).encode()  # no half of a surrogate pair gets through
    error.excerpt.encode()


def read_one(text: str) -> str:
    """``read`` or ``refused``; raises whatever else comes out, or where a promise is broken."""
    try:
        expression = parse(text, PICTURE)
    except MalformedExpression as error:
        _check_place(text, error)
        return "refused"
    if len(str(expression).encode()) <= MOST_BYTES:  # names of arguments are added
        assert parse(str(expression), PICTURE) == expression
    verdict = evaluate(expression, Answers({}))
    assert verdict.holds in {True, False, None}
    return "read"
