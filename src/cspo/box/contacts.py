"""Whom to call in a box: each nation's offices and its organizations', SIMULATED like all else.

Nobody answers under them. The country code +999 is assigned to nobody (ITU-T E.164), and no
mail goes to ``.example`` (RFC 2606). Without them there would be nobody to call, in a box that
is there to learn how to coordinate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.box.policies import GUESTS
from cspo.markings import Label, make_label
from cspo.node.runtime import Node
from cspo.operations.contacts import put_contact
from cspo.operations.store import RecordQuery
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.watch import ContactBody
from cspo.time import Epoch

__all__ = ["introduce", "offices_of"]

_KIND: Final = "contact"
_PERSON: Final = "cspo up"
_OFFICES: Final = (("duty officer", "watch"), ("watch supervisor", "supervisor"))
_FLIGHT: Final = (("flight operations", "flight"),)
_LANGUAGES: Final = {
    "CAN": ("en", "fr"), "DEU": ("de", "en"), "FRA": ("fr", "en"), "ITA": ("it", "en"),
    "JPN": ("ja", "en"), "NOR": ("no", "en"),
}  # fmt: skip


def offices_of(party: str, number: int, t: Epoch) -> tuple[ContactBody, ...]:
    """The offices of a party of a box, whom to call first in front.

    Parameters
    ----------
    party : str
        A nation, or an organization under one.
    number : int
        Of the party in its box: its telephone numbers are made of it.
    t : Epoch
        When its nation has tried the numbers.

    Examples
    --------
    >>> first, _ = offices_of("FRA", 3, Epoch.from_utc("2024-11-01T00:00:00Z"))
    >>> first.role, first.phone, first.email
    ('duty officer', '+999 03 01 (SIMULATED)', 'watch@fra.example')
    """
    nation, _, organization = party.partition("/")
    place = ".".join([*([organization] if organization else []), nation.lower(), "example"])
    return tuple(
        ContactBody(
            party=party, role=role, order=order, phone=f"+999 {number:02d} {order:02d} (SIMULATED)",
            email=f"{box}@{place}", languages=_LANGUAGES.get(nation, ("en",)), hours="always",
            checked_utc=utc_text(t), checked_by=nation,
        )
        for order, (role, box) in enumerate(_FLIGHT if organization else _OFFICES, 1)
    )  # fmt: skip


def introduce(nodes: Mapping[str, Node], t: Epoch) -> int:
    """Let each nation that has not yet say whom to call; how many offices were told."""
    guests = [guest for nation in nodes for guest in GUESTS.get(nation, ())]
    number = {party: k for k, party in enumerate([*nodes, *guests], 1)}
    mark = make_label("U", number)
    return sum(
        _put(node, offices_of(party, number[party], t), mark, t)
        for nation, node in nodes.items()
        if not _has_told(node)
        for party in (nation, *GUESTS.get(nation, ()))
    )


def _has_told(node: Node) -> bool:
    with node.store.read() as unit:
        query = RecordQuery(origin=node.name, kinds=(_KIND,), mode=node.mode, limit=1)
        return bool(unit.records(query))


def _put(node: Node, offices: tuple[ContactBody, ...], mark: Label, t: Epoch) -> int:
    with node.store.write() as unit:
        desk = node.desk(unit)
        for body in offices:
            put_contact(unit, desk, body, mark, mode=node.mode, t=t, person=_PERSON)
    return len(offices)
