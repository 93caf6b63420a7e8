"""Django's settings, made from the table in `options.py`. Nothing here is for people to edit."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sturmwarte.station.options import SettingError, allowed, port, read
from sturmwarte.station.people.sign_on.config import providers, sign_on
from sturmwarte.station.secret import signing_key

_set = read()
_here = Path(__file__).parent

DATA = Path(_set["STURMWARTE_DATA"]).expanduser()
DEBUG = _set["STURMWARTE_DEBUG"] == "1"
SECRET_KEY = _set["STURMWARTE_SECRET_KEY"] or signing_key(Path(_set["STURMWARTE_CONFIG"]).expanduser())
BIND, PORT = _set["STURMWARTE_BIND"], port(_set["STURMWARTE_PORT"])
PUBLIC_URL = (_set["STURMWARTE_URL"] or f"http://{BIND}:{PORT}").rstrip("/")
WATCH = _set["STURMWARTE_WATCH"]
BACKUPS = Path(_set["STURMWARTE_BACKUPS"]).expanduser() if _set["STURMWARTE_BACKUPS"] else DATA / "backups"
CONNECTIONS_KEY = _set["STURMWARTE_CONNECTIONS_KEY"]
CONFIG = Path(_set["STURMWARTE_CONFIG"]).expanduser()
ALLOW = allowed(_set["STURMWARTE_ALLOW"])
PING_URL = _set["STURMWARTE_PING_URL"]
SIGN_ON = sign_on(_set)
SMTP, MAIL_FROM = _set["STURMWARTE_SMTP"], _set["STURMWARTE_MAIL_FROM"]
_host = urlsplit(PUBLIC_URL).hostname or ""
ALLOWED_HOSTS = sorted({_host, "127.0.0.1", "localhost", "[::1]"} - {""})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

INSTALLED_APPS = [
    "sturmwarte.station.frame",
    "sturmwarte.station.ledger",
    "sturmwarte.station.people",
    "sturmwarte.station.plan",
    "sturmwarte.station.listen",
    "sturmwarte.station.archive",
    "sturmwarte.station.searches",
    "sturmwarte.station.respond",
    "sturmwarte.station.understand",
    "sturmwarte.station.campaigns",
    "sturmwarte.station.foresee",
    "sturmwarte.station.api",
    "sturmwarte.station.tour",
    "sturmwarte.station.brief",
    "sturmwarte.station.upkeep",
    "sturmwarte.station.privacy",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "sturmwarte.station.people.sign_on",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sturmwarte.station.once.Once",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sturmwarte.station.frame.preferences.Language",
    "sturmwarte.station.people.factors.required.Required",
    "sturmwarte.station.people.sealed.told.Told",
]
_TAGS = ("frame", "people", "archive", "respond", "campaigns")
ROOT_URLCONF = "sturmwarte.station.urls"
ASGI_APPLICATION = "sturmwarte.station.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sturmwarte.station.frame.context.frame",
                "sturmwarte.station.tour.walking.tour",
            ],
            "builtins": [
                "django.templatetags.i18n",
                *(f"sturmwarte.station.{app}.templatetags.{app}" for app in _TAGS),
            ],
        },
    }
]


def _database(address: str) -> dict[str, object]:
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "sturmwarte.db",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # No automatic checkpoints: one place does it (a WAL-reset race exists before 3.51.3).
                # The cache holds the upper pages of all indexes of some million posts; in 2 MB, as SQLite
                # has it, each post written reads them anew. It takes memory only as it fills.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
                " PRAGMA cache_size=-64000;",
            },
        }
    at = urlsplit(address)
    if at.scheme not in {"postgresql", "postgres"} or not at.path.strip("/"):
        raise SettingError("STURMWARTE_DATABASE: write postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path.strip("/"),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": unquote(at.hostname or ""),
        "PORT": str(at.port or ""),
    }


DATABASES = {"default": _database(_set["STURMWARTE_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]

LANGUAGE_CODE = _set["STURMWARTE_LANGUAGE"]
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [_here / "locale"]
TIME_ZONE = _set["STURMWARTE_TIME_ZONE"]
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [_here / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sturmwarte.station.frame.storage.Versioned"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form of ours may end at the provider of the single sign-on, and nowhere else.
        "form-action": [SELF, *([SIGN_ON.origin] if SIGN_ON else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_FAILURE_VIEW = "sturmwarte.station.frame.errors.csrf"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sturmwarte.station.people.adapter.Adapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "sturmwarte.station.people.factors.adapter.Factors"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sturmwarte"
# Browsers allow passkeys without TLS on localhost alone; allauth asks to be told so.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
SOCIALACCOUNT_ADAPTER = "sturmwarte.station.people.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = providers(SIGN_ON)
SOCIALACCOUNT_STORE_TOKENS = False
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
