"""Addresses of the pages on codes and batches, below /truy-vet/ma/."""

from django.urls import URLPattern

app_name = "exposure"
urlpatterns: list[URLPattern] = []
