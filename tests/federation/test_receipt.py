from __future__ import annotations

import json

import msgspec
import pytest
from nations import directories, key_of

from cspo.errors import MalformedMessage
from cspo.federation.feed import Feed, Head
from cspo.federation.receipt import Receipt, make_receipt, verify_receipt
from cspo.federation.statement import read_statement
from cspo.markings import Mode
from cspo.records import RefusedRecord
from cspo.records.envelope import RECEIPT_TYPE
from cspo.time import Epoch

FEED = Feed("AUS", "GBR/acme-sat", Mode.REAL)
HEAD = Head(7, "cd" * 32)
T = Epoch.from_utc("2026-07-10T12:00:00Z")
BODY = {
    "v": "1.0", "origin": "AUS", "recipient": "GBR/acme-sat", "mode": "REAL", "seq": 7,
    "hash": "cd" * 32, "t": "2026-07-10T12:00:00.000000Z", "refused": [2, 5],
}  # fmt: skip


def test_the_recipient_signs_and_a_sponsor_for_its_guest() -> None:
    data = make_receipt(FEED, HEAD, [2, 5], key_of("GBR"), t=T)
    receipt = verify_receipt(data, directories())
    assert (receipt.feed, receipt.head, receipt.refused) == (FEED, HEAD, (2, 5))
    payload = read_statement(data, RECEIPT_TYPE, Receipt)[1].payload
    assert payload.decode() == json.dumps(BODY, separators=(",", ":"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"origin": "XXX"}, "MALFORMED"),
        ({"recipient": "GBR/"}, "MALFORMED"),
        ({"recipient": "FRA"}, "ORIGIN_MISMATCH"),
        ({"mode": "EXERCISE"}, "KEY_NOT_FOR_MODE"),
        ({"seq": 0}, "MALFORMED"),
        ({"hash": "cd"}, "MALFORMED"),
        ({"t": "now"}, "MALFORMED"),
        ({"t": "2036-07-10T12:00:00.000000Z"}, "KEY_NOT_VALID_THEN"),
        ({"refused": [5, 2]}, "MALFORMED"),
        ({"refused": [0]}, "MALFORMED"),
        ({"refused": [8]}, "MALFORMED"),
        ({"refused": ["2"]}, "MALFORMED"),
        ({"refused": list(range(1, 1002)), "seq": 5000}, "MALFORMED"),
        ({"v": "9.0"}, "UNKNOWN_VERSION"),
        ({"extra": 0}, "UNKNOWN_FIELD"),
    ],
)
def test_what_is_no_receipt_is_refused(changes: dict[str, object], code: str) -> None:
    data = key_of("GBR").sign(RECEIPT_TYPE, msgspec.json.encode({**BODY, **changes})).to_bytes()
    with pytest.raises((RefusedRecord, MalformedMessage)) as error:
        verify_receipt(data, directories())
    assert getattr(error.value, "code", "MALFORMED") == code
