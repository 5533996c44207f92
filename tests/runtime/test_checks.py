"""`manage.py checks` and `manage.py floors` as commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from courseplatform.runtime import checks, floors, places
from courseplatform.runtime.checks import Check
from courseplatform.runtime.trouble import Trouble


@pytest.mark.runtime
def test_each_check_is_told_and_one_failure_fails_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [
        Check("good", [sys.executable, "-c", "print('calm')"], {}),
        Check("bad", [sys.executable, "-c", "print('line 7'); raise SystemExit(2)"], {}),
        Check("slow", ["sleep", "600"], {}),
    ]
    monkeypatch.setattr(checks, "all_checks", lambda: made)
    monkeypatch.setattr(checks, "LIMIT_SECONDS", 2.0)
    assert checks.checks(["good", "bad", "slow"]) == 1
    told = capsys.readouterr().out
    assert "ok     good" in told
    assert "calm" not in told, "what passes is silent"
    assert "FAILED bad" in told
    assert "line 7" in told
    assert "did not end within its time" in told
    assert told.endswith("1 of 3 checks passed.\n")
    assert checks.checks(["good"]) == 0


def test_an_unknown_check_is_told_with_the_known_ones() -> None:
    with pytest.raises(Trouble, match="'types', 'import order', 'lint'"):
        checks.checks(["type"])


def test_every_check_has_its_own_name() -> None:
    names = [check.name for check in checks.all_checks()]
    assert len(set(names)) == len(names) == 6


def test_floors_without_a_run_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PROJECT", tmp_path)
    with pytest.raises(Trouble, match=r"manage\.py test --cov first"):
        floors.floors([])


def test_floors_are_read_from_the_last_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places, "PROJECT", tmp_path)
    (tmp_path / "rule.py").write_text("import sys\nif len(sys.argv) > 9:\n    print('never')\n")
    table = '[tool.courseplatform.coverage]\noverall = 100\ncomplete = ["rule.py"]\n'
    settings = "[tool.coverage.run]\nbranch = true\nrelative_files = true\n"
    (tmp_path / "pyproject.toml").write_text(table + settings)
    run = [sys.executable, "-m", "coverage", "run", "--data-file=.coverage", "rule.py"]
    subprocess.run(run, cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin"})
    monkeypatch.setattr(floors, "wanted", lambda: floors.Floors(100, ("rule.py",)))
    assert floors.floors([]) == 1
    told = capsys.readouterr()
    assert "rule.py: 100 % wanted, not run: line 3, the way from 2 to 3." in told.err
    assert "Coverage of lines and branches: 60.00 %." in told.out
    monkeypatch.setattr(floors, "wanted", lambda: floors.Floors(50, ()))
    assert floors.floors([]) == 0


def test_a_broken_measurement_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PROJECT", tmp_path)
    (tmp_path / ".coverage").write_text("nonsense")
    with pytest.raises(Trouble, match="cannot be read"):
        floors.floors([])
