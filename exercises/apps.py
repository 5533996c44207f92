"""Django's entry for exercises."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """The app ``exercises``; its rooms bring models, pages and jobs."""

    name = "exercises"
    label = "exercises"
