"""Alarms of the exchange: histories that do not fit, told to those who keep the watch."""

from __future__ import annotations

from typing import Final

import msgspec

from cspo.markings import Mode
from cspo.node.http.faults import denied
from cspo.node.http.pages import Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, read

__all__ = ["handlers"]


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm.

    Parameters
    ----------
    key : str
        The same for the same finding.
    alarm : str
        Its name: ``"fork"``, ``"rewrite"``, ...
    origin : str
        About whose feeds or keys.
    mode : Mode
        Of which mode.
    text : str
        What was found.
    raised_utc : str
        When.
    """

    key: str
    alarm: str
    origin: str
    mode: Mode
    text: str
    raised_utc: str


@read("/api/v1/alarms", Right.STATUS, "Alarms of the exchange", cache=False)
def list_alarms(node: NodeHere, caller: CallerHere) -> Page[AlarmView]:
    """In the order in which they were raised; `cspo feed status --evidence` writes the proofs."""
    if caller.party != node.home.nation:
        raise denied("alarms are the nation's own")
    with node.store.read() as unit:
        rows = unit.alarms()
    return Page(
        [
            AlarmView(
                key=row.report.key, alarm=str(row.report.alarm), origin=row.report.origin,
                mode=row.report.mode, text=row.report.text, raised_utc=row.t.utc_iso(6),
            )
            for row in rows
        ]
    )  # fmt: skip


handlers: Final = (list_alarms,)
