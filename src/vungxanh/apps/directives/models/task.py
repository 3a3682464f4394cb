"""One thing a directive orders, and who is to do it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models.directive import Directive
from vungxanh.apps.directives.models.recurrence import Recurrence, in_words
from vungxanh.apps.org.models import Group, Unit


class LeadMode(models.TextChoices):
    """How several lead units share a task (cách chủ trì)."""

    SINGLE = "single", _("Một đơn vị chủ trì")
    EACH = "each", _("Mỗi đơn vị trong lĩnh vực, địa bàn của mình")
    JOINT = "joint", _("Cùng chủ trì")


class TaskRole(models.TextChoices):
    """The part a unit plays in a task (vai trò)."""

    LEAD = "lead", _("Chủ trì")
    COOPERATE = "cooperate", _("Phối hợp")
    INFORM = "inform", _("Để biết")


class DeadlineOrigin(models.TextChoices):
    """Who set a deadline (nguồn của thời hạn)."""

    TEXT = "text", _("văn bản nêu")
    RULE = "rule", _("theo quy tắc độ khẩn")
    PERSON = "person", _("do người rà soát đặt")


class DirectiveTask(models.Model):
    """A task with its place in the letter (nhiệm vụ); span is [start, end) in the directive's text.

    `recurrence_detail` is the stored form of `core.records.recurrence.Detail`, `recurrence_text` the letter's words.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    span_start = models.PositiveIntegerField()
    span_end = models.PositiveIntegerField()
    verb = models.CharField(max_length=60, blank=True)
    lead_mode = models.CharField(max_length=8, choices=LeadMode.choices, default=LeadMode.SINGLE)
    channels = models.JSONField(default=list)
    targets = models.JSONField(default=list)
    recurrence = models.CharField(max_length=12, choices=Recurrence.choices, blank=True, default=Recurrence.NONE)
    recurrence_detail = models.CharField(max_length=60, blank=True)
    recurrence_text = models.CharField(max_length=200, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    deadline_origin = models.CharField(max_length=8, choices=DeadlineOrigin.choices, blank=True)
    confidence = models.FloatField(default=1.0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(span_end__gte=F("span_start")), name="directives_span_order"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def recurrence_words(self) -> str:
        """How often it comes back and when, in words: "Hằng tuần, vào thứ Sáu"; empty for once."""
        return in_words(self.recurrence, self.recurrence_detail)


class TaskParty(models.Model):
    """A unit or group that a task names, with the words of the letter; neither while unresolved (đơn vị được giao)."""

    task = models.ForeignKey(DirectiveTask, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=10, choices=TaskRole.choices)
    text = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(group=None), name="directives_party_one_of"),
        ]

    @property
    def name(self) -> str:
        """What the unit or group is called; the letter's own words while neither is known."""
        body = self.unit or self.group
        return body.name if body else self.text
