"""Tables of the organisation."""

from vungxanh.apps.org.models.group import Group
from vungxanh.apps.org.models.post import Post, StandIn
from vungxanh.apps.org.models.unit import Alias, Level, Succession, Unit, UnitPeriod

__all__ = ["Alias", "Group", "Level", "Post", "StandIn", "Succession", "Unit", "UnitPeriod"]
