"""The page of a break-up as it would go out, for a person to read first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cspo.markings import Mode
from cspo.operations.consequence.at_risk import concerned
from cspo.operations.consequence.findings import event_body, outlook_assessment, risk_assessment
from cspo.operations.consequence.results import BreakupResult, CrossedLine
from cspo.operations.language import speech
from cspo.operations.notices.happening import happening_page
from cspo.operations.notices.page import Head, Page
from cspo.time import Epoch

__all__ = ["DRAFT", "draft_pages"]

DRAFT: Final = "DRAFT"
"""Stands in the place of the number that a page has once it is issued."""

_NOTHING: Final[Mapping[str, str]] = {}


def draft_pages(
    result: BreakupResult,
    lines: Sequence[CrossedLine] | None = None,
    *,
    languages: Sequence[str],
    nation: str,
    mode: Mode,
    t: Epoch,
    remarks: Mapping[str, str] = _NOTHING,
) -> dict[str, Page]:
    """By language, the page that `issue_notice` makes of the records of the same study.

    Parameters
    ----------
    lines : sequence of CrossedLine or None
        Those that the page may name; None: all whom a warning helps.
    nation : str
        Who would issue it.
    mode : Mode
    t : Epoch
        Now.
    remarks : mapping
        What a person adds, by language.

    Raises
    ------
    UsageError
        Where it is more than a page, or a language or nation is none of the coalition's.
    """
    head = Head(serial=DRAFT, origin=nation, mode=mode.value, t=t)
    told = concerned(result.crossed) if lines is None else lines
    assessments = [outlook_assessment(result), risk_assessment(result, told)]
    return {
        language: happening_page(
            event_body(result), head, speech(language), names={},
            remarks=remarks.get(language, ""), assessments=assessments,
        )
        for language in languages
    }  # fmt: skip
