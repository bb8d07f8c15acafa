"""Every error and warning that a document can give, with its line."""

import pytest

from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.names import Names
from tests.ingest.conftest import ReadText
from tests.ingest.shapes import codes, lines, rows

PLAN = """2031年知识产权强国建设推进计划
一、完善制度
（一）法规
1.修订法规。（司法部、财政部负责）
2.起草办法。（教育部负责）
（二）政策
3.研究政策。（农业农村部、国家林草局按职责分工负责）
二、加强保护
4.开展行动。（公安部负责）
5.加强协作。（商务部、海关总署负责）
6.发布案例。（最高人民法院负责）
"""


def test_the_plan_is_sound(read_text: ReadText) -> None:
    reading = read_text(PLAN)
    assert reading.findings == ()
    assert reading.plan is not None


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "word"),
    [
        ("财政部负责", "材政部负责", "unknown-agency", 4, "材政部"),
        ("（公安部负责）", "（公按部负责）", "unknown-agency", 9, "公按部"),
        ("（公安部负责）", "（公按部）", "unknown-agency", 9, "公按部"),
        ("（公安部负责）", "", "task-without-agency", 9, "task 4"),
        ("（公安部负责）", "公安部负责）", "task-without-agency", 9, "task 4"),
        ("（公安部负责）", "（试行）", "task-without-agency", 9, "task 4"),
        ("（公安部负责）", "（负责）", "task-without-agency", 9, "task 4"),
        ("（公安部负责）", "（公安部负责", "bracket-not-closed", 9, "task 4"),
        ("开展行动。", "开展（专项行动。", "bracket-not-closed", 9, "专项行动"),
        ("开展行动。（公安部负责）", "（公安部负责）", "task-empty", 9, "task 4"),
        ("开展行动。", "开展行动（司法部负责），再开展行动。", "second-bracket", 9, "司法部负责"),
        ("4.开展行动。（公安部负责）\n", "", "number-gap", 9, "4 is missing before 5"),
        (
            "4.开展行动。（公安部负责）\n5.加强协作。（商务部、海关总署负责）\n",
            "",
            "number-gap",
            9,
            "4 to 5 is missing",
        ),
        ("4.", "40.", "number-gap", 9, "40 stands where 4 belongs"),
        ("5.", "4.", "number-repeat", 10, "4 stands where 5 belongs"),
        ("5.", "4.开展活动。（公安部负责）\n5.", "number-repeat", 10, "stands again (first on line 9)"),
        ("（二）", "（三）", "section-gap", 6, "1.3"),
        ("二、", "三、", "section-gap", 8, "section 3"),
        ("二、", "一、", "number-astray", 8, "一、"),
        ("一、完善制度\n（一）法规\n", "", "task-outside-section", 2, "before the first heading"),
        ("2031年知识产权强国建设推进计划\n", "", "plan-unknown", None, "--plan"),
    ],
)
def test_errors(old: str, new: str, code: str, line: int | None, word: str, read_text: ReadText) -> None:
    assert old in PLAN
    reading = read_text(PLAN.replace(old, new, 1))
    assert reading.plan is None
    found = [finding for finding in reading.errors if finding.code == code]
    assert [finding.line for finding in found] == [line], [finding.message for finding in reading.findings]
    assert word in found[0].message


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "word"),
    [
        ("\n一、", "\n为落实规划，制定本计划。\n一、", "text-before", 2, "为落实规划"),
        ("法院负责）\n", "法院负责）\n\n打印本页\n关闭\n", "text-after", 13, "打印本页"),
        ("（二）政策\n", "（二）政策\n本部分有一项任务。\n", "text-under-heading", 7, "本部分"),
        ("（公安部负责）\n", "（公安部负责）\n相关链接\n", "text-between", 10, "相关链接"),
        ("（公安部负责）\n", "（公安部负责）另有说明。\n", "text-behind-bracket", 9, "另有说明"),
        ("（二）政策\n", "（二）\n", "section-untitled", 6, "1.2"),
        ("二、加强保护\n", "二、加强保护\n（一）空节\n（二）协作\n", "section-empty", 9, "2.1"),
        ("开展行动。", "开展行动\n9.5.继续。", "number-in-text", None, ""),
        ("商务部、海关总署负责", "商务部、海关总署、商务部负责", "agency-twice", 10, "MOFCOM"),
        ("商务部、海关总署负责", "中央宣传部、国家版权局负责", "agency-twice", 10, "CPD"),
        ("商务部、海关总署负责", "商务部、海关总署牵头，公安部配合", "several-leads", 10, "task 5"),
        ("商务部、海关总署负责", "海关总署参与，商务部牵头", "lead-not-first", 10, "task 5"),
        (
            "开展行动。",
            "开展行动（包括线上线下各类市场、展会和电子商务平台以及寄递渠道、进出口环节）。",
            "long-bracket",
            9,
            "包括线上线下",
        ),
    ],
)
def test_warnings(old: str, new: str, code: str, line: int | None, word: str, read_text: ReadText) -> None:
    assert old in PLAN
    reading = read_text(PLAN.replace(old, new, 1))
    if code == "number-in-text":
        assert codes(reading) == []  # 9.5 is a decimal
        return
    assert reading.plan is not None, [finding.message for finding in reading.errors]
    assert lines(reading, code) == [line], [finding.message for finding in reading.findings]
    assert codes(reading, "warning").count(code) == 1
    assert any(word in finding.message for finding in reading.findings if finding.code == code)


def test_candidates(read_text: ReadText) -> None:
    reading = read_text(PLAN.replace("教育部负责", "教育部门负责"))
    (error,) = reading.errors
    assert error.suggestions[0].code == "MOE"
    assert error.suggestions[0].name.zh == "教育部"


def test_notes(read_text: ReadText) -> None:
    reading = read_text(PLAN.replace("教育部负责", "国家版权局负责"))
    assert codes(reading) == ["nameplate"]
    assert reading.findings[0].message == "国家版权局 is a nameplate of CPD"
    english = "I. A\n1. Inspect software. (The State Office of Offices is responsible)\n"
    assert codes(read_text(english, plan="2031")) == ["mistranslation"]
    assert codes(read_text(english, plan="2032"), "error") == ["unknown-agency"]


def test_no_task(read_text: ReadText) -> None:
    for text in ("没有任务。", "一、完善制度\n二、加强保护\n", "I. One\n(I) Two\nIn 2031. Some text.", "x"):
        reading = read_text(text)
        assert codes(reading) == ["no-task"]
        assert (reading.plan, reading.task_count, reading.sections) == (None, 0, ())


def test_unreadable(names: Names) -> None:
    reading = read_plan("/nowhere/plan.txt", names, plan="2031", lang="zh")
    assert codes(reading) == ["unreadable"]
    assert (reading.plan, reading.plan_id, reading.lang, reading.document) == (None, "2031", "zh", None)


def test_a_language_asked_for_must_be_the_documents(read_text: ReadText) -> None:
    assert read_text(PLAN, lang="zh").plan is not None
    reading = read_text(PLAN, lang="en")
    assert (codes(reading), reading.lang) == (["other-language"], "en")
    english = "I. A\n1. Act. (The Ministry of Justice is responsible)"
    assert codes(read_text(english, plan="2031", lang="zh"), "error") == ["other-language"]
    assert read_text(english, plan="2031", lang="en").plan is not None


@pytest.mark.parametrize("plan", ["", "2031_a", "GD-2031", "-2031", "2031-", "2031 ", "a--b", "x" * 41, "二"])
def test_a_plan_id_must_be_a_slug(plan: str, read_text: ReadText) -> None:
    assert codes(read_text(PLAN, plan=plan)) == ["plan-id"]


def test_another_plan_than_the_document_says(read_text: ReadText) -> None:
    reading = read_text(PLAN, plan="2032")
    assert codes(reading) == ["other-plan"]
    assert reading.plan is not None
    assert reading.plan.id == "2032"
    assert not reading.plan.title.zh  # that title is another plan's
    assert codes(read_text(PLAN, plan="guangdong-2031")) == []


def test_a_title_by_hand(read_text: ReadText) -> None:
    reading = read_text(PLAN, title=" 某某 计划 ")
    assert reading.plan is not None
    assert reading.plan.title.zh == "某某计划"


def test_restarted_numbers_are_one_error_each_time(read_text: ReadText) -> None:
    text = PLAN.replace("4.", "1.").replace("5.", "2.").replace("6.", "3.")
    reading = read_text(text)
    assert lines(reading, "number-repeat") == [9]
    assert reading.task_count == 6


def test_findings_are_sorted_and_not_endless(read_text: ReadText) -> None:
    text = "一、制度\n" + "".join(f"{n}.起草办法。（某{n}部负责）\n" for n in range(1, 201))
    reading = read_text(text, plan="2031")
    assert codes(reading, "error") == ["unknown-agency"] * 50
    assert [finding.line for finding in reading.errors] == list(range(2, 52))
    assert codes(reading, "note") == ["more-alike"]
    assert "150 more" in reading.findings[-1].message


def test_more_numbers_than_any_plan(read_text: ReadText) -> None:
    assert codes(read_text("1. A\n" * 20_000)) == ["too-many-numbers"]


def test_more_sections_than_a_plan_can_have(read_text: ReadText) -> None:
    text = "".join(
        f"{'I' * 0}{n}. Part\n({1}) Sub\n{n}. Act. (The Ministry of Justice is responsible)\n" for n in range(1, 110)
    )
    reading = read_text(text, plan="2031")
    assert codes(reading, "error") == ["not-a-plan"] * len(reading.errors)
    assert reading.errors


def test_line_numbers_survive_blank_lines(names: Names) -> None:
    reading = read_plan(read_bytes(("\n\n" + PLAN.replace("\n", "\n\n")).encode()), names)
    assert [section.line for section in reading.sections] == [5, 7, 13, 17]
    assert len(rows(reading)) == 6
