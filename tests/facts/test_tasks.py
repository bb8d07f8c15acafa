"""What tasks show of facts, and the filters of `/tasks` that look at it."""

import random
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.api.links import items
from tests.api.oracle import BY_ID, select
from tests.api.shapes import check_problem, named

from .oracle import INSTRUMENTS, TASK_FILTERS, TOPICS, task_facts

Filters = dict[str, list[str]]


def found(client: TestClient, filters: Filters) -> list[str]:
    return [task["id"] for task in items(client, f"/tasks?{urlencode({**filters, 'per_page': 200}, doseq=True)}")]


def expected(filters: Filters) -> list[str]:
    """By the contract: repeated is OR, different is AND."""
    marked = {name: chosen for name, chosen in filters.items() if name in TASK_FILTERS}
    others: dict[str, Any] = {name: chosen for name, chosen in filters.items() if name not in TASK_FILTERS}
    sets = [{task for value in chosen for task in TASK_FILTERS[name][value]} for name, chosen in marked.items()]
    return [task for task in select(**others) if all(task in each for each in sets)]


def test_what_every_task_shows(client: TestClient) -> None:
    shown = items(client, "/tasks?per_page=200")
    assert [task["id"] for task in shown] == list(BY_ID)
    for task in shown:
        expected = task_facts(task["id"])
        assert {name: task[name] for name in expected} == expected, task["id"]
    assert client.get("/tasks/2025-16").json() == next(task for task in shown if task["id"] == "2025-16")


def test_mirror_images_of_links(client: TestClient) -> None:
    shown = {task["id"]: task for task in items(client, "/tasks?per_page=200")}
    forward = {(task, later) for task in shown for later in shown[task]["continued_by"]}
    backward = {(earlier, task) for task in shown for earlier in shown[task]["continues"]}
    assert forward == backward
    assert len(forward) > 50
    assert {BY_ID[earlier].plan for earlier, _ in forward} == {"2024"}


@pytest.mark.parametrize("name", TASK_FILTERS)
def test_each_filter_by_each_of_its_values(client: TestClient, name: str) -> None:
    for value, tasks in TASK_FILTERS[name].items():
        assert found(client, {name: [value]}) == tasks, value
    assert sum(map(bool, TASK_FILTERS[name].values())) >= 4


def test_filters_together(client: TestClient) -> None:
    dice, some = random.Random(13), 0
    others = {"plan": ["2024", "2025"], "agency": ["CNIPA", "SAMR", "SPC", "MOFCOM", "CPD"], "section": ["1", "2.1"]}
    for _ in range(60):
        filters: Filters = {}
        for name in dice.sample(sorted(TASK_FILTERS), dice.randint(1, 2)):
            filters[name] = dice.choices([v for v, tasks in TASK_FILTERS[name].items() if tasks], k=dice.randint(1, 3))
        for name in dice.sample(sorted(others), dice.randint(0, 2)):
            filters[name] = dice.choices(others[name], k=dice.randint(1, 2))
        assert found(client, filters) == expected(filters), filters
        some += bool(expected(filters))
    assert some > 15


def test_a_walk_and_an_order_with_filters_of_facts(client: TestClient) -> None:
    everything = TASK_FILTERS["topic"]["patent"]
    walked = items(client, f"/tasks?topic=patent&per_page=7&after={everything[2]}")
    assert [task["id"] for task in walked] == everything[3:]
    reverse = items(client, "/tasks?topic=patent&sort=-id&per_page=200")
    assert [task["id"] for task in reverse] == everything[::-1]


# Names

MANGLED = {
    "商标法": [
        "商標法", "《商标法》", " 商标法 ", "中华人民共和国商标法", "中華人民共和國商標法", "trademark law",
        "TRADEMARK-LAW",
        "Ｔｒａｄｅｍａｒｋ　Ｌａｗ", "the Trademark Law of the People’s Republic of China", "trademark-law",
    ],
    "layout-design-regulations": ["集成電路布圖設計保護條例", "布图设计条例", "Layout-Design Regulations"],
}  # fmt: skip


@pytest.mark.parametrize("path", ["/tasks", "/deliverables"])
@pytest.mark.parametrize("plain", MANGLED)
def test_an_instrument_by_any_of_its_names(client: TestClient, path: str, plain: str) -> None:
    answer = client.get(path, params={"instrument": plain})
    assert answer.json()["items"]
    for name in MANGLED[plain]:
        assert client.get(path, params={"instrument": name}).json() == answer.json(), name


def test_every_name_of_every_instrument(client: TestClient) -> None:
    """A name that led elsewhere would let more through, one that led nowhere would be 422."""
    for each in INSTRUMENTS:
        called = [*each["name"].values(), *each["short_name"].values(), *(a["value"] for a in each["aliases"])]
        filters = {"instrument": [*called, *(name.upper() for name in called)][:50]}
        assert found(client, filters) == TASK_FILTERS["instrument"][each["code"]], each["code"]


@pytest.mark.parametrize("path", ["/tasks", "/deliverables", "/instruments", "/evidence"])
def test_a_topic_by_code_or_name(client: TestClient, path: str) -> None:
    for each in TOPICS:
        answer = client.get(path, params={"topic": each["code"], "per_page": 2})
        for name in (*each["name"].values(), each["code"].upper()):
            assert client.get(path, params={"topic": name, "per_page": 2}).json() == answer.json(), name
    assert client.get(path, params={"topic": "商標"}).json() == client.get(path, params={"topic": "trademark"}).json()


UNKNOWN = [
    ("/tasks", "instrument", "专利审查指男", "patent-examination-guidelines"),
    ("/tasks", "instrument", "trademark lwa", "trademark-law"),
    ("/tasks", "topic", "patents and more", "patent"),
    ("/tasks", "topic", "xyzzy", None),
    ("/search?q=patent", "topic", "patentt", "patent"),
    ("/search?q=patent", "instrument", "xyzzy", None),
    ("/deliverables", "plan", "2026", "2025"),
    ("/deliverables", "task", "2025-999", "2025-118"),
    ("/deliverables", "task", "2025-1-a", None),
    ("/deliverables", "agency", "SARM", "SAMR"),
    ("/deliverables", "instrument", "trademark-lwa", "trademark-law"),
    ("/deliverables", "topic", "patnet", "patent"),
    ("/deliverables", "topic", "\0", None),
    ("/lineage", "task", "2026-1", "2025-1"),
    ("/lineage", "plan", "2052", "2025"),
    ("/initiatives", "partner", "WIPOO", "WIPO"),
    ("/initiatives", "partner", "xyzzy", None),
    ("/initiatives", "agency", "市场监督总局", "SAMR"),
    ("/instruments", "topic", "trademarkz", "trademark"),
    ("/instruments", "plan", "1999", None),
    ("/statements", "document", "report-2024", "report-2025"),
    ("/statements", "topic", "xyzzy", None),
    ("/evidence", "statement", "report-2025:8.33", "report-2025:8.3"),
    ("/evidence", "document", "week-2022", "week-2021"),
    ("/indicators", "unit", "percentt", "percent"),
    ("/indicators", "agency", "xyzzy", None),
    ("/exports/deliverables.csv", "topic", "patnet", "patent"),
    ("/exports/evidence.jsonl", "document", "report-2024", "report-2025"),
]


@pytest.mark.parametrize(("path", "name", "value", "near"), UNKNOWN)
def test_an_unknown_value_is_told_with_what_is_near(
    client: TestClient, path: str, name: str, value: str, near: str | None
) -> None:
    answer = client.get(client.build_request("GET", path).url.copy_merge_params({name: value}))
    body = check_problem(answer, 422)
    assert named(body) == [("query", name)]
    suggested = [suggestion["code"] for suggestion in body["errors"][0]["suggestions"]]
    assert near is None or near in suggested
    assert len(suggested) <= 3


def test_nothing_is_suggested_twice(client: TestClient) -> None:
    """Though it is near by several of its names."""
    for path, name, value, _ in UNKNOWN:
        body = client.get(client.build_request("GET", path).url.copy_merge_params({name: value})).json()
        codes = [suggestion["code"] for suggestion in body["errors"][0]["suggestions"]]
        assert len(set(codes)) == len(codes), (path, name, value, codes)


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        ("/deliverables", "verb=revize", ["verb"]),
        ("/deliverables", "expected=&yields=books", ["expected", "yields"]),
        ("/deliverables", "progress=done&agency=SARM&topic=patnet", ["progress"]),
        ("/deliverables", "agency=SARM&topic=patnet&plan=2026", ["agency", "topic", "plan"]),
        ("/deliverables", "agencyy=SAMR", ["agencyy"]),
        ("/lineage", "kind=continued", ["kind"]),
        ("/initiatives", "kind=party", ["kind"]),
        ("/instruments", "action=promote&level=low&kind=book", ["action", "level", "kind"]),
        ("/documents", "kind=book", ["kind"]),
        ("/statements", "part=done&linked=yes&strength=weak", ["part", "linked", "strength"]),
        ("/documents/report-2025/statements", "document=report-2025", ["document"]),
        ("/evidence", "strength=strong", ["strength"]),
        ("/indicators", "problem=1", ["problem"]),
        ("/events", "year=25", ["year"]),
        ("/events", "kind=fair", ["kind"]),
        ("/terms", "error=no", ["error"]),
        ("/topics", "group=left", ["group"]),
        ("/tasks", "progress=done", ["progress"]),
        ("/plans/2025/changes", "since=2020", ["since"]),
        ("/plans/2025/changes", "", ["since"]),
        ("/events.ics", "year=2025", ["year"]),
        ("/topics/patent", "x=1", ["x"]),
    ],
)  # fmt: skip
def test_what_is_not_a_value_is_refused(client: TestClient, path: str, query: str, names: list[str]) -> None:
    body = check_problem(client.get(f"{path}?{query}".rstrip("?")), 422)
    assert sorted(name for _, name in named(body)) == sorted(names)


@pytest.mark.parametrize(
    ("path", "name", "near"),
    [
        ("/topics/patnet", "code", "patent"),
        ("/deliverables/2025-1-z", "id", None),
        ("/deliverables/2025-1", "id", None),
        ("/initiatives/jianwan", "code", "jianwang"),
        ("/instruments/trademark-lwa", "code", "trademark-law"),
        ("/instruments/xyzzy", "code", None),
        ("/documents/report-2024", "id", "report-2025"),
        ("/documents/report-2024/statements", "id", "report-2025"),
        ("/statements/report-2025:8.33", "id", "report-2025:8.3"),
        ("/indicators/x", "code", None),
        ("/events/publicity-week-2024", "code", "publicity-week-2025"),
        ("/terms/trade-secrets", "id", "trade-secret"),
        ("/plans/2026/changes?since=2024", "id", "2025"),
        ("/tasks/2025-999/lineage", "id", "2025-118"),
        ("/topics/%00", "code", None),
    ],
)
def test_an_unknown_value_in_a_path_is_not_there(client: TestClient, path: str, name: str, near: str | None) -> None:
    body = check_problem(client.get(path), 404)
    assert named(body) == [("path", name)]
    suggested = {suggestion["code"] for suggestion in body["errors"][0]["suggestions"]}
    assert near is None or near in suggested
