"""The app that holds the base templates, checks and Celery's start."""

from django.apps import AppConfig


class CoursePlatformConfig(AppConfig):
    """Loads Celery and the system checks when Django is ready."""

    name = "courseplatform"
    label = "courseplatform"

    def ready(self) -> None:
        """Load what must be known before the first request or job."""
        from courseplatform import celery, checks  # noqa: F401
        from courseplatform.accounts import events
        from courseplatform.kit import sweeps

        sweeps.load()
        events.connect()
