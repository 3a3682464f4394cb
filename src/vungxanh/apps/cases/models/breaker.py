"""The circuit breaker of alerts from phones: each decision of an officer, the last one stands."""

from django.conf import settings
from django.db import models

from vungxanh.apps.org.models import Unit


class BreakerTurn(models.Model):
    """One decision to stop alerts or to let them go again (lần ngắt, lần nối cảnh báo), with its reason.

    `numbers` is what the officer saw: the day's alerts and cases, what was expected, the limit and the advice.
    """

    opened = models.BooleanField()
    reason = models.CharField(max_length=300)
    numbers = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
