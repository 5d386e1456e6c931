from __future__ import annotations

import hashlib

import pytest

from cspo.errors import UsageError
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Feed, entry_hash, follows
from cspo.markings import Mode

FEED = Feed("AUS", "GBR/acme-sat", Mode.REAL)


def test_the_hash_of_an_entry_is_that_of_the_text_of_the_protocol() -> None:
    """Against hashlib over bytes put together by hand."""
    data = b"cspo-feed-v1\x00AUS\x00GBR/acme-sat\x00REAL\x00" + bytes(32)
    data += bytes([0, 0, 0, 0, 0, 0, 1, 2]) + bytes([0xAB] * 32)
    assert entry_hash(FEED, ZERO_HASH, 258, "ab" * 32) == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        Feed("CAN", "GBR/acme-sat", Mode.REAL),
        Feed("AUS", "GBR", Mode.REAL),
        Feed("AUS", "GBR/acme-sat", Mode.EXERCISE),
    ],
)
def test_no_entry_of_one_feed_is_one_of_another(other: Feed) -> None:
    assert entry_hash(FEED, ZERO_HASH, 1, "ab" * 32) != entry_hash(other, ZERO_HASH, 1, "ab" * 32)


def test_a_feed_is_between_parties() -> None:
    with pytest.raises(UsageError, match="a party"):
        Feed("AUS", "nobody", Mode.REAL)


def test_an_entry_follows_by_one_or_by_a_declared_jump() -> None:
    assert GENESIS.seq == 0
    assert follows(1, 0)
    assert follows(7 + RESTART_STEP, 7)
    assert not follows(3, 1)
    assert not follows(1, 1)
