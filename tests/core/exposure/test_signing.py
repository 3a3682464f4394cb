"""Keys sign in their time only, travel as PEM, and a set of them is believed when something trusted vouches for it."""

import json

import pytest

from tests.core.exposure.made import DAY, key_set, signer, trusting
from vungxanh.core.exposure.keyset import KeySet, form_of, key_set_of, next_sequence, read_key_set, write_key_set
from vungxanh.core.exposure.signing import (
    MOST_SIGNATURES,
    PublicKey,
    checked,
    from_pem,
    sign_all,
    signing_key,
)
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.problems import Refused

OLD, NEW, ROOT, STRANGER = signer(1), signer(2, version=2), signer(3, version=9), signer(4)


def refusal(data: bytes, trusted: KeySet | None, now_s: int = DAY) -> str:
    with pytest.raises(Refused) as wrong:
        read_key_set(data, trusted, now_s=now_s)
    assert wrong.value.problem.sentence("vi") != wrong.value.problem.sentence("en")
    return wrong.value.problem.code


def believed(data: bytes, trusted: KeySet | None = None) -> KeySet:
    return read_key_set(data, trusted, now_s=DAY)


def test_a_signature_is_64_bytes_and_the_same_each_time() -> None:
    one = OLD.sign(b"text")
    assert (len(one.raw), one.signer) == (64, OLD.public.id)
    assert one == OLD.sign(b"text")
    assert OLD.public.verifies(b"text", one.raw)
    assert not OLD.public.verifies(b"texts", one.raw)
    assert not NEW.public.verifies(b"text", one.raw)
    assert not OLD.public.verifies(b"text", bytes(64))


def test_an_independent_verifier_agrees() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    raw = OLD.sign(b"text").raw
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    OLD.private.public_key().verify(der, b"text", ec.ECDSA(SHA256()))


@pytest.mark.parametrize("password", [None, b"secret"])
def test_a_key_travels_as_pem(password: bytes | None) -> None:
    again = from_pem(OLD.to_pem(password), version=1, from_s=OLD.from_s, until_s=OLD.until_s, password=password)
    assert again.public == OLD.public


def test_what_is_no_key_on_p_256_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other = ec.generate_private_key(ec.SECP384R1())
    private = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (private, b"-----BEGIN", OLD.to_pem(b"secret")):
        with pytest.raises(ValueError):
            from_pem(pem, version=1, from_s=0, until_s=1)
    with pytest.raises(ValueError):
        signing_key(b"short", version=1, from_s=0, until_s=1)


def test_nobody_and_a_crowd_sign_nothing() -> None:
    for signers in ([], [OLD] * (MOST_SIGNATURES + 1)):
        with pytest.raises(ValueError):
            sign_all(b"text", signers)


@pytest.mark.parametrize(("at_s", "code"), [(OLD.from_s - 1, "signer_not_valid"), (OLD.until_s, "signer_not_valid")])
def test_a_key_signs_from_its_first_second_to_before_its_last(at_s: int, code: str) -> None:
    signatures = sign_all(b"text", [OLD])
    for within in (OLD.from_s, OLD.until_s - 1):
        assert checked(b"text", signatures, trusting(OLD), within) == OLD.public
    with pytest.raises(Refused) as wrong:
        checked(b"text", signatures, trusting(OLD), at_s)
    assert wrong.value.problem.code == code


def test_a_first_set_is_believed_by_its_own_root_and_gives_itself_again() -> None:
    held = key_set(OLD, root=ROOT)
    assert believed(write_key_set(held, [ROOT])) == held
    assert refusal(write_key_set(held, [OLD]), None) == "unknown_signer"
    assert key_set_of(json.loads(json.dumps(form_of(held)))) == held


def test_the_next_set_is_believed_by_the_root() -> None:
    first, second = key_set(OLD, root=ROOT), key_set(NEW, OLD, sequence=2, root=ROOT)
    assert believed(write_key_set(second, [ROOT]), first) == second
    assert believed(write_key_set(key_set(NEW, sequence=9, root=ROOT), [ROOT]), first).sequence == 9


def test_a_key_that_signs_batches_vouches_for_no_other_and_for_no_number() -> None:
    first = key_set(OLD, NEW, root=ROOT)
    for theirs in (
        key_set(STRANGER, OLD, sequence=2, root=ROOT),
        key_set(OLD, NEW, sequence=DAY, root=ROOT),
        key_set(OLD, sequence=2, root=STRANGER),
    ):
        for leaked in (OLD, NEW):
            assert refusal(write_key_set(theirs, [leaked]), first) == "unknown_signer"


def test_a_number_that_would_shut_out_later_sets_is_refused_whoever_signed_it() -> None:
    first = key_set(OLD, root=ROOT)
    for far in (2**53, DAY + DAY_S + 1):
        data = write_key_set(key_set(OLD, sequence=far, root=ROOT), [ROOT])
        assert refusal(data, first) == "keys_from_the_future"
        assert refusal(data, None) == "keys_from_the_future"
    last = key_set(OLD, sequence=DAY + DAY_S, root=ROOT)
    assert believed(write_key_set(last, [ROOT]), first) == last
    late = write_key_set(key_set(OLD, issued_s=DAY + 901, root=ROOT), [ROOT])
    assert refusal(late, first) == "keys_from_the_future"


@pytest.mark.parametrize(("previous", "now_s"), [(0, 50), (49, 50), (50, 50), (200, 50), (50 + 2 * DAY_S, 50)])
def test_the_next_number_is_higher_and_never_one_that_readers_refuse(previous: int, now_s: int) -> None:
    number = next_sequence(previous, now_s)
    assert number > previous or number == now_s + DAY_S
    assert now_s <= number <= now_s + DAY_S


def test_a_stranger_cannot_put_himself_in_the_set() -> None:
    theirs = key_set(STRANGER, OLD, sequence=2)
    assert refusal(write_key_set(theirs, [STRANGER]), key_set(OLD)) == "unknown_signer"
    signed = write_key_set(key_set(OLD, root=ROOT), [ROOT])
    swapped = signed.replace(OLD.public.point.hex().encode(), STRANGER.public.point.hex().encode())
    assert refusal(swapped, key_set(OLD, root=ROOT)) == "bad_member"


def test_only_the_root_itself_hands_over_to_another_root() -> None:
    first = key_set(OLD, root=ROOT)
    other = key_set(OLD, sequence=2, root=STRANGER)
    for by in (OLD, STRANGER):
        assert refusal(write_key_set(other, [by]), first) == "unknown_signer"
    assert believed(write_key_set(other, [ROOT, STRANGER]), first) == other


def test_an_older_set_is_refused() -> None:
    held = key_set(OLD, NEW, sequence=2, root=ROOT)
    assert refusal(write_key_set(key_set(OLD, root=ROOT), [ROOT]), held) == "keys_rolled_back"


def test_a_root_vouches_for_keys_and_signs_nothing_else() -> None:
    held = key_set(OLD, root=ROOT)
    assert set(held.signers) == {OLD.public.id}
    assert set(held.vouchers) == {ROOT.public.id}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"keys": []}, "bad_member"),
        ({"keys": [1]}, "bad_member"),
        ({"keys": [form_of(key_set(OLD))["keys"][0]] * 2}, "bad_member"),
        ({"keys": [{**form_of(key_set(OLD))["keys"][0], "id": "0" * 16}]}, "bad_member"),
        ({"keys": [{**form_of(key_set(OLD))["keys"][0], "point": "04" + "11" * 64}]}, "bad_member"),
        ({"keys": [{**form_of(key_set(OLD))["keys"][0], "until": 0}]}, "bad_member"),
        ({"root": None}, "bad_member"),
        ({"root": form_of(key_set(OLD))["keys"][0]}, "bad_member"),
        ({"sequence": 0}, "bad_member"),
        ({"sequence": True}, "bad_member"),
        ({"issued": "1"}, "bad_member"),
        ({"more": 1}, "bad_member"),
    ],
)
def test_a_malformed_set_is_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as wrong:
        key_set_of({**form_of(key_set(OLD)), **change})
    assert wrong.value.problem.code == code


def test_a_fingerprint_is_for_people_to_compare() -> None:
    key: PublicKey = OLD.public
    assert [len(group) for group in key.fingerprint.split(" ")] == [8] * 8
    assert key.fingerprint.replace(" ", "").lower().startswith(key.id)
    assert key.from_s == DAY - 30 * DAY_S
