"""Addresses of what was understood."""

from django.urls import path

from sturmwarte.station.understand.pages import correct

urlpatterns = [
    path("understand/reading/", correct.reading, name="reading"),
    path("understand/correct/", correct.correct_reading, name="correct"),
    path("understand/take-back/", correct.take_back, name="unsay"),
]
