"""The brief: one page of what is open, most urgent first, with the time left and who says so.

It is made anew whenever it is asked for. What does not fit on the page is counted
on it, so that the numbers on the page always add up to all that is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cspo.operations.language import PAGE_COLUMNS, PAGE_LINES, Speech, justified, wrap
from cspo.operations.watch.items import Item
from cspo.operations.watch.phrases import (
    counts_in_words,
    handle_of,
    in_words,
    more_in_words,
    time_left,
)
from cspo.operations.watch.standing import HandoverState
from cspo.time import Epoch

__all__ = ["Brief", "brief_page"]

_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a brief says, before it is set on a page.

    Parameters
    ----------
    nation, mode, watch : str
        Whose, of which world, of which watch.
    t : Epoch
        As of when.
    standing : HandoverState
        Who has the watch.
    items : tuple of Item
        All that is open, most urgent first.
    names : mapping
        Names of objects by identity.
    """

    nation: str
    mode: str
    watch: str
    t: Epoch
    standing: HandoverState
    items: tuple[Item, ...]
    names: Mapping[str, str]


def brief_page(brief: Brief, speech: Speech) -> str:
    """The brief as plain text: one A4 page of 72 columns, lines ended by a line feed."""
    head = _head(brief, speech)
    foot = _foot(brief, speech)
    wide = speech.rules.ambiguous_columns
    most = brief.items[: PAGE_LINES // 2]  # each takes two lines or more
    blocks = [_block(number, item, brief, speech) for number, item in enumerate(most, 1)]
    room = PAGE_LINES - len(head) - len(foot)
    count = _that_fit(blocks, room)
    if count < len(brief.items):
        count = _that_fit(blocks, room - 3)
        more = more_in_words(brief.items[count:], speech)
        foot = ["", *wrap(more, ambiguous=wide)[:2], *foot]
    lines = [*head, *(line for block in blocks[:count] for line in block), *foot]
    return "\n".join(lines) + "\n"


def _head(brief: Brief, speech: Speech) -> list[str]:
    wide = speech.rules.ambiguous_columns
    nation = speech.say(f"nation.{brief.nation}")
    title = speech.say("brief.title", nation=nation)
    lines = [justified(title, brief.watch, ambiguous=wide)]
    if warned := speech.say(f"mode.{brief.mode}"):
        lines.append(warned)
    lines.append(speech.say("brief.at", t=speech.instant(brief.t)))
    lines += [
        line for text in _standing(brief.standing, speech) for line in wrap(text, ambiguous=wide)
    ]
    if brief.items:
        counts = counts_in_words(brief.items, speech)
        n = speech.number(len(brief.items))
        lines += wrap(speech.say("brief.counts", n=n, kinds=counts), ambiguous=wide)
    else:
        lines.append(speech.say("brief.nothing"))
    return [*lines, "-" * PAGE_COLUMNS]


def _standing(standing: HandoverState, speech: Speech) -> list[str]:
    said = []
    if standing.since is None:
        said.append(speech.say("brief.nobody"))
    else:
        since = speech.instant(standing.since)
        said.append(speech.say("brief.on_watch", office=standing.office, t=since))
    if standing.offered is not None:
        body = standing.offered.body
        t = speech.instant(Epoch.from_utc(body.at_utc))
        said.append(speech.say("brief.offered", office=body.incoming, t=t))
    elif standing.returned is not None:
        body = standing.returned.body
        t = speech.instant(standing.returned.made)
        note = body.note if len(body.note) < 2 * PAGE_COLUMNS else f"{body.note[:140]}..."
        said.append(
            speech.say("brief.returned", office=body.incoming, t=t, note=" ".join(note.split()))
        )
    return said


def _foot(brief: Brief, speech: Speech) -> list[str]:
    parties = sorted({item.source for item in brief.items} | {brief.nation})
    text = speech.say("brief.sources", parties=speech.listed(parties))
    return ["", *wrap(text, ambiguous=speech.rules.ambiguous_columns)]


def _block(number: int, item: Item, brief: Brief, speech: Speech) -> list[str]:
    """One item: how long there is, until when, and what it is."""
    wide = speech.rules.ambiguous_columns
    left = f"{number:2d}  {time_left(item, speech, brief.t)}"
    until = "" if item.due is None else speech.say("brief.until", t=speech.instant(item.due))
    handle = handle_of(item)
    words = in_words(item, speech, brief.names) + (f" [{handle}]" if handle else "")
    text = wrap(words.replace("\n", " "), first=_INDENT, rest=_INDENT, ambiguous=wide)
    return [justified(left, until, ambiguous=wide), *text]


def _that_fit(blocks: list[list[str]], room: int) -> int:
    """How many blocks fit, from the first on."""
    used = 0
    for count, block in enumerate(blocks):
        used += len(block)
        if used > room:
            return count
    return len(blocks)
