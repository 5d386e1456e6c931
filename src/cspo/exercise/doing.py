"""The deeds of scripted players, each by the operation that a person's click calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cspo.errors import UsageError
from cspo.exercise.player_deeds import Deed, Done, PlayerDeed
from cspo.exercise.scenario import Asset, Scenario
from cspo.exercise.world.population import wide_label
from cspo.exercise.world.telling import WorldAction, WorldDeed
from cspo.markings.parties import sponsor_of
from cspo.node.runtime import Node
from cspo.operations.coordinate import Offer, Stage, commit, propose
from cspo.operations.coordinate.parts import parts_of
from cspo.operations.derive import stored_record
from cspo.operations.ingest import ingest_bodies
from cspo.operations.plan.deeds import reaffirm_plan
from cspo.operations.release.review import approve
from cspo.operations.release.review_queue import review_state
from cspo.operations.release.widening import draft_widening
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.operations.warn.matter import Issued, Matter, State
from cspo.operations.watch.acknowledging import acknowledge_warning
from cspo.operations.watch.writing import Entry, write_entry
from cspo.records import Record, read_record
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverReason, ManeuverStatus
from cspo.records.bodies.coordination import Deed as Promised
from cspo.records.bodies.coordination import Default, Maneuvering, Progress
from cspo.records.bodies.identities import pair_of
from cspo.records.bodies.instants import utc_text
from cspo.time import Epoch
from cspo.units import KM_PER_M

__all__ = ["do", "has_cause"]

_LEAD_S: Final = 1_800.0
_BURN_S: Final = 60.0
_BEFORE_S: Final = 3_600.0
"""What is agreed is done an hour before closest approach."""
_LEAST_S: Final = 660.0
"""What is left for an answer at least."""
_PAGES: Final = 20

Does = Callable[[Scenario, Node, Deed], Done]


def do(scenario: Scenario, node: Node, deed: Deed) -> Done:
    """Do a deed.

    Raises
    ------
    CspoError
        Where the operation refuses it, as it would a person.
    """
    return _DOES[deed.do](scenario, node, deed)


def has_cause(scenario: Scenario, node: Node, deed: Deed) -> bool:
    """Whether the nation has what the deed answers: a warning, a proposal, a record."""
    if deed.do in (PlayerDeed.ACKNOWLEDGE, PlayerDeed.PROPOSE):
        return _warned(scenario, node, deed) is not None
    if deed.do is PlayerDeed.ACCEPT:
        return _offered(scenario, node, deed) is not None
    if deed.do is PlayerDeed.RELEASE:
        with node.store.read() as unit:
            return _newest(unit, node, deed, _identity(scenario, deed)) is not None
    return True


def _acknowledge(scenario: Scenario, node: Node, deed: Deed) -> Done:
    found = _warned(scenario, node, deed)
    if found is None:
        raise _nothing(deed, "a warning about it that stands")
    with node.store.write() as unit:
        record = acknowledge_warning(
            unit, node.desk(unit), node.watch, found[1].record_id, progress=Progress.ACTING,
            role="duty officer", person=_person(deed), t=deed.t, note=_text(deed),
        )  # fmt: skip
    return Done(deed=deed, records=(record.id,))


def _propose(scenario: Scenario, node: Node, deed: Deed) -> Done:
    found = _warned(scenario, node, deed)
    if found is None:
        raise _nothing(deed, "a warning about it that stands")
    ours, (matter, warning) = _asset(scenario, deed), found
    identity = f"norad:{ours.norad_id}"
    others = [a for a in scenario.world.assets if f"norad:{a.norad_id}" in pair_of(matter.event)]
    other = next((a for a in others if a is not ours), None)
    if other is None or not other.owner or sponsor_of(other.owner) == node.name:
        raise _nothing(deed, "another owner to propose it to")
    dv_km_s = _delta_v_km_s(deed)
    plan = None
    if any(dv_km_s):
        lead_s = deed.arguments.get("lead_s")
        burn_utc = None if lead_s is None else utc_text(deed.t + max(float(lead_s), 0.0))
        plan = Maneuvering(
            object=identity, party=ours.owner, burn_utc=burn_utc, delta_v_rtn_km_s=dv_km_s
        )
    act_by = max(warning.about + -_BEFORE_S, deed.t + 3.0 * _LEAST_S)
    answer_by = deed.t + max(0.5 * (act_by - deed.t), _LEAST_S)
    with node.store.write() as unit:
        said = propose(
            unit, node.desk(unit), [stored_record(unit, warning.record_id, "propose")],
            event=matter.event, to=sponsor_of(other.owner), maneuvering=plan, act_by=act_by,
            answer_by=answer_by, t=deed.t, person=_person(deed), reason=_text(deed),
            default=Default.NOBODY_MANEUVERS if plan is None else Default.PROPOSER_MANEUVERS,
        )  # fmt: skip
    return Done(deed=deed, records=(said.record.id,))


def _accept(scenario: Scenario, node: Node, deed: Deed) -> Done:
    offer = _offered(scenario, node, deed)
    if offer is None:
        raise _nothing(deed, "a proposal to us about it that is open")
    parts = parts_of(offer.body, offer.sides)
    moves = parts is not None and parts[1] is Promised.MANEUVER
    act_by = Epoch.from_utc(offer.body.act_by_utc)
    ours = _own(scenario, node, offer.body.event, deed)
    with node.store.write() as unit:
        said = commit(
            unit, node.desk(unit), node.conversations, offer.id, object_id=ours,
            by=act_by if moves else act_by + _BEFORE_S, t=deed.t, person=_person(deed),
            note=_text(deed),
        )  # fmt: skip
    return Done(deed=deed, records=(said.record.id,))


def _burn(scenario: Scenario, node: Node, deed: Deed) -> Done:
    """The notice that goes out, and the burn itself, which the world does at its time."""
    asset = _asset(scenario, deed, "asset")
    burn = deed.t + max(float(deed.arguments.get("lead_s", _LEAD_S)), 0.0)
    rtn_km_s = _delta_v_km_s(deed)
    size_km_s = sum(each * each for each in rtn_km_s) ** 0.5
    body = ManeuverNoticeBody(
        object=f"norad:{asset.norad_id}", status=ManeuverStatus.PLANNED, start_utc=utc_text(burn),
        stop_utc=utc_text(burn + _BURN_S), delta_v_km_s=size_km_s, delta_v_rtn_km_s=rtn_km_s,
        reason=ManeuverReason.COLLISION_AVOIDANCE, note=_text(deed),
    )  # fmt: skip
    with node.store.write() as unit:
        report = ingest_bodies(
            unit, node.desk(unit), [body], wide_label(scenario.nations), node.mode, deed.t,
            origin=asset.owner if sponsor_of(asset.owner) == node.name else "",
        )  # fmt: skip
    arguments = {
        "asset": asset.name,
        **{name: float(deed.arguments.get(name, 0.0)) for name in _AXES},
        "text": _text(deed)[:200],
    }
    action = WorldAction(t=burn, who=node.name, what=WorldDeed.BURN, arguments=arguments)
    return Done(deed=deed, records=tuple(r.id for r in report.records), action=action)


def _release(scenario: Scenario, node: Node, deed: Deed) -> Done:
    """On the word of two players: of a review that waits, else by widening the mark."""
    to = str(deed.arguments["to"])
    with node.store.write() as unit:
        record = _newest(unit, node, deed, _identity(scenario, deed))
        if record is None:
            raise _nothing(deed, "a record of that kind about it")
        desk = node.desk(unit)
        open_ones = [review_state(unit, each) for each in unit.reviews(open_only=True)]
        waiting = [
            each for each in open_ones
            if each.row.product_id == record.id and to in each.row.parties
        ]  # fmt: skip
        if not waiting and to in record.payload.label.releasable_to:
            return Done(deed=deed, records=(record.id,))  # the policy has let it go already
        state = waiting[0] if waiting else draft_widening(
            unit, desk, record, [to], person=_person(deed), t=deed.t,
            reason=_text(deed) or "asked for in the exercise",
        )  # fmt: skip
        for number in (1, 2):
            if review_state(unit, state.row.review_id).is_open:
                approve(unit, desk, state.row.review_id, _person(deed, number), t=deed.t,
                        reason=_text(deed))  # fmt: skip
    return Done(deed=deed, records=(record.id,))


def _reaffirm(_scenario: Scenario, node: Node, deed: Deed) -> Done:
    name = str(deed.arguments["plan"])
    plan = node.plans.duty.book.plan(node.name, name)
    edition = None if plan is None else plan.current(deed.t)
    if plan is None or edition is None:
        raise UsageError("reaffirm a plan", name, expected=f"a plan of {node.name}", got="none")
    with node.store.write() as unit:
        record = reaffirm_plan(
            unit, node.desk(unit), plan, number=edition.body.number, reason=_text(deed),
            until=None, t=deed.t, person=_person(deed),
        )  # fmt: skip
    return Done(deed=deed, records=(record.id,))


def _note(scenario: Scenario, node: Node, deed: Deed) -> Done:
    event = _identity(scenario, deed) if deed.arguments.get("about") else ""
    with node.store.write() as unit:
        record = write_entry(
            unit, node.desk(unit), node.watch, Entry(text=_text(deed), event=event),
            person=_person(deed), t=deed.t,
        )  # fmt: skip
    return Done(deed=deed, records=(record.id,))


_DOES: Final[Mapping[PlayerDeed, Does]] = {
    PlayerDeed.ACKNOWLEDGE: _acknowledge, PlayerDeed.PROPOSE: _propose,
    PlayerDeed.ACCEPT: _accept, PlayerDeed.BURN: _burn, PlayerDeed.RELEASE: _release,
    PlayerDeed.REAFFIRM: _reaffirm, PlayerDeed.NOTE: _note,
}  # fmt: skip
_AXES: Final = ("radial_m_s", "in_track_m_s", "cross_track_m_s")


# -- what a deed is about -------------------------------------------------------
def _warned(scenario: Scenario, node: Node, deed: Deed) -> tuple[Matter, Issued] | None:
    """The newest warning about the object that stands: to us before one that others had."""
    identity = _identity(scenario, deed)
    with node.store.read() as unit:
        node.watch.catch_up(unit)
    found = [
        (any(sponsor_of(to) == node.name for to in last.body.to), last.t_created, matter, last)
        for matter in node.watch.warned().standing(deed.t, (State.OPEN, State.SHELVED))
        if identity in pair_of(matter.event)
        for series in matter.issued.values()
        for last in series[-1:]
    ]
    if not found:
        return None
    _, _, matter, last = max(found, key=lambda each: (each[0], each[1], each[3].record_id))
    return matter, last


def _offered(scenario: Scenario, node: Node, deed: Deed) -> Offer | None:
    """The newest proposal to us about the object that waits for an answer."""
    identity = _identity(scenario, deed)
    found = [
        offer
        for each in node.conversations.every if identity in pair_of(each.event)
        for offer in each.offers
        if offer.stage is Stage.OPEN and sponsor_of(offer.sides[1]) == node.name
    ]  # fmt: skip
    return found[-1] if found else None


def _newest(unit: OperationsUnit, node: Node, deed: Deed, identity: str) -> Record | None:
    """The newest record of ours of a kind about an object, or an event of it."""
    kind, found, after = str(deed.arguments["kind"]), None, None
    for _ in range(_PAGES):
        rows = unit.records(
            RecordQuery(origin=node.name, kinds=(kind,), mode=node.mode, after=after)
        )
        for row in rows:
            record = read_record(row.envelope)
            if record.payload.object == identity or identity in pair_of(record.payload.object):
                found = record
        if not rows:
            break
        after = (rows[-1].t_ingest, rows[-1].id)
    return found


def _asset(scenario: Scenario, deed: Deed, argument: str = "about") -> Asset:
    name = str(deed.arguments.get(argument, ""))
    for asset in scenario.world.assets:
        if asset.name == name:
            return asset
    raise UsageError(deed.do.value, name, expected="an asset of the scenario", got="another name")


def _identity(scenario: Scenario, deed: Deed) -> str:
    return f"norad:{_asset(scenario, deed).norad_id}"


def _own(scenario: Scenario, node: Node, event: str, deed: Deed) -> str:
    """Our object of an event's pair."""
    for asset in scenario.world.assets:
        if f"norad:{asset.norad_id}" in pair_of(event) and (
            asset.owner and sponsor_of(asset.owner) == node.name
        ):
            return f"norad:{asset.norad_id}"
    raise _nothing(deed, "an object of ours in that event")


def _delta_v_km_s(deed: Deed) -> tuple[float, float, float]:
    radial, along, across = (float(deed.arguments.get(name, 0.0)) * KM_PER_M for name in _AXES)
    return radial, along, across


def _text(deed: Deed) -> str:
    return str(deed.arguments.get("text", ""))


def _person(deed: Deed, number: int = 1) -> str:
    return f"scripted.player.{number}.{deed.nation.lower()}"


def _nothing(deed: Deed, expected: str) -> UsageError:
    about: Any = deed.arguments.get("about") or deed.arguments.get("asset", "")
    return UsageError(deed.do.value, str(about), expected=expected, got="none")
