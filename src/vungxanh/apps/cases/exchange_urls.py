"""Addresses of duplicates, imports and exports, below those of case work."""

from django.urls import path

from vungxanh.apps.cases.views import alike, duplicates, exporting, importing

urlpatterns = [
    path("nhap/", importing.import_file, name="import"),
    path("nhap/mau/<slug:template>/<slug:kind>.<slug:form>", exporting.empty_template, name="import_template"),
    path("nhap/<int:pk>/", importing.staged, name="import_staged"),
    path("nhap/<int:pk>/xet/", importing.decide, name="import_row"),
    path("nhap/<int:pk>/xac-nhan/", importing.confirm, name="import_confirm"),
    path("nhap/<int:pk>/bo/", importing.discard, name="import_discard"),
    path("xuat/", exporting.export_file, name="export"),
    path("trung/", alike.alike, name="alike"),
    path("nguoi/<int:pk>/trung/", duplicates.duplicates, name="duplicates"),
    path("nguoi/<int:pk>/gop/", duplicates.merge, name="merge"),
    path("gop/<int:pk>/hoan-tac/", duplicates.undo_merge, name="merge_undo"),
    path("nguoi/<int:pk>/khac/", duplicates.not_same, name="not_same"),
    path("nguoi/<int:pk>/xem-lai/", duplicates.ask_again, name="ask_again"),
]
