"""The outbox: what leaves by webhook and mail, sent by threads of its own.

The step of the node puts messages down in the store, in the unit of work of whatever
they tell of (`cspo.operations.outgoing`), and goes on. Here one thread for each channel
takes what is due, asks the marks once more, sends, and puts down how it went; what
fails is tried again with growing pauses until it is given up, and that, too, is a step in
the store. A process that dies between sending and writing sends again under the same
name, so that who gets a message twice can tell.

`settings` reads channels from ``node.toml``, `webhook` signs and posts, `mail` speaks
SMTP, `delivery` is the thread.
"""

from __future__ import annotations

from cspo.node.outbox.delivery import Carrier, Outbox, Result, pause_s
from cspo.node.outbox.mail import MailCarrier
from cspo.node.outbox.settings import (
    ChannelConfig,
    EscalationConfig,
    carrier_of,
    channel_of,
    policy_of,
)
from cspo.node.outbox.webhook import WebhookCarrier, signature_of

__all__ = [
    "Carrier", "ChannelConfig", "EscalationConfig", "MailCarrier", "Outbox", "Result",
    "WebhookCarrier", "carrier_of", "channel_of", "pause_s", "policy_of", "signature_of",
]  # fmt: skip
