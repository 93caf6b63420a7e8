from django.apps import AppConfig


class Config(AppConfig):
    name = "sturmwarte.station.tour"
    label = "tour"
