"""Where each feature's pages stand."""

from django.urls import include, path

from vungxanh.project.api import api
from vungxanh.project.metrics import metrics
from vungxanh.project.search import search_json

handler400 = "vungxanh.kit.web.refused"
handler500 = "vungxanh.kit.web.broken"
urlpatterns = [
    path("", include("vungxanh.apps.work.urls")),
    path("tai-khoan/", include("vungxanh.apps.accounts.urls")),
    path("danh-ba/", include("vungxanh.apps.org.urls")),
    path("van-ban-chi-dao/", include("vungxanh.apps.directives.urls")),
    path("so-lieu/", include("vungxanh.apps.insight.urls")),
    path("truy-vet/ma/", include("vungxanh.apps.exposure.urls")),
    path("truy-vet/", include("vungxanh.apps.cases.urls")),
    path("exposure/v1/", include("vungxanh.apps.exposure.channel.urls")),
    path("ui/", include("vungxanh.ui.urls")),
    path("api/v1/", api.urls),
    path("tim", search_json, name="search_json"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("metrics", metrics, name="metrics"),
]
