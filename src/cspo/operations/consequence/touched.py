"""Services whose satellites are crossed: what is at stake beside the satellites themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cspo.consequence.services import ServiceModel, roster_of
from cspo.operations.consequence.at_risk import CrossedRows, any_of
from cspo.operations.consequence.results import ServiceLine
from cspo.operations.consequence.sky import StudySky

__all__ = ["services_touched"]

_NAMED: Final = 20
_LEAST: Final = 1e-6
"""A service is touched where one of its satellites is hit with this probability."""


def services_touched(
    model: ServiceModel, sky: StudySky, crossed: CrossedRows, gone: Sequence[int] = ()
) -> list[ServiceLine]:
    """Services of which a satellite broke up or may be hit, the likeliest first.

    Parameters
    ----------
    gone : sequence of int
        Rows that broke up: of these the probability is 1.
    """
    of_row = {row: k for k, row in enumerate(crossed.row.tolist())}
    lines = []
    for service in model.services:
        rows = roster_of(model, service, sky.catalog).rows
        broken = [int(row) for row in rows if int(row) in gone]
        at = np.array([of_row[int(row)] for row in rows if int(row) in of_row], np.int64)
        probability = np.concatenate([crossed.probability[at], np.ones((len(broken), 3))])
        if not len(probability) or probability[:, 1].max() < _LEAST:
            continue
        order = at[np.argsort(-crossed.probability[at, 1], kind="stable")]
        named = [*broken, *crossed.row[order].tolist()]
        nations = {use.nation for use in model.uses if use.service_id == service.service_id}
        lines.append(
            ServiceLine(
                service=service.name, kind=service.kind.value,
                satellites=[sky.identity[row] for row in named[:_NAMED]], count=len(named),
                of=len(rows), nations=sorted(nations), probability=any_of(probability),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: -line.probability.expected)
