"""The visitors' sample is read from files, checked like an exercise, and never loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exercises.authoring.models import Exercise
from exercises.authoring.sample import read_sample, sample_of
from exercises.cases.files import FileFault
from exercises.cases.library import LIBRARY

SHIPPED = LIBRARY / "ukraine-hts" / "sample"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped sample to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "sample"))


def test_the_shipped_sample_holds_three_tasks_with_keys_and_its_own_dossier() -> None:
    found = sample_of("ukraine-hts")
    assert found is not None
    assert [each.kind.slug for each in found.tasks] == [
        "source_grading",
        "claim_sorting",
        "estimate",
    ]
    assert list(found.passages) == ["¶1", "¶2", "¶3", "¶4"]
    assert found.mark.startswith("Sample.")
    assert sample_of("ukraine-hts") is found


def test_a_case_without_a_sample_has_none() -> None:
    assert sample_of("no-such-case") is None


@pytest.mark.django_db
def test_reading_it_stores_nothing() -> None:
    read_sample(SHIPPED)
    assert not Exercise.objects.exists()


@pytest.mark.parametrize(
    ("name", "was", "becomes", "sentence"),
    [
        ("1-grade.toml", 'cites = ["¶2", "¶3"]', 'cites = ["¶9"]', "¶9"),
        ("1-grade.toml", 'kind = "source_grading"', 'kind = "no_such_kind"', "no_such_kind"),
        ("1-grade.key.toml", '["D", "F"]', '["D", "Z"]', "source"),
        ("3-estimate.key.toml", "low = 3", "low = 300", "low"),
        ("sample.toml", "minutes = 3", "minutes = 300", "minutes"),
        ("sample.toml", "minutes = 3", "minuts = 3", "minuts"),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_what_is_wrong(
    folder: Path, name: str, was: str, becomes: str, sentence: str
) -> None:
    text = (folder / name).read_text()
    assert was in text
    (folder / name).write_text(text.replace(was, becomes))
    with pytest.raises(FileFault) as fault:
        read_sample(folder)
    assert name in str(fault.value)
    assert sentence in str(fault.value)


def test_a_task_without_its_key_is_a_fault(folder: Path) -> None:
    (folder / "1-grade.key.toml").unlink()
    with pytest.raises(FileFault, match=r"1-grade\.key\.toml"):
        read_sample(folder)
