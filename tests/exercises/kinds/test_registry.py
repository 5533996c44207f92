"""Finding kinds by their folder."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from exercises.kinds import registry


def test_a_folder_without_a_proper_kind_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "import_module", lambda name: SimpleNamespace(KIND="no kind"))
    registry.every.cache_clear()
    try:
        with pytest.raises(TypeError, match="KIND must be a Kind called"):
            registry.every()
    finally:
        monkeypatch.undo()
        registry.every.cache_clear()


def test_the_first_kinds_are_there() -> None:
    assert {
        "ach_matrix",
        "claim_sorting",
        "estimate",
        "source_grading",
        "written_assessment",
    } <= set(registry.every())
