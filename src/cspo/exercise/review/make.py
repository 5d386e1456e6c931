"""The review as a whole: from a play's folder, or from what an audience may have of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.review.audience import for_audience, mark_of
from cspo.exercise.review.concerned import REVIEWED, Concerns
from cspo.exercise.review.gather import ceilings_of, gather
from cspo.exercise.review.improving import improvement_plan
from cspo.exercise.review.left import Left
from cspo.exercise.review.measures import review_injects
from cspo.exercise.review.objectives import review_objectives
from cspo.exercise.review.people import human_steps, review_decisions
from cspo.exercise.review.stages import review_events
from cspo.exercise.review.values import EventReview, NoteReview, Review, StandStill
from cspo.exercise.white_cell import Order
from cspo.exercise.world import TruthKind
from cspo.markings import banner

__all__ = ["review", "review_of"]

_DIGITS: Final = 3
_PACE: Final = frozenset({Order.PAUSE, Order.GO, Order.SPEED, Order.STEP, Order.STOP})


def _points(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


_BASIS: Final = _points("""
The truth is the world's own log of what it did; it is known to no node.

When a nation had something is the instant at which its own store took the record in, by the clock
of the exercise.

Could know: the first evidence in its store, or the first that its sources gave it. Knew: the first
record that says what it means, its own or a partner's. Warned: the first warning for it, or page of
notice, in its store.
Released: the first decision by which a partner may have a record of its own about it.
Acknowledged: its first acknowledgement. Acted: its first proposal, promise, announcement, plan, or
word that it acts.

A record concerns an event by what it says: an orbit of before a burn tells nothing of it, however
late it comes; an approach is concerned by its pair and its time alone.
""")
_OF_AUDIENCE: Final = _points("""
Only records that each reader of this version may read and was given count here. What that leaves
out, if it leaves out anything, is not told, counted or hinted at: so something may have been done
earlier than stands here, and what is not shown is unknown, never undone.
""")
_LIMITS: Final = _points("""
What was said by voice, on paper or in a room shows only where somebody put it down.

That a record was in a store does not say that a person read it; what people did is listed apart,
with its time.

Objects count by the identities in the records; one that bears another name is not joined.
""")


def review(
    folder: PlayFolder, *, day: date, audience: Sequence[str] | None = None,
    progress: Callable[[float], None] = lambda done: None,  # noqa: ARG005
) -> Review:  # fmt: skip
    """Review a play from its folder alone.

    Parameters
    ----------
    folder : PlayFolder
        Of a play that is over, paused, or still goes on.
    day : date
        On which it is made: dates of the improvement plan count from it.
    audience : sequence of str or None
        Nations that are to read it; None: the white cell, which sees all.
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    UsageError
        Where an audience may not have it, or is of nobody (`for_audience`).
    CspoError
        Where a file can't be read, or was changed after it was written.
    """
    left = gather(folder, progress=lambda done: progress(0.8 * done))
    if audience is not None:
        left = for_audience(left, audience, ceilings_of(folder))
    made = review_of(left, software=folder.software, day=day)
    progress(1.0)
    return made


def review_of(left: Left, *, software: str, day: date) -> Review:
    """Review what was left; nothing else is looked at.

    Parameters
    ----------
    left : Left
    software : str
        The version that played.
    day : date
    """
    scenario = left.scenario
    concerns = Concerns(left)
    injects = review_injects(concerns)
    events = review_events(concerns)
    steps, steps_more = human_steps(concerns)
    decisions, decisions_more = review_decisions(concerns)
    return Review(
        exercise=scenario.name, number=scenario.number, title=scenario.title,
        mark=banner(mark_of(left)), audience=left.audience,
        starts_utc=left.starts.utc_iso(_DIGITS), ended_utc=left.until.utc_iso(_DIGITS),
        ended=left.ended, participants=scenario.nations, software=software,
        scenario_sha256=left.scenario_sha256, recording_sha256=left.recording_sha256,
        objectives=review_objectives(left, injects), events=events.rows + _other(left),
        events_more=events.more, unseen_more=events.unseen, injects=injects, steps=steps,
        steps_more=steps_more, decisions=decisions, decisions_more=decisions_more,
        improvements=improvement_plan(left, injects, events.rows, day), notes=_notes(left),
        pace=_pace(left), basis=_BASIS + (_OF_AUDIENCE if left.audience else ()), limits=_LIMITS,
    )  # fmt: skip


def _other(left: Left) -> tuple[EventReview, ...]:
    """What truly happened to sensors, sources and feeds: without lines of nations."""
    told = REVIEWED | {TruthKind.SHOWN, TruthKind.BEGAN}
    return tuple(
        EventReview(
            name=each.name, what=each.what.value,
            title=f"{each.what.value.replace('_', ' ').capitalize()}"
            + (f", {each.nation}" if each.nation else ""),
            utc=each.t.utc_iso(_DIGITS), objects=each.objects, text=each.text,
            number=each.number, unit=each.unit,
        )
        for each in sorted(left.truth, key=lambda one: (one.t.tai_ns, one.name))
        if each.what not in told or (each.what in REVIEWED and not each.objects)
    )  # fmt: skip


def _notes(left: Left) -> tuple[NoteReview, ...]:
    found = []
    for each in left.ordered:
        given = each.command.arguments
        if each.command.what is Order.NOTE and given.get("kind") != "improvement":
            found.append(
                NoteReview(
                    utc=each.t.utc_iso(_DIGITS), kind=str(given.get("kind", "observation")),
                    text=str(given["text"]), objective=str(given.get("objective", "")),
                    inject=given.get("number"),
                )
            )  # fmt: skip
    return tuple(found)


def _pace(left: Left) -> tuple[StandStill, ...]:
    """What the white cell did with the clock, with how long it stood by the machine's."""
    orders = [each for each in left.ordered if each.command.what in _PACE]
    found = []
    for n, each in enumerate(orders):
        what = each.command.what
        after = orders[n + 1].command.t_wall if n + 1 < len(orders) else None
        words = what.value
        if what is Order.SPEED:
            words = f"speed {each.command.arguments['speed']:g}"
        found.append(
            StandStill(
                utc=each.t.utc_iso(_DIGITS), what=words,
                for_s=None if what is not Order.PAUSE or after is None
                else round(after - each.command.t_wall, _DIGITS),
            )
        )  # fmt: skip
    return tuple(found)
