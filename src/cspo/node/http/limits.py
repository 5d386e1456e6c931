"""What a request may cost: bytes and seconds, and how often a bad credential is looked at."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Any, Final

from litestar.types import Receive

from cspo.node.http.faults import Refused

__all__ = ["ANSWER_S", "BODY_S", "BadTries", "timed"]

BODY_S: Final = 20.0
"""Within which the body of a request has to come."""
ANSWER_S: Final = 60.0
"""Within which an answer that is no stream has to be made."""
_TRIES: Final = 30
_WINDOW_S: Final = 60.0
_PEERS: Final = 4_096


def timed(receive: Receive) -> Receive:
    """What a client sends, as long as it does so in time; what comes after the body may take long.

    Raises
    ------
    Refused
        408, from the call that waits.
    """
    deadline = time.monotonic() + BODY_S
    whole = False

    async def next_message() -> Any:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
                message: Any = await receive()
        except TimeoutError:
            whole = True
            raise Refused(
                408, f"expected the whole request within {BODY_S:.0f} s",
                headers={"Connection": "close"},
            ) from None  # fmt: skip
        whole = not message.get("more_body", False)
        return message

    return next_message


class BadTries:
    """Counts bad credentials by address: after thirty in a minute the answer is 429.

    Good ones are never held up by it: many people may come from one address.
    """

    def __init__(self) -> None:
        self._by_peer: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, peer: str) -> bool:
        """One more from there; whether it is one too many."""
        now = time.monotonic()
        began, tries = self._by_peer.pop(peer, (now, 0))
        if now - began > _WINDOW_S:
            began, tries = now, 0
        self._by_peer[peer] = (began, tries + 1)
        if len(self._by_peer) > _PEERS:
            self._by_peer.popitem(last=False)
        return tries >= _TRIES
