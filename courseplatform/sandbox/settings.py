"""Django's settings for the sandbox's own process: hardly any are needed."""

from __future__ import annotations

import secrets

SECRET_KEY = secrets.token_urlsafe()
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
INSTALLED_APPS: list[str] = []
ROOT_URLCONF = "courseplatform.sandbox.urls"
LOGGING_CONFIG = None
DEFAULT_CHARSET = "utf-8"
