"""One OMM as blocks of keyword and text, the common ground of what XML and KVN write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspo.messages.gp import GpColumns
from cspo.messages.omm_text import ELEMENTS, METADATA, TLE_PARAMETERS, field_texts
from cspo.time import Epoch

__all__ = ["Blocks", "omm_blocks"]

Items = list[tuple[str, str]]

_XP: Final = ("BTERM", "AGOM")
_USER: Final = ("OBJECT_TYPE", "RCS_SIZE", "COUNTRY_CODE", "OPS_STATUS_CODE", "RCS")


class Blocks(NamedTuple):
    """The blocks of one message, in order."""

    version: str
    header: Items
    metadata: Items
    elements: Items
    tle: Items
    user: Items


def omm_blocks(
    columns: GpColumns, created: Epoch | None, originator: str, comments: Sequence[str] = ()
) -> Iterator[Blocks]:
    """The messages one by one, each with its comment where there are any.

    CelesTrak leaves date and originator empty; so does this where none is given.
    SGP4-XP needs version 3 of the book (BTERM), the others are of version 2.
    """
    texts = field_texts(columns)
    created_text = created.utc_iso(6).removesuffix("Z") if created else ""
    header = [("CREATION_DATE", created_text), ("ORIGINATOR", originator)]
    theories = columns.theory.tolist()
    absent = [""] * len(columns)
    xp = {keyword: texts.get(keyword, absent) for keyword in _XP}
    user = {keyword: texts[keyword] for keyword in _USER if keyword in texts}
    for row in range(len(columns)):
        is_xp = bool(xp["BTERM"][row])
        tle: Items = []
        for keyword in TLE_PARAMETERS:
            text = texts[keyword][row]
            if keyword == "BSTAR" and is_xp:
                keyword, text = "BTERM", xp["BTERM"][row]  # noqa: PLW2901 - in its place
            elif keyword == "MEAN_MOTION_DDOT" and xp["AGOM"][row]:
                keyword, text = "AGOM", xp["AGOM"][row]  # noqa: PLW2901
            tle.append((keyword, text))
        yield Blocks(
            version="3.0" if is_xp else "2.0",
            header=[("COMMENT", comments[row]), *header] if comments else header,
            metadata=[
                *((keyword, texts[keyword][row]) for keyword in METADATA),
                ("CENTER_NAME", "EARTH"), ("REF_FRAME", "TEME"), ("TIME_SYSTEM", "UTC"),
                ("MEAN_ELEMENT_THEORY", theories[row]),
            ],
            elements=[(keyword, texts[keyword][row]) for keyword in ELEMENTS],
            tle=tle,
            user=[(keyword, fields[row]) for keyword, fields in user.items() if fields[row]],
        )  # fmt: skip
