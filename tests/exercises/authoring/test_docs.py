"""docs/write-a-case.md, followed literally."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exercises.authoring import library
from exercises.authoring.freezing import freeze
from exercises.authoring.releases import Release

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.django_db
def test_the_case_that_the_page_writes_loads_and_can_be_given_out(tmp_path: Path) -> None:
    text = (DOCS / "write-a-case.md").read_text(encoding="utf-8")
    _tree, case, dossier, exercise, task, key, inject, release, *_ = re.findall(
        r"```(?:toml)?\n(.*?)```", text, flags=re.DOTALL
    )
    folder = tmp_path / "harbour-fire"
    work = folder / "exercises" / "who-set-the-fire"
    for path, content in {
        folder / "case.toml": f"{case}\n{inject}",
        folder / "dossier" / "guard.md": "¶3 The guard is called K.",
        folder / "dossier" / "radio.md": dossier,
        work / "exercise.toml": f"{exercise}\n{release}",
        work / "1-grade.toml": task,
        work / "1-grade.key.toml": key,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (version,) = library.load_folder(folder)
    freeze(version)
    assert list(version.edition.passages()) == ["¶1", "¶2"]
    assert list(version.edition.passages(["guard-named"])) == ["¶1", "¶2", "¶3"]
    assert version.releases == (Release("guard-named", 20, tasks=(1,)),)
    assert version.tasks.get().points_c == 400
