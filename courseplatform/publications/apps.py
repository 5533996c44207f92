"""Django's entry for publications."""

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """The app ``publications``."""

    name = "courseplatform.publications"
    label = "publications"
