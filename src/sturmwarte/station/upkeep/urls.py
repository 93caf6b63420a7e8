"""Addresses of settings, backup, health and refused posts."""

from django.urls import path

from sturmwarte.station.upkeep.pages import backup, health, refused
from sturmwarte.station.upkeep.pages.settings import settings

urlpatterns = [
    path("settings/", settings, name="settings"),
    path("backup/", backup.backup, name="backup"),
    path("backup/make/", backup.make_backup, name="make_backup"),
    path("backup/times/", backup.change_timetable, name="change_timetable"),
    path("backup/<int:id>/check/", backup.check_backup, name="check_backup"),
    path("backup/<int:id>/remove/", backup.remove_backup, name="remove_backup"),
    path("backup/<int:id>/fetch/", backup.fetch_backup, name="fetch_backup"),
    path("health/", health.health, name="health"),
    path("health/live", health.live, name="live"),
    path("health/examine/", health.examine_now, name="examine_now"),
    path("health/jobs/<int:id>/", health.revive_job, name="revive_job"),
    path("health/messages/<int:id>/", health.send_outgoing, name="send_outgoing"),
    path("health/refused/", refused.refused, name="refused"),
    path("health/refused/again/", refused.retry_refused, name="retry_refused"),
    path("health/refused/<int:id>/", refused.refused_post, name="refused_post"),
    path("health/refused/<int:id>/discard/", refused.discard_refused, name="discard_refused"),
    path("health/refused/<int:id>/keep/", refused.keep_refused, name="keep_refused"),
]
