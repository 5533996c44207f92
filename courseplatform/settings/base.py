"""What every installation shares. Nothing here is secret and nothing is chosen for a place."""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from typing import Any

# The wheel's zone data, never the system's: an old system copy moves future webinars by an hour.
zoneinfo.reset_tzpath(to=[])

from csp.constants import NONE, SELF  # noqa: E402

from courseplatform.settings import environment as env  # noqa: E402
from courseplatform.settings.rooms import BASE_DIR, folders  # noqa: E402

MODE = "base"  # demo, test or production
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
VAR_DIR = Path(env.text("COURSEPLATFORM_VAR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "courseplatform.apps.CoursePlatformConfig",
    "courseplatform.people.apps.PeopleConfig",
    "courseplatform.letters.apps.LettersConfig",
    "courseplatform.reminders.apps.RemindersConfig",
    "courseplatform.publications.apps.PublicationsConfig",
    "courseplatform.inquiries.apps.InquiriesConfig",
    "exercises.apps.ExercisesConfig",
    "courses.apps.CoursesConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "courseplatform.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "courseplatform.languages.speaking.ReadersLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "courseplatform.accounts.guard.StaffGuardMiddleware",
    "courseplatform.answers.RefusalMiddleware",
]

ROOT_URLCONF = "courseplatform.urls"
WSGI_APPLICATION = "courseplatform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "courseplatform" / "templates", *folders("templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courseplatform.people.viewer.viewer",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": env.database()}

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "courseplatform.accounts.passwords.HouseWordsValidator"},
    {"NAME": "courseplatform.accounts.breached.BreachedPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "courseplatform.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "courseplatform.accounts.signup.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "courseplatform.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
BREACHED_PASSWORDS_URL = ""  # a list of leaked passwords to ask; empty: none is asked
STAFF_NEEDS_SECOND_FACTOR = False
EVERYBODY_NEEDS_SECOND_FACTOR = False
STAFF_SESSION_IDLE_MINUTES = 0  # 0: staff sessions live as long as everybody's
STAFF_SESSION_MOST_HOURS = 12
SEAL_KEYS = env.words("SEAL_KEYS")  # newest first; without any, SECRET_KEY serves
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_MOST_DAYS = 30  # after that everybody signs in again, however busy they were
SESSION_COOKIE_HTTPONLY = True
COOKIE_PREFIX = ""
LANGUAGE_COOKIE_NAME = "language"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the form they send
CSRF_FAILURE_VIEW = "courseplatform.answers.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- languages and time ---------------------------------------------------------------------
LANGUAGES = env.languages("SITE_LANGUAGES", "en")
LANGUAGE_CODE = LANGUAGES[0][0]
# An installation's own words come before the project's.
LOCALE_PATHS = [VAR_DIR / "locale", BASE_DIR / "courseplatform" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "j F Y"

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [*folders("static")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "courseplatform.stylesheets.BundleFinder",
]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
BUNDLES_ROOT = VAR_DIR / "bundles"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "public"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "public": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- background work ------------------------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "redis://127.0.0.1:6379/0")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat.db")
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }

# Rate limits and the reuse check of one-time codes need one cache for all processes.
CACHE_URL = env.text("CACHE_URL", CELERY_BROKER_URL)
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "courseplatform.kit.shared_cache.SharedCache",
        "LOCATION": CACHE_URL.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "courseplatform",
        "VERSION": 2,  # 1 held pickles
    }
}

WAKE_SWEEPS = True  # after a commit; tests run the sweeps by hand

# --- letters --------------------------------------------------------------------------------
EMAIL_BACKEND = "courseplatform.letters.line.Backend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "desk@example.org")
LETTERS_DOMAIN = DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")

# --- payment --------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "")
PAYMENT_HOLD_MINUTES = env.whole("PAYMENT_HOLD_MINUTES", 35, least=35, most=1430)

# --- documents --------------------------------------------------------------------------------
DOCUMENT_PREFIX = env.like("DOCUMENT_PREFIX", "[A-Z0-9-]{0,8}")
DOCUMENT_YEARS = env.whole("DOCUMENT_YEARS", 10, least=5, most=30)
NO_VAT_WORDING = env.text("NO_VAT_WORDING", "")
BANK_DETAILS = env.text("BANK_DETAILS", "")

# --- companies ------------------------------------------------------------------------------
COMPANY_ON_INVOICE = env.like("COMPANY_ON_INVOICE", "off|hold|confirm", "hold")
COMPANY_DUE_DAYS = env.whole("COMPANY_DUE_DAYS", 14, least=2, most=90)
COMPANY_CHANGE_HOURS = env.whole("COMPANY_CHANGE_HOURS", 24, least=0, most=720)
INVOICE_PROVIDER = env.like("INVOICE_PROVIDER", "stripe|", "stripe")  # empty: transfers by hand
STRIPE_BANK_TRANSFER_COUNTRY = env.like("STRIPE_BANK_TRANSFER_COUNTRY", "[A-Z]{2}", "DE")
COMPANY_MOST_PLACES = env.whole("COMPANY_MOST_PLACES", 30, least=1, most=200)

# --- safety ---------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Browsers hold form-action against redirects too: the hosts of hosted checkout and meeting rooms.
FORM_ACTION_ORIGINS = env.words("FORM_ACTION_ORIGINS", "https://checkout.stripe.com")
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "EXCLUDE_URL_PREFIXES": [],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *FORM_ACTION_ORIGINS],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
SHOW_STYLEGUIDE = False
PUBLIC_PAGE_SECONDS = 15  # how old a public page may be for people without a session; 0: never old

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "courseplatform.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("django.server", "mail.log", "stripe")},
}
