"""Going on with feeds after a restore, where a recipient can't show what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.federation.restoration import declare
from cspo.federation.sender import drain, may_append

if TYPE_CHECKING:
    from cspo.markings import Mode
    from cspo.node.desks import OpenNode

__all__ = ["restarted"]


def restarted(
    node: OpenNode, recipients: Iterable[str], mode: Mode, person: str
) -> list[dict[str, Any]]:
    """Declare a restart of feeds that wait since a restore, and put in what waits for them.

    The chain of checkpoints follows once no feed of the mode waits any more.

    Raises
    ------
    UsageError
        Where a party is no partner, or its feed does not wait.
    """
    nation = node.home.nation
    parties = [subject.party for found in node.partners().values() for subject in found]
    lines = []
    with node.store.write() as unit:
        t = node.clock.now()
        for party in recipients:
            feed = Feed(nation, party, mode)
            if party not in parties or may_append(unit, feed):
                raise UsageError(
                    "restart feed", str(feed), expected="a feed that waits since a restore",
                    got="one that goes on" if party in parties else "no partner",
                    hint="cspo feed status shows which wait",
                )  # fmt: skip
            unit.audit("restart-declared", {"feed": str(feed), "person": person}, t=t)
            declare(unit, feed, t=t)
            entries = 0
            while count := drain(unit, feed, t=t):
                entries += count
            lines.append({"feed": str(feed), "entries": entries, "person": person})
        chain = Feed(nation, nation, mode)
        waiting = [party for party in parties if not may_append(unit, Feed(nation, party, mode))]
        if not waiting and not may_append(unit, chain):
            declare(unit, chain, t=t)
    return lines
