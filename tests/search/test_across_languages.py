"""A question in one language finds what is written in the other, by the terms of the field."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.importing import import_plan
from tests.api.oracle import TASKS

from .conftest import Case, case, check_first, ids, index, marks, on_one_database, search, written

COURTS = [task.id for task in TASKS if task.agencies[0] in ("SPC", "SPP")]
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "example"


@on_one_database
@pytest.mark.parametrize(
    ("zh", "en", "term"),
    [
        ("商业秘密", "trade secret", "trade-secret"),
        ("地理标志", "geographical indication", "geographical-indication"),
        ("专利池", "patent pool", "patent-pool"),
        ("惩罚性赔偿", "punitive damages", "punitive-damages"),
        ("非物质文化遗产", "intangible cultural heritage", "intangible-cultural-heritage"),
        ("世界知识产权组织", "WIPO", "wipo"),
        ("技术经理人", "technology manager", "technology-manager"),
    ],
)
def test_a_term_finds_the_same_tasks_in_either_language(client: TestClient, zh: str, en: str, term: str) -> None:
    assert set(ids(client, zh)) == set(ids(client, en)) != set()
    for q in (zh, en):
        assert term in [each["id"] for each in search(client, q)["interpreted"]["terms"]]


@on_one_database
@pytest.mark.parametrize(
    "asked",
    [
        case("官司", *COURTS),
        case("lawsuit", *COURTS),
        case("山寨", *(task for task, text in written("zh").items() if "侵权" in text or "假冒" in text)),
        case("WIPO", "2025-103"),
        case("GIs", "2025-42", "2025-71", "2025-72", "2024-69"),
        case("SEP", "2024-3", "2025-40", "2025-15"),
        case("pirated films", "2024-35", "2025-38"),
        case("盗版", "2024-35", "2025-38"),
        case("herbal medicine", "2025-6", "2025-29", "2024-7", "2024-21"),
    ],
)  # fmt: skip
def test_synonyms_everyday_words_and_abbreviations(client: TestClient, asked: Case) -> None:
    check_first(client, asked)


@pytest.fixture
def only(
    empty_client: TestClient, empty_settings: Settings, empty_database: Database, request: pytest.FixtureRequest
) -> TestClient:
    """The service over one plan that is there in one language alone."""
    lang: str = request.param
    report = import_plan(empty_database, str(EXAMPLES / f"plan-{lang}.txt"))
    assert report.result == "stored"
    index(empty_settings, empty_database)
    for item in empty_client.get("/tasks").json()["items"]:
        assert not item["text"]["en" if lang == "zh" else "zh"]
    return empty_client


@pytest.mark.parametrize("only", ["zh"], indirect=True)
@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("customs", "2099-6"),
        ("typical cases", "2099-4"),
        ("artificial intelligence", "2099-4"),
        ("copyright in AI training data", "2099-4"),
        ("trademark agency", "2099-5"),
        ("universities", "2099-3"),
        ("young people", "2099-7"),
        ("repeated infringement", "2099-5"),
        ("State Post Bureau", "2099-6"),
    ],
)
def test_english_finds_what_is_only_chinese(only: TestClient, q: str, first: str) -> None:
    found = search(only, q)["items"]
    assert found
    assert found[0]["task"]["id"] == first


@pytest.mark.parametrize("only", ["en"], indirect=True)
@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("海关", "2099-6"),
        ("典型案例", "2099-4"),
        ("人工智能", "2099-4"),
        ("著作权", "2099-4"),
        ("商标代理", "2099-5"),
        ("高校", "2099-3"),
        ("大学", "2099-3"),
        ("青少年", "2099-7"),
        ("国家邮政局", "2099-6"),
    ],
)
def test_chinese_finds_what_is_only_english(only: TestClient, q: str, first: str) -> None:
    found = search(only, q)["items"]
    assert found
    assert found[0]["task"]["id"] == first


@pytest.mark.parametrize("only", ["zh"], indirect=True)
def test_the_term_is_marked_in_the_language_that_is_there(only: TestClient) -> None:
    highlights = search(only, "typical cases")["items"][0]["highlights"]
    assert marks(highlights["text"]["zh"]) == ["典型案例"]
    assert highlights["text"]["en"] == ""
