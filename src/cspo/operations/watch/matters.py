"""Warnings as matters: events with all that was said of them, the same whatever came first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cspo.operations.event_names import EventNames
from cspo.operations.warn.matter import Answered, Issued, Matter, Shelf
from cspo.operations.watch.entries import LogLine, Said

__all__ = ["matters"]


def matters(
    warnings: Iterable[Said],
    answers: Iterable[Said],
    lines: Iterable[LogLine],
    known: EventNames | None = None,
) -> list[Matter]:
    """Warnings put together by event, with acknowledgements and what our log puts aside.

    An event has the name that the warning made first gives it.

    Parameters
    ----------
    known : EventNames or None
        Which names mean one event in the node; None: by these warnings alone.
    """
    names, called = EventNames(), dict[str, str]()
    issued: dict[str, dict[str, list[Issued]]] = {}
    forms: dict[str, list[Issued]] = {}
    event_of: dict[str, str] = {}
    for said in sorted(warnings, key=lambda each: each.order):
        name = said.id
        if said.body.event:
            event = None if known is None else known.find(said.body.event)
            name = called.setdefault(event or names.join(said.body.event), said.body.event)
        event_of[said.id] = name
        by_origin = issued.setdefault(name, {})
        made = Issued(
            record_id=said.id, origin=said.origin, t_created=said.made, label=said.label,
            body=said.body,
        )  # fmt: skip
        if said.is_form:
            by_origin.setdefault(said.origin, [])
            forms.setdefault(name, []).append(made)
        else:
            by_origin.setdefault(said.origin, []).append(made)
    answered = _by_event(answers, event_of)
    aside: dict[str, list[LogLine]] = {}
    for line in sorted(lines, key=lambda each: (each.written, each.number, each.id)):
        if line.shelves in event_of:
            aside.setdefault(event_of[line.shelves], []).append(line)
    return [
        Matter(
            event=name,
            issued={origin: _in_order(series) for origin, series in by_origin.items()},
            forms=_in_order(forms.get(name, ())),
            answers=tuple(_answered(each) for each in answered.get(name, ())),
            shelves=tuple(_shelf(line, by_origin) for line in aside.get(name, ())),
        )
        for name, by_origin in issued.items()
    ]


def _in_order(series: Iterable[Issued]) -> tuple[Issued, ...]:
    return tuple(
        sorted(series, key=lambda each: (each.body.number, each.t_created.tai_ns, each.record_id))
    )


def _by_event(answers: Iterable[Said], event_of: Mapping[str, str]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for said in sorted(answers, key=lambda each: each.order):
        if said.body.record in event_of:
            found.setdefault(event_of[said.body.record], []).append(said)
    return found


def _answered(said: Said) -> Answered:
    return Answered(
        record_id=said.id, origin=said.origin, warning=said.body.record,
        progress=said.body.progress, role=said.body.role, t=said.made, label=said.label,
    )  # fmt: skip


def _shelf(line: LogLine, issued: Mapping[str, list[Issued]]) -> Shelf:
    """What the log puts aside; what is graver than that warning brings the event back."""
    gravity = next(
        (
            each.gravity
            for series in issued.values()
            for each in series
            if each.record_id == line.shelves
        ),
        0,
    )
    return Shelf(
        record_id=line.id, warning=line.shelves, until=line.due or line.at, since=line.at,
        reason=line.text, role=line.role, gravity=gravity, taken_back=bool(line.closed_by),
    )  # fmt: skip
