"""Persons, the roles they hold, the organiser, and the audit trail of staff acts."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.roles import Right, Role, rights_of


class UserManager(BaseUserManager["User"]):
    """Makes people; e-mail is lower-cased, since it is the login."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        """Return a new person; without a password nobody can log in as them."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return an owner who may also look at /admin/."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        RoleGrant.objects.create(user=user, role=Role.OWNER, granted_at=clock.now())
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with that login, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. E-mail may be empty for people who came by another door, or were erased."""

    ref = RefField()
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True, max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    certificate_name = models.CharField(_("name on certificates"), max_length=120, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    theme = models.CharField(_("appearance"), max_length=8, blank=True)
    single_keys_off = models.BooleanField(_("single-key shortcuts off"), default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text=_("May look at /admin/."))
    is_demo = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="an_email_is_kept_in_lower_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(email=""), name="no_email_is_null_and_never_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name to show to staff and to the person: the name, else the e-mail."""
        return self.name or self.email or str(_("Former participant"))

    def get_full_name(self) -> str:
        """Return the person's name."""
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The global roles held now; one query, kept for the request."""
        if not self.pk:
            return frozenset()
        return frozenset(self.grants.values_list("role", flat=True))

    def may(self, right: Right) -> bool:
        """Tell whether one of the person's roles gives ``right``."""
        return self.is_active and right in rights_of(self.roles)


class RoleGrant(models.Model):
    """One global role of one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.UniqueConstraint("user", "role", name="one_grant_for_each_role_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Organiser(models.Model):
    """The one organiser of this installation, copied onto orders and documents."""

    name = models.CharField(max_length=160)
    legal_name = models.CharField(max_length=160, blank=True)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    email = models.EmailField()
    zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    strapline = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_organiser"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Organiser:
        """Return the organiser, or an unsaved one that says the set-up is not done."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="", email="")

    def snapshot(self) -> dict[str, str]:
        """Return what orders and documents copy: name, address, VAT number, country, e-mail."""
        return {
            "name": self.legal_name or self.name,
            "address": self.address,
            "country": self.country,
            "vat_number": self.vat_number,
            "email": self.email,
        }


class LegalPage(models.Model):
    """One version of terms, privacy notice, refund policy or imprint; the newest one is in force."""

    slug = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(help_text=_("Markdown."))
    html = models.TextField(editable=False)
    in_force_from = models.DateTimeField()

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.UniqueConstraint("slug", "version", name="one_row_for_each_version_of_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class AuditEntry(models.Model):
    """One staff act on money, marks or personal data; append-only, without personal text."""

    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, help_text=_("kind:reference"))
    facts = models.JSONField(default=dict)

    class Meta:
        app_label = "people"
        indexes: ClassVar = [
            models.Index("subject", "at", name="audit_of_a_subject"),
            models.Index("at", name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject}"


class DataExport(models.Model):
    """A person's request for a copy of their data: ``requested -> made -> expired``, or ``failed``."""

    ref = RefField()
    person = models.ForeignKey(User, models.CASCADE, related_name="data_exports")
    state = models.CharField(max_length=10, default="requested")
    file = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["requested", "made", "expired", "failed"]),
                name="an_export_has_a_known_state",
            ),
            models.UniqueConstraint(
                "person",
                condition=models.Q(state="requested"),
                name="a_person_waits_for_one_export_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class Erasure(models.Model):
    """A person's wish to be forgotten: ``planned -> done``, or ``withdrawn`` within seven days.

    ``stayed`` holds what the law keeps and why, in sentences without personal data.
    """

    ref = RefField()
    person = models.ForeignKey(User, models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, default="planned")
    requested_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    stayed = models.JSONField(default=list)

    class Meta:
        app_label = "people"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "withdrawn", "done"]),
                name="an_erasure_has_a_known_state",
            ),
            models.UniqueConstraint(
                "person",
                condition=models.Q(state="planned"),
                name="a_person_is_erased_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"
