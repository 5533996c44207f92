"""The demo: everything real but the outside world, for which the sandbox stands in."""

from __future__ import annotations

from courseplatform.sandbox import defaults as sandbox
from courseplatform.settings import environment as env
from courseplatform.settings.base import *  # noqa: F403
from courseplatform.settings.base import CONTENT_SECURITY_POLICY, DATABASES, SITE_URL

MODE = "demo"
DEBUG = False
SECRET_KEY = "demo-only: production refuses to start with this key"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SHOW_STYLEGUIDE = True
env.keep_connections(DATABASES["default"])

SANDBOX_URL = sandbox.http_address()
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = sandbox.smtp_port()
STRIPE_SECRET_KEY = sandbox.STRIPE_KEY
STRIPE_WEBHOOK_SECRETS = [sandbox.WEBHOOK_SECRET]
STRIPE_API_BASE = SANDBOX_URL
FORM_ACTION_ORIGINS = [SANDBOX_URL]
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = ["'self'", *FORM_ACTION_ORIGINS]
