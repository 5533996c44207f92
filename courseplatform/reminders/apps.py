"""Django's entry for reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """The app ``reminders``."""

    name = "courseplatform.reminders"
    label = "reminders"
