"""Addresses of the room Privacy."""

from django.urls import path

from sturmwarte.station.privacy.pages import (
    documents,
    holds,
    objections,
    person,
    register,
    request,
    retention,
)

urlpatterns = [
    path("privacy/", register.privacy, name="privacy"),
    path("privacy/person/", person.person_kept, name="person_kept"),
    path("privacy/requests/enter/", person.enter_request, name="enter_request"),
    path("privacy/requests/<int:id>/", request.privacy_request, name="privacy_request"),
    path("privacy/requests/<int:id>/begin/", request.begin_request, name="begin_request"),
    path("privacy/requests/<int:id>/stop/", request.stop_request, name="stop_request"),
    path("privacy/requests/<int:id>/withdraw/", request.withdraw_request, name="withdraw_request"),
    path("privacy/requests/<int:id>/disclose/", request.disclose_request, name="disclose_request"),
    path("privacy/holds/", holds.holds, name="holds"),
    path("privacy/holds/extend/", holds.extend_hold, name="extend_hold"),
    path("privacy/holds/release/", holds.release_hold, name="release_hold"),
    path("privacy/holds/<int:id>/back/", holds.take_back_hold, name="take_back_hold"),
    path("privacy/retention/", retention.retention, name="retention"),
    path("privacy/objections/", objections.objections, name="objections"),
    path("privacy/documents/", documents.documents, name="documents"),
    path("privacy/documents/<slug:kind>/", documents.document, name="document"),
]
