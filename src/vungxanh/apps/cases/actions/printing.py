"""Quarantine orders on paper, in the form that Decree 30/2020/NĐ-CP gives decisions (in quyết định cách ly).

The form is from memory and says so on every sheet; whoever signs compares it with the decree first.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Order, OrderState
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import PLACES
from vungxanh.kit import audit
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.problems import Invalid

MOST = 500
SHEET = Path(__file__).parents[1] / "paper" / "order.typ"
CHECKED = "MẪU, CẦN ĐỐI CHIẾU với Nghị định 30/2020/NĐ-CP và căn cứ pháp lý hiện hành trước khi ký"
_MARKS = {OrderState.DRAFT: "DỰ THẢO", OrderState.REVOKED: "ĐÃ THU HỒI"}
_SAMPLE = "DỮ LIỆU MẪU"
_FEBRUARY = 2


def orders_pdf(orders: Sequence[Order], *, by: Officer, at: datetime) -> bytes:
    """One PDF, a sheet an order in the order given (in hàng loạt); names only as far as the officer may read them.

    Sheets of one state together: drafts and orders taken back are marked across. Who printed stands in the audit log.
    """
    from typst import compile as typeset

    if not 1 <= len(orders) <= MOST:
        raise Invalid(_("Chọn từ 1 đến %(most)d quyết định để in.") % {"most": MOST})
    rows = list(_with_people(orders))
    for row in rows:
        policies.must_see(by, row)
    if len({_mark(row) for row in rows}) > 1:
        raise Invalid(_("In riêng dự thảo, quyết định đã ban hành và quyết định đã thu hồi."))
    shown = faces(by, [row.plan.person for row in rows], at=at)
    told = {
        "title": "Quyết định cách ly y tế",
        "checked": CHECKED,
        "mark": _mark(rows[0]) or (_SAMPLE if settings.DEMONSTRATION else ""),
        "orders": [_sheet(row, shown[row.plan.person_id]) for row in rows],
    }
    with transaction.atomic():
        audit.record_many("cases.order.print", by=by, on=rows, at=at)
    return bytes(typeset(SHEET.read_bytes(), sys_inputs={"orders": json.dumps(told, ensure_ascii=False)}))


def _with_people(orders: Sequence[Order]) -> list[Order]:
    """The rows with all that stands on a sheet, in the order given (1 query)."""
    found = Order.objects.select_related("plan__person__commune__parent", "issued_by__parent").in_bulk(
        [order.pk for order in orders]
    )
    return [found[order.pk] for order in orders]


def _mark(order: Order) -> str:
    return _MARKS.get(OrderState(order.state), "")


def _sheet(order: Order, face: Face) -> dict[str, object]:
    unit, person = order.issued_by, order.plan.person
    day = order.issued_at.astimezone(VIETNAM) if order.issued_at else None
    return {
        "above": _agency(unit.parent) if unit.parent and unit.level not in PLACES else "",
        "agency": _agency(unit),
        "authority": f"Chủ tịch {_agency(unit)}" if unit.level in PLACES else "Thủ trưởng đơn vị",
        "signer": "Chủ tịch" if unit.level in PLACES else "Thủ trưởng đơn vị",
        "number": order.number,
        "place_name": _bare(unit),
        "dated": _dated(day),
        "open": face.is_open,
        "name": face.full_name,
        "pseudonym": face.pseudonym,
        "born": str(face.birth_year) if face.birth_year else "…………",
        "citizen_id": face.citizen_id,
        "address": face.address,
        "commune": person.commune.name if person.commune else "",
        "level": order.plan.level,
        "where": order.get_place_display(),
        "facility": order.facility,
        "from": f"{order.from_on:%d/%m/%Y}",
        "until": f"{order.until_on:%d/%m/%Y}",
    }


def _dated(day: datetime | None) -> str:
    """As the decree has it: a zero before days below ten and before January and February alone."""
    if day is None:
        return "ngày …… tháng …… năm ……"
    month = f"{day.month:02}" if day.month <= _FEBRUARY else f"{day.month}"
    return f"ngày {day:%d} tháng {month} năm {day:%Y}"


def _agency(unit: Unit) -> str:
    return f"Ủy ban nhân dân {_lowered(unit)}" if unit.level in PLACES else unit.name


def _lowered(unit: Unit) -> str:
    """ "Thành phố Hội An" within a name: "thành phố Hội An"."""
    return unit.name[:1].lower() + unit.name[1:]


def _bare(unit: Unit) -> str:
    """The place a letter is dated from: "Hội An" of "Thành phố Hội An"; of a department its province's."""
    place = unit if unit.level in PLACES else unit.parent
    while place is not None and place.level not in PLACES:
        place = place.parent
    if place is None:
        return unit.name
    name = place.name
    return name[len(place.kind) :].strip() if place.kind and name.casefold().startswith(place.kind) else name
