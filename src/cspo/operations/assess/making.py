"""A draft becomes a record: derived from its evidence, under no wider mark."""

from __future__ import annotations

from cspo.federation.feed import Feed
from cspo.markings import Label, Mode, Rulebook, join
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.assets import Asset, Assets, Service
from cspo.operations.assess.draft import Draft
from cspo.operations.assess.drafting import body_of_draft, what_changed
from cspo.operations.derive import Product, body_of, derive, issue, stored_record
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.forms import is_form
from cspo.operations.release.releasing import release
from cspo.operations.release.sending import keep
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.kinds import Registry
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["is_form_of_assessment", "make_assessment", "mark_of", "put_assessment"]


def make_assessment(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    assets: Assets,
    what: Asset | Service,
    draft: Draft,
    last: Assessed | None,
    mode: Mode,
    t: Epoch,
) -> Record:
    """Make, keep and, where the file says so, release one assessment.

    Raises
    ------
    UsageError
        Where its evidence is not in the store.
    """
    services: tuple[str, ...] = ()
    mark = mark_of(what, draft, desk.rulebook)
    if isinstance(what, Asset):
        services = assets.services_told(what.id, mark)
    body = body_of_draft(what, services, draft, t, what_changed(last, draft))
    about = body.objects[0] if len(body.objects) == 1 else ""
    ids = tuple(dict.fromkeys(each.partition("#")[0] for each in draft.evidence))
    inputs = [stored_record(unit, each, "assess") for each in ids]
    version = 1 if last is None else last.version + 1
    signer = desk.signer(mode)
    product: Product | Record
    if inputs:
        product = derive(
            inputs, lambda _: body, origin=desk.nation, mode=mode, t=t, t_valid=t, about=about,
            version=version, supersedes=_supersedes(unit, desk, last, mark.releasable_to, mode),
            at_least=mark, signer=signer, registry=desk.registry, rulebook=desk.rulebook,
        )  # fmt: skip
    else:
        product = issue(
            body, mark, origin=desk.nation, mode=mode, t=t, t_valid=t, about=about,
            version=version, signer=signer, registry=desk.registry,
        )  # fmt: skip
    return put_assessment(unit, desk, product, shared=assets.shared, t=t)


def mark_of(what: Asset | Service, draft: Draft, rulebook: Rulebook) -> Label:
    """No wider than the file, and than each piece of evidence."""
    return join(what.mark, *draft.labels, rulebook=rulebook)


def put_assessment(
    unit: OperationsUnit, desk: ReleaseDesk, product: Product | Record, *, shared: bool, t: Epoch
) -> Record:
    """Keep it; where it is *shared*, the release policy decides who gets it."""
    if shared:
        release(unit, desk, product, t=t)
    else:
        keep(unit, product, t=t)
    return product.record if isinstance(product, Product) else product


def _supersedes(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    last: Assessed | None,
    readers: tuple[str, ...],
    mode: Mode,
) -> str:
    """The one before, where all who may get this one have it: its id would name it to others."""
    if last is None:
        return ""
    have = all(
        unit.out_seq(Feed(desk.nation, party, mode), last.record_id) is not None
        for party in readers
        if party != desk.nation
    )
    nobody_has = not any(
        unit.out_seq(Feed(desk.nation, party, mode), last.record_id) is not None
        for party in readers
    )
    return last.record_id if have or nobody_has else ""


def is_form_of_assessment(unit: OperationsUnit, record: Record, registry: Registry) -> bool:
    """Whether a record of ours is a coarser form of another assessment, made for others.

    One of a service may rest on one of an asset alone: that is no form of it.
    """
    if record.payload.kind != "assessment":
        return is_form(unit, record)
    if not is_form(unit, record):
        return False
    source = unit.envelope(unit.lineage(record.id)[0].id)
    if source is None:
        return False
    one, other = body_of(record, registry), body_of(read_record(source), registry)
    return _same_line(one, other)


def _same_line(one: object, other: object) -> bool:
    if not isinstance(one, AssessmentBody) or not isinstance(other, AssessmentBody):
        return False
    return (one.subject, one.name, one.hazard) == (other.subject, other.name, other.hazard)
