"""People and the shipped case, for tests of the exercises."""

from __future__ import annotations

import pytest
from django.test import Client

from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role
from exercises.authoring import library
from exercises.authoring.models import ExerciseVersion


@pytest.fixture
def hts(db: None) -> ExerciseVersion:
    """The exercise of the shipped Ukraine–HTS case."""
    (version,) = library.load("ukraine-hts")
    return version


@pytest.fixture
def instructor_client(client: Client, db: None) -> Client:
    """A browser signed in as somebody who may build cases."""
    person = User.objects.create_user("instructor@example.org", "a long enough one")
    RoleGrant.objects.create(user=person, role=Role.OWNER)
    client.force_login(person)
    return client


@pytest.fixture
def stranger_client(db: None) -> Client:
    """A browser signed in as somebody without any role."""
    client = Client()
    client.force_login(User.objects.create_user("stranger@example.org", "a long enough one"))
    return client
