"""Addresses of the gallery."""

from django.urls import path

from vungxanh.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("plain/", views.refusal, name="plain"),
    path("<slug:kind>/", views.page_kind, name="kind"),
]
