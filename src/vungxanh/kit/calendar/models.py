"""Versions of the working-day table and the days each one names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.core.records.worktime import DayKind

OFFICE_HOURS_TEXT = "07:30-11:30 13:30-17:00"


class CalendarVersion(models.Model):
    """One state of the table, from the first to the last of its years; immutable (phiên bản lịch)."""

    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    hours = models.CharField(max_length=100, default=OFFICE_HOURS_TEXT)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField(db_index=True)
    made_by = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        db_table = "calendar_version"
        constraints = (
            models.CheckConstraint(
                name="calendar_years_in_order", condition=models.Q(first_year__lte=models.F("last_year"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year} (#{self.pk})"


class CalendarDay(models.Model):
    """A day that differs from its weekday, for the province or, with `unit_code`, for one unit (ngày đặc biệt)."""

    KINDS = (
        (DayKind.HOLIDAY.value, _("Ngày nghỉ")),
        (DayKind.MAKE_UP.value, _("Ngày làm bù")),
        (DayKind.CLOSURE.value, _("Ngừng làm việc")),
    )

    version = models.ForeignKey(CalendarVersion, models.CASCADE, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=200)
    estimated = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        db_table = "calendar_day"
        constraints = (
            models.UniqueConstraint(fields=["version", "day", "unit_code"], name="calendar_day_once_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
