"""What follows from a break-up, on its page: pieces, who is crossed and when, how long it lasts.

An assessment says it in findings, each under a name of this file; a page has their numbers in its
own language, and of each object what the assessment says of it, as it stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspo.operations.language import Speech
from cspo.operations.notices.page import blocks, labelled, listed
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.planning import AssessmentBody, Finding

__all__ = ["ANY_HIT", "HALF_GONE", "SUPPOSED", "is_supposed", "names_in", "outlook", "pieces_over"]

SUPPOSED: Final = "supposed"
"""Nobody has reported the event."""
ANY_HIT: Final = "any-hit"
"""Probability that at least one of the objects that an assessment names is hit."""
HALF_GONE: Final = "half-gone"
"""Until half of the pieces are gone, s."""
_PIECES: Final = "pieces-over-"
_MOST: Final = 12


def pieces_over(length_m: float) -> str:
    """Name of the finding that counts pieces from a size on.

    Examples
    --------
    >>> pieces_over(0.1)
    'pieces-over-0.1-m'
    """
    return f"{_PIECES}{length_m:g}-m"


def is_supposed(assessments: Sequence[AssessmentBody]) -> bool:
    """Whether one of them says that nobody has reported the event."""
    return any(each.name == SUPPOSED for body in assessments for each in body.findings)


def names_in(assessments: Sequence[AssessmentBody]) -> dict[str, str]:
    """What objects are called: findings of an object without a number say so."""
    findings = [each for body in assessments for each in body.findings]
    return {
        each.name: each.text
        for each in findings
        if each.value is None and each.text and is_object(each.name)
    }


def outlook(assessments: Sequence[AssessmentBody], speech: Speech) -> list[str]:
    """Lines of the page; none where there is no assessment.

    Objects stand in the order of their probability. Twelve are named and the others counted.
    """
    findings = [each for body in assessments for each in body.findings]
    crossed = sorted(
        (each for each in findings if is_object(each.name) and each.value is not None),
        key=lambda each: -(each.value or 0.0),
    )
    facts = [line for each in findings for line in _fact(each, speech)]
    rows = [_row(each, speech) for each in crossed[:_MOST]]
    table = listed(speech.say("notice.at_risk"), rows, speech)
    if len(crossed) > _MOST:
        more = speech.say("notice.more_objects", n=speech.number(len(crossed) - _MOST))
        table.append(f"  {more}")
    return blocks(facts, table)


def _fact(found: Finding, speech: Speech) -> Iterator[str]:
    """A line of a finding whose name is known here."""
    if found.value is None or found.low is None or found.high is None:
        return
    values = (found.value, found.low, found.high)
    if found.name.startswith(_PIECES):
        size_m = _size_m(found.name)
        if size_m is None:
            return
        size = speech.say("unit.cm", n=speech.number(100.0 * size_m))
        label = speech.say("notice.pieces_over", size=size)
        said = [speech.number(value) for value in values]
    elif found.name == ANY_HIT:
        label = speech.say("notice.any_hit")
        said = [speech.probability(found.value), *(_short(value, speech) for value in values[1:])]
    elif found.name == HALF_GONE:
        label = speech.say("notice.half_gone")
        said = [speech.span(value) for value in values]
    else:
        return
    text = speech.say("notice.band", value=said[0], low=said[1], high=said[2])
    yield from labelled(label, text, speech)


def _row(found: Finding, speech: Speech) -> str:
    said = speech.probability(found.value or 0.0)
    if found.high is not None:
        said = speech.say("notice.at_most", value=said, high=_short(found.high, speech))
    return speech.listed([f"{found.text or found.name}", said])


def _short(value: float, speech: Speech) -> str:
    """A probability in powers of ten alone."""
    return f"{value:.0E}".replace(".", speech.rules.decimal)


def _size_m(name: str) -> float | None:
    try:
        return float(name.removeprefix(_PIECES).removesuffix("-m"))
    except ValueError:
        return None
