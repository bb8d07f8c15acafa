"""Which plan a document is, where it says so for certain."""

from datetime import date

import pytest

from service.ingest.identity import find_namings, period_of, plan_of, split_lead_rule, title_of
from service.records import Lang, Period


@pytest.mark.parametrize(
    ("text", "plan", "title"),
    [
        ("2031年知识产权强国建设推进计划", "2031", "2031年知识产权强国建设推进计划"),
        ("关于印发《2031年知识产权强国建设推进计划》的通知", "2031", "2031年知识产权强国建设推进计划"),
        ("联席会议办公室关于印发2031年知识产权强国建设推进计划的通知", "2031", "2031年知识产权强国建设推进计划"),
        ("2031年度知识产权强国建设推进计划", "2031", "2031年度知识产权强国建设推进计划"),
        ("2031—2032年知识产权强国建设推进计划", "2031-2032", "2031—2032年知识产权强国建设推进计划"),
        ("2031 年 知识产权强国建设纲要和“十六五”规划实施推进计划", None, ""),
        ("2031年知识产权强国建设纲要和“十六五”规划实施推进计划", "2031", "2031年知识产权强国建设纲要和“十六五”规划实"
        "施推进计划"),
        ("2031年國家知識產權戰略實施推進計劃", "2031", "2031年國家知識產權戰略實施推進計劃"),
        ("the 2031 Intellectual Property Nation Building Promotion Plan (2031年知识产权强国建设推进计划) by", "2031",
         "2031 Intellectual Property Nation Building Promotion Plan"),
        ("released the Plan for Advancing the Building of a Strong Intellectual Property Country in 2031 "
        "(", "2031",
         "Plan for Advancing the Building of a Strong Intellectual Property Country in 2031"),
        ("Promotion Plan for Building an Intellectual Property Powerhouse for 2031", "2031",
         "Promotion Plan for Building an Intellectual Property Powerhouse for 2031"),
        # Not certain: a province, a city, two plans, a plan of another kind, only a year.
        ("广东省2031年知识产权强国建设推进计划", None, ""),
        ("广东2031年知识产权强国建设推进计划", None, ""),
        ("2031年广东省知识产权强省建设推进计划", None, ""),
        ("2031年知识产权强省建设推进计划", None, ""),
        ("2030年知识产权强国建设推进计划完成后，2031年知识产权强国建设推进计划", None, ""),
        ("知识产权强国建设推进计划", None, ""),
        ("2031年工作要点", None, ""),
        ("Guangdong 2031 Intellectual Property Nation Building Promotion Plan", None, ""),
        ("Plan for Promoting a Strong Intellectual Property Province in 2031", None, ""),
        ("On May 16, 2031, the Office released the National Intellectual Property Plan", None, ""),
        ("the 14th Five-Year Plan for National Intellectual Property Protection, 2031", None, ""),
        ("the key tasks for 2031 of the Outline (2021-2035)", None, ""),
        ("", None, ""),
    ],
)  # fmt: skip
def test_plan(text: str, plan: str | None, title: str) -> None:
    namings = find_namings(text)
    assert plan_of(namings, []) == plan
    if plan:
        lang: Lang = "en" if title.isascii() else "zh"
        assert title_of(namings, [], plan, lang) == title


def test_a_title_tells_the_plan_whatever_the_preface_mentions() -> None:
    text = "2031年知识产权强国建设推进计划\n在完成2030年知识产权强国建设推进计划的基础上，制定本计划。"
    assert plan_of(find_namings(text), []) is None
    assert plan_of(find_namings(text), text.split("\n")) == "2031"


def test_a_title_on_a_line_of_its_own_goes_first() -> None:
    text = "见《2031年知识产权强国建设工作推进计划》\n2031年知识产权强国建设推进计划\n"
    assert title_of(find_namings(text), text.split("\n"), "2031", "zh") == "2031年知识产权强国建设推进计划"
    assert title_of(find_namings(text), text.split("\n"), "2031", "en") == ""
    assert title_of(find_namings(text), text.split("\n"), "2032", "zh") == ""


@pytest.mark.parametrize(
    ("plan", "period"),
    [
        ("2031", (date(2031, 1, 1), date(2031, 12, 31))),
        ("2031-2032", (date(2031, 1, 1), date(2032, 12, 31))),
        ("2032-2031", None),
        ("guangdong-2031", None),
        ("2031-a", None),
        ("1999", None),
    ],
)
def test_period(plan: str, period: tuple[date, date] | None) -> None:
    assert period_of(plan) == (Period(from_=period[0], to=period[1]) if period else None)


@pytest.mark.parametrize(
    "rule",
    [
        "上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。",
        "上述任務分工中，由多個部門負責的，列第一位的部門為牽頭部門，其他為參與部門。",
        "各项任务中，列在首位的单位为牵头单位",
        "For the tasks above, where several departments are responsible, the one listed first is the lead and the "
        "others "
        "take part.",
        "Among the above tasks, the first department named takes the lead.",
    ],
)
def test_lead_rule(rule: str) -> None:
    assert split_lead_rule(rule)[0] == rule
    assert split_lead_rule(f"（{rule}）")[0].strip("。.") == rule.strip("。.")
    found, rest = split_lead_rule(f"前文。\n{rule}\n后文。")
    assert found == rule
    assert rest.split() == ["前文。", "后文。"]


@pytest.mark.parametrize(
    "text", ["", "任务完成。", "The first task. It leads to the second.", "首先牵头。", "First lead."]
)
def test_no_lead_rule(text: str) -> None:
    assert split_lead_rule(text) == ("", text)
