"""Addresses as in the standard's OpenAPI; values in them are percent-encoded."""

from typing import Any

from django.urls import path

from . import views

app_name = "epcis"

RESOURCES = {
    "epcs": ("epc", "MATCH_any"),
    "bizSteps": ("biz_step", "EQ_bizStep"),
    "bizLocations": ("biz_location", "EQ_bizLocation"),
    "readPoints": ("read_point", "EQ_readPoint"),
    "dispositions": ("disposition", "EQ_disposition"),
}


def _of(name: str, first: Any, parameter: str) -> list[Any]:
    return [
        path(name, first, name=name),
        path(f"{name}/<path:value>/events", views.resource_events(parameter)),
        path(f"{name}/<path:value>", views.resource(parameter)),
    ]


urlpatterns = [
    path("", views.top, name="top"),
    path("capture", views.capture, name="capture"),
    path("capture/<str:code>", views.job, name="job"),
    path("events", views.events, name="events"),
    path("events/<path:event_id>", views.event, name="event"),
    *_of("eventTypes", views.event_types, "eventType"),
]
for name, (column, parameter) in RESOURCES.items():
    urlpatterns += _of(name, views.listing(column), parameter)
