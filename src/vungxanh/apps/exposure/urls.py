"""Addresses of the pages on codes, batches and contacts' own reports, below /truy-vet/ma/."""

from django.urls import URLPattern, path

from vungxanh.apps.exposure.views import asides, batches, codes, issuing, reports

app_name = "exposure"
urlpatterns: list[URLPattern] = [
    path("", codes.codes, name="codes"),
    path("cap/", issuing.ask, name="issue"),
    path("cap/xac-nhan/", issuing.give, name="give"),
    path("cap-them/", codes.extend, name="extend"),
    path("<uuid:pk>/thu-hoi/", codes.take_back, name="take_back"),
    path("tu-bao/", reports.reports, name="reports"),
    path("tu-bao/<uuid:pk>/", reports.report, name="report"),
    path("tu-bao/<uuid:pk>/xac-nhan/", reports.confirm, name="confirm_report"),
    path("lo-khoa/", batches.batches, name="batches"),
    path("lo-khoa/<int:number>/thu-hoi/", batches.withdraw, name="withdraw_batch"),
    path("khoa-bi-gat/", asides.asides, name="asides"),
    path("khoa-bi-gat/<int:pk>/", asides.dismiss, name="dismiss_aside"),
    path("khoa-ky/doi/", batches.rotate, name="rotate"),
    path("khoa-ky/<int:version>/khong-tin/", batches.distrust_key, name="distrust"),
]
