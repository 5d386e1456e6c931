"""What a process that serves nodes needs besides: where it may listen, and how it hears the end."""

from __future__ import annotations

import ipaddress
import os
import signal
import threading

from cspo.errors import UsageError
from cspo.node.runtime.config import HttpConfig

__all__ = ["check_address", "wait_for_signal"]


def check_address(config: HttpConfig) -> None:
    """That passwords and tokens don't go in the clear beyond this machine.

    Raises
    ------
    UsageError
        Where the address is another than the loopback's, without TLS, and no proxy with
        TLS is said to stand before it.
    """
    try:
        local = config.host == "localhost" or ipaddress.ip_address(config.host).is_loopback
    except ValueError:
        local = False
    if not (local or config.certificate or config.behind_proxy):
        raise UsageError(
            "listen", config.host, expected="the loopback, TLS, or a proxy with TLS before it",
            got="an address that others reach in the clear",
            hint="give certificate and key under [http], or set behind_proxy = true",
        )  # fmt: skip


def wait_for_signal(ended: threading.Event | None = None, *, poll_s: float = 0.25) -> str:
    """Wait for Ctrl-C or SIGTERM, or until *ended* is set; which it was. Main thread only.

    A second one ends the process at once: the stores lose nothing by it.
    """
    asked = threading.Event()
    told: list[str] = []

    def heard(number: int, _frame: object) -> None:
        if told:
            os._exit(128 + number)
        told.append(signal.Signals(number).name)
        asked.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    while not asked.wait(poll_s):
        if ended is not None and ended.is_set():
            return ""
    return told[0]
