"""Addresses of charts, chain, breaker and planner, below /truy-vet/."""

from django.urls import URLPattern, path

from vungxanh.apps.cases.views import breaker, chain, pictures, planner

urlpatterns: list[URLPattern] = [
    path("bieu-do/", pictures.pictures, name="pictures"),
    path("bieu-do/duong-cong.csv", pictures.curve_file, name="curve_file"),
    path("bieu-do/theo-xa.csv", pictures.communes_file, name="communes_file"),
    path("bieu-do/thoi-gian-bao-tin.csv", pictures.delays_file, name="delays_file"),
    path("chuoi-lay/", chain.chain, name="chain"),
    path("ngat-mach/", breaker.breaker, name="breaker"),
    path("ke-hoach-phu/", planner.planner, name="planner"),
    path("ke-hoach-phu/theo-xa.csv", planner.planner_file, name="planner_file"),
]
