"""Which conditions of a rule hold for a product and a party, and which fail, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.markings.policy import Rulebook
from cspo.operations.release.policy import (
    ALL_KINDS,
    ALL_ON_MARK,
    EVERY_PARTY,
    OPERATORS,
    OWNERS,
    SEVERITIES,
    ReleasePolicy,
    Rule,
    duration_s,
)
from cspo.time import Epoch

__all__ = ["Facts", "Owned", "failing", "is_among", "meant_by"]


@dataclass(frozen=True, slots=True)
class Owned:
    """An object that a record is about, and whose it is, as far as is known.

    Parameters
    ----------
    object : str
        ``"norad:25544"``.
    owner, operator : str
        Parties; empty where unknown, and then nobody is taken for it.
    """

    object: str
    owner: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules ask about a product; never its contents.

    Parameters
    ----------
    severity : str
        One of `SEVERITIES`; empty where the product has none.
    miss_distance_km : float or None
        Distance at closest approach, km.
    tca : Epoch or None
        Time of closest approach.
    sensor : str
        The sensor that the product names; empty: none.
    other_names : frozenset of str
        Further identities of its objects. Who is meant by an object's number is
        meant by its designator too.
    """

    kind: str
    mode: Mode
    label: Label
    objects: tuple[Owned, ...] = ()
    severity: str = ""
    miss_distance_km: float | None = None
    tca: Epoch | None = None
    sensor: str = ""
    other_names: frozenset[str] = frozenset()

    @property
    def named(self) -> frozenset[str]:
        """Every identity of every object, under whatever name a source knows it."""
        return frozenset(each.object for each in self.objects) | self.other_names


def failing(
    policy: ReleasePolicy, rule: Rule, facts: Facts, party: str, t: Epoch, rulebook: Rulebook
) -> Iterator[str]:
    """What of a rule does not hold, in words, the kind and the recipient first."""
    if ALL_KINDS not in rule.kinds and facts.kind not in rule.kinds:
        yield f"it is for {', '.join(rule.kinds)}"
    if not is_among(policy, rule.to, facts, party, t):
        yield f"it is for {', '.join(rule.to)}"
    if is_among(policy, rule.but_not, facts, party, t):
        yield f"it excepts {', '.join(rule.but_not)}"
    if facts.mode not in rule.modes:
        yield f"it is for the mode {', '.join(rule.modes)}"
    if not _at_most(rule.classification_at_most, facts.label, rulebook):
        yield f"the product is marked higher than {rule.classification_at_most}"
    if not _concerns(policy, rule.concerns, facts, party):
        yield {
            "ours": "no object of ours is in it",
            "recipient": f"no object that {party} owns or operates is known to be in it",
            "others": "an object of ours or of the recipient is in it",
        }[rule.concerns]
    if rule.objects and facts.named.isdisjoint(rule.objects):
        yield "none of the rule's objects is in it"
    yield from _failing_event(rule, facts, t)
    if rule.sensor != "any" and (rule.sensor == "named") != bool(facts.sensor):
        yield f"a sensor is {'' if facts.sensor else 'not '}named"
    allowed = rule.caveats_at_most
    if allowed is not None and not {*facts.label.caveats} <= {*allowed}:
        yield f"it bears another caveat than {', '.join(allowed) or 'none'}"
    if rule.bears_caveat and not {*facts.label.caveats} & {*rule.bears_caveat}:
        yield f"it does not bear {' or '.join(rule.bears_caveat)}"
    if rule.originators and not {*facts.label.originators} & {*rule.originators}:
        yield f"nothing of {', '.join(rule.originators)} is in it"


def _failing_event(rule: Rule, facts: Facts, t: Epoch) -> Iterator[str]:
    if rule.severity_at_least:
        least = SEVERITIES.index(rule.severity_at_least)
        if facts.severity not in SEVERITIES[least:]:
            yield f"its severity is {facts.severity or 'not known'}, under {rule.severity_at_least}"
    limit = rule.miss_distance_at_most_km
    if limit is not None and not (
        facts.miss_distance_km is not None and facts.miss_distance_km <= limit
    ):
        yield f"its miss distance is not known to be {limit:g} km or less"
    if rule.tca_within and not (
        facts.tca is not None and 0.0 <= facts.tca - t <= duration_s(rule.tca_within)
    ):
        yield f"its closest approach is not known to come within {rule.tca_within}"


def _at_most(level: str, label: Label, rulebook: Rulebook) -> bool:
    if not level:
        return True
    rank = rulebook.rank(label)
    return rank is not None and rank <= rulebook.ceilings[level]


def is_among(
    policy: ReleasePolicy, names: Collection[str], facts: Facts, party: str, t: Epoch
) -> bool:
    """Whether *party* is one of the recipients that *names* mean at *t*."""
    for name in names:
        if name in {party, EVERY_PARTY}:
            return True
        if name == ALL_ON_MARK and party in facts.label.releasable_to:
            return True
        if party in meant_by(policy, name, facts.objects, t):
            return True
    return False


def meant_by(
    policy: ReleasePolicy, name: str, objects: Iterable[Owned], t: Epoch
) -> frozenset[str]:
    """The parties that a name of one party, of a group or of a role at an object means at *t*."""
    if name == OWNERS:
        return frozenset(each.owner for each in objects) - {""}
    if name == OPERATORS:
        return frozenset(each.operator for each in objects) - {""}
    group = policy.group(name)
    return frozenset({name} if group is None else group.members_at(t))


def _concerns(policy: ReleasePolicy, concerns: str, facts: Facts, party: str) -> bool:
    if concerns == "any":
        return True
    ours = any(_is_of(each, policy.about.nation) for each in facts.objects)
    theirs = any(_is_of(each, party) for each in facts.objects)
    if concerns == "ours":
        return ours
    return theirs if concerns == "recipient" else not (ours or theirs)


def _is_of(owned: Owned, party: str) -> bool:
    """Whether *party*, or an organization that it answers for, owns or operates the object."""
    known = {owned.owner, owned.operator} - {""}
    return party in known or party in map(sponsor_of, known)
