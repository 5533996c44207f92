"""Django's entry for people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app ``people``."""

    name = "courseplatform.people"
    label = "people"
