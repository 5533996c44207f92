"""Django's entry for courses."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """The app ``courses``; its rooms bring models, pages and jobs."""

    name = "courses"
    label = "courses"
