"""Which constraint an error of the database is about."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit.constraints import violated
from courseplatform.letters.models import Letter


@pytest.mark.django_db
def test_the_name_of_the_constraint_is_told() -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Letter.objects.create(key="k", template="t", address="a@e.org", state="lost")
    assert violated(error.value) == "a_letter_has_a_known_state"


def test_an_error_that_names_none_gives_nothing() -> None:
    assert violated(IntegrityError("made by hand")) == ""
