"""Addresses of the accounts pages."""

urlpatterns = []
