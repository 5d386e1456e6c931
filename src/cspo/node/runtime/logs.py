"""Structured logs: one JSON object a line on standard error, with the nation whose node speaks.

A line holds ids, counts and times. What a record says is never logged, nor a
key, a token or a passphrase; libraries log by `logging.getLogger` and configure
nothing: that happens here, once, by whoever starts a process.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from traceback import format_tb
from typing import IO, Any, Final

import msgspec

from cspo.time import Clock

__all__ = ["configure_logs", "speaking_for"]

_nation: ContextVar[str] = ContextVar("cspo_nation", default="")
_KNOWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@contextmanager
def speaking_for(nation: str) -> Iterator[None]:
    """Lines that this thread logs are of this nation's node, as long as the block lasts."""
    token = _nation.set(nation)
    try:
        yield
    finally:
        _nation.reset(token)


def configure_logs(
    clock: Clock, *, level: str = "info", form: str = "json", stream: IO[str] | None = None
) -> None:
    """Log to a stream from now on.

    Parameters
    ----------
    clock : Clock
        The machine's: logs are of what happens here, also where a node's clock runs fast.
    level : str
        debug, info, warning or error.
    form : str
        ``json`` or ``text``.
    stream : file or None
        Where to; None: standard error.
    """
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(_Lines(clock, as_json=form == "json"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for chatty in ("uvicorn.access", "httpx", "httpcore", "numba", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class _Lines(logging.Formatter):
    def __init__(self, clock: Clock, *, as_json: bool) -> None:
        super().__init__()
        self._clock = clock
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "t_utc": self._clock.now().utc_iso(3), "level": record.levelname.lower(),
            "nation": _nation.get(), "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        line |= {key: value for key, value in vars(record).items() if key not in _KNOWN}
        if record.exc_info:
            line["traceback"] = _where(record.exc_info[1])
        if self._as_json:
            return msgspec.json.encode(line, enc_hook=str).decode()
        further = line.get("traceback", "")
        who = f" {line['nation']}" if line["nation"] else ""
        text = f"{line['t_utc']} {line['level']}{who} {line['message']}"
        return f"{text}\n{further}" if further else text


def _where(error: BaseException | None) -> str:
    """Where something failed and what kind of error it was, the last one first.

    Its words are left out: they may repeat what a record says, whose mark no log bears.
    """
    told = []
    while error is not None:
        told.append("".join(format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of\n".join(told)
