"""In a real browser: to the provider and back, and passkeys with Chromium's virtual authenticator."""

import pytest

from tests.web.browser import CHROMIUM, fill, station
from tests.web.cast import EMAIL, PASSWORD
from tests.web.provider import CLIENT, SECRET, provider

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def issuer():
    with provider(jette={"email": EMAIL.format(role="owner"), "email_verified": True}) as address:
        yield address


@pytest.fixture(scope="module")
def url(issuer, tmp_path_factory):
    """By the name `localhost`: browsers allow passkeys there without TLS, and not at 127.0.0.1."""
    env = fill("empty", tmp_path_factory.mktemp("station"))
    env |= {
        "STURMWARTE_OIDC_ISSUER": issuer,
        "STURMWARTE_OIDC_CLIENT_ID": CLIENT,
        "STURMWARTE_OIDC_CLIENT_SECRET": SECRET,
        "STURMWARTE_OIDC_NAME": "Zeisig",
        "STURMWARTE_URL": f"http://localhost:{env['STURMWARTE_PORT']}",
    }
    with station(env) as running:
        yield running.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium, url):
    context = chromium.new_context(locale="en-GB")
    context.route("https://**", lambda route: route.abort())  # the provider's own page wants a foreign style
    page = context.new_page()
    page.refused = []
    page.on(
        "console", lambda message: "Content Security" in message.text and page.refused.append(message.text)
    )
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_to_the_provider_and_back_and_out_of_both(page, url, issuer):
    page.goto(f"{url}/people/")
    page.click("#sign_on")
    page.wait_for_url(f"{issuer}/**")
    page.fill("input[name=sub]", "jette")
    page.click("button:text('Authorize')")
    page.wait_for_url(f"{url}/**")
    assert page.inner_text("#menu .who") == "Jette Carstens"
    assert page.url == f"{url}/people/", "where one wanted to go"
    page.click("#menu summary")
    page.click("#menu form[action$='logout/'] button")
    page.wait_for_url(f"{issuer}/oauth2/end_session?**")
    page.goto(f"{url}/people/")
    assert "/account/login/" in page.url
    assert page.refused == []


def test_a_form_can_end_nowhere_else(page, url):
    page.goto(f"{url}/account/login/")
    page.evaluate("document.querySelector('form.form').action = 'https://elsewhere.example/'")
    page.fill("#id_login", "a@example.org")
    page.fill("#id_password", "something")
    page.evaluate("document.querySelector('form.form').submit()")
    page.wait_for_timeout(500)
    assert page.url.startswith(url)
    assert any("form-action" in one for one in page.refused)


def sign_in(page, url, role):
    page.goto(f"{url}/account/login/")
    page.fill("#id_login", EMAIL.format(role=role))
    page.fill("#id_password", PASSWORD)
    page.click("form.form button.primary")
    page.wait_for_url(lambda address: "/account/login" not in address)


def sign_out(page):
    page.click("#menu summary")
    page.click("#menu form[action$='logout/'] button")
    page.wait_for_url("**/account/login/")


def test_a_passkey_is_added_and_then_opens_the_door_alone_and_as_second_factor(page, url):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})
    sign_in(page, url, "lead")
    page.goto(f"{url}/account/2fa/")
    page.click("a[href$='webauthn/add/']")
    page.fill("input[type=password]", PASSWORD)
    page.click("form.form button.primary")
    page.fill("#id_name", "Laptop")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    assert page.locator(".codes li").count() == 10
    page.goto(f"{url}/account/2fa/")
    assert "Laptop" in page.inner_text("main")
    assert "Passkey" in page.inner_text("main .grants")
    sign_out(page)

    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/account/" not in address)
    assert page.inner_text("#menu .who") == "Lead Beispiel"
    sign_out(page)

    sign_in(page, url, "lead")
    assert "/account/2fa/authenticate/" in page.url
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda address: "/account/" not in address)
    assert page.inner_text("#menu .who") == "Lead Beispiel"
    assert page.refused == []


def test_a_permission_is_shown_before_it_is_given_and_undone_by_key(page, url):
    sign_in(page, url, "owner")
    page.goto(f"{url}/people/")
    page.click("a.person:has-text('Reader Beispiel')")
    page.select_option("#id_role", "legal")
    page.wait_for_selector("#preview b:has-text('Legal for all channels and topics, for good.')")
    page.click(".form.grant button.primary")
    page.wait_for_selector(".done")
    assert page.locator(".grants li").count() == 2
    page.keyboard.press("u")
    page.wait_for_selector(".done:has-text('Taken away')")
    assert page.locator(".grants li").count() == 1
