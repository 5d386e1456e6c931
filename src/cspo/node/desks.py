"""What a node's desks work with, put together from its folder: policy, keys, whom it believes.

A passphrase is asked for when something is to be signed, and once at most; who
only looks is never asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, partial
from typing import Final

from cspo.errors import UsageError, WrongSide
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.answers import Answers
from cspo.federation.context import Context
from cspo.federation.desk import Desk
from cspo.federation.feed import Feed
from cspo.federation.watching import Watcher
from cspo.markings import Mode, Subject
from cspo.markings.parties import sponsor_of
from cspo.node.directories import DirectoryList, accept_directories, known_directories
from cspo.node.home import Home, tell_wrong_side
from cspo.node.keyring import chosen_key, own_keys
from cspo.node.store import SqliteStore
from cspo.operations.kinds import REGISTRY
from cspo.operations.ownership import known_objects
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.membership import partners_at
from cspo.operations.release.policy import ReleasePolicy
from cspo.operations.release.policy_file import read_policy
from cspo.operations.store import OperationsUnit
from cspo.records import DirectoryFork, Envelope
from cspo.records.lineage import keyed_salts
from cspo.records.signing import Signer, SigningKey, load_key
from cspo.time import Clock, Epoch

__all__ = ["LockedSigner", "OpenNode", "ReplayableSigner", "read_home_policy"]

_SALTS: Final = "lineage salts of exercises"


class LockedSigner:
    """A `Signer` over a key in the node's folder, opened when it first signs.

    Parameters
    ----------
    open_key : callable
        Opens the key; asks for the passphrase.
    keyid : str
        Its name.
    public : bytes
        Its public half.
    """

    def __init__(self, open_key: Callable[[], SigningKey], keyid: str, public: bytes) -> None:
        self.open_key = open_key
        self._key: SigningKey | None = None
        self.keyid = keyid
        self.public = public

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """An envelope with the key's signature over these exact bytes."""
        if self._key is None:
            self._key = self.open_key()
        return self._key.sign(payload_type, payload)


class ReplayableSigner(LockedSigner):
    """One whose salts follow from a secret and the record: of an exercise, so that it replays.

    Parameters
    ----------
    locked : LockedSigner
        The key.
    secret : bytes
        The store's own.
    """

    def __init__(self, locked: LockedSigner, secret: bytes) -> None:
        super().__init__(locked.open_key, locked.keyid, locked.public)
        self._secret = secret

    def salts(self, inputs: int, about: bytes) -> tuple[bytes, ...]:
        """As `cspo.records.lineage.SaltMaker` has it."""
        return keyed_salts(self._secret, inputs, about)


class OpenNode:
    """A node's folder, opened to work with.

    Parameters
    ----------
    home : Home
        The folder.
    store : SqliteStore
        Its store.
    clock : Clock
        Tells the present.
    ask : callable
        Gives the passphrase of the node's keys.
    replayable : bool
        Whether salts of mode EXERCISE are to follow from the store and the record.

    Raises
    ------
    WrongSide
        Where the store is not of the side that the folder's keys are of.
    """

    def __init__(
        self, home: Home, store: SqliteStore, clock: Clock, ask: Callable[[], str], *,
        replayable: bool = False,
    ) -> None:  # fmt: skip
        if not home.key_modes() <= store.modes:
            raise WrongSide(
                "open node", str(home.path), expected=f"a store of {_shown(home.key_modes())}",
                got=f"a store of {_shown(store.modes)}", hint="its keys are of the other side",
            )  # fmt: skip
        self.home = home
        self.store = store
        self.clock = clock
        self._ask = ask
        self._replayable = replayable
        self._signers: dict[Mode, Signer] = {}
        with store.read() as unit:
            self.known = known_directories(home, unit)

    @cached_property
    def policy(self) -> ReleasePolicy:
        """The release policy.

        Raises
        ------
        UsageError
            Where there is none, or another nation's.
        MalformedMessage
            Where it has a fault.
        """
        return read_home_policy(self.home)

    @cached_property
    def passphrase(self) -> str:
        """The passphrase of the node's keys, asked for once."""
        return self._ask()

    def signer(self, mode: Mode) -> Signer:
        """What signs in a mode now.

        Raises
        ------
        UsageError
            Where the folder has no key for it.
        """
        if mode not in self.store.modes:
            raise WrongSide(
                f"sign in {mode}", self.home.nation, got=str(mode),
                expected=f"mode {' or '.join(sorted(self.store.modes))}",
                hint="a store holds one side: REAL, or exercises",
            )  # fmt: skip
        if mode not in self._signers:
            self._signers[mode] = self._locked(mode, self.clock.now())
        return self._signers[mode]

    def release_desk(self, unit: OperationsUnit) -> ReleaseDesk:
        """The release desk; whose objects are whose, the catalogues in the store tell.

        It serves while the unit of work goes on.
        """
        known = partial(known_objects, unit, self.home.nation, REGISTRY)
        return ReleaseDesk(
            policy=self.policy,
            signer=self.signer,
            registry=REGISTRY,
            ownership=cache(known),
        )

    def exchange_desk(self) -> Desk:
        """The desk of the exchange; without a policy there are no guests."""
        modes = self.store.modes
        t = self.clock.now()
        keys = own_keys(self.home, self.known)
        able = [mode for mode in Mode if any(key.signs(mode, t) for key in keys)]
        guests = self._parties(self.home.nation) if self.home.policy.exists() else ()
        context = Context(
            subject=self.home.subject(modes), directories=self.known, registry=REGISTRY,
            guests={guest.party: guest for guest in guests},
        )  # fmt: skip
        return Desk(
            store=self.store, context=context, clock=self.clock,
            signers={mode: self.signer(mode) for mode in able if mode in modes},
        )  # fmt: skip

    def believe(self, given: DirectoryList) -> None:
        """Take a nation's key directories, and judge anew what its keys have signed.

        Raises
        ------
        UsageError, RefusedRecord
            As `accept_directories`.
        """
        self.known = accept_directories(self.home, given, self.store)
        Watcher(self.exchange_desk()).accept(self.known, given.nation)

    def audit_wrong_side(self, error: WrongSide, by: str) -> None:
        """Put into the audit that what is of the other side was offered here, and by what."""
        tell_wrong_side(self.store, error, by, t=self.clock.now())

    def put_alarm(self, fork: DirectoryFork) -> None:
        """Keep the proof that a nation's root has signed two directories of one number."""
        mode = min(self.store.modes, key=list(Mode).index)
        text = f"two key directories: {fork.got}"
        report = AlarmReport(Alarm.FORK, fork.subject, mode, fork.proof, text)
        self.exchange_desk().raise_alarms([report])

    def answers(
        self,
        desk: Desk,
        on_ahead: Callable[[Feed], None] = lambda feed: None,  # noqa: ARG005
    ) -> Answers:
        """What partners are answered; without a policy there are none.

        Parameters
        ----------
        on_ahead : callable
            Told of a feed of ours whose recipient holds entries that we lack.
        """
        return Answers(self.store, lambda: desk.context, self.subjects(), self.clock, on_ahead)

    def subjects(self) -> dict[str, Subject]:
        """Partners and their guests, by party; without a policy there are none."""
        partners = self.partners() if self.home.policy.exists() else {}
        return {each.party: each for found in partners.values() for each in found}

    def partners(self) -> dict[str, tuple[Subject, ...]]:
        """The other nations whose agreement is in force, each with its organizations."""
        nations = sorted({sponsor_of(party) for party in self._in_force()})
        return {
            nation: self._parties(nation, with_nation=True)
            for nation in nations
            if nation != self.home.nation
        }

    def _parties(self, nation: str, *, with_nation: bool = False) -> tuple[Subject, ...]:
        """A nation's guests as subjects, sorted; the nation itself first, where it is wanted."""
        found = {p: each for p, each in self._in_force().items() if sponsor_of(p) == nation}
        head = found.pop(nation, None)
        guests = tuple(found[name] for name in sorted(found))
        return (head, *guests) if with_nation and head is not None else guests

    def _in_force(self) -> dict[str, Subject]:
        return partners_at(self.policy, self.clock.now())

    def _locked(self, mode: Mode, t: Epoch) -> LockedSigner:
        key = chosen_key(self.home, self.known, mode, t=t)
        file = key.file
        assert file is not None  # noqa: S101 - `chosen_key` has it so
        signer = LockedSigner(
            lambda: load_key(file, self.passphrase), key.keyid, bytes.fromhex(key.entry.public)
        )
        if mode is not Mode.EXERCISE or not self._replayable:
            return signer
        with self.store.read() as unit:
            return ReplayableSigner(signer, unit.secret(_SALTS))


def _shown(modes: frozenset[Mode]) -> str:
    return " ".join(sorted(modes))


def read_home_policy(home: Home) -> ReleasePolicy:
    """The release policy of a node's folder.

    Raises
    ------
    UsageError
        Where there is none, or another nation's.
    MalformedMessage
        Where it has a fault.
    """
    if not home.policy.exists():
        raise UsageError(
            "read release policy", str(home.policy), expected="the nation's release policy",
            got="none", hint="write one; cspo policy test checks it",
        )  # fmt: skip
    policy = read_policy(home.policy.read_bytes(), str(home.policy), kinds=REGISTRY)
    if policy.about.nation != home.nation:
        raise UsageError(
            "read release policy", str(home.policy), expected=f"that of {home.nation}",
            got=f"that of {policy.about.nation}",
        )  # fmt: skip
    return policy
