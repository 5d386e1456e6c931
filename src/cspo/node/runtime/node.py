"""One nation's node at work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Self

from msgspec import structs

from cspo.conjunction import screen as screen_catalog
from cspo.federation.link import PeerLink
from cspo.federation.sync import Exchange
from cspo.markings import Mode
from cspo.node.desks import OpenNode
from cspo.node.home import Home
from cspo.node.runtime.ahead_work import AheadWork
from cspo.node.runtime.config import NodeConfig, read_config
from cspo.node.runtime.duties import Duties, guarded, parties_of
from cspo.node.runtime.exchange_work import ExchangeWork
from cspo.node.runtime.loop import StepLoop, Stopping
from cspo.node.runtime.metrics import NodeMetrics
from cspo.node.runtime.ownership_cache import OwnershipCache
from cspo.node.runtime.perception import Perception
from cspo.node.runtime.plan_work import PlanWork
from cspo.node.runtime.screening_work import ScreeningWork
from cspo.node.runtime.screenings import Screenings, Tell
from cspo.node.runtime.status import NodeStatus, State, picture_status, status_in_store
from cspo.node.runtime.step_report import StepReport
from cspo.node.runtime.surroundings import THE_MACHINE, Surroundings
from cspo.node.runtime.timetable import Timetable
from cspo.node.store import SqliteStore
from cspo.operations.assess import AssessBook, Assets
from cspo.operations.catalog import Fact, Picture, SkyView
from cspo.operations.coordinate import ConversationBook
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.screen import ScreeningView, SecondLook
from cspo.operations.screen.common_work import Once
from cspo.operations.screen.searching import Search
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.watch import WatchBook
from cspo.records import Record
from cspo.time import Clock, Epoch

__all__ = ["Node", "StepReport", "Stopping", "open_node"]

_log = logging.getLogger(__name__)


class Node:
    """A node: opened with its folder, stepped by one thread, looked at by any.

    Parameters
    ----------
    home : Home
        The folder; nobody else may be writing to it.
    clock : Clock
        Tells the present: the machine's, or the box's own.
    ask : callable
        Gives the passphrase of the node's keys.
    config : NodeConfig or None
        How it runs; None: as ``node.toml`` says.
    what : str
        Who writes to the folder, for whoever else would.
    speed : float
        Seconds of *clock* in one of the machine's: how long a partner may be silent
        is meant in the machine's.
    search : callable
        `cspo.conjunction.screen`, or what answers for it.
    once : callable or None
        Gives what a screening comes to, where several nodes of a process share it.
    surroundings : Surroundings
        What it takes from its machine besides.

    Attributes
    ----------
    picture : Picture
        What the records say of the sky, source beside source.
    sky : SkyView or None
        The adopted sky of the last step; None before the first.
    screening : ScreeningView or None
        Close approaches of the coming hours; None before the first screening is done.
    ahead : AheadWork
        Those of the coming days, of the few objects that plans and assets name.
    last : StepReport
        The last step.
    screenings : Screenings
        What it screens; whoever steps several nodes may let them do it in turn.
    plans : PlanWork
        Plans, obligations and readiness, and the world that assumptions ask.
    """

    def __init__(
        self,
        home: Home,
        clock: Clock,
        ask: Callable[[], str],
        *,
        config: NodeConfig | None = None,
        what: str = "cspo node serve",
        speed: float = 1.0,
        search: Search = screen_catalog,
        once: Once | None = None,
        surroundings: Surroundings = THE_MACHINE,
    ) -> None:
        self.home = home
        self.clock = clock
        self.config = read_config(home) if config is None else config
        self._opened = ExitStack()
        try:
            self._opened.enter_context(home.writing(what))
            replayable = surroundings.replayable
            self.store: SqliteStore = self._opened.enter_context(
                home.store(folds_itself=not replayable)
            )
            self.mode: Mode = self.config.mode(self.store.modes)
            self.open = OpenNode(home, self.store, clock, ask, replayable=replayable)
            self.metrics = NodeMetrics(home.nation, self.mode)
            self.times = Timetable(surroundings.seconds)
            self._exchanging = ExchangeWork(
                self.open, self.config.exchange, self.metrics, self.times, surroundings, speed=speed
            )
            self.exchange: Exchange = self._exchanging.exchange
        except BaseException:
            self._opened.close()
            raise
        self.started = clock.now()
        self.state = State.STARTING
        self.last = StepReport(self.started)
        self.faults: dict[str, str] = {}
        self._owners = OwnershipCache(home.nation)
        self.parties: Parties = parties_of(home, self._facts)
        self.perception = Perception(
            self.store, self.mode, home.nation, self.parties.stated, self.stop_if_asked
        )
        self.picture: Picture = self.perception.picture
        self.sky: SkyView | None = None
        self.screening: ScreeningView | None = None
        self.ahead = AheadWork(
            self.config.screening, self.metrics, search, self._event_of, at_once=replayable
        )
        self.duties = Duties(
            home, self.store, self.mode, self.config, clock,
            parties=self.parties, names=self.perception.event_names,
            names_of=self._names_of,
            elsewhere=SecondLook(lambda: self.perception.picture), wake=self.wake,
        )  # fmt: skip
        self.plans = PlanWork(self, self.duties.is_form_of_assessment)
        hours = ScreeningWork(
            self.config.screening, self.metrics, self.stop_if_asked, search, self._event_of, once
        )
        self.screenings = Screenings(self.perception, hours, self.ahead, self.duties, self.plans)
        self.perception.listeners = [*self.duties.listeners, guarded(self.plans.hear)]
        self.warnings: WarningBook = self.duties.warning.book
        self.coordination: CoordinationDuty = self.duties.coordination
        self.conversations: ConversationBook = self.coordination.book
        self.watch: WatchBook = self.duties.watch
        self.assessments: AssessBook = self.duties.assess.book
        self._release: ReleasePolicy | None = None
        self._believed = self.exchange.desk.context.directories
        self._wake: Callable[[], None] = lambda: None
        self._loop: StepLoop | None = None
        self._stop = threading.Event()

    @property
    def name(self) -> str:
        """The nation."""
        return self.home.nation

    @property
    def assets(self) -> Assets:
        """What the nation's own file names, with what of it was found in the sky."""
        return self.duties.assess.assets

    def connect(self, nation: str, link: PeerLink) -> None:
        """Ask a partner through this link from now on, and answer it; one of the policy's."""
        self._exchanging.connect(nation, link)

    def desk(self, unit: OperationsUnit) -> ReleaseDesk:
        """The release desk for a unit of work; any thread may ask for one."""
        return ReleaseDesk(
            policy=self._release or self.open.policy, signer=self.open.signer, registry=REGISTRY,
            ownership=lambda mode: self.parties.over(
                self._owners.of(unit, mode, self.exchange.desk.context)
            ),
        )  # fmt: skip

    def obey_warning(self, policy: WarnPolicy | None) -> None:
        """Warn by the version in force; None: by the node's own file."""
        self.duties.warning.obey(policy)

    def obey_release(self, policy: ReleasePolicy | None) -> None:
        """Release by the version in force; None: by the node's own file."""
        self._release = policy

    def begin(self) -> None:
        """What comes before the first step: the picture from the store, and our way home.

        Partners are asked what they hold of us before anything new is said: a
        store that was put back by hand does not know that it is a copy.
        """
        self.last = report = StepReport(self.clock.now())
        with report.part("rebuild", self.metrics):
            self.perception.read()
            self.duties.catch_up()
            self._show()
            self.plans.obey(report.t)
        with report.part("find home", self.metrics):
            self.exchange.find_home()
        self.duties.outbox.start()
        self.state = State.RUNNING
        _log.info("node is up", extra={"mode": str(self.mode), "records": self.perception.read_to})

    def step(self) -> bool:
        """Do what is due, in order; whether anything was done."""
        began = perf_counter()
        self.last = report = StepReport(self.clock.now())
        with report.part("exchange", self.metrics):
            self._exchanging.step(report)
        with report.part("picture", self.metrics):
            report.read = self._look(report.t)
        turn = self.screenings.take_turn()
        with report.part("screening", self.metrics):
            self.screenings.screen(turn, report.t)
        self.screening = self.screenings.view
        with report.part("screening ahead", self.metrics):
            self.screenings.screen_ahead(turn, report)
        with report.part("conjunctions", self.metrics):
            report.made += self._report(self.screenings.report, report.t)
            report.made += self._report(self.screenings.report_ahead, report.t)
        with report.part("warnings", self.metrics):
            report.made += self._warn(report.t)
        with report.part("plans", self.metrics):
            report.made += self._made(self.plans.step(report.t))
        with report.part("assessments", self.metrics):
            report.made += self._assess(report.t)
            report.unfinished = self.duties.assess.launches.pending
        with report.part("coordination", self.metrics):
            report.made += self._talk(report.t)
        with report.part("checkpoint", self.metrics):
            self._exchanging.checkpoint()
        self.faults = dict(report.faults)
        self.metrics.stepped(perf_counter() - began, report.t)
        return report.busy or self.ahead.busy

    def start(self) -> None:
        """Step in a thread of its own, until `stop`."""
        self._loop = StepLoop([self])
        self._wake = self._loop.wake
        self._loop.start(first=self.begin)

    @property
    def ended(self) -> threading.Event:
        """Set when the thread that `start` began has ended."""
        return self._loop.ended if self._loop is not None else threading.Event()

    @property
    def failed(self) -> str:
        """Why the last step as a whole failed; empty where it did not."""
        return self._loop.failed if self._loop is not None else ""

    def wake(self) -> None:
        """There is something new in the store: step soon; any thread may call it."""
        self._wake()

    def woken_by(self, wake: Callable[[], None]) -> None:
        """Whom `wake` calls, where somebody else steps this node."""
        self._wake = wake

    def ask_to_stop(self) -> None:
        """What takes long is broken off; any thread may ask."""
        self.state = State.STOPPING
        self._stop.set()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """End, within seconds; False where the stepping thread did not end by then."""
        self.ask_to_stop()
        ended = self._loop is None or self._loop.stop(timeout_s)
        if ended:
            self.close()
        return ended

    def close(self) -> None:
        """Close the store and give the folder free."""
        self.duties.outbox.stop()
        self._opened.close()

    def status(self) -> NodeStatus:
        """What the node holds, was given, gave, withheld, and how its feeds stand."""
        with self.store.read() as unit:
            told = status_in_store(self.home, unit, self.mode, self.clock.now(), self.state)
        picture = picture_status(self.sky, self.screening, self.name, self.screenings.last_s)
        return structs.replace(told, picture=picture, faults=dict(self.faults))

    def stop_if_asked(self, _fraction: float = 0.0) -> None:
        """For what takes long: called from time to time, as progress is.

        Raises
        ------
        Stopping
            Where the node was asked to stop.
        """
        if self._stop.is_set():
            raise Stopping

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    # -- the parts of a step -------------------------------------------------
    def _facts(self, name: str) -> Sequence[Fact]:
        """What each source says of an object, in the picture that others see."""
        return self.picture.facts(name)

    def _look(self, t: Epoch) -> int:
        """Read what came into the store, and look at the sky; how many records there were.

        Where a nation's keys have changed, what a stolen one had signed is believed no
        more: then the picture is built anew.
        """
        believed = self.exchange.desk.context.directories
        if believed is not self._believed:
            self._believed = believed
            self.perception.forget()
            self.duties.forget(self.name, self.mode)
            self.plans.forget()
            self.screenings.forget()
        count = self.perception.read()
        self.perception.look(t)
        if count:
            self.duties.catch_up()
        self._show()
        self.plans.obey(t)
        if count and self.sky is not None:
            self.metrics.size("objects", len(self.sky))
        return count

    def _show(self) -> None:
        """What others may look at from now on."""
        self.picture, self.sky = self.perception.picture, self.perception.sky
        self.warnings, self.watch = self.duties.warning.book, self.duties.watch
        self.coordination = self.duties.coordination
        self.conversations = self.coordination.book
        self.assessments = self.duties.assess.book
        self.plans.show()

    def _event_of(self, object1: str, object2: str, tca: Epoch, whole_day: bool) -> str:  # noqa: FBT001 - as `Picture.event_of`
        """The name of an event in the picture as it is now, which may have been built anew."""
        return self.picture.event_of(object1, object2, tca, whole_day)

    def _report(self, tell: Tell, t: Epoch) -> int:
        """Make records of what was found; how many."""
        made = tell(self.desk, self.picture, t)
        if made:
            self._look(t)  # the book hears of them before it looks at what is due
        return self._made(made)

    def _warn(self, t: Epoch) -> int:
        """Make the warnings that are due; how many."""
        count = self._made(self.duties.warn(self.desk, t, self.screenings.gone))
        self.screenings.gone.clear()
        return count

    def _names_of(self, name: str) -> Sequence[str]:
        """All names of an object, in the picture as it is now, which may have been built anew."""
        return self.perception.picture.names(name)

    def _assess(self, t: Epoch) -> int:
        """Assess anew what evidence has changed of, once the sky was screened; how many."""
        if self.config.screening.on and self.screening is None:
            return 0
        return self._made(self.duties.assessed(self.desk, self.sky, self.screening, t))

    def _made(self, records: Sequence[Record]) -> int:
        for record in records:
            self.metrics.made(record.payload.kind)
        return len(records)

    def _talk(self, t: Epoch) -> int:
        """Answer what was said; how much was said."""
        every_s = self.config.coordination.tick_every_s
        ticking = self.times.due("coordination", t, every_s=every_s, pause_s=1.0)
        return self.duties.talk(self.desk, t, ticking=ticking)


def open_node(path: Path, clock: Clock, ask: Callable[[], str]) -> Node:
    """The node of a folder; raises as `Home.open` and `Node`."""
    return Node(Home.open(path), clock, ask)
