"""Change the rules of the trade in one place at a time and count the changes the tests notice.

Needs a virtual environment of its own, because the tool is no dependency of the project::

    python -m venv /tmp/mutants
    /tmp/mutants/bin/pip install mutmut==3.8.1 pytest hypothesis krippendorff pingouin \
        scikit-learn -c tests/requirements.txt
    /tmp/mutants/bin/python tests/bench/mutants.py /tmp/mutants/run

Works on a copy in the folder named, in one process, for a quarter of an hour on a slow machine. An
interrupted run goes on where it was; after a change of the tests take a new folder. Prints the share
noticed for each module and the changes nobody noticed; ``mutmut show NAME`` in the folder shows one.
A change that made the tests run on without end counts as noticed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = "exercises/tradecraft"
TESTS = f"tests/{RULES}"

SETTINGS = f"""\
[tool.pytest.ini_options]
addopts = "--import-mode=importlib -p no:cacheprovider"
pythonpath = ["."]
[tool.mutmut]
source_paths = ["{RULES}"]
also_copy = ["exercises/__init__.py", "tests"]
pytest_add_cli_args_test_selection = ["{TESTS}"]
"""
STEADY = """\
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=20,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("steady")
"""
UNNOTICED = {0, 33}
"""Exit codes of a change that passed every test, and of one in code that no test runs."""


def copy_into(folder: Path) -> None:
    """Lay out the rules and their tests, without the rest of the project."""
    for part in (RULES, TESTS):
        shutil.rmtree(folder / part, ignore_errors=True)
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "exercises/__init__.py", folder / "exercises")
    (folder / "tests/conftest.py").write_text(STEADY)
    (folder / "pyproject.toml").write_text(SETTINGS)


def read_outcomes(folder: Path) -> dict[str, dict[str, int | None]]:
    """Exit code of the tests under each change, by module and name; None if it was not tried."""
    mutants = folder / "mutants" / RULES
    return {
        str(path.relative_to(mutants).with_suffix("")): json.loads(path.read_text())[
            "exit_code_by_key"
        ]
        for path in sorted(mutants.rglob("*.meta"))
    }


def print_share(name: str, codes: list[int | None]) -> None:
    """Print how many of the changes of a module were noticed."""
    noticed = sum(code not in UNNOTICED | {None} for code in codes)
    print(f"{name:<34}{noticed:5} of{len(codes):5}{100 * noticed / len(codes):8.1f} %")


def main() -> None:
    """Try every change, then print one line for each module and the names of what was missed."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    copy_into(folder)
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1"],
        cwd=folder,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    outcomes = {module: codes for module, codes in read_outcomes(folder).items() if codes}
    for module, codes in outcomes.items():
        print_share(module, list(codes.values()))
    print_share("all", [code for codes in outcomes.values() for code in codes.values()])
    for codes in outcomes.values():
        for name in (name for name, code in codes.items() if code in UNNOTICED):
            print(name)


if __name__ == "__main__":
    main()
