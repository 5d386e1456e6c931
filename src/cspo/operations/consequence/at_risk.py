"""Who is crossed by a cloud, and who must be told: from columns to lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.operations.consequence.results import Band, CrossedLine, WarnLine
from cspo.operations.consequence.sky import StudySky
from cspo.time import Epoch

__all__ = ["LEAST", "CrossedRows", "any_of", "concerned", "crossed_lines", "warn_lines"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST: Final = 1e-9
"""Expected probability below which an object is not called crossed."""

_NAMED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossedRows:
    """Objects that pieces may hit, one row each, the likeliest first.

    Parameters
    ----------
    row : (k,) int64
        Of the sky.
    probability, large, catastrophic : (k, 3) float64
        Of a hit, low, expected and high: by any piece, by one of 10 cm or more, by one that
        breaks all of it up.
    speed_km_s : (k,) float64
        Mean relative speed of a hit.
    first_tai_ns, peak_tai_ns : (k,) int64
        When a piece may be there first, and when most are.
    altitude_km : (k,) float64
        At the peak.
    """

    row: Integers
    probability: Floats
    large: Floats
    catastrophic: Floats
    speed_km_s: Floats
    first_tai_ns: Integers
    peak_tai_ns: Integers
    altitude_km: Floats

    def __len__(self) -> int:
        return len(self.row)

    def above(self, least: float = LEAST) -> CrossedRows:
        """The likeliest, down to an expected probability."""
        expected = self.probability[:, 1]
        order = np.argsort(-expected, kind="stable")
        return self.take(order[expected[order] >= least])

    def take(self, index: NDArray[np.integer] | slice) -> CrossedRows:
        """Some of the rows."""
        return CrossedRows(**{each.name: getattr(self, each.name)[index] for each in fields(self)})


def any_of(probability: Floats) -> Band:
    """Probability that at least one is hit, each by itself, of (k, 3) low, expected and high.

    Examples
    --------
    >>> any_of(np.array([[0.1, 0.5, 0.5], [0.2, 0.5, 1.0]]))
    Band(low=0.28, expected=0.75, high=1.0)
    """
    low, expected, high = (_digits(_any(column)) for column in probability.T)
    return Band(low=low, expected=expected, high=high)


def crossed_lines(sky: StudySky, crossed: CrossedRows) -> list[CrossedLine]:
    """A line for each, with what is known of it."""
    lines = []
    area = sky.area_m2
    for k, row in enumerate(crossed.row.tolist()):
        known = sky.known(row)
        lines.append(
            CrossedLine(
                object=sky.identity[row], name=known.name, owner=known.owner, type=known.type,
                party=known.party, crewed=known.crewed, maneuverable=known.maneuverable,
                first_utc=Epoch(int(crossed.first_tai_ns[k])).utc_iso(0),
                peak_utc=Epoch(int(crossed.peak_tai_ns[k])).utc_iso(0),
                probability=_band(crossed.probability[k]), large=_band(crossed.large[k]),
                catastrophic=_band(crossed.catastrophic[k]),
                relative_speed_km_s=_digits(crossed.speed_km_s[k]),
                area_m2=_digits(area[row]), size_known=bool(sky.size_known[row]),
                altitude_km=round(float(crossed.altitude_km[k]), 1),
            )
        )  # fmt: skip
    return lines


def concerned(lines: Sequence[CrossedLine], most: int = 60) -> list[CrossedLine]:
    """Those whom a warning helps: objects that people live in first, then what can manoeuvre."""
    named = [line for line in lines if line.crewed or line.maneuverable]
    return sorted(named, key=lambda line: (not line.crewed, -line.probability.expected))[:most]


def warn_lines(sky: StudySky, lines: Sequence[CrossedLine]) -> list[WarnLine]:
    """Parties and owners of objects that can be saved or are lived in, the likeliest first.

    Who has people up there comes before all others. Debris and dead objects call for no warning.
    """
    groups: dict[tuple[str, str], list[CrossedLine]] = {}
    for line in concerned(lines, len(lines)):
        unknown = line.name if line.crewed else "unknown"
        who = (line.party, "" if line.party else line.owner or unknown)
        groups.setdefault(who, []).append(line)
    found = [_warn(sky, party, owner, group) for (party, owner), group in groups.items()]
    return sorted(found, key=lambda each: (not each.crewed, -each.probability.expected))


def _warn(sky: StudySky, party: str, owner: str, group: Sequence[CrossedLine]) -> WarnLine:
    return WarnLine(
        party=party or owner, owner=owner or group[0].owner,
        objects=[line.object for line in group[:_NAMED]], count=len(group),
        probability=Band(
            low=_digits(_any(line.probability.low for line in group)),
            expected=_digits(_any(line.probability.expected for line in group)),
            high=_digits(_any(line.probability.high for line in group)),
        ),
        first_utc=min(line.first_utc for line in group), crewed=any(line.crewed for line in group),
        call=list(sky.calls.get(party, ())),
    )  # fmt: skip


def _band(values: Floats) -> Band:
    low, expected, high = map(_digits, values.tolist())
    return Band(low=low, expected=expected, high=high)


def _any(values: Iterable[float]) -> float:
    parts = np.clip(np.fromiter(values, np.float64), 0.0, 1.0)
    with np.errstate(divide="ignore"):
        return float(abs(np.expm1(np.log1p(-parts).sum())))


def _digits(value: float) -> float:
    """Four significant digits: no probability here is known better."""
    return float(f"{value:.4g}")
