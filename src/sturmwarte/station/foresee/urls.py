"""Addresses of waves, of the situation at a glance, and of recorded storms."""

from django.urls import path

from sturmwarte.station.foresee.pages import lage, listing, signs, storms, verbs, wave
from sturmwarte.station.foresee.pages.situation import cases

urlpatterns = [
    path("lage/", lage.lage, name="lage"),
    path("lage/open/", cases.listing, name="lage_work"),
    path("waves/", listing.listing, name="waves"),
    path("waves/signs/", signs.signs, name="signs"),
    path("waves/<str:id>/", wave.wave, name="wave"),
    path("waves/<str:id>/judge/", verbs.judge_wave, name="judge_wave"),
    path("waves/<str:id>/judge/undo/", verbs.undo_judge, name="undo_judge"),
    path("waves/<str:id>/mute/", verbs.mute_topic, name="mute_topic"),
    path("waves/<str:id>/unmute/", verbs.unmute_topic, name="unmute_topic"),
    path("waves/<str:id>/step-down/", verbs.lower_level, name="lower_level"),
    path("storms/", storms.listing, name="storms"),
    path("storms/bring/", storms.bring_storm, name="bring_storm"),
    path("storms/<int:id>/", storms.storm, name="storm"),
    path("storms/<int:id>/forget/", storms.forget, name="forget_storm"),
]
