"""The phrases: which term of likelihood belongs to which set."""

from exercises.tradecraft.wording import phrases
from exercises.tradecraft.words import TERMS, Scale


def test_each_phrase_knows_the_sets_it_belongs_to() -> None:
    found = phrases._scales_by_phrase()
    assert found == dict(phrases.SCALES_BY_PHRASE)
    assert found["almost certain"] == {Scale.ICD203_FIRST, Scale.PHIA}
    assert found["likely"] == {Scale.ICD203_FIRST, Scale.PHIA}
    assert found["probable"] == {Scale.ICD203_SECOND, Scale.PHIA}
    assert found["remote chance"] == {Scale.ICD203_SECOND, Scale.PHIA}
    assert found["highly unlikely"] == {Scale.PHIA}


def test_words_that_say_nothing_by_themselves_are_left_out() -> None:
    assert "remote" not in phrases.SCALES_BY_PHRASE
    assert "likely or probable" not in phrases.SCALES_BY_PHRASE


def test_every_other_term_of_the_three_sets_is_known() -> None:
    for scale in (Scale.ICD203_FIRST, Scale.ICD203_SECOND, Scale.PHIA):
        for term in TERMS[scale]:
            for phrase in (term.term, *term.variants):
                if phrase in phrases.SCALES_BY_PHRASE:
                    assert scale in phrases.SCALES_BY_PHRASE[phrase]
                else:
                    assert phrase in {"remote", "likely or probable"}
