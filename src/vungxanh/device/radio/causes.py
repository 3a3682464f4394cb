"""What the libraries below a radio raise, as reasons, and what to do about an adapter that is not there (cách chữa)."""

from vungxanh.device.problems import DeviceProblem
from vungxanh.device.reasons import Reason, reason_of

TRANSPORTS = ("usb:N", "hci-socket:N", "/dev/ttyX", "serial:/dev/ttyX", "tcp-client:HOST:PORT", "vhci")
_BY_LIBUSB = {-3: "permission", -4: "no_device", -5: "no_device", -6: "busy", -7: "timeout"}


def why(error: Exception) -> Reason:
    """The reason of whatever a transport raised."""
    told = reason_of(error)
    return told if told.code != "other" else Reason(_code(error), told.detail)


def _code(error: Exception) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}  # by name: only the transport itself loads its library
    if "USBError" in kinds:
        return _BY_LIBUSB.get(getattr(error, "value", 0), "usb")
    if "HCI sockets not supported" in str(error):
        return "no_sockets"
    if "TransportSpecError" in kinds:
        return "no_transport"
    if "TransportInitError" in kinds:
        return "no_device"
    if isinstance(error, ImportError) or "NoBackendError" in kinds:
        return "not_installed"
    return "bad_port" if isinstance(error, AssertionError | ValueError) or "InvalidURI" in kinds else "other"


def never_opened(radio: str, reason: Reason) -> DeviceProblem:
    """What to tell of an adapter that could not be opened at the start, with its cure."""
    code = {"permission": "radio_denied", "busy": "radio_busy"}.get(reason.code, "radio_absent")
    return DeviceProblem(code, {"radio": radio, "reason": reason, "ports": ", ".join(TRANSPORTS)})
