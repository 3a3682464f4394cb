"""The keyed digests of this feature: how a token, a number, a code or a key is found again (mã băm có khóa)."""

import unicodedata
from ipaddress import IPv6Address, ip_address

from vungxanh.kit.sealing.digests import keyed

DOMESTIC = "84"
"""This country's telephone code."""


def of_token(token: str) -> str:
    """Of a phone's push token."""
    return keyed(token.strip(), purpose="exposure.device.token")


def of_phone(number: str) -> str:
    """Of a telephone number however it is written: +84 905…, 0905…, with blanks or dots."""
    return keyed(national(number), purpose="exposure.device.phone")


def of_code(text: str) -> str:
    """Of a code as a person typed it: blanks, hyphens and small letters make no difference."""
    return keyed(plain_code(text), purpose="exposure.code")


def of_key(key: bytes) -> str:
    """Of a slot key, whatever day it is said to be of: one stands for one day only."""
    return keyed(key.hex(), purpose="exposure.daykey")


def of_chain(last: bytes) -> str:
    """Of the last value of a day's keys (`slotkeys.last_of_day`), so that a later slot of a key is known as well."""
    return keyed(last.hex(), purpose="exposure.daykey.chain")


def of_address(address: str) -> str:
    """Of a network address, for counting what comes from it; nobody gets the address back.

    Of the new kind of addresses the /64 counts, for a household has 2^64 of them.
    """
    return keyed(_prefix(address, 64), purpose="exposure.attempts.address")


def of_network(address: str) -> str:
    """Of what one customer of a network may have: an old address itself, of the new kind the /48."""
    return keyed(_prefix(address, 48), purpose="exposure.attempts.network")


def of_device(name: str) -> str:
    """Of what a phone calls itself (token or key), for counting wrong tries."""
    return keyed(name, purpose="exposure.attempts.device")


def _prefix(address: str, bits: int) -> str:
    """An address of the old kind, also when it is written as one of the new; of the new kind its first bits."""
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address or "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> (128 - bits) << (128 - bits))}/{bits}"


def national(number: str) -> str:
    """The digits of a telephone number with the leading 0 of this country; "" when there are none."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isascii() and sign.isdigit())
    digits = digits.removeprefix("00")
    if digits.startswith(DOMESTIC) and len(digits) > 10:
        return f"0{digits[len(DOMESTIC) :]}"
    return digits


def plain_code(text: str) -> str:
    """A code without what people put between its groups, in capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isascii() and sign.isalnum())
