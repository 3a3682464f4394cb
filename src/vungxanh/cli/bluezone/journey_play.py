"""The journey itself, in a process of its own: officers by actions, phones over HTTP, one JSON line a step."""

import json
import random
import secrets
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vungxanh.apps.cases.models import Case, Person
    from vungxanh.apps.exposure.models import Batch
    from vungxanh.apps.org.officers import Officer
    from vungxanh.cli.bluezone.journey_phones import Phones

MEETING_MINUTES, DAYS_AGO, WINDOW_DAYS = 20, 2, 7
CDC, CASE_PLACE = "cdc.yte", "20404"
CONTACTS = {1: ("Người Gần Một (mẫu)", "0905000001", "20398"), 2: ("Người Gần Hai (mẫu)", "0905000002", "20551")}


def main(language: str, *, revoked: bool) -> None:
    """Play it, its words in `language`; an AssertionError names the step that did not come true."""
    from vungxanh.project import configure

    configure()
    import django
    from django.conf import settings

    django.setup()
    from django.utils import translation

    translation.activate(language)
    from vungxanh.cli.bluezone.journey_phones import Phones
    from vungxanh.cli.bluezone.journey_stage import make_province, serving

    make_province()
    with serving() as url:
        phones = Phones(Path(settings.EXPOSURE_DIR).parent / "phones")
        try:
            _Journey(url, phones).play(revoked=revoked)
        finally:
            phones.close()


def _holds(came_true: object, what: str) -> None:
    if not came_true:
        raise AssertionError(f"the journey broke: not so that {what}")


def _say(step: str, **evidence: object) -> None:
    sys.stdout.write(json.dumps({"step": step, "evidence": evidence}, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


class _Journey:
    """Who takes part, and what stands between the steps."""

    def __init__(self, url: str, phones: "Phones") -> None:
        from vungxanh.kit import clock

        self.url, self.phones, self.clock = url, phones, clock
        self.cdc = self._officer(CDC)
        self.shown: list[str] = []
        _say("place", url=url, day=f"{clock.day_of(clock.now()):%d/%m/%Y}")

    def play(self, *, revoked: bool) -> None:
        """From the meeting to the release."""
        start = self.clock.now() - timedelta(days=DAYS_AGO)
        rows = self.phones.meet(_ms(start), MEETING_MINUTES)
        _say("met", minutes=MEETING_MINUTES, day=f"{start:%d/%m/%Y}", rows=rows)
        _holds(min(rows[:3]) > 10 and rows[3] == 0, "phones at one table hear each other")
        case = self.open_case()
        self.hand_in(case)
        self.publish(self.clock.now())
        self.match()
        self.tell()
        people = self.appear(case)
        self.follow_up(people)
        if revoked:
            self.take_back(case, people)
        else:
            self.release(people)
        self.prove()

    def open_case(self) -> "Case":
        """Somebody is found ill and enters the line list."""
        from vungxanh.apps.cases.actions import cases, people
        from vungxanh.apps.cases.actions.illness import Illness
        from vungxanh.apps.cases.models import Standing
        from vungxanh.apps.org.models import Unit

        at, today = self.clock.now(), self.clock.day_of(self.clock.now())
        known = people.Known(full_name="Ca Bệnh Một (mẫu)")
        place = Unit.objects.get(code=CASE_PLACE)
        person = people.enter(known, place, by=self.cdc, at=at, entropy=secrets.token_bytes)
        illness = Illness(onset_on=today - timedelta(days=3), tested_on=today, has_symptoms=True)
        case = cases.open_case(person, illness, by=self.cdc, at=at, entropy=secrets.token_bytes)
        _holds(not Standing.objects.filter(level=1).exists(), "nobody is F1 yet")
        _say("case", code=case.code)
        return case

    def hand_in(self, case: "Case") -> None:
        """A code by the officer, the owner's consent, the upload; the code is then used up."""
        from vungxanh.apps.exposure.actions.codes import issue
        from vungxanh.apps.exposure.models import CodeKind, Upload

        at = self.clock.now()
        since = self.clock.day_of(at) - timedelta(days=WINDOW_DAYS)
        subject, entropy = case.person.subject, secrets.token_bytes(32)
        code, text = issue(CodeKind.LINK, subject, since, by=self.cdc, at=at, entropy=entropy)
        _say("code", kind=code.get_kind_display(), until=f"{self._local(code.expires_at):%d/%m/%Y %H:%M}")
        before = self.phones.stores[0].key_number()
        since_ms = _ms(self._midnight(since))
        proposal, outcome = self.phones.hand_in(self.url, text, since_ms, _ms(self.clock.now()), self._yes)
        renewed = self.phones.stores[0].key_number() != before
        lines = len(self.shown[-1].splitlines())
        _say("consent", lines=lines, bytes=len(proposal.body), outcome=outcome, new_key=renewed)
        _holds(outcome == "accepted" and renewed, "the upload is accepted")
        _holds(Upload.objects.filter(subject=subject).count() == 1, "the upload belongs to the case")
        _again, refused = self.phones.hand_in(self.url, text, since_ms, _ms(self.clock.now()), self._yes)
        _say("again", outcome=refused)
        _holds(refused == "refused", "a code works once")

    def publish(self, at: datetime) -> "Batch":
        """What the worker's tick does."""
        from vungxanh.apps.exposure.actions import batches, signing
        from vungxanh.core.exposure.signing import SEED_BYTES

        signing.keep_keys((secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SEED_BYTES)), at=at)
        batch = batches.publish(chance=secrets.SystemRandom(), at=at)
        if batch is None:
            raise AssertionError("the journey broke: no batch was due")
        _say("batch", number=batch.number, rows=batch.rows, size=batch.size, key=batch.signed_by.key_id)
        _holds(batch.rows >= 1_000, "a batch hides its real keys among a thousand")
        return batch

    def match(self) -> None:
        """Every other phone compares; only those at the table find something."""
        for phone in (1, 2, 3):
            news = self.phones.pull(phone, self.url, _ms(self.clock.now()))
            _say("match", phone=phone, met=len(news.met))
            _holds(not news.problems, "the batch is believed")
            _holds(bool(news.met) == (phone in CONTACTS), "whoever was near finds it, nobody else")

    def tell(self) -> None:
        """Those who were near consent to telling it."""
        from vungxanh.device.report import Owner

        for phone, (name, number, commune) in CONTACTS.items():
            owner = Owner(name, number, "Tổ mẫu", commune)
            proposal, outcome = self.phones.tell(phone, self.url, owner, _ms(self.clock.now()), self._yes)
            rows = sum(len(one.rows) for one in proposal.met)
            _say("tell", phone=phone, rows=rows, outcome=outcome)
            _holds(outcome == "accepted" and name in self.shown[-1], "the report is accepted")
            self.confirm(phone, commune)

    def confirm(self, phone: int, commune: str) -> None:
        """A report counts once a health officer of the place has spoken to the person."""
        from vungxanh.apps.cases.models import Person
        from vungxanh.apps.exposure.actions.contacts import confirm
        from vungxanh.apps.exposure.queries.reports import waiting_reports

        _work_off()
        carer = self._officer(f"x{commune}.yte")
        waiting = [each.upload for each in waiting_reports(carer)]
        _holds(len(waiting) == 1, "the report waits at the commune that its owner named, and nowhere else")
        _holds(not Person.objects.filter(subject=waiting[0].subject).exists(), "nobody is entered unconfirmed")
        confirm(waiting[0], by=carer, at=self.clock.now())
        _say("confirm", phone=phone, place=carer.unit.name)

    def appear(self, case: "Case") -> "list[Person]":
        """The worker enters them, derives levels, and tells the communes."""
        from vungxanh.apps.cases.models import Case, Standing
        from vungxanh.kit.notices.models import Notice

        _work_off()
        found = Standing.objects.filter(level=1, case=case).select_related("person__commune", "person__plan")
        standings = list(found.order_by("person"))
        _holds(len(standings) == len(CONTACTS), "both contacts are F1 of the case")
        for one in standings:
            _say(
                "contact", who=one.person.pseudonym, place=one.person.commune and one.person.commune.name, level=1,
                code=case.code, probability=f"{one.probability:.4f}", until=f"{one.person.plan.ends_on:%d/%m/%Y}",
            )  # fmt: skip
        told = Notice.objects.filter(
            kind="cases.people", user__username__in=[f"x{c}.yte" for _, _, c in CONTACTS.values()]
        )
        _holds(told.count() == len(CONTACTS), "both communes are told")
        _say("notice", notices=[f"{one.user.username}: {one.subject}" for one in told.select_related("user")])
        now = Case.objects.get(pk=case.pk)
        _holds(now.notified_at, "the clock from test to notice stopped")
        _say("clock", seconds=round((now.notified_at - now.entered_at).total_seconds(), 1) if now.notified_at else None)
        return [one.person for one in standings]

    def follow_up(self, people: "list[Person]") -> None:
        """Each commune checks its own, today."""
        from vungxanh.apps.cases.actions import followup
        from vungxanh.apps.cases.models import Outcome
        from vungxanh.apps.cases.queries.days import printed

        today = self.clock.day_of(self.clock.now())
        for person in people:
            commune = person.commune
            if commune is None:
                raise AssertionError("the journey broke: a contact stands in no commune")
            carer = self._officer(f"x{commune.code}.yte")
            rows = printed(carer, today, most=50).checks
            _holds(rows and {row.plan.person_id for row in rows} == {person.pk}, "a commune sees its own only")
            followup.check(rows[0], Outcome.WELL, by=carer, at=self.clock.now())
            _say("check", place=commune.name, who=person.pseudonym, outcome=rows[0].get_outcome_display())

    def release(self, people: "list[Person]") -> None:
        """The day after the last: both are released, missed checks or not."""
        from vungxanh.apps.cases.actions import followup
        from vungxanh.apps.cases.models import Plan
        from vungxanh.kit.actors import SystemActor

        last = max(Plan.objects.filter(person__in=people).values_list("ends_on", flat=True))
        followup.end_what_is_over(by=SystemActor("journey"), at=self._midnight(last + timedelta(days=1)))
        for plan in Plan.objects.filter(person__in=people).select_related("person"):
            _say("release", day=f"{plan.ends_on:%d/%m/%Y}", who=plan.person.pseudonym, why=plan.ended_why)
            _holds(plan.ended_on, "the plan ended")

    def take_back(self, case: "Case", people: "list[Person]") -> None:
        """The positive was wrong: contacts are free at once, and phones learn it with the next batch."""
        from vungxanh.apps.cases.actions import cases
        from vungxanh.apps.cases.models import Case, Classification, Plan
        from vungxanh.apps.exposure.models import DayKey

        current = Case.objects.get(pk=case.pk)
        none = replace(cases.known_of(current), classification=Classification.NOT_A_CASE)
        why = "mẫu thứ hai âm tính"
        cases.change(current, none, version=current.version, why=why, by=self.cdc, at=self.clock.now())
        _holds(not Plan.objects.filter(person__in=people, ended_on=None).exists(), "contacts are released")
        later = self.clock.now() + timedelta(hours=4, minutes=5)
        batch = self.publish(later)
        rows = DayKey.objects.filter(revoked_in=batch).count()
        who = ", ".join(person.pseudonym for person in people)
        _say("revoked", code=case.code, who=who, number=batch.number, rows=rows)
        for phone in CONTACTS:
            news = self.phones.pull(phone, self.url, _ms(later))
            _say("forgotten", phone=phone, count=news.forgotten)
            _holds(news.forgotten, "phones forget what was taken back")

    def prove(self) -> None:
        """The chain of the audit log is whole."""
        from vungxanh.kit.audit.verify import verify

        report = verify()
        _say("audit", entries=report.count, sound=report.is_sound)
        _holds(report.is_sound, "the audit log is sound")

    def _officer(self, username: str) -> "Officer":
        from vungxanh.apps.accounts.models import User
        from vungxanh.apps.org.queries.officers import officers_of

        return officers_of(User.objects.get(username=username), self.clock.day_of(self.clock.now()))[0]

    def _yes(self, shown: str) -> bool:
        """The owner of a simulated phone reads and agrees."""
        self.shown.append(shown)
        return True

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.clock.VIETNAM)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), self.clock.VIETNAM)


def _work_off() -> None:
    """What the worker does until nothing waits."""
    from vungxanh.kit import clock
    from vungxanh.kit.tasks import claims, running

    while claim := claims.claim("journey", at=clock.machine_now(), lease_for=timedelta(minutes=1)):
        running.settle(claim, running.execute(claim), at=clock.machine_now(), rng=random.Random())  # noqa: S311 - when to try again


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


if __name__ == "__main__":
    main(sys.argv[1], revoked="--revoked" in sys.argv[2:])
