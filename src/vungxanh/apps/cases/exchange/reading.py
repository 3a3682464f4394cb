"""One row of a file as what it says of a person, a case and a meeting, or what is wrong with it (đọc dòng)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext_noop as _

from vungxanh.apps.cases import naming
from vungxanh.apps.cases.exchange import cells
from vungxanh.apps.cases.exchange.columns import Kind, Plan
from vungxanh.apps.cases.models import LONGEST_NOTE, Class, Setting, Sex
from vungxanh.apps.cases.wording import fault_of_birth_year
from vungxanh.core.casework.identity import dialled
from vungxanh.core.casework.told import Told, is_off_calendar, span
from vungxanh.core.text.vietnamese import canonical
from vungxanh.kit.clock import day_of
from vungxanh.kit.said import Said, said

Value = TypeVar("Value")
Content = dict[str, Any]
"""What a row says, as JSON: empty fields are left out, days and moments are written by ISO 8601."""

_LONGEST = {"full_name": 200, "phone": 40, "citizen_id": 20, "address": 400, "number": 24, "case": 60} | {
    "note": LONGEST_NOTE
}


@dataclass(slots=True)
class RowRead:
    """One row; with problems nothing of it is entered. Each problem names its column as the file spells it."""

    number: int
    content: Content = field(default_factory=dict)
    problems: list[Said] = field(default_factory=list)


def read_row(number: int, texts: Sequence[str], plan: Plan, kind: Kind, at: datetime) -> RowRead:
    """What a row says, cell by cell; whether it may stand beside what is known, others ask."""
    reading = _Reading(number, texts, plan, at)
    reading.own_record()
    reading.person()
    if kind == Kind.CASES:
        reading.case()
    else:
        reading.contact()
    return RowRead(number, {name: value for name, value in reading.told.items() if value != ""}, reading.problems)


def problem(column: str, sentence: str, **facts: str | int) -> Said:
    """What is wrong with a cell, as it is kept."""
    return {"column": column, **said(sentence, **facts)}


class _Reading:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, number: int, texts: Sequence[str], plan: Plan, at: datetime) -> None:
        self.number = number
        self.plan = plan
        self.at = at
        self.cells = {name: texts[place] for name, place in plan.at.items() if place < len(texts) and texts[place]}
        self.told: Content = {}
        self.problems: list[Said] = []
        self.is_ours = False

    def refuse(self, name: str, sentence: str, **facts: str | int) -> None:
        self.problems.append(problem(self.plan.spelt.get(name, ""), sentence, **facts))

    def words(self, name: str) -> str:
        if name not in self.cells:
            return ""
        text = canonical(" ".join(self.cells[name].split()))
        if len(text) > _LONGEST.get(name, 200):
            self.refuse(name, _("Dài quá %(limit)d ký tự."), limit=_LONGEST.get(name, 200))
        elif not text.isprintable():
            self.refuse(name, _("Có ký tự không in được. Nhập lại ô này."))
        return text

    def read(self, name: str, how: Callable[[str], Value | None], sentence: str) -> Value | None:
        """A cell that has to be understood when it is filled."""
        text = self.cells.get(name)
        if text is None:
            return None
        found = how(text)
        if found is None:
            self.refuse(name, sentence)
        return found

    def day_read(self, name: str, how: Callable[[str], Value | None], sentence: str) -> Value | None:
        """The same of a day, which may be written well and be in no calendar."""
        is_off = is_off_calendar(self.cells.get(name, ""))
        return self.read(name, how, _("Không có ngày này trong lịch.") if is_off else sentence)

    def day(self, name: str, *, near: bool = True) -> str:
        """A day; one without a year is near today, unless it may be any (`near` False)."""
        today = day_of(self.at) if near else None
        sentence = _("Ngày viết dạng 28/07/2020 hoặc 2020-07-28.")
        found = self.day_read(name, lambda text: cells.day(text, today=today), sentence)
        return found.isoformat() if found else ""

    def moment(self, name: str) -> Told | None:
        sentence = _("Viết ngày giờ dạng 28/07/2020 14:30, hoặc chỉ ngày.")
        return self.day_read(name, lambda text: cells.moment(text, today=day_of(self.at)), sentence)

    def own_record(self) -> None:
        """Which record of ours the row says it is; ids of other programs are none."""
        self.told["pseudonym"] = naming.pseudonym_in(self.cells.get("pseudonym", ""))
        codes = (naming.case_code_in(self.cells.get(name, "")) for name in ("code", "number"))
        self.told["code"] = next(filter(None, codes), "")
        self.is_ours = bool(self.told["pseudonym"] or self.told["code"])

    def person(self) -> None:
        whole = self.words("full_name")
        parts = [self.words(name) for name in ("last_name", "middle_name", "first_name")]
        self.told |= {name: self.words(name) for name in ("phone", "citizen_id", "address", "commune", "district")}
        self.told["phone"] = dialled(self.told["phone"])
        self.told["citizen_id"] = _with_lost_zero(self.told["citizen_id"])
        self.told["full_name"] = whole or " ".join(filter(None, parts))
        self.told["sex"] = str(self.read("sex", cells.sex, _("Giới tính ghi nam hoặc nữ.")) or Sex.UNKNOWN)
        vaccinated = self.read("is_vaccinated", cells.yes, _("Ghi có hoặc không."))
        self.told["is_vaccinated"] = vaccinated or ""
        self.told["occupation"] = self.words("occupation")
        self.birth()
        if not self.told["full_name"] and not self.told["phone"] and not self.is_ours:
            self.refuse("full_name", _("Cần họ tên hoặc số điện thoại."))

    def birth(self) -> None:
        born, year = self.born(), self.read("birth_year", cells.whole, _("Năm sinh gồm bốn chữ số."))
        age = self.read("age", cells.whole, _("Tuổi là một số."))
        today = day_of(self.at)
        if year is None and born:
            year = int(born[:4])
        elif year is None and age is not None:
            year = today.year - age
        if year is not None and (fault := fault_of_birth_year(year, today)):
            self.refuse("birth_year" if "birth_year" in self.cells else "born_on", fault)
        self.told |= {"birth_year": "" if year is None else year, "born": born}

    def born(self) -> str:
        parts = [self.cells.get(f"birth_{part}", "") for part in ("year", "month", "day")]
        if all(parts):
            found = cells.day("-".join(parts))
            if found is None:
                self.refuse("birth_day", _("Ngày sinh không có trong lịch."))
            return found.isoformat() if found else ""
        text = self.cells.get("born_on", "")
        if cells.whole(text) and len(text) == 4:  # only the year is known
            self.cells.setdefault("birth_year", text)
            return ""
        return self.day("born_on", near=False)

    def case(self) -> None:
        self.told["number"] = self.words("number")
        kind = self.read("classification", cells.classification, _("Phân loại: ca xác định, có thể, nghi ngờ."))
        symptoms = self.read("has_symptoms", cells.yes, _("Ghi có hoặc không."))
        self.told |= {"classification": str(kind or ""), "has_symptoms": "" if symptoms is None else symptoms}
        self.told |= {name: self.day(name) for name in ("onset_on", "sampled_on", "tested_on")}
        reported = self.day("reported_on")
        if not self.told["onset_on"] and not self.told["tested_on"]:
            self.told["tested_on"] = reported
        isolated = self.moment("isolated_at")
        self.told["isolated_at"] = isolated.earliest.isoformat() if isolated else ""

    def contact(self) -> None:
        self.told |= {"case": self.words("case"), "note": self.words("note")}
        if not self.told["case"] and not self.is_ours:
            self.refuse("case", _("Cần mã ca, số bệnh nhân hoặc số điện thoại của ca nguồn."))
        first, last = self.moment("first_met"), self.moment("last_met")
        if not self.cells.keys() & {"first_met", "last_met"} and not self.is_ours:
            self.refuse("last_met" if "last_met" in self.plan.at else "first_met", _("Cần ngày tiếp xúc."))
        if first := first or (Told(last.on) if last else None):
            met = span(first, last)
            self.told |= {"started_at": met.start.isoformat(), "ended_at": met.end.isoformat()}
            self.told["is_timed"] = met.is_timed or ""
        level = self.read("level", cells.level, _("Mức nguy cơ: cao, trung bình, thấp."))
        self.told["level"] = str(level or Class.HIGH)
        setting = self.cells.get("setting", "")
        self.told["setting"] = str(cells.setting(setting) if setting else Setting.UNKNOWN)


def _with_lost_zero(number: str) -> str:
    """A spreadsheet that takes an id for a number drops its first zero."""
    return f"0{number}" if number.isdigit() and len(number) in (8, 11) else number
