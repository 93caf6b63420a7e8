"""A real OpenID Connect provider on loopback: oidc-provider-mock (Authlib), in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2

from sturmwarte.station.people.sign_on.config import SignOn, providers
from tests.web.browser import free_port

CLIENT, SECRET = "sturmwarte", "a secret the provider gave"


@contextmanager
def provider(**people: dict[str, Any]) -> Iterator[str]:
    """The issuer's address. `people`: subject -> claims."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    users = [f"--user-claims={json.dumps({'sub': sub, **claims})}" for sub, claims in people.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(f"{issuer}/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the provider ended at its start")
        try:
            if httpx2.get(url, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the provider did not answer within 30 s")


def use(settings: Any, issuer: str, **more: Any) -> SignOn:
    """Lets this station use the provider."""
    sign_on = SignOn(issuer, CLIENT, SECRET, **more)
    settings.SIGN_ON, settings.SOCIALACCOUNT_PROVIDERS = sign_on, providers(sign_on)
    return sign_on


def agree(address: str, sub: str) -> str:
    """Does at the provider what a person does there; returns where the browser is sent next."""
    answer = httpx2.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
