"""Chinese questions find what they mean: parts of words, any script and width, with slips and in pinyin."""

import random
import re

import pytest
from fastapi.testclient import TestClient

from tests.api.oracle import TASKS

from .conftest import Case, case, check_first, hits, ids, leading, on_one_database, search, written

pytestmark = on_one_database


@pytest.mark.parametrize(
    "asked",
    [
        case("布图", "2025-1", "2024-1"),
        case("护企", "2024-29"),
        case("权转让", "2025-54"),
        case("商业秘密", "2025-8", "2025-17", "2025-41", "2024-37"),
        case("惩罚性赔偿", "2025-32"),
        case("马德里", "2025-103"),
        case("五局", "2025-104", "2024-95"),
        case("身份证", "2025-45", "2024-40"),
        case("院线", "2025-38", "2024-35"),
        case("昆仑", "2025-37", "2024-31"),
        case("安芯", "2025-37"),
        case("好差评", "2025-82"),
        case("百校千项", "2024-63"),
        case("粮", "2025-45") if any("粮" in text for text in written("zh").values()) else case("寄递", "2024-43"),
    ],
)
def test_words_and_parts_of_words(client: TestClient, asked: Case) -> None:
    check_first(client, asked)


@pytest.mark.parametrize("fragment", ["布图", "护企", "权转让", "品种身", "络平台", "检察案", "递渠", "剑网"])
def test_all_tasks_with_a_part_are_found_and_no_others(client: TestClient, fragment: str) -> None:
    expected = {task for task, text in leading("zh").items() if fragment in text}
    assert expected
    assert {hit["task"]["id"] for hit in search(client, fragment)["items"] if not hit["partial"]} == expected


def test_any_two_characters_taken_literally_find_where_they_stand(client: TestClient) -> None:
    dice = random.Random(4)
    texts = leading("zh")
    runs = [run for text in texts.values() for run in re.findall("[\u4e00-\u9fff]{2,}", text)]
    for _ in range(150):
        run = dice.choice(runs)
        start = dice.randrange(len(run) - 1)
        pair = run[start : start + 2]
        expected = [task for task, text in texts.items() if pair in text]
        assert ids(client, pair, interpret="false", sort="id") == expected, pair


def test_any_part_of_a_title_finds_every_task_that_has_it(client: TestClient) -> None:
    dice = random.Random(3)
    texts = written("zh")
    runs = [run for task in TASKS for run in re.findall("[\u4e00-\u9fff]{4,}", task.raw["title"]["zh"])]
    for _ in range(200):
        run, size = dice.choice(runs), dice.choice((2, 3, 4))
        start = dice.randrange(len(run) - size + 1)
        part = run[start : start + size]
        found = {hit["task"]["id"] for hit in hits(client, part) if not hit["partial"]}
        assert {task for task, text in texts.items() if part in text} <= found, part


def test_every_title_finds_its_task_first(client: TestClient) -> None:
    found = {task.id: [hit["task"]["id"] for hit in search(client, task.raw["title"]["zh"])["items"]] for task in TASKS}
    assert {task: others[:2] for task, others in found.items() if others[:1] != [task]} == {}


@pytest.mark.parametrize(
    ("written_so", "plain"),
    [
        ("著作權集體管理", "著作权集体管理"),
        ("商業秘密", "商业秘密"),
        ("植物新品種", "植物新品种"),
        ("國防專利", "国防专利"),
        ("ＤＮＡ", "DNA"),
        ("ＳＡＭＲ　商业秘密", "SAMR 商业秘密"),
        ("２０２４年", "2024年"),
        ("ＭＡＤＲＩＤ", "madrid"),
        ("商业秘密？", "商业秘密"),
        ("　商业秘密　", "商业秘密"),
    ],
)
def test_script_and_width_do_not_matter(client: TestClient, written_so: str, plain: str) -> None:
    assert ids(client, written_so) == ids(client, plain) != []


@pytest.mark.parametrize(
    "asked",
    [
        case("NDRC 规划", "2025-92"),
        case("仲裁 guidelines", "2024-49", "2025-16", "2025-53"),
        case("SAMR 反垄断", "2025-40", "2024-38"),
        case("DNA 数据库", "2025-45", "2024-40"),
        case("AI 标识", "2025-19"),
        case("Madrid 体系", "2025-103"),
        case("337调查", "2024-103"),
        case("copyright 区块链", "2024-80", "2025-27", "2025-23"),
    ],
)
def test_languages_mixed(client: TestClient, asked: Case) -> None:
    found = search(client, asked.q)["items"]
    assert found
    assert found[0]["task"]["id"] in asked.first, [hit["task"]["id"] for hit in found[:5]]


@pytest.mark.parametrize(
    ("q", "read", "first"),
    [
        ("大摸型", "大模型", ("2025-58", "2024-54")),
        ("著作权法修丁", None, ("2024-2", "2025-2", "2025-9")),
        ("商业密秘", "商业秘密", ("2025-8", "2025-17", "2025-41", "2024-37")),
        ("植物新品钟", "植物新品种", ("2025-3", "2024-4", "2025-62", "2024-59", "2025-108", "2025-81")),
        ("地里标志", "地理标志", ("2025-42", "2025-71", "2025-72", "2024-69")),
        ("惩罚性陪偿", "惩罚性赔偿", ("2025-32",)),
        ("公平竟争审查", "公平竞争审查", ("2024-3",)),
        ("集成电路布图设记", None, ("2025-1", "2024-1")),
        ("技术经里人", "技术经理人", ("2025-101",)),
        ("非物质文化遗厂", "非物质文化遗产", ("2025-48",)),
        ("软件正板化", "软件正版化", ("2025-47", "2024-42")),
        ("恶意诉颂", "恶意诉讼", ("2025-36", "2024-28")),
        ("知识产权质压", None, ("2025-77", "2025-78", "2024-75", "2024-85")),
    ],
)
def test_slips_are_mended_and_told(client: TestClient, q: str, read: str | None, first: tuple[str, ...]) -> None:
    body = search(client, q)
    assert body["items"], "nothing found"
    assert body["items"][0]["task"]["id"] in first, [hit["task"]["id"] for hit in body["items"][:5]]
    repaired = body["interpreted"]["repaired"]
    assert repaired
    assert all(repair["written"] in q and repair["written"] != repair["read"] for repair in repaired)
    assert read is None or read in [repair["read"] for repair in repaired]


@pytest.mark.parametrize(
    "q", ["商业秘密", "专利池", "布图", "护企", "外国公司 专利", "谁来培训技术经理人", "海关", "小公司"]
)
def test_what_is_right_is_not_mended(client: TestClient, q: str) -> None:
    assert search(client, q)["interpreted"]["repaired"] == []


@pytest.mark.parametrize(
    ("q", "plain"),
    [
        ("shangye mimi", "商业秘密"),
        ("shangyemimi", "商业秘密"),
        ("dili biaozhi", "地理标志"),
        ("zhuanli chi", "专利池"),
        ("jishu jingliren", "技术经理人"),
        ("rengong zhineng", "人工智能"),
        ("zhishi chanquan", "知识产权"),
        ("Shang Ye Mi Mi", "商业秘密"),
        ("zhongcai", "仲裁"),
    ],
)
def test_pinyin_is_read(client: TestClient, q: str, plain: str) -> None:
    found = search(client, q)
    assert plain in [repair["read"] for repair in found["interpreted"]["repaired"]]
    assert set(ids(client, q)) == set(ids(client, plain)) != set()
