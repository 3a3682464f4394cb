"""An adapter that was never there is an error with a cure; what the transports' libraries raise is understood."""

import pytest

from vungxanh.device.radio.causes import TRANSPORTS, never_opened, why
from vungxanh.device.reasons import Reason


class USBError(Exception):
    """The base of usb1's errors: a plain exception with a number."""

    def __init__(self, value: int) -> None:
        super().__init__(f"LIBUSB_ERROR [{value}]")
        self.value = value


class AccessError(USBError):
    """As the library has one for each number."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AccessError(-3), "permission"),
        (AccessError(-4), "no_device"),
        (AccessError(-6), "busy"),
        (AccessError(-99), "usb"),
        (Exception("Bluetooth HCI sockets not supported on this platform"), "no_sockets"),
        (ModuleNotFoundError("No module named 'grpc'"), "not_installed"),
        (AssertionError(), "bad_port"),
        (FileNotFoundError(2, "could not open port"), "missing"),
    ],
)
def test_each_library_is_understood(error: Exception, code: str) -> None:
    assert why(error).code == code


@pytest.mark.parametrize(
    ("reason", "code", "cure"),
    [("permission", "radio_denied", "udev"), ("busy", "radio_busy", "systemctl"), ("missing", "radio_absent", "usb:N")],
)
def test_the_cure_fits_the_cause(reason: str, code: str, cure: str) -> None:
    problem = never_opened("hci:usb:0", Reason(reason))
    assert problem.code == code
    assert all(cure in problem.sentence(language) for language in ("vi", "en"))
    assert len(TRANSPORTS) > 4
