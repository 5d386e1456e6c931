"""What a node screens in its steps, turn by turn, and what of that is still to be reported.

The coming hours of all the sky come first, then the coming days of the few objects that plans
and assets name. Whoever steps several nodes gives each its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cspo.node.runtime.ahead_work import AheadWork
from cspo.node.runtime.duties import DeskOf, Duties
from cspo.node.runtime.perception import Perception
from cspo.node.runtime.plan_work import PlanWork
from cspo.node.runtime.screening_work import Screened, ScreeningWork, ToScreen, Turn
from cspo.node.runtime.step_report import StepReport
from cspo.operations.catalog import Picture
from cspo.operations.screen import ScreeningView
from cspo.operations.screen.common_work import Work
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["Screenings", "Tell"]

Tell = Callable[[DeskOf, Picture, Epoch], list[Record]]

_MOST_PUT_OFF: Final = 4
"""So many steps in a row, at most, screening days ahead waits for one without news."""


class Screenings:
    """A node's screenings, kept up by the thread that steps.

    Parameters
    ----------
    perception : Perception
        The sky, and what in it says something else than what was screened.
    hours : ScreeningWork
        All of the sky, the coming hours.
    ahead : AheadWork
        A few objects, the coming days.
    duties : Duties
        Make records of what is found.
    plans : PlanWork
        Say what is to be screened ahead, and hear what is found.

    Attributes
    ----------
    turn : Turn
        How much a step screens; the first time it is all.
    gone : list of str
        Events in the book of warnings that are found no more, until somebody has seen to them.
    """

    def __init__(
        self, perception: Perception, hours: ScreeningWork, ahead: AheadWork, duties: Duties,
        plans: PlanWork,
    ) -> None:  # fmt: skip
        self._perception = perception
        self._hours = hours
        self._ahead = ahead
        self._duties = duties
        self._plans = plans
        self.turn = Turn.ALL
        self.gone: list[str] = []
        self._aside: ToScreen | None = None
        self._unreported: list[Screened] = []
        self._put_off = 0
        self._told_ahead: tuple[object, ...] = ()

    @property
    def view(self) -> ScreeningView | None:
        """Close approaches of the coming hours; None before the first screening is done."""
        return self._hours.view

    @property
    def last_s(self) -> float | None:
        """How long the last screening of all took, s."""
        return self._hours.last_s

    def next_work(self, t: Epoch) -> tuple[bytes, Callable[[], Work]] | None:
        """The next work there is at *t*, as `Screener.work` has it; None: there is none."""
        perception = self._perception
        return self._hours.work(ToScreen(perception.sky, frozenset(perception.objects), t))

    def set_aside(self, t: Epoch) -> bool:
        """Have the next turn screen what there is at *t*, whatever comes in meanwhile.

        Returns
        -------
        bool
            Whether that is all: not where the window is moved on first.
        """
        slides = self._hours.slides(t)
        self._put_back()
        self._aside = self._taken(t, one=True)
        return not slides

    def forget(self) -> None:
        """All is read anew: what was set aside counts no more."""
        self._aside = None

    def take_turn(self) -> Turn:
        """How much this step screens; one turn is one try."""
        if self.view is None:
            return Turn.ALL
        turn = self.turn
        if turn is Turn.ONE:
            self.turn = Turn.NONE
        return turn

    def screen(self, turn: Turn, t: Epoch) -> None:
        """Screen what changed, and put what came of it down to be reported."""
        if turn is Turn.NONE:
            return
        if turn is Turn.ALL:
            self._put_back()
        what = self._aside or self._taken(t, one=turn is Turn.ONE)
        self._aside = None
        try:
            found = self._hours.step(what)
        except BaseException:
            self._perception.objects |= what.changed
            raise
        self._unreported += found
        self._plans.screened(found, what.changed)

    def screen_ahead(self, turn: Turn, report: StepReport) -> None:
        """Screen days ahead what plans and assets name, once all is screened, in its turn.

        What has just come in concerns the coming hours first: it waits for a step without news.
        """
        if self.view is None or turn is Turn.NONE:
            return
        if self._ahead.has_begun and report.has_news and self._put_off < _MOST_PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        wanted = self._plans.line_ahead().wanted
        changes = self._ahead.step(self._perception.sky, wanted, report.t)
        if changes is not None:
            self._plans.screened_ahead(changes)
            self.gone += self._duties.lost_ahead(changes.gone, self.view.stop)

    def report(self, desk: DeskOf, picture: Picture, t: Epoch) -> list[Record]:
        """Make records of what was found; where that fails the rest is still to be reported."""
        made: list[Record] = []
        while self._unreported:
            found = self._unreported[0]
            made += self._duties.report(desk, picture, found.view, found.rows, t)
            self.gone += self._duties.lost(found)
            del self._unreported[0]
        return made

    def report_ahead(self, desk: DeskOf, picture: Picture, t: Epoch) -> list[Record]:
        """Make records of what plans rest on, days ahead."""
        ahead, asked = self._ahead.view, self._plans.asked_ahead()
        if ahead is None or self.view is None or self._told_ahead == (ahead, asked):
            return []
        made = self._duties.report_ahead(desk, picture, ahead, asked, self.view.stop, t)
        self._told_ahead = ahead, asked
        return made

    def _taken(self, t: Epoch, *, one: bool) -> ToScreen:
        """What there is to screen at *t*; *one* work of it: where the window moves, that alone."""
        sky, objects = self._perception.sky, self._perception.objects
        if one and self._hours.slides(t):
            return ToScreen(sky, frozenset(), t)
        changed = frozenset(objects)
        objects.clear()
        return ToScreen(sky, changed, t)

    def _put_back(self) -> None:
        if self._aside is not None:
            self._perception.objects |= self._aside.changed
            self._aside = None
