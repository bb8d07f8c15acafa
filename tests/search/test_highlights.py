"""Highlights are the task's own words, escaped, with marks that are exact to the character."""

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.records import Bilingual
from tests.api import edits

from .conftest import QUESTIONS, hits, index, marks, on_one_database, search

TAG = re.compile(r"</?mark>")
PLAIN = re.compile(r"[^<>\"']*")


def original(marked: str) -> str:
    """A highlight without its marks and escapes."""
    return unescape(TAG.sub("", marked))


def highlight(client: TestClient, q: str, task: str) -> dict[str, Any]:
    """The highlights of one task that the question finds."""
    found: dict[str, Any] = next(hit for hit in hits(client, q) if hit["task"]["id"] == task)["highlights"]
    return found


def check_marked(marked: str, text: str) -> None:
    """The marks are paired, apart and not empty, the rest is escaped, and all of it stands in the text."""
    parts = TAG.split(marked)
    assert TAG.findall(marked) == ["<mark>", "</mark>"] * (len(parts) // 2)
    assert all(PLAIN.fullmatch(part) for part in parts)
    assert all(parts[1::2])
    assert "</mark><mark>" not in marked
    whole = original(marked)
    if whole != text:
        assert whole.startswith("…") or whole.endswith("…")
        assert whole.strip("…") in text


@on_one_database
@pytest.mark.parametrize("q", QUESTIONS)
def test_they_are_the_original(client: TestClient, q: str) -> None:
    for hit in hits(client, q):
        for lang in ("zh", "en"):
            title = hit["highlights"]["title"][lang]
            assert original(title) == hit["task"]["title"][lang]
            check_marked(title, hit["task"]["title"][lang])
            check_marked(hit["highlights"]["text"][lang], hit["task"]["text"][lang])


@pytest.mark.parametrize(
    "q", ["商业秘密", "商業秘密", "商业 秘密", "trade secret", "Trade Secrets", "shangye mimi", "商业密秘"]
)
def test_a_term_is_one_stretch_in_both_languages(client: TestClient, q: str) -> None:
    found = highlight(client, q, "2025-8")
    assert found["title"]["zh"] == "<mark>商业秘密</mark>保护规定修订出台"
    assert found["title"]["en"] == "<mark>Trade secret</mark> protection Provisions: revision and issue"


@pytest.mark.parametrize(
    ("q", "task", "lang", "expected"),
    [
        ("布图", "2025-1", "zh", ["布图"]),
        ("护企", "2024-29", "zh", ["检察护企"]),
        ("植物新品种", "2025-3", "zh", ["植物新品种"]),
        ("著作權集體管理", "2025-91", "zh", ["著作权集体管理"]),
        ("ＤＮＡ", "2025-45", "en", ["DNA"]),
        ("technology manager", "2025-101", "en", ["Technology managers"]),
        ("biodiv", "2025-20", "en", ["biodiversity"]),
        ("Madrid", "2025-103", "en", ["Madrid"]),
        ("technology manager", "2025-101", "zh", ["技术经理人"]),
        ("马德里体系", "2025-103", "en", ["Madrid system"]),
        ("using information analysis", "2025-84", "en", ["using", "information"]),
    ],
)
def test_marks_are_exact(client: TestClient, q: str, task: str, lang: str, expected: list[str]) -> None:
    assert marks(highlight(client, q, task)["title"][lang]) == expected


def test_stems_are_marked_as_they_stand(client: TestClient) -> None:
    text = highlight(client, "pledge", "2025-78")["text"]["en"]
    assert {"pledge", "pledges"} <= {mark.split()[-1] if "pledges" in mark else mark.split()[0] for mark in marks(text)}
    assert "pilot" not in "".join(marks(text))


def test_no_word_is_marked_inside_another(client: TestClient) -> None:
    for hit in hits(client, "art"):
        for field in ("title", "text"):
            assert not re.search(r"[A-Za-z]<mark>|</mark>[A-Za-z]", hit["highlights"][field]["en"])


def test_what_was_not_asked_is_not_marked(client: TestClient) -> None:
    for hit in hits(client, "2025"):
        assert not marks(str(hit["highlights"]))


HTML = """<script>alert("1")</script> & 专利 'a' <b onclick="x">patents</b> &lt;mark&gt; </mark><mark> &amp; 尾"""


@pytest.fixture
def marked_up(own_client: TestClient, settings: Settings, database: Database) -> TestClient:
    task = edits.task(1).model_copy(
        update={"title": Bilingual(zh=HTML, en=HTML), "text": Bilingual(zh=HTML * 9, en=HTML * 9)}
    )
    edits.put(database, edits.plan("html", task))
    index(settings, database)
    return own_client


@pytest.mark.parametrize("q", ["专利", "patent", "script", "mark", "amp", "lt", "alert 专利 patents onclick", "尾"])
def test_html_of_a_text_is_escaped(marked_up: TestClient, q: str) -> None:
    found = search(marked_up, q, plan="html")["items"]
    assert [hit["task"]["id"] for hit in found] == ["html-1"]
    highlights = found[0]["highlights"]
    for lang in ("zh", "en"):
        for text, whole in ((highlights["title"][lang], HTML), (highlights["text"][lang], HTML * 9)):
            parts = TAG.split(text)
            assert all(PLAIN.fullmatch(part) for part in parts)
            assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;|#39;)", text)
            assert original(text).strip("…") in whole
        assert original(highlights["title"][lang]) == HTML


def test_no_escape_is_cut_or_marked(marked_up: TestClient) -> None:
    for q in ("amp", "lt", "gt", "quot", "x27"):
        for hit in hits(marked_up, q, plan="html"):
            assert not re.search(r"&[#\w]*<", str(hit["highlights"]["title"]))


FILLER = {"zh": "一二三四五六七八九十。" * 60, "en": "Nothing is said here at all. " * 60}
PLACES = {"beginning": ("", FILLER), "middle": (FILLER, FILLER), "end": (FILLER, "")}


@pytest.mark.parametrize("place", PLACES)
def test_a_long_text_is_cropped_to_the_right_place(
    own_client: TestClient, settings: Settings, database: Database, place: str
) -> None:
    before, after = ({"zh": "", "en": ""} | (part if isinstance(part, dict) else {}) for part in PLACES[place])
    text = Bilingual(
        zh=f"{before['zh']}这里说到孔雀石和翡翠。{after['zh']}",
        en=f"{before['en']}Here is malachite and jade. {after['en']}",
    )
    edits.put(database, edits.plan("long", edits.task(1).model_copy(update={"text": text})))
    index(settings, database)
    for q, lang, whole in (("孔雀石", "zh", text.zh), ("malachite", "en", text.en)):
        crop = search(own_client, q)["items"][0]["highlights"]["text"][lang]
        assert marks(crop) == [q]
        assert len(original(crop)) < 400
        assert original(crop).strip("…") in whole
        assert crop.startswith("…") == (place != "beginning")
        assert crop.endswith("…") == (place != "end")
        start = whole.index(original(crop).strip("…"))
        assert start == 0 or not re.match(r"[A-Za-z]{2}", whole[start - 1 : start + 1])


def test_a_long_text_without_a_match_is_its_beginning(
    own_client: TestClient, settings: Settings, database: Database
) -> None:
    text = Bilingual(zh=FILLER["zh"], en=FILLER["en"])
    edits.put(database, edits.plan("long", edits.task(1, title="malachite").model_copy(update={"text": text})))
    index(settings, database)
    crop = search(own_client, "malachite")["items"][0]["highlights"]["text"]
    for lang, whole in (("zh", text.zh), ("en", text.en)):
        assert crop[lang].endswith("…")
        assert whole.startswith(crop[lang].removesuffix("…"))
        assert 200 < len(crop[lang]) < 400


def test_a_short_text_is_whole(client: TestClient) -> None:
    for hit in hits(client, "专利"):
        for lang in ("zh", "en"):
            if len(hit["task"]["text"][lang]) <= 300:
                assert original(hit["highlights"]["text"][lang]) == hit["task"]["text"][lang]
