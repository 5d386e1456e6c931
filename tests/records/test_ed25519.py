"""Keys and signatures against RFC 8032, a second computation in integers, and the known attacks."""

from __future__ import annotations

import hashlib

import ed25519_reference as reference
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.errors import UsageError, VerificationError
from cspo.records import Envelope, Refusal, RefusedRecord, Signature, pae
from cspo.records.envelope import KEY_DIRECTORY_TYPE, RECORD_TYPE
from cspo.records.signing import (
    RootKey,
    SigningKey,
    TokenSigner,
    VerifyKey,
    keyid_of,
    verify_envelope,
)

# RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc). Secret, public, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]

# Chalkias et al. 2020, table 1: the small-order points, canonical and not.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@pytest.fixture
def rfc_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The RFC signs bare messages; what is ours stands around them, so take it away."""
    monkeypatch.setattr("cspo.records.signing.ed25519.pae", lambda payload_type, payload: payload)


@pytest.mark.parametrize(("secret", "public", "message", "sig"), RFC_8032)
def test_the_vectors_of_the_rfc(
    secret: str, public: str, message: str, sig: str, rfc_messages: None
) -> None:
    key = SigningKey("AUS", bytes.fromhex(secret))
    assert key.public.hex() == public
    signed = key.sign(RECORD_TYPE, bytes.fromhex(message))
    assert signed.signatures[0].sig.hex() == sig
    assert VerifyKey(key.public).holds(RECORD_TYPE, bytes.fromhex(message), bytes.fromhex(sig))
    assert reference.public_of(bytes.fromhex(secret)).hex() == public
    assert reference.sign(bytes.fromhex(secret), bytes.fromhex(message)).hex() == sig


def test_signatures_are_those_of_a_second_computation() -> None:
    for number in range(3):
        seed = bytes([number]) * 32
        key = SigningKey("FRA", seed)
        signed = key.sign(RECORD_TYPE, b"payload %d" % number)
        due = reference.sign(seed, pae(RECORD_TYPE, b"payload %d" % number))
        assert signed.signatures == (Signature(key.keyid, due),)


def test_a_signature_holds_for_its_bytes_type_and_key_alone() -> None:
    key, other = SigningKey("AUS", bytes(32)), SigningKey("AUS", bytes([1]) * 32)
    sig = key.sign(RECORD_TYPE, b"payload").signatures[0].sig
    verify = VerifyKey(key.public)
    assert verify.holds(RECORD_TYPE, b"payload", sig)
    assert verify.holds(RECORD_TYPE, b"payloaD", sig) is False
    assert not verify.holds(KEY_DIRECTORY_TYPE, b"payload", sig)
    assert not VerifyKey(other.public).holds(RECORD_TYPE, b"payload", sig)
    assert verify.holds(RECORD_TYPE, b"payload", sig[:-1]) is False
    assert not verify.holds(RECORD_TYPE, b"payload", sig + b"\0")


@given(place=st.integers(0, 511))
@settings(max_examples=60)
def test_any_bit_of_a_signature_counts(place: int) -> None:
    key = SigningKey("AUS", bytes(32))
    sig = bytearray(key.sign(RECORD_TYPE, b"payload").signatures[0].sig)
    sig[place // 8] ^= 1 << place % 8
    assert not VerifyKey(key.public).holds(RECORD_TYPE, b"payload", bytes(sig))


def test_s_plus_the_order_is_refused_without_asking_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """S and S + L satisfy the same equation; RFC 8032, section 5.1.7, allows only S < L."""
    key = SigningKey("AUS", bytes(32))
    sig = key.sign(RECORD_TYPE, b"payload").signatures[0].sig
    s = int.from_bytes(sig[32:], "little")
    verify = VerifyKey(key.public)

    class Gullible:
        def verify(self, sig: bytes, message: bytes) -> None: ...

    monkeypatch.setattr(verify, "_key", Gullible())
    assert verify.holds(RECORD_TYPE, b"payload", sig)
    for more in (1, 2, 7):
        malleable = sig[:32] + (s + more * reference.ORDER).to_bytes(32, "little")
        assert not verify.holds(RECORD_TYPE, b"payload", malleable)
    for s in (reference.ORDER, 2**256 - 1):
        assert not verify.holds(RECORD_TYPE, b"payload", sig[:32] + s.to_bytes(32, "little"))
    largest = (reference.ORDER - 1).to_bytes(32, "little")
    assert verify.holds(RECORD_TYPE, b"payload", sig[:32] + largest)


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_points_of_small_order_are_no_keys(public: str) -> None:
    raw = bytes.fromhex(public)
    point = reference.decompress(raw)
    if point is not None:  # those in canonical form are what they are said to be
        assert reference.multiply(8, point) == reference.IDENTITY
    with pytest.raises(VerificationError, match="full order"):
        VerifyKey(raw)


def test_all_points_of_small_order_are_known() -> None:
    """The group of order eight, made from one of its generators."""
    generator = reference.decompress(bytes.fromhex(SMALL_ORDER[4]))
    assert generator is not None
    torsion = {reference.compress(reference.multiply(n, generator)) for n in range(8)}
    assert len(torsion) == 8
    assert torsion == {bytes.fromhex(text) for text in SMALL_ORDER[:8]}


def test_a_small_order_key_would_have_taken_anything() -> None:
    """Why they are refused: the identity as a key and R = S*B fit every text."""
    identity, s = bytes.fromhex(SMALL_ORDER[0]), 5
    sig = reference.compress(reference.multiply(s, reference.BASE)) + s.to_bytes(32, "little")
    assert reference.verify(identity, b"anything", sig)
    assert reference.verify(identity, b"anything else", sig)


@pytest.mark.parametrize(
    "public",
    [
        b"",
        bytes(31),
        bytes(33),
        (2).to_bytes(32, "little"),  # no x for this y
        (reference.P + 3).to_bytes(32, "little"),  # y = 3, not in canonical form
    ],
)
def test_what_is_no_canonical_point_is_no_key(public: bytes) -> None:
    with pytest.raises(VerificationError):
        VerifyKey(public)


@given(seed=st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_every_real_key_is_sound(seed: bytes) -> None:
    key = SigningKey("NOR", seed)
    assert VerifyKey(key.public).thumbprint == key.keyid.removeprefix("NOR#")


def test_points_of_the_curve_are_told_from_others() -> None:
    for y in range(3, 200):
        raw = y.to_bytes(32, "little")
        sound = reference.decompress(raw) is not None
        try:
            VerifyKey(raw)
        except VerificationError:
            assert not sound
        else:
            assert sound


def test_generated_keys_differ_and_show_no_secret() -> None:
    one, two = SigningKey.generate("JPN"), SigningKey.generate("JPN")
    assert one.seed() != two.seed()
    assert one.seed().hex() not in repr(one)
    assert repr(one) == f"SigningKey({one.keyid})"
    thumbprint = hashlib.sha256(one.public).hexdigest()[:32]
    assert one.keyid == keyid_of("JPN", one.public) == f"JPN#{thumbprint}"


@pytest.mark.parametrize(("nation", "seed"), [("XYZ", bytes(32)), ("AUS", bytes(31))])
def test_a_key_is_a_nations_and_has_32_bytes(nation: str, seed: bytes) -> None:
    with pytest.raises(UsageError, match="make key"):
        SigningKey(nation, seed)


def test_a_root_key_signs_directories_alone() -> None:
    root = RootKey.generate("AUS")
    assert isinstance(root, RootKey)
    signed = root.sign(KEY_DIRECTORY_TYPE, b"{}")
    assert VerifyKey(root.public).holds(KEY_DIRECTORY_TYPE, b"{}", signed.signatures[0].sig)
    with pytest.raises(UsageError, match="root key"):
        root.sign(RECORD_TYPE, b"{}")


def test_a_token_stands_in_for_a_key() -> None:
    """A smart card or HSM: it signs messages and keeps its key."""
    inside = SigningKey("GBR", bytes([7]) * 32)

    def card(message: bytes) -> bytes:
        return reference.sign(inside.seed(), message)

    token = TokenSigner("GBR", inside.public, card)
    assert token.sign(RECORD_TYPE, b"x") == inside.sign(RECORD_TYPE, b"x")
    assert token.keyid == inside.keyid
    broken = TokenSigner("GBR", inside.public, lambda message: bytes(64))
    with pytest.raises(VerificationError, match="sign with token"):
        broken.sign(RECORD_TYPE, b"x")
    with pytest.raises(UsageError, match="use token"):
        TokenSigner("XYZ", inside.public, card)


def test_every_signature_of_an_envelope_must_hold() -> None:
    one, two = SigningKey("AUS", bytes(32)), SigningKey("FRA", bytes([1]) * 32)
    keys = {key.keyid: VerifyKey(key.public) for key in (one, two)}
    signed = one.sign(RECORD_TYPE, b"x")
    both = Envelope(
        payload_type=RECORD_TYPE,
        payload=b"x",
        signatures=signed.signatures + two.sign(RECORD_TYPE, b"x").signatures,
    )
    verify_envelope(both, keys.get)
    with pytest.raises(RefusedRecord) as refused:
        verify_envelope(both, {one.keyid: keys[one.keyid]}.get)
    assert refused.value.code is Refusal.UNKNOWN_KEY
    assert refused.value.subject == two.keyid
    forged = Envelope(
        payload_type=RECORD_TYPE,
        payload=b"x",
        signatures=(*signed.signatures, Signature(two.keyid, signed.signatures[0].sig)),
    )
    with pytest.raises(RefusedRecord) as refused:
        verify_envelope(forged, keys.get)
    assert refused.value.code is Refusal.BAD_SIGNATURE
    assert refused.value.subject == two.keyid
