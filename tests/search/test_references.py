"""A question that names a task, a year or a law by its name finds that, and says that it understood."""

import pytest
from fastapi.testclient import TestClient

from tests.api.oracle import PLANS
from tests.facts.oracle import INITIATIVES, INSTRUMENTS, task_of

from .conftest import Case, case, check_first, hits, ids, on_one_database, search

pytestmark = on_one_database


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("2024-12", ["2024-12"]),
        ("２０２４－１２", ["2024-12"]),
        ("2025-118", ["2025-118"]),
        ("task 2024-12", ["2024-12"]),
        ("2024年第12项", ["2024-12"]),
        ("2024年第12项任务", ["2024-12"]),
        ("2024年任务12", ["2024-12"]),
        ("2024 task 12", ["2024-12"]),
        ("task 12 of 2024", ["2024-12"]),
        ("task 12 of the 2024 plan", ["2024-12"]),
        ("2024年推进计划第12项", ["2024-12"]),
        ("任务15", ["2024-15", "2025-15"]),
        ("任务 15", ["2024-15", "2025-15"]),
        ("任務15", ["2024-15", "2025-15"]),
        ("第15项", ["2024-15", "2025-15"]),
        ("第十五项任务", ["2024-15", "2025-15"]),
        ("task 15", ["2024-15", "2025-15"]),
        ("Task No. 15", ["2024-15", "2025-15"]),
        ("task #15", ["2024-15", "2025-15"]),
        ("task 118", ["2025-118"]),
        ("2024-12 2025-3", ["2024-12", "2025-3"]),
    ],
)
def test_a_number(client: TestClient, q: str, expected: list[str]) -> None:
    body = search(client, q)
    assert sorted(hit["task"]["id"] for hit in body["items"]) == sorted(expected)
    assert set(expected) <= set(body["interpreted"]["tasks"])
    assert not any(hit["partial"] for hit in body["items"])


@pytest.mark.parametrize("q", ["2024-111", "2025-999", "task 500", "任务999"])
def test_a_number_that_no_task_has(client: TestClient, q: str) -> None:
    assert search(client, q)["total"] == 0


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_a_year_is_a_plan(client: TestClient, year: str) -> None:
    for q in (year, f"{year}年", f"{year} 年", f"{year}年度", f"{year}年推进计划"):
        body = search(client, q)
        assert body["interpreted"]["plans"] == [year], q
        assert body["total"] == len(PLANS[year]["tasks"]), q
        assert {hit["task"]["plan"] for hit in body["items"]} == {year}


@pytest.mark.parametrize("topic", ["商业秘密", "trade secrets", "专利池", "海关"])
def test_a_year_narrows_a_topic(client: TestClient, topic: str) -> None:
    for year in ("2024", "2025"):
        expected = [hit["task"]["id"] for hit in hits(client, topic, plan=year) if not hit["partial"]]
        for q in (f"{topic} {year}", f"{year}年{topic}", f"{year}年的{topic}"):
            assert [hit["task"]["id"] for hit in hits(client, q) if not hit["partial"]] == expected, q
            assert all(task.startswith(year) for task in ids(client, q))


@pytest.mark.parametrize(
    ("q", "plain"),
    [
        ("patent pools this year", "patent pools"),
        ("今年的专利池", "专利池"),
        ("今年 商业秘密", "商业秘密"),
        ("trade secrets next year", "trade secrets"),
        ("去年的海外分中心", "海外分中心"),
    ],
)
def test_this_year_is_no_filter(client: TestClient, q: str, plain: str) -> None:
    body = search(client, q)
    assert body["interpreted"]["plans"] == []
    assert set(ids(client, q)) == set(ids(client, plain)) != set()


@pytest.mark.parametrize("q", ["剑网2024", "昆仑2024", "2030年", "2023—2030", "2035"])
def test_a_number_in_a_name_is_no_crash(client: TestClient, q: str) -> None:
    search(client, q)


@pytest.mark.parametrize(
    ("q", "first"),
    [("剑网2024", "2024-35"), ("剑网2025", "2025-38"), ("昆仑2024", "2024-31"), ("“昆仑-2025”", "2025-37"),
     ("Sword Net 2025", "2025-38")],
)  # fmt: skip
def test_a_campaign_with_its_year(client: TestClient, q: str, first: str) -> None:
    assert search(client, q)["items"][0]["task"]["id"] == first


@pytest.mark.parametrize(
    "asked",
    [
        case("《专利法》", "2025-93"),
        case("《中华人民共和国专利法》", "2025-93"),
        case("《商标法》", "2024-1", "2025-1"),
        case("《集成电路布图设计保护条例》", "2025-1", "2024-1"),
        case("《民间文学艺术作品著作权保护条例》", "2024-2", "2025-2"),
        case("《作品自愿登记试行办法》", "2024-12"),
        case("《知识产权信息分析利用指南》", "2025-84"),
        case("《国防专利条例》", "2025-7", "2024-8"),
        case("《马拉喀什条约》", "2025-107", "2024-98"),
        case("《關於辦理侵犯知識產權刑事案件適用法律若干問題的解釋》", "2024-26", "2025-33"),
        case("《标准必要专利反垄断指引》什么时候出台", "2024-3"),
        case("Marrakesh Treaty", "2025-107", "2024-98"),
    ],
)
def test_an_instrument_by_its_name(client: TestClient, asked: Case) -> None:
    check_first(client, asked)


@pytest.mark.parametrize("q", ["《专利法》", "专利法", "《專利法》", "〈专利法〉", "「专利法」"])
def test_brackets_do_not_matter(client: TestClient, q: str) -> None:
    assert search(client, q)["items"][0]["task"]["id"] == "2025-93"


def test_any_name_of_a_law_or_series_leads_to_its_tasks(client: TestClient) -> None:
    """As it is called in full, in short or otherwise, though the task may say none of that. Taken as it stands: in a
    question a year in a name is a plan, and a part of it may be a term of its own."""
    missed = {}
    acted = [({task_of(act["task"]) for act in each["acts"]}, each) for each in INSTRUMENTS]
    held = [({task for edition in each["editions"] for task in edition["tasks"]}, each) for each in INITIATIVES]
    for tasks, each in (*acted, *held):
        for name in (*each["name"].values(), *(alias["value"] for alias in each["aliases"])):
            found = {hit["task"]["id"] for hit in hits(client, name, interpret="false") if not hit["partial"]}
            if not tasks <= found:
                missed[name] = sorted(tasks - found)
    assert missed == {}
