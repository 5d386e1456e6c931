"""Marks as people read them: portion marks, banners, and a colour for the screen.

The grammar is that of the intelligence community's marks, as far as a label
can say it::

    mark     = "(" text ")" | text
    text     = level [ "//" controls ]                 the coalition's: U, R, C, S, TS
             | "//" policy " " level [ "//" controls ] another's: //GBR SECRET//REL TO GBR, USA
    controls = control *( "/" control )
    control  = "OC" | caveat | "HELD" | "REL TO " party *( ", " party )

``OC`` (or ``ORCON``) comes first, ``HELD`` or ``REL TO`` last; a level may be
written out. A mark without ``REL TO`` is held, as one with ``HELD`` is: a list
that is missing never means everybody. Whatever else stands there is refused,
because a mark half understood protects half.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cspo.errors import MalformedMessage, UsageError
from cspo.markings.label import Label, make_label
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook, SecurityPolicy

__all__ = ["banner", "parse_portion", "portion_mark", "tlp"]

_LONGEST: Final = 4096
_REL_TO: Final = "REL TO "
_ORCON: Final = ("OC", "ORCON")
_HELD: Final = "HELD"


def portion_mark(label: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> str:
    """The mark of a paragraph or a line.

    Raises
    ------
    UsageError
        Where the rulebook does not know the label: nothing true can be said of it.

    Examples
    --------
    >>> from cspo.markings import make_label
    >>> portion_mark(make_label("S", ["AUS", "FRA"], orcon=True, originators=["AUS"]))
    'S//OC/REL TO AUS, FRA'
    >>> portion_mark(make_label("U", []))
    'U//HELD'
    """
    _known_policy(label, rulebook)
    return _mark(label, rulebook, label.classification, "OC")


def banner(label: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> str:
    """The mark at the top of a page: as a portion mark, written out.

    Raises
    ------
    UsageError
        As `portion_mark`.

    Examples
    --------
    >>> from cspo.markings import make_label
    >>> banner(make_label("S", ["AUS"], orcon=True, originators=["AUS"]))
    'SECRET//ORCON/REL TO AUS'
    """
    level = _known_policy(label, rulebook).spell(label.classification)
    return _mark(label, rulebook, level, "ORCON")


def parse_portion(
    text: str,
    *,
    originators: Iterable[str] = (),
    derived_from: Iterable[str] = (),
    review: str = "",
    reason: Iterable[str] = (),
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Label:
    """The label that a mark stands for, under the newest version of its policy.

    Parameters
    ----------
    text : str
        A portion mark or banner. Parties may come in any order (others write
        their own nation first), once each.
    originators, derived_from, review, reason
        What of the label no mark says. An ORCON mark needs its originators.
    rulebook : Rulebook
        Policies, caveats and parties that a mark may name.

    Raises
    ------
    MalformedMessage
        Where the mark is not of the grammar, or names what is not known.
    UsageError
        Where one of the further arguments has no meaning.

    Examples
    --------
    >>> parse_portion("(S//REL TO USA, AUS, GBR)").releasable_to
    ('AUS', 'GBR', 'USA')
    >>> parse_portion("S").releasable_to
    ()
    """
    if len(text) > _LONGEST or not text.isprintable():
        raise _malformed(text, "mark", f"at most {_LONGEST} characters that can be seen")
    inner = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    policy, inner = _policy_of(text, inner, rulebook)
    spelled, slashes, rest = inner.partition("//")
    level = policy.unspell(spelled)
    if level not in policy.levels:
        raise _malformed(text, "level", f"one of {', '.join(policy.levels)}")
    controls, parties = _split(text, rest) if slashes else ([], [])
    if "" in controls or "" in parties:
        raise _malformed(text, "mark", "a control or a party between any two separators")
    orcon = bool(controls) and controls[0] in _ORCON
    if orcon and not (originators := tuple(originators)):
        raise _malformed(text, "ORCON", "its originators, told beside the mark")
    label = make_label(
        level,
        parties,
        policy=policy.id,
        policy_version=policy.versions[-1],
        orcon=orcon,
        originators=originators,
        caveats=controls[1:] if orcon else controls,
        derived_from=derived_from,
        review=review,
        reason=reason,
    )
    if len(label.caveats) + orcon != len(controls) or len(label.releasable_to) != len(parties):
        raise _malformed(text, "mark", "each control and each party once")
    if unknown := rulebook.unknown_in(label):
        raise _malformed(text, unknown.field, "what the rulebook knows", unknown.value)
    return label


def tlp(label: Label, rulebook: Rulebook = CSPO_RULEBOOK) -> str:
    """The Traffic Light Protocol's colour, for a screen. Nothing is decided by it.

    Red for what is classified, held or not known, and never clear, since no
    label means everybody.

    Source: FIRST, Traffic Light Protocol, version 2.0.
    """
    if rulebook.unknown_in(label) or not label.releasable_to or rulebook.rank(label):
        return "TLP:RED"
    if label.orcon or label.caveats:
        return "TLP:AMBER+STRICT"
    return "TLP:GREEN" if rulebook.parties.issubset(label.releasable_to) else "TLP:AMBER"


def _known_policy(label: Label, rulebook: Rulebook) -> SecurityPolicy:
    if unknown := rulebook.unknown_in(label):
        raise UsageError(
            "write a mark", unknown.field, expected="what the rulebook knows",
            got=unknown.value[:80],
        )  # fmt: skip
    return rulebook.by_id[label.policy]


def _mark(label: Label, rulebook: Rulebook, level: str, orcon: str) -> str:
    head = level if label.policy == rulebook.common else f"//{label.policy} {level}"
    last = _REL_TO + ", ".join(label.releasable_to) if label.releasable_to else _HELD
    return f"{head}//{'/'.join([*([orcon] if label.orcon else []), *label.caveats, last])}"


def _policy_of(text: str, inner: str, rulebook: Rulebook) -> tuple[SecurityPolicy, str]:
    """The policy that a mark is written in, and what follows its name."""
    if not inner.startswith("//"):
        return rulebook.by_id[rulebook.common], inner
    name, _, rest = inner[2:].partition(" ")
    if name == rulebook.common or name not in rulebook.by_id:
        raise _malformed(text, "policy", "a known one; the coalition's own is not named", name)
    return rulebook.by_id[name], rest


def _split(text: str, controls: str) -> tuple[list[str], list[str]]:
    """What stands between ``//`` and the release list, and the parties on that."""
    before, listed, parties = controls.partition(_REL_TO)
    if listed:
        if before and not before.endswith("/"):
            raise _malformed(text, "REL TO", "a / before it")
        return before.split("/")[:-1], parties.split(", ")
    several = controls.split("/")
    return (several[:-1] if several[-1] == _HELD else several), []


def _malformed(text: str, keyword: str, expected: str, got: str = "") -> MalformedMessage:
    return MalformedMessage(
        "read a portion mark", expected=expected, got=repr(got or text)[:80], keyword=keyword
    )
