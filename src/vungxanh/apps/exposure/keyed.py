"""The keyed digests of this feature: how a token, a number, a code or a key is found again (mã băm có khóa)."""

import unicodedata

from vungxanh.kit.sealing.digests import keyed

_COUNTRY = "84"


def of_token(token: str) -> str:
    """Of a phone's push token."""
    return keyed(token.strip(), purpose="exposure.device.token")


def of_phone(number: str) -> str:
    """Of a telephone number however it is written: +84 905…, 0905…, with blanks or dots."""
    return keyed(national(number), purpose="exposure.device.phone")


def of_code(text: str) -> str:
    """Of a code as a person typed it: blanks, hyphens and small letters make no difference."""
    return keyed(plain_code(text), purpose="exposure.code")


def of_day_key(key: bytes, start_s: int) -> str:
    """Of a key and its day, so that one handed in twice is known."""
    return keyed(f"{key.hex()}:{start_s}", purpose="exposure.daykey")


def of_address(address: str) -> str:
    """Of a network address, for counting wrong tries; nobody gets the address back."""
    return keyed(address, purpose="exposure.attempts.address")


def of_device(name: str) -> str:
    """Of what a phone calls itself (token or key), for counting wrong tries."""
    return keyed(name, purpose="exposure.attempts.device")


def national(number: str) -> str:
    """The digits of a telephone number with the leading 0 of this country; "" when there are none."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isascii() and sign.isdigit())
    digits = digits.removeprefix("00")
    if digits.startswith(_COUNTRY) and len(digits) > 10:
        return f"0{digits[len(_COUNTRY) :]}"
    return digits


def plain_code(text: str) -> str:
    """A code without what people put between its groups, in capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isascii() and sign.isalnum())
