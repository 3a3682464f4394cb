"""Addresses of the directives pages."""

from django.urls import URLPattern, URLResolver, path

from vungxanh.apps.directives.views import desk, left_behind, listing, record, upload

app_name = "directives"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.directives, name="list"),
    path("khong-noi-giu", left_behind.left_behind, name="left_behind"),
    path("tiep-nhan", upload.receive_letter, name="receive"),
    path("tiep-nhan/<int:pk>", upload.progress, name="reception"),
    path("<int:pk>", record.record, name="record"),
    path("<int:pk>/ra-soat", desk.desk, name="desk"),
    path("<int:pk>/ra-soat/xac-nhan", desk.confirm_tasks, name="confirm"),
    path("<int:pk>/ra-soat/<slug:name>", desk.act, name="act"),
    path("<int:pk>/mo-lai", record.reopen_review, name="reopen"),
    path("<int:pk>/thu-hoi", record.withdraw_directive, name="withdraw"),
    path("<int:pk>/tep-goc", record.original, name="original"),
]
