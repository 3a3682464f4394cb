"""Addresses of the channel, below /exposure/v1/."""

from django.urls import path

from vungxanh.apps.exposure.channel import fetching, handing_in

app_name = "exposure_channel"
urlpatterns = [
    path("index.json", fetching.index, name="index"),
    path("keys.json", fetching.keys, name="keys"),
    path("batches/<int:number>.bin", fetching.batch, name="batch"),
    path("uploads", handing_in.uploads, name="uploads"),
    path("reports", handing_in.reports, name="reports"),
]
