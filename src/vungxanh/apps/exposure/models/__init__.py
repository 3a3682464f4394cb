"""Tables of the Bluezone server."""

from vungxanh.apps.exposure.models.aside import Aside, AsideWhy
from vungxanh.apps.exposure.models.batch import Batch, CoverKey, SigningKey
from vungxanh.apps.exposure.models.code import Attempts, Code, CodeDay, CodeKind, ReportType
from vungxanh.apps.exposure.models.command import Command, CommandKind, Delivery, DeliveryState
from vungxanh.apps.exposure.models.device import AuditMark, Device, PhoneProof, System
from vungxanh.apps.exposure.models.segment import Comparison, Holder, Segment
from vungxanh.apps.exposure.models.upload import LIVE, DayKey, Upload, UploadKind, UploadState, Way

__all__ = [
    "LIVE",
    "Aside",
    "AsideWhy",
    "Attempts",
    "AuditMark",
    "Batch",
    "Code",
    "CodeDay",
    "CodeKind",
    "Command",
    "CommandKind",
    "Comparison",
    "CoverKey",
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
