"""How often a service was asked: one small file a host, shared by all processes.

The ledger is locked and written in place, in blocks that it already owns, so
that it still counts on a disk that is full. It is written before a request is
sent: a process that dies on the way has asked all the same.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cspo.sources.services import Service
from cspo.time import Epoch
from cspo.units import DAY_NS, HOUR_S, MINUTE_S, NS_PER_S

__all__ = ["Ledger", "Refusal"]

_LOG = logging.getLogger(__name__)
_BLOCK: Final = 16_384
_LONGEST_WINDOW_NS: Final = 3600 * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that may not be made yet: why, and from when on it may."""

    reason: str
    until: Epoch


class Ledger:
    """The record of requests to one host.

    Parameters
    ----------
    folder : Path
        The cache folder.
    host : str
        Host and port.
    """

    def __init__(self, folder: Path, host: str) -> None:
        name = "".join(c if c.isalnum() or c in ".-" else "_" for c in host)
        self._path = folder / f"ledger-{name}.json"
        self.unwritable = ""
        """Why the last request could not be written down, where it could not."""

    def admit(self, service: Service, now: Epoch, *, key: str = "") -> Refusal | None:
        """Write a request down if the rules allow it now, else say why not.

        Parameters
        ----------
        service : Service
            Whose rules hold.
        now : Epoch
            The present.
        key : str
            The data asked for; empty for a request that has no interval of its
            own (signing in).
        """
        with self._open() as state:
            refusal = _refusal(state, service, now, key)
            if refusal is None:
                state["asked"] = [*_recent(state, now), now.tai_ns]
                state["next"] = {k: t for k, t in state["next"].items() if t > now.tai_ns}
                if key:
                    state["next"][key] = now.tai_ns + round(service.interval_s * NS_PER_S)
            return refusal

    def unanswered(self, key: str, until: Epoch) -> None:
        """Nobody answered: the same data may be asked for again at *until*."""
        with self._open() as state:
            state["next"][key] = until.tai_ns

    def hold(self, until: Epoch, reason: str) -> None:
        """The service refused: leave it alone until then."""
        with self._open() as state:
            state["hold"] = until.tai_ns
            state["reason"] = reason

    @contextmanager
    def _open(self) -> Iterator[dict[str, Any]]:
        """The state, locked; what the caller changes in it is written back."""
        self.unwritable = ""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self.unwritable = error.strerror or str(error)
            yield _state(b"")
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            state = _state(_read(handle))
            before = json.dumps(state)
            yield state
            after = json.dumps(state)
            if after != before:
                self._write(handle, after.encode())
        finally:
            os.close(handle)

    def _write(self, handle: int, text: bytes) -> None:
        padded = text.ljust(-(-len(text) // _BLOCK) * _BLOCK)
        try:
            at = 0
            while at < len(padded):
                at += os.pwrite(handle, padded[at:], at)
            os.ftruncate(handle, at)
        except OSError as error:
            self.unwritable = error.strerror or str(error)
            _LOG.warning("%s: %s", self._path, self.unwritable)


def _refusal(state: dict[str, Any], service: Service, now: Epoch, key: str) -> Refusal | None:
    rule = f"{service.name} allows one request for the same data in {_span(service.interval_s)}"
    for until, reason in ((state["hold"], state["reason"]), (state["next"].get(key, 0), rule)):
        # A time over a day ahead was written under a clock that ran wrong.
        if now.tai_ns < until <= now.tai_ns + DAY_NS:
            return Refusal(reason=reason, until=Epoch(until))
    asked = _recent(state, now)
    for count, span_s in service.windows:
        inside = [t for t in asked if t > now.tai_ns - round(span_s * NS_PER_S)]
        if len(inside) >= count:
            return Refusal(
                reason=f"{service.name} allows {count} requests in {_span(span_s)}",
                until=Epoch(inside[-count]) + span_s,
            )
    return None


def _recent(state: dict[str, Any], now: Epoch) -> list[int]:
    return [t for t in state["asked"] if now.tai_ns - _LONGEST_WINDOW_NS < t <= now.tai_ns]


def _read(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _state(text: bytes) -> dict[str, Any]:
    """The state in a file; an empty one where the file is new or torn."""
    try:
        raw = json.loads(text)
        return {
            "asked": [int(t) for t in raw["asked"]],
            "next": {str(key): int(t) for key, t in raw["next"].items()},
            "hold": int(raw["hold"]),
            "reason": str(raw["reason"]),
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return {"asked": [], "next": {}, "hold": 0, "reason": ""}


def _span(seconds: float) -> str:
    if seconds >= HOUR_S:
        return f"{seconds / HOUR_S:g} h"
    return f"{seconds / MINUTE_S:g} min" if seconds >= MINUTE_S else f"{seconds:.0f} s"
