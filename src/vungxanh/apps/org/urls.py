"""Addresses of the org pages."""

from django.urls import URLPattern, URLResolver, path

from vungxanh.apps.org.views import calendar, changes, directory, groups, importing, people, seats

app_name = "org"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", directory.directory, name="units"),
    path("xuat/", directory.export, name="export"),
    path("quan-tri/", seats.administration, name="administration"),
    path("chuyen-vai/", seats.switch, name="switch"),
    path("nhap/", importing.upload, name="import"),
    path("nhap/xac-nhan/", importing.confirm, name="confirm"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich/<int:year>/", calendar.calendar, name="calendar_year"),
    path("lich/bo-ngay/", calendar.clear_day, name="clear_day"),
    path("nhom/", groups.groups, name="groups"),
    path("nhom/<slug:key>/", groups.group, name="group"),
    path("thay-the/", people.stand_ins, name="stand_ins"),
    path("thay-the/<int:stand_in_id>/", people.answer_stand_in, name="answer_stand_in"),
    path("thay-the/<int:stand_in_id>/ket-thuc/", people.end_stand_in, name="end_stand_in"),
    path("chuc-vu/<int:post_id>/ket-thuc/", people.end_post, name="end_post"),
    path("chuc-vu/<int:post_id>/huy/", people.withdraw_post, name="withdraw_post"),
    path("don-vi/<str:code>/", directory.unit, name="unit"),
    path("don-vi/<str:code>/thay-doi/", changes.change, name="change"),
    path("don-vi/<str:code>/huy-thay-doi/", changes.withdraw, name="withdraw"),
    path("don-vi/<str:code>/ten-khac/", changes.aliases, name="aliases"),
    path("don-vi/<str:code>/ten-khac/<int:alias_id>/", changes.remove_alias, name="remove_alias"),
    path("don-vi/<str:code>/chuc-vu/", people.posts, name="posts"),
]
