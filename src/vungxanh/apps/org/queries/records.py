"""Everything the page of one unit shows (hồ sơ đơn vị)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.models import Alias, Level, Post, Succession, Unit, UnitPeriod
from vungxanh.apps.org.queries.dates import valid_on
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.core.text.vietnamese import sort_key


@dataclass(frozen=True, slots=True)
class Planned:
    """A change entered for a day that has not come, in words."""

    on: date
    told: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with all posts of one unit on a day: the titles once each, and the roles when they are several."""

    user: User
    titles: str
    roles: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit as it was on a day: its name, kind, level, parent, children and posts of that day; all its periods."""

    unit: Unit
    name: str
    kind: str
    level: str
    parent: Unit | None
    periods: list[UnitPeriod]
    aliases: list[Alias]
    children: list[Unit]
    posts: list[Post]
    successors: list[Succession]
    predecessors: list[Succession]

    @property
    def level_label(self) -> str:
        """The level in words."""
        return str(Level(self.level).label)

    @property
    def holders(self) -> list[Holder]:
        """The people of the unit, each once, in the order of their first posts."""
        held: dict[int, list[Post]] = {}
        for post in self.posts:
            held.setdefault(post.user_id, []).append(post)
        return [_holder(posts) for posts in held.values()]

    @property
    def ends_on(self) -> date | None:
        """The day on which the unit ends or has ended, also when it lies ahead."""
        return self.periods[-1].ends_on if self.periods else self.unit.ended_on

    def planned_after(self, today: date) -> list[Planned]:
        """What was entered for the days to come, in their order."""
        turns = [
            Planned(period.starts_on, _turned(before, period))
            for before, period in pairwise(self.periods)
            if period.starts_on > today
        ]
        if self.ends_on is None or self.ends_on <= today:
            return turns
        heirs = ", ".join(each.successor.name for each in self.successors if each.on == self.ends_on)
        told = _("Kết thúc hoạt động; kế thừa: %(names)s") % {"names": heirs} if heirs else _("Kết thúc hoạt động")
        return [*turns, Planned(self.ends_on, told)]


def _holder(posts: Sequence[Post]) -> Holder:
    titles = dict.fromkeys(post.full_title for post in posts)
    roles = dict.fromkeys(post.get_role_display() for post in posts) if len(posts) > 1 else ()
    return Holder(posts[0].user, "; ".join(titles), ", ".join(roles), any(post.is_head for post in posts))


def _turned(before: UnitPeriod, period: UnitPeriod) -> str:
    told = []
    if (before.name, before.kind) != (period.name, period.kind):
        told.append(_("Đổi tên: %(name)s (%(kind)s)") % {"name": period.name, "kind": period.kind})
    if before.parent_id != period.parent_id and period.parent:
        told.append(_("Chuyển về %(name)s") % {"name": period.parent.name})
    return "; ".join(told) or _("Thay đổi khác")


def record_of(code: str, on: date) -> UnitRecord | None:
    """The unit of the code as it was on the day, or as it last was; None when there is no such code (7 queries)."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        return None
    periods = list(UnitPeriod.objects.filter(unit=unit).select_related("parent").order_by("starts_on"))
    then = next((period for period in reversed(periods) if period.starts_on <= on), periods[0] if periods else None)
    children = units_on(on).filter(pk__in=UnitPeriod.objects.filter(valid_on(on), parent=unit).values("unit"))
    return UnitRecord(
        unit=unit,
        name=then.name if then else unit.name,
        kind=then.kind if then else unit.kind,
        level=then.level if then else unit.level,
        parent=then.parent if then else None,
        periods=periods,
        aliases=list(unit.aliases.order_by("text")),
        children=sorted(children, key=lambda child: sort_key(child.name_then)),
        posts=list(posts_on(on).filter(unit=unit).order_by("-is_head", "role", "pk")),
        successors=list(unit.successors.select_related("successor").order_by("on")),
        predecessors=list(unit.predecessors.select_related("former").order_by("on")),
    )
