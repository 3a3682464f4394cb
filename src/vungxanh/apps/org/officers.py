"""The officer: a person acting in a post, the `by` of every action."""

from dataclasses import dataclass

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Unit


@dataclass(frozen=True, slots=True)
class Officer:
    """A person acting in one unit with the roles held there (cán bộ); `for_name` is set while standing in ("B thay A").

    `for_user_id` is the person stood in for, 0 when acting in one's own post.
    """

    user: User
    unit: Unit
    roles: frozenset[Role]
    title: str = ""
    for_name: str = ""
    for_user_id: int = 0
    is_head: bool = False

    @property
    def actor_key(self) -> str:
        """`user:` and the user's id."""
        return f"user:{self.user.pk}"

    @property
    def actor_name(self) -> str:
        """The name people read in a history."""
        return f"{self.user.full_name} thay {self.for_name}" if self.for_name else self.user.full_name

    @property
    def unit_code(self) -> str:
        """The code of the unit acted for."""
        return self.unit.code

    @property
    def seat(self) -> str:
        """What the session keeps and the unit switcher sends: the unit's code, and whom one stands in for."""
        return f"{self.unit.code}~{self.for_user_id}" if self.for_user_id else self.unit.code

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held here."""
        return not self.roles.isdisjoint(roles)

    def oversees(self, unit: Unit) -> bool:
        """Whether the unit is this officer's own or stands below it."""
        return unit.path.startswith(self.unit.path)
