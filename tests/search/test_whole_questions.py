"""Whole questions are read for what they are about; what is about something else altogether finds nothing."""

import pytest
from fastapi.testclient import TestClient

from .conftest import QUESTIONS, Case, case, hits, ids, on_one_database, search

pytestmark = on_one_database


@pytest.mark.parametrize(
    "asked",
    [
        case("what must the tax authorities do", "2025-117", "2024-108"),
        case("谁来培训技术经理人", "2025-101"),
        case("Who is in charge of bringing Chinese into the Madrid system?", "2025-103"),
        case("哪个部门负责非物质文化遗产的知识产权保护？", "2025-48"),
        case("who deals with counterfeit goods sent by post?", "2024-43"),
        case("谁负责打击寄递假货？", "2024-43"),
        case("How are punitive damages applied by the courts?", "2025-32"),
        case("法院什么时候会适用惩罚性赔偿", "2025-32"),
        case("Which agency trains lawyers for foreign-related IP?", "2025-99"),
        case("what is planned for the 40th anniversary of the patent law", "2025-93"),
        case("人工智能生成的内容要不要标识", "2025-19"),
        case("are there rules on labelling AI-generated content?", "2025-19"),
        case("is there anything about DNA fingerprints of seeds?", "2025-45", "2024-40"),
        case("商业秘密保护服务月是哪个部门办的", "2025-41", "2024-37"),
        case("where can companies get help with disputes abroad", "2025-52", "2024-51", "2024-52", "2025-111"),
        case("我想知道软件正版化由谁负责", "2025-47", "2024-42"),
        case("what is being done for small and medium-sized enterprises", "2024-66", "2025-65", "2024-41"),
        case("大学的科研成果怎么转化", "2025-68", "2024-60", "2024-63", "2025-63", "2025-69", "2025-66"),
    ],
)
def test_it_is_read_for_its_content(client: TestClient, asked: Case) -> None:
    found = search(client, asked.q)["items"]
    assert found
    assert found[0]["task"]["id"] in asked.first, [hit["task"]["id"] for hit in found[:5]]


OFF_TOPIC = [
    "今天天气怎么样", "红烧肉怎么做", "世界杯比分", "火车票多少钱", "减肥食谱", "附近的牙医", "怎么哄孩子睡觉",
    "明天下雨吗", "狗粮推荐", "钢琴课", "头疼吃什么药", "周末去哪儿爬山",
    "weather tomorrow", "weather in Paris", "chocolate cake recipe", "football scores", "how to wash a coffee cup",
    "how do I lose weight", "best pizza near me", "guitar chords", "yoga for beginners",
    "dinosaurs", "how tall is Mount Everest", "knitting patterns",
]  # fmt: skip


@pytest.mark.parametrize("q", OFF_TOPIC)
def test_something_else_finds_nothing(client: TestClient, q: str) -> None:
    body = search(client, q)
    assert [hit["task"]["id"] for hit in body["items"]] == []
    assert body["total"] == 0


@pytest.mark.parametrize("q", ["zzzzqqqq", "龘龘龘龘", "🎉🎉", "???", "\x01\x02", "、。！", "the of and", "什么时候"])
def test_nothing_to_look_for_finds_nothing(client: TestClient, q: str) -> None:
    body = search(client, q)
    assert (body["items"], body["total"], body["pages"]) == ([], 0, 0)


@pytest.mark.parametrize("q", QUESTIONS)
def test_full_matches_come_before_marked_partial_ones(client: TestClient, q: str) -> None:
    flags = [hit["partial"] for hit in hits(client, q)]
    assert flags == sorted(flags)
    assert sum(flags) <= 8
    if flags.count(False) >= 5:
        assert not any(flags)


@pytest.mark.parametrize(
    "q", ["布图设计 仲裁", "Madrid counterfeit seeds", "惩罚性赔偿 地理标志", "layout designs lawyers"]
)
def test_where_no_task_has_all_of_it_all_are_partial(client: TestClient, q: str) -> None:
    body = search(client, q)
    assert 0 < body["total"] <= 12
    assert all(hit["partial"] for hit in body["items"])


def test_a_rare_word_does_not_drag_in_a_wall_of_weak_hits(client: TestClient) -> None:
    for q in ("知识产权 技术经理人", "IP technology managers", "知识产权 惩罚性赔偿", "national Madrid system"):
        assert search(client, q)["total"] <= 12, q


@pytest.mark.parametrize(
    ("q", "near"),
    [("trade secrats", "trade secret"), ("geographic indicatons", "geographical indication"), ("商业祕蜜", "商业秘密")],
)
def test_an_empty_answer_offers_what_was_nearest(client: TestClient, q: str, near: str) -> None:
    body = search(client, q, interpret="false")
    assert body["total"] == 0
    assert near in body["did_you_mean"]


def test_an_answer_that_found_something_offers_nothing_else(client: TestClient) -> None:
    for q in QUESTIONS:
        body = search(client, q)
        assert not (body["total"] and body["did_you_mean"])
        assert len(body["did_you_mean"]) <= 3


def test_what_is_offered_finds_something(client: TestClient) -> None:
    for q in ("trade secrats", "商业祕蜜", "patent poool", "custom clearence", "市场监管总"):
        for offered in search(client, q, interpret="false")["did_you_mean"]:
            assert search(client, offered)["total"], offered


def test_it_says_what_it_understood(client: TestClient) -> None:
    told = search(client, "税务总局 2025")["interpreted"]
    assert [agency["code"] for agency in told["agencies"]] == ["STA"]
    assert told["agencies"][0]["name"]["zh"] == "国家税务总局"
    assert (told["plans"], told["tasks"], told["repaired"], told["unknown"]) == (["2025"], [], [], [])
    told = search(client, "trade secrets 布图")["interpreted"]
    assert [term["id"] for term in told["terms"]] == ["trade-secret"]
    assert told["terms"][0]["name"] == {"zh": "商业秘密", "en": "trade secret"}
    assert told["words"] == ["布图"]
    assert search(client, "红烧肉 专利")["interpreted"]["unknown"] != []


@pytest.mark.parametrize("q", ["大摸型", "trade secrats", "shangye mimi", "著作权法修丁", "arbitation"])
def test_taken_literally_nothing_is_mended(client: TestClient, q: str) -> None:
    body = search(client, q, interpret="false")
    assert body["interpreted"]["repaired"] == []
    assert body["total"] == 0


def test_taken_literally_nothing_is_read_out_of_it(client: TestClient) -> None:
    for q in ("税务总局 2025", "trade secrets", "2024-12", "任务15", "SAMR", "《专利法》"):
        told = search(client, q, interpret="false")["interpreted"]
        assert told.pop("words")
        assert told.pop("unknown") is not None
        assert not any(told.values())
    assert search(client, "官司", interpret="false")["total"] == 0
    assert search(client, "官司")["total"] > 0
    literal = ids(client, "trade secret", interpret="false", sort="id")
    assert literal
    assert set(literal) < set(ids(client, "trade secret")) | {"-"}
