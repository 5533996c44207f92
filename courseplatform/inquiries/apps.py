"""Django's entry for inquiries."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """The app ``inquiries``."""

    name = "courseplatform.inquiries"
    label = "inquiries"
