"""Messages and their steps: put down once, found by what is asked, each step counted."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from chains_of_store import T0

from cspo.errors import UsageError
from cspo.node.store import SqliteStore
from cspo.operations.outbox_store import Delivery, MessageQuery, MessageRow, MessageStep

H1, H2 = "11" * 32, "22" * 32
ROW = MessageRow(
    message_id="msg-1", channel="pager", address="", about=H1, party="NOR", role="duty officer",
    rung=1, body=b'{"text":"a"}', t=T0,
)  # fmt: skip


def step(n=0, outcome=Delivery.QUEUED, due_s=0.0, message_id="msg-1"):
    return MessageStep(
        message_id=message_id, n=n, outcome=outcome, detail="", due=T0 + due_s, t=T0 + float(n)
    )


def put(store, row=ROW, *steps):
    with store.write() as unit:
        new = unit.add_message(row)
        for each in steps or (step(message_id=row.message_id),):
            unit.add_message_step(each)
    return new


def asked(store, **query):
    with store.read() as unit:
        return [row.message_id for _, row, _ in unit.messages(MessageQuery(**query))]


def test_message_is_there_once(store):
    assert put(store)
    with store.write() as unit:
        assert not unit.add_message(replace(ROW, body=b"other"))
    with store.read() as unit:
        assert unit.messages(MessageQuery()) == [(1, ROW, step())]


def test_steps_are_counted(store):
    put(store)
    with pytest.raises(UsageError, match="expected step 1, got step 0"), store.write() as unit:
        unit.add_message_step(step())
    with store.write() as unit:
        unit.add_message_step(step(1, Delivery.FAILED, 5.0))
        unit.add_message_step(step(2, Delivery.SENT))
    with store.read() as unit:
        assert [each.outcome for each in unit.message_steps("msg-1")] == [
            "queued",
            "failed",
            "sent",
        ]
        assert unit.messages(MessageQuery())[0][2] == step(2, Delivery.SENT)
        assert unit.message_steps("none") == ()


def test_what_is_asked_for(store):
    with store.read() as unit:
        assert unit.last_message() == 0
    put(store)
    with store.read() as unit:
        assert unit.last_message() == 1
    put(store, replace(ROW, message_id="msg-2", channel="mail", party="FRA", about=H2),
        step(message_id="msg-2", due_s=60.0))  # fmt: skip
    put(store, replace(ROW, message_id="msg-3", channel=""),
        step(outcome=Delivery.SHOWN, message_id="msg-3"))  # fmt: skip
    assert asked(store) == ["msg-1", "msg-2", "msg-3"]
    assert asked(store, open_only=True) == ["msg-1", "msg-2"]
    assert asked(store, open_only=True, due_by=T0 + 59.0) == ["msg-1"]
    assert asked(store, channel="") == ["msg-3"]
    assert asked(store, channel="mail") == asked(store, party="FRA") == ["msg-2"]
    assert asked(store, about=H1) == ["msg-1", "msg-3"]
    assert asked(store, after=1, limit=1) == ["msg-2"]


def test_store_of_the_version_before_gets_the_tables_when_it_is_opened(store):
    path = store.path
    store.close()
    with sqlite3.connect(path) as raw:  # as the first version left it
        raw.execute("DROP TABLE outbox_step")
        raw.execute("DROP TABLE outbox")
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()
    with SqliteStore(path) as opened:
        assert put(opened)
        assert asked(opened) == ["msg-1"]
