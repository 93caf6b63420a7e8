"""Addresses of the briefing."""

from django.urls import path

from sturmwarte.station.brief.pages import brief, look, mailing

urlpatterns = [
    path("brief/", brief.brief, name="brief"),
    path("brief/read/", look.read, name="brief_read"),
    path("brief/unread/", look.unread, name="brief_unread"),
    path("brief/fresh/", look.fresh, name="brief_fresh"),
    path("brief/mail/", mailing.mail, name="brief_mail"),
]
