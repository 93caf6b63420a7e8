from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.frame"
    label = "frame"
    default_auto_field = "django.db.models.BigAutoField"
