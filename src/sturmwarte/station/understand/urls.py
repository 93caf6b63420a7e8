"""Addresses of what was understood."""

from django.urls import path

from sturmwarte.station.understand.pages import correct, decide, learning, queue

urlpatterns = [
    path("understand/reading/", correct.reading, name="reading"),
    path("understand/correct/", correct.correct_reading, name="correct"),
    path("understand/take-back/", correct.take_back, name="unsay"),
    path("understand/queue/", queue.queue, name="queue"),
    path("understand/queue/label/", queue.label_post, name="label"),
    path("understand/queue/skip/", queue.skip_post, name="skip"),
    path("understand/queue/undo/", queue.take_back_last, name="unlabel"),
    path("understand/learning/", learning.learning, name="learning"),
    path("understand/learning/refit/", decide.refit, name="refit"),
    path("understand/learning/undo/", decide.undo, name="undo_version"),
    path("understand/learning/<int:number>/activate/", decide.activate, name="activate_version"),
]
