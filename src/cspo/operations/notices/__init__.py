"""Notices: one page of plain text for the coalition, that everybody reads alike.

A notice is made from records (`issue_notice`) or written by hand (`write_notice`),
in each language that is asked for, under one number: ``NOR-2026-0042`` is Norway's
forty-second page of 2026. A page never changes. An update is a new page that names the
one that it replaces, a cancellation one that names the page that it cancels; both go by
number, so that they can be read over a telephone (`register`).

The same records give the same words (`page`): a page holds no more than they do, says
whose numbers they are and how old the orbits, and carries the join of their marks. It
fits an A4 page of 72 columns, or it is refused.
"""

from __future__ import annotations

from cspo.operations.notices.issuing import Written, cancel_notice, issue_notice, write_notice
from cspo.operations.notices.page import Head, print_page
from cspo.operations.notices.register import Notice, NoticeRegister, Standing

__all__ = [
    "Head", "Notice", "NoticeRegister", "Standing", "Written", "cancel_notice", "issue_notice",
    "print_page", "write_notice",
]  # fmt: skip
