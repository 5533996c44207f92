"""Text in CSV files never becomes a formula."""

from __future__ import annotations

import pytest

from courseplatform.kit.csvtext import safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\rx", "＝1", "  =1", "\ufeff=1", "\u00a0@x"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "1+1", "a=b", "'=1", "a@example.org"])
def test_plain_text_stays(text: str) -> None:
    assert safe(text) == text
