"""Tests: the demo's world with quick hashing and files in a folder of their own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from courseplatform.sandbox import defaults as sandbox
from courseplatform.settings.base import *  # noqa: F403
from courseplatform.settings.base import CONTENT_SECURITY_POLICY, STORAGES

MODE = "test"
DEBUG = False
SECRET_KEY = "test-only: production refuses to start with this key"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SHOW_STYLEGUIDE = True
PUBLIC_PAGE_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_files = Path(tempfile.gettempdir()) / "courseplatform-test-files"
MEDIA_ROOT = _files / "public"
PRIVATE_ROOT = _files / "private"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

SANDBOX_URL = sandbox.http_address()
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = sandbox.smtp_port()
STRIPE_SECRET_KEY = sandbox.STRIPE_KEY
STRIPE_WEBHOOK_SECRETS = [sandbox.WEBHOOK_SECRET]
STRIPE_API_BASE = SANDBOX_URL
FORM_ACTION_ORIGINS = [SANDBOX_URL]
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", *FORM_ACTION_ORIGINS]
LOGGING = {"version": 1, "disable_existing_loggers": False}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAKE_SWEEPS = False  # tests call settle(); journeys against a real worker switch it on
