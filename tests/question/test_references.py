"""Numbers, years and names that a question says outright are read, and taken out of it, place by place."""

import random

import pytest

from service.question import references
from tests.limits import work_of

PLANS = frozenset({"2024", "2025", "gd-2025"})
Task = tuple[str | None, int]


@pytest.mark.parametrize(
    ("text", "tasks", "plans"),
    [
        ("2024-12", [("2024", 12)], []),
        ("2024 - 12", [("2024", 12)], []),
        ("2024–12", [("2024", 12)], []),
        ("gd-2025-3", [("gd-2025", 3)], []),
        ("2024-12 2025-3", [("2024", 12), ("2025", 3)], []),
        ("2024年第12项", [("2024", 12)], []),
        ("2024年第12项任务", [("2024", 12)], []),
        ("2024年度第12条", [("2024", 12)], []),
        ("2024年推进计划的第12项", [("2024", 12)], []),
        ("2024年任务12", [("2024", 12)], []),
        ("任务12", [(None, 12)], []),
        ("任务 第 12 项", [(None, 12)], []),
        ("第12项", [(None, 12)], []),
        ("第十二项任务", [(None, 12)], []),
        ("第一百零三项任务", [(None, 103)], []),
        ("二十项任务", [(None, 20)], []),
        ("task 12", [(None, 12)], []),
        ("tasks 12", [(None, 12)], []),
        ("task no. 12", [(None, 12)], []),
        ("task #12", [(None, 12)], []),
        ("item number 12", [(None, 12)], []),
        ("no. 12", [(None, 12)], []),
        ("no 12", [(None, 12)], []),
        ("#12", [(None, 12)], []),
        ("decree no. 12", [], []),
        ("no12", [], []),
        ("2024 task 12", [("2024", 12)], []),
        ("2024, task 12", [("2024", 12)], []),
        ("task 12 of the 2024 plan", [("2024", 12)], []),
        ("task 12 (2024)", [("2024", 12)], []),
        ("task 12 in 2024", [("2024", 12)], []),
        ("2024", [], ["2024"]),
        ("2024年", [], ["2024"]),
        ("2024 年度", [], ["2024"]),
        ("专利2024", [], ["2024"]),
        ("2024和2025年", [], ["2024", "2025"]),
        ("2024年 2024", [], ["2024"]),
        ("2024年 商标 任务12", [("2024", 12)], ["2024"]),
        ("2030", [], []),
        ("2030年第3项", [], []),
        ("2030-3", [], []),
        ("2024-0", [], []),
        ("2024-012", [], []),
        ("2024-2025", [], []),
        ("2024–2030", [], []),
        ("20245", [], []),
        ("120245", [], []),
        ("0.2024", [], []),
        ("12", [], []),
        ("任务0", [], []),
        ("multitask 12", [], []),
        ("", [], []),
    ],
)
def test_what_is_named(text: str, tasks: list[Task], plans: list[str]) -> None:
    found = references.read(text, PLANS)
    assert (found.tasks, found.plans) == (tasks, plans)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("《专利法》", ["专利法"]),
        ("《专利法》和《商标法》", ["专利法", "商标法"]),
        ("〈专利法〉", ["专利法"]),
        ("「专利法」『商标法』", ["专利法", "商标法"]),
        ('"sword net"', ["sword net"]),
        ("“剑网”", ["剑网"]),
        ("《专利法", []),
        ("专利法》", []),
        ("《》", []),
    ],
)
def test_names_in_brackets(text: str, names: list[str]) -> None:
    found = references.read(text, PLANS)
    assert found.names == names
    assert all(name in found.rest for name in names)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("2024-12", ""), ("税务总局 2025", "税务总局"), ("2024年的专利池", "专利池"), ("task 12 of the 2024 plan", ""),
        ("2024年第12项任务 专利", "专利"), ("patent 2030", "patent 2030"), ("337调查", "337调查"),
    ],
)  # fmt: skip
def test_what_is_named_is_taken_out(text: str, rest: str) -> None:
    assert references.read(text, PLANS).rest.split() == rest.split()


def test_what_is_left_keeps_its_place() -> None:
    text = "专利 2024-12 商标 《版权法》 task 7 海关"
    rest = references.read(text, PLANS).rest
    assert len(rest) == len(text)
    for word in ("专利", "商标", "版权法", "海关"):
        assert rest.index(word) == text.index(word)


def test_any_text_is_read_soon() -> None:
    dice = random.Random(2)
    pieces = [
        "2024",
        "2025",
        "年",
        "第",
        "十",
        "百",
        "项任务",
        "任务",
        "task ",
        "-",
        "–",
        "《",
        "》",
        '"',
        " ",
        "1",
        "0",
    ]
    pieces += ["no.", "of the ", "plan", "(", ")", "推进计划", "的", "a"]
    with work_of(10):
        for _ in range(2_000):
            text = "".join(dice.choices(pieces, k=dice.randint(0, 300)))[:1_000]
            found = references.read(text, PLANS)
            assert all(number >= 0 and (plan is None or plan in PLANS) for plan, number in found.tasks)
            assert set(found.plans) <= PLANS
        for text in ("2024" * 250, "第" * 1_000, "十" * 1_000, "a-" * 500, " " * 1_000, "《" * 1_000, "task " * 200):
            references.read(text, PLANS)
