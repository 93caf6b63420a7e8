from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.foresee"
    label = "foresee"
    default_auto_field = "django.db.models.BigAutoField"
