"""Registers saved searches."""

from django.apps import AppConfig


class Searches(AppConfig):
    name = "sturmwarte.station.searches"
    label = "searches"
    default_auto_field = "django.db.models.BigAutoField"
