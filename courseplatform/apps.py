"""The app that holds the base templates, checks and Celery's start."""

from django.apps import AppConfig
from django.urls import register_converter


class CoursePlatformConfig(AppConfig):
    """Loads Celery and the system checks when Django is ready."""

    name = "courseplatform"
    label = "courseplatform"

    def ready(self) -> None:
        """Load what must be known before the first request or job."""
        from courseplatform import celery, checks  # noqa: F401
        from courseplatform.accounts import events
        from courseplatform.kit import sweeps
        from courseplatform.kit.references import RefConverter

        register_converter(RefConverter, "ref")  # the rooms' addresses are written with it
        sweeps.load()
        events.connect()
