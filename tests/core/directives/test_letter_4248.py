"""Letter 4248/UBND-KGVX is read as a careful clerk would read it."""

from __future__ import annotations

import json
import textwrap
import unicodedata

import pytest

from tests.core.directives.sample import LETTER, codes, read, warned
from tests.core.text.test_legacy import tcvn3, vni

FORM = read(LETTER)


def test_the_six_header_fields_are_right() -> None:
    assert (FORM["number"], FORM["symbol"], FORM["type"]) == ("4248", "UBND-KGVX", "công văn")
    assert (FORM["place"], FORM["date"]) == ("Quảng Nam", "2020-07-28")
    assert FORM["subject"] == "triển khai ứng dụng CNTT trong phòng, chống dịch bệnh Covid-19"
    assert FORM["issuer"] == "UBND tỉnh Quảng Nam"
    assert "issuer_derived" in warned(FORM)


def test_there_are_four_addressees_and_the_first_speaks_of_two_groups() -> None:
    assert [codes(one["orgs"]) for one in FORM["addressees"]] == [
        ["departments", "mass-organisations"],
        ["districts"],
        ["communes"],
        ["enterprises"],
    ]


def test_there_are_ten_tasks_in_section_1_and_four_in_section_2() -> None:
    assert [task["section"] for task in FORM["tasks"]] == ["1"] * 10 + ["2"] * 4


def test_there_are_25_leads_and_4_cooperators() -> None:
    assert [codes(task["lead"]) for task in FORM["tasks"]] == [
        ["departments", "mass-organisations", "districts", "communes"],
        ["STTTT"],
        ["TINHDOAN"],
        ["SYT"],
        ["SVHTTDL"],
        ["SGTVT"],
        ["SCT", "BQLKKT"],
        ["SGDDT"],
        ["districts", "communes"],
        ["enterprises"],
        *[["departments", "districts", "communes"]] * 3,
        ["STTTT"],
    ]
    assert sum(len(task["lead"]) for task in FORM["tasks"]) == 25
    assert [codes(task["cooperate"]) for task in FORM["tasks"] if task["cooperate"]] == [
        ["BAO-QNAM", "DAI-PTTH", "CTTDT", "checkpoints"]
    ]


def test_joint_leads_act_each_in_their_own_field() -> None:
    modes = {tuple(codes(task["lead"])): task["lead_mode"] for task in FORM["tasks"]}
    assert modes[("SCT", "BQLKKT")] == "each"
    assert modes[("SYT",)] == "single"
    assert modes[("enterprises",)] == "each"


def test_both_recurrences_are_found_and_no_deadline_is_invented() -> None:
    assert [task["recurrence"] for task in FORM["tasks"] if task["recurrence"]] == ["định kỳ nhắc lại", "thường xuyên"]
    assert all(task["deadline"] is None for task in FORM["tasks"])
    assert "no_deadline" in warned(FORM)


def test_the_two_models_are_explanation_within_their_task() -> None:
    task = FORM["tasks"][12]
    assert task["text"].startswith("Tích cực sử dụng")
    assert "+ Mô hình 1" in task["text"]
    assert "+ Mô hình 2" in task["text"]


def test_the_footnote_is_kept_and_is_no_task() -> None:
    assert len(FORM["footnotes"]) == 1
    assert FORM["footnotes"][0].startswith("Cài ứng dụng: Bước 1")
    assert not any("Bước 1" in task["text"] for task in FORM["tasks"])


def test_hospitals_are_the_way_and_patients_the_people_reached() -> None:
    health = FORM["tasks"][3]
    assert health["channels"] == ["các bệnh viện, Trung tâm y tế"]
    assert health["targets"] == ["bệnh nhân và người nhà"]


def test_the_foot_is_read_whole() -> None:
    assert FORM["signature"] == {
        "authority": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
        "position": "PHÓ CHỦ TỊCH",
        "signer": "Hồ Quang Bửu",
    }
    assert FORM["cc"] == [
        "Như trên",
        "TTTU, TT HĐND tỉnh",
        "Chủ tịch, các PCT UBND tỉnh",
        "UBMTTQVN tỉnh",
        "CPVP",
    ]
    assert FORM["archive"] == {"units": ["VT", "KTTH", "KGVX"], "drafter": "Hậu"}


def test_the_preamble_names_fewer_than_the_address() -> None:
    warning = next(one for one in FORM["warnings"] if one["code"] == "preamble_differs")
    assert "đoàn thể" in warning["message"]
    assert "doanh nghiệp" in warning["message"]
    assert "yêu cầu các Sở" in FORM["text"][slice(*warning["span"])]


def test_every_span_is_exactly_the_text_of_its_task() -> None:
    for task in FORM["tasks"]:
        assert FORM["text"][slice(*task["span"])] == task["text"]


def test_inherited_leads_are_less_sure_than_written_ones() -> None:
    sure = [task["confidence"] for task in FORM["tasks"]]
    assert max(sure[10:13]) < min([*sure[:10], sure[13]])


def test_the_form_is_plain_json() -> None:
    assert json.loads(json.dumps(FORM, ensure_ascii=False)) == FORM


@pytest.mark.parametrize(
    "rewritten",
    [
        unicodedata.normalize("NFD", LETTER),
        tcvn3(LETTER),
        vni(LETTER),
        LETTER.replace("\n", "\r\n"),
        LETTER.replace("hòa", "hoà").replace("Ủy", "Uỷ"),
        "\ufeff" + LETTER,
    ],
    ids=["NFD", "TCVN3", "VNI", "CRLF", "tone placement", "BOM"],
)
def test_the_letter_reads_the_same_in_every_encoding(rewritten: str) -> None:
    form = read(rewritten)
    assert [codes(task["lead"]) for task in form["tasks"]] == [codes(task["lead"]) for task in FORM["tasks"]]
    assert [codes(task["cooperate"]) for task in form["tasks"]] == [codes(task["cooperate"]) for task in FORM["tasks"]]
    assert [task["text"].lower() for task in form["tasks"]] == [task["text"].lower() for task in FORM["tasks"]]
    assert form["number"] == "4248"
    assert form["date"] == "2020-07-28"


@pytest.mark.parametrize("width", [68, 70, 74, 84, 90, 96, 104, 106, 112, 120])
def test_a_page_layout_that_wraps_the_lines_changes_nothing(width: int) -> None:
    paragraphs = LETTER.split("\n")
    laid_out = "\n".join("\n".join(textwrap.wrap(each, width)) for each in paragraphs if each.strip())
    form = read(laid_out)
    counted = [(task["section"], codes(task["lead"]), codes(task["cooperate"])) for task in form["tasks"]]
    assert counted == [(task["section"], codes(task["lead"]), codes(task["cooperate"])) for task in FORM["tasks"]]
    assert len(form["footnotes"]) == 1
