from fastapi.testclient import TestClient


def test_it_answers(client: TestClient) -> None:
    answer = client.get("/tasks", params={"agency": "SAMR", "role": "lead", "plan": "2025"})
    assert answer.json()["total"] == 6


def test_status(own_client: TestClient) -> None:
    assert own_client.get("/status").json()["counts"] == {"plans": 2, "tasks": 228, "agencies": 45, "assignments": 510}
