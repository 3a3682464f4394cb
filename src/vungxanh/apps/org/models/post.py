"""Who holds which role in which unit, and who stands in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models.unit import Unit


class Post(models.Model):
    """A person's role in a unit between two dates (chức vụ); `ends_on` is exclusive, `is_acting` is "quyền"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=120)
    is_head = models.BooleanField(default=False)
    is_acting = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="org_post_order"),
            models.UniqueConstraint(fields=["user", "unit", "role", "starts_on"], name="org_post_once"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="org_post_unit_role")]

    def __str__(self) -> str:
        return f"{self.full_title}, {self.unit}"

    @property
    def full_title(self) -> str:
        """The title as it is spoken: "Quyền Chủ tịch" while the person holds the post for a time."""
        return _("Quyền %(title)s") % {"title": self.title} if self.is_acting else self.title


class StandIn(models.Model):
    """A person who does the work of another's post between two dates, once they accept (người thay thế)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="stand_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="standing_in")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="org_stand_in_order"),
        ]
