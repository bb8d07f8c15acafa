"""An agency named in a question, by any name it has and with slips, brings its tasks, those it leads first."""

import pytest
from fastapi.testclient import TestClient

from tests.api.oracle import AGENCIES, BY_ID, names, role, select

from .conftest import hits, ids, on_one_database, search

pytestmark = on_one_database

NAMES: dict[str, list[str]] = {}
for _name, _code in names():
    if _code != "OTHER":  # stands for whoever is not named
        NAMES.setdefault(_code, []).append(_name)


@pytest.mark.parametrize("code", sorted(NAMES))
def test_any_name_brings_its_tasks(client: TestClient, code: str) -> None:
    expected = set(select(agency=[code]))
    for name in dict.fromkeys(NAMES[code]):
        body = search(client, name, per_page=200)
        assert [agency["code"] for agency in body["interpreted"]["agencies"]] == [code], name
        assert {hit["task"]["id"] for hit in body["items"]} == expected, name
        assert not any(hit["partial"] for hit in body["items"])


@pytest.mark.parametrize("code", ["SAMR", "SPC", "MOJ", "GACC", "NHC", "MIIT"])
def test_those_it_leads_come_first(client: TestClient, code: str) -> None:
    roles = [role(BY_ID[task], code) for task in ids(client, AGENCIES[code]["name"]["zh"])]
    assert roles
    assert roles == sorted(roles, key=str)  # lead before participant


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("市场监管总居", "SAMR"),
        ("市场监管局总", "SAMR"),
        ("海关总暑", "GACC"),
        ("国家版全局", "CPD"),
        ("最高人民法园", "SPC"),
        ("最高人民检查院", "SPP"),
        ("公按部", "MPS"),
        ("司发部", "MOJ"),
        ("国家税务总居", "STA"),
        ("shuiwu zongju", "STA"),
        ("haiguan zongshu", "GACC"),
        ("gonganbu", "MPS"),
        ("Minstry of Education", "MOE"),
        ("Ministry of Comerce", "MOFCOM"),
        ("Suprime People's Court", "SPC"),
        ("Supreme Peoples Court", "SPC"),
        ("State Adminstration for Market Regulation", "SAMR"),
        ("Generl Administration of Customs", "GACC"),
    ],
)
def test_slips_and_pinyin_hold_for_names_too(client: TestClient, q: str, code: str) -> None:
    body = search(client, q, per_page=200)
    assert [agency["code"] for agency in body["interpreted"]["agencies"]] == [code]
    assert {hit["task"]["id"] for hit in body["items"]} == set(select(agency=[code]))


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("税务总局 2025", ["2025-117"]),
        ("STA 2024", ["2024-108"]),
        ("2024年国家税务总局", ["2024-108"]),
        ("State Taxation Administration 2025", ["2025-117"]),
        ("税務總局　２０２５", ["2025-117"]),
        ("中国科学院 贯标", ["2024-71", "2025-75"]),
        ("SPB counterfeit", ["2024-43"]),
    ],
)
def test_with_a_year_or_a_topic(client: TestClient, q: str, expected: list[str]) -> None:
    full = [hit["task"]["id"] for hit in hits(client, q) if not hit["partial"]]
    assert full == expected


@pytest.mark.parametrize(
    ("q", "code", "expected"),
    [
        ("市场监管总局 2025 反垄断", "SAMR", ["2025-40"]),
        ("SAMR 2024 商业秘密", "SAMR", ["2024-37"]),
        ("what does the Ministry of Justice do about lawyers", "MOJ", ["2025-99"]),
        ("教育部 学位", "MOE", ["2025-100", "2024-93"]),
        ("海关总署 展示中心", "GACC", ["2025-96", "2024-90"]),
    ],
)
def test_an_agency_and_what_it_does(client: TestClient, q: str, code: str, expected: list[str]) -> None:
    body = search(client, q)
    assert code in [agency["code"] for agency in body["interpreted"]["agencies"]]
    assert body["items"][0]["task"]["id"] in expected


def test_a_word_is_no_abbreviation(client: TestClient) -> None:
    for q in ("most patents", "other measures", "cast a net"):
        assert search(client, q)["interpreted"]["agencies"] == [], q
    for q in ("MOST", "CAST 2025", "MOST patents"):
        assert search(client, q)["interpreted"]["agencies"], q
