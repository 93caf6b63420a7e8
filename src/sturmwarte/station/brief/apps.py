from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.brief"
    label = "brief"
    default_auto_field = "django.db.models.BigAutoField"
