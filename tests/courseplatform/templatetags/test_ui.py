"""The house's tags, rendered as templates render them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from courseplatform.templatetags.ui_charts import Bin, Forecasts

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
END = START + timedelta(hours=7)
LATE = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)


def show(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


class Booking(forms.Form):
    name = forms.CharField(label="Name")
    email = forms.EmailField(required=False, help_text="For the receipt.")
    seats = forms.IntegerField(min_value=1, widget=forms.NumberInput(attrs={"placeholder": "3"}))
    share = forms.DecimalField(required=False)
    payer = forms.ChoiceField(choices=[("a", "I"), ("b", "We")], widget=forms.RadioSelect)
    zone = forms.ChoiceField(choices=[("", "–"), ("x", "X")])
    terms = forms.BooleanField(label="I accept the terms.")
    file = forms.FileField()
    key = forms.CharField(widget=forms.HiddenInput(attrs={"data-hook": ""}), required=False)


# --- times -----------------------------------------------------------------------------------


def test_when_says_the_agreed_time_and_the_readers_own() -> None:
    html = show("{% when a b 'Europe/Kyiv' 'Europe/Rome' %}", a=START, b=END)
    assert 'datetime="2026-03-14T08:00Z"' in html
    assert words(html) == "Sat 14 Mar 2026, 10:00–17:00 Kyiv time 09:00–16:00 for you (Rome)"


def test_when_says_that_it_is_the_next_day_for_the_reader() -> None:
    html = show("{% when a None 'Europe/Kyiv' 'Asia/Tokyo' %}", a=LATE)
    assert "06:30 for you (Tokyo), the next day" in words(html)
    html = show("{% when a None 'Europe/Kyiv' 'Pacific/Honolulu' %}", a=START)
    assert "the day before" in words(html)


def test_when_says_nothing_twice() -> None:
    html = show("{% when a b 'Europe/Rome' 'Europe/Berlin' %}", a=START, b=END)
    assert "for you" not in html
    assert "data-when" not in html


def test_when_leaves_the_readers_line_to_the_script_on_pages_for_all() -> None:
    html = show("{% when a b 'Europe/Kyiv' %}", a=START, b=END)
    assert 'data-when data-zone="Europe/Kyiv" data-end="2026-03-14T15:00Z"' in html


def test_when_stays_in_its_sentence() -> None:
    html = show("It opens {% when a None 'Europe/Kyiv' 'Europe/Rome' inline=True %}.", a=START)
    assert words(html) == "It opens Sat 14 Mar 2026, 10:00 Kyiv time ( 09:00 for you ) ."


def test_moments_and_dates_without_a_value_are_empty() -> None:
    assert show("{% at x %}{% clock_time x %}{% day x %}{% money x %}", x=None) == ""


def test_moments_dates_and_lengths() -> None:
    html = show(
        "{% at a 'Europe/Kyiv' %} | {% at a 'UTC' named=False %} | {% clock_time a 'Europe/Kyiv' %}"
        " | {% day a 'Europe/Kyiv' %} | {% minutes 90 %} | {% zone_name 'Europe/Kyiv' %}",
        a=START,
    )
    assert words(html) == (
        "Sat 14 Mar 2026, 10:00 Kyiv time | Sat 14 Mar 2026, 08:00 | 10:00 | Sat 14 Mar 2026"
        " | 1 h 30 min | Kyiv time"
    )


def test_a_countdown_names_the_deadline_before_what_is_left() -> None:
    html = show(
        "{% countdown end 'Europe/Kyiv' now gone='Over.' %}",
        end=END,
        now=END - timedelta(minutes=34),
    )
    assert words(html).startswith("17:00 Kyiv time 34 minutes left")
    assert "Over." in words(show("{% countdown a 'UTC' a gone='Over.' %}", a=START))


# --- money, places ---------------------------------------------------------------------------


def test_price_lines_keep_their_kind_and_note() -> None:
    lines = [
        {"label": "Place", "amount_minor": 30000},
        {"label": "Early bird", "amount_minor": -6000, "note": "until 28 Feb"},
        {"label": "Total", "amount_minor": 24000, "kind": "total"},
    ]
    html = show("{% price_lines lines 'EUR' 'Price' %}", lines=lines)
    assert '<tr data-kind="total">' in html
    assert "−€\u202f60.00" in html
    assert "until 28 Feb" in html
    assert "<caption" in html


@pytest.mark.parametrize(
    ("taken", "held", "capacity", "sentence"),
    [
        (12, 3, 20, "8 of 20 places left, 3 being paid for"),
        (0, 0, 6, "6 of 6 places left"),
        (20, 2, 20, "All 20 places are taken, 2 being paid for"),
        (1, 0, 1, "The one place is taken"),
        (25, 0, 20, "All 20 places are taken"),
    ],
)
def test_the_seat_meter_says_it_in_a_sentence(
    taken: int, held: int, capacity: int, sentence: str
) -> None:
    html = show("{% seat_meter t h c %}", t=taken, h=held, c=capacity)
    assert words(html) == sentence


def test_the_seat_meter_draws_a_box_a_place() -> None:
    html = show("{% seat_meter 12 3 20 %}")
    solid, held, free = re.findall(r' d="([^"]*)"', html)
    assert (solid.count("M"), held.count("h"), free.count("M")) == (9, 6, 8)
    assert 'aria-hidden="true"' in html


def test_the_seat_meter_of_a_large_room_stays_small() -> None:
    assert len(show("{% seat_meter 400 20 1000 %}")) < 4000
    assert "<svg" not in show("{% seat_meter 0 0 0 %}")


# --- words -----------------------------------------------------------------------------------


def test_a_badge_has_icon_and_word_and_escapes() -> None:
    html = show("{% badge 'warn' text %}", text="<b>Link</b> missing")
    assert "<svg" in html
    assert "&lt;b&gt;Link&lt;/b&gt; missing" in html
    assert "<svg" not in show("{% badge 'quiet' 'Not started' %}")


def test_a_notice_of_the_readers_own_act_can_take_focus() -> None:
    html = show("{% notice 'ok' 'Saved.' result=True %}All {{ x }} of it.{% endnotice %}", x="<5>")
    assert 'tabindex="-1" data-result' in html
    assert "All &lt;5&gt; of it." in html
    assert "tabindex" not in show("{% notice %}Text{% endnotice %}")


def test_an_empty_state_says_what_will_stand_there() -> None:
    html = show("{% empty_state 'Nothing yet' %}<p>Soon.</p>{% endempty_state %}")
    assert words(html) == "Nothing yet Soon."


@pytest.mark.parametrize(
    ("level", "tone"), [(25, "ok"), (30, "warn"), (40, "bad"), (20, "info"), (10, "info")]
)
def test_a_message_has_the_tone_of_its_level(level: int, tone: str) -> None:
    assert show("{{ m|tone_of }}", m=Message(level, "x")) == tone


def test_an_alias_shows_a_name_only_when_given() -> None:
    assert words(show("{% alias 'Heron 4' you=True %}")) == "H4 Heron 4 (you)"
    assert words(show("{% alias 'Heron 4' name='Ana' %}")) == "H4 Heron 4 Ana"
    assert words(show("{% alias '' %}")) == "–"


def test_a_grade_is_heard_whole_and_drawn_in_two_shapes() -> None:
    html = show("{% grade_chip 'b' 2 %}")
    assert "source B, information 2" in html
    assert re.findall(r'data-step="(\w+)"', html) == ["2", "2"]


@pytest.mark.parametrize(("source", "info"), [("F", 6), ("", ""), ("?", 0)])
def test_a_grade_that_cannot_be_judged_lies_outside_the_ramp(source: str, info: Any) -> None:
    html = show("{% grade_chip s i %}", s=source, i=info)
    assert re.findall(r'data-step="(\w+)"', html) == ["unknown", "unknown"]


def test_a_claims_class_is_spelled_to_those_who_hear_it() -> None:
    assert words(show("{% claim_chip 'AA' 'attributed allegation' %}")) == (
        "AA , attributed allegation"
    )
    assert words(show("{% claim_chip 'AA' %}")) == "AA"


def test_a_fingerprint_stands_in_groups_of_four() -> None:
    assert words(show("{% hash_groups '9f3c77a1d0' %}")) == "9f3c 77a1 d0"
    assert words(show("{% hash_groups '9f3c77a1d0' length=8 %}")) == "9f3c 77a1"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone) AppleWebKit CriOS/130 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (X11; Linux) Chrome/156 Safari/537 Edg/156", "Edge on Linux"),
        ("curl/8", "Unknown browser"),
        ("Something on Android", "Android"),
    ],
)
def test_a_browser_is_named_as_its_owner_would(agent: str, name: str) -> None:
    assert show("{{ a|device }}", a=agent) == name


# --- forms -----------------------------------------------------------------------------------


def test_a_field_stands_in_order_label_hint_control() -> None:
    html = show("{% field form.email width='medium' %}", form=Booking())
    label, hint, control = (html.index(part) for part in ("<label", "field__hint", "<input"))
    assert label < hint < control
    assert "(optional)" in html
    assert 'aria-describedby="id_email_hint"' in html
    assert "aria-invalid" not in html
    assert 'data-width="medium"' in html


def test_a_wrong_field_keeps_what_was_typed() -> None:
    form = Booking({"seats": "many", "email": "ana@"})
    html = show("{% field form.seats %}{% field form.email %}", form=form)
    assert 'value="many"' in html
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_hint id_email_error"' in html
    assert "placeholder" not in html
    assert "min=" not in html


def test_a_decimal_field_asks_for_the_decimal_keys() -> None:
    assert 'inputmode="decimal"' in show("{% field form.share %}", form=Booking())


def test_an_empty_field_is_told_what_to_do() -> None:
    html = show("{% error_summary form %}", form=Booking({}))
    assert [words(line) for line in re.findall(r"<li>(.*?)</li>", html)] == [
        "Name: Fill this in.",
        "Seats: Fill this in.",
        "Payer: Choose one.",
        "Zone: Choose one.",
        "I accept the terms: Tick the box to go on.",
        "File: Choose a file.",
    ]
    assert 'href="#id_name"' in html
    assert 'role="alert"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert show("{% error_summary form missing %}", form=Booking()) == ""


def test_faults_of_the_whole_form_stand_in_the_summary() -> None:
    form = Booking({})
    form.is_valid()
    form.add_error(None, "The two dates are the wrong way round.")
    assert "wrong way round" in show("{% error_summary form %}", form=form)


def test_a_set_of_radios_is_a_fieldset_that_the_summary_can_reach() -> None:
    html = show("{% field form.payer %}", form=Booking({}))
    assert html.startswith(
        '<fieldset class="field" aria-describedby="id_payer_error" id="id_payer">'
    )
    assert html.count('type="radio"') == 2


def test_all_fields_come_with_the_hidden_ones() -> None:
    html = show("{% fields form %}", form=Booking())
    assert 'type="hidden" name="key"' in html
    assert html.count('class="field"') == 8
    assert show("{% fields form 'name' %}", form=Booking()).count('class="field"') == 1


def test_boxes_have_their_sign_in_view_and_their_words_in_the_label() -> None:
    html = show("{% segment form.payer %}", form=Booking())
    assert '<span aria-hidden="true">a</span><span class="visually-hidden">I</span>' in html
    wide = show("{% segment form.zone wide=True %}", form=_radios())
    assert "data-wide" in wide
    assert wide.count("segment__option") == 2  # the options box and one choice; the blank is none


def _radios() -> forms.Form:
    class Radios(forms.Form):
        zone = forms.ChoiceField(choices=[("", "–"), ("x", "X")], widget=forms.RadioSelect)

    return Radios()


# --- lists -----------------------------------------------------------------------------------


def on(path: str, source: str, **context: Any) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(RequestContext(request, context))


def test_pages_of_results_keep_the_filters() -> None:
    page = Paginator(range(1000), 50).page(2)
    html = on("/x/?q=heron&page=9", "{% pagination page %}", page=page)
    assert "51 to 100 of 1,000" in html
    assert 'href="?q=heron&amp;page=3"' in html
    assert 'aria-current="page"' in html


def test_one_page_of_results_has_a_count_and_no_links() -> None:
    html = on("/x/", "{% pagination page %}", page=Paginator(range(3), 50).page(1))
    assert "1 to 3 of 3" in html
    assert "<li" not in html
    assert on("/x/", "{% pagination page %}", page=Paginator([], 50).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("current", "state", "target"),
    [
        ("total", "ascending", "-total"),
        ("-total", "descending", "total"),
        ("name", "none", "total"),
    ],
)
def test_a_column_head_sorts_by_link(current: str, state: str, target: str) -> None:
    html = on("/x/?q=a&sort=z&page=3", "{% sort_head 'Total' 'total' c 'number' %}", c=current)
    assert f'aria-sort="{state}"' in html
    assert f'href="?q=a&amp;sort={target}"' in html
    assert 'data-kind="number"' in html


def test_the_view_in_use_is_marked() -> None:
    views = [{"label": "A", "url": "/a/"}, {"label": "B", "url": "/b/", "count": 0}]
    html = on("/b/", "{% subnav 'Views' views %}", views=views)
    assert '<a href="/b/" aria-current="page">B <span class="subnav__count">0</span>' in html


def test_links_exist_only_where_the_page_does() -> None:
    assert show("{% bar_link 'no-such-page' 'X' %}{% nav_link 'no-such-page' 'X' %}") == ""
    assert 'aria-current="true"' in on("/accounts/login/", "{% bar_link 'account_login' 'X' %}")
    assert 'aria-current="page"' in on("/accounts/login/", "{% nav_link 'account_login' 'X' %}")
    assert show("{% address 'no-such-page' %}") == ""


def test_a_receipt_has_reference_time_and_fingerprint() -> None:
    html = show(
        "{% receipt 'R-1' at 'Europe/Kyiv' sha256='9f3c77a1' version='2' check_url='/c/' %}",
        at=START,
    )
    assert words(html) == (
        "Reference R-1 Received Sat 14 Mar 2026, 10:00 Kyiv time Version 2 "
        "Fingerprint 9f3c 77a1 Copy the fingerprint Proof Check this receipt"
    )


def test_a_timeline_keeps_times_as_precise_as_they_are() -> None:
    items = [{"time": "this summer", "title": "A", "url": "/a/"}, {"state": "now"}, {"title": "B"}]
    html = show("{% timeline items 'Day' %}", items=items)
    assert words(html) == "this summer A now B"
    assert "data-now" in html


# --- charts ----------------------------------------------------------------------------------


def test_a_chart_says_its_finding_and_how_many_it_rests_on() -> None:
    html = show("{% chart 'Most agree.' 14 %}<svg></svg>{% endchart %}")
    assert words(html) == "Most agree. n = 14 answers"


def test_bars_are_a_table_with_the_readers_place_named() -> None:
    bins = [Bin("0 to 6", 2), Bin("7 to 12", 4, you=True)]
    html = show("{% bars bins 'Points' %}", bins=bins)
    assert "7 to 12 ▸ you" in words(html)
    assert 'width="50.0"' in html
    assert 'width="100.0"' in html


def test_few_answers_are_a_sentence_instead_of_a_drawing() -> None:
    html = show("{% bars bins 'Points' %}", bins=[Bin("0 to 6", 4)])
    assert words(html) == "Shown from 5 answers on."
    curve = show("{% calibration_curve groups 'T' %}", groups=[Forecasts(50, 1, 4)])
    assert words(curve) == "Shown from 5 answers on."


def test_a_calibration_curve_offers_its_numbers() -> None:
    groups = [Forecasts(10, 1, 8), Forecasts(75, 3, 4)]
    html = show("{% calibration_curve groups t %}", groups=groups, t="Your <forecasts>")
    assert "Your &lt;forecasts&gt;" in html
    assert html.count("data-hollow") == 1
    assert "75 % 4 3 75 %" in words(html)
    assert "Show the numbers" in html
