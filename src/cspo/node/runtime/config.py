"""What a node is told in its ``node.toml``, read with every fault named by line and field.

The head of the file says whose node it is (`cspo.node.home.Home`); the tables
below it say how it runs. Every one may be left out, and every field in it.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from cspo.errors import MalformedMessage
from cspo.markings import Mode
from cspo.node.home import HEAD_FIELDS, Home
from cspo.node.outbox.settings import ChannelConfig, EscalationConfig
from cspo.operations.toml_tables import TableForm, first_of, read_bytes

__all__ = [
    "TABLES",
    "ChannelConfig",
    "CoordinationConfig",
    "EscalationConfig",
    "ExchangeConfig",
    "HttpConfig",
    "LogConfig",
    "NodeConfig",
    "ScreeningConfig",
    "WarningConfig",
    "WorkConfig",
    "parse_config",
    "read_config",
]

Seconds = Annotated[float, Meta(gt=0.0, le=31_557_600.0)]


class WorkConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[work]``: in which mode the node works.

    Parameters
    ----------
    mode : str
        REAL, EXERCISE, SIMULATED or TEST. Empty: REAL on a store of the real sky,
        SIMULATED on one of exercises.
    """

    mode: Literal["", "REAL", "EXERCISE", "SIMULATED", "TEST"] = ""


class HttpConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[http]``: where the node listens.

    Parameters
    ----------
    host : str
        Address to listen at; the loopback unless a proxy with TLS stands before it.
    port : int
        0: any that is free.
    public_url : str
        As browsers and clients reach it; empty: ``http://host:port``.
    certificate, key : str
        For TLS: files with the chain and its private key, PEM, beside ``node.toml``.
    behind_proxy : bool
        Whether a proxy with TLS stands before it. Without TLS and without a proxy a node
        that listens elsewhere than on the loopback does not start: passwords and tokens
        would go in the clear.
    """

    host: Annotated[str, Meta(min_length=1, max_length=253)] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8470
    public_url: Annotated[str, Meta(pattern=r"^$|^https?://[^\s]+$", max_length=1_024)] = ""
    certificate: Annotated[str, Meta(max_length=1_024)] = ""
    key: Annotated[str, Meta(max_length=1_024)] = ""
    behind_proxy: bool = False


class ExchangeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[exchange]``: how often partners are asked, seconds of the machine's clock.

    Parameters
    ----------
    pull_every_s : float
        For records.
    watch_every_s : float
        For keys and checkpoints, which are compared with the others' then.
    checkpoint_every_s : float
        A checkpoint of our own is signed, where something has changed or not.
    silence_s : float
        How long a partner may sign no checkpoint before that is an alarm.
    skew_s : float
        By how much a partner's clock may differ from ours.
    longest_pause_s : float
        How long a partner that does not answer is left alone at most.
    """

    pull_every_s: Seconds = 1.0
    watch_every_s: Seconds = 15.0
    checkpoint_every_s: Seconds = 60.0
    silence_s: Seconds = 180.0
    skew_s: Seconds = 300.0
    longest_pause_s: Seconds = 300.0


class ScreeningConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[screening]``: what is looked for, and how far ahead.

    Parameters
    ----------
    on : bool
        Whether the node screens at all; a node may live from its partners' words.
    window_h : float
        Length of the window, hours; its start moves with the clock.
    threshold_km : float
        Largest miss distance that counts, km.
    slide_every_s : float
        How often the window is moved on, s of the node's clock.
    threads : int
        0: as many as there are processors. The answer does not depend on it.
    memory_gb : float
        Memory to stay below, GB.
    """

    on: bool = True
    window_h: Annotated[float, Meta(gt=0.0, le=240.0)] = 24.0
    threshold_km: Annotated[float, Meta(gt=0.0, le=200.0)] = 5.0
    slide_every_s: Seconds = 1_800.0
    threads: Annotated[int, Meta(ge=0, le=1_024)] = 0
    memory_gb: Annotated[float, Meta(gt=0.0, le=4_096.0)] = 2.0


class WarningConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[warning]``: when a close approach becomes a warning.

    Parameters
    ----------
    policy : str
        File of the warning policy, beside ``node.toml``; empty: the one that comes with cspo.
    """

    policy: Annotated[str, Meta(max_length=1_024)] = ""


class CoordinationConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[coordination]``: how often deadlines are looked at, s of the node's clock."""

    tick_every_s: Seconds = 30.0


class LogConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[log]``: what is told on standard error.

    Parameters
    ----------
    level : str
        debug, info, warning or error.
    format : str
        ``json``: one object a line; ``text``: for people.
    """

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"


class NodeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one node runs.

    Parameters
    ----------
    work, http, exchange, screening, warning, coordination, escalation, log
        Tables of ``node.toml``.
    channel : tuple of ChannelConfig
        Its tables ``[[channel]]``.
    """

    work: WorkConfig = WorkConfig()
    http: HttpConfig = HttpConfig()
    exchange: ExchangeConfig = ExchangeConfig()
    screening: ScreeningConfig = ScreeningConfig()
    warning: WarningConfig = WarningConfig()
    coordination: CoordinationConfig = CoordinationConfig()
    escalation: EscalationConfig = EscalationConfig()
    channel: tuple[ChannelConfig, ...] = ()
    log: LogConfig = LogConfig()

    def mode(self, modes: frozenset[Mode]) -> Mode:
        """The mode to work in, on a store that may hold *modes*.

        Raises
        ------
        MalformedMessage
            Where the store may not hold the mode that the file names.
        """
        if not self.work.mode:
            return Mode.REAL if Mode.REAL in modes else Mode.SIMULATED
        mode = Mode(self.work.mode)
        if mode not in modes:
            raise MalformedMessage(
                _FORM.action, "node.toml", expected=f"one of {' '.join(sorted(modes))}",
                got=str(mode), keyword="work.mode",
                hint="what a store may hold is fixed when it is made",
            )  # fmt: skip
        return mode


TABLES: Final[dict[str, type[msgspec.Struct]]] = {
    "work": WorkConfig,
    "http": HttpConfig,
    "exchange": ExchangeConfig,
    "screening": ScreeningConfig,
    "warning": WarningConfig,
    "coordination": CoordinationConfig,
    "escalation": EscalationConfig,
    "channel": ChannelConfig,
    "log": LogConfig,
}
"""The tables that may stand in ``node.toml``; ``[[channel]]`` once for each way out."""


_FORM: Final = TableForm(
    "read node's configuration",
    {name: (kind, "any" if name == "channel" else "one or none") for name, kind in TABLES.items()},
)


def read_config(home: Home) -> NodeConfig:
    """Read the configuration of a node from its folder.

    Raises
    ------
    SourceError
        Where the file can't be read.
    MalformedMessage
        Where something in it is not as it must be: the first fault with its line.
    """
    return parse_config(read_bytes(_FORM.action, home.node_file), str(home.node_file))


def parse_config(data: bytes, name: str = "node.toml") -> NodeConfig:
    """Read a configuration from the bytes of a file.

    Raises
    ------
    MalformedMessage
        As `read_config`.
    """
    reading = _FORM.read(data, name)
    reading.faults = [fault for fault in reading.faults if fault.table not in HEAD_FIELDS]
    if faults := reading.messages():
        raise first_of(faults)
    values = {table: value for table, value in reading.values.items() if value}
    return NodeConfig(channel=tuple(values.pop("channel", ())), **values)
