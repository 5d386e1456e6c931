"""What HTTP sees of a running node: attributes that its step replaces whole, and its store.

Handlers run in other threads than the node. They read each attribute once and
work with what they got; they never change it.
"""

from __future__ import annotations

from typing import Any, Protocol

from cspo.markings import Mode
from cspo.node.home import Home
from cspo.node.runtime.config import NodeConfig
from cspo.node.runtime.plan_work import PlanWork
from cspo.node.store import SqliteStore
from cspo.operations.assess import AssessBook, Assets
from cspo.operations.catalog import Picture, SkyView
from cspo.operations.coordinate import ConversationBook
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.parties import Parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.screen import ScreeningView
from cspo.operations.store import OperationsUnit
from cspo.operations.warn.book import WarningBook
from cspo.operations.watch import WatchBook
from cspo.time import Clock

__all__ = ["Metrics", "RunningNode"]


class Metrics(Protocol):
    """Counts and times of a node."""

    def text(self) -> bytes:
        """As Prometheus reads them."""
        ...


class RunningNode(Protocol):
    """One nation's node, running.

    Parameters
    ----------
    mode : Mode
        The mode of its picture.
    picture : object or None
        Objects as the records tell them (`cspo.operations.catalog`).
    sky : object or None
        The adopted catalogue, as columns; None before the first step.
    screening : object or None
        Events of the newest screening, as columns; None before the first one.
    warnings : WarningBook or None
        Open and shelved warnings.
    parties : Parties or None
        Whose objects are whose, by whose word.
    conversations : object or None
        What operators say to each other about events.
    coordination : object or None
        Conversations, contacts, and what waits for an acknowledgement.
    watch : object or None
        The watch's log and what is open.
    assessments : object or None
        What everybody assesses (`cspo.operations.assess`).
    assets : object or None
        What the nation's own file names.
    plans : object or None
        Plans, obligations and readiness, and the world that assumptions ask.
    config : object or None
        The node's configuration.
    metrics : object or None
        Counts and times; ``text()`` gives them as Prometheus reads them.
    """

    home: Home
    store: SqliteStore
    clock: Clock
    mode: Mode

    @property
    def picture(self) -> Picture | None: ...  # noqa: D102 - told above

    @property
    def sky(self) -> SkyView | None: ...  # noqa: D102 - told above

    @property
    def screening(self) -> ScreeningView | None: ...  # noqa: D102 - told above

    @property
    def warnings(self) -> WarningBook | None: ...  # noqa: D102 - told above

    @property
    def parties(self) -> Parties | None: ...  # noqa: D102 - told above

    @property
    def conversations(self) -> ConversationBook | None: ...  # noqa: D102 - told above

    @property
    def coordination(self) -> CoordinationDuty | None: ...  # noqa: D102 - told above

    @property
    def watch(self) -> WatchBook | None: ...  # noqa: D102 - told above

    @property
    def assessments(self) -> AssessBook | None: ...  # noqa: D102 - told above

    @property
    def assets(self) -> Assets | None: ...  # noqa: D102 - told above

    @property
    def plans(self) -> PlanWork | None: ...  # noqa: D102 - told above

    @property
    def config(self) -> NodeConfig | None: ...  # noqa: D102 - told above

    @property
    def metrics(self) -> Metrics | None: ...  # noqa: D102 - told above

    def status(self) -> Any:
        """What it holds, was given and withheld, and the lag of each feed."""
        ...

    def desk(self, unit: OperationsUnit) -> ReleaseDesk:
        """The release desk, for as long as the unit of work goes on."""
        ...

    def wake(self) -> None:
        """Something was written: take the next step soon."""
        ...
