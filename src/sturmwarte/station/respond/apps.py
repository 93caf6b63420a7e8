from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.respond"
    label = "respond"
    default_auto_field = "django.db.models.BigAutoField"
