"""The exchange in the node's step: when partners are asked, and when a checkpoint is signed."""

from __future__ import annotations

import logging

from cspo.federation.desk import Desk, Settings
from cspo.federation.link import PeerLink
from cspo.federation.sync import Exchange
from cspo.node.desks import OpenNode
from cspo.node.runtime.config import ExchangeConfig
from cspo.node.runtime.metrics import NodeMetrics
from cspo.node.runtime.step_report import StepReport
from cspo.node.runtime.surroundings import Surroundings
from cspo.node.runtime.timetable import Timetable

__all__ = ["ExchangeWork"]

_log = logging.getLogger(__name__)


class ExchangeWork:
    """A node's exchange, and when its passes are due.

    Parameters
    ----------
    node : OpenNode
        Folder, store and keys.
    config : ExchangeConfig
    metrics : NodeMetrics
    times : Timetable
    surroundings : Surroundings
        Of the machine.
    speed : float
        Seconds of the node's clock in one of the machine's.
    """

    def __init__(
        self, node: OpenNode, config: ExchangeConfig, metrics: NodeMetrics, times: Timetable,
        surroundings: Surroundings, *, speed: float,
    ) -> None:  # fmt: skip
        self._node = node
        self._config = config
        self._metrics = metrics
        self._times = times
        self.exchange = Exchange(
            _desk(node, config, max(1.0, speed)), monotonic=surroundings.seconds,
            spread=surroundings.spread,
        )  # fmt: skip

    def connect(self, nation: str, link: PeerLink) -> None:
        """Ask a partner through this link from now on, and answer it; one of the policy's."""
        known = self.exchange.peers.get(nation)
        if known is not None:
            known.link = link
        elif subjects := self._node.partners().get(nation):
            self.exchange.connect(subjects, link)

    def step(self, report: StepReport) -> None:
        """Bring what partners have, if it is time."""
        if self._times.due_here("watch", every_s=self._config.watch_every_s):
            passed = self.exchange.watch()
        elif self._times.due_here("pull", every_s=self._config.pull_every_s):
            passed = self.exchange.pull()
        else:
            return
        report.received += passed.accepted
        for feed, pulled in passed.pulled.items():
            self._metrics.pulled(feed.origin, pulled.accepted, pulled.quarantined)
        for alarm in passed.alarms:
            _log.warning("alarm", extra={"alarm": str(alarm.alarm), "origin": alarm.origin})
        for nation, told in passed.errors.items():
            report.faults[f"exchange with {nation}"] = told

    def checkpoint(self) -> None:
        """Sign our heads, if it is time."""
        if self._times.due_here("checkpoint", every_s=self._config.checkpoint_every_s):
            for mode in self.exchange.desk.signers:
                self.exchange.checkpoint(mode)
            self._count_waiting()

    def _count_waiting(self) -> None:
        """Entries that each partner has not signed for: the lag of our feeds."""
        with self._node.store.read() as unit:
            for feed in unit.out_feeds():
                receipt = unit.last_receipt(feed)
                signed = 0 if receipt is None else receipt.seq
                self._metrics.waiting(feed.recipient, max(0, unit.out_head(feed).seq - signed))


def _desk(node: OpenNode, config: ExchangeConfig, times: float) -> Desk:
    desk = node.exchange_desk()
    desk.settings = Settings(
        skew_s=config.skew_s * times, silence_s=config.silence_s * times,
        longest_pause_s=config.longest_pause_s,
    )  # fmt: skip
    return desk
