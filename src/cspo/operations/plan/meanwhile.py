"""What a plan knew in a span, and what was said then and came only later.

A node that is cut off goes on looking at its plans by what it has, and signs what it finds.
When it is back, this tells both sides of that span: how each assumption stood by what was
known, and which records of others bear on it that were made in the span and came after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cspo.errors import CspoError
from cspo.operations.catalog import Picture, SkyView
from cspo.operations.plan.naming import AssetNames
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.plan.said import SaidBook
from cspo.operations.plan.topics import topics_of
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import parse
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["Learnt", "meanwhile"]

_LATE_S: Final = 60.0
"""How long a record may travel before it counts as learnt later, s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """How an assumption stood, or something that bears on it.

    Parameters
    ----------
    t : Epoch
        When it stood so, or was said.
    assumption : int
        Which, from 1.
    standing : PlanStanding or None
        None of what was learnt.
    text : str
    learnt : Epoch or None
        When it came; None of what was known.
    record_id, origin : str
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
    """
    found: list[Learnt] = []
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
        found += [
            Learnt(
                t=heard.t, assumption=number, standing=None, text=heard.text,
                learnt=heard.t_ingest, record_id=heard.record_id, origin=heard.origin,
            )
            for heard in said.heard(asked, since, until)
            if heard.t_ingest - heard.t > _LATE_S
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.t.tai_ns, one.assumption, one.record_id))


def _asked(
    expression: str, nation: str, picture: Picture, names: AssetNames, sky: SkyView | None
) -> set[tuple[str, str]]:
    def identity(text: str) -> str:
        found = names.find(text, picture, sky)
        return found[0] if len(found) == 1 else ""

    try:
        topics = topics_of(parse(expression, PICTURE), identity, nation)
    except CspoError:
        return set()
    aliases = {
        (kind, name) for kind, which in topics if kind == "object" for name in picture.names(which)
    }
    return set(topics) | aliases
