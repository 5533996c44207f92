"""The editors' desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courseplatform.kit.refusals import Refusal
from courseplatform.people.granting import grant
from courseplatform.people.models import AuditEntry, User
from courseplatform.people.roles import Role
from courseplatform.publications import episodes, publishing
from courseplatform.publications.models import Episode, Report, clock_of
from tests.courseplatform.publications.conftest import TEXT, sound

FORM = {
    "title": "A reported meeting",
    "slug": "a-reported-meeting",
    "number": "27",
    "summary": "One. Two.",
    "judgement": "Not as reported.",
    "likelihood": "unlikely",
    "confidence": "low",
    "byline": "",
    "language": "en",
    "course": "",
    "body_md": TEXT,
    "gaps_md": "",
}


@pytest.mark.parametrize("path", ["", "new/"])
def test_the_desk_is_for_editors(client: Client, path: str) -> None:
    assert client.get(f"/desk/reports/{path}").status_code == 302
    client.force_login(User.objects.create_user("s@example.org"))
    assert client.get(f"/desk/reports/{path}").status_code == 404


def test_a_report_is_written_looked_at_published_and_taken_back(desk: Client, editor: User) -> None:
    assert 'value="1"' in desk.get("/desk/reports/new/").text
    where = desk.post("/desk/reports/new/", FORM).headers["Location"]
    report = Report.objects.get()
    assert report.published_at is None
    assert '<p id="p1" class="paragraph">' in report.body_html
    assert Client().get("/reports/a-reported-meeting/").status_code == 404
    preview = desk.get(f"{where}preview/")
    assert "Nobody but editors sees this report." in preview.text
    assert "Not as reported." in preview.text
    desk.post(f"{where}publication/", {"act": "publish"})
    assert Client().get("/reports/a-reported-meeting/").status_code == 200
    assert desk.post(f"{where}publication/", {"act": "publish"}).status_code == 409
    desk.post(f"{where}publication/", {"act": "withdraw"})
    assert Client().get("/reports/a-reported-meeting/").status_code == 404
    assert desk.post(f"{where}publication/", {"act": "withdraw"}).status_code == 409
    assert list(AuditEntry.objects.filter(actor=editor).values_list("act", flat=True)) == [
        "report.created", "report.published", "report.withdrawn",
    ]  # fmt: skip


def test_a_change_shows_at_once_and_is_rendered_anew(desk: Client, report: Callable) -> None:
    one = report()
    desk.post(f"/desk/reports/{one.ref}/", {**FORM, "slug": one.slug, "body_md": "## New\n\nText."})
    page = Client().get(one.get_absolute_url()).text
    assert "A reported meeting" in page
    assert '<a href="#s1">New</a>' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Fill this in."),
        ("slug", "Not a slug!", "Use small letters, figures and hyphens between them."),
        ("slug", "report-5", "already exists"),
        ("number", "5", "already exists"),
        ("number", "0", "Write a whole number from 1 to 99999."),
        ("number", "9" * 30, "Write a whole number from 1 to 99999."),
        ("number", "1e400", "Write a whole number from 1 to 99999."),
        ("body_md", "", "Fill this in."),
        ("body_md", "x" * 100_001, "100,000"),
        ("course", "999", "valid choice"),
        ("title", "a\x00b", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    desk: Client, report: Callable, field: str, value: str, sentence: str
) -> None:
    report(5)
    page = desk.post("/desk/reports/new/", {**FORM, field: value})
    assert page.status_code == 422
    assert sentence in page.text
    assert "Not as reported." in page.text
    assert Report.objects.count() == 1


def test_two_editors_with_one_address_get_a_sentence(report: Callable) -> None:
    report(5)
    with pytest.raises(Refusal, match="address"):
        report(6, slug="report-5")
    with pytest.raises(Refusal, match="number"):
        report(5, slug="other")


def test_no_field_is_invented(report: Callable) -> None:
    with pytest.raises(TypeError, match="published_at"):
        publishing.update_report(report(), published_at=None)


def test_an_episode_is_put_beside_its_report_and_exchanged(
    desk: Client, report: Callable, own_files: Path
) -> None:
    one = report()
    path = f"/desk/reports/{one.ref}/episode/"
    assert "no episode yet" in desk.get(path).text
    audio = SimpleUploadedFile("../../x.exe", sound(100), content_type="text/html")
    words = {"chapters": "0:00 Start\n1:10 The claim\n", "transcript_md": "*All*", "length": ""}
    assert desk.post(path, {**words, "audio": audio}).status_code == 302
    episode = Episode.objects.get()
    assert (episode.seconds, episode.media_type, episode.size) == (100, "audio/wav", 800_044)
    assert episode.chapters == [
        {"seconds": 0, "title": "Start"}, {"seconds": 70, "title": "The claim"},
    ]  # fmt: skip
    first = own_files / episode.audio.name
    assert first.exists()
    assert first.parent == own_files / "audio"
    assert first.suffix == ".wav"

    desk.post(path, {**words, "length": "1:45", "chapters": "0:05 Begin"})
    episode.refresh_from_db()
    assert (episode.seconds, episode.chapters) == (105, [{"seconds": 5, "title": "Begin"}])
    assert first.exists()
    assert "1:45" in desk.get(path).text


def test_an_exchanged_file_is_removed_after_commit(
    report: Callable, own_files: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    one = report()
    with django_capture_on_commit_callbacks(execute=True):
        episodes.attach(one, ContentFile(sound(3)))
    first = own_files / one.episode.audio.name
    with django_capture_on_commit_callbacks(execute=True):
        episodes.attach(one, ContentFile(sound(4)))
    assert not first.exists()
    assert len(list((own_files / "audio").iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "length", "sentence"),
    [
        (b"", "1:00", "is empty"),
        (b"<html>nothing to hear</html>", "1:00", "no MP3, M4A, OGG or WAV"),
        (b"MZ\x90\x00", "1:00", "no MP3, M4A, OGG or WAV"),
        (b"ID3" + b"x" * 50, "", "how long the episode is"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", "", "cannot be read"),
        (sound(3), "0:60", "is no time"),
        (sound(3), "soon", "is no time"),
    ],
)
def test_a_file_that_cannot_be_heard_is_refused(
    desk: Client, report: Callable, own_files: Path, content: bytes, length: str, sentence: str
) -> None:
    audio = SimpleUploadedFile("x.mp3", content)
    form = {"audio": audio, "length": length, "chapters": "", "transcript_md": ""}
    page = desk.post(f"/desk/reports/{report().ref}/episode/", form)
    assert page.status_code == 422
    assert sentence in page.text
    assert not Episode.objects.exists()
    assert not list(own_files.rglob("*.*"))


@pytest.mark.parametrize(
    "content", [b"ID3\x04rest", b"\xff\xfbrest", b"\x00\x00\x00\x20ftypM4A ", b"OggS.."]
)
def test_the_usual_kinds_are_known_by_their_first_bytes(report: Callable, content: bytes) -> None:
    made = episodes.attach(report(), ContentFile(content + b"\x00" * 30, name="x"), seconds=60)
    assert made.media_type in {"audio/mpeg", "audio/mp4", "audio/ogg"}


@pytest.mark.parametrize("text", ["1:10 B\n0:05 A", "0:05 A\n0:05 B", "59:00 Late", "0:05", "x y"])
def test_chapters_out_of_order_beyond_the_end_or_without_a_title_are_refused(
    episode: Episode, text: str
) -> None:
    def keep() -> None:
        chapters = episodes.read_chapters(text)
        episodes.describe(episode, seconds=130, chapters=chapters, transcript_md="")

    with pytest.raises(Refusal):
        keep()


def test_too_many_chapters_are_refused() -> None:
    with pytest.raises(Refusal, match="60 chapters"):
        episodes.check_chapters([{"seconds": n, "title": "x"} for n in range(61)], 100)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (130, "2:10"), (3723, "1:02:03"), (599, "9:59")]
)
def test_lengths_are_written_as_they_are_read(seconds: int, text: str) -> None:
    assert clock_of(seconds) == text
    assert episodes.read_clock(text) == seconds


def test_a_list_costs_the_same_queries_for_one_and_for_many(
    desk: Client, editor: User, report: Callable, django_assert_num_queries: Callable
) -> None:
    grant(editor, Role.OWNER, by=None)  # for others the bar asks rooms about rights by teaching
    report(1)
    desk.get("/desk/reports/")
    with django_assert_num_queries(6):  # session, person, roles, count, rows, organiser
        desk.get("/desk/reports/")
    for number in range(2, 14):
        report(number, publish=number % 2 == 0)
    with django_assert_num_queries(6):
        desk.get("/desk/reports/")


def test_drafts_stand_on_the_desk_s_first_page(desk: Client, report: Callable) -> None:
    report(5, publish=False)
    assert "Report 5: An alleged meeting, part 5" in desk.get("/desk/").text
