"""Addresses of getting in and of permissions."""

from django.urls import path

from sturmwarte.station.people.pages import entering, people

urlpatterns = [
    path("start/<str:token>/", entering.first_owner, name="first_run"),
    path("invited/<str:token>/", entering.invited, name="invited"),
    path("enter/<str:token>/", entering.demo, name="enter"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:id>/", people.person, name="person"),
    path("people/<int:id>/link/", people.new_link, name="new_link"),
    path("people/<int:id>/switch/", people.switch, name="switch_login"),
    path("people/<int:id>/grants/", people.grant, name="grant"),
    path("people/<int:id>/grants/<int:grant>/revoke/", people.revoke, name="revoke"),
]
