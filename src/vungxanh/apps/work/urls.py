"""Addresses of the work pages."""

from django.urls import URLPattern, URLResolver, path

from vungxanh.apps.work.views import acts, board, evidence, home, issue, listing, many, notices, orphans, record

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_notices, name="read_notices"),
    path("nhiem-vu/", board.board, name="board"),
    path("nhiem-vu/xuat/", board.board_export, name="board_export"),
    path("nhiem-vu/danh-sach/", listing.listing, name="list"),
    path("nhiem-vu/danh-sach/xuat/", listing.list_export, name="list_export"),
    path("nhiem-vu/chap-nhan/", many.accept_picked, name="accept_many"),
    path("nhiem-vu/giao-cap-duoi/", many.cascade_many, name="cascade_many"),
    path("nhiem-vu/phan-cong/", many.performer_many, name="performer_many"),
    path("nhiem-vu/khong-con-noi-thuc-hien/", orphans.orphans, name="orphans"),
    path("nhiem-vu/phat-hanh/<int:pk>/", issue.issue_directive, name="issue"),
    path("nhiem-vu/<int:pk>/", record.assignment, name="assignment"),
    path("nhiem-vu/<int:pk>/minh-chung/<int:file>/", evidence.evidence, name="evidence"),
    path("nhiem-vu/<int:pk>/<str:name>/", acts.act, name="act"),
]
