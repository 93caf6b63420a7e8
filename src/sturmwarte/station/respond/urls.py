"""Addresses of the desk."""

from django.urls import path

from sturmwarte.station.respond.pages import acts, answers, desk

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:id>/", desk.case, name="case"),
    path("desk/<int:id>/take/", acts.take_case, name="take"),
    path("desk/<int:id>/close/", acts.close_case, name="close"),
    path("desk/<int:id>/undo/", acts.undo_case, name="undo"),
    path("desk/<int:id>/note/", acts.note_case, name="note"),
    path("desk/<int:id>/answer/", answers.answer_case, name="answer"),
    path("desk/<int:id>/answer/<int:number>/stop/", answers.stop_answer, name="stop"),
    path("desk/<int:id>/answer/<int:number>/again/", answers.send_again, name="again"),
]
