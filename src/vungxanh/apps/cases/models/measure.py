"""Measures: quarantine orders and the tokens that end them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.case import Case
from vungxanh.apps.cases.models.followup import Plan
from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.placed import placed
from vungxanh.apps.org.models import Unit


class Place(models.TextChoices):
    """Where somebody is quarantined (nơi cách ly)."""

    FACILITY = "facility", _("cách ly tập trung")
    HOME = "home", _("cách ly tại nhà")
    HOSPITAL = "hospital", _("cơ sở điều trị")


class OrderState(models.TextChoices):
    """Where an order stands (trạng thái quyết định)."""

    DRAFT = "draft", _("dự thảo")
    ISSUED = "issued", _("đã ban hành")
    DELIVERED = "delivered", _("đã giao")
    REVOKED = "revoked", _("đã thu hồi")
    ENDED = "ended", _("đã hoàn thành")


LAST_NUMBER, LONGEST_SIGN = 999_999, 20
"""What the first number of issued orders may be, and how long what follows it: "123/QĐ-UBND"."""


class Order(models.Model):
    """A quarantine order (quyết định cách ly); a bulk act makes many with one `batch`.

    It keeps its person apart from `delivered_at` until its last day, `until_on`, is over, or until `over_at`, when
    it was revoked or its plan ended before.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="orders")
    path = models.CharField(max_length=400)
    batch = models.UUIDField(db_index=True)
    number = models.CharField(max_length=40, blank=True)
    issued_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=8, choices=Place.choices)
    facility = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=9, choices=OrderState.choices, default=OrderState.DRAFT)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="cases_order_order"),
            models.UniqueConstraint(
                fields=["issued_by", "number"], condition=~Q(number=""), name="cases_order_number_once"
            ),
        ]
        indexes = [placed("state", "-made_at", name="cases_order_place")]


class Release(models.Model):
    """What holds a person, one row per source case (thẻ giữ cách ly): released when none holds any more.

    The row is a `core.casework.tokens.Token`; `case` is None for who is held by an officer's decision alone.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="tokens")
    level = models.PositiveSmallIntegerField()
    until = models.DateField()
    via = models.JSONField(default=list)
    cleared = models.CharField(max_length=10, blank=True)
    cleared_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "case"], condition=~Q(case=None), name="cases_token_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(case=None), name="cases_own_token_once"),
        ]
