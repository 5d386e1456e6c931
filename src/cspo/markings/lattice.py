"""The order of labels: which is the stricter, and what a product of several must carry."""

from __future__ import annotations

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook

__all__ = ["dominates", "is_held", "join"]


def is_held(label: Label) -> bool:
    """Whether the label releases to nobody. Empty means held, never everybody."""
    return not label.releasable_to


def join(first: Label, *rest: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> Label:
    """The least strict label that is at least as strict as each.

    Classification is the highest; the release list what all have in common;
    caveats, originators, guides and reasons are gathered; it is ORCON if any
    is; the review date is the earliest. Labels of different policies are put
    into the rulebook's common one first. The order and grouping of the labels
    do not matter, and nobody is permitted by the join who is not permitted by
    each.

    Parameters
    ----------
    first, *rest : Label
        Marks of everything that went into the product.
    rulebook : Rulebook
        Whose table compares levels.

    Raises
    ------
    UsageError
        Where the rulebook does not know one of the labels, so that nothing can
        be said about a product of it, or where a caveat has no meaning in the
        common policy.

    Examples
    --------
    >>> from cspo.markings import make_label
    >>> product = join(make_label("U", ["AUS", "FRA"]), make_label("S", ["AUS", "USA"]))
    >>> product.classification, product.releasable_to
    ('S', ('AUS',))
    """
    labels = [first, *rest]
    for label in labels:
        unknown = rulebook.unknown_in(label)
        if unknown is not None:
            raise UsageError(
                "join labels", unknown.field, expected="what the rulebook knows",
                got=unknown.value[:80], hint="what is not understood can't be used",
            )  # fmt: skip
    if len({label.policy for label in labels}) > 1:
        labels = [_in_common(label, rulebook) for label in labels]
    levels = rulebook.by_id[labels[0].policy].levels
    return Label(
        policy=labels[0].policy,
        policy_version=max(label.policy_version for label in labels),
        classification=max((label.classification for label in labels), key=levels.index),
        releasable_to=tuple(
            sorted(frozenset.intersection(*(frozenset(label.releasable_to) for label in labels)))
        ),
        orcon=any(label.orcon for label in labels),
        originators=_union(*(label.originators for label in labels)),
        caveats=_union(*(label.caveats for label in labels)),
        derived_from=_union(*(label.derived_from for label in labels)),
        review=min((label.review for label in labels if label.review), default=""),
        reason=_union(*(label.reason for label in labels)),
    )


def dominates(a: Label, b: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> bool:
    """Whether *a* is at least as restrictive as *b*: who may have *a* may have *b*.

    Levels are compared by the rulebook's table, so labels of different
    policies compare. What the rulebook does not know dominates nothing and is
    dominated by nothing.
    """
    if rulebook.unknown_in(a) is not None or rulebook.unknown_in(b) is not None:
        return False
    return (
        _rank(a, rulebook) >= _rank(b, rulebook)
        and set(a.releasable_to) <= set(b.releasable_to)
        and set(a.caveats) >= set(b.caveats)
        and a.orcon >= b.orcon
        and set(a.originators) >= set(b.originators)
    )


def _in_common(label: Label, rulebook: Rulebook) -> Label:
    """The label in the common policy's words, by the table and nothing else."""
    common = rulebook.by_id[rulebook.common]
    if label.policy == common.id:
        return label
    strange = [caveat for caveat in label.caveats if caveat not in common.caveats]
    if strange:
        raise UsageError(
            "join labels", "caveats", expected=f"caveats of {common.id}", got=strange[0]
        )
    return Label(
        policy=common.id,
        policy_version=common.versions[-1],
        classification=common.levels[_rank(label, rulebook)],
        releasable_to=label.releasable_to,
        orcon=label.orcon,
        originators=label.originators,
        caveats=label.caveats,
        derived_from=label.derived_from,
        review=label.review,
        reason=label.reason,
    )


def _rank(known: Label, rulebook: Rulebook) -> int:
    return rulebook.ranks[known.policy, known.policy_version, known.classification]


def _union(*several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*several)))
