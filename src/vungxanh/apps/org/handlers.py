"""What the organisation does when it has changed: its units stay findable, people hear of stand-ins."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.org.events import StandInAnswered, StandInAsked, StandInEnded, UnitsChanged
from vungxanh.apps.org.models import StandIn, Unit
from vungxanh.apps.org.queries.entries import KIND, entries_of
from vungxanh.kit import clock, events, search
from vungxanh.kit.notices.actions import notify

search.reindexers.register(KIND, lambda: entries_of(Unit.objects.order_by("pk"), clock.now()))


@events.on(UnitsChanged)
def index_units(event: UnitsChanged) -> None:
    """Bring the search entries of the changed units up to date."""
    search.index_many(entries_of(Unit.objects.filter(code__in=event.codes), event.at))


@events.on(StandInAsked)
def tell_the_person_asked(event: StandInAsked) -> None:
    """Somebody asked to stand in hears of it at once, because nothing holds until they accept."""
    stand_in = StandIn.objects.select_related("post__user", "post__unit").filter(pk=event.stand_in_id).first()
    if stand_in is None or stand_in.accepted_at or stand_in.declined_at:
        return
    facts = {
        "name": stand_in.post.user.full_name,
        "title": stand_in.post.title,
        "unit": stand_in.post.unit.name,
        "first": stand_in.starts_on.strftime("%d/%m/%Y"),
        "last": (stand_in.ends_on - timedelta(days=1)).strftime("%d/%m/%Y"),
    }
    notify(
        [stand_in.person_id],
        kind="org.stand_in",
        subject=_("Đề nghị thay thế %(name)s") % facts,
        body=_("Anh/chị được đề nghị thay %(name)s (%(title)s, %(unit)s) từ %(first)s đến hết %(last)s.") % facts,
        url=reverse("org:stand_ins"),
        at=event.at,
        key=f"org.stand_in:{stand_in.pk}",
        urgent=True,
    )


@events.on(StandInAnswered)
def tell_the_holder(event: StandInAnswered) -> None:
    """The holder of the post hears whether somebody stands in."""
    stand_in = StandIn.objects.select_related("post__user", "person").filter(pk=event.stand_in_id).first()
    if stand_in is None:
        return
    facts = {"name": stand_in.person.full_name, "title": stand_in.post.title}
    wording = _("%(name)s đã nhận thay thế anh/chị") if event.accepted else _("%(name)s từ chối thay thế anh/chị")
    notify(
        [stand_in.post.user_id],
        kind="org.stand_in",
        subject=wording % facts,
        body=_("Chức vụ: %(title)s.") % facts,
        url=reverse("org:stand_ins"),
        at=event.at,
        key=f"org.stand_in_answer:{stand_in.pk}",
    )


@events.on(StandInEnded)
def tell_both(event: StandInEnded) -> None:
    """The absent person and the one standing in hear of it, except who ended it."""
    stand_in = StandIn.objects.select_related("post__user", "person").filter(pk=event.stand_in_id).first()
    if stand_in is None:
        return
    facts = {"name": stand_in.person.full_name, "title": stand_in.post.title, "day": event.on.strftime("%d/%m/%Y")}
    told = [user_id for user_id in (stand_in.post.user_id, stand_in.person_id) if event.by != f"user:{user_id}"]
    notify(
        told,
        kind="org.stand_in",
        subject=_("Việc thay thế kết thúc từ %(day)s") % facts,
        body=_("%(name)s thôi thay chức vụ %(title)s.") % facts,
        url=reverse("org:stand_ins"),
        at=event.at,
        key=f"org.stand_in_end:{stand_in.pk}",
    )
