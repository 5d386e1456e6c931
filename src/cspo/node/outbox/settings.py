"""Channels and the ladder as ``node.toml`` states them."""

from __future__ import annotations

import base64
import binascii
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from cspo.errors import MalformedMessage, SourceError
from cspo.markings import Mode
from cspo.node.outbox.carrier import Carrier
from cspo.node.outbox.mail import MailCarrier
from cspo.node.outbox.webhook import WebhookCarrier
from cspo.node.private_files import explained
from cspo.operations.escalation import EscalationPolicy
from cspo.operations.outgoing import Channel

__all__ = ["ChannelConfig", "EscalationConfig", "carrier_of", "channel_of", "policy_of"]

_ACTION: Final = "read node's configuration"
_LEAST_SECRET_BYTES: Final = 24
_BY_OTHERS: Final = 0o077
_PREFIX: Final = "whsec_"

Seconds = Annotated[float, Meta(gt=0.0, le=31_557_600.0)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Line = Annotated[str, Meta(max_length=1_024, pattern=r"^[^\r\n]*$")]


class ChannelConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[channel]]``: one way out, by webhook or by mail.

    Parameters
    ----------
    name : str
        Small letters, digits, hyphens; messages keep it.
    kind : str
        ``webhook`` or ``mail``.
    ceiling : str
        The highest level that may pass: U, R, C, S or TS.
    caveats : list of str
        Under which caveats.
    modes : list of str
        In which modes.
    parties : list of str
        Whom it may reach; empty: our nation.
    kinds : list of str
        Kinds of records that are told through it as they come.
    roles : list of str
        Offices, as contacts name them, that it reaches when something is escalated.
    url, secret_file : str
        Of a webhook: where to, and the file with the shared secret, beside ``node.toml``.
    host, port, starttls, username, password_file, sender, to : str, int, bool
        Of mail: the server, how to sign in, from whom and, where no contact is meant, to whom.
    timeout_s : float
        Of each step of an attempt, s.
    give_up_after_s : float
        How long a message is tried, s.
    """

    name: Name
    kind: Literal["webhook", "mail"]
    ceiling: Literal["U", "R", "C", "S", "TS"] = "U"
    caveats: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = (Mode.REAL,)
    parties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    roles: tuple[Line, ...] = ()
    url: Line = ""
    secret_file: Line = ""
    host: Line = ""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 587
    starttls: bool = True
    username: Line = ""
    password_file: Line = ""
    sender: Line = ""
    to: Line = ""
    timeout_s: Annotated[float, Meta(gt=0.0, le=120.0)] = 10.0
    give_up_after_s: Seconds = 3_600.0


class EscalationConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[escalation]``: how long is waited for an acknowledgement, s of the node's clock.

    Parameters
    ----------
    wait_s : float
        From one contact to the next.
    partner_wait_s : float
        Before the first contact of a partner is called.
    """

    wait_s: Seconds = 300.0
    partner_wait_s: Seconds = 600.0


def policy_of(config: EscalationConfig) -> EscalationPolicy:
    """The ladder's waits."""
    return EscalationPolicy(wait_s=config.wait_s, partner_wait_s=config.partner_wait_s)


def channel_of(config: ChannelConfig, nation: str) -> Channel:
    """The channel as operations sees it."""
    return Channel(
        name=config.name, kind=config.kind, ceiling=config.ceiling,
        caveats=frozenset(config.caveats), modes=frozenset(config.modes),
        parties=config.parties or (nation,), kinds=config.kinds, roles=config.roles,
    )  # fmt: skip


def carrier_of(config: ChannelConfig, folder: Path) -> Carrier:
    """What carries a channel's messages.

    Parameters
    ----------
    folder : Path
        Of the node: files of secrets are named from there.

    Raises
    ------
    MalformedMessage
        Where something is missing, a secret is short, or the way is open to be read:
        ``http``, or mail without STARTTLS, to anywhere but the loopback.
    SourceError
        Where a file of a secret can't be read, or others may read it.
    """
    if config.kind == "webhook":
        _check_url(config)
        return WebhookCarrier(config.url, _secret(config, folder), timeout_s=config.timeout_s)
    for field in ("host", "sender"):
        if not getattr(config, field):
            raise _fault(config, field, "it, for mail")
    if not config.starttls and not _is_loopback(config.host):
        raise _fault(config, "starttls", "true, but to the loopback")
    password = ""
    if config.username:
        password = _read(config, "password_file", folder).strip()
    return MailCarrier(
        config.host, config.port, config.sender, to=config.to, starttls=config.starttls,
        username=config.username, password=password, timeout_s=config.timeout_s,
    )  # fmt: skip


def _check_url(config: ChannelConfig) -> None:
    parts = urlsplit(config.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _fault(config, "url", "an https URL")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise _fault(config, "url", "https, but to the loopback")
    if parts.username is not None or parts.password is not None:
        raise _fault(config, "url", "no password in it", hint="the signature says whose it is")


def _secret(config: ChannelConfig, folder: Path) -> bytes:
    """The shared secret, as Standard Webhooks writes it: ``whsec_`` and base64."""
    text = _read(config, "secret_file", folder).strip()
    try:
        secret = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not text.startswith(_PREFIX) or len(secret) < _LEAST_SECRET_BYTES:
        raise _fault(
            config, "secret_file",
            f"a file with {_PREFIX} and base64 of {_LEAST_SECRET_BYTES} random bytes or more",
        )  # fmt: skip
    return secret


def _read(config: ChannelConfig, field: str, folder: Path) -> str:
    name: str = getattr(config, field)
    if not name:
        raise _fault(config, field, "a file beside node.toml")
    file = folder / name
    try:
        if file.stat().st_mode & _BY_OTHERS:
            raise SourceError(
                "read secret", str(file), expected="a file that only its owner may read",
                hint=f"chmod 600 {file}",
            )  # fmt: skip
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise explained("read secret", error, file) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _fault(config: ChannelConfig, field: str, expected: str, hint: str = "") -> MalformedMessage:
    return MalformedMessage(
        _ACTION, "node.toml", expected=expected, keyword=f"channel {config.name}: {field}",
        hint=hint,
    )  # fmt: skip
