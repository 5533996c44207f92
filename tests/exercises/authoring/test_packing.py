"""Zips that come in: the same bytes for the same files, and one sentence for whatever does not fit."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseplatform.kit.refusals import Refusal
from exercises.authoring import packing
from exercises.authoring.packing import MOST_BYTES, MOST_MEMBERS, pack, unpack
from exercises.cases.files import MOST_TEXT, MOST_TOML

CASE = {"case.toml": 'title = "Quay"\n', "dossier/page.md": "¶1 A ship.\n"}
NO_ZIP = "This is no zip file that can be read."


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return held.getvalue()


def quay(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    """A zip of a sound case with more in it."""
    return zipped(*((f"quay/{path}", text) for path, text in CASE.items()), *members)


def info(name: str, mode: int = 0) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


def flagged(data: bytes, flag: int) -> bytes:
    """Every member of a zip with a flag set in its central entry."""
    return b"PK\x01\x02".join(
        part if n == 0 else part[:4] + struct.pack("<H", flag) + part[6:]
        for n, part in enumerate(data.split(b"PK\x01\x02"))
    )


def refusal(data: bytes, name: str = "quay.zip") -> str:
    with pytest.raises(Refusal) as refused:
        unpack(io.BytesIO(data), name)
    assert refused.value.code == "zip-refused"
    return refused.value.sentence


@given(
    st.dictionaries(
        st.from_regex(r"dossier/[a-z]{1,8}\.md", fullmatch=True),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")),
        max_size=4,
    )
)
def test_what_is_packed_is_unpacked_the_same(texts: dict[str, str]) -> None:
    files = {**CASE, **texts}
    data = pack("quay", files)
    assert data == pack("quay", dict(reversed(files.items())))
    folder = unpack(io.BytesIO(data), "whatever.zip")
    assert (folder.name, folder.is_case, folder.files) == ("quay", True, files)


def test_a_folder_on_disk_holds_the_same_texts() -> None:
    with packing.on_disk("quay", {"dossier/page.md": "One\r\ntwo\n"}) as folder:
        assert folder.name == "quay"
        assert (folder / "dossier" / "page.md").read_bytes() == b"One\r\ntwo\n"
    assert not folder.exists()


def test_loose_files_are_named_by_the_zip_and_an_exercise_may_come_alone() -> None:
    case = unpack(io.BytesIO(zipped(*CASE.items())), "The-Quay.zip")
    assert (case.name, case.is_case) == ("the-quay", True)
    alone = unpack(io.BytesIO(zipped(("one/exercise.toml", "x"), ("one/1.toml", "y"))), "x.zip")
    assert (alone.name, alone.is_case, set(alone.files)) == (
        "one", False, {"exercise.toml", "1.toml"},
    )  # fmt: skip


def test_folders_and_what_a_desktop_leaves_behind_are_left_out() -> None:
    data = quay(("quay/dossier/", ""), ("__MACOSX/quay/._case.toml", "x"), ("quay/.DS_Store", "x"))
    folder = unpack(io.BytesIO(data), "quay.zip")
    assert folder.files == CASE
    assert folder.left_out == ("__MACOSX/quay/._case.toml", "quay/.DS_Store")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../case.toml", "“../case.toml” leads out of the folder."),
        ("quay/../../x.toml", "“quay/../../x.toml” leads out of the folder."),
        ("/etc/passwd", "“/etc/passwd” leads out of the folder."),
        ("C:/x.toml", "“C:/x.toml” leads out of the folder."),
        ("quay\\x.toml", "“quay\\x.toml” leads out of the folder."),
        ("quay/case.toml/..", "“quay/case.toml/..” leads out of the folder."),
        ("quay/CASE.toml", "“quay/CASE.toml” stands in the zip twice."),
        ("quay/run.sh", "“run.sh” does not belong into such a folder. Take it out."),
        (
            "quay/dossier/a/b.md",
            "“dossier/a/b.md” does not belong into such a folder. Take it out.",
        ),
        ("other/x.toml", "Put one folder into the zip; this one holds 2."),
    ],
)
def test_what_does_not_belong_is_named_in_one_sentence(name: str, sentence: str) -> None:
    assert refusal(quay((name, "x"))) == sentence


def test_a_name_cut_off_by_a_nul_leads_nowhere() -> None:
    data = quay(("quay/dossier/aXb.md", "x")).replace(b"aXb.md", b"a\x00b.md")
    assert "leads out of the folder" in refusal(data)


@pytest.mark.parametrize(
    ("member", "text", "sentence"),
    [
        (info("quay/dossier/l.md", stat.S_IFLNK | 0o777), "/etc/passwd", "is a link, not a file."),
        (info("quay/dossier/b.md"), b"\xff\xfe", "Save “quay/dossier/b.md” as UTF-8."),
        (info("quay/dossier/n.md"), "a\x00b", "holds a character that cannot be stored (NUL)."),
        (info("quay/dossier/big.md"), "x" * (MOST_TEXT + 1), "is too large"),
        (info("quay/big.toml"), "x" * (MOST_TOML + 1), "is too large"),
    ],
)
def test_a_file_that_is_no_fitting_text_is_named(
    member: zipfile.ZipInfo, text: str | bytes, sentence: str
) -> None:
    found = refusal(quay((member, text)))
    assert sentence in found
    assert member.filename in found


def test_texts_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_UNPACKED", 20)
    assert "is too large" in refusal(quay())


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def broken(data: bytes) -> bytes:
    """The same zip with other bytes in the middle of its first member."""
    start = data.index(b"case.toml") + len("case.toml")
    return data[:start] + b"\x07\x07\x07\x07" + data[start + 4 :]


def ended_early(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize(
    "damage", [lambda data: b"no zip", cut, broken, ended_early, lambda d: b""]
)
def test_what_is_no_zip_is_said_to_be_none(damage: Callable[[bytes], bytes]) -> None:
    assert refusal(damage(quay())) == NO_ZIP


def test_an_encrypted_file_is_named() -> None:
    assert refusal(flagged(quay(), 0x1)) == "“quay/case.toml” is encrypted."


def test_a_name_that_says_it_is_utf_8_and_is_not_cannot_be_read() -> None:
    data = flagged(quay(("quay/dossier/xx.md", "x")), 0x800).replace(b"xx.md", b"\xff\xfe.md")
    assert refusal(data) == "A name in this zip cannot be read."


def test_too_many_files_and_too_many_bytes_are_counted_before_anything_is_read() -> None:
    many = zipped(*((f"quay/dossier/{n}.md", "x") for n in range(MOST_MEMBERS + 1)))
    assert refusal(many) == "A zip may hold 200 files."
    lying = many[:-12] + struct.pack("<H", 1) + many[-10:]  # its own count says one
    assert refusal(lying) == "A zip may hold 200 files."
    assert refusal(b"x" * (MOST_BYTES + 1)) == "A zip may have 20 MB."


@pytest.mark.parametrize(
    ("members", "name", "sentence"),
    [
        ([("quay/dossier/page.md", "x")], "quay.zip", "The zip holds no folder with a case.toml"),
        ([], "quay.zip", "Put one folder into the zip; this one holds 0."),
        ([("Quay 2/case.toml", "x")], "quay.zip", "Name the folder with small letters"),
        ([("case.toml", "x")], f"{'x' * 61}.zip", "Name the folder with small letters"),
    ],
)
def test_a_folder_needs_its_file_and_a_name(
    members: list[tuple[str, str]], name: str, sentence: str
) -> None:
    assert refusal(zipped(*members), name).startswith(sentence)
