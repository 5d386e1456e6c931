"""Which assumptions are evaluated when: those whose evidence changed, and all in a slow round."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cspo.errors import CspoError, ResourceLimit, SourceError
from cspo.operations.plan.book import PlanBook
from cspo.operations.plan.books import Books
from cspo.operations.plan.horizons import horizons_of
from cspo.operations.plan.outward import outward
from cspo.operations.plan.plans import Edition
from cspo.operations.plan.reading_picture import PictureWorld
from cspo.operations.plan.topics import Topic, topics_of
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import Expression, Step, Verdict, evaluate, parse
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["OBLIGATION", "Checked", "Checks", "Key", "expressions_of", "standing_of"]

_log = logging.getLogger(__name__)

ROUND_S: Final = 60.0
"""How often an assumption is evaluated of which nothing was heard, s."""

OF_THE_CLOCK_S: Final = 10.0
"""And one that asks what changes with the clock alone, s."""

_OF_THE_CLOCK: Final = {"now", "feed_lag", "contact_age", "unanswered", "ready", "crew_ready"}
_ASKS_WHAT_IS_LATE: Final = "obligations_late"
_OWED: Final[Topic] = ("obligation", "")
_MOST_AT_ONCE: Final = 250

Key = tuple[str, str]
"""Name of a plan of ours, or what follows `OBLIGATION`, and an expression."""

OBLIGATION: Final = "obligation "
"""No plan's name begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How an assumption stood when it was last looked at.

    Parameters
    ----------
    verdict : Verdict
    t : Epoch
        When that was.
    since : Epoch
        Since when it stands so.
    told : Verdict
        The same in words for others: not who is silent, nor since when.
    told_since : Epoch
        And since when by what they may know.
    """

    verdict: Verdict
    t: Epoch
    since: Epoch
    told: Verdict
    told_since: Epoch

    @property
    def standing(self) -> PlanStanding:
        """In one word."""
        return standing_of(self.verdict)


@dataclass(frozen=True, slots=True)
class _Watched:
    """An assumption that is looked at; of those that are due alike the first in *turn* first."""

    expression: Expression
    every_s: float
    turn: int


def _begun(verdict: Verdict, before: Checked | None, t: Epoch) -> Epoch:
    """Since when it stands as it does at *t*, and did not when it was looked at before."""
    told = [
        each.reading.since for each in verdict.readings
        if each.reading.since is not None and each.reading.since <= t
        and (not verdict.evidence or set(each.reading.evidence) & set(verdict.evidence))
    ]  # fmt: skip
    newest = max(told, default=None, key=lambda at: at.tai_ns)
    return t if newest is None or (before is not None and newest < before.t) else newest


def standing_of(verdict: Verdict) -> PlanStanding:
    """A verdict as records say it."""
    return PlanStanding(verdict.standing.value)


class Checks:
    """The assumptions of our own plans and obligations, and how each stands now.

    Parameters
    ----------
    nation : str
    book : PlanBook
    near : float
        By how small a share of its limit an assumption nearly fails.
    """

    def __init__(self, nation: str, book: PlanBook, *, near: float = 0.2) -> None:
        self._nation = nation
        self._book = book
        self._near = near
        self._stamp: tuple[int, int] = (-1, -1)
        self._day = -1
        self._watched: dict[Key, _Watched] = {}
        self._asked_by: dict[Topic, set[Key]] = {}
        self._topics: dict[Key, frozenset[Topic]] = {}
        self._next: dict[Key, Epoch] = {}
        self._soonest: Epoch | None = None
        self.checked: dict[Key, Checked] = {}
        self.unreadable: dict[Key, str] = {}
        self.version = 0
        self.indexed = 0
        """Rises where `topics` may be others."""

    @property
    def topics(self) -> set[Topic]:
        """What all that is watched asks of, as far as it was looked at."""
        return {topic for topic, keys in self._asked_by.items() if keys}

    @property
    def is_indexed(self) -> bool:
        """Whether all that is watched was looked at."""
        return self._watched.keys() <= self._topics.keys()

    def is_due(self, touched: Iterable[Topic], t: Epoch, *, everything: bool) -> bool:
        """Whether anything is to be evaluated; takes note of what was touched."""
        for topic in touched:
            for key in self._asked_by.get(topic, ()):
                self._put_first(key)
        if everything:
            for key in self._next:
                self._put_first(key)
        return self._soonest is not None and self._soonest <= t

    def keep_up(self, t: Epoch, more: Callable[[], Iterable[Key]], stamp: int) -> None:
        """Watch what the current editions of our plans assume, and nothing else.

        Parameters
        ----------
        more : callable
            Gives obligations, with their expressions.
        stamp : int
            That changes where *more* does.
        """
        day = t.tai_ns // _DAY_NS
        stamps = self._book.stamp, stamp
        if stamps == self._stamp and day == self._day:
            return
        self._stamp, self._day = stamps, day
        wanted = dict.fromkeys(_assumed(self._book, self._nation, t))
        wanted |= dict.fromkeys(more())
        for key in [key for key in self._watched if key not in wanted]:
            self._leave(key)
        self.unreadable = {key: why for key, why in self.unreadable.items() if key in wanted}
        for key in wanted:
            if key not in self._watched and key not in self.unreadable:
                self._begin(key, t)
        self.version += 1  # last: whoever asks in another thread asks again

    def horizons(
        self, identity: Callable[[str], str], key: Key | None = None, *, without: str = ""
    ) -> dict[str, float]:
        """By object, how far ahead all that we state ourselves looks, or one of it, d.

        What a partner states of us takes no plan's place in what is screened further ahead.
        `version` rises where the answer for all may be another.

        Parameters
        ----------
        identity : callable
            The object that a text names; empty where none is known.
        key : Key or None
            Of this one alone.
        without : str
            Not of the plan of ours of this name.
        """
        watched = dict(self._watched)  # another thread may be asking
        ours = (each for each in watched if self._is_ours(each) and each[0] != without)
        keys = list(ours) if key is None else [key]
        return horizons_of([watched[each].expression for each in keys if each in watched], identity)

    def _is_ours(self, key: Key) -> bool:
        """Whether a plan of ours asks, or what one of our own parties states."""
        owed = key[0].removeprefix(OBLIGATION)
        return owed == key[0] or owed.partition("/")[0] == self._nation

    def look(self, books: Books, most: int = _MOST_AT_ONCE) -> list[Key]:
        """Evaluate what is due, the longest due first, plans before obligations; those that were.

        What partners state of us holds up no flag of a plan, but of one that asks what is late.
        """
        t = books.t
        due = sorted(
            (at.tai_ns, self._watched[key].turn, key)
            for key, at in self._next.items() if at <= t
        )  # fmt: skip
        turned = False
        world = PictureWorld(books)
        done = [key for *_, key in due[:most]]
        for key in done:
            before = self.checked.get(key)
            verdict = _asked(self._watched[key].expression, world, self._near)
            self.checked[key] = now = self._since(key, verdict, t)
            self._index(key, books)
            if before is None or before.standing is not now.standing:
                turned |= key[0].startswith(OBLIGATION)
        for key in done:  # where the store fails amid them, all of them stay due
            self._next[key] = t + self._watched[key].every_s
        self._soonest = min(self._next.values(), default=None, key=lambda at: at.tai_ns)
        for key in self._asked_by.get(_OWED, ()) if turned else ():
            if not key[0].startswith(OBLIGATION):  # one that turns by itself waits for its round
                self._put_first(key)
        return done

    def again(self, keys: Iterable[Key], t: Epoch) -> None:
        """Look at some again at *t*, if not before: what is to be told of them may fail."""
        for key in keys:
            if key in self._next and t < self._next[key]:
                self._next[key] = t
                if self._soonest is None or t < self._soonest:
                    self._soonest = t

    def _since(self, key: Key, verdict: Verdict, t: Epoch) -> Checked:
        told = outward(self._watched[key].expression, verdict, near=self._near)
        before = self.checked.get(key)
        if before is not None and before.standing is standing_of(verdict):
            since, told_since = before.since, before.told_since
        else:
            since, told_since = _begun(verdict, before, t), _begun(told, before, t)
        return Checked(verdict=verdict, t=t, since=since, told=told, told_since=told_since)

    def _begin(self, key: Key, t: Epoch) -> None:
        try:
            expression = parse(key[1], PICTURE)
        except CspoError as error:  # of an edition that another version of cspo took
            self.unreadable[key] = str(error)
            return
        asks = {call.function.name for call in expression.calls}
        every_s = OF_THE_CLOCK_S if asks & _OF_THE_CLOCK else ROUND_S
        turn = 1 if key[0].startswith(OBLIGATION) else 2 if _ASKS_WHAT_IS_LATE in asks else 0
        self._watched[key] = _Watched(expression, every_s, turn)
        self._next[key] = t
        self._soonest = t

    def _leave(self, key: Key) -> None:
        self.indexed += 1
        for topic in self._topics.pop(key, ()):
            self._asked_by[topic].discard(key)
        for table in (self._watched, self._next, self.checked):
            table.pop(key, None)

    def _index(self, key: Key, books: Books) -> None:
        """Note what it depends on now: names may mean other objects than before."""
        expression = self._watched[key].expression
        topics = topics_of(expression, books.identity, self._nation)
        aliases = {
            (kind, name) for kind, which in topics if kind == "object"
            for name in books.picture.names(which)
        }  # fmt: skip
        topics |= aliases
        if topics == self._topics.get(key):
            return
        self.indexed += 1
        for topic in self._topics.get(key, ()):
            self._asked_by[topic].discard(key)
        self._topics[key] = topics
        for topic in topics:
            self._asked_by.setdefault(topic, set()).add(key)

    def _put_first(self, key: Key) -> None:
        self._next[key] = self._soonest = _NOW


_NOW: Final = Epoch(0)
_DAY_NS: Final = 86_400_000_000_000


def _asked(expression: Expression, world: PictureWorld, near: float) -> Verdict:
    """What an expression comes to; one that can't be asked is unknown, and keeps none from theirs.

    Raises
    ------
    ResourceLimit, SourceError
        A disk that is full is no assumption's fault.
    """
    try:
        return evaluate(expression, world, near=near)
    except (ResourceLimit, SourceError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever one of them brings about
        told = str(error) if isinstance(error, CspoError) else type(error).__name__
        _log.exception("an assumption can't be asked: %s", expression)
    why = f"it can't be asked: {told}"
    tree = Step(text=str(expression.root), holds=None, why=why, reasons=(why,))
    return Verdict(
        holds=None, near=False, margin=None, text=f"Unknown: {why}.", readings=(), evidence=(),
        tree=tree,
    )  # fmt: skip


def _assumed(book: PlanBook, nation: str, t: Epoch) -> Iterable[Key]:
    for plan in book.every():
        edition = plan.current(t)
        if plan.origin == nation and edition is not None and not plan.retired(t):
            yield from ((plan.name, text) for text in expressions_of(edition))


def expressions_of(edition: Edition) -> tuple[str, ...]:
    """What a machine can check of an edition, each once."""
    return tuple(dict.fromkeys(each.expression for each in edition.assumptions if each.expression))
