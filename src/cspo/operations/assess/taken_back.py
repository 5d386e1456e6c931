"""What nations take back, as far as it may still be needed: of each the last so many."""

from __future__ import annotations

from typing import Final

__all__ = ["TakenBack"]

_MOST: Final = 20_000


class TakenBack:
    """Records that their own nation has taken back.

    What is here already is taken out at once, so that this matters for what comes after its
    withdrawal, or comes again. Each nation fills its own part alone.
    """

    def __init__(self) -> None:
        self._of: dict[str, dict[str, None]] = {}

    def __contains__(self, each: tuple[str, str]) -> bool:
        nation, record_id = each
        return record_id in self._of.get(nation, {})

    def add(self, nation: str, record_id: str) -> None:
        """One more."""
        kept = self._of.setdefault(nation, {})
        kept.pop(record_id, None)
        kept[record_id] = None
        if len(kept) > _MOST:
            del kept[next(iter(kept))]
