"""What of an exercise may be shown to whom: nothing that any one of them was kept from.

A review for an audience is a function of what `for_audience` leaves, and of nothing else. So what
was held back can't show in it: not as a line, not as a number, not as a gap that is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from cspo.errors import UsageError
from cspo.exercise.review.concern import announces, matter_of
from cspo.exercise.review.left import Given, Left
from cspo.exercise.review.pieces import Pieces
from cspo.exercise.review.told import Told
from cspo.exercise.scenario import Scenario
from cspo.exercise.scenario.names import Names, starts_s, stops_s
from cspo.exercise.white_cell import Due, Order
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.markings import Action, Label, Mode, Subject, decide, join, make_label, sponsor_of
from cspo.time import Epoch

__all__ = ["for_audience", "mark_of", "scenario_label"]

_MADE: Final = frozenset({TruthKind.SHOWN})
"""Truths that tell what one nation's sources gave it, and no more than that."""
_ENDS: Final = frozenset(
    {
        TruthKind.SENSOR_BACK,
        TruthKind.LIE_ENDED,
        TruthKind.FEED_BACK,
        TruthKind.LATE_ENDED,
        TruthKind.SOURCES_PROMPT,
    }
)
_SAME_S: Final = 1e-3


def scenario_label(scenario: Scenario) -> Label:
    """The mark of the scenario itself, which tells of all events and of the truth."""
    return make_label(scenario.classification, scenario.releasable_to)


def mark_of(left: Left) -> Label:
    """The mark of all that is left: a review of it may not have a wider one."""
    marks = join(scenario_label(left.scenario), *left.labels)
    if not left.audience:
        return marks
    return make_label(marks.classification, left.audience)


def for_audience(
    left: Left, audience: Collection[str], ceilings: Mapping[str, str],
    may: Callable[[Label], bool] = lambda label: True,  # noqa: ARG005
) -> Left:  # fmt: skip
    """What nations may have of it, all of them.

    A1. A record stays where its mark lets each of them have it, and each has made it, or was
    given it or the fuller record that it is a form of: what a policy or people held back from one
    of them goes, whatever its mark. A2. Of the truth what the scenario has planned for an instant
    stays, as the scenario's mark is, and what an event set off of which A4 lets the instant stay;
    what one nation's sources showed it goes, and how near two objects truly came. Any other burn
    stays where a record that stays tells of it; where something goes, so do later approaches of
    its object, and of pieces of what broke up. An approach has its minute alone, and a name that
    says no more. A3. Of the white cell's words those stay that it has called releasable. A4.
    Instants of a store
    stay for records that stay, and for stores of the audience: what reached whom else is between
    those two. When an event was put in stays where its scenario says the instant,
    or all of them were told of it: an instant that a condition brought about would tell when
    somebody's picture held something.

    Parameters
    ----------
    left : Left
        All of it.
    audience : collection of str
        Nations.
    ceilings : mapping
        By nation, the highest level that its node may have.
    may : callable
        Whether whoever asks may see a mark, beside all of them.

    Raises
    ------
    UsageError
        Where one of them doesn't play or may not have the scenario, or the exercise is not over:
        who plays may not read of events to come.
    """
    nations = tuple(sorted(set(audience)))
    _check(left, nations, ceilings)
    if not may(scenario_label(left.scenario)):
        raise UsageError("review an exercise", expected="the right to see its scenario")
    told = {
        record: each
        for record, each in left.told.items()
        if may(each.label) and _shown(each, left, nations, ceilings)
    }
    return replace(
        left, audience=nations, told=told,
        truth=_truth(left, told, nations),
        held={
            nation: {record: t for record, t in rows.items() if record in told}
            for nation, rows in left.held.items()
            if nation in nations
        },
        given={
            nation: tuple(each for each in rows if each.record in told and each.party in nations)
            for nation, rows in left.given.items()
            if nation in nations
        },
        answers={},
        injects=tuple(
            replace(each, why="") for each in left.injects if _is_known(left, each, nations)
        ),
        checked=(),
        ordered=tuple(
            each for each in left.ordered
            if each.command.what in {Order.ADJUDICATE, Order.NOTE}
            and each.command.arguments.get("releasable") is True
        ),
        by={record: by for record, by in left.by.items() if record in told},
        offices={record: office for record, office in left.offices.items() if record in told},
        recording_sha256="",
    )  # fmt: skip


def _check(left: Left, nations: tuple[str, ...], ceilings: Mapping[str, str]) -> None:
    action = "review an exercise for an audience"
    if not left.ended:
        raise UsageError(
            action, expected="an exercise that is over", got="one that goes on",
            hint="until then the review is the white cell's alone",
        )  # fmt: skip
    for nation in nations:
        if nation not in left.scenario.nations:
            raise UsageError(action, nation, expected="nations that play")
        if not _may(scenario_label(left.scenario), nation, ceilings):
            raise UsageError(
                action, nation, expected="nations that may have the scenario",
                got="one that may not", hint="the review tells of the scenario's events",
            )  # fmt: skip
    if not nations:
        raise UsageError(action, expected="at least one nation")


def _may(label: Label, nation: str, ceilings: Mapping[str, str]) -> bool:
    subject = Subject(party=nation, ceiling=ceilings.get(nation, "U"), modes=frozenset(Mode))
    return decide(label, Mode.EXERCISE, subject, Action.EXPORT).permitted


def _shown(
    told: Told, left: Left, nations: tuple[str, ...], ceilings: Mapping[str, str]
) -> bool:  # fmt: skip
    """Rule A1."""
    origin = sponsor_of(told.origin)
    if not all(_may(told.label, nation, ceilings) for nation in nations):
        return False
    given = left.given.get(origin, ())
    return all(nation == origin or _given(told.id, nation, given) for nation in nations)


def _given(record: str, nation: str, given: tuple[Given, ...]) -> bool:
    products = {each.product for each in given if each.record == record}
    return any(
        each.party == nation and (each.record == record or each.record in products)
        for each in given
    )  # fmt: skip


def _truth(
    left: Left, told: Mapping[str, Told], nations: tuple[str, ...]
) -> tuple[TruthEvent, ...]:  # fmt: skip
    """Rule A2."""
    found, hidden, approaches = [], list[TruthEvent](), 0
    pieces = Pieces(left.truth)
    for each in left.truth:
        if each.what in _MADE:
            continue
        if each.what is TruthKind.APPROACH:
            if not _follows(each, hidden, pieces):
                approaches += 1
                found.append(_in_minutes(each, approaches))
        elif (
            each.what is TruthKind.BEGAN or _is_planned(left, each, nations) or _is_told(each, told)
        ):
            found.append(each)
        elif each.what is not TruthKind.NOT_DONE:  # of which no approach can come
            hidden.append(each)
    return tuple(found)


def _in_minutes(approach: TruthEvent, number: int) -> TruthEvent:
    """An approach as its audience has it. The world's own name of it holds its second."""
    minute = Epoch.from_utc(approach.t.utc_iso(0)[:17] + "00Z")
    names = approach.text.partition(" passed at ")[0]
    return replace(
        approach, t=minute, name=f"approach-{number}", number=None, unit="", text=names
    )  # fmt: skip


def _follows(approach: TruthEvent, hidden: Collection[TruthEvent], pieces: Pieces) -> bool:
    """Whether an approach may come of something that does not show.

    It does where one of the two is a piece of what broke up unseen, or of nothing that is known.
    """
    for name in approach.objects:
        if any(approach.t >= each.t and name in each.objects for each in hidden):
            return True
        whole = pieces.of(name)
        if whole in hidden if whole is not None else pieces.is_piece(name):
            return True
    return False


def _is_planned(left: Left, event: TruthEvent, nations: tuple[str, ...]) -> bool:
    """Whether the scenario says the instant, or all of them were told when it was brought about."""
    scenario = left.scenario
    happening = Names(scenario).happenings.get(event.name)
    if happening is None:
        return False
    ends = event.what in _ENDS
    own_s = stops_s(happening) if ends else starts_s(happening)
    if own_s is not None and abs(event.t - (left.starts + own_s)) < _SAME_S:
        return True
    changes = {each.number: each.world_action for each in scenario.events}
    return any(
        change is not None and event.name in (change.ends if ends else change.sets_off)
        and abs(event.t - due.t) <= scenario.tick_s and _is_known(left, due, nations)
        for due in left.injects for change in (changes.get(due.number),)
    )  # fmt: skip


def _is_told(event: TruthEvent, told: Mapping[str, Told]) -> bool:
    """Whether a notice that stays tells of that burn: of another one it would say nothing."""
    return event.what is TruthKind.BURN and any(
        announces(matter_of(event, ()), each) for each in told.values()
    )


def _is_known(left: Left, due: Due, nations: tuple[str, ...]) -> bool:
    """Rule A4, of an event that was put in; one beside the list is known by whom it was told."""
    if set(nations) <= set(due.to):
        return True
    return any(each.number == due.number and each.at_s is not None for each in left.scenario.events)
