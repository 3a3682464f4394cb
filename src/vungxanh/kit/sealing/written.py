"""How keys are written in the setting, and how one is made; without Django, for the settings are read by it.

`DATA_KEYS` is `id:key,id:key`: the first one encrypts, all of them decrypt. A key is 32 random bytes in URL-safe
base64; its id stands in clear in front of every value, so that keys can follow one another.
"""

import base64
import binascii
import re
import secrets

KEY_BYTES = 32
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


def parse(text: str) -> dict[str, bytes]:
    """The keys by id, the encrypting one first; ValueError names what is wrong and repeats no key."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, colon, written = part.partition(":")
        if not colon or not _ID.fullmatch(name) or name in keys:
            raise ValueError(
                "mỗi khóa viết id:khóa, id riêng gồm chữ thường và số"
                " / each key is written id:key, with an id of its own in small letters and digits"
            )
        try:
            keys[name] = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
        except binascii.Error as error:
            raise ValueError(
                f"khóa {name} không phải base64, tạo bằng `vungxanh keys new`"
                f" / key {name} is not base64: make one with `vungxanh keys new`"
            ) from error
        if len(keys[name]) != KEY_BYTES:
            raise ValueError(
                f"khóa {name} không dài {KEY_BYTES} byte, tạo bằng `vungxanh keys new`"
                f" / key {name} is not {KEY_BYTES} bytes long: make one with `vungxanh keys new`"
            )
    return keys


def fresh(name: str) -> str:
    """A new key as `id:key`, ready for the setting."""
    if not _ID.fullmatch(name):
        raise ValueError(
            "id gồm 1 đến 20 chữ thường, số, gạch ngang / an id is 1 to 20 small letters, digits and hyphens"
        )
    return f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip('=')}"
