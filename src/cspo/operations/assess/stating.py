"""What people assess: of a hazard that no machine sees, or against what one computes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.markings import Label, Mode, join
from cspo.operations.assess.assessed import Assessed, is_called
from cspo.operations.assess.assets import GRAVITY, Asset, AssetKind, Assets, Service, own_mark
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.making import put_assessment
from cspo.operations.derive import Product, derive, issue, stored_record
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.store import OperationsUnit
from cspo.records.bodies.assessment import AssessedBy, Gravity, Harm, Hazard, Likelihood
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.planning import AssessmentBody, Subject
from cspo.records.bodies.words import Confidence
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["Stated", "state_assessment"]

METHOD: Final = "stated by the watch, 1"
_MOST_DAYS: Final = 366.0
_SHELL: Final = re.compile(r"leo-[0-9]{1,4}-[0-9]{1,4}|leo-meo|meo|meo-geo|gto|geo|heo|high")
_ACTION: Final = "state assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What somebody states.

    Parameters
    ----------
    subject : str
        An asset or service of the nation's file by its id or name, an object, or a shell such
        as ``leo-500-550``.
    hazard : Hazard
    of : Harm
    value, low, high : float or None
        The probability, 0 to 1; None: unknown.
    derivation : str
        How it comes about; never empty.
    answer : str
    confidence : Confidence
    days : float
        For how long it is meant to hold, d.
    role : str
        The office that states it, never a name.
    gravity : Gravity or None
        None: by the criticality of the subject.
    evidence : tuple of str
        Ids of records that it rests on.
    mark : Label or None
        None: as the file marks the subject. No assessment of what the file names is marked wider.
    """

    subject: str
    hazard: Hazard
    of: Harm = Harm.HAPPENED
    value: float | None = None
    low: float | None = None
    high: float | None = None
    derivation: str
    answer: str
    confidence: Confidence = Confidence.UNKNOWN
    days: float = 1.0
    role: str = "duty officer"
    gravity: Gravity | None = None
    evidence: tuple[str, ...] = ()
    mark: Label | None = None


def state_assessment(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    book: AssessBook,
    assets: Assets,
    stated: Stated,
    *,
    mode: Mode,
    person: str,
    t: Epoch,
) -> Record:
    """Make a record of what a person assesses; it takes the place of what was stated before.

    Parameters
    ----------
    person : str
        Who states it; stands in the audit, never in the record.

    Raises
    ------
    UsageError
        Where the subject is not known, a number is out of bounds, or evidence is not here.
    """
    named = assets.named(stated.subject)
    what = named or _unlisted(stated.subject, desk.nation)
    if not 0.0 < stated.days <= _MOST_DAYS:
        raise UsageError(_ACTION, "days", expected=f"more than 0, at most {_MOST_DAYS:g}",
                         got=f"{stated.days:g}")  # fmt: skip
    if not stated.derivation.strip() or not stated.answer.strip():
        raise UsageError(_ACTION, "text", expected="what is assessed, and how the number comes "
                         "about", got="nothing")  # fmt: skip
    last = _last(book, what, stated.hazard)
    mark = stated.mark or what.mark
    if named is not None:  # what the file says of it is told, too
        mark = join(mark, named.mark, rulebook=desk.rulebook)
    body = _body(what, assets, stated, mark, last, t)
    version = 1 if last is None else last.version + 1
    records = [stored_record(unit, each, _ACTION) for each in dict.fromkeys(stated.evidence)]
    about = body.objects[0] if len(body.objects) == 1 else ""
    signer = desk.signer(mode)
    product: Product | Record
    if records:
        labels = [each.payload.label for each in records]
        product = derive(
            records, lambda _: body, origin=desk.nation, mode=mode, t=t, t_valid=t, about=about,
            version=version, at_least=join(mark, *labels, rulebook=desk.rulebook), signer=signer,
            registry=desk.registry, rulebook=desk.rulebook,
        )  # fmt: skip
    else:
        product = issue(body, mark, origin=desk.nation, mode=mode, t=t, t_valid=t, about=about,
                        version=version, signer=signer, registry=desk.registry)  # fmt: skip
    record = put_assessment(unit, desk, product, shared=assets.shared, t=t)
    unit.audit("assessment stated", {"assessment": record.id, "person": person}, t=t)
    return record


def _body(
    what: Asset | Service, assets: Assets, stated: Stated, mark: Label, last: Assessed | None,
    t: Epoch,
) -> AssessmentBody:  # fmt: skip
    services: Sequence[str] = ()
    if isinstance(what, Asset):
        services = assets.services_told(what.id, mark)
    return AssessmentBody(
        subject=_subject(what), name=what.id[:64],
        title=what.name[:200], hazard=stated.hazard,
        question=f"How likely is it, by the {stated.role}?"[:200], answer=stated.answer,
        likelihood=Likelihood(
            of=stated.of, value=stated.value, low=stated.low, high=stated.high,
            within_s=stated.days * DAY_S, derivation=stated.derivation,
        ),
        gravity=stated.gravity or GRAVITY[what.criticality], criticality=what.criticality.value,
        owner=what.owner, users=what.users, services=tuple(services),
        shell=what.id if _SHELL.fullmatch(what.id) else "",
        objects=what.objects[:200] if isinstance(what, Asset) else (),
        confidence=stated.confidence, assessed_by=AssessedBy.STATED, stated_by=stated.role,
        changed="" if last is None else "stated anew", method=METHOD, from_utc=t.utc_iso(0),
        until_utc=(t + stated.days * DAY_S).utc_iso(0), rests_on=stated.evidence,
    )  # fmt: skip


def _subject(what: Asset | Service) -> Subject:
    if isinstance(what, Service):
        return Subject.SERVICE
    return Subject.SHELL if _SHELL.fullmatch(what.id) else Subject.ASSET


def _unlisted(subject: str, nation: str) -> Asset:
    """An object or a shell that the nation's file does not name: of it, too, one may report."""
    is_shell = _SHELL.fullmatch(subject) is not None
    if not is_shell and not is_object(subject):
        raise UsageError(
            _ACTION, subject[:80], got="another name", hint="cspo risk assets lists them",
            expected="an asset or service of assets.toml, an object, or a shell as leo-500-550",
        )  # fmt: skip
    return Asset(
        id=subject, name=subject, kind=AssetKind.SATELLITE, mark=own_mark(nation),
        objects=() if is_shell else (subject,),
    )  # fmt: skip


def _last(book: AssessBook, what: Asset | Service, hazard: Hazard) -> Assessed | None:
    found = [
        each for each in book.history(what.id, hazard)
        if each.origin == book.nation and each.body.assessed_by is AssessedBy.STATED
        and is_called(each, what.id)
    ]  # fmt: skip
    return max(found, key=lambda each: each.order, default=None)
