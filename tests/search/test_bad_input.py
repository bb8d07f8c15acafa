"""Whatever is asked, and with whatever else: an answer or a problem that names what is wrong, soon, never a failure."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.api.shapes import check_problem, named
from tests.api.test_hostile_input import HOSTILE
from tests.limits import work_of

from .conftest import ids, on_one_database, search, written

pytestmark = on_one_database

SLOW = 2.0
"""Seconds of processor time that no answer takes; the longest is the first, half a second with the tables."""

SYNTAX = {
    "meili-filter": "plan = 2025",
    "meili-quoted": '" OR tokens EXISTS OR "',
    "meili-tokens": 'tokens = "k:task" OR id >= 0',
    "meili-in": "agencies IN [SAMR, SPC] AND NOT plan = 2024",
    "meili-geo": "_geoRadius(45.4, 9.1, 2000)",
    "meili-comparison": "number > 5 AND updated_at TO 9",
    "meili-phrase": '"unclosed phrase',
    "meili-minus": '-专利 -"商业 秘密"',
    "meili-vector": '{"hybrid": {"semanticRatio": 1}}',
    "tantivy-field": "body:[* TO *]",
    "tantivy-tokens": "tokens:k:task",
    "tantivy-boolean": "+title:(专利 AND NOT 商标)^5 || *",
    "tantivy-slop": '"专利 商标"~10',
    "tantivy-all": "*",
    "token": "k:task a:SAMR p:2025 x:2 r:sole c:patent",
    "state": "key:state",
    "regex": "/.*/ (a+)+$ [[:alpha:]",
    "sql": "' OR '1'='1' UNION SELECT body FROM task; --",
    "sql-comment": "/* */ ; DROP TABLE task",
    "template": "{{7*7}} ${jndi:ldap://x} %s %(x)s {0.__class__}",
    "mark": "<mark>专利</mark>",
    "unpaired": "《专利 （商标 “版权 [海关 {法院",
    "reference-like": "2024-0 2024-99999999 2024--12 任务0 第0项 task -1 2024年第九九九九九项",
    "numerals": "第百百百项任务 第零项任务 第一一一一一一一项任务",
    "many-names": '《》《》《《《》》》「」『』""""',
}
EVERYTHING = HOSTILE | {name: quote(text, safe="") for name, text in SYNTAX.items()}
hostile = pytest.mark.parametrize("value", EVERYTHING.values(), ids=EVERYTHING.keys())

PAGE = "\n".join(text for lang in ("zh", "en") for text in list(written(lang).values())[:4])
LONG = {
    "page-of-both": PAGE,
    "page-of-chinese": "\n".join(written("zh").values()),
    "page-of-english": "\n".join(written("en").values()),
    "no-word": "x" * 1_000,
    "one-character": "市" * 1_000,
    "all-different": "".join(map(chr, range(0x4E00, 0x4E00 + 1_000))),
    "rare": "".join(map(chr, range(0x20000, 0x20000 + 1_000))),
    "pinyin": "zhi shi chan quan " * 55,
    "letters": "a " * 500,
    "slips": "patnet tradmark copyrigth " * 38,
    "hyphens": "a-b-" * 250,
    "dots": "2.3." * 250,
    "references": "2024-12 任务15 第3项 " * 50,
    "numerals": "第" + "一" * 999,
    "brackets": "《" * 500 + "》" * 500,
    "quotes": '"' * 1_000,
    "spaces": "a" + " " * 998 + "b",
    "emoji": "👩🏽‍🚀" * 250,
    "marks": "e" + "\u0301" * 999,
    "ligatures": "ﷺ" * 1_000,
    "traditional": "著作權集體管理" * 142,
    "apostrophes": "a'b" * 333,
    "years": "2024年2025年" * 90,
}


def ask(client: TestClient, address: str) -> Response:
    with work_of(SLOW):
        answer: Response = client.get(address)
    return answer


@pytest.mark.parametrize("path", ["/search", "/search?q", "/search?q=", "/search?per_page=3"])
def test_a_question_is_needed(client: TestClient, path: str) -> None:
    assert named(check_problem(client.get(path), 422)) == [("query", "q")]


@pytest.mark.parametrize("q", [" ", "   ", "\t\n", "\u3000", "\u00a0 \u2003"], ids=repr)
def test_a_blank_one_is_none(client: TestClient, q: str) -> None:
    assert named(check_problem(client.get("/search", params={"q": q}), 422)) == [("query", "q")]


@pytest.mark.parametrize("length", [1_001, 5_000])
@pytest.mark.parametrize("letter", ["a", "市", "𠀀"])
def test_a_longer_one_than_a_page_is_refused(client: TestClient, letter: str, length: int) -> None:
    assert named(check_problem(client.get("/search", params={"q": letter * length}), 422)) == [("query", "q")]


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("interpret", ["true", "false"])
def test_a_thousand_characters_are_answered(client: TestClient, text: str, interpret: str) -> None:
    answer = ask(client, f"/search?interpret={interpret}&q={quote(text[:1_000])}")
    assert answer.status_code == 200
    assert isinstance(answer.json()["total"], int)


def test_a_pasted_task_finds_that_task(client: TestClient) -> None:
    for lang in ("zh", "en"):
        for task in ("2024-35", "2025-92", "2024-41", "2025-105"):
            assert search(client, written(lang)[task][:1_000])["items"][0]["task"]["id"] == task


@hostile
@pytest.mark.parametrize("interpret", ["true", "false"])
def test_as_a_question(client: TestClient, value: str, interpret: str) -> None:
    answer = ask(client, f"/search?interpret={interpret}&q={value}")
    if answer.status_code == 200:
        assert len(answer.json()["items"]) == min(50, answer.json()["total"])
    else:
        assert named(check_problem(answer, 422)) == [("query", "q")]


@hostile
def test_beside_a_question(client: TestClient, value: str) -> None:
    for name in (
        "id", "plan", "agency", "section", "responsibility", "updated_since", "sort", "page", "per_page", "interpret",
        "topic", "instrument", "progress",
    ):  # fmt: skip
        body = check_problem(ask(client, f"/search?q=专利&{name}={value}"), 422)
        assert {where for _, where in named(body)} == {name}
    for name in ("role", "include"):
        body = check_problem(ask(client, f"/search?q=专利&agency=SAMR&{name}={value}"), 422)
        assert named(body)[0] == ("query", name)


@hostile
def test_as_the_name_of_a_parameter(client: TestClient, value: str) -> None:
    check_problem(ask(client, f"/search?q=专利&{value}=1"), 422)


@hostile
def test_as_what_is_typed_into_a_box(client: TestClient, value: str) -> None:
    answer = ask(client, f"/suggest?q={value}")
    if answer.status_code == 200:
        assert len(answer.json()["items"]) <= 10
    else:
        assert named(check_problem(answer, 422)) == [("query", "q")]


@pytest.mark.parametrize(
    "q", ["k:task", "key:state", "tokens:k:task", "*", "body:*", "+k:task", '" OR tokens EXISTS OR "', "n:1 OR n:2"]
)
@pytest.mark.parametrize("interpret", ["true", "false"])
def test_what_the_index_is_made_of_cannot_be_asked_for(client: TestClient, q: str, interpret: str) -> None:
    """No token of the index is one of a question: the letters before the colon are a word like others."""
    words = "".join(character if character.isalnum() else " " for character in q)
    if words.strip():
        assert set(ids(client, q, interpret=interpret)) == set(ids(client, words, interpret=interpret))
    assert search(client, q, interpret=interpret)["total"] < 228


def test_signs_around_a_question_change_nothing(client: TestClient) -> None:
    plain = ids(client, "商业秘密")
    for q in (
        "(商业秘密)",
        "商业秘密?",
        "？商业秘密！",
        "\x01商业秘密\x02",
        "[商业秘密",
        "商业秘密\x00",
        "🎉商业秘密🎉",
        "\u200b商业秘密\ufeff",
    ):
        assert ids(client, q) == plain, q
