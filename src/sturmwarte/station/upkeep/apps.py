from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"
