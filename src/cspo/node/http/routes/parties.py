"""Parties: whose an object is and who says so, what a party owns, what we depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter

from cspo.markings import Label
from cspo.markings.parties import is_party, sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, unwanted
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.objects import ObjectId
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.parties import OwnerClaim, Parties

__all__ = ["handlers"]


class OwnerLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of an owner.

    Parameters
    ----------
    name : str
        A nation, an organization, or `unknown`.
    party : str
        The party that is meant; empty: none of the coalition's.
    source, as_of : str
        Who says so, and of what day.
    confidence : str
    told_by : str
        Whose record says it; empty: the node's own file.
    """

    name: str
    party: str
    source: str
    as_of: str
    confidence: str
    told_by: str


class OwnedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An object, and what is said of its owner."""

    object: str
    owners: list[OwnerLine]


class DependsLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a service of ours depends on."""

    service: str
    why: str
    objects: list[OwnedLine]


class OrganizationLine(msgspec.Struct, frozen=True, kw_only=True):
    """One under us, without a node."""

    id: str
    name: str
    objects: list[str]


@read("/api/v1/owners/{object_id:path}", Right.READ, "Whose an object is", tag="parties")
def list_owners(node: NodeHere, caller: CallerHere, object_id: ObjectId) -> OwnedLine:
    """What each source says, side by side; «unknown» is an answer."""
    return _owned(_parties(node), caller, object_id.lstrip("/"), may_of(node, caller))


@read("/api/v1/parties/owned", Right.READ, "What a party owns or operates", tag="parties")
def list_owned(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    party: Annotated[
        str, QueryParameter(max_length=60, description="Whose; else the caller's own.")
    ] = "",
) -> Page[OwnedLine]:
    """By the word that counts for release, with what its organizations operate.

    Of a claim that the caller may not see the object is left out, and counted nowhere. Go
    on with `next` until it is null.
    """
    parties, may, whose = _parties(node), may_of(node, caller), party or caller.party
    if not is_party(whose):
        raise unwanted("party", "a party, as GBR or GBR/acme-sat")
    with node.store.read() as unit:
        ownership = parties.over(node.desk(unit).ownership(node.mode))
        known = () if node.sky is None else node.sky.identity
        found = parties.owned_by(whose, known, ownership)
    page: list[OwnedLine] = []
    start = end = gate.cursors.read(cursor)
    for place, name in enumerate(found[start:], start):
        line = _owned(parties, caller, name, may)
        if any(whose in {each.party, sponsor_of(each.party)} for each in line.owners):
            if len(page) == limit:
                return Page(page, gate.cursors.make(end))
            page.append(line)
            end = place + 1
    return Page(page)


@read("/api/v1/parties/depends", Right.READ, "What we depend on", tag="parties")
def list_depends(node: NodeHere, caller: CallerHere) -> list[DependsLine]:
    """Of the nation's own file, and so for its own people alone."""
    parties, may = _of_the_nation(node, caller), may_of(node, caller)
    return [
        DependsLine(
            service=table.service, why=table.why,
            objects=[_owned(parties, caller, name, may) for name in table.objects],
        )
        for table in parties.file.depends
    ]  # fmt: skip


@read("/api/v1/parties/organizations", Right.READ, "Organizations under us", tag="parties")
def list_organizations(node: NodeHere, caller: CallerHere) -> list[OrganizationLine]:
    """All for the nation's own people; its own for an organization."""
    parties = _parties(node)
    return [
        OrganizationLine(id=table.id, name=table.name, objects=list(table.objects))
        for table in parties.file.organizations
        if caller.party in {parties.nation, table.id}
    ]


def _parties(node: RunningNode) -> Parties:
    if node.parties is None:
        raise Refused(503, "no parties yet", hint="the node is starting")
    parties: Parties = node.parties
    return parties


def _of_the_nation(node: RunningNode, caller: Caller) -> Parties:
    parties = _parties(node)
    if caller.party != parties.nation:
        raise denied("it is for the nation's own people")
    return parties


def _owned(parties: Parties, caller: Caller, name: str, may: Callable[[Label], bool]) -> OwnedLine:
    """What the caller may know: of the nation's own file an organization sees its own objects."""
    ours = caller.party == parties.nation
    claims = [
        each
        for each in parties.claims(name, may)
        if each.told_by or ours or each.party in {"", caller.party}
    ]
    return OwnedLine(object=name, owners=[_line(each) for each in claims or [OwnerClaim.nobody()]])


def _line(claim: OwnerClaim) -> OwnerLine:
    return OwnerLine(
        name=claim.name, party=claim.party, source=claim.source, as_of=claim.as_of,
        confidence=claim.confidence, told_by=claim.told_by,
    )  # fmt: skip


handlers: Final = (list_owners, list_owned, list_depends, list_organizations)
