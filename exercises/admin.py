"""What /admin/ shows of the rooms, for looking only."""

from django.apps import apps
from django.contrib import admin

from courseplatform.people.admin import LookOnly

for _model in apps.get_app_config("exercises").get_models():
    admin.site.register(_model, LookOnly)
