from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.understand"
    label = "understand"
    default_auto_field = "django.db.models.BigAutoField"
