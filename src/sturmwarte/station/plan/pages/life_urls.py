"""Addresses of what becomes of the plan: emergency changes, its history, what is missing and out of date."""

from django.urls import path

from sturmwarte.station.plan.pages import stale
from sturmwarte.station.plan.pages.emergency import line, page, verbs
from sturmwarte.station.plan.pages.history import page as history
from sturmwarte.station.plan.pages.history import restoring

urlpatterns = [
    path("plan/stale/", stale.stale_page, name="plan_stale"),
    path("plan/history/", history.history, name="plan_history"),
    path("plan/history/<int:id>/", history.snapshot, name="plan_snapshot"),
    path("plan/history/<int:id>/restore/", restoring.restore_plan, name="plan_restore"),
    path("plan/history/trial/<int:id>/", restoring.trial_fragment, name="plan_trial"),
    path("plan/emergency/", page.emergency, name="emergency"),
    path("plan/emergency/now/", page.emergency_now, name="emergency_now"),
    path("plan/emergency/line/", line.line_fragment, name="emergency_line"),
    path("plan/emergency/propose/", verbs.propose, name="emergency_propose"),
    path("plan/emergency/proposal/<int:id>/agree/", verbs.agree, name="emergency_agree"),
    path("plan/emergency/proposal/<int:id>/decline/", verbs.decline, name="emergency_decline"),
    path("plan/emergency/proposal/<int:id>/withdraw/", verbs.withdraw, name="emergency_withdraw"),
    path("plan/emergency/<int:id>/end/", verbs.end, name="emergency_end"),
]
