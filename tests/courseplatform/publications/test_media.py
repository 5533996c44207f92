"""Public files and the parts that players ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from courseplatform.publications.media import Part, PartBeyondError, part_asked
from courseplatform.publications.models import Episode, public_storage


@pytest.fixture
def whole(episode: Episode) -> bytes:
    with public_storage().open(episode.audio.name) as file:
        return file.read()


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_whole_file_with_its_type_length_and_marks(
    client: Client, episode: Episode, whole: bytes
) -> None:
    answer = client.get(episode.audio.url)
    assert answer.status_code == 200
    assert body(answer) == whole
    head = answer.headers
    assert head["Content-Type"] == "audio/wav"
    assert head["Content-Length"] == str(len(whole)) == str(episode.size)
    assert head["Accept-Ranges"] == "bytes"
    assert head["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in head["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=10-99999999", 10, None),
    ],
)
def test_a_part_is_exactly_the_bytes_asked_for(
    client: Client, episode: Episode, whole: bytes, asked: str, first: int, last: int | None
) -> None:
    answer = client.get(episode.audio.url, headers={"Range": asked})
    wanted = whole[first:] if last is None else whole[first : last + 1]
    start = len(whole) + first if first < 0 else first
    assert answer.status_code == 206
    assert body(answer) == wanted
    assert answer.headers["Content-Length"] == str(len(wanted))
    end = start + len(wanted) - 1
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{len(whole)}"


def test_a_part_beyond_the_end_is_refused_with_the_length(
    client: Client, episode: Episode, whole: bytes
) -> None:
    for asked in (f"bytes={len(whole)}-", "bytes=-0"):
        answer = client.get(episode.audio.url, headers={"Range": asked})
        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=", "bytes=-", "bytes=9-1", "items=0-1", "bytes=0-1,5-6", "bytes=a-b", "x" * 9000],
)
def test_what_is_not_understood_gives_the_whole(
    client: Client, episode: Episode, asked: str
) -> None:
    answer = client.get(episode.audio.url, headers={"Range": asked})
    assert answer.status_code == 200
    answer.close()


def test_a_part_of_a_file_that_changed_gives_the_whole(client: Client, episode: Episode) -> None:
    first = client.head(episode.audio.url)
    for same in (first.headers["ETag"], first.headers["Last-Modified"]):
        asked = {"Range": "bytes=0-9", "If-Range": same}
        assert client.head(episode.audio.url, headers=asked).status_code == 206
    for other in ('"other"', "W/" + first.headers["ETag"], "Mon, 01 Jan 2001 00:00:00 GMT", "x"):
        asked = {"Range": "bytes=0-9", "If-Range": other}
        assert client.head(episode.audio.url, headers=asked).status_code == 200


def test_head_says_everything_and_sends_nothing(
    client: Client, episode: Episode, whole: bytes
) -> None:
    answer = client.head(episode.audio.url, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 206
    assert answer.content == b""
    assert answer.headers["Content-Length"] == "10"


def test_an_unchanged_file_is_not_sent_again(client: Client, episode: Episode) -> None:
    etag = client.head(episode.audio.url).headers["ETag"]
    answer = client.get(episode.audio.url, headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    ["../secret.mp3", "audio/../../secret.mp3", "%2e%2e/secret.mp3", "audio/none.mp3", "audio",
     "page.html", "x.svg", "a\\..\\b.mp3", "/etc/passwd.mp3", "a%00.mp3"],
)  # fmt: skip
def test_nothing_but_public_sound_and_pictures_is_sent(
    client: Client, own_files: Path, name: str
) -> None:
    (own_files.parent / "secret.mp3").write_bytes(b"secret")
    (own_files / "page.html").write_text("<script>")
    assert client.get(f"/media/{name}").status_code == 404


def test_posting_is_not_allowed(client: Client, episode: Episode) -> None:
    assert client.post(episode.audio.url).status_code == 405


def test_parts_of_an_empty_or_tiny_file() -> None:
    assert part_asked("bytes=0-", 1) == Part(0, 0)
    assert part_asked("bytes=-9", 1) == Part(0, 0)
    with pytest.raises(PartBeyondError):
        part_asked("bytes=0-", 0)
    with pytest.raises(PartBeyondError):
        part_asked("bytes=-5", 0)
