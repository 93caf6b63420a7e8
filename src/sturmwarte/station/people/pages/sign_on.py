"""The way to the provider of the single sign-on, and back from it."""

import logging
from typing import Any, cast

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests import RequestException

from sturmwarte.station.frame.access import call, page
from sturmwarte.station.people.sign_on.adapter import unreachable
from sturmwarte.station.people.sign_on.config import ID
from sturmwarte.station.people.sign_on.provider import Describing

log = logging.getLogger("sturmwarte.sign_on")


@call(None, strangers="this is how one gets in")
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends the browser to the provider. Only a form of ours does it, so that no link can."""
    return _led(request, provider_id, OAuth2LoginView)


@page(None, strangers="the provider sends people back to it; what it brings is checked with the provider")
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _led(request, provider_id, OAuth2CallbackView)


def _led(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    if settings.SIGN_ON is None or provider_id != ID:
        raise Http404
    try:
        return cast(HttpResponse, view.adapter_view(Describing(request, ID))(request))
    except (RequestException, OAuth2Error, ValueError) as trouble:
        log.warning("single sign-on: %s", type(trouble).__name__)
        messages.error(request, unreachable())
        return redirect("account_login")
