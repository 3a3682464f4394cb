"""What goes over the air: adverts of Android phones and iPhones, the GATT value, the wake-up beacon (gói quảng bá).

An advert is a list of AD structures: length, type, data. Nothing here depends on their order, and a structure that
runs past the end ends the reading: what stands before it still counts.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from vungxanh.core.tracing.ids import ID_BYTES

SERVICE_16 = 0x4E56
ANDROID_COMPANY = 0x22B5
APPLE_COMPANY = 0x004C
IPHONE_SERVICE = UUID("00004E56-73F5-4BC4-A12F-17D1AD07A667")
IPHONE_CHARACTERISTIC = UUID("00004E56-73F5-4BC4-A12F-17D1AD07A689")
BEACON = UUID("C7AFEF7B-1788-4F4A-A87D-691D53BF21C4")
BEACON_MAJOR, BEACON_MINOR, BEACON_POWER_DBM = 20, 20, -59
OVERFLOW_BIT = 0x08  # in the first byte of the 128-bit mask of a backgrounded iPhone
MAX_ADVERT_BYTES = 1_650  # the longest extended advert of Bluetooth 5

_FLAGS, _UUIDS_16, _UUIDS_128, _NAME, _MANUFACTURER = 0x01, (0x02, 0x03), (0x06, 0x07), 0x09, 0xFF
_OVERFLOW_TYPE, _OVERFLOW_BYTES, _BEACON_TYPE = 0x01, 17, b"\x02\x15"


class Kind(StrEnum):
    """What sent an advert (loại thiết bị phát)."""

    ANDROID = "android"
    IPHONE = "iphone"
    IPHONE_BACKGROUND = "iphone_background"
    BEACON = "beacon"


@dataclass(frozen=True, slots=True)
class Advert:
    """A Bluezone advert; `identifier` (12 bytes) only from Android: an iPhone's must be read by GATT."""

    kind: Kind
    identifier: bytes | None = None


def structures(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The AD structures of an advert as type and data, up to the first that is cut off."""
    at, data = 0, data[:MAX_ADVERT_BYTES]
    while at < len(data):
        length = data[at]
        if length and at + 1 + length <= len(data):
            yield data[at + 1], data[at + 2 : at + 1 + length]
        elif length:
            return
        at += 1 + length


def read_advert(data: bytes) -> Advert | None:
    """What a Bluezone phone says in an advert; None for everybody else's and for a malformed identifier."""
    services, makers = _parts(data)
    if SERVICE_16.to_bytes(2, "little") in services:
        identifiers = [value for value in makers[ANDROID_COMPANY] if len(value) == ID_BYTES]
        return Advert(Kind.ANDROID, identifiers[0]) if identifiers else None
    if IPHONE_SERVICE.bytes[::-1] in services:
        return Advert(Kind.IPHONE)
    if any(map(_has_our_bit, makers[APPLE_COMPANY])):
        return Advert(Kind.IPHONE_BACKGROUND)
    beacon = _BEACON_TYPE + BEACON.bytes
    return Advert(Kind.BEACON) if any(value.startswith(beacon) for value in makers[APPLE_COMPANY]) else None


def _has_our_bit(overflow: bytes) -> bool:
    return len(overflow) == _OVERFLOW_BYTES and overflow[0] == _OVERFLOW_TYPE and bool(overflow[1] & OVERFLOW_BIT)


def _parts(data: bytes) -> tuple[set[bytes], dict[int, list[bytes]]]:
    services: set[bytes] = set()
    makers: dict[int, list[bytes]] = defaultdict(list)
    for kind, value in structures(data):
        if kind in (*_UUIDS_16, *_UUIDS_128):
            width = 2 if kind in _UUIDS_16 else 16
            services.update(value[at : at + width] for at in range(0, len(value) - width + 1, width))
        elif kind == _MANUFACTURER and len(value) >= 2:
            makers[int.from_bytes(value[:2], "little")].append(value[2:])
    return services, makers


def _structure(kind: int, value: bytes) -> bytes:
    return bytes([len(value) + 1, kind]) + value


def android_advert(identifier: bytes, *, flags: int = 0x02) -> bytes:
    """The 23 bytes of an Android phone: flags, identifier as manufacturer data, service 0x4E56."""
    maker = ANDROID_COMPANY.to_bytes(2, "little") + _checked(identifier)
    service = SERVICE_16.to_bytes(2, "little")
    return _structure(_FLAGS, bytes([flags])) + _structure(_MANUFACTURER, maker) + _structure(0x03, service)


def iphone_advert() -> tuple[bytes, bytes]:
    """The advert and the scan response of an iPhone with the app in front: its service, and its name."""
    advert = _structure(_FLAGS, b"\x1a") + _structure(0x07, IPHONE_SERVICE.bytes[::-1])
    return advert, _structure(_NAME, b"Bluezone")


def background_iphone_advert(other_bits: bytes = bytes(16)) -> bytes:
    """A backgrounded iPhone: the overflow mask with our bit beside other apps' (`other_bits`, 16 bytes)."""
    mask = bytes([other_bits[0] | OVERFLOW_BIT]) + other_bits[1:]
    maker = APPLE_COMPANY.to_bytes(2, "little") + bytes([_OVERFLOW_TYPE]) + mask
    return _structure(_FLAGS, b"\x1a") + _structure(_MANUFACTURER, maker)


def beacon_advert() -> bytes:
    """The iBeacon that wakes a suspended iPhone app, 30 bytes."""
    place = BEACON.bytes + BEACON_MAJOR.to_bytes(2, "big") + BEACON_MINOR.to_bytes(2, "big")
    power = BEACON_POWER_DBM.to_bytes(1, "big", signed=True)
    maker = APPLE_COMPANY.to_bytes(2, "little") + _BEACON_TYPE + place + power
    return _structure(_FLAGS, b"\x02") + _structure(_MANUFACTURER, maker)


def _checked(identifier: bytes) -> bytes:
    if len(identifier) != ID_BYTES:
        raise ValueError(f"an identifier has {ID_BYTES} bytes, not {len(identifier)}")
    return identifier


def read_characteristic(value: bytes) -> bytes | None:
    """The identifier that an iPhone answered by GATT; None when it is not 12 bytes."""
    return value if len(value) == ID_BYTES else None
