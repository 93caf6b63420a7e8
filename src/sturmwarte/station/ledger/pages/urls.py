"""Addresses of the audit trail."""

from django.urls import path

from sturmwarte.station.ledger.pages.audit import audit, entry
from sturmwarte.station.ledger.pages.export import export

urlpatterns = [
    path("audit/", audit, name="audit"),
    path("audit/export/", export, name="export_audit"),
    path("audit/<int:id>/", entry, name="audit_entry"),
]
