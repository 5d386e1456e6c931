"""Tokens and sessions: made, known again, ended.

A credential is ``cspo-KIND_ID_SECRET``: its id finds it, and only the hash of its
secret, 256 random bits, is kept. Whether a credential is good is answered from
memory by one look-up, one hash and one comparison that takes the same time
whatever is compared, so that bad ones cost next to nothing. What its owner may
is asked anew each time: a token is never above its owner.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection
from typing import Final

import msgspec

from cspo.markings import CSPO_RULEBOOK, Mode, Subject
from cspo.node.home import Home
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied, unwanted
from cspo.node.http.people import People, Person, fault_of
from cspo.node.http.rights import Right, rights_of
from cspo.node.store.access import AccessFile, CredentialRow
from cspo.time import Clock, Epoch

__all__ = ["Doorkeeper", "Limits", "Minted"]

SESSION_S: Final = 12 * 3_600.0
"""How long a session lasts: a watch."""
CODE_S: Final = 600.0
"""How long a one-time code lasts."""
MOST_TOKEN_S: Final = 366 * 86_400.0
MOST_OF_SERVICE_S: Final = 30 * 86_400.0
"""Of somebody whom the sign-in service vouches for: it is asked again only when they sign in."""
_KEPT_S: Final = 30 * 86_400.0
_FORM: Final = re.compile(r"cspo-(token|session|code)_([0-9a-f]{16})_([A-Za-z0-9_-]{43})", re.ASCII)
_RELOAD_S: Final = 1.0


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token may see at most; None leaves it at what its owner may."""

    ceiling: str | None = None
    caveats: tuple[str, ...] | None = None
    modes: tuple[Mode, ...] | None = None


class Minted(msgspec.Struct, frozen=True, kw_only=True):
    """A new credential; *secret* is told once and kept nowhere."""

    row: CredentialRow
    secret: str


class Doorkeeper:
    """Knows the credentials of one node.

    Parameters
    ----------
    home : Home
        The node's folder.
    modes : collection of Mode
        In which the node works.
    people : callable
        The table of people as it is now.
    clock : Clock
        Tells when credentials expire.
    """

    def __init__(
        self, home: Home, modes: Collection[Mode], people: Callable[[], People], clock: Clock
    ) -> None:
        self.home = home
        self.modes = frozenset(modes)
        self.people = people
        self.clock = clock
        self._file = AccessFile(home.path / "access.sqlite")
        self._lock = threading.Lock()
        self._checked = time.monotonic()
        self._version = self._file.version()
        self._file.clear(clock.now() + -_KEPT_S)
        self._live = {row.id: row for row in self._file.live()}

    # -- known again ---------------------------------------------------------
    def caller(self, credential: str, request: str = "") -> Caller | None:
        """Who shows this credential; None where it is not good, or its owner is nobody now."""
        row = self._good(credential)
        return None if row is None or row.kind == "code" else self.caller_of(row, request)

    def caller_of(self, row: CredentialRow, request: str = "") -> Caller | None:
        """Node, person and token of a credential; None where its owner is nobody now."""
        person = self.person_of(row)
        if person is None:
            return None
        # The node answers for its guests: it holds for them what is released to them alone.
        node = msgspec.structs.replace(self.home.subject(self.modes), party=person.party)
        subjects: tuple[Subject, ...] = (node, person.subject(self.modes))
        scopes = None
        if row.scopes:  # a token, or the session that one opened
            subjects = (*subjects, self._token(row, person))
            scopes = frozenset(row.scopes.split())
        return Caller(
            person=person.id, roles=frozenset(person.roles), party=person.party, subjects=subjects,
            credential=f"{row.kind} {row.id}", scopes=scopes, request=request,
        )  # fmt: skip

    def person_of(self, row: CredentialRow) -> Person | None:
        """The owner of a credential as the nation vouches for them now."""
        if not row.facts:
            return self.people().get(row.person)
        person = msgspec.json.decode(row.facts, type=Person)
        return person if fault_of(person, self.home.nation) is None else None

    def is_live(self, credential: str) -> bool:
        """Whether ``"token 3f2a..."`` of a `Caller` still lets in: streams ask that."""
        row = self._live.get(credential.partition(" ")[2])
        return row is not None and self._lets_in(row)

    def _lets_in(self, row: CredentialRow) -> bool:
        """Whether it has not expired, nor ended with the token that opened it."""
        opened_by = row.title if row.kind == "session" else ""
        return self.clock.now() < row.t_expires and (not opened_by or opened_by in self._live)

    def _good(self, credential: str) -> CredentialRow | None:
        found = _FORM.fullmatch(credential)
        if found is None:
            return None
        kind, name, secret = found.groups()
        row = self._live.get(name) or self._from_file(name)
        given = hashlib.sha256(secret.encode()).digest()
        same = hmac.compare_digest(given, row.hash if row is not None else bytes(32))
        if row is None or not same or row.kind != kind or not self._lets_in(row):
            return None
        return row

    def _from_file(self, name: str) -> CredentialRow | None:
        """What a command has made since, looked for once a second at most."""
        now = time.monotonic()
        if now - self._checked < _RELOAD_S:
            return None
        with self._lock:
            self._checked = now
            version = self._file.version()
            if version != self._version:
                self._version = version
                self._live = {row.id: row for row in self._file.live()}
        return self._live.get(name)

    @staticmethod
    def _token(row: CredentialRow, person: Person) -> Subject:
        limits = msgspec.json.decode(row.limits, type=Limits) if row.limits else Limits()
        return Subject(
            person.party,
            person.clearance if limits.ceiling is None else limits.ceiling,
            frozenset(person.caveats if limits.caveats is None else limits.caveats),
            frozenset(Mode if limits.modes is None else limits.modes),
        )

    # -- made and ended ------------------------------------------------------
    def new_session(
        self, person: Person, *, from_service: bool = False, shown: CredentialRow | None = None
    ) -> Minted:
        """A session of somebody who has just signed in.

        Parameters
        ----------
        shown : CredentialRow or None
            The code or token that was redeemed. What a token opens may no more than the
            token, and ends with it.
        """
        if shown is not None and shown.kind == "token":
            return self._mint(
                "session", person.id, min(SESSION_S, shown.t_expires - self.clock.now()),
                facts=shown.facts, title=shown.id, scopes=shown.scopes,
                limits=shown.limits,
            )  # fmt: skip
        facts = msgspec.json.encode(person) if from_service else b""
        if from_service:  # what the service says now holds for the tokens of before, too
            self._file.set_facts(person.id, facts)
            with self._lock:
                self._live = {row.id: row for row in self._file.live()}
        return self._mint("session", person.id, SESSION_S, facts=facts)

    def new_code(self, person_id: str, *, lasts_s: float = CODE_S, same_as: str = "") -> Minted:
        """A code that opens one session, once.

        Parameters
        ----------
        same_as : str
            The secret of a code of another node in this process: one address then opens
            both, each once. Only a box does so, whose nodes have one owner.
        """
        found = _FORM.fullmatch(same_as)
        return self._mint("code", person_id, lasts_s, same_as=found and found.groups()[1:])

    def redeem(self, credential: str) -> tuple[Person, CredentialRow] | None:
        """Who shows a one-time code or a token, which; a code is then used up. None: no good."""
        row = self._good(credential)
        if row is None or row.kind == "session":
            return None
        if row.kind == "code" and not self.end(row.id):
            return None
        person = self.person_of(row)
        return None if person is None else (person, row)

    def new_token(
        self, caller: Caller, person: Person, *, title: str, scopes: Collection[str],
        lasts_s: float, limits: Limits,
    ) -> Minted:  # fmt: skip
        """A token of the caller's, within what the caller may.

        Raises
        ------
        Refused
            Where it would be above its owner, or above the token that asks for it.
        """
        known = {str(right) for right in Right} - {Right.PUBLIC}
        if not scopes or not known.issuperset(scopes):
            raise unwanted("scopes", f"some of {' '.join(sorted(known))}")
        most_s = MOST_OF_SERVICE_S if self._facts_of(caller) else MOST_TOKEN_S
        if not 0.0 < lasts_s <= most_s:
            raise unwanted("lasts_s", f"more than 0 and at most {most_s:.0f} s")
        if caller.scopes is not None:
            raise denied("a token makes no tokens", "sign in")
        own = rights_of(caller.roles)
        if beyond := [scope for scope in scopes if scope not in own]:
            raise denied(f"a token is never above its owner: {' '.join(sorted(beyond))}")
        if above := self._above(caller, limits):
            raise denied(f"a token is never above its owner: {above}")
        return self._mint(
            "token", person.id, lasts_s, facts=self._facts_of(caller), title=title,
            scopes=" ".join(sorted(set(scopes))), limits=msgspec.json.encode(limits),
        )  # fmt: skip

    def _facts_of(self, caller: Caller) -> bytes:
        """What the sign-in service said of somebody, for a new credential of theirs."""
        row = self._live.get(caller.credential.partition(" ")[2])
        return b"" if row is None else row.facts

    def _above(self, caller: Caller, limits: Limits) -> str:
        """What of *limits* the caller may not see; empty where all is well."""
        ranks = CSPO_RULEBOOK.ceilings
        for subject in caller.subjects[1:]:
            if (
                limits.ceiling is not None
                and ranks.get(limits.ceiling, 99) > ranks[subject.ceiling]
            ):
                return "ceiling"
            if limits.caveats is not None and not subject.caveats.issuperset(limits.caveats):
                return "caveats"
            if limits.modes is not None and not subject.modes.issuperset(limits.modes):
                return "modes"
        return ""

    def end(self, credential_id: str) -> bool:
        """End a credential at once; False where there is none."""
        ended = self._file.end(credential_id, self.clock.now())
        with self._lock:
            self._live = {k: row for k, row in self._live.items() if k != credential_id}
        return ended

    def credentials(self, *, kind: str, person: str = "") -> list[CredentialRow]:
        """Live ones of a kind, of one person or of all, the newest first."""
        t = self.clock.now()
        found = [
            row for row in self._live.values()
            if row.kind == kind and person in {"", row.person} and t < row.t_expires
        ]  # fmt: skip
        return sorted(found, key=lambda row: (-row.t_created.tai_ns, row.id))

    def find(self, credential_id: str) -> CredentialRow | None:
        """A live credential by its id."""
        return self._live.get(credential_id)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _mint(
        self, kind: str, person: str, lasts_s: float, *, facts: bytes = b"", title: str = "",
        scopes: str = "", limits: bytes = b"", same_as: tuple[str, ...] | None = None,
    ) -> Minted:  # fmt: skip
        name, secret = same_as or (secrets.token_hex(8), secrets.token_urlsafe(32))
        t: Epoch = self.clock.now()
        row = CredentialRow(
            id=name, kind=kind, hash=hashlib.sha256(secret.encode()).digest(), person=person,
            facts=facts, title=title, scopes=scopes, limits=limits, t_created=t,
            t_expires=t + lasts_s,
        )  # fmt: skip
        self._file.put(row)
        with self._lock:
            self._live = {**self._live, name: row}
        return Minted(row=row, secret=f"cspo-{kind}_{name}_{secret}")
