"""The door for gunicorn: ``gunicorn courseplatform.wsgi``."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseplatform.settings.production")

application = get_wsgi_application()

from courseplatform.people import practice  # noqa: E402 - models exist from here on

practice.refuse_in_production()

# What is loaded by now stays until the process ends. All pages are among it, so that the first to ask
# does not wait for them; and the collector of garbage need not look through it again and again.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
