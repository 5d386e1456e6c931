"""Issuing a notice: its number, its page in each language, its mark, and its release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.derive import body_of, derive, issue
from cspo.operations.language import Speech, speech, wrap
from cspo.operations.notices.approach import Source, approach_page
from cspo.operations.notices.happening import happening_page
from cspo.operations.notices.page import Head, Page, labelled, set_page
from cspo.operations.notices.register import Notice, NoticeRegister, SameEvent, Standing
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.release.review_queue import check_person
from cspo.operations.store import DecisionRow, OperationsUnit
from cspo.records import Record, read_record
from cspo.records.bodies.activity import BehaviorEventBody
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.identities import same_subject
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.warning import NoticeBody, WarningBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = ["Written", "cancel_notice", "issue_notice", "write_notice"]

_NOBODY_NAMED: Final[Mapping[str, str]] = {}
_NOTHING: Final[Mapping[str, str]] = {}

_Compose = Callable[[tuple[Any, ...], Head, Speech], Page]


@dataclass(frozen=True, slots=True)
class Written:
    """A page that was issued.

    Parameters
    ----------
    serial : str
        Its number.
    records : tuple of Record
        One a language.
    decisions : tuple of DecisionRow
        Who gets it, who waits, who does not, by which rule.
    """

    serial: str
    records: tuple[Record, ...]
    decisions: tuple[DecisionRow, ...]


def issue_notice(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    sources: Sequence[Record],
    *,
    languages: Sequence[str],
    person: str,
    t: Epoch,
    remarks: Mapping[str, str] = _NOTHING,
    replaces: str = "",
    names: Mapping[str, str] = _NOBODY_NAMED,
    mark: Label | None = None,
    same: SameEvent = same_subject,
) -> Written:
    """Make a page of records: conjunctions of one event with its warning, or what an object did.

    What an object did may stand with assessments of what follows.

    Where a page of ours holds about the same event, the new one replaces it.

    Parameters
    ----------
    sources : sequence of Record
        The first conjunction is the one that the page goes by; the others stand beside it.
        Their marks are joined: a source that few may see keeps the page from others.
    languages : sequence of str
        Each once.
    remarks : mapping
        What the officer adds, by language.
    replaces : str
        The page that it updates; else that about the same event.
    names : mapping
        Names of objects, for those that no source names.
    mark : Label or None
        To be joined with those of the sources.
    same : callable
        Whether two names mean one event, as the node knows it (`EventNames.same`).

    Raises
    ------
    UsageError
        Where there is nothing to make a page of, it is more than a page, or *replaces*
        holds no more.
    """
    bodies = [body_of(record, desk.registry) for record in sources]
    event, mode = _about(sources, bodies)
    register = NoticeRegister.of_store(unit, mode, desk.registry)
    old = _replaced(register, replaces, event, desk.nation, same)
    origins = [record.payload.origin for record in sources]

    def compose(read: tuple[Any, ...], head: Head, spoken: Speech) -> Page:
        added = remarks.get(spoken.code, "")
        happened = next((body for body in read if isinstance(body, BehaviorEventBody)), None)
        if happened is not None:
            follows = [body for body in read if isinstance(body, AssessmentBody)]
            return happening_page(
                happened, head, spoken, names=names, remarks=added, assessments=follows
            )
        accounts = [
            Source(origin, body)
            for origin, body in zip(origins, read, strict=True)
            if isinstance(body, ConjunctionBody)
        ]
        warning = next((body for body in read if isinstance(body, WarningBody)), None)
        return approach_page(accounts, warning, head, spoken, names=names, remarks=added)

    return _issue(
        unit, desk, register, compose, sources, event=event, old=old, issue_as=None,
        languages=languages, person=person, t=t, mode=mode, mark=mark,
    )  # fmt: skip


def write_notice(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    texts: Mapping[str, tuple[str, str]],
    mark: Label,
    *,
    mode: Mode,
    person: str,
    t: Epoch,
    event: str = "",
    replaces: str = "",
    same: SameEvent = same_subject,
) -> Written:
    """Issue a page that people wrote.

    Parameters
    ----------
    texts : mapping
        By language: title and text.
    mark : Label
        Its mark: it rests on no record.
    event : str
        Object or event that it is about.
    same : callable
        As `issue_notice` has it.

    Raises
    ------
    UsageError
        As `issue_notice`.
    """
    register = NoticeRegister.of_store(unit, mode, desk.registry)
    old = _replaced(register, replaces, event, desk.nation, same)

    def compose(_read: tuple[Any, ...], head: Head, spoken: Speech) -> Page:
        title, text = texts[spoken.code]
        body = wrap(text.strip(), ambiguous=spoken.rules.ambiguous_columns)
        return set_page(title, body, spoken.say("notice.holds"), head, spoken)

    return _issue(
        unit, desk, register, compose, (), event=event, old=old, issue_as=None,
        languages=tuple(texts), person=person, t=t, mode=mode, mark=mark,
    )  # fmt: skip


def cancel_notice(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    serial: str,
    *,
    mode: Mode,
    reason: str,
    person: str,
    t: Epoch,
) -> Written:
    """Cancel a page of ours by its number, in every language that it was issued in.

    Parameters
    ----------
    reason : str
        Why, in one language: it stands there as it is given.

    Raises
    ------
    UsageError
        Where there is no such page of ours, it holds no more, or no reason is given.
    """
    if not reason.strip():
        raise UsageError("cancel a notice", serial, expected="a reason", got="none")
    register = NoticeRegister.of_store(unit, mode, desk.registry)
    old = _holding(register, serial, desk.nation, "cancel a notice")

    def compose(_read: tuple[Any, ...], head: Head, spoken: Speech) -> Page:
        title = spoken.say("notice.cancelled", title=old.titles[spoken.code])
        body = labelled(spoken.say("notice.reason"), reason, spoken)
        foot = spoken.say("notice.holds_no_more", serial=serial)
        return set_page(title, body, foot, head, spoken)

    return _issue(
        unit, desk, register, compose, (), event=old.event, old=old, issue_as=Issue.CANCELLED,
        languages=tuple(sorted(old.texts)), person=person, t=t, mode=mode, mark=None,
    )  # fmt: skip


def _issue(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    register: NoticeRegister,
    compose: _Compose,
    sources: Sequence[Record],
    *,
    event: str,
    old: Notice | None,
    issue_as: Issue | None,
    languages: Sequence[str],
    person: str,
    t: Epoch,
    mode: Mode,
    mark: Label | None,
) -> Written:
    check_person(person)
    if not languages or len(set(languages)) != len(languages):
        raise UsageError("issue a notice", expected="one or more languages, each once")
    serial = register.next_serial(desk.nation, t)
    how = issue_as or (Issue.ISSUED if old is None else Issue.UPDATED)
    head = Head(
        serial=serial, origin=desk.nation, mode=mode.value, t=t,
        replaces=old.serial if old else "", cancels=how is Issue.CANCELLED,
    )  # fmt: skip
    records: list[Record] = []
    decisions: list[DecisionRow] = []
    for language in languages:
        spoken = speech(language)
        before = _before(unit, old, language)

        def body(read: tuple[Any, ...], spoken: Speech = spoken) -> NoticeBody:
            page = compose(read[: len(sources)], head, spoken)
            return NoticeBody(
                event=event, number=old.number + 1 if old else 1, issue=how,
                language=spoken.code, title=page.title, text=page.text, serial=serial,
                replaces=head.replaces,
            )  # fmt: skip

        inputs = [*sources, *([before] if before else [])]
        if inputs:
            product = derive(
                inputs, body, origin=desk.nation, mode=mode, t_valid=t, t=t,
                signer=desk.signer(mode), registry=desk.registry, at_least=mark,
                version=old.number + 1 if old else 1,
                supersedes=before.id if before else "", rulebook=desk.rulebook,
            )  # fmt: skip
            records.append(product.record)
            decisions += release(unit, desk, product, t=t)
        else:
            assert mark is not None  # noqa: S101 - `write_notice` has one
            record = issue(
                body(()), mark, origin=desk.nation, mode=mode, t_valid=t, t=t,
                signer=desk.signer(mode), registry=desk.registry,
            )  # fmt: skip
            records.append(record)
            decisions += release(unit, desk, record, t=t)
    fields = {"serial": serial, "person": person, "issue": how.value}
    unit.audit("notice", fields, t=t)
    return Written(serial, tuple(records), tuple(decisions))


def _before(unit: OperationsUnit, old: Notice | None, language: str) -> Record | None:
    """The record of the page before in the same language, else in any."""
    if old is None:
        return None
    envelope = unit.envelope(old.records.get(language) or old.records[old.language])
    return None if envelope is None else read_record(envelope)


def _replaced(
    register: NoticeRegister, serial: str, event: str, nation: str, same: SameEvent
) -> Notice | None:
    if serial:
        return _holding(register, serial, nation, "replace a notice")
    return register.in_force_about(event, nation, same)


def _holding(register: NoticeRegister, serial: str, nation: str, action: str) -> Notice:
    """A page of ours that holds."""
    old = register.notice(serial)
    if old.origin != nation:
        raise UsageError(action, serial, expected=f"one of {nation}", got=f"one of {old.origin}",
                         hint="what another nation issues, that nation cancels")  # fmt: skip
    if old.standing is not Standing.IN_FORCE:
        got = f"{old.standing} by {old.by}" if old.by else str(old.standing)
        raise UsageError(action, serial, expected="one in force", got=got)
    return old


def _about(sources: Sequence[Record], bodies: Sequence[Any]) -> tuple[str, Mode]:
    """Event and mode of what a page is made of."""
    happened = [body for body in bodies if isinstance(body, BehaviorEventBody)]
    accounts = [body for body in bodies if isinstance(body, ConjunctionBody)]
    others = [
        record.payload.kind
        for record, body in zip(sources, bodies, strict=True)
        if not isinstance(body, BehaviorEventBody | ConjunctionBody | WarningBody)
        and not (happened and isinstance(body, AssessmentBody))
    ]
    if others or len(happened) > 1 or bool(happened) == bool(accounts):
        raise UsageError(
            "issue a notice",
            expected="conjunctions of one event and its warning, or one behavior event and its "
            "assessments",
            got=" ".join(sorted(others)) or f"{len(accounts)} and {len(happened)}",
        )  # fmt: skip
    first = happened[0] if happened else accounts[0]
    pairs = {body.event.partition("@")[0] for body in accounts}
    if len(pairs) > 1:
        raise UsageError("issue a notice", expected="conjunctions of one pair",
                         got=f"{len(pairs)} pairs")  # fmt: skip
    return first.about(), sources[0].payload.mode
