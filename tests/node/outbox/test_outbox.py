"""Webhooks and mail to real servers on the loopback: signed, tried again, given up, never twice."""

from __future__ import annotations

import base64
import datetime as dt
import email
import hashlib
import hmac
import ipaddress
import json
import shutil
import socket
import ssl
import threading
import time
from email import policy as email_policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from loopback_servers import Letters, free_port
from nations import key_of
from ten_parties import REGISTRY, HandClock

from cspo.markings import Mode, make_label
from cspo.node.outbox import MailCarrier, Outbox, WebhookCarrier, pause_s
from cspo.node.store import SqliteStore
from cspo.operations.derive import issue
from cspo.operations.outbox_store import Delivery, MessageQuery
from cspo.operations.outgoing import Channel, tell
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.words import Issue

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
HOOK = Channel(name="hook", kind="webhook", parties=("GBR",))
MAIL = Channel(name="mail", kind="mail", parties=("GBR",))
EVENT = "event:norad:40001~norad:40002@2026-07-10T17:00:00.000Z"


class Node:
    """A store, a clock, and an outbox that delivers when it is told to."""

    def __init__(self, path, channel, carrier, *, patience_s=3_600.0):
        self.path, self.channel, self.carrier, self.patience_s = path, channel, carrier, patience_s
        self.clock = HandClock()
        self.changes = 0
        self.open()

    def open(self):
        self.store = SqliteStore(self.path)
        ways = {self.channel.name: (self.channel, self.carrier, self.patience_s)}
        self.outbox = Outbox(self.store, self.clock, ways, on_change=self.changed)

    def changed(self):
        self.changes += 1

    def warn(self, level="U", n=1, **fields):
        body = WarningBody(
            event=EVENT, to=("GBR",), number=n, about_utc="2026-07-10T17:00:00Z",
            issue=Issue.ISSUED if n == 1 else Issue.UPDATED, severity=Severity.WARNING,
            miss_distance_km=0.06, text="One line.\nAnother.",
        )  # fmt: skip
        t = self.clock.now()
        record = issue(
            body, make_label(level, ["GBR"]), origin="GBR", mode=Mode.REAL, t_valid=t, t=t,
            signer=key_of("GBR"), registry=REGISTRY,
        )  # fmt: skip
        with self.store.write() as unit:
            unit.put_record(record, t_ingest=self.clock.now())
            tell(unit, self.channel, record, REGISTRY, party="GBR", t=self.clock.now(), **fields)
        return record

    def steps(self):
        with self.store.read() as unit:
            ((_, row, _),) = unit.messages(MessageQuery())
            return [(str(each.outcome), each.detail) for each in unit.message_steps(row.message_id)]

    def tried_after(self, seconds):
        self.clock.t = self.clock.t + seconds
        return self.outbox.deliver(self.channel.name)


@pytest.fixture
def node_of(tmp_path, empty_store):
    opened = []

    def make(channel, carrier, **fields):
        path = shutil.copy(empty_store, tmp_path / f"{len(opened)}.sqlite")
        opened.append(Node(path, channel, carrier, **fields))
        return opened[-1]

    yield make
    for node in opened:
        node.outbox.stop()
        node.store.close()


@pytest.fixture
def hooked(node_of, receiver):
    return node_of(HOOK, WebhookCarrier(receiver.url, SECRET, timeout_s=2.0))


def test_webhook_is_signed_as_the_receiver_verifies_it(hooked, receiver):
    record = hooked.warn()
    assert hooked.tried_after(0.0) == 1
    ((headers, body),) = receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert int(headers["webhook-timestamp"]) == 1_783_684_800  # 2026-07-10T12:00:00Z
    told = json.loads(body)
    assert (told["record"], told["mark"], told["event"]) == (record.id, "U//REL TO GBR", EVENT)
    assert hooked.steps() == [("queued", "rule 13: released to the party"), ("sent", "HTTP 204")]
    assert hooked.tried_after(60.0) == 0
    assert hooked.changes == 1


def test_it_is_tried_again_with_growing_pauses_under_one_id(hooked, receiver):
    receiver.answers += [503, 429, 500]
    hooked.warn()
    assert [hooked.tried_after(s) for s in (0.0, 4.9, 0.1, 14.9, 0.1, 45.0)] == [1, 0, 1, 0, 1, 1]
    assert [outcome for outcome, _ in hooked.steps()] == ["queued", *["failed"] * 3, "sent"]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.got}) == 4
    assert [pause_s(n) for n in (1, 2, 3, 4, 5, 6, 7, 99)] == [5, 15, 45, 120, 300, 600, 600, 600]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410])
def test_what_will_not_get_better_is_given_up_at_once(hooked, receiver, status):
    receiver.answers += [status]
    hooked.warn()
    hooked.tried_after(0.0)
    assert hooked.steps()[-1] == ("gave-up", f"HTTP {status}")
    assert len(receiver.got) == 1  # a redirect is not followed


def test_nobody_listens(node_of):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = node_of(HOOK, WebhookCarrier(f"http://127.0.0.1:{port}/", SECRET), patience_s=30.0)
    node.warn()
    assert [node.tried_after(s) for s in (0.0, 5.0, 15.0)] == [1, 1, 1]
    assert node.steps()[1:] == [("failed", "ConnectError")] * 2 + [("gave-up", "ConnectError")]


def test_receiver_that_never_answers(node_of, receiver):
    receiver.hold.clear()
    node = node_of(HOOK, WebhookCarrier(receiver.url, SECRET, timeout_s=0.2))
    node.warn()
    node.tried_after(0.0)
    assert node.steps()[-1] == ("failed", "ReadTimeout")


def test_queue_survives_a_restart(hooked, receiver):
    receiver.answers += [503]
    hooked.warn()
    hooked.tried_after(0.0)
    hooked.outbox.stop()
    hooked.store.close()
    hooked.carrier = WebhookCarrier(receiver.url, SECRET)
    hooked.open()
    assert hooked.tried_after(5.0) == 1
    assert [outcome for outcome, _ in hooked.steps()] == ["queued", "failed", "sent"]


def test_died_between_sending_and_writing_it_sends_again_under_the_same_id(hooked, receiver):
    hooked.warn()
    with hooked.store.read() as unit:
        ((_, row, _),) = unit.messages(MessageQuery())
    hooked.carrier.send(row, hooked.clock.now())  # and here it died
    hooked.tried_after(0.0)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_marks_are_asked_again_at_the_door(hooked, receiver):
    hooked.warn()
    with hooked.store.read() as unit:
        assert unit.messages(MessageQuery(open_only=True))
    shut = Channel(name="hook", kind="webhook", parties=("GBR",), modes=frozenset({Mode.TEST}))
    hooked.outbox._ways["hook"] = (shut, hooked.carrier, 60.0)
    hooked.tried_after(0.0)
    assert receiver.got == []
    assert hooked.steps()[-1][0] == "withheld"


def test_what_is_above_the_channel_never_gets_into_a_message(hooked, receiver):
    hooked.warn(level="R")
    assert hooked.tried_after(0.0) == 0
    with hooked.store.read() as unit:
        ((_, row, step),) = unit.messages(MessageQuery())
        lines = [fields for _, event, fields, _ in unit.audited() if event == "outbox"]
    assert (row.body, step.outcome) == (b"", Delivery.WITHHELD)
    assert lines[0]["detail"] == "rule 10: classified above the ceiling"
    assert receiver.got == []


def test_threads_send_and_a_slow_channel_holds_nobody_up(node_of, receiver, letters):
    handler, port = letters
    receiver.hold.clear()
    node = node_of(HOOK, WebhookCarrier(receiver.url, SECRET, timeout_s=5.0))
    mail = MailCarrier("127.0.0.1", port, "node@gbr.test", to="duty@gbr.test", starttls=False)
    outbox = Outbox(
        node.store, node.clock,
        {"hook": (HOOK, node.carrier, 60.0), "mail": (MAIL, mail, 60.0)},
    )  # fmt: skip
    outbox.start()
    node.warn()
    node.channel = MAIL
    began = time.monotonic()
    node.warn(n=2)
    outbox.wake()
    assert time.monotonic() - began < 1.0  # putting down waits for nobody
    assert until(lambda: handler.got)
    assert receiver.got == []
    receiver.hold.set()
    assert until(lambda: receiver.got)
    outbox.stop()


def until(holds, seconds=5.0):
    """Wait on the other threads, but not for ever."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        pause.wait(0.02)
    return bool(holds())


# -- mail --------------------------------------------------------------------------------
def letter(raw):
    return email.message_from_bytes(raw, policy=email_policy.default)


def test_mail_says_its_mark_first(node_of, letters):
    handler, port = letters
    node = node_of(MAIL, MailCarrier("127.0.0.1", port, "node@gbr.test", starttls=False))
    node.warn(address="deputy@gbr.test", rung=2, role="deputy", why="Nobody has answered.")
    node.tried_after(0.0)
    ((to, raw),) = handler.got
    got = letter(raw)
    assert to == ["deputy@gbr.test"]
    assert got["Subject"] == f"(U//REL TO GBR) warning 1 {EVENT}"
    assert got["Date"].datetime.isoformat() == "2026-07-10T12:00:00+00:00"
    assert got["Message-ID"].endswith("@gbr.test>")
    text = got.get_content().replace("\r\n", "\n")
    assert text.startswith("U//REL TO GBR\n")
    assert "why: Nobody has answered." in text
    assert "text: One line.\n  Another.\n" in text  # no line of a text passes for one of ours
    assert node.steps()[-1] == ("sent", "taken by the mail server")


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [("550 no such user", "gave-up"), ("451 later", "failed")],
)
def test_mail_that_is_refused(node_of, letters, refusal, outcome):
    handler, port = letters
    handler.refusal = refusal
    node = node_of(MAIL, MailCarrier("127.0.0.1", port, "n@gbr.test", starttls=False))
    node.warn(address="deputy@gbr.test")
    node.tried_after(0.0)
    assert node.steps()[-1] == (outcome, f"SMTPRecipientsRefused {refusal[:3]}")


def test_mail_to_nobody_and_from_nobody(node_of, letters):
    _, port = letters
    node = node_of(MAIL, MailCarrier("127.0.0.1", port, "n@gbr.test", starttls=False))
    node.warn()
    node.tried_after(0.0)
    assert node.steps()[-1] == ("gave-up", "no address")


@pytest.mark.parametrize("address", ["a@b, c@d", "<a@b>", "a b@c", "@", "a@b\nBcc: c@d"])
def test_mail_goes_to_one_address_or_to_none(node_of, letters, address):
    handler, port = letters
    node = node_of(MAIL, MailCarrier("127.0.0.1", port, "n@gbr.test", starttls=False))
    node.warn(address=address)
    node.tried_after(0.0)
    assert node.steps()[-1] == ("gave-up", "no good address")
    assert handler.got == []


def test_thread_outlives_what_nobody_foresaw(node_of, caplog):
    class Broken:
        tries = 0

        def send(self, row, t):
            self.tries += 1
            raise RuntimeError("unforeseen")

        def close(self):
            pass

    node = node_of(HOOK, Broken())
    node.warn()
    node.outbox.start()
    assert until(lambda: node.carrier.tries > 1)
    node.outbox.stop()
    assert "unforeseen" in caplog.text


def test_server_that_offers_no_encryption_gets_nothing(node_of, letters):
    handler, port = letters
    node = node_of(MAIL, MailCarrier("127.0.0.1", port, "n@gbr.test", to="d@gbr.test"))
    node.warn()
    node.tried_after(0.0)
    assert handler.got == []
    assert node.steps()[-1] == ("failed", "SMTPNotSupportedError")


# -- mail over TLS -----------------------------------------------------------------------
@pytest.fixture
def encrypting(tmp_path):
    """A mail server that takes nothing without STARTTLS and a password, and its certificate."""
    contexts = certificate_for_localhost(tmp_path)
    handler = Letters()

    def knows(server, session, envelope, mechanism, given):
        good = (given.login, given.password) == (b"node", b"pass")
        return AuthResult(success=good, handled=False)

    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), tls_context=contexts[0],
        require_starttls=True, authenticator=knows, auth_required=True,
    )  # fmt: skip
    controller.start()
    yield handler, controller.port, contexts[1]
    controller.stop()
    controller.loop.close()


def certificate_for_localhost(folder):
    """Contexts of a server with a certificate for 127.0.0.1, and of a client that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    day = dt.timedelta(days=1)
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(pem + secret)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.parametrize(
    ("password", "believes", "last"),
    [
        ("pass", True, ("sent", "taken by the mail server")),
        ("wrong", True, ("gave-up", "SMTPAuthenticationError 535")),
        ("pass", False, ("failed", "SSLCertVerificationError")),
    ],
)
def test_mail_over_tls_to_a_server_whose_certificate_is_believed(
    node_of, encrypting, password, believes, last
):
    handler, port, context = encrypting
    carrier = MailCarrier(
        "127.0.0.1", port, "n@gbr.test", to="d@gbr.test", username="node", password=password,
        context=context if believes else None,
    )  # fmt: skip
    node = node_of(MAIL, carrier)
    node.warn()
    node.tried_after(0.0)
    assert node.steps()[-1] == last
    assert len(handler.got) == (last[0] == "sent")
