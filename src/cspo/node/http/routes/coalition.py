"""The coalition as one node can know it: who its parties are, and who gives what to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from cspo.markings import NATIONS, Mode
from cspo.markings.parties import sponsor_of
from cspo.markings.words import NATION_NAMES
from cspo.node.directories import known_directories
from cspo.node.http.faults import denied
from cspo.node.http.flows import Flow, FlowsNow
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.records import Directories
from cspo.records.signing import thumbprint_of
from cspo.time import Epoch

__all__ = ["handlers"]


class KeysLine(msgspec.Struct, frozen=True, kw_only=True):
    """What this node believes of a nation's keys.

    Parameters
    ----------
    root : str
        Thumbprint of the root key that was pinned by hand, 32 hexadecimal digits.
    directory : int
        Number of its newest directory of keys; 0 where none has come.
    good, revoked : int
        Keys of this mode that may sign now, and those that are believed no more.
    until_utc : str
        When the last of the good ones ends; empty: there is none.
    """

    root: str
    directory: int
    good: int
    revoked: int
    until_utc: str


class PartyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A party.

    Parameters
    ----------
    party, name : str
        `AUS`, Australia; `AUS/ozsat`.
    ours : bool
        Whether it is this node's nation, or an organization under it.
    keys : object or null
        Of a nation whose root key is pinned here; null: nothing that it signs is believed.
    """

    party: str
    name: str
    ours: bool
    keys: KeysLine | None


class FlowLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one party gave another: of these this node is one.

    Parameters
    ----------
    records : int
        How many.
    kinds : dict
        How many of each kind.
    last_utc : str
        When the last one went or came.
    """

    origin: str
    recipient: str
    records: int
    kinds: dict[str, int]
    last_utc: str


class NamedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Of one party's records that are here, how many another may have by their label.

    Parameters
    ----------
    records : int
        Those whose label names it.
    held : int
        All that are here of the origin.
    """

    origin: str
    party: str
    records: int
    held: int


class CoalitionView(msgspec.Struct, frozen=True, kw_only=True):
    """What a node knows of who gives what to whom.

    Parameters
    ----------
    parties : list
        The ten nations, then the organizations under this one.
    flows : list
        From and to this node.
    named : list
        Between two others nothing can be known. What can: whom the labels name.
    """

    nation: str
    mode: Mode
    t_utc: str
    parties: list[PartyLine]
    flows: list[FlowLine]
    named: list[NamedLine]


@read("/api/v1/coalition", Right.STATUS, "Who gives what to whom", cache=False)
def get_coalition(node: NodeHere, caller: CallerHere, gate: GateHere) -> CoalitionView:
    """Counts of records, as the node's status has them: for the nation's own people.

    How the feeds stand and what was withheld is in `/api/v1/status`.
    """
    nation, t = node.home.nation, node.clock.now()
    if caller.party != nation:
        raise denied("who gives what to whom is the nation's own")
    with node.store.read() as unit:
        now = gate.flows.now(unit)
        known = known_directories(node.home, unit)
    return CoalitionView(
        nation=nation, mode=node.mode, t_utc=t.utc_iso(3),
        parties=[*_nations(node, known, t), *_organizations(node)],
        flows=_flows(nation, now), named=_named(nation, now),
    )  # fmt: skip


def _nations(node: RunningNode, known: Directories, t: Epoch) -> list[PartyLine]:
    return [
        PartyLine(
            party=each, name=NATION_NAMES[each].removeprefix("the "),
            ours=each == node.home.nation, keys=_keys(known, each, node.mode, t),
        )
        for each in NATIONS
    ]  # fmt: skip


def _organizations(node: RunningNode) -> list[PartyLine]:
    tables = () if node.parties is None else node.parties.file.organizations
    return [PartyLine(party=each.id, name=each.name, ours=True, keys=None) for each in tables]


def _keys(known: Directories, nation: str, mode: Mode, t: Epoch) -> KeysLine | None:
    root, latest = known.anchors.get(nation), known.latest(nation)
    if root is None:
        return None
    keys = [] if latest is None else [key for key in latest.directory.keys if mode in key.modes]
    good = [
        key for key in keys
        if key.revoked is None
        and Epoch.from_utc(key.not_before) <= t < Epoch.from_utc(key.not_after)
    ]  # fmt: skip
    return KeysLine(
        root=thumbprint_of(root), directory=0 if latest is None else latest.directory.version,
        good=len(good), revoked=sum(key.revoked is not None for key in keys),
        until_utc=max((key.not_after for key in good), default=""),
    )  # fmt: skip


def _flows(nation: str, now: FlowsNow) -> list[FlowLine]:
    came = [
        _flow(origin, nation, flow)
        for origin, flow in sorted(now.held.items()) if origin != nation
    ]  # fmt: skip
    return [_flow(nation, party, flow) for party, flow in sorted(now.given.items())] + came


def _flow(origin: str, recipient: str, flow: Flow) -> FlowLine:
    return FlowLine(
        origin=origin, recipient=recipient, records=flow.kinds.total(),
        kinds=dict(sorted(flow.kinds.items())),
        last_utc="" if flow.last is None else flow.last.utc_iso(3),
    )  # fmt: skip


def _named(nation: str, now: FlowsNow) -> list[NamedLine]:
    """Whom each other nation's records name, its organizations' among them."""
    held = _by_sponsor({name: flow.kinds.total() for name, flow in now.held.items()})
    named: dict[tuple[str, str], int] = {}
    for (origin, party), count in now.named.items():
        key = sponsor_of(origin), party
        named[key] = named.get(key, 0) + count
    return [
        NamedLine(origin=origin, party=party, records=named.get((origin, party), 0), held=count)
        for origin, count in sorted(held.items()) if origin != nation
        for party in NATIONS if party not in {origin, nation}
    ]  # fmt: skip


def _by_sponsor(counts: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for party, count in counts.items():
        found[sponsor_of(party)] = found.get(sponsor_of(party), 0) + count
    return found


handlers: Final = (get_coalition,)
