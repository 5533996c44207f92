"""Production: every choice comes from the environment; docs/production.md has the table."""

from __future__ import annotations

from urllib.parse import urlsplit

from courseplatform.settings import environment as env
from courseplatform.settings.base import *  # noqa: F403
from courseplatform.settings.base import DATABASES, STRIPE_API_BASE

MODE = "production"
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", env.text("SECRET_KEY"), least=50)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
SITE_URL = env.https_address("SITE_URL")
SEAL_KEYS = [env.secret("SEAL_KEYS", one, least=32) for one in env.words("SEAL_KEYS")]
CANONICAL_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = [CANONICAL_HOST, *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

STRIPE_SECRET_KEY = env.secret("STRIPE_SECRET_KEY", env.text("STRIPE_SECRET_KEY"))
STRIPE_WEBHOOK_SECRETS = [
    env.secret("STRIPE_WEBHOOK_SECRETS", one, least=16)
    for one in env.words("STRIPE_WEBHOOK_SECRETS") or [""]
]
if STRIPE_API_BASE:
    raise env.WrongSetting("STRIPE_API_BASE leads to the payment stand-in; leave it out.")

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.whole("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")

env.keep_connections(DATABASES["default"])

BREACHED_PASSWORDS_URL = env.https_prefix("BREACHED_PASSWORDS_URL")
STAFF_NEEDS_SECOND_FACTOR = True
EVERYBODY_NEEDS_SECOND_FACTOR = env.flag("EVERYBODY_NEEDS_SECOND_FACTOR", default=False)
STAFF_SESSION_IDLE_MINUTES = env.whole("STAFF_SESSION_IDLE_MINUTES", 30, most=720)
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 1, most=5)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
# Programs are not led over: monitors and mail programs are answered, the others refused.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^letters/stop/", r"^hooks/", r"^calendar/.+\.ics$"]
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
COOKIE_PREFIX = "__Host-"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = True
