"""Addresses of getting in and of permissions."""

from django.urls import path

from sturmwarte.station.people.pages import absences, entering, granting, logins, people, sealed, sign_in

urlpatterns = [
    path("start/<str:token>/", entering.first_owner, name="first_run"),
    path("invited/<str:token>/", entering.invited, name="invited"),
    path("enter/<str:token>/", entering.demo, name="enter"),
    path("account/sealed/", sealed.break_seal, name="account_sealed"),
    path("people/", people.people, name="people"),
    path("people/invite/", logins.invite, name="invite"),
    path("people/<int:id>/", people.person, name="person"),
    path("people/<int:id>/link/", logins.new_link, name="new_link"),
    path("people/<int:id>/uninvite/", logins.uninvite, name="uninvite"),
    path("people/<int:id>/switch/", logins.switch, name="switch_login"),
    path("people/<int:id>/sign-out/", logins.sign_out, name="sign_out_login"),
    path("people/<int:id>/person/", logins.link_person, name="link_person"),
    path("people/<int:id>/factors/", logins.reset_factors, name="reset_factors"),
    path("people/<int:id>/grants/", granting.grant, name="grant"),
    path("people/<int:id>/preview/", granting.preview, name="grant_preview"),
    path("people/<int:id>/grants/<int:grant>/revoke/", granting.revoke, name="revoke"),
    path("station/absences/", absences.absences, name="absences"),
    path("station/absences/enter/", absences.enter, name="enter_absence"),
    path("station/absences/<int:id>/withdraw/", absences.withdraw, name="withdraw_absence"),
    path("station/absences/<int:id>/restore/", absences.restore, name="restore_absence"),
    path("station/sign-in/", sign_in.sign_in, name="sign_in"),
    path("station/sign-in/factors/", sign_in.factor_rule, name="factor_rule"),
    path("station/sign-in/seal/", sign_in.seal, name="seal"),
    path("station/sign-in/settle/", sign_in.settle_seal, name="settle_seal"),
]
