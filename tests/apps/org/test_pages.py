"""The pages of the organisation, as a browser gets them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import a_user
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_group, a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, StandIn, Unit
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock
from vungxanh.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db

HEADER = "code,name,kind,level,parent,lat,lon\n"


def _administrator() -> Client:
    return signed_in(an_officer(Role.ADMINISTRATOR, a_small_province().province))


def _upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("don-vi.csv", text.encode(), content_type="text/csv")
    return client.post("/danh-ba/nhap/", {"file": file}).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/danh-ba/",
        "/danh-ba/?q=dai",
        "/danh-ba/?level=commune&on=28/07/2020",
        "/danh-ba/don-vi/506/",
        "/danh-ba/don-vi/506/thay-doi/",
        "/danh-ba/don-vi/506/ten-khac/",
        "/danh-ba/don-vi/506/chuc-vu/",
        "/danh-ba/nhap/",
        "/danh-ba/quan-tri/",
        "/danh-ba/nhom/",
        "/danh-ba/nhom/communes/",
        "/danh-ba/thay-the/",
        "/danh-ba/xuat/",
        "/danh-ba/xuat/?format=xlsx",
    ],
)
def test_an_administrator_opens_every_page(address: str) -> None:
    client = _administrator()
    a_group()
    assert client.get(address).status_code == 200


def test_search_needs_no_accents_and_knows_aliases() -> None:
    client = _administrator()
    page = client.get("/danh-ba/?q=ai nghia").content.decode()
    assert "Thị trấn Ái Nghĩa" in page
    assert "Huyện Đại Lộc" not in page


def test_an_officer_may_read_but_not_administer() -> None:
    client = signed_in(an_officer(Role.OFFICER, a_small_province().communes[0]))
    assert client.get("/danh-ba/").status_code == 200
    for address in ("/danh-ba/nhap/", "/danh-ba/quan-tri/", "/danh-ba/don-vi/506/thay-doi/"):
        assert client.get(address).status_code == 403


def test_a_commune_administrator_may_not_change_the_district() -> None:
    small = a_small_province()
    client = signed_in(an_officer(Role.ADMINISTRATOR, small.communes[0]))
    answer = client.post(
        "/danh-ba/don-vi/506/thay-doi/", {"act": "rename", "rename-name": "X", "rename-on": "01/08/2030"}
    )
    assert answer.status_code == 403
    small.districts[0].refresh_from_db()
    assert small.districts[0].name == "Huyện Đại Lộc"


def test_nobody_signed_in_goes_to_sign_in_and_nobody_without_a_post_gets_in() -> None:
    assert Client().get("/danh-ba/").status_code == 302
    client = Client()
    client.force_login(a_user(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/danh-ba/")
    assert answer.status_code == 403
    assert "chưa có chức vụ" in answer.content.decode()


def test_renaming_from_a_day_keeps_the_old_name_for_the_days_before() -> None:
    client = _administrator()
    data = {"act": "rename", "rename-name": "Thành phố Đại Lộc", "rename-kind": "thành phố", "rename-on": "01/01/2021"}
    assert client.post("/danh-ba/don-vi/506/thay-doi/", data).status_code == 302
    assert "<h1>Thành phố Đại Lộc</h1>" in client.get("/danh-ba/don-vi/506/").content.decode()
    assert "Đổi tên" in client.get("/danh-ba/don-vi/506/").content.decode()
    assert "<h1>Huyện Đại Lộc</h1>" in client.get("/danh-ba/don-vi/506/?on=28/07/2020").content.decode()


def test_a_refused_change_says_why_on_its_field() -> None:
    client = _administrator()
    data = {"act": "rename", "rename-name": "X", "rename-on": "01/01/1990"}
    answer = client.post("/danh-ba/don-vi/506/thay-doi/", data)
    assert answer.status_code == 422
    assert "Ngày phải sau 01/01/2010" in answer.content.decode()


def test_a_preview_stores_nothing_and_confirming_stores_all() -> None:
    client = _administrator()
    page = _upload(client, HEADER + "20999,Xã Mới,xã,commune,506,,\n")
    assert "Xã Mới" in page
    assert not Unit.objects.filter(code="20999").exists()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert client.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 302
    assert Unit.objects.get(code="20999").path == "/49/506/20999/"
    assert not StoredFile.objects.exists()
    assert client.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 410


def test_a_wrong_file_shows_its_errors_beside_the_rows_and_cannot_be_confirmed() -> None:
    page = _upload(_administrator(), HEADER + "20999,Xã Mới,xã,commune,999,,\n20998,,xã,commune,506,,\n")
    assert "Không có đơn vị cấp trên nào mã 999" in page
    assert "Ô này không được để trống" in page
    assert 'name="token"' not in page
    assert not StoredFile.objects.exists()


def test_a_preview_of_one_administrator_cannot_be_confirmed_by_another() -> None:
    client = _administrator()
    token = re.search(r'name="token" value="([^"]+)"', _upload(client, HEADER + "20999,Xã Mới,xã,commune,506,,\n"))
    assert token
    other = signed_in(an_officer(Role.ADMINISTRATOR, Unit.objects.get(code="49")))
    assert other.post("/danh-ba/nhap/xac-nhan/", {"token": token[1]}).status_code == 410
    assert not Unit.objects.filter(code="20999").exists()


def test_switching_to_a_seat_one_does_not_hold_is_refused() -> None:
    small = a_small_province()
    officer = an_officer(Role.OFFICER, small.communes[0])
    an_officer(Role.CLERK, small.communes[1], user=officer.user)
    client = signed_in(officer)
    assert client.post("/danh-ba/chuyen-vai/", {"seat": "506"}).status_code == 403
    answer = client.post("/danh-ba/chuyen-vai/", {"seat": small.communes[1].code, "next": "https://xau.example/"})
    assert answer.headers["Location"] == "/"
    assert client.get("/danh-ba/").wsgi_request.officer.unit == small.communes[1]


def test_a_person_asked_to_stand_in_accepts_and_then_acts_as_the_other() -> None:
    small = a_small_province()
    head = an_officer(Role.LEADER, small.districts[0], name="Ông A")
    deputy = an_officer(Role.OFFICER, small.districts[0], name="Bà B")
    post = Post.objects.get(user=head.user)
    day = today()
    stand_in = a_stand_in(
        post, deputy.user, at=clock.now(), starts_on=day, ends_on=day.replace(year=day.year + 1), accepted=False
    )
    client = signed_in(deputy)
    assert "Ông A" in client.get("/danh-ba/thay-the/").content.decode()
    assert client.post(f"/danh-ba/thay-the/{stand_in.pk}/", {"answer": "yes"}).status_code == 302
    assert client.post("/danh-ba/chuyen-vai/", {"seat": f"506~{head.user.pk}"}).status_code == 302
    assert client.get("/danh-ba/").wsgi_request.officer.actor_name == "Bà B thay Ông A"


def test_a_post_holder_asks_somebody_by_name() -> None:
    small = a_small_province()
    head = an_officer(Role.LEADER, small.districts[0])
    an_officer(Role.OFFICER, small.districts[0], user=a_user("Bà B", username="ba.b"))
    post = Post.objects.get(user=head.user)
    starts_on, ends_on = (f"{today() + timedelta(days=days):%d/%m/%Y}" for days in (30, 35))
    data = {"post": post.pk, "person": "ba.b", "starts_on": starts_on, "ends_on": ends_on, "reason": "Đi học"}
    assert signed_in(head).post("/danh-ba/thay-the/", data).status_code == 302
    assert StandIn.objects.get().person.username == "ba.b"


def test_who_may_stand_in_is_chosen_by_name_and_post_from_the_unit_and_the_one_above() -> None:
    small = a_small_province()
    head = an_officer(Role.LEADER, small.districts[0], name="Ông A")
    an_officer(Role.OFFICER, small.districts[0], user=a_user("Bà B", username="ba.b"), title="Chuyên viên")
    an_officer(Role.CLERK, small.province, user=a_user("Bà Tỉnh", username="ba.t"), title="Văn thư")
    an_officer(Role.CLERK, small.districts[1], user=a_user("Bà Khác", username="ba.k"))
    page = signed_in(head).get("/danh-ba/thay-the/").content.decode()
    own, above = page.index('<optgroup label="Huyện Đại Lộc">'), page.index('<optgroup label="Tỉnh Quảng Nam">')
    assert own < page.index("Bà B – Chuyên viên") < above < page.index("Bà Tỉnh – Văn thư")
    assert "ba.k" not in page
    post, day = Post.objects.get(user=head.user), f"{today():%d/%m/%Y}"
    data = {"post": post.pk, "person": "ba.k", "starts_on": day, "ends_on": day, "reason": "Đi học"}
    refused = signed_in(head).post("/danh-ba/thay-the/", data)
    assert refused.status_code == 422
    assert "Mục đã chọn không có trong danh sách" in refused.content.decode()


def test_the_form_that_appoints_suggests_the_accounts_the_administrator_keeps() -> None:
    client = _administrator()
    an_officer(Role.OFFICER, Unit.objects.get(code="506"), user=a_user("Bà B", username="ba.b"))
    page = client.get("/danh-ba/don-vi/506/chuc-vu/").content.decode()
    assert '<option value="ba.b">Bà B</option>' in page


def test_the_units_to_choose_from_are_set_in_by_their_depth() -> None:
    client = _administrator()
    page = client.get("/danh-ba/don-vi/506/thay-doi/").content.decode()
    assert ">Chọn cấp trên mới</option>" in page
    assert ">Tỉnh Quảng Nam</option>" in page
    assert ">\u2003Thành phố Hội An</option>" in page
    assert ">\u2003\u2003Phường Minh An</option>" in page


def test_the_preview_tells_levels_in_words() -> None:
    client = _administrator()
    rows = "code,name,kind,level,parent,lat,lon\n900,Huyện Mới,huyện,district,49,,\n"
    page = client.post("/danh-ba/nhap/", {"file": SimpleUploadedFile("a.csv", rows.encode()), "on": ""})
    assert ">Cấp huyện<" in page.content.decode()
    assert ">district<" not in page.content.decode()


def test_a_packaged_day_says_its_source_in_words() -> None:
    seeded_calendar()
    page = _administrator().get("/danh-ba/lich/2020/").content.decode()
    assert "Bảng ngày lễ kèm phần mềm (thư viện holidays" in page
    assert ">holidays " not in page


def test_appointing_twice_is_told_on_the_page() -> None:
    client = _administrator()
    a_user(username="ba.b")
    data = {"person": "ba.b", "role": "clerk", "title": "", "starts_on": "01/08/2020"}
    assert client.post("/danh-ba/don-vi/506/chuc-vu/", data).status_code == 302
    again = client.post("/danh-ba/don-vi/506/chuc-vu/", data)
    assert again.status_code == 422
    assert "đã giữ vai trò đó" in again.content.decode()


def test_the_tree_page_asks_the_same_number_of_queries_however_many_units(
    django_assert_max_num_queries: object,
) -> None:
    client = _administrator()
    with django_assert_max_num_queries(8):
        client.get("/danh-ba/")


def test_whoever_holds_several_posts_starts_in_the_highest_unit_and_is_offered_the_others() -> None:
    small = a_small_province()
    officer = an_officer(Role.LEADER, small.departments[0])
    an_officer(Role.CHIEF_OF_OFFICE, small.province, user=officer.user)
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/danh-ba/")
    assert page.wsgi_request.officer.unit == small.province
    assert 'value="so-tttt"' in page.content.decode()


def test_a_preview_with_errors_shows_them_first_in_vietnamese_and_says_what_the_other_rows_would_do() -> None:
    client = _administrator()
    rows = ("20999,Xã Mới,xã,commune,506,,", "506,Huyện Đại Lộc,huyện,district,49,,", "20998,Xã B,xã,xóm,506,,")
    page = _upload(client, HEADER + "\n".join(rows))
    assert "Cấp (level): Không có cấp" in page
    assert page.index("Xã B") < page.index("Xã Mới")
    new = page[page.index("Xã Mới") :]
    assert "mới" in new[: new.index("</tr>")]
    assert "không đổi" not in new[: new.index("</tr>")]


def test_the_map_of_a_unit_shows_places_by_kind_with_the_names_of_districts() -> None:
    small = a_small_province()
    Unit.objects.filter(pk__in=[unit.pk for unit in small.communes]).update(latitude=15.9, longitude=108.1)
    client = signed_in(an_officer(Role.OFFICER, small.communes[0]))
    page = client.get("/danh-ba/don-vi/49/").content.decode()
    drawing = page[page.index('<figure class="chart map"') :]
    assert "ramp-" not in drawing[: drawing.index("</figure>")]
    assert 'class="dot kind-0"' in drawing
    assert ">Đại Lộc</text>" in drawing
    assert "/danh-ba/don-vi/20500/" in drawing
    own = client.get("/danh-ba/don-vi/20500/").content.decode()
    assert 'data-dot="20500" data-name="Thị trấn Ái Nghĩa" data-value="đơn vị này"' in own
    assert "cùng cấp trên" in own
    assert '<figure class="chart map"' not in client.get("/danh-ba/don-vi/so-yt/").content.decode()


def test_a_stand_in_is_ended_on_the_page_by_those_it_concerns_only() -> None:
    small = a_small_province()
    absent = an_officer(Role.LEADER, small.communes[0])
    post = Post.objects.get(user=absent.user)
    days = {"starts_on": today() - timedelta(days=2), "ends_on": today() + timedelta(days=2)}
    stand_in = a_stand_in(post, a_user(), at=clock.now(), **days)
    address = f"/danh-ba/thay-the/{stand_in.pk}/ket-thuc/"
    assert signed_in(an_officer(Role.ADMINISTRATOR, small.communes[2])).post(address).status_code == 403
    client = signed_in(absent)
    assert address in client.get("/danh-ba/thay-the/").content.decode()
    assert client.post(address).status_code == 302
    assert StandIn.objects.get(pk=stand_in.pk).ends_on == today()
    assert client.post(address).status_code == 302
    assert "Việc thay thế này đã kết thúc" in client.get("/danh-ba/thay-the/").content.decode()
