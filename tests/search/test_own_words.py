"""Who asks in words of their own, which stand in no task, finds what others mean who ask like that."""

import pytest
from fastapi.testclient import TestClient

from .conftest import Case, case, on_one_database, search

pytestmark = on_one_database


@pytest.mark.parametrize(
    "asked",
    [
        case("gang shipping fake medicine through four countries", "2024-100", "2025-109"),
        case("机器画的图要不要打标", "2025-19"),
        case("没房没地只有个牌子 想贷款", "2024-75", "2025-77", "2025-78"),
        case("德国展会上被人告了 找谁", "2024-51", "2025-52"),
        case("black list for repeat copycats", "2025-55", "2024-50"),
    ],
)
def test_the_task_they_mean_is_first(client: TestClient, asked: Case) -> None:
    found = search(client, asked.q)["items"]
    assert found
    assert found[0]["task"]["id"] in asked.first, [hit["task"]["id"] for hit in found[:5]]


def test_what_is_surely_meant_is_no_partial_match_and_stands_before_those(client: TestClient) -> None:
    body = search(client, "德国展会上被人告了 找谁")
    assert 0 < body["total"] <= 8
    assert not body["items"][0]["partial"]
    assert body["items"][-1]["partial"]
    assert search(client, "德国展会上被人告了 找谁", interpret=False)["total"] == 0


def test_what_may_be_meant_is_a_partial_match(client: TestClient) -> None:
    body = search(client, "招牌 隔壁 赔钱")
    assert 0 < body["total"] <= 8
    assert all(hit["partial"] for hit in body["items"])


def test_what_is_surely_meant_joins_what_has_all_the_words(client: TestClient) -> None:
    body = search(client, "settle a patent fight without going to court")
    assert not any(hit["partial"] for hit in body["items"])
    assert {"2024-49", "2025-53", "2024-32"} <= {hit["task"]["id"] for hit in body["items"]}
    narrowed = search(client, "settle a patent fight without going to court", plan="2025")
    assert "2025-53" in {hit["task"]["id"] for hit in narrowed["items"]}
    assert narrowed["facets"]["plan"] == body["facets"]["plan"]
    assert narrowed["total"] == next(each["count"] for each in body["facets"]["plan"] if each["value"] == "2025")


def test_filters_narrow_it_too(client: TestClient) -> None:
    body = search(client, "德国展会上被人告了 找谁", plan="2025")
    assert body["items"][0]["task"]["id"] == "2025-52"
    assert {hit["task"]["plan"] for hit in body["items"]} == {"2025"}


@pytest.mark.parametrize(
    "q",
    [
        "which vaccines before travelling to Kenya",
        "marathon training schedule",
        "platform shoes hurt my feet",
        "how to care for patent leather handbags",
        "bitcoin price prediction",
        "番茄炒蛋要放糖吗",
        "手机充不进电",
        "patent leather boots cleaning",
        "best bank for a student account",
        "import duty on a used car",
        "农村宅基地确权登记",
        "大学生助学贷款的利息谁来付",
    ],
)
def test_what_people_rather_ask_elsewhere_finds_nothing(client: TestClient, q: str) -> None:
    assert search(client, q)["total"] == 0


@pytest.mark.parametrize("q", ["为什么报不下来", "一直批不下来", "有没有快的"])
def test_everyday_chinese_is_no_slip_for_a_word_of_the_plans(client: TestClient, q: str) -> None:
    assert search(client, q)["interpreted"]["repaired"] == []


def test_words_of_no_topic_are_not_told_as_unknown(client: TestClient) -> None:
    body = search(client, "有人接着拿别人的商标去注册")
    assert body["total"]
    assert not {"有人", "接着", "别人"} & set(body["interpreted"]["unknown"])


def test_how_many_of_something_is_not_told_as_unknown(client: TestClient) -> None:
    body = search(client, "办一场商标讲座")
    assert body["total"]
    assert "一场" not in body["interpreted"]["unknown"]


def test_a_name_that_nobody_knows_is_not_passed_over(client: TestClient) -> None:
    body = search(client, "昆伦2025")
    assert body["total"] == 0
    assert body["interpreted"]["unknown"] == ["昆伦"]
