from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.listen"
    label = "listen"
    default_auto_field = "django.db.models.BigAutoField"
