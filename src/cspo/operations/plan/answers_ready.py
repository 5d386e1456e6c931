"""Answers about readiness: sensors, crews, services and sites, as their owners report them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cspo.operations.plan.books import Books, named, unknown
from cspo.operations.plan.outward import OWNER_UNHEARD
from cspo.operations.plan.sayings import Word
from cspo.policy import NUMBER, TEXT, TRUTH, Reading
from cspo.records.bodies.readiness import Readiness, ReadinessBody, ReadySubject
from cspo.time import Epoch

__all__ = ["ANSWERS", "is_good", "state_of"]

_Arguments = Mapping[str, Any]


def is_good(body: ReadinessBody, t: Epoch) -> bool:
    """Whether a report says something of an instant."""
    begun = Epoch.from_utc(body.from_utc) <= t
    return begun and (body.until_utc is None or t < Epoch.from_utc(body.until_utc))


def state_of(body: ReadinessBody, t: Epoch) -> tuple[Readiness, str]:
    """How a thing stands at an instant by its last report, and why.

    A report that has run out says nothing; a qualification that has expired makes a thing
    limited that is reported ready.
    """
    if not is_good(body, t):
        begun = Epoch.from_utc(body.from_utc) <= t
        when = f"was good until {body.until_utc}" if begun else f"is good from {body.from_utc} on"
        return Readiness.UNKNOWN, f"the last report {when}"
    today = t.utc_iso(0)[:10]
    gone = [each.name for each in body.qualifications if each.expires and each.expires < today]
    if gone and body.state is Readiness.READY:
        return Readiness.LIMITED, f"expired: {', '.join(gone)}"[:200]
    return body.state, body.reason


def _stands(books: Books, word: Word) -> tuple[Readiness, str, str]:
    """As `state_of`, and what others are told in place of why, where that is not for them.

    Unknown too where its owner is not heard of, who may have said otherwise.
    """
    if why := books.no_word(word.origin):
        return Readiness.UNKNOWN, why, OWNER_UNHEARD
    return *state_of(word.body, books.t), ""


def _sensors_up(books: Books, arguments: _Arguments) -> Reading:
    regime = str(arguments["regime"]).lower()
    words = books.said.readiness(origin=str(arguments.get("nation", "")))
    up: list[Word] = []
    perhaps: list[Word] = []
    down: list[Word] = []
    for word in words:
        body: ReadinessBody = word.body
        if body.subject is not ReadySubject.SENSOR or regime not in body.regimes:
            continue
        state, *_ = _stands(books, word)
        if state is Readiness.READY:
            up.append(word)
        elif state is Readiness.UNKNOWN:
            perhaps.append(word)
        else:
            down.append(word)
    low, high = float(len(up)), float(len(up) + len(perhaps))
    newest, others = (
        sorted(words, key=lambda word: (-word.t.tai_ns, word.record_id))
        for words in ([*up, *perhaps], down)
    )
    fields: dict[str, Any] = {
        "evidence": named((word.record_id, word.label) for word in [*newest, *others]),
        "since": newest[0].t if newest else None,
    }
    if not newest and not down:
        return unknown(NUMBER, f"no sensor for {regime.upper()} is reported", low=0.0, **fields)
    if perhaps:
        text = (
            f"{len(perhaps)} of them have no report that is good now, or of a nation not heard of"
        )
        return unknown(NUMBER, text, low=low, high=high, **fields)
    return Reading(value=low, unit=NUMBER, text=f"{len(down)} are not", **fields)


def _crew_ready(books: Books, arguments: _Arguments) -> Reading:
    return _ready_of(books, str(arguments["crew"]), arguments, ReadySubject.CREW)


def _ready(books: Books, arguments: _Arguments) -> Reading:
    return _ready_of(books, str(arguments["name"]), arguments, None)


def _ready_of(
    books: Books, name: str, arguments: _Arguments, subject: ReadySubject | None
) -> Reading:
    word = _word(books, name, arguments, subject)
    if word is None:
        return unknown(TRUTH, f"nobody reports on {name}"[:200])
    state, why, told = _stands(books, word)
    fields: dict[str, Any] = {"evidence": (word.record_id,), "since": word.t}
    if state is Readiness.UNKNOWN:
        return unknown(TRUTH, why or "reported as not known", outward=told, **fields)
    return Reading(value=state is Readiness.READY, unit=TRUTH, text=why, **fields)


def _service_state(books: Books, arguments: _Arguments) -> Reading:
    name = str(arguments["name"])
    word = _word(books, name, arguments, ReadySubject.SERVICE)
    if word is None:
        return unknown(TEXT, f"nobody reports on the service {name}"[:200])
    state, why, told = _stands(books, word)
    fields: dict[str, Any] = {"evidence": (word.record_id,), "since": word.t}
    if state is Readiness.UNKNOWN:
        return unknown(TEXT, why or "reported as not known", outward=told, **fields)
    return Reading(value=state.value, unit=TEXT, text=why, **fields)


def _word(
    books: Books, name: str, arguments: _Arguments, subject: ReadySubject | None
) -> Word | None:
    words = [
        word for word in books.said.readiness(name, str(arguments.get("nation", books.nation)))
        if subject is None or word.body.subject is subject
    ]  # fmt: skip
    return max(words, key=lambda word: (word.t.tai_ns, word.record_id), default=None)


ANSWERS: Final = {
    "sensors_up": _sensors_up, "crew_ready": _crew_ready, "ready": _ready,
    "service.state": _service_state,
}  # fmt: skip
