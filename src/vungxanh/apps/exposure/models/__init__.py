"""Tables of the Bluezone server."""

from vungxanh.apps.exposure.models.batch import Batch, SigningKey
from vungxanh.apps.exposure.models.code import Attempts, Code, CodeDay, CodeKind, ReportType
from vungxanh.apps.exposure.models.command import Command, CommandKind, Delivery, DeliveryState
from vungxanh.apps.exposure.models.device import Device, PhoneProof, System
from vungxanh.apps.exposure.models.segment import Holder, Segment
from vungxanh.apps.exposure.models.upload import DayKey, Upload, UploadKind, UploadState, Way

__all__ = [
    "Attempts",
    "Batch",
    "Code",
    "CodeDay",
    "CodeKind",
    "Command",
    "CommandKind",
    "DayKey",
    "Delivery",
    "DeliveryState",
    "Device",
    "Holder",
    "PhoneProof",
    "ReportType",
    "Segment",
    "SigningKey",
    "System",
    "Upload",
    "UploadKind",
    "UploadState",
    "Way",
]
