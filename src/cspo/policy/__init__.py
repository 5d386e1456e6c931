"""The language of assumptions: what must hold for a plan to make sense, as machines check it.

``max_pc(asset="SKYNET 5D", days=7) < 1e-4 and feed_lag("NOR") < 10 min`` is an
`Expression`. What may be asked of the picture is a `Vocabulary` of functions;
`parse` reads a text against it and refuses, with line and column, whatever is
not of the language: an unknown name, a time compared with a length, a limit
that can't be passed. `evaluate` asks a `World` and gives a `Verdict`: it
holds, fails or is unknown, with how much room, in words, down to the readings
and the records that they rest on.

A reading may be unknown, and then the verdict is, unless the rest decides it
(Kleene's three values). A reading that is known as a band decides only where
the whole band is on one side of the limit. So more knowledge turns unknown
into true or false and never one of these into the other; ``known(...)`` alone,
which asks about knowledge itself, is not bound by this.

The room is pure: no clock, no file, no record is known here. Texts are limited
in length, depth and number of parts, and nothing of Python is ever run.
"""

from __future__ import annotations

from cspo.policy.evaluate import evaluate
from cspo.policy.fault import MalformedExpression
from cspo.policy.parse import parse
from cspo.policy.reading import Reading, World
from cspo.policy.tree import Call, Expression
from cspo.policy.unit import INSTANT, NUMBER, TEXT, TIME_S, TRUTH, Unit
from cspo.policy.verdict import CallReading, Standing, Step, Verdict
from cspo.policy.vocabulary import Function, Parameter, Vocabulary

__all__ = [
    "INSTANT",
    "NUMBER",
    "TEXT",
    "TIME_S",
    "TRUTH",
    "Call",
    "CallReading",
    "Expression",
    "Function",
    "MalformedExpression",
    "Parameter",
    "Reading",
    "Standing",
    "Step",
    "Unit",
    "Verdict",
    "Vocabulary",
    "World",
    "evaluate",
    "parse",
]
