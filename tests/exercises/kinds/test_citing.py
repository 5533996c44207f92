"""Citations in running text."""

from __future__ import annotations

from exercises.kinds.citing import cited_handles, with_links
from exercises.kinds.contract import Passage

PASSAGES = {"¶2": Passage("¶2", "<p>Text.</p>", "p2", "A page")}


def test_handles_are_found_once_in_their_order() -> None:
    assert cited_handles("It is so [¶7], and [S2 ¶4], [E3], [¶7]; not [7] nor [x].") == [
        "¶7",
        "¶4",
        "E3",
    ]


def test_a_citation_leads_to_its_paragraph_and_a_broken_one_says_so() -> None:
    html = with_links("So [¶2],\nnot [¶9] <b>\n\nnor [E3].", PASSAGES)
    assert '<a class="citation" href="#p2" title="A page">[¶2]</a>' in html
    assert '<span class="citation" data-broken>[¶9] no such paragraph</span>' in html
    assert '<span class="citation">[E3]</span>' in html
    assert "&lt;b&gt;" in html
    assert html.count("<p>") == 2
