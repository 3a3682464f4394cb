"""Addresses of case work, below /truy-vet/; a person's own page stands among them."""

from django.urls import URLPattern, URLResolver, path

from vungxanh.apps.cases import exchange_urls, picture_urls
from vungxanh.apps.cases.views import (
    case,
    cases,
    checks,
    exposures,
    home,
    interview,
    investigation,
    live,
    orders,
    people,
    person,
    person_act,
    rings,
    ruling,
    self_reports,
)

app_name = "cases"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("in-trong-ngay/", home.day_print, name="day_print"),
    path("theo-doi/<int:pk>/", checks.write_check, name="check"),
    path("nguoi/", people.people, name="people"),
    path("nguoi/xuat/", people.people_export, name="people_export"),
    path("nguoi/<int:pk>/", person.person, name="person"),
    path("nguoi/<int:pk>/phong-van/", interview.interview, name="interview"),
    path("nguoi/<int:pk>/lien-ket-tu-khai/", self_reports.self_link, name="self_link"),
    path("nguoi/<int:pk>/viec/<str:name>/", person_act.person_act, name="person_act"),
    path("mau/<int:pk>/", person_act.sample_result, name="sample_result"),
    path("tiep-xuc/<int:pk>/rut/", exposures.withdraw, name="withdraw"),
    path("ca-benh/", cases.line_list, name="cases"),
    path("ca-benh/xuat/", cases.cases_export, name="cases_export"),
    path("ca-benh/mo/", cases.new_case, name="new_case"),
    path("ca-benh/<str:code>/", case.case, name="case"),
    path("ca-benh/<str:code>/sua/", case.edit_case, name="edit_case"),
    path("ca-benh/<str:code>/ket-thuc/", case.end_case, name="end_case"),
    path("ca-benh/<str:code>/phieu-dieu-tra/", investigation.investigation, name="investigation"),
    path("ca-benh/<str:code>/theo-dien-thoai/", live.levels, name="live"),
    path("ca-benh/<str:code>/vong/<int:level>/", rings.ring, name="ring"),
    path("ca-benh/<str:code>/vong/<int:level>/dong/", rings.closing, name="close_ring"),
    path("quyet-dinh/", orders.orders, name="orders"),
    path("quyet-dinh/du-thao/", orders.draft_orders, name="draft_orders"),
    path("quyet-dinh/ban-hanh/", orders.issue_orders, name="issue_orders"),
    path("quyet-dinh/thu-hoi/", orders.revoke_orders, name="revoke_orders"),
    path("quyet-dinh/in/", orders.print_orders, name="print_orders"),
    path("quyet-dinh/da-giao/", orders.deliver_orders, name="deliver_orders"),
    path("chinh-sach/", ruling.decisions, name="policies"),
    path("chinh-sach/moi/", ruling.new_decision, name="new_policy"),
    *picture_urls.urlpatterns,
    *exchange_urls.urlpatterns,
    path("tu-khai/<str:token>/", self_reports.self_report, name="self_report"),
]
