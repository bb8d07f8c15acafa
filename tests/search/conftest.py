"""Asks `/search` as a client does, and brings an index up where a test has written."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.index.embedded_writer import EmbeddedWriter
from service.index.sync import catch_up
from service.index.turn import INDEX
from tests.api.conftest import empty_client as empty_client
from tests.api.conftest import on_one_database as on_one_database
from tests.api.conftest import serve as serve
from tests.api.links import pages
from tests.api.oracle import TASKS
from tests.api.test_query_counts import statements as statements
from tests.facts.oracle import DOCUMENTS, EVIDENCE, HELD, INITIATIVES, INSTRUMENTS, task_of

MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)

QUESTIONS = [
    "商业秘密", "trade secrets", "专利", "patent", "知识产权", "copyright", "布图", "仲裁 guidelines", "税务总局 2025",
    "大摸型", "zhishi chanquan", "SAMR", "最高人民法院 典型案例", "arbitr", "海关", "2024-12", "任务15", "《专利法》",
    "谁来培训技术经理人", "what must the tax authorities do", "地理标志 农产品", "criminal", "2025", "著作權集體管理",
    "patent pools this year", "人工智能 区块链 版权", "seed industry DNA", "恶意诉讼", "national",
    "layout designs courts", "天气预报", "chocolate cake",
]  # fmt: skip
"""Questions of every kind, for what holds whatever is asked."""


class Case(NamedTuple):
    """A question, and the tasks of which any may be the first answer."""

    q: str
    first: tuple[str, ...]


def case(q: str, *first: str) -> Any:
    return pytest.param(Case(q, first), id=q)


def search(client: TestClient, q: str, **more: Any) -> dict[str, Any]:
    """One answer."""
    answer = client.get("/search", params={"q": q, **more})
    assert answer.status_code == 200, (q, more, answer.text[:500])
    body: dict[str, Any] = answer.json()
    return body


def hits(client: TestClient, q: str, **more: Any) -> list[dict[str, Any]]:
    """The hits of all pages, of which each knows the total."""
    start = client.get("/search", params={"q": q, "per_page": 200, **more})
    envelopes = list(pages(client, str(start.url)))
    found = [item for page in envelopes for item in page["items"]]
    assert {page["total"] for page in envelopes} == {len(found)}
    return found


def ids(client: TestClient, q: str, **more: Any) -> list[str]:
    return [hit["task"]["id"] for hit in hits(client, q, **more)]


def check_first(client: TestClient, asked: Case) -> None:
    """The first answer is one of those expected, and has all that was asked."""
    found = search(client, asked.q)["items"]
    assert found, "nothing found"
    assert found[0]["task"]["id"] in asked.first, [hit["task"]["id"] for hit in found[:5]]
    assert not found[0]["partial"]


def marks(marked: str) -> list[str]:
    """What is marked in a highlight."""
    return MARK.findall(marked)


def written(lang: str) -> dict[str, str]:
    """All that the seed files say in a language, by task."""
    return {task.id: task.raw["title"][lang] + "\n" + task.raw["text"][lang] for task in TASKS}


def leading(lang: str) -> dict[str, str]:
    """All texts in a language that lead to a task: its own, and what it is found by beside them."""
    found = {task: [text] for task, text in written(lang).items()}
    for task, held in HELD.items():
        found[task] += (each["object"][lang] for each in held["deliverables"])
    for each in INSTRUMENTS:
        for act in each["acts"]:
            found[task_of(act["task"])] += (each["name"][lang], *_aliases(each, lang))
    for each in INITIATIVES:
        for edition in each["editions"]:
            for task in edition["tasks"]:
                found[task] += (each["name"][lang], edition["name"][lang], *_aliases(each, lang))
    said = {each["at"]: each["text"] for document in DOCUMENTS for each in document["statements"]}
    for each in EVIDENCE:
        found[task_of(each["target"])].append(said[each["statement"]][lang])
    return {task: "\n".join(texts) for task, texts in found.items()}


def _aliases(each: dict[str, Any], lang: str) -> Iterator[str]:
    yield from (alias["value"] for alias in each["aliases"] if alias["lang"] == lang)


def index(settings: Settings, database: Database) -> None:
    """Brings the embedded index up to the database."""
    catch_up(database, EmbeddedWriter(settings.data_dir / INDEX))
