"""Links between processes over local sockets, so that a node that was killed answers nobody."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path
from typing import Any

import msgspec

from cspo.errors import CspoError, SourceError, VerificationError
from cspo.federation import Answers, Feed, HeadAnswer
from cspo.markings import Mode

PACK = msgspec.msgpack.Encoder()
UNPACK = msgspec.msgpack.Decoder()
_DOWN = (OSError, EOFError)


def _feed(given: list[str]) -> Feed:
    return Feed(given[0], given[1], Mode(given[2]))


def _answer(answers: Answers, asker: str, question: list[Any]) -> Any:
    name, *given = question
    if name == "frames":
        return answers.frames(asker, _feed(given[0]), *given[1:])
    if name == "heads":
        found = answers.heads(asker, _feed(given[0]), *given[1:])
        return [[each.checkpoint, each.opening] for each in found]
    if name == "receipt":
        return answers.take_receipt(asker, given[0])
    if name == "checkpoints":
        return answers.checkpoints(asker, given[0], Mode(given[1]), *given[2:])
    if name == "held":
        return answers.held(asker, _feed(given[0]), *given[1:])
    return answers.directories(asker, *given)


class Server:
    """Answers whoever connects to a socket and says its name."""

    def __init__(self, path: Path, answers: Answers) -> None:
        path.unlink(missing_ok=True)
        self._listener = Listener(str(path), "AF_UNIX", backlog=32)
        self._answers = answers
        self._bells: dict[str, Connection] = {}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection = self._listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def ring(self, parties: Collection[str]) -> None:
        """Tell recipients that there is something new; whoever does not hear it asks later."""
        for party in parties:
            bell = self._bells.get(party)
            if bell is not None:
                try:
                    bell.send_bytes(b"!")
                except _DOWN:
                    self._bells.pop(party, None)

    def _serve(self, connection: Connection) -> None:
        with contextlib.suppress(*_DOWN):
            asker, _, purpose = connection.recv_bytes().decode().partition(" ")
            if purpose == "bell":
                self._bells[asker] = connection
                return
            while True:
                question = UNPACK.decode(connection.recv_bytes())
                try:
                    reply = [True, _answer(self._answers, asker, question)]
                except CspoError as error:
                    reply = [False, str(error)]
                connection.send_bytes(PACK.encode(reply))


class Bells:
    """Hears who has something new."""

    def __init__(self, paths: dict[str, Path], listener: str) -> None:
        self._paths = paths
        self._listener = listener
        self._bells: dict[Connection, str] = {}

    def heard(self, timeout_s: float) -> set[str]:
        """Wait until somebody rings, and no longer than that: who did."""
        for nation in self._paths.keys() - set(self._bells.values()):
            with contextlib.suppress(*_DOWN):
                bell = Client(str(self._paths[nation]), "AF_UNIX")
                bell.send_bytes(f"{self._listener} bell".encode())
                self._bells[bell] = nation
        who = set()
        for bell in wait(list(self._bells), timeout_s):
            try:
                while bell.poll():
                    bell.recv_bytes()
                who.add(self._bells[bell])
            except _DOWN:
                del self._bells[bell]
                bell.close()
        return who


class SocketLink:
    """A `PeerLink` to a party of another process; connects anew after a failure."""

    def __init__(self, path: Path, asker: str) -> None:
        self._path = path
        self._asker = asker
        self._connection: Connection | None = None

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return self._ask("frames", _plain(feed), after_seq, limit)

    backfill = fetch

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        return [HeadAnswer(*each) for each in self._ask("heads", _plain(feed), after_n, limit)]

    def receipt(self, envelope: bytes) -> None:
        self._ask("receipt", envelope)

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        return self._ask("checkpoints", origin, str(mode), after_n, limit)

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        return self._ask("held", _plain(feed), after_seq, limit)

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        return self._ask("directories", nation, after_version)

    def _ask(self, *question: Any) -> Any:
        try:
            if self._connection is None:
                self._connection = Client(str(self._path), "AF_UNIX")
                self._connection.send_bytes(self._asker.encode())
            self._connection.send_bytes(PACK.encode(question))
            good, answer = UNPACK.decode(self._connection.recv_bytes())
        except (OSError, *_DOWN) as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            raise SourceError("ask", self._path.stem, got=type(error).__name__) from error
        if not good:
            raise VerificationError("ask", self._path.stem, got=answer)
        return answer


def _plain(feed: Feed) -> list[str]:
    return [feed.origin, feed.recipient, str(feed.mode)]
