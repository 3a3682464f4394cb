"""Addresses of the insight pages."""

from django.urls import URLPattern, URLResolver, path

from vungxanh.apps.insight.views import dashboard, exports, listing, printing

app_name = "insight"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.directives, name="directives"),
    path("van-ban.<slug:form>", exports.directives, name="export_directives"),
    path("<int:pk>/", dashboard.directive, name="directive"),
    path("<int:pk>/in/", printing.paper, name="print"),
    path("<int:pk>/don-vi.<slug:form>", exports.units, name="export_units"),
    path("<int:pk>/nhiem-vu.<slug:form>", exports.assignments, name="export_assignments"),
]
