"""The pages that say no: they come even when almost nothing of the request is known."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/health/", "/learn/", "/nothing/"])
def test_a_request_for_a_foreign_host_is_refused_with_a_page(client: Client, path: str) -> None:
    answer = client.get(path, HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    assert "Content-Security-Policy" in answer.headers
