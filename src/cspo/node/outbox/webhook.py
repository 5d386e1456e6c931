"""Posting a message to a URL, signed so that the receiver knows whose it is.

The signature is that of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over
``id.timestamp.body`` with a secret that both ends have, base64, in ``webhook-signature``
as ``v1,...`` beside ``webhook-id`` and ``webhook-timestamp``. Libraries in a dozen
languages verify it. An id that was seen, and a timestamp that is old, are for the receiver
to refuse.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

import httpx

from cspo.node.outbox.carrier import Result
from cspo.operations.outbox_store import Delivery, MessageRow
from cspo.time import Epoch
from cspo.time.days import UNIX_ZERO_DAY

__all__ = ["WebhookCarrier", "signature_of", "unix_s"]

_AGAIN: Final = frozenset({408, 425, 429})
"""Answers of 4xx after which it is worth to try again; those of 5xx are all."""

_NS_PER_S: Final = 1_000_000_000


def unix_s(t: Epoch) -> int:
    """Whole seconds of POSIX time."""
    day, ns = t.utc_day()
    return (day - UNIX_ZERO_DAY) * 86_400 + min(ns // _NS_PER_S, 86_399)


def signature_of(secret: bytes, message_id: str, timestamp_s: int, body: bytes) -> str:
    """What stands in ``webhook-signature``.

    Examples
    --------
    >>> secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> name, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
    >>> signature_of(secret, name, 1614265330, body)
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


class WebhookCarrier:
    """Posts to one URL.

    Parameters
    ----------
    url : str
        ``https``; ``http`` to the loopback only, which `settings` sees to.
    secret : bytes
        Shared with the receiver.
    timeout_s : float
        Of each step of one attempt, s.

    Redirects are not followed and no proxy of the environment is used: what leaves goes
    where the nation's configuration says, or nowhere.
    """

    def __init__(self, url: str, secret: bytes, *, timeout_s: float = 10.0) -> None:
        self._url = url
        self._secret = secret
        self._client = httpx.Client(
            timeout=timeout_s, follow_redirects=False, trust_env=False,
            headers={"User-Agent": "cspo", "Content-Type": "application/json"},
        )  # fmt: skip

    def send(self, row: MessageRow, t: Epoch) -> Result:
        """Try once."""
        timestamp_s = unix_s(t)
        headers = {
            "webhook-id": row.message_id,
            "webhook-timestamp": str(timestamp_s),
            "webhook-signature": signature_of(self._secret, row.message_id, timestamp_s, row.body),
        }
        try:
            # The answer's body is not read: what matters is said in its first line.
            request = self._client.stream("POST", self._url, content=row.body, headers=headers)
            with request as answer:
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Result(Delivery.FAILED, type(error).__name__)
        if 200 <= status < 300:
            return Result(Delivery.SENT, f"HTTP {status}")
        again = status >= 500 or status in _AGAIN
        return Result(Delivery.FAILED if again else Delivery.GAVE_UP, f"HTTP {status}")

    def close(self) -> None:
        """Give connections back."""
        self._client.close()
