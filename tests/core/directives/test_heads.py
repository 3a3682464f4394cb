"""The motto, a stamp and the columns of a head change none of its fields."""

from __future__ import annotations

import pytest

from tests.core.directives.sample import LETTER, read

REST = "Kính gửi:" + LETTER.split("Kính gửi:")[1]
SUBJECT = "V/v triển khai ứng dụng CNTT\ntrong phòng, chống dịch bệnh\nCovid-19\n"
NUMBER = "Số: 4248 /UBND-KGVX"
DATED = "Quảng Nam, ngày 28 tháng 7 năm 2020\n"
STAMP = (
    "Ký bởi: Ủy ban nhân dân tỉnh Quảng Nam\nEmail: ubnd@quangnam.gov.vn\nCơ quan: Tỉnh Quảng Nam\n"
    "Thời gian ký: 28.07.2020 15:04:05 +07:00\n"
)
HEADS = {
    "wrong accents": "UBND TỈNH QUẢNG NAM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIẸT NAM\nĐộc lâp - Tự do - Hạnh phuc\n"
    f"{NUMBER} {DATED}{SUBJECT}",
    "wrapped beside": "UBND TỈNH QUẢNG NAM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM\nĐộc lập - Tự do - Hạnh\nphúc\n"
    f"{NUMBER}\n{SUBJECT}{DATED}",
    "wrapped below": f"UBND TỈNH QUẢNG NAM\n{NUMBER}\n{SUBJECT}CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nVIỆT NAM\n"
    f"Độc lập - Tự do - Hạnh phúc\n{DATED}",
    "columns line by line": "UBND TỈNH QUẢNG NAM\nSố: 4248 /UBND-KGVX\nV/v triển khai ứng dụng CNTT CỘNG HÒA XÃ HỘI "
    "CHỦ NGHĨA VIỆT NAM\ntrong phòng, chống dịch bệnh Độc lập - Tự do - Hạnh phúc\nCovid-19 Quảng Nam, ngày 28 tháng 7 "
    "năm 2020\n",
    "place behind capitals": f"UBND TỈNH QUẢNG NAM\n{NUMBER}\nV/v triển khai ứng dụng CNTT {DATED}trong phòng, chống "
    "dịch bệnh\nCovid-19\n",
    "stamp": f"{STAMP}UBND TỈNH QUẢNG NAM\n{NUMBER}\n{SUBJECT}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{DATED}",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_six_fields_are_read_whatever_the_motto_looks_like(head: str) -> None:
    form = read(f"{head}\n{REST}")
    assert (form["number"], form["symbol"], form["place"], form["date"], form["issuer"], form["subject"]) == (
        "4248",
        "UBND-KGVX",
        "Quảng Nam",
        "2020-07-28",
        "UBND tỉnh Quảng Nam",
        "triển khai ứng dụng CNTT trong phòng, chống dịch bệnh Covid-19",
    )


def test_a_stamp_in_the_middle_of_a_list_changes_no_task() -> None:
    before = read(LETTER)["tasks"]
    after = read(LETTER.replace("- Sở Y tế chỉ đạo", f"{STAMP}\n- Sở Y tế chỉ đạo"))["tasks"]
    assert [task["text"] for task in after] == [task["text"] for task in before]
    assert [task["section"] for task in after] == [task["section"] for task in before]


def test_a_district_office_is_named_with_the_body_above_it() -> None:
    head = "UBND HUYỆN ĐAN PHƯỢNG\nPHÒNG NỘI VỤ\nSố: 48/PNV\nĐan Phượng, ngày 28 tháng 7 năm 2020\nV/v rà soát\n\n"
    assert read(head + REST)["issuer"] == "Phòng Nội vụ, UBND huyện Đan Phượng"
