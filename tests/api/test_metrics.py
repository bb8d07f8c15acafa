"""`/metrics` counts every request once, by route template and status, in a form that Prometheus reads."""

from collections import Counter

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from .test_conditional_reads import DATA, tag_of


def counted(client: TestClient, name: str = "tuijin_requests_total") -> Counter[tuple[str, ...]]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    counts: Counter[tuple[str, ...]] = Counter()
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name == name:
                labels = [sample.labels[label] for label in ("route", "status") if label in sample.labels]
                counts[tuple(labels)] += int(sample.value)
    return counts


def test_requests_count_by_route_and_status(client: TestClient) -> None:
    requests = {
        "/tasks?plan=2025": ("/tasks", "200"),
        "/tasks/2025-1": ("/tasks/{id}", "200"),
        "/tasks/2025-2": ("/tasks/{id}", "200"),
        "/tasks/2025-999": ("/tasks/{id}", "404"),
        "/tasks?x=1": ("/tasks", "422"),
        "/plans/2025": ("/plans/{id}", "200"),
        "/plans/2025/sections": ("/plans/{id}/sections", "200"),
        "/agencies/市场监管总局": ("/agencies/{code}", "200"),
        "/exports/tasks.csv": ("/exports/tasks.csv", "200"),
        "/changes": ("/changes", "200"),
        "/topics/patent": ("/topics/{code}", "200"),
        "/topics/patents": ("/topics/{code}", "404"),
        "/documents/report-2025/statements": ("/documents/{id}/statements", "200"),
        "/tasks/2025-1/lineage": ("/tasks/{id}/lineage", "200"),
        "/events.ics": ("/events.ics", "200"),
        "/exports/evidence.csv": ("/exports/evidence.csv", "200"),
        "/healthz": ("/healthz", "200"),
        "/status": ("/status", "200"),
        "/nothing": ("unknown", "404"),
        "/nothing/else": ("unknown", "404"),
    }
    before = counted(client)
    for path in requests:
        client.get(path)
        client.head(path)
        client.get(path)  # from memory, where it is kept
    grown = counted(client) - before
    expected = Counter({key: 3 * number for key, number in Counter(requests.values()).items()})
    assert grown == expected + Counter({("/metrics", "200"): 1})


def test_304_and_405_count(client: TestClient) -> None:
    tags = {path: tag_of(client, path) for path in DATA}
    before = counted(client)
    for path, tag in tags.items():
        client.get(path, headers={"If-None-Match": tag})
    client.post("/tasks")
    grown = counted(client) - before
    assert sum(count for (_, status), count in grown.items() if status == "304") == len(DATA)
    assert sum(count for (_, status), count in grown.items() if status == "405") == 1


def test_time_is_taken_of_every_request(client: TestClient) -> None:
    before = counted(client, "tuijin_request_seconds_count")
    for _ in range(5):
        client.get("/plans")
    assert (counted(client, "tuijin_request_seconds_count") - before)["/plans",] == 5


def test_what_callers_choose_is_no_label(client: TestClient) -> None:
    for number in range(20):
        client.get(f"/invented-{number}")
        client.get(f"/tasks/invented-{number}")
    text = client.get("/metrics").text
    assert "invented" not in text
