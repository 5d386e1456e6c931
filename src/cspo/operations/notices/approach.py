"""The page of a close approach: who, when, how close, what each source says, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cspo.operations.language import PAGE_COLUMNS, Speech, columns, wrap
from cspo.operations.notices.page import Head, Page, blocks, labelled, listed, set_page
from cspo.records.bodies.conjunction import CallPoint, ConjunctionBody, Encountered
from cspo.records.bodies.warning import ChecklistItem, WarningBody
from cspo.time import Epoch

__all__ = ["Source", "approach_page"]

_MOST_SOURCES: Final = 6
_MOST_DEEDS: Final = 8
_MOST_CALLS: Final = 4


class Source(NamedTuple):
    """One source's account of the approach, and whose it is."""

    origin: str
    body: ConjunctionBody


def approach_page(
    sources: Sequence[Source],
    warning: WarningBody | None,
    head: Head,
    speech: Speech,
    *,
    names: Mapping[str, str],
    remarks: str = "",
) -> Page:
    """The page of a close approach.

    Parameters
    ----------
    sources : sequence of Source
        At least one; the first is the one that the page goes by.
    warning : WarningBody or None
        What is to be done, until when, whom to call.
    names : mapping
        Names of objects that no source names.
    remarks : str
        What the officer adds, in the page's language.

    Raises
    ------
    UsageError
        Where it is more than a page.
    """
    first = sources[0].body
    sides = (first.object1, first.object2)
    title = speech.say(
        "notice.conjunction", one=_name(sides[0], names), other=_name(sides[1], names)
    )
    body = blocks(
        listed(
            speech.say("notice.objects"), [_object(each, names, speech) for each in sides], speech
        ),
        _facts(first, head.t, speech),
        _table(sources, speech),
        _deeds(warning, speech),
        _calls([*(warning.call if warning else ()), *first.call], speech),
        labelled(speech.say("notice.remarks"), remarks, speech) if remarks else [],
    )
    return set_page(title, body, speech.say("notice.holds_until"), head, speech)


def _name(side: Encountered, names: Mapping[str, str]) -> str:
    return side.name or names.get(side.object, "") or side.object


def _object(side: Encountered, names: Mapping[str, str], speech: Speech) -> str:
    name = _name(side, names)
    owner = side.owner if side.owner not in {"", "unknown"} else ""
    age = side.orbit_age_s
    said = [
        name if name == side.object else f"{name} ({side.object})",
        speech.say(f"type.{side.type}"),
        speech.say("notice.owner", owner=owner) if owner else speech.say("notice.owner_unknown"),
        speech.say(f"maneuverable.{side.maneuverability}"),
        speech.say("notice.age_unknown")
        if age is None
        else speech.say("notice.age", span=speech.span(age)),
    ]
    return speech.listed(said)


def _facts(body: ConjunctionBody, t: Epoch, speech: Speech) -> list[str]:
    tca = Epoch.from_utc(body.tca_utc)
    when = "notice.from_issue" if tca >= t else "notice.before_issue"
    span = speech.say(when, span=speech.span(tca - t))
    said = speech.say("unit.aside", text=speech.instant(tca, decimals=1), aside=span)
    lines = labelled(speech.say("notice.tca"), said, speech)
    lines += labelled(speech.say("notice.miss"), speech.distance(body.miss_distance_km), speech)
    if body.relative_speed_km_s is not None:
        lines += labelled(
            speech.say("notice.speed"), speech.speed(body.relative_speed_km_s), speech
        )
    pc = speech.say("notice.pc_none") if body.pc is None else speech.probability(body.pc)
    if body.pc is not None and body.pc_method:
        pc = speech.listed([pc, body.pc_method])
    return [*lines, *labelled(speech.say("notice.pc"), pc, speech)]


def _table(sources: Sequence[Source], speech: Speech) -> list[str]:
    """What each source says, in columns; the day stands where it is another than the first's."""
    wide = speech.rules.ambiguous_columns
    day = sources[0].body.tca_utc[:10]
    names = ("notice.source", "notice.source_tca", "notice.source_miss", "notice.source_pc")
    head = [speech.say(name) for name in names]
    rows = [head]
    for origin, body in sources[:_MOST_SOURCES]:
        tca = Epoch.from_utc(body.tca_utc)
        clock = speech.clock(tca, decimals=1)
        pc = "-" if body.pc is None else f"{body.pc:.1E}".replace(".", speech.rules.decimal)
        rows.append(
            [
                f"{origin} {body.source}".strip(),
                clock if body.tca_utc[:10] == day else f"{body.tca_utc[:10]} {clock}",
                speech.distance(body.miss_distance_km),
                pc,
            ]
        )
    widths = [max(columns(row[n], wide) for row in rows) for n in range(1, 4)]
    room = PAGE_COLUMNS - sum(widths) - 2 * 3 - 2
    lines = [speech.say("unit.colon", label=speech.say("notice.sources"))]
    for row in rows:
        source = wrap(row[0], room, ambiguous=wide)[0]
        line = "  " + source + " " * (room - columns(source, wide))
        for text, width in zip(row[1:], widths, strict=True):
            line += "  " + " " * (width - columns(text, wide)) + text
        lines.append(line)
    if (more := len(sources) - _MOST_SOURCES) > 0:
        lines.append("  " + speech.say("notice.more_sources", n=speech.number(more)))
    return lines


def _deeds(warning: WarningBody | None, speech: Speech) -> list[str]:
    if warning is None:
        return []
    if warning.act_by_utc is None:
        lines = [speech.say("notice.no_act_by")]
    else:
        by = speech.instant(Epoch.from_utc(warning.act_by_utc))
        lines = labelled(speech.say("notice.act_by"), by, speech)
    deeds = [_deed(each, speech) for each in warning.checklist[:_MOST_DEEDS]]
    return [*lines, *listed(speech.say("notice.to_do"), deeds, speech)]


def _deed(item: ChecklistItem, speech: Speech) -> str:
    if item.by_utc is None:
        return item.text
    return speech.say("notice.by", text=item.text, t=speech.instant(Epoch.from_utc(item.by_utc)))


def _calls(points: Sequence[CallPoint], speech: Speech) -> list[str]:
    said = dict.fromkeys(
        speech.listed([part for part in (each.party, each.role, each.phone, each.email) if part])
        for each in points
    )
    return listed(speech.say("notice.call"), [*said][:_MOST_CALLS], speech)
