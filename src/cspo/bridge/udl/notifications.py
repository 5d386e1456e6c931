"""Warnings and notices: the UDL's notification."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cspo.bridge.udl.marks import common, not_kept, row_id
from cspo.bridge.udl.pages import Columns, Row, RowPage
from cspo.errors import MalformedMessage
from cspo.records.bodies import NoticeBody, WarningBody
from cspo.records.bodies.words import Issue

__all__ = ["NOTIFICATION", "notice_from_item"]

_Page = RowPage[NoticeBody | WarningBody]

_UNDETERMINED: Final = "und"
"""The language of what came from the UDL's clients, who do not say (ISO 639-2)."""

_MOST: Final = 8_000
_KEPT: Final = ("msgBody", "msgType")


def _type(row: Row[NoticeBody | WarningBody]) -> str:
    body = row.content
    if isinstance(body, WarningBody):
        return "WARNING"
    return body.title if body.language == _UNDETERMINED else "NOTICE"


def _text(row: Row[NoticeBody | WarningBody]) -> str:
    """A notice's page as text; a warning as JSON, with the names of our own fields."""
    body = row.content
    if isinstance(body, WarningBody):
        return msgspec.json.encode(body).decode()
    return body.text if body.language == _UNDETERMINED else f"{body.title}\n\n{body.text}"


NOTIFICATION: Final[Columns[_Page]] = {
    "id": lambda page: [row_id(row.record, row.index) for row in page.rows],
    **common(lambda page: ["" for _ in page.rows]),
    "msgType": lambda page: [_type(row) for row in page.rows],
    "msgBody": lambda page: [_text(row) for row in page.rows],
}
"""Columns of a notification."""


def notice_from_item(item: dict[str, Any]) -> tuple[NoticeBody, tuple[str, ...]]:
    """A notice, and the fields that it has no place for.

    Its title is the type that the client gave, its language not determined.

    Raises
    ------
    MalformedMessage
        Where the text is longer than a notice's page.
    InvalidBody
        Where a value is none that a record may hold.
    """
    if len(item["msgBody"]) > _MOST:
        raise MalformedMessage(
            "read item", expected=f"at most {_MOST:,} characters: a notice is a page",
            got=f"{len(item['msgBody']):,}", keyword="msgBody",
        )  # fmt: skip
    body = NoticeBody(
        number=1, issue=Issue.ISSUED, language=_UNDETERMINED, title=item["msgType"],
        text=item["msgBody"],
    )  # fmt: skip
    return body, ("source", *not_kept(item, _KEPT))
