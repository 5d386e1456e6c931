"""Channels as node.toml states them: what is missing or open to be read is refused by name."""

from __future__ import annotations

import base64

import msgspec
import pytest

from cspo.errors import CspoError, MalformedMessage, SourceError
from cspo.markings import Mode
from cspo.node.outbox import ChannelConfig, EscalationConfig, carrier_of, channel_of, policy_of
from cspo.node.outbox.mail import MailCarrier
from cspo.node.outbox.webhook import WebhookCarrier

GOOD = "whsec_" + base64.b64encode(bytes(range(24))).decode()


@pytest.fixture
def folder(tmp_path):
    for name, text in (("good", GOOD), ("short", "whsec_AAAA"), ("bare", GOOD[6:]), ("pass", "p")):
        (tmp_path / name).write_text(text + "\n")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "open").write_text(GOOD)
    (tmp_path / "open").chmod(0o644)
    return tmp_path


def hook(**fields):
    values = {"name": "hook", "kind": "webhook", "url": "https://h.test/", "secret_file": "good"}
    return ChannelConfig(**{**values, **fields})


def mail(**fields):
    return ChannelConfig(
        **{"name": "mail", "kind": "mail", "host": "h.test", "sender": "n@h.test", **fields}
    )  # fmt: skip


def test_channel_reaches_our_nation_unless_it_says_otherwise():
    channel = channel_of(hook(ceiling="R", modes=(Mode.TEST,), roles=("duty",)), "GBR")
    assert (channel.parties, channel.subject("GBR").ceiling) == (("GBR",), "R")
    assert channel.reaches("GBR", "duty", "")
    assert not channel.reaches("FRA", "duty", "")
    assert channel_of(mail(parties=("FRA",)), "GBR").reaches("FRA", "anything", "a@fra.test")


@pytest.mark.parametrize(
    "config",
    [hook(), hook(url="http://127.0.0.1:1/"), hook(url="http://[::1]/"), mail(),
     mail(host="localhost", starttls=False), mail(username="n", password_file="pass")],
)  # fmt: skip
def test_good_ones(folder, config):
    carrier = carrier_of(config, folder)
    assert isinstance(carrier, MailCarrier if config.kind == "mail" else WebhookCarrier)
    carrier.close()


@pytest.mark.parametrize(
    ("config", "keyword"),
    [
        (hook(url=""), "url"), (hook(url="ftp://h.test/"), "url"),
        (hook(url="http://h.test/"), "url"), (hook(url="https://a:b@h.test/"), "url"),
        (hook(secret_file=""), "secret_file"),
        (hook(secret_file="short"), "secret_file"), (hook(secret_file="bare"), "secret_file"),
        (mail(host=""), "host"), (mail(sender=""), "sender"), (mail(starttls=False), "starttls"),
        (mail(username="n"), "password_file"),
    ],
)  # fmt: skip
def test_bad_ones_are_named(folder, config, keyword):
    with pytest.raises(MalformedMessage) as raised:
        carrier_of(config, folder)
    assert raised.value.keyword.endswith(keyword)
    assert GOOD not in str(raised.value)


@pytest.mark.parametrize("name", ["open", "none"])
def test_secret_that_others_may_read_is_none(folder, name):
    with pytest.raises(SourceError, match="read secret"):
        carrier_of(hook(secret_file=name), folder)


@pytest.mark.parametrize(
    "fields",
    [{"name": "Big"}, {"ceiling": "X"}, {"modes": ["NONE"]}, {"timeout_s": 0.0}, {"x": 1},
     {"sender": "a\nBcc: b"}],
)  # fmt: skip
def test_values_that_no_field_takes(fields):
    with pytest.raises((msgspec.ValidationError, CspoError)):
        msgspec.convert({"name": "a", "kind": "mail", **fields}, ChannelConfig)


def test_waits():
    assert policy_of(EscalationConfig(wait_s=60.0)).wait_s == 60.0
