"""What all values of a scenario are."""

from __future__ import annotations

import msgspec

__all__ = ["Part"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True,
           omit_defaults=True):  # fmt: skip
    """A value of a scenario; a field that it does not know is refused."""
