"""allauth asks each provider for its addresses. Ours stand in `people/doors.py`, declared like all others."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
