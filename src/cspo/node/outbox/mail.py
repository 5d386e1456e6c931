"""Sending a message by SMTP, as plain text that says its mark first."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any, Final

import msgspec

from cspo.node.outbox.carrier import Result
from cspo.operations.outbox_store import Delivery, MessageRow
from cspo.operations.outgoing import lines_of
from cspo.time import Epoch

__all__ = ["MailCarrier", "letter_of"]

_PERMANENT: Final = range(500, 600)
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[A-Za-z0-9.-]{1,255}")
"""One address, without a name or any of what makes two of one."""


class MailCarrier:
    """Hands messages to one SMTP server.

    Parameters
    ----------
    host, port : str, int
    sender : str
        Address that they come from.
    to : str
        Where to, if a message does not say it.
    starttls : bool
        Encrypt before anything is said; the server's certificate is verified.
    username, password : str
        Empty: without signing in.
    timeout_s : float
        Of each step of one attempt, s.
    context : ssl.SSLContext or None
        Which certificates to believe; None: those of the system.
    """

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        *,
        to: str = "",
        starttls: bool = True,
        username: str = "",
        password: str = "",
        timeout_s: float = 10.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._sender, self._to = sender, to
        self._starttls = starttls
        self._username, self._password = username, password
        self._timeout_s = timeout_s
        self._context = context

    def send(self, row: MessageRow, t: Epoch) -> Result:
        """Try once, over a connection of its own."""
        to = row.address or self._to
        if not _ADDRESS.fullmatch(to):
            return Result(Delivery.GAVE_UP, "no address" if not to else "no good address")
        letter = letter_of(row, self._sender, to, t)
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._timeout_s) as server:
                if self._starttls:
                    server.starttls(context=self._context or ssl.create_default_context())
                if self._username:
                    server.login(self._username, self._password)
                server.send_message(letter, self._sender, [to])
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error)
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(max((code for code, _ in error.recipients.values()), default=0), error)
        except (smtplib.SMTPException, OSError) as error:
            return Result(Delivery.FAILED, type(error).__name__)
        return Result(Delivery.SENT, "taken by the mail server")

    def close(self) -> None:
        """Nothing is kept open."""


def _refused(code: int, error: Exception) -> Result:
    outcome = Delivery.GAVE_UP if code in _PERMANENT else Delivery.FAILED
    return Result(outcome, f"{type(error).__name__} {code}")


def letter_of(row: MessageRow, sender: str, to: str, t: Epoch) -> EmailMessage:
    """The message as mail: mark and mode in the subject, the rest line by line."""
    told: dict[str, Any] = msgspec.json.decode(row.body)
    letter = EmailMessage(policy=SMTP_POLICY)
    letter["From"] = sender
    letter["To"] = to
    letter["Subject"] = _subject(told)
    letter["Message-ID"] = f"<{row.message_id}@{sender.rpartition('@')[2] or 'cspo.invalid'}>"
    letter["Date"] = _date(t)
    letter["Auto-Submitted"] = "auto-generated"
    mark = str(told.get("mark", ""))
    letter.set_content("\n".join([mark, "", *lines_of(told), "", mark, ""]))
    return letter


def _subject(told: Mapping[str, Any]) -> str:
    """One line: mark, mode where it is not REAL, kind, event, number."""
    mode = str(told.get("mode", ""))
    loud = "" if mode == "REAL" else f"{mode} {mode} {mode}"
    rest = (str(told.get(name, "")) for name in ("kind", "number", "event"))
    line = " ".join(word for word in (f"({told.get('mark', '')})", loud, *rest) if word)
    return line[:200].replace("\n", " ").replace("\r", " ")


def _date(t: Epoch) -> str:
    """The instant as RFC 5322 writes it."""
    text = t.utc_iso(0)
    year, month, day = text[:4], int(text[5:7]), text[8:10]
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day} {names[month - 1]} {year} {text[11:19]} +0000"
