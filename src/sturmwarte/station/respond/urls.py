"""Addresses of the desk."""

from django.urls import path

from sturmwarte.station.respond.pages import acts, answers, desk, here, leaving, many, saved

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/lists/", saved.save_list, name="save_list"),
    path("desk/lists/<int:id>/forget/", saved.forget_list, name="forget_list"),
    path("desk/many/", many.do_to_many, name="do_to_many"),
    path("desk/many/<slug:done>/undo/", many.undo_many, name="undo_many"),
    path("desk/<int:id>/", desk.case, name="case"),
    path("desk/<int:id>/present/", here.present, name="present"),
    path("desk/<int:id>/here/", here.tell_here, name="tell_here"),
    path("desk/<int:id>/take/", acts.take_case, name="take"),
    path("desk/<int:id>/give-back/", acts.give_back_case, name="give_back"),
    path("desk/<int:id>/assign/", leaving.assign_case, name="assign"),
    path("desk/<int:id>/postpone/", leaving.postpone_case, name="postpone"),
    path("desk/<int:id>/resume/", acts.resume_case, name="resume"),
    path("desk/<int:id>/promise/", leaving.promise_case, name="promise"),
    path("desk/<int:id>/kept/", acts.keep_case, name="kept"),
    path("desk/<int:id>/ignore/", leaving.ignore_case, name="ignore"),
    path("desk/<int:id>/close/", leaving.close_case, name="close"),
    path("desk/<int:id>/reopen/", acts.reopen_case, name="reopen"),
    path("desk/<int:id>/undo/", acts.undo_case, name="undo"),
    path("desk/<int:id>/note/", acts.note_case, name="note"),
    path("desk/<int:id>/answer/", answers.answer_case, name="answer"),
    path("desk/<int:id>/answer/<int:number>/stop/", answers.stop_answer, name="stop"),
    path("desk/<int:id>/answer/<int:number>/again/", answers.send_again, name="again"),
]
