"""What the watch's routes take and give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from cspo.markings import Label, portion_mark
from cspo.operations.watch import HandoverState, Item, LogLine
from cspo.time import Epoch

__all__ = [
    "Accepted", "EntryView", "GivenBack", "ItemView", "Language", "Level", "NewEntry", "Offered",
    "PartyName", "RecordName", "StandingView", "TakenOver", "entry_view", "item_view",
    "standing_view",
]  # fmt: skip

RecordName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
PartyName = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(/[a-z0-9-]{1,40})?$")]
Level = Annotated[str, msgspec.Meta(pattern=r"^(U|R|C|S|TS)$")]
Language = Literal["en", "fr", "ja"]

_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Office = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Text = Annotated[str, msgspec.Meta(max_length=8_000)]
_Word = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}$")]


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is open.

    Parameters
    ----------
    item : str
        What tells it from all others; it stays the same.
    kind : str
        ``warning``, ``proposal``, ``commitment``, ``review``, ``entry``, ``alarm``, ``contact``.
    progress : str
        How far it is.
    text : str
        It in words.
    source : str
        Whose record says so.
    since_utc : str
        From when on.
    due_utc : str or None
        The last useful moment; null: it can wait.
    left_s : float or None
        The time until then, s; negative: it has passed.
    about_utc : str or None
        When that comes which it is about.
    event, objects, miss_distance_km, number, party, severity, asks
        As the record says.
    names : list of str
        Of the objects, in their order, as far as the reader may know them; else empty.
    word, note : str
        What it turns on (a deed, a rule, a role), and what people wrote.
    records : list of str
        Records that it follows from.
    marks : list of str
        Portion marks of these records, each once.
    """

    item: str
    kind: str
    progress: str
    text: str
    source: str
    since_utc: str
    due_utc: str | None
    left_s: float | None
    about_utc: str | None
    event: str
    objects: tuple[str, ...]
    miss_distance_km: float | None
    number: int
    party: str
    severity: str
    asks: str
    names: tuple[str, ...]
    word: str
    note: str
    records: tuple[str, ...]
    marks: tuple[str, ...]


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the log, in the words of its last correction.

    Parameters
    ----------
    entry : str
        Its record, as it was first written.
    watch, role, text, event, records, opens, due_utc
        As it says.
    at_utc, written_utc : str
        When it happened, and when it was written.
    is_open : bool
        Whether something of it remains to be done.
    closes : list of str
        What it closes.
    closed_by : str
        The entry that closed it.
    corrections : list of str
        Records that set it right, in order.
    """

    entry: str
    watch: str
    role: str
    text: str
    event: str
    records: tuple[str, ...]
    opens: str
    due_utc: str | None
    at_utc: str
    written_utc: str
    is_open: bool
    closes: tuple[str, ...]
    closed_by: str
    corrections: tuple[str, ...]


class NewEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to write into the log.

    Parameters
    ----------
    text : str
        What happened; in a correction nothing leaves it as it was.
    role : str
        The office that writes, never a name.
    watch, event, records
        Which watch, and what it is about.
    at_utc : str or None
        When it happened; null: now.
    opens : str or None
        What remains to be done; in a correction ``""`` takes it back.
    due_utc : str or None
        Until when.
    closes : list of str
        What is done: entries, alarms by their key, warnings that are over.
    corrects : str or None
        The entry that it sets right.
    level, releasable_to
        Of its mark, joined with those of what it names; by default for us alone.
    """

    text: _Text = ""
    role: _Office = "duty officer"
    watch: _Word = "watch"
    event: Annotated[str, msgspec.Meta(max_length=700)] = ""
    records: Annotated[tuple[RecordName, ...], msgspec.Meta(max_length=100)] = ()
    at_utc: str | None = None
    opens: _Line | None = None
    due_utc: str | None = None
    closes: Annotated[tuple[RecordName, ...], msgspec.Meta(max_length=100)] = ()
    corrects: RecordName | None = None
    level: Level = "U"
    releasable_to: Annotated[tuple[PartyName, ...], msgspec.Meta(max_length=100)] = ()


class StandingView(msgspec.Struct, frozen=True, kw_only=True):
    """Where the watch stands, as far as the caller may know.

    Parameters
    ----------
    watch : str
        Which.
    office : str
        Who has it; empty: nobody has accepted it yet.
    since_utc : str or None
        From when on.
    record : str
        The acceptance's record.
    offered_to, offered_by, offer, note : str
        The office that it is offered to, by which, the offer's record, and its note; empty:
        none waits.
    open_items : list
        What the offer holds.
    returned_because : str
        What was missing, where the last offer was returned.
    """

    watch: str
    office: str
    since_utc: str | None
    record: str
    offered_to: str
    offered_by: str
    offer: str
    note: str
    open_items: list[Any]
    returned_because: str


class Offered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offer the watch: *outgoing* has it, *incoming* is to take it; both are offices."""

    outgoing: _Office
    incoming: _Office
    watch: _Word = "watch"
    note: _Text = ""
    language: Language = "en"


class Accepted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take over what was offered to *office*."""

    office: _Office
    watch: _Word = "watch"
    language: Language = "en"


class GivenBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Return what was offered to *office*; *note* says what is missing."""

    office: _Office
    note: Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]
    watch: _Word = "watch"


class TakenOver(msgspec.Struct, frozen=True, kw_only=True):
    """The acceptance's record, and what came and went since the offer."""

    record: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]


def item_view(
    item: Item, words: str, t: Epoch, names: Mapping[str, str], labels: Sequence[Label]
) -> ItemView:
    """An open item; *words* say it, *labels* are those of its records."""
    return ItemView(
        item=item.key, kind=item.kind.value, progress=item.progress.value, text=words,
        source=item.source, since_utc=item.since.utc_iso(6),
        due_utc=item.due.utc_iso(6) if item.due else None,
        left_s=None if item.due is None else item.due - t,
        about_utc=item.about.utc_iso(6) if item.about else None, event=item.event,
        objects=item.objects, miss_distance_km=item.miss_distance_km, number=item.number,
        party=item.party, severity=item.severity, asks=item.asks,
        names=tuple(names.get(each, "") for each in item.objects), word=item.word,
        note=item.text, records=item.records,
        marks=tuple(dict.fromkeys(portion_mark(label) for label in labels)),
    )  # fmt: skip


def entry_view(line: LogLine) -> EntryView:
    """An entry of the log."""
    return EntryView(
        entry=line.id, watch=line.watch, role=line.role, text=line.text, event=line.event,
        records=line.records, opens=line.opens,
        due_utc=line.due.utc_iso(6) if line.due else None, at_utc=line.at.utc_iso(6),
        written_utc=line.written.utc_iso(6), is_open=line.is_open, closes=line.closes,
        closed_by=line.closed_by, corrections=line.corrections,
    )  # fmt: skip


def standing_view(state: HandoverState) -> StandingView:
    """Where the watch stands."""
    offered, returned = state.offered, state.returned
    items = offered.body.open_items if offered else ()
    return StandingView(
        watch=state.watch, office=state.office,
        since_utc=state.since.utc_iso(6) if state.since else None,
        record=state.accepted.id if state.accepted else "",
        offered_to=offered.body.incoming if offered else "",
        offered_by=offered.body.outgoing if offered else "",
        offer=offered.id if offered else "", note=offered.body.note if offered else "",
        open_items=[msgspec.to_builtins(each) for each in items],
        returned_because=returned.body.note if returned else "",
    )  # fmt: skip
