"""Addresses of the desk."""

from django.urls import path

from sturmwarte.station.respond.pages import acts, desk

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:id>/", desk.case, name="case"),
    path("desk/<int:id>/take/", acts.take_case, name="take"),
    path("desk/<int:id>/close/", acts.close_case, name="close"),
    path("desk/<int:id>/undo/", acts.undo_case, name="undo"),
    path("desk/<int:id>/note/", acts.note_case, name="note"),
]
