"""Roles are given and taken with a trace."""

from __future__ import annotations

import pytest

from courseplatform.people.granting import grant, revoke
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Right, Role

pytestmark = pytest.mark.django_db


def test_a_role_is_given_once_works_at_once_and_leaves_a_trace() -> None:
    owner, person = User.objects.create_user("o@example.org"), User.objects.create_user("p@e.org")
    assert not person.may(Right.EDIT_REPORTS)
    assert grant(person, Role.EDITOR, by=owner)
    assert not grant(person, Role.EDITOR, by=owner)
    assert person.may(Right.EDIT_REPORTS)
    assert revoke(person, Role.EDITOR, by=owner)
    assert not revoke(person, Role.EDITOR, by=owner)
    assert not person.may(Right.EDIT_REPORTS)
    assert list(AuditEntry.objects.values_list("act", "actor", "subject")) == [
        ("role.granted", owner.pk, f"person:{person.ref}"),
        ("role.revoked", owner.pk, f"person:{person.ref}"),
    ]


def test_a_teacher_sees_the_desk_and_a_marker_builds_no_cases() -> None:
    teacher, marker = User.objects.create_user("t@e.org"), User.objects.create_user("m@e.org")
    grant(teacher, Role.INSTRUCTOR, by=None)
    grant(marker, Role.MARKER, by=None)
    assert teacher.may(Right.SEE_DESK)
    assert teacher.may(Right.BUILD_CASES)
    assert marker.may(Right.SEE_DESK)
    assert not marker.may(Right.BUILD_CASES)
    assert not teacher.may(Right.SEE_MONEY)
