"""Whatever stands in a request, the service answers with what it is asked for or with a problem, never a failure."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from .conftest import on_one_database
from .served import ALONE
from .shapes import check_problem

HOSTILE = {
    "long": "A" * 10_000,
    "long-chinese": quote("市" * 5_000),
    "nul": "%00",
    "nul-inside": "SAMR%00",
    "controls": "%01%02%1b%7f%0d%0a",
    "emoji": quote("👩‍👩‍👧‍👦🇨🇳"),
    "lone-surrogate": "%ED%A0%80",
    "surrogate-pair-in-utf-8": "%ED%A0%BD%ED%B8%80",
    "not-utf-8": "%FF%FE%C0%80",
    "gb18030": quote("市场监管总局".encode("gb18030")),
    "half-a-character": "%E5%B8",
    "bad-percent": "%zz%",
    "twice-encoded": "%2553AMR",
    "sql": quote("' OR 1=1; DROP TABLE task; --"),
    "sql-double": quote('" UNION SELECT * FROM task --'),
    "like": "%25_%25",
    "named-parameter": ":agency_0 %25(agency_0)s",
    "quotes": quote("'\"`´’“”"),
    "backslashes": quote("\\..\\\\"),
    "path": quote("../../../../etc/passwd", safe=""),
    "html": quote("<script>alert(1)</script>", safe=""),
    "format": "{0}{self.__class__}%25s",
    "right-to-left": quote("\u202eRMAS\u202c"),
    "combining": quote("S" + "\u0301" * 150),
    "brackets": "(" * 150 + ")" * 150,
    "only-spaces": "%20%C2%A0%E3%80%80",
    "huge-number": "9" * 400,
    "negative": "-1",
    "float": "1e309",
    "nan": "NaN",
    "null": "null",
    "ligature": quote("ﷺ" * 60),
    "header-split": "%0d%0aSet-Cookie:%20a=b",
}
hostile = pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())

IN_A_PATH = {name: value for name, value in HOSTILE.items() if "%25" not in value}
"""Without those that mean something else when they are decoded twice, as the test client does with paths."""

PARAMETERS = {
    "/tasks": ["id", "plan", "agency", "section", "responsibility", "updated_since", "sort", "page", "after"],
    "/plans": ["page", "after"],
    "/plans/2025/sections": ["after"],
    "/agencies": ["per_page", "after"],
    "/changes": ["page", "after"],
    "/plans/2025/changes": ["since"],
    "/topics": ["group", "after"],
    "/deliverables": ["task", "verb", "expected", "yields", "topic", "instrument", "progress", "after"],
    "/lineage": ["task", "kind", "plan", "after"],
    "/initiatives": ["kind", "partner", "q", "after"],
    "/instruments": ["level", "action", "plan", "agency", "q", "after"],
    "/documents": ["kind", "after"],
    "/documents/report-2025/statements": ["part", "topic", "after"],
    "/statements": ["document", "linked", "strength", "after"],
    "/evidence": ["statement", "document", "agency", "after"],
    "/indicators": ["unit", "problem", "q", "page", "after"],
    "/events": ["year", "after"],
    "/terms": ["error", "q", "after"],
    "/exports/tasks.csv": ["agency", "bom", "topic", "instrument", "progress"],
    "/exports/tasks.jsonl": ["id"],
    "/exports/deliverables.csv": ["instrument", "bom"],
    "/exports/instruments.jsonl": ["q", "topic"],
    "/exports/indicators.csv": ["unit", "q"],
    "/exports/lineage.csv": ["task"],
    "/exports/evidence.jsonl": ["statement"],
}
BY_FORM = ["/tasks", "/plans/2025/sections", "/changes"]
"""Where `after` has a form. Elsewhere any text is a position in the order of the ids, and may be answered."""


@hostile
def test_in_a_parameter(client: TestClient, value: str) -> None:
    for path, name in [(path, name) for path, names in PARAMETERS.items() for name in names]:
        answer = client.get(f"{path}?{name}={value}")
        if answer.status_code == 200:
            assert name in ("after", "q")
            assert path not in BY_FORM
            assert path.startswith("/exports/") or isinstance(answer.json()["items"], list)
        else:
            body = check_problem(answer, 422)
            assert body["errors"][0]["name"] == name


@on_one_database
@hostile
def test_as_a_role(client: TestClient, value: str) -> None:
    check_problem(client.get(f"/tasks?agency=SAMR&role={value}"), 422)


@on_one_database
@hostile
def test_as_the_name_of_a_parameter(client: TestClient, value: str) -> None:
    for path in ("/tasks", "/plans/2025", "/exports/tasks.csv", "/healthz", "/evidence", "/terms/trade-secret"):
        check_problem(client.get(f"{path}?{value}=1"), 422)


@pytest.mark.parametrize("value", IN_A_PATH.values(), ids=IN_A_PATH.keys())
def test_in_a_path(client: TestClient, value: str) -> None:
    for path in (*(f"{path}/{{}}" for path in ALONE), "/plans/{}/sections", "/plans/{}/changes?since=2024",
                 "/tasks/{}/lineage", "/documents/{}/statements", "/{}", "/exports/{}"):  # fmt: skip
        check_problem(client.get(path.format(value)), 404)


@on_one_database
@pytest.mark.parametrize("name", ["If-None-Match", "Accept", "Accept-Encoding", "Origin", "Host", "Cookie"])
@pytest.mark.parametrize(
    "value", [b"", b"*", b'"', b'"""', b"W/", b"\xff\xfe", b"[", b"a:b:c", b",,,,", b"\\", b'"' * 4000, b"\xe5\xb8\x82"]
)
def test_in_a_header(client: TestClient, name: str, value: bytes) -> None:
    for path, status in (("/tasks?per_page=1", 200), ("/nothing", 404)):
        answer = client.get(path, headers={name.encode(): value})
        assert answer.status_code == (304 if status == 200 and (name, value) == ("If-None-Match", b"*") else status)


@on_one_database
def test_many_parameters(client: TestClient) -> None:
    body = check_problem(client.get("/tasks?" + "&".join(f"x{number}=1" for number in range(2_000))), 422)
    assert body["errors"]
    check_problem(client.get("/tasks?" + "&".join("agency=SAMR" for _ in range(2_000))), 422)
    check_problem(client.get("/tasks?" + "&" * 5_000 + "x"), 422)
    check_problem(client.get("/deliverables?" + "&".join("topic=patent" for _ in range(2_000))), 422)


def test_empty_pieces_of_a_query_are_nothing(client: TestClient) -> None:
    assert client.get("/topics?").json() == client.get("/topics?&&").json() == client.get("/topics").json()
    assert client.get("/plans?").json() == client.get("/plans?&&").json() == client.get("/plans").json()
