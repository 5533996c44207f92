"""Django's entry for letters."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The app ``letters``."""

    name = "courseplatform.letters"
    label = "letters"
