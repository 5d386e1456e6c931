"""An open item in words: a sentence or two in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.operations.language import Speech
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.time import Epoch

__all__ = [
    "counts_in_words",
    "handle_of",
    "in_words",
    "more_in_words",
    "objects_in_words",
    "time_left",
]

_HANDLE: Final = 8
_ANSWERED: Final = frozenset({ItemKind.WARNING, ItemKind.ENTRY})
_WITH_PROGRESS: Final = frozenset({ItemKind.WARNING, ItemKind.PROPOSAL, ItemKind.COMMITMENT})


def in_words(item: Item, speech: Speech, names: Mapping[str, str]) -> str:
    """What is open, in the reader's language; what people wrote stays as they wrote it.

    Parameters
    ----------
    names : mapping
        Names of objects by identity, as far as the reader may know them.
    """
    said = [_SAY[item.kind](item, speech, names)]
    if item.kind in _WITH_PROGRESS and item.progress is not Progressed.OVER:
        said.append(_progress(item, speech))
    elif item.kind is ItemKind.WARNING:
        said.append(speech.say("progress.over"))
    return speech.say("unit.sentence").join(said)


def objects_in_words(item: Item, speech: Speech, names: Mapping[str, str]) -> str:
    """Its objects, each by name and identity, or by identity alone."""
    named = [
        f"{names[each]} ({each})" if names.get(each) else each for each in item.objects
    ] or [item.event]  # fmt: skip
    return speech.listed(named)


def time_left(item: Item, speech: Speech, t: Epoch) -> str:
    """How long there is to do something, as seen at *t*."""
    if item.due is None:
        return speech.say("brief.waits")
    left_s = item.due - t
    return speech.say("brief.in" if left_s >= 0.0 else "brief.ago", span=speech.span(left_s))


def counts_in_words(items: tuple[Item, ...], speech: Speech) -> str:
    """How many of each kind, in the order of the kinds."""
    counts = {kind: sum(item.kind is kind for item in items) for kind in ItemKind}
    return speech.listed(
        [speech.say(f"kind.{kind}", n=speech.number(n)) for kind, n in counts.items() if n]
    )


def handle_of(item: Item) -> str:
    """The first letters of the id by which people answer or close it; empty where none do."""
    if item.kind is ItemKind.ALARM:
        return item.key.removeprefix("alarm ")[:_HANDLE]
    return item.records[0][:_HANDLE] if item.kind in _ANSWERED else ""


def more_in_words(rest: tuple[Item, ...], speech: Speech) -> str:
    """How many more there are, of which kinds, and when the first of them is due."""
    n, kinds = speech.number(len(rest)), counts_in_words(rest, speech)
    if rest[0].due is None:
        return speech.say("brief.more_waiting", n=n, kinds=kinds)
    return speech.say("brief.more", n=n, kinds=kinds, t=speech.instant(rest[0].due))


def _progress(item: Item, speech: Speech) -> str:
    default = speech.say(f"default.{item.word}") if item.kind is ItemKind.PROPOSAL else ""
    return speech.say(f"progress.{item.progress}", default=default)


def _warning(item: Item, speech: Speech, names: Mapping[str, str]) -> str:
    said = [
        speech.say(
            "item.warning", number=str(item.number), source=item.source,
            objects=objects_in_words(item, speech, names),
            t="" if item.about is None else speech.instant(item.about),
        )
    ]  # fmt: skip
    if item.miss_distance_km is not None:
        said.append(speech.say("item.miss", miss=speech.distance(item.miss_distance_km)))
    if item.severity:
        said.append(speech.say(f"severity.{item.severity}"))
    if item.asks:
        said.append(speech.say(f"asks.{item.asks}"))
    if item.word:
        said.append(speech.say("item.rule", rule=item.word))
    if item.party:
        said.append(speech.say("item.also", parties=speech.listed(item.party.split())))
    return speech.say("unit.sentence").join(said)


def _proposal(item: Item, speech: Speech, names: Mapping[str, str]) -> str:
    return speech.say(
        "item.proposal" if item.party else "item.proposal_nobody", number=str(item.number),
        source=item.source, objects=objects_in_words(item, speech, names), party=item.party,
    )  # fmt: skip


def _commitment(item: Item, speech: Speech, names: Mapping[str, str]) -> str:
    over = item.progress is Progressed.OVER
    if not item.party:
        text = "item.nobody_over" if over else "item.nobody"
        return speech.say(text, objects=objects_in_words(item, speech, names))
    return speech.say(
        "item.commitment_over" if over else "item.commitment", party=item.party,
        deed=speech.say(f"deed.{item.word}"), objects=objects_in_words(item, speech, names),
    )  # fmt: skip


def _review(item: Item, speech: Speech, _names: Mapping[str, str]) -> str:
    return speech.say("item.review", kind=item.word, parties=item.party, desk=item.text)


def _entry(item: Item, speech: Speech, _names: Mapping[str, str]) -> str:
    return speech.say("item.entry", text=item.text, watch=item.word)


def _alarm(item: Item, speech: Speech, _names: Mapping[str, str]) -> str:
    return speech.say("item.alarm", party=item.party, alarm=item.word, text=item.text)


def _contact(item: Item, speech: Speech, _names: Mapping[str, str]) -> str:
    return speech.say(
        "item.contact" if item.about else "item.contact_never", party=item.party,
        role=item.word, phone=item.text, t=speech.day(item.about) if item.about else "",
    )  # fmt: skip


_SAY: Final = {
    ItemKind.WARNING: _warning,
    ItemKind.PROPOSAL: _proposal,
    ItemKind.COMMITMENT: _commitment,
    ItemKind.REVIEW: _review,
    ItemKind.ENTRY: _entry,
    ItemKind.ALARM: _alarm,
    ItemKind.CONTACT: _contact,
}
