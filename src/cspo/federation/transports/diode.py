"""Diode mode: bundles go one way, and nothing ever comes back.

No receipt tells the sender what arrived. So each bundle repeats the last
entries and checkpoints of those before it, a bundle that was lost is made good
by the next one as long as the repeats reach back far enough, and the receiving
side can say at any time which entries are missing, for people to ask for by
other means. Nothing is ever taken out of order: what lies behind a gap waits
in the folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from cspo.federation.answers import Answers
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed
from cspo.federation.transports.bundle import Imported, import_bundles
from cspo.federation.transports.bundle_file import Opener
from cspo.federation.transports.bundle_writing import Pack, Window, export_bundle
from cspo.federation.transports.manifest import Manifest, RefusedBundle

__all__ = [
    "REPEATED_CHECKPOINTS",
    "REPEATED_ENTRIES",
    "Gap",
    "GapReport",
    "export_repeating",
    "gaps_in",
    "import_one_way",
    "window_after",
]  # fmt: skip

REPEATED_ENTRIES: Final = 10_000
REPEATED_CHECKPOINTS: Final = 100
_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries of a feed that have not come.

    Parameters
    ----------
    feed : Feed
        Which feed.
    first, last : int
        The first entry that is missing, and the last.
    bundles : tuple of int
        Numbers of bundles that have not been seen and may hold them, the first 100 of
        them; empty where none before those that were seen is missing.
    """

    feed: Feed
    first: int
    last: int
    bundles: tuple[int, ...] = ()

    def __str__(self) -> str:
        entries = (
            f"entry {self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        )
        lost = f", bundles {', '.join(map(str, self.bundles))} not seen" if self.bundles else ""
        return f"{self.feed}: {entries} missing{lost}"


@dataclass(frozen=True, slots=True)
class GapReport:
    """What came of all bundles that lie there, and what is missing.

    Parameters
    ----------
    fates : mapping
        What became of each, by its name.
    gaps : tuple of Gap
        By feed and number.
    """

    fates: Mapping[str, Imported | RefusedBundle]
    gaps: tuple[Gap, ...]


def window_after(
    previous: Manifest | None,
    *,
    entries: int = REPEATED_ENTRIES,
    checkpoints: int = REPEATED_CHECKPOINTS,
) -> Window:
    """Where the bundle after *previous* begins, when it repeats so much.

    Parameters
    ----------
    previous : Manifest or None
        Of the bundle before it; None: from the beginning.
    entries, checkpoints : int
        How many of those before are repeated.
    """
    if previous is None:
        return Window()
    return Window(
        after_seq=max(0, previous.to_seq - entries), after_n=max(0, previous.to_n - checkpoints)
    )


def export_repeating(
    target: Path,
    desk: Desk,
    answers: Answers,
    feed: Feed,
    previous: Manifest | None,
    *,
    entries: int = REPEATED_ENTRIES,
    checkpoints: int = REPEATED_CHECKPOINTS,
    pack: Pack | None = None,
) -> Manifest:
    """Write the next bundle for a diode; see `bundle_writing.export_bundle`.

    Parameters
    ----------
    previous : Manifest or None
        Of the one before: what this returned, or `peek_manifest` of the file.
    """
    return export_bundle(
        target, desk, answers, feed,
        window=window_after(previous, entries=entries, checkpoints=checkpoints),
        number=1 if previous is None else previous.number + 1, one_way=True, pack=pack,
    )  # fmt: skip


def import_one_way(openers: Mapping[str, Opener], desk: Desk) -> GapReport:
    """Take in all bundles that lie there, as far as the feeds go, and say what is missing.

    Parameters
    ----------
    openers : mapping
        Every bundle that has come, by name: those that waited, too.
    desk : Desk
        Ours.
    """
    fates = import_bundles(openers, desk)
    seen = [fate.manifest for fate in fates.values() if isinstance(fate, Imported)]
    return GapReport(fates, gaps_in(seen, desk))


def gaps_in(seen: Iterable[Manifest], desk: Desk) -> tuple[Gap, ...]:
    """What neither lies in the store nor in any of these verified bundles."""
    by_feed: dict[Feed, list[Manifest]] = {}
    for manifest in seen:
        by_feed.setdefault(manifest.feed, []).append(manifest)
    gaps: list[Gap] = []
    for feed, manifests in sorted(by_feed.items(), key=lambda item: str(item[0])):
        with desk.store.read() as unit:
            reached = unit.in_head(feed).seq
        numbers = {manifest.number for manifest in manifests}
        before = 0  # number of the bundle that reached so far
        for manifest in sorted(manifests, key=lambda each: (each.after_seq, each.to_seq)):
            if manifest.after_seq > reached:
                between = range(before + 1, manifest.number)
                lost = (number for number in between if number not in numbers)
                gaps.append(Gap(feed, reached + 1, manifest.after_seq, tuple(islice(lost, _NAMED))))
            if manifest.to_seq >= reached:
                reached, before = manifest.to_seq, manifest.number
    return tuple(gaps)
