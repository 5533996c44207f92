"""/admin/ is for looking: nothing with state, money, marks or personal data changes there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courseplatform.people.models import AuditEntry, LegalPage, Organiser, RoleGrant, User


class LookOnly(admin.ModelAdmin):
    """A model that can be looked at and searched, never added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(User)
class UserLook(LookOnly):
    """People, without their secrets."""

    exclude = ("password",)
    list_display = ("email", "name", "is_active", "joined_at")
    search_fields = ("email", "name")


@admin.register(AuditEntry)
class AuditLook(LookOnly):
    """Staff acts, newest first."""

    list_display = ("at", "actor", "act", "subject")
    search_fields = ("subject", "act")
    ordering = ("-at",)


for _model in (RoleGrant, Organiser, LegalPage):
    admin.site.register(_model, LookOnly)
