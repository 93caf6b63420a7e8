from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"
