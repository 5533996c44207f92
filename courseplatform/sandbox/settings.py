"""Django's settings for the sandbox's own process: hardly any are needed."""

from __future__ import annotations

import secrets
from pathlib import Path

_CATALOGUES = Path(__file__).parent.parent / "locale"

SECRET_KEY = secrets.token_urlsafe()
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# English, and whatever the site has catalogues for.
LANGUAGES = [("en", "English"), *((path.name, path.name) for path in _CATALOGUES.glob("*"))]
LOCALE_PATHS = [_CATALOGUES]
INSTALLED_APPS: list[str] = []
ROOT_URLCONF = "courseplatform.sandbox.urls"
LOGGING_CONFIG = None
