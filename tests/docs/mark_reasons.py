"""The reason that the code gives for each rule, as the vectors of marks reach them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from cspo.markings import Decision, Label, Subject

__all__ = ["reasons"]


def reasons(vectors: dict[str, Any], decide: Callable[..., Decision]) -> dict[str, str]:
    """By number of rule."""
    found = {}
    for label, mode, subject, action, _, _ in vectors["decisions"]:
        fields = vectors["subjects"][subject]
        who = Subject(
            fields["party"], fields["ceiling"], frozenset(fields["caveats"]),
            frozenset(fields["modes"]),
            None if fields["nationalities"] is None else tuple(fields["nationalities"]),
        )  # fmt: skip
        decision = decide(msgspec.convert(vectors["labels"][label], Label), mode, who, action)
        found[decision.rule] = decision.reason
    return found
