"""The door for gunicorn: ``gunicorn courseplatform.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseplatform.settings.production")

application = get_wsgi_application()

from courseplatform.people import practice  # noqa: E402 - models exist from here on

practice.refuse_in_production()
