"""The channel as a phone and as somebody on the line see it."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.exposure import a_batch, a_body, a_case, a_code, a_contact_body, some_keys
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.channel.handing_in import ANSWER_BYTES
from vungxanh.apps.exposure.models import Attempts, Batch, CodeKind, DayKey, Upload
from vungxanh.kit import clock
from vungxanh.kit.tasks.models import *  # noqa: F403
