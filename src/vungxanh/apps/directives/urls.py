"""Addresses of the directives pages."""

from django.urls import URLPattern, URLResolver

app_name = "directives"
urlpatterns: list[URLPattern | URLResolver] = []
