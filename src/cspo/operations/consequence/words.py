"""What a study says in words: its headline, what it rests on, and what it does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from cspo.consequence.clouds import Crossings
from cspo.consequence.fragmentation import Breakup
from cspo.operations.consequence.question import BreakupQuestion
from cspo.operations.consequence.results import Band, BreakupResult, WhatView
from cspo.operations.consequence.sky import StudySky

__all__ = ["basis_of", "headline_of", "limits_of", "size_text"]

_MASS: Final = {
    "given": "as given", "record": "as a source states it", "size": "from its measured size",
    "class": "a default of its class: give the mass if it is known",
}  # fmt: skip
_STALE_S: Final = 5.0 * 86_400.0


def size_text(length_m: float) -> str:
    """A length of pieces as people say it.

    Examples
    --------
    >>> size_text(0.01), size_text(0.1), size_text(1.0)
    ('1 cm', '10 cm', '1 m')
    """
    return f"{length_m:g} m" if length_m >= 1.0 else f"{100.0 * length_m:.4g} cm"


def headline_of(result: BreakupResult) -> BreakupResult:
    """The result with its headline: what happened, how many pieces, who is likeliest hit."""
    what = result.what.name or result.what.object
    verb = "collided" if result.kind == "collision" else "exploded"
    if result.supposed:
        verb = f"is supposed to have {verb}"
    seen = next((line for line in result.pieces if line.over_m == 0.1), result.pieces[-1])
    first = (
        f"{what} {verb} at {result.at_utc} at {result.altitude_km:.0f} km: "
        f"{_count(seen.count)} pieces of {size_text(seen.over_m)} or more."
    )
    if not result.crossed:
        second = f"Nothing of {result.screened:,} objects is crossed within {result.hours:g} h."
    else:
        top = result.crossed[0]
        second = (
            f"Within {result.hours:g} h {result.crossed_total:,} of {result.screened:,} objects "
            f"are crossed; the likeliest hit is {top.name or top.object}, "
            f"{_probability(top.probability)}, from {top.first_utc} on."
        )
    return msgspec.structs.replace(result, headline=f"{first} {second}")


def basis_of(
    question: BreakupQuestion, broken: Breakup, whats: Sequence[WhatView], found: Crossings,
    sky: StudySky,
) -> list[str]:  # fmt: skip
    """What the numbers rest on."""
    factor = f"{broken.high_factor:g}"
    law = "NASA standard break-up model (Johnson 2001, ODQN 15-4)"
    lines = [f"Pieces: {law}, counts within a factor of {factor} either way."]
    for what in whats:
        age_d = abs(what.elements_age_s) / 86_400.0
        is_old = abs(what.elements_age_s) > _STALE_S
        old = ": OLD, its place is known to tens of kilometres at best" if is_old else ""
        lines.append(
            f"{what.name or what.object}: {what.mass_kg:,.0f} kg, {_MASS[what.mass_from]}; "
            f"elements {age_d:.1f} d from the event{old}."
        )
    if broken.kind == "collision" and len(whats) == 1:
        lines.append(
            f"The other: {question.projectile_mass_kg:g} kg, not in the catalogue, taken to come "
            "from straight ahead; its own pieces keep what speed that leaves them."
        )
    sizes = int(sky.size_known.sum())
    lines.append(
        f"Who is crossed: {found.pieces:,.0f} pieces of {size_text(question.smallest_m)} or more "
        f"against {len(sky.catalog):,} objects by SGP4, {sizes:,} of them with a measured size; "
        "low and high hold the factor of the counts and the sampling."
    )
    return lines


def limits_of(question: BreakupQuestion) -> list[str]:
    """What it does not say."""
    nobody = "Nobody has measured the pieces' orbits: these are probabilities over clouds that may"
    lines = [
        f"{nobody} be, no conjunctions. Screen tracked pieces as soon as there are any.",
        "The model has no preferred direction; a real break-up may have one.",
    ]
    if question.kind == "explosion":
        counts = f"Counts of explosions are those of upper stages with S = {question.scale:g}"
        lines.append(f"{counts}; kinds of explosions differ by more than the band.")
    lines.append("How long pieces stay depends on a Sun that nobody can foresee for years.")
    return lines


def _count(band: Band) -> str:
    return f"{band.expected:,.0f} ({band.low:,.0f} to {band.high:,.0f})"


def _probability(band: Band) -> str:
    return f"{band.expected:.1e} ({band.low:.0e} to {band.high:.0e})"
