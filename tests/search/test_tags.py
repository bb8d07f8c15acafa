"""The tags of searches are those of the index: they move when it does, and not when the database alone does."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from tests.api import edits
from tests.api.shapes import check_problem
from tests.api.test_conditional_reads import TAG, check_not_modified, tag_of

from .conftest import index, search

READS = [
    "/search?q=专利", "/search?q=商标", "/search?q=专利&page=2", "/search?q=专利&interpret=false",
    "/search?q=专利&plan=2025", "/search?q=专利&sort=id", "/search?q=专利&topic=patent", "/search?q=红烧肉", "/suggest",
    "/suggest?q=专", "/suggest?q=zhuan",
]  # fmt: skip
every_read = pytest.mark.parametrize("path", READS)


@every_read
def test_every_answer_is_tagged(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert TAG.fullmatch(answer.headers["etag"])
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get(path).headers["etag"] == answer.headers["etag"]
    assert client.get(path).content == answer.content


def test_each_question_has_a_tag_of_its_own(client: TestClient) -> None:
    assert len({tag_of(client, path) for path in READS}) == len(READS)


@every_read
def test_a_holder_gets_304(client: TestClient, path: str) -> None:
    tag = tag_of(client, path)
    for method in ("GET", "HEAD"):
        for held in (tag, f'"other", W/{tag}', "*"):
            check_not_modified(client.request(method, path, headers={"If-None-Match": held}), tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/search?q=", "/search?q=x&plan=1", "/search?q=x&role=lead", "/suggest?x=1"])
@pytest.mark.parametrize("held", ["*", "tags"])
def test_what_is_no_200_is_no_304(client: TestClient, path: str, held: str) -> None:
    tags = ", ".join(tag_of(client, other) for other in READS)
    check_problem(client.get(path, headers={"If-None-Match": held if held == "*" else tags}), 422)


def test_it_moves_with_the_index_alone(own_client: TestClient, settings: Settings, database: Database) -> None:
    before = {path: own_client.get(path) for path in READS}
    tags = {path: answer.headers["etag"] for path, answer in before.items()}
    of_data = tag_of(own_client, "/tasks")
    edits.edit_task(database, "2025-8", title=edits.both("布图设计 zyzzyva"))
    assert tag_of(own_client, "/tasks") != of_data
    for path in READS:
        assert tag_of(own_client, path) == tags[path]
        assert own_client.get(path).content == before[path].content
        assert own_client.get(path, headers={"If-None-Match": tags[path]}).status_code == 304
    assert search(own_client, "zyzzyva")["total"] == 0
    index(settings, database)
    for path in READS:
        answer = own_client.get(path, headers={"If-None-Match": tags[path]})
        assert answer.status_code == 200
        assert answer.headers["etag"] != tags[path]
    assert search(own_client, "zyzzyva")["items"][0]["task"]["title"] == edits.both("布图设计 zyzzyva").model_dump()
    moved = {path: tag_of(own_client, path) for path in READS}
    index(settings, database)  # nothing to do
    assert {path: tag_of(own_client, path) for path in READS} == moved


def test_what_is_found_follows_every_kind_of_write(
    own_client: TestClient, settings: Settings, database: Database
) -> None:
    def found(q: str, **more: Any) -> list[str]:
        return [hit["task"]["id"] for hit in search(own_client, q, **more)["items"]]

    edits.put(database, edits.plan("2031", edits.task(1, "SAMR", title="Zyzzyva 孔雀石"), edits.task(2, "SPC")))
    index(settings, database)
    assert found("zyzzyva") == found("孔雀石") == ["2031-1"]
    assert sorted(found("2031")) == ["2031-1", "2031-2"]
    assert found("SAMR 2031") == ["2031-1"]
    edits.edit_task(database, "2031-1", agencies=("CAS",))
    index(settings, database)
    assert found("SAMR zyzzyva", plan="2031") != []  # partly
    assert [each["value"] for each in search(own_client, "zyzzyva")["facets"]["agency"]] == ["CAS"]
    edits.edit(database, "2031", tasks=(edits.task(1, "CAS", title="Something else"),))
    index(settings, database)
    assert found("zyzzyva") == found("孔雀石") == []
    assert found("2031") == ["2031-1"]


def test_a_repeat_is_the_same_answer(client: TestClient) -> None:
    for path in READS:
        first = client.get(path)
        again = client.get(path)
        assert (again.content, again.headers["etag"], again.headers.get("link")) == (
            first.content, first.headers["etag"], first.headers.get("link"),
        )  # fmt: skip
