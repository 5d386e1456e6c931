"""What a policy must hold beyond the form of its tables: names that exist, numbers that differ.

A name that leads nowhere is refused when the file is read. Found only when a
record is to be released, it would withhold what should be shared.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Final

from cspo.errors import CspoError
from cspo.markings.policy import Rulebook
from cspo.operations.release.policy import (
    ALL_KINDS,
    OPERATORS,
    OWNERS,
    ROLES,
    SEVERITIES,
    ProfileTable,
    ReleasePolicy,
    Rule,
    duration_s,
)
from cspo.operations.release.profile_fields import (
    EVERYTHING,
    cannot_leave_out,
    is_kept,
    paths_of,
    roundable,
    times_stay,
)
from cspo.operations.toml_tables import Fault
from cspo.records.kinds import Registry

__all__ = ["faults_of", "is_person"]

_PERSON: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


def is_person(text: str) -> bool:
    """Whether *text* is the id of a person: one spelling each, so that two ids are two people.

    Examples
    --------
    >>> is_person("a.larsen"), is_person("A.Larsen "), is_person("")
    (True, False, False)
    """
    return _PERSON.fullmatch(text) is not None


def faults_of(policy: ReleasePolicy, *, kinds: Registry, rulebook: Rulebook) -> Iterator[Fault]:
    """All that is wrong in a policy whose tables could be read."""
    check = _Checker(policy, kinds, rulebook)
    yield from check.heads()
    yield from check.parties()
    yield from check.groups()
    for index, profile in enumerate(policy.profiles):
        yield from check.profile(index, profile)
    for index, rule in enumerate(policy.rules):
        yield from check.rule(index, rule)
    yield from check.back_releases()
    yield from check.safety()
    yield from check.cases()


class _Checker:
    """The names that a policy may use, and the checks that look them up."""

    def __init__(self, policy: ReleasePolicy, kinds: Registry, rulebook: Rulebook) -> None:
        self.policy = policy
        self.kinds = kinds
        self.rulebook = rulebook
        self.party_ids = [party.id for party in policy.parties]
        self.group_ids = [group.id for group in policy.groups]
        self.recipients = [*ROLES, *self.group_ids, *self.party_ids]
        self.numbers = [rule.number for rule in policy.rules]
        common = rulebook.by_id[rulebook.common]
        self.levels = common.levels
        self.caveats = sorted(common.caveats)

    def heads(self) -> Iterator[Fault]:
        about, review = self.policy.about, self.policy.review
        if about.nation not in self.rulebook.parties:
            yield _not_one_of("policy", 0, "nation", about.nation, sorted(self.rulebook.parties))
        if about.version < 1:
            yield Fault("policy", 0, "version", "1 or more", str(about.version), "count from 1")
        for field in ("deadline", "escalation_deadline"):
            yield from _duration("review", 0, field, getattr(review, field))
        if not review.escalation:
            yield Fault(
                "review", 0, "escalation", "at least one desk above", "none",
                "name who decides when the first desk does not answer",
            )  # fmt: skip

    def parties(self) -> Iterator[Fault]:
        yield from _twice("party", "id", self.party_ids)
        for index, party in enumerate(self.policy.parties):
            if not self.rulebook.knows_party(party.id):
                yield Fault(
                    "party", index, "id", "a nation, or an organization under one", party.id,
                    'write it as "GBR" or "GBR/acme-sat"',
                )  # fmt: skip
            elif party.id == self.policy.about.nation:
                yield Fault(
                    "party", index, "id", "another party", party.id, "a nation releases to others"
                )
            if party.ceiling not in self.levels:
                yield _not_one_of("party", index, "ceiling", party.ceiling, self.levels)
            yield from _each("party", index, "caveats", party.caveats, self.caveats)
            yield from _ends("party", index, "until", party.since, party.until)

    def groups(self) -> Iterator[Fault]:
        yield from _twice("group", "id", self.group_ids)
        for index, group in enumerate(self.policy.groups):
            yield from _named("group", index, group.id)
            for member in group.members:
                if member.party not in self.party_ids:
                    yield _not_one_of(
                        "group", index, "members", member.party, self.party_ids,
                        "a member needs a [[party]] table that says what it may have",
                    )  # fmt: skip
                yield from _ends("group", index, "members", member.since, member.until)

    def profile(self, index: int, profile: ProfileTable) -> Iterator[Fault]:
        yield from _named("profile", index, profile.id)
        if [p.id for p in self.policy.profiles].index(profile.id) < index:
            yield Fault("profile", index, "id", "a name of its own", profile.id, "rename it")
        yield from _each("profile", index, "kinds", profile.kinds, self.kinds)
        yield from self._fields(index, profile)
        if profile.round_times:
            yield from _duration("profile", index, "round_times", profile.round_times)
        if profile.at_most_every:
            yield from _duration("profile", index, "at_most_every", profile.at_most_every)
        if profile.classification and profile.classification not in self.levels:
            yield _not_one_of(
                "profile", index, "classification", profile.classification, self.levels
            )
        yield from _each(
            "profile",
            index,
            "widen_to",
            profile.widen_to,
            [OWNERS, OPERATORS, *self.group_ids, *self.party_ids],
        )
        yield from _each("profile", index, "drop_caveats", profile.drop_caveats, self.caveats)
        yield from _persons("profile", index, "approved_by", profile.approved_by)
        if profile.approved_by and not profile.approved:
            yield Fault(
                "profile", index, "approved_by", "two different persons and approved_on",
                ", ".join(profile.approved_by), "widening takes two persons and a date",
            )  # fmt: skip

    def _fields(self, index: int, profile: ProfileTable) -> Iterator[Fault]:
        for name in profile.kinds:
            if name not in self.kinds:
                continue
            kind = self.kinds.kind(name)
            yield from _each("profile", index, "keep", profile.keep, (EVERYTHING, *paths_of(kind)))
            for path in cannot_leave_out(kind, profile.keep):
                yield Fault(
                    "profile", index, "keep", f"{path}, which a {name} does not leave out", "none",
                    f'add "{path}"',
                )  # fmt: skip
            yield from _each("profile", index, "round", profile.round, roundable(kind))
            if profile.round_times and (why := times_stay(kind, profile.keep)):
                yield Fault("profile", index, "round_times", "nothing", profile.round_times, why)
        for path, step in profile.round.items():
            if not 0 < step < float("inf"):
                yield Fault(
                    "profile", index, "round", "a step above 0", f"{path} = {step}", "mend the step"
                )
            if not is_kept(path, profile.keep):
                yield Fault("profile", index, "round", "paths that are kept", path, "keep it too")

    def rule(self, index: int, rule: Rule) -> Iterator[Fault]:
        if rule.number < 1 or self.numbers.index(rule.number) < index:
            yield Fault(
                "rule", index, "number", "a number of its own, from 1", str(rule.number),
                "two rules with one number could not be told apart in the log",
            )  # fmt: skip
        if not rule.text.strip():
            yield Fault("rule", index, "text", "the rule in plain words", "nothing", "say it")
        yield from _each("rule", index, "kinds", rule.kinds, [ALL_KINDS, *self.kinds])
        for field in ("to", "but_not"):
            for name in getattr(rule, field):
                if name not in self.recipients:
                    yield _not_one_of(
                        "rule", index, field, name, self.recipients,
                        f"a party needs a [[party]] table, a group a [[group]] table: add {name}",
                    )  # fmt: skip
        for field in ("kinds", "to", "modes"):
            if not getattr(rule, field):
                yield Fault("rule", index, field, "at least one", "none", "a rule for nothing")
        if rule.classification_at_most and rule.classification_at_most not in self.levels:
            yield _not_one_of(
                "rule", index, "classification_at_most", rule.classification_at_most, self.levels
            )
        if rule.severity_at_least and rule.severity_at_least not in SEVERITIES:
            yield _not_one_of(
                "rule", index, "severity_at_least", rule.severity_at_least, SEVERITIES
            )
        yield from _each("rule", index, "caveats_at_most", rule.caveats_at_most or (), self.caveats)
        yield from _each("rule", index, "bears_caveat", rule.bears_caveat, self.caveats)
        for field in ("tca_within", "deadline"):
            if getattr(rule, field):
                yield from _duration("rule", index, field, getattr(rule, field))
        yield from self._outcome(index, rule)

    def _outcome(self, index: int, rule: Rule) -> Iterator[Fault]:
        """What of a rule's outcome contradicts itself."""
        profile = self.policy.profile(rule.profile)
        if rule.profile and profile is None:
            yield _not_one_of(
                "rule", index, "profile", rule.profile, [p.id for p in self.policy.profiles]
            )
        if rule.how == "never" and (rule.profile or rule.deadline or rule.desk):
            yield Fault(
                "rule", index, "how", "no profile, desk or deadline where it says never",
                "one of them", "take it out",
            )  # fmt: skip
        unsure = ("severity_at_least", "miss_distance_at_most_km", "tca_within")
        asked = [field for field in unsure if getattr(rule, field)]
        if rule.how == "never" and asked:
            yield Fault(
                "rule", index, asked[0], "no condition that may be unknown where it says never",
                asked[0], "what is not known would slip past; put it into the rules that give",
            )  # fmt: skip
        if profile is None:
            return
        if not set(rule.kinds) <= set(profile.kinds):
            yield Fault(
                "rule", index, "profile", "a profile for every kind of the rule",
                f"{profile.id}, for {', '.join(profile.kinds)}", "name the kinds one by one",
            )  # fmt: skip
        if profile.widens and not profile.approved and rule.how == "at once":
            yield Fault(
                "rule", index, "how", 'how = "review"',
                f'"at once" with {profile.id}, which widens',
                "or let two persons approve the profile: approved_by, approved_on",
            )  # fmt: skip
        if profile.widens and rule.on_expiry == "release":
            yield Fault(
                "rule", index, "on_expiry", '"escalate" or "withhold"', '"release"',
                "what widens is never released because nobody answered",
            )  # fmt: skip

    def back_releases(self) -> Iterator[Fault]:
        for index, table in enumerate(self.policy.back_releases):
            if table.group not in self.group_ids:
                yield _not_one_of("back_release", index, "group", table.group, self.group_ids)
            yield from _each("back_release", index, "kinds", table.kinds, [ALL_KINDS, *self.kinds])
            yield from _duration("back_release", index, "window", table.window)

    def safety(self) -> Iterator[Fault]:
        table = self.policy.safety
        if table is None:
            return
        yield from _each("safety", 0, "to", table.to, self.recipients)
        yield from _persons("safety", 0, "persons", table.persons)
        for field in ("tca_within", "review_within"):
            yield from _duration("safety", 0, field, getattr(table, field))
        if not table.call.strip():
            yield Fault("safety", 0, "call", "whom to call", "nothing", "a desk and its number")

    def cases(self) -> Iterator[Fault]:
        yield from _twice("case", "number", [case.number for case in self.policy.cases])
        for index, case in enumerate(self.policy.cases):
            yield from _each("case", index, "kind", (case.kind,), self.kinds)
            if case.severity and case.severity not in SEVERITIES:
                yield _not_one_of("case", index, "severity", case.severity, SEVERITIES)
            if case.tca_in:
                yield from _duration("case", index, "tca_in", case.tca_in)
            for expected in case.expect:
                if expected.party not in self.party_ids:
                    yield _not_one_of("case", index, "expect", expected.party, self.party_ids)
                if isinstance(expected.rule, int) and expected.rule not in self.numbers:
                    yield Fault(
                        "case", index, "expect", "the number of a rule", str(expected.rule),
                        "no rule has that number",
                    )  # fmt: skip


def _not_one_of(
    table: str, index: int, field: str, got: str, known: Iterable[str], hint: str = ""
) -> Fault:
    known = list(known)
    # No guess at another nation: "did you mean USA?" is no advice to one who wrote RUS.
    near = [] if got[:3].isupper() else difflib.get_close_matches(got, known, n=1)
    return Fault(
        table, index, field, f"one of {', '.join(known)}", got or "nothing",
        f"did you mean {near[0]}?" if near else hint or "see the reference",
    )  # fmt: skip


def _each(
    table: str, index: int, field: str, values: Iterable[str], known: Collection[str]
) -> Iterator[Fault]:
    for value in values:
        if value not in known:
            yield _not_one_of(table, index, field, value, known)


def _persons(table: str, index: int, field: str, persons: tuple[str, ...]) -> Iterator[Fault]:
    for person in persons:
        if not is_person(person):
            yield Fault(
                table, index, field, "ids of persons, in small letters", person, "such as a.larsen"
            )


def _duration(table: str, index: int, field: str, text: str) -> Iterator[Fault]:
    try:
        duration_s(text)
    except CspoError as error:
        yield Fault(table, index, field, error.expected, text, 'write it as "4 h" or "30 min"')


def _named(table: str, index: int, name: str) -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        yield Fault(
            table, index, "id", "a name in small letters, digits and hyphens", name, "rename it"
        )


def _twice(table: str, field: str, values: list[Any]) -> Iterator[Fault]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Fault(table, index, field, "a value of its own", str(value), "it stands above")


def _ends(table: str, index: int, field: str, since: date, until: date | None) -> Iterator[Fault]:
    if until is not None and until <= since:
        yield Fault(
            table, index, field, f"a day after {since}", str(until), "the first day without"
        )
