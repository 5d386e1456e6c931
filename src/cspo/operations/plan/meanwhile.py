"""What a plan knew in a span, and what was said then and came only later.

A node that is cut off goes on looking at its plans by what it has, and signs what it finds.
When it is back, this tells both sides of that span: how each assumption stood by what was
known, and which records of others bear on it that were made in the span and came after it: those
that are remembered to bear on what it asks of, and those that its findings since rest on, orbits of
other objects among them. What is remembered no more is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cspo.errors import CspoError
from cspo.operations.catalog import Picture, SkyView
from cspo.operations.plan.naming import AssetNames
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.plan.said import SaidBook
from cspo.operations.plan.said_late import LATE_S, is_late
from cspo.operations.plan.sayings import Heard
from cspo.operations.plan.topics import Topic, plans_asked, topics_of
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import parse
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["Learnt", "meanwhile"]

_FULL: Final = 500
"""Findings of an assumption that a book keeps: with fewer none is forgotten."""

_MOST_FOUND: Final = 20
"""Findings since the span of which is looked up what they rest on."""

_MOST_EVIDENCE: Final = 200
"""And records of them all."""

_BULK: Final = {
    "object": "orbits", "party": "acknowledgements", "plan": "words on other plans",
    "count": "records that are counted",
}  # fmt: skip
"""What is remembered from when a plan asks of it, by the kind of topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """How an assumption stood, or something that bears on it.

    Parameters
    ----------
    t : Epoch
        When it stood so, or was said; before which not all is remembered.
    assumption : int
        Which, from 1; 0: all.
    standing : PlanStanding or None
        Of what was known.
    text : str
    learnt : Epoch or None
        When it came, of what was learnt.
    record_id, origin : str
        Empty of what is remembered no more.
    """

    t: Epoch
    assumption: int
    standing: PlanStanding | None
    text: str
    learnt: Epoch | None
    record_id: str
    origin: str


def meanwhile(
    plan: Plan, edition: Edition, said: SaidBook, picture: Picture, since: Epoch, until: Epoch,
    *, names: AssetNames, sky: SkyView | None,
    evidence: Callable[[str], Iterable[str]] = lambda expression: (),  # noqa: ARG005
    came: Callable[[str], Heard | None] = lambda item: None,  # noqa: ARG005
) -> list[Learnt]:  # fmt: skip
    """Both sides of a span, in order of time.

    Parameters
    ----------
    plan : Plan
    edition : Edition
        Whose assumptions are asked.
    said : SaidBook
        What was heard, and when.
    picture : Picture
    since, until : Epoch
        The span.
    names : AssetNames
    sky : SkyView or None
    evidence : callable
        By expression, records on which it rests as it stands now.
    came : callable
        That a record came, and when; None where it is not here.
    """
    found = list(_forgotten(plan, edition, said, since))
    looked = 0
    for number, each in enumerate(edition.assumptions, 1):
        if not each.expression:
            continue
        found += [
            Learnt(
                t=told.t, assumption=number, standing=told.body.standing, text=told.body.why,
                learnt=None, record_id=told.record_id, origin=plan.origin,
            )
            for told in plan.found.get(each.expression, ()) if since <= told.t <= until
        ]  # fmt: skip
        asked = _asked(each.expression, plan.origin, picture, names, sky)
        found += _since_when(asked, number, said, max(since, edition.t + LATE_S), until)
        wanted = asked | _further(asked, each.expression, plan.origin, picture)
        late = {heard.record_id: heard for heard in said.late.of(wanted, since, until)}
        rests_on = dict.fromkeys((*evidence(each.expression), *_told(plan, each.expression, since)))
        for item in list(rests_on)[: _MOST_EVIDENCE - looked]:
            looked += 1
            heard = came(item)
            if heard is not None and heard.record_id not in late and since <= heard.t <= until:
                late[heard.record_id] = heard
        found += [
            Learnt(
                t=heard.t, assumption=number, standing=None, text=heard.text,
                learnt=heard.t_ingest, record_id=heard.record_id, origin=heard.origin,
            )
            for heard in late.values() if is_late(heard.t, heard.t_ingest)
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.t.tai_ns, one.assumption, one.record_id))


def _told(plan: Plan, expression: str, since: Epoch) -> Iterator[str]:
    """Records that findings rest on which were made since, the last ones."""
    for told in plan.found.get(expression, ())[-_MOST_FOUND:]:
        if told.t >= since:
            yield from told.body.rests_on


def _forgotten(plan: Plan, edition: Edition, said: SaidBook, since: Epoch) -> Iterator[Learnt]:
    """What of a span is remembered no more, of all that came and of what was found."""
    lost = said.late.forgotten
    if lost is not None and lost >= since:
        yield _note(lost, 0, "of what came until then not all is remembered here; the store has it")
    for number, each in enumerate(edition.assumptions, 1):
        kept = plan.found.get(each.expression, ()) if each.expression else ()
        if len(kept) >= _FULL and kept[1].t > since:  # the first may be from long before
            text = "of findings before then not all are remembered here; the store has them"
            yield _note(kept[1].t, number, text)


def _since_when(
    asked: Iterable[Topic], number: int, said: SaidBook, since: Epoch, until: Epoch
) -> Iterator[Learnt]:
    """Since when that is remembered which comes in bulk, where it is less than the span."""
    begun: dict[str, Epoch] = {}
    for topic in asked:
        if topic[0] in _BULK:
            at = said.asked.since(topic) or until
            begun[topic[0]] = max(at, begun.get(topic[0], at))
    for kind, at in sorted(begun.items()):
        if at > since:
            yield _note(at, number, f"{_BULK[kind]} that came late are remembered only since then")


def _note(t: Epoch, number: int, text: str) -> Learnt:
    return Learnt(
        t=t, assumption=number, standing=None, text=text, learnt=None, record_id="", origin=""
    )


def _asked(
    expression: str, nation: str, picture: Picture, names: AssetNames, sky: SkyView | None
) -> set[Topic]:
    def identity(text: str) -> str:
        found = names.find(text, picture, sky)
        return found[0] if len(found) == 1 else ""

    try:
        return set(topics_of(parse(expression, PICTURE), identity, nation))
    except CspoError:
        return set()


def _further(
    asked: Iterable[Topic], expression: str, nation: str, picture: Picture
) -> set[Topic]:  # fmt: skip
    """The same by other names: objects by all that they have, plans with their origins."""
    found = {
        (kind, name) for kind, which in asked if kind == "object" for name in picture.names(which)
    }
    plans = {("plan", f"{origin}/{name}") for origin, name in plans_asked(expression, nation)}
    return found | plans
