"""Finding things by their file."""

from __future__ import annotations

import pytest

from courseplatform.kit import registry
from courseplatform.kit.cards import DeskCard
from courseplatform.kit.privacy import PersonalData, Retention


def test_every_room_is_found_and_nothing_else() -> None:
    rooms = registry.rooms()
    assert {"courseplatform.letters", "courses.orders", "exercises.tradecraft"} <= set(rooms)
    assert list(rooms) == sorted(rooms)
    for strange in ("sandbox", "settings", "kit", "migrations", "runtime", "templatetags"):
        assert not any(room.endswith(f".{strange}") for room in rooms)


def test_a_file_is_found_in_each_room_that_has_it() -> None:
    names = [module.__name__ for module in registry.modules("jobs")]
    assert "courseplatform.letters.jobs" in names
    assert "courseplatform.reminders.jobs" in names
    assert len(names) == len(set(names))
    assert registry.modules("no_such_file") == ()


def test_the_folders_are_looked_through_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    found = registry.modules("jobs")
    monkeypatch.setattr(registry.pkgutil, "iter_modules", lambda _path: pytest.fail("looked again"))
    assert registry.modules("jobs") is found


def test_instances_are_found_once_whoever_imports_them() -> None:
    for kind, file in ((DeskCard, "desk"), (PersonalData, "privacy"), (Retention, "privacy")):
        found = registry.instances(file, kind)
        assert found
        assert len({id(one) for one in found}) == len(found)
        slugs = [one.slug for one in found]
        assert len(set(slugs)) == len(slugs), "two things carry one name"
