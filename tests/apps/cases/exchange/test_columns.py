"""Headers are known however a program spells them."""

import pytest

from vungxanh.apps.cases.exchange.columns import TEMPLATES, Kind, Template, headed, is_header, is_heading, plan_of


def test_every_template_is_known_by_what_it_writes() -> None:
    for (template, kind), headers in TEMPLATES.items():
        plan = plan_of([header.names[0] for header in headers], kind)
        assert plan.template == template
        assert (plan.missing, plan.unused) == ((), ())
        assert plan.at == {header.field: place for place, header in enumerate(headers)}


def test_marks_case_joints_and_a_byte_order_mark_do_not_matter() -> None:
    plan = plan_of(["\ufeffHO VA TEN", "so_dien_thoai", "ca  bệnh", "NGÀY TIẾP XÚC"], Kind.CONTACTS)
    assert plan.template == Template.OWN
    assert plan.at == {"full_name": 0, "phone": 1, "case": 2, "first_met": 3}


def test_columns_of_another_template_are_read_beside_its_own() -> None:
    plan = plan_of(["First Name", "Last Name", "Date of Onset", "CCCD", "Weather"], Kind.CASES)
    assert plan.template == Template.GODATA
    assert plan.at["citizen_id"] == 3
    assert plan.unused == ("Weather",)


def test_what_no_row_can_do_without_is_named_as_the_template_names_it() -> None:
    assert plan_of(["Họ và tên", "Ngày tiếp xúc"], Kind.CONTACTS).missing == ("Ca bệnh",)


def test_titles_above_the_header_are_passed_over() -> None:
    rows = [(1, ["SỞ Y TẾ", ""]), (2, ["DANH SÁCH F1", "ngày 17/8"]), (4, ["Họ và tên", "Ca bệnh"]), (5, ["A", "B"])]
    plan, below = headed(rows, Kind.CONTACTS)
    assert plan.at == {"full_name": 0, "case": 1}
    assert below == [(5, ["A", "B"])]


def test_one_column_gives_one_field() -> None:
    plan = plan_of(["Xã", "Xã, phường", "Họ và tên"], Kind.CASES)
    assert plan.at["commune"] == 0
    assert plan.unused == ("Xã, phường",)


def test_a_row_of_people_is_no_header_and_a_header_is_nobody() -> None:
    assert is_header(["STT", "Họ và tên", "Cột lạ"])
    assert is_header(["Setting", "Note"])
    assert is_header(["SĐT"])
    assert not is_header(["Hồ Dũng", "0905111222", "1975", "Nam", "Cẩm Hà", "15/8", "", "khác", "ghi chú"])
    assert not is_header(["", "Hồ Dũng"])
    assert [is_heading(text) for text in ("Full name", "HỌ TÊN", "Hồ Dũng", "")] == [True, True, False, False]


def test_the_day_of_a_meeting_is_known_however_it_is_headed() -> None:
    for name in ("Ngày gặp", "ngay gap", "NGÀY GẶP", "Thời gian tiếp xúc", "Gặp lúc", "Thời điểm gặp"):
        assert plan_of(["Họ tên", name, "Ca bệnh"], Kind.CONTACTS).at["first_met"] == 1, name
    for name in ("Ngày gặp cuối", "Tiếp xúc lần cuối", "gap lan cuoi"):
        assert plan_of(["Họ tên", name, "Ca bệnh"], Kind.CONTACTS).at["last_met"] == 1, name


@pytest.mark.parametrize(
    ("field", "names"),
    {
        "first_met": "Bắt đầu | Thời gian bắt đầu | từ lúc | LÚC BẮT ĐẦU | Ngày tiếp xúc | Start",
        "last_met": "Kết thúc | Thời gian kết thúc | đến lúc | luc ket thuc | Đến ngày | End",
        "phone": "ĐT | SĐT | điện thoại | Số ĐT liên hệ | Số di động | Điện thoại liên hệ",
        "born_on": "NS | ngày sinh | Sinh ngày | Ngày, tháng, năm sinh",
        "birth_year": "năm sinh | Sinh năm",
        "sex": "giới | GIỚI TÍNH | Nam/Nữ | Phái",
        "address": "địa chỉ | nơi ở | Nơi cư trú | Chỗ ở | Địa chỉ hiện tại | Nơi ở hiện tại",
        "commune": "xã/phường | Phường, xã | Xã, phường, thị trấn | Xã/Phường/TT",
        "citizen_id": "CCCD | Căn cước công dân | Số định danh | Số định danh cá nhân | Số CMND",
        "setting": "quan hệ | hoàn cảnh | Mối quan hệ với ca bệnh | Quan hệ với F0",
        "note": "ghi chú | Ghi chú thêm",
        "full_name": "Họ và tên F1 | Họ tên F1 | Họ tên người tiếp xúc | Tên người tiếp xúc",
    }.items(),
)
def test_a_table_is_headed_in_the_words_that_offices_use(field: str, names: str) -> None:
    for name in names.split(" | "):
        assert plan_of(["Cột lạ", name, "Ca bệnh"], Kind.CONTACTS).at.get(field) == 1, name
