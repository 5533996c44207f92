"""One test over all kinds: a new folder under ``kinds`` is held to the same promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from courseplatform.kit.refusals import Refusal
from exercises import kinds
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind, Passage, PostSample, Sample, Sheet
from exercises.kinds.score import Score, Verdict
from exercises.kinds.shape import ShapeError

PASSAGES = {
    f"¶{number}": Passage(f"¶{number}", "<p>A paragraph.</p>", f"p{number}", "A page")
    for number in (1, 2)
}


def samples_of(slug: str) -> tuple[Sample, ...]:
    return import_module(f"exercises.kinds.{slug}.samples").SAMPLES


def posts_of(slug: str) -> tuple[PostSample, ...]:
    return import_module(f"exercises.kinds.{slug}.samples").POSTS


KINDS = list(registry.every().values())
SAMPLES = [(kind, sample) for kind in KINDS for sample in samples_of(kind.slug)]
POSTS = [(kind, post) for kind in KINDS for post in posts_of(kind.slug)]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
each_sample = pytest.mark.parametrize(
    ("kind", "sample"), SAMPLES, ids=[f"{kind.slug}: {sample.name}" for kind, sample in SAMPLES]
)
each_post = pytest.mark.parametrize(
    ("kind", "post"), POSTS, ids=[f"{kind.slug}: {post.name}" for kind, post in POSTS]
)


def first_brief(kind: AnyKind) -> Any:
    return kind.brief_from(samples_of(kind.slug)[0].brief)


def form(fields: dict[str, str]) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update(fields)
    return post


def words_of(data: Any) -> Iterator[str]:
    """Every text in JSON-like data."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from words_of(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from words_of(each)
    elif isinstance(data, str):
        yield data


def test_a_kind_that_is_not_installed_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal, match="no task kind “no_such”"):
        registry.find("no_such")


@each_kind
def test_a_kind_has_its_files_and_samples_of_every_sort(kind: AnyKind) -> None:
    folder = Path(kinds.__path__[0]) / kind.slug
    assert (folder / "score.py").exists()
    names = {sample.name for sample in samples_of(kind.slug)}
    assert {"right", "partly right", "wrong", "empty", "invalid"} <= names
    schemas = {sample.schema for sample in samples_of(kind.slug)}
    assert schemas == set(range(1, kind.schema + 1)), "one sample of every past schema"
    assert kind.stylesheet, "its stylesheet is found"
    assert str(kind.title)
    assert str(kind.does)


@each_sample
def test_stored_data_read_back_as_they_were(kind: AnyKind, sample: Sample) -> None:
    brief, key = (
        kind.brief_from(sample.brief, sample.schema),
        kind.key_from(sample.key, sample.schema),
    )
    assert kind.brief_from(kind.to_json(brief)) == brief
    assert kind.key_from(kind.to_json(key)) == key
    if sample.invalid:
        with pytest.raises(ShapeError):
            kind.answer_from(sample.answer, sample.schema)
        return
    answer = kind.answer_from(sample.answer, sample.schema)
    stored = json.loads(json.dumps(kind.to_json(answer)))
    assert kind.answer_from(stored) == answer


@each_sample
def test_scoring_says_what_it_must_and_adds_up(kind: AnyKind, sample: Sample) -> None:
    brief, key = kind.brief_from(sample.brief), kind.key_from(sample.key)
    assert not kind.validate(brief, key)
    if sample.invalid:
        return
    score = kind.score(brief, key, kind.answer_from(sample.answer))
    if sample.points_c is None:
        assert score is None
        return
    assert score is not None
    assert score.points_c == sample.points_c
    assert score.out_of_c == kind.out_of_c(brief)
    if score.remarks:
        assert sum(each.out_of_c for each in score.remarks) == score.out_of_c
        assert max(sum(each.points_c for each in score.remarks), 0) == score.points_c
    assert Score.from_json(json.loads(json.dumps(score.to_json()))) == score
    for remark in score.remarks:
        sentence = remark.render()
        assert "{" not in sentence
        assert sentence.endswith((".", "?"))
        assert (remark.verdict is Verdict.INFO) == (remark.out_of_c == 0)


@each_kind
def test_the_right_answer_earns_everything_and_lacks_nothing(kind: AnyKind) -> None:
    sample = samples_of(kind.slug)[0]
    assert sample.name == "right"
    brief = kind.brief_from(sample.brief)
    if sample.points_c is not None:
        assert sample.points_c == kind.out_of_c(brief)
    assert kind.progress(brief, kind.answer_from(sample.answer)).complete


@each_sample
def test_what_the_key_asks_for_scores_full_points(kind: AnyKind, sample: Sample) -> None:
    brief, key = kind.brief_from(sample.brief), kind.key_from(sample.key)
    model = kind.model(brief, key)
    assert kind.answer_from(kind.to_json(model)) == model
    score = kind.score(brief, key, model)
    if score is not None:
        assert score.points_c == score.out_of_c or sample.name == "one expert only"


@each_kind
def test_a_blank_answer_lacks_everything_and_says_so(kind: AnyKind) -> None:
    brief = first_brief(kind)
    blank = kind.blank(brief)
    progress = kind.progress(brief, blank)
    assert (progress.done, progress.complete) == (0, False)
    assert progress.sentence
    missing = kind.missing(brief, blank)
    assert missing
    assert all(sentence.endswith(".") for sentence in missing)


@each_kind
def test_a_brief_that_is_not_one_is_refused_with_a_place(kind: AnyKind) -> None:
    data = dict(samples_of(kind.slug)[0].brief)
    first = next(iter(data))
    with pytest.raises(ShapeError, match=first):
        kind.brief_from({**data, first: 3.5})
    with pytest.raises(ShapeError, match="newer version"):
        kind.brief_from(data, kind.schema + 1)
    with pytest.raises(ShapeError, match="cannot be read"):
        kind.brief_from(data, 0)


OPTIONAL = {"why", "dates", "good", "levels"}  # nobody owes a remark, nor a date that is not known


@each_kind
def test_a_key_that_lacks_an_entry_or_has_a_stray_one_is_found(kind: AnyKind) -> None:
    sample = samples_of(kind.slug)[0]
    brief = kind.brief_from(sample.brief)
    for name, entries in sample.key.items():
        if isinstance(entries, dict) and len(entries) > 1:
            less = {**sample.key, name: dict(list(entries.items())[1:])}
            more = {**sample.key, name: {**entries, "ZZ": next(iter(entries.values()))}}
            if name not in OPTIONAL:
                assert faults_of(kind, brief, less)
            assert faults_of(kind, brief, more)


def faults_of(kind: AnyKind, brief: Any, key: dict[str, Any]) -> list[str]:
    try:
        return list(kind.validate(brief, kind.key_from(key)))
    except ShapeError as error:
        return [error.sentence]


@each_post
def test_a_posted_form_is_read_as_far_as_it_can_be(kind: AnyKind, post: PostSample) -> None:
    brief = first_brief(kind)
    parsed = kind.parse(brief, form(dict(post.fields)), kind.blank(brief))
    assert tuple(error.field for error in parsed.errors) == post.errors
    assert all(error.sentence.endswith(".") for error in parsed.errors)
    assert set(post.errors) <= set(parsed.typed), "what was typed comes back"
    if post.done is not None:
        assert kind.progress(brief, parsed.answer).done == post.done
    assert "\x00" not in json.dumps(kind.to_json(parsed.answer))
    assert kind.answer_from(kind.to_json(parsed.answer)) == parsed.answer


@each_kind
def test_fields_that_were_not_posted_keep_what_they_had(kind: AnyKind) -> None:
    sample = samples_of(kind.slug)[0]
    brief, answer = kind.brief_from(sample.brief), kind.answer_from(sample.answer)
    assert kind.parse(brief, form({}), answer).answer == answer


@each_kind
def test_nothing_a_stranger_types_breaks_the_reading(kind: AnyKind) -> None:
    sample = samples_of(kind.slug)[0]
    brief = kind.brief_from(sample.brief)
    names = sorted({name for post in posts_of(kind.slug) for name in post.fields})
    for rubbish in ("", "\x00", "<script>", "9" * 5000, "[]", "{}", "null", "💥" * 40, "-1", "NaN"):
        fields = dict.fromkeys(names, rubbish)
        for part in ("", *kind.parts(brief)):
            fields |= {name: part for name in ("item", "row") if name in names}
            parsed = kind.parse(brief, form(fields), kind.answer_from(sample.answer))
            assert kind.answer_from(kind.to_json(parsed.answer)) == parsed.answer
            assert parsed.typed.keys() >= {error.field for error in parsed.errors}


@each_sample
def test_no_page_of_a_student_holds_anything_of_the_key(kind: AnyKind, sample: Sample) -> None:
    if sample.invalid:
        return
    brief, answer = kind.brief_from(sample.brief), kind.answer_from(sample.answer)
    canaries = [word for word in words_of(sample.key) if word.startswith("KEY-")]
    for part in ("", *kind.parts(brief), "no-such-part"):
        sheet = Sheet(brief, answer, part=part, passages=PASSAGES)
        pages = [render_to_string(kind.task_template, kind.context(sheet))]
        pages.append(render_to_string(kind.review_template, kind.review(sheet)))
        if kind.live_template:
            pages.append(render_to_string(kind.live_template, kind.live(sheet)))
        for page in pages:
            assert not [word for word in canaries if word in page]
            assert " style=" not in page
            assert "<script" not in page
            assert "onclick" not in page


@each_kind
def test_each_sample_key_has_words_that_would_be_seen_in_a_page(kind: AnyKind) -> None:
    sample = samples_of(kind.slug)[0]
    canaries = [word for word in words_of(sample.key) if word.startswith("KEY-")]
    assert canaries, "the search for keys needs something to find"
    sheet = Sheet(kind.brief_from(sample.brief), kind.answer_from(sample.answer), passages=PASSAGES)
    key = kind.key_from(sample.key)
    staff = render_to_string(kind.review_template, kind.review(sheet, key=key))
    assert all(word in staff for word in canaries), "staff see all of the key beside the answer"


@each_sample
def test_what_a_marker_gets_belongs_to_the_rubric(kind: AnyKind, sample: Sample) -> None:
    if sample.invalid:
        return
    brief, key = kind.brief_from(sample.brief), kind.key_from(sample.key)
    answer = kind.answer_from(sample.answer)
    rubric = kind.rubric(brief, key)
    support = kind.support(brief, answer)
    assert isinstance(kind.prose(answer), str)
    if rubric is None:
        assert not support
        return
    assert set(support) <= {each.slug for each in rubric.criteria}
    assert len({each.slug for each in rubric.criteria}) == len(rubric.criteria)
    assert all(each.rung(each.most) for each in rubric.criteria)
    assert rubric.most == sum(each.most for each in rubric.criteria)
    assert kind.out_of_c(brief) % rubric.most == 0, "a level is a whole number of hundredths"


@each_sample
def test_the_review_shows_every_remark(kind: AnyKind, sample: Sample) -> None:
    if sample.invalid or sample.points_c is None:
        return
    brief, key = kind.brief_from(sample.brief), kind.key_from(sample.key)
    answer = kind.answer_from(sample.answer)
    score = kind.score(brief, key, answer)
    assert score is not None
    page = render_to_string(
        kind.review_template, kind.review(Sheet(brief, answer, passages=PASSAGES), score=score)
    )
    assert page.count('class="remark"') == len(score.remarks)


@each_post
def test_what_was_typed_stands_in_the_form_again(kind: AnyKind, post: PostSample) -> None:
    brief = first_brief(kind)
    parsed = kind.parse(brief, form(dict(post.fields)), kind.blank(brief))
    part = post.fields.get("item", "") or post.fields.get("row", "")
    sheet = Sheet(
        brief,
        parsed.answer,
        part=part,
        errors=parsed.errors,
        typed=parsed.typed,
        passages=PASSAGES,
    )
    page = render_to_string(kind.task_template, kind.context(sheet))
    assert page.count('class="field__error"') >= min(len(parsed.errors), 1)
    for number in ("200", "1e1", "-3"):
        if number in parsed.typed.values():
            assert f'value="{number}"' in page
