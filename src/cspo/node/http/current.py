"""The one orbit that stands for each object now, of those that a caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cspo.bridge.udl import STATE_VECTOR, ElementPage, StatePage

__all__ = ["current_elements", "current_states"]


def current_elements(pages: Iterable[ElementPage], sky: Any) -> list[ElementPage]:
    """One element set an object and mode: what the picture goes by, where the caller may see it.

    Where the caller may not, the newest epoch of what remains: that somebody has a better
    orbit is not told.

    Parameters
    ----------
    pages : iterable of ElementPage
        What the caller may see.
    sky : SkyView or None
        The picture, if there is one.
    """
    kept = list(pages)
    adopted = frozenset(() if sky is None else sky.item_ids)
    best: dict[tuple[str, int | str], tuple[bool, int, int, int]] = {}
    for k, page in enumerate(kept):
        columns = zip(
            page.records, page.gp.norad_cat_id.tolist(), page.gp.other_id.tolist(),
            page.gp.epoch_tai_ns.tolist(), page.index.tolist(), strict=True,
        )  # fmt: skip
        for row, (record, number, other, epoch, index) in enumerate(columns):
            rank = (f"{record.record_id}#{index}" in adopted, epoch, k, row)
            key = (record.mode, number or other)
            if key not in best or rank >= best[key]:
                best[key] = rank
    return _taken(kept, [(k, row) for *_, k, row in best.values()])


def current_states(pages: Iterable[StatePage]) -> list[StatePage]:
    """One state an object and mode: that of the newest epoch."""
    kept = list(pages)
    best: dict[tuple[str, str], tuple[int, int, int]] = {}
    for k, page in enumerate(kept):
        epochs = STATE_VECTOR["epoch"](page)
        for row, (place, epoch) in enumerate(zip(page.index, epochs, strict=True)):
            key = (page.record.mode, page.body.object[place])
            rank = (epoch, k, row)
            if key not in best or rank >= best[key]:
                best[key] = rank
    return _taken(kept, [(k, row) for *_, k, row in best.values()])


def _taken(pages: list[Any], places: list[tuple[int, int]]) -> list[Any]:
    """The pages with only these rows, in the order in which they came."""
    rows: dict[int, list[int]] = {}
    for k, row in sorted(places):
        rows.setdefault(k, []).append(row)
    return [pages[k].take(found) for k, found in rows.items()]
