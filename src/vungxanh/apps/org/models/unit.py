"""Units of any depth, with their dated facts: levels and names are data, not code."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _


@models.CharField.register_lookup
class Under(Lookup[str]):
    """`path__under="/49/502/"`: the unit of that path and all below it, answered from an index on both databases."""

    lookup_name = "under"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """`LIKE 'prefix%'`, which PostgreSQL answers from its varchar_pattern_ops index."""
        column, params = self.process_lhs(compiler, connection)
        prefix = str(self.rhs).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return f"{column} LIKE %s", (*params, f"{prefix}%")

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """A range of bytes, because SQLite does not answer LIKE from an index that tells capitals apart."""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*params, str(self.rhs), *params, f"{self.rhs}\U0010ffff")


@models.CharField.register_lookup
class UnderMost(Under):
    """`path__under_most="/49/"`: the same where nearly every row is under it, so that an index of the order is walked.

    PostgreSQL sees that by itself; SQLite takes any range for a narrow one and would sort the whole province.
    """

    lookup_name = "under_most"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """The unary plus keeps the column out of the choice of an index."""
        column, params = self.process_lhs(compiler, connection)
        return f"(+{column} >= %s AND +{column} < %s)", (*params, str(self.rhs), *params, f"{self.rhs}\U0010ffff")


class Level(models.TextChoices):
    """The level of administration a unit works at (cấp)."""

    PROVINCE = "province", _("Cấp tỉnh")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    MASS_ORGANISATION = "mass_organisation", _("Mặt trận, đoàn thể")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")
    SERVICE = "service", _("Đơn vị sự nghiệp")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")


class Unit(models.Model):
    """An agency, locality or enterprise (đơn vị): its identity, and today's facts copied from its periods.

    `path` is "/49/502/20335/": codes from the top down, so "all below" is one `path__under`. `folded` holds names, code
    and aliases without accents, for looking up. The facts named `…_then` are set by `queries.directory.units_on` only.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    sector = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    folded = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    name_then: str
    kind_then: str
    level_then: str
    parent_then: int | None

    class Meta:
        indexes = [
            # A unique CharField also gets a varchar_pattern_ops index on PostgreSQL, which answers `path__under`.
            models.Index(fields=["level", "path"], name="org_unit_level_path"),
            models.Index(fields=["parent", "name"], name="org_unit_parent_name"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitPeriod(models.Model):
    """What a unit was called, what it was and where it stood between two dates (giai đoạn); `ends_on` is exclusive."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="periods")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=Level.choices)
    parent = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="org_period_order"),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="org_period_once"),
        ]
        indexes = [models.Index(fields=["level", "starts_on"], name="org_period_level")]


class Alias(models.Model):
    """Another way letters write a unit's name (tên gọi khác), such as "Sở TT&TT"."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "text"], name="org_alias_once")]


class Succession(models.Model):
    """One unit that carries on the work of another after a merger or division (kế thừa)."""

    former = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["former", "successor"], name="org_succession_once")]
