"""Answers about the coalition: who was heard of, who can be called, what is owed and unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cspo.markings.parties import is_party, sponsor_of
from cspo.operations.plan.books import Books, named, unknown
from cspo.operations.plan.falling_due import MOST_RELEASES
from cspo.operations.plan.outward import OWNER_UNHEARD
from cspo.policy import NUMBER, TIME_S, Reading
from cspo.records.bodies.readiness import Owed
from cspo.units import DAY_S

__all__ = ["ANSWERS"]

_Arguments = Mapping[str, Any]
_TOLD: Final = 10
"""Records of a count that are named: the last ones."""
_MOST_WAITING: Final = 1_000
"""Of what waits for an answer all is named: so many at most are counted."""
_MOST_LOOKED_AT: Final = 1_000
"""Records by which obligations are met, and whose marks a count of what is late bears."""


def _feed_lag(books: Books, arguments: _Arguments) -> Reading:
    party = str(arguments["nation"])
    nation = sponsor_of(party)
    if nation == books.nation:
        return Reading(value=0.0, unit=TIME_S, text="our own")
    heard = books.feeds.get(nation)
    if heard is None:
        known = "a partner that has no feed to us" if is_party(party) else "no party"
        return unknown(TIME_S, f"{party[:60]} is {known}")
    if heard.heard is None:
        return unknown(TIME_S, f"{nation} was never heard of")
    return Reading(
        value=max(0.0, books.t - heard.heard), unit=TIME_S, since=heard.heard,
        text="silent for longer than a partner may be" if heard.silent else "",
    )  # fmt: skip


def _contact_age(books: Books, arguments: _Arguments) -> Reading:
    party, role = str(arguments["nation"]), str(arguments.get("role", ""))
    offices = [each for each in books.contacts.of(party) if not role or each.body.role == role]
    if not offices:
        what = f"the office {role} of {party}" if role else party
        return unknown(TIME_S, f"no contact of {what} is known"[:200])
    first = offices[0]
    if first.checked is None:
        age_s = max(0.0, books.t - first.t)
        return unknown(
            TIME_S, f"nobody ever got through to {first.body.role}", low=age_s,
            evidence=(first.record_id,), since=first.t,
        )  # fmt: skip
    return Reading(
        value=max(0.0, books.t - first.checked),
        unit=TIME_S,
        since=first.checked,
        text=f"{first.body.role}, by {first.checked_by}",
        evidence=(first.record_id,),
    )


def _unanswered(books: Books, arguments: _Arguments) -> Reading:
    party = str(arguments["nation"])
    found = [each for each in books.waiting() if each.party == party]
    found.sort(key=lambda each: (each.since.tai_ns, each.record_id))
    counted = found[:_MOST_WAITING]
    ids = tuple(dict.fromkeys(one for each in counted for one in (each.record_id, *each.ids)))
    if len(found) > len(counted):
        low = float(len(counted))
        return unknown(NUMBER, f"more than {len(counted):,}", low=low, evidence=ids)
    return Reading(
        value=float(len(found)), unit=NUMBER, since=found[0].since if found else None,
        text=f"the longest since {found[0].since.utc_iso(0)}" if found else "", evidence=ids,
    )  # fmt: skip


def _records(books: Books, arguments: _Arguments) -> Reading:
    origin = str(arguments.get("nation", books.nation))
    days = float(arguments.get("days", 1.0))
    found, more = books.said.count(str(arguments["kind"]), origin, books.t + -days * DAY_S)
    count, ids = len(found), named(found, _TOLD)
    if why := books.no_word(origin):
        since = books.feeds[sponsor_of(origin)].heard
        return unknown(
            NUMBER, why, low=float(count), evidence=ids, since=since, outward=OWNER_UNHEARD
        )
    if more:
        return unknown(NUMBER, f"more than {count:,}", low=float(count), evidence=ids)
    return Reading(value=float(count), unit=NUMBER, evidence=ids)


def _obligations_late(books: Books, arguments: _Arguments) -> Reading:
    nation = str(arguments.get("nation", ""))
    late, looked_at = books.late(nation), books.looked_at(nation)
    if len(looked_at) > _MOST_LOOKED_AT:
        why = f"it rests on more than {_MOST_LOOKED_AT:,} records"
        return unknown(NUMBER, why, low=float(len(late)), evidence=named(late))
    ids = tuple(dict.fromkeys((*named(late), *looked_at)))
    return Reading(value=float(len(late)), unit=NUMBER, evidence=ids)


def _late_of_all_kinds(books: Books, arguments: _Arguments) -> Reading:
    """With what is owed by other books."""
    nation, stated = str(arguments.get("nation", "")), _obligations_late(books, arguments)
    others = books.falls_due()
    late = [each for each in others if each.is_late(books.t) and nation in {"", each.owes}]
    least = stated.value if isinstance(stated.value, float) else stated.low
    count = (least or 0.0) + len(late)
    derived = named(one for each in late for one in each.rests_on)
    ids = tuple(dict.fromkeys((*stated.evidence, *derived)))
    if sum(each.what is Owed.RELEASE for each in others) >= MOST_RELEASES:
        return unknown(NUMBER, "more releases wait than are counted", low=count, evidence=ids)
    if stated.value is None:
        return unknown(NUMBER, stated.text, low=count, evidence=ids)
    return Reading(value=count, unit=NUMBER, text=stated.text, evidence=ids)


ANSWERS: Final = {
    "feed_lag": _feed_lag, "contact_age": _contact_age, "unanswered": _unanswered,
    "records": _records, "obligations_late": _late_of_all_kinds,
}  # fmt: skip
