"""A close approach with what each source says of it, and which source counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cspo.operations.warn.reports import Report

__all__ = ["Approach", "attributed", "weight"]

_GROUNDS: Final = {"determined": 0, "unstated": 1, "elements": 2, "stale": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """One close approach of an asset's object, with what each source says of it now.

    Parameters
    ----------
    event : str
        As the node calls it.
    object : str
        Of the asset.
    other : str
        With what.
    reports : tuple of Report
        One a source, the one that counts in front: the best ground, then the newest.
    """

    event: str
    object: str
    other: str
    reports: tuple[Report, ...]

    @property
    def chief(self) -> Report:
        """The report that counts."""
        return self.reports[0]


def weight(report: Report) -> tuple[object, ...]:
    """The best ground in front, then the newest."""
    return (
        _GROUNDS.get(report.grounds.value, 4), report.pc is None, -report.t_created.tai_ns,
        report.origin, report.record_id,
    )  # fmt: skip


def attributed(reports: Iterable[Report]) -> list[Report]:
    """Without bare forms of which the same origin has said more since."""
    every = list(reports)
    return [
        each for each in every
        if each.is_attributed or not any(
            other is not each and other.origin == each.origin and other.t_created > each.t_created
            for other in every
        )
    ]  # fmt: skip
