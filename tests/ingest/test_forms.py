"""Documents in every form that plans come in, each written for its test."""

import pytest

from tests.ingest.conftest import ReadText
from tests.ingest.shapes import codes, headings, lines, rows

OFFICIAL = """2031年知识产权强国建设推进计划

　　为贯彻落实《某某纲要（2021—2035年）》和《“十六五”某某规划》，明确2031年重点任务和工作措施，制定本计划。

　　一、完善知识产权制度
　　（一）完善知识产权法律法规规章
　　1.加快推进《某某法》修订。（国家知识产权局、司法部负责）
　　2.研究起草《某某条例（草案）》，完善3.5万件存量的处置办法。（农业农村部、国家林草局按职责分工负责）
　　（二）改革完善重大政策
　　3.印发《某某方案（2031—2035年）》。（生态环境部负责）
　　二、强化知识产权保护
　　4.开展“某某2031”专项行动。2031年底前总结经验。（中央宣传部、中央网信办、公安部等部门按职责分工负责）
　　5.持续推进软件正版化。（国家版权局、国管局负责）
　　上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。
"""
OFFICIAL_ROWS = [
    (1, "1.1", "加快推进《某某法》修订。", ("CNIPA", "MOJ"), "joint"),
    (2, "1.1", "研究起草《某某条例（草案）》，完善3.5万件存量的处置办法。", ("MARA", "NFGA"), "divided"),
    (3, "1.2", "印发《某某方案（2031—2035年）》。", ("MEE",), "sole"),
    (4, "2", "开展“某某2031”专项行动。2031年底前总结经验。", ("CPD", "CAC", "MPS", "OTHER"), "divided"),
    (5, "2", "持续推进软件正版化。", ("CPD", "NGOA"), "joint"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be-bom"])
def test_official_chinese(encoding: str, read_text: ReadText) -> None:
    data = b"\xfe\xff" + OFFICIAL.encode("utf-16-be") if encoding == "utf-16-be-bom" else OFFICIAL.encode(encoding)
    reading = read_text(data)
    assert rows(reading) == OFFICIAL_ROWS
    assert headings(reading) == [
        ("1", "完善知识产权制度"), ("1.1", "完善知识产权法律法规规章"
        ""), ("1.2", "改革完善重大政策"), ("2", "强化知识产权保护"),
    ]  # fmt: skip
    assert (reading.lang, reading.plan_id) == ("zh", "2031")
    assert reading.plan is not None
    assert reading.plan.title.zh == "2031年知识产权强国建设推进计划"
    assert not reading.plan.title.en
    assert reading.plan.lead_rule.zh == "上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。"
    assert codes(reading) == ["text-before", "lead-rule", "nameplate"]
    assert lines(reading, "text-before") == [3]
    assert [(one.line, one.task_count, one.assignment_count) for one in reading.sections] == [
        (5, 3, 5), (6, 2, 4), (9, 1, 1), (11, 2, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("、完善知识产权制度", "．完善知识产权制度"),
        ("（一）", "(一)"),
        ("（一）", "㈠"),
        ("1.", "1．"),
        ("1.", "１．"),
        ("1.", "1、"),
        ("1.", "1. "),
        ("1.", "⒈"),
        ("　　", ""),
        ("　　", "\u00a0\u00a0"),
        ("\n", "\r\n"),
        ("\n　　", "\n\n　　"),
        ("修订。（", "修订\n（"),
        ("修订。（", "修订（"),
        ("负责）\n", "负责）。\n"),
        ("（国家知识产权局、司法部负责）", "(国家知识产权局、司法部负责)"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局，司法部负责。)"),
        ("（国家知识产权局、司法部负责）", "\n（国家知识产权局、司法部负责）"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局、\n司法部负责）"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局和司法部共同负责）"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局牵头，司法部参与）"),
        ("（国家知识产权局、司法部负责）", "（由国家知识产权局牵头，会同司法部负责）"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局会同司法部负责）"),
        ("（国家知识产权局、司法部负责）", "（责任单位：国家知识产权局、司法部）"),
        ("（国家知识产权局、司法部负责）", "（国家知识产权局、司法部）"),
        ("（国家知识产权局、司法部负责）", "【国家知识产权局、司法部负责】"),
        ("（国家知识产权局、司法部负责）\n　　", "（国家知识产权局、司法部负责）"),
        ("（二）改革完善重大政策\n　　", "（二）改革完善重大政策"),
        ("按职责分工负责）\n　　（二）", "按职责分工负责）（二）"),
        ("负责）\n　　二、", "负责） 二、"),
        ("（中央宣传部、中央网信办", "（中央宣传部（国家版权局）、中央网信办"),
    ],
)
def test_variants_of_official_chinese(old: str, new: str, read_text: ReadText) -> None:
    assert old in OFFICIAL
    reading = read_text(OFFICIAL.replace(old, new))
    expected = [
        (row[0], row[1], row[2].removesuffix("。") if new == "修订\n（" and row[0] == 1 else row[2], *row[3:])
        for row in OFFICIAL_ROWS
    ]
    if new == "修订（":
        expected[0] = (1, "1.1", "加快推进《某某法》修订", *OFFICIAL_ROWS[0][3:])
    assert rows(reading) == expected
    assert [one.number for one in reading.sections] == ["1", "1.1", "1.2", "2"]


def test_traditional_chinese(read_text: ReadText) -> None:
    reading = read_text(
        "2031年知識產權強國建設推進計劃\n一、完善制度\n（一）法律法規\n1．推進修訂。（國家知識產權局、司法部負責）\n"
        "2．加強廣播電視領域保護。（國家廣播電視總局、國家版權局按職責分工負責）\n二、強化保護\n3．開展行動。（公安"
        "部等部門負責）\n"
        "上述任務分工中，由多個部門負責的，列第一位的部門為牽頭部門，其他為參與部門。"
    )
    assert rows(reading) == [
        (1, "1.1", "推進修訂。", ("CNIPA", "MOJ"), "joint"),
        (2, "1.1", "加強廣播電視領域保護。", ("NRTA", "CPD"), "divided"),
        (3, "2", "開展行動。", ("MPS", "OTHER"), "joint"),
    ]
    assert (reading.plan_id, reading.lang) == ("2031", "zh")
    assert reading.plan is not None
    assert reading.plan.title.zh == "2031年知識產權強國建設推進計劃"
    assert reading.plan.lead_rule.zh.startswith("上述任務")


ROMAN = """2031 Intellectual Property Powerhouse Promotion Plan
I. Improve the system
(I) Improve laws and rules
1. Revise the “Something Act”. (The National Intellectual Property Administration and the Ministry of \
Justice are responsible)
2. Study the rules (Trial) for 2031-2035. (Ministry of Ecology and Environment is responsible)
(II) Reform policies
3. Deepen cooperation in trading countries (regions). Reach 3.5 million by 2033. (The State Administration of \
Radio, Film, and Television and the Ministry of Culture and Tourism are responsible for their respective duties)
II. Strengthen protection
4. Improve the mechanism [patent linkage] in 2031. Support Article 5. (Responsible by SAMR, MARA, and MOF)
5. Carry out inspections. (National Intellectual Property Administration, Ministry of Public Security)
For the tasks above, where several departments are responsible, the one listed first is the lead and \
the others take part.
"""
ENGLISH_ROWS = [
    (1, "1.1", "Revise the “Something Act”.", ("CNIPA", "MOJ"), "joint"),
    (2, "1.1", "Study the rules (Trial) for 2031-2035.", ("MEE",), "sole"),
    (
        3,
        "1.2",
        "Deepen cooperation in trading countries (regions). Reach 3.5 million by 2033.",
        ("NRTA", "MCT"),
        "divided",
    ),
    (4, "2", "Improve the mechanism [patent linkage] in 2031. Support Article 5.", ("SAMR", "MARA", "MOF"), "joint"),
    (5, "2", "Carry out inspections.", ("CNIPA", "MPS"), "joint"),
]
ARABIC = ROMAN.replace("II. ", "2. ").replace("I. ", "1. ").replace("(II)", "(2)").replace("(I)", "(1)")


@pytest.mark.parametrize("text", [ROMAN, ARABIC], ids=["roman", "arabic"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("\n", "\n\n"),
        ("\n", "\r\n"),
        (" (The", "\n(The"),
        (" (The", "\u00a0(The"),
        ("(Responsible by", "\n\n(Responsible by"),
        ("are responsible)", "are responsible.)"),
        ("are responsible)", "are responsible)."),
        ("are responsible)", "are jointly responsible)"),
        ("for their respective duties", "according to the division of responsibilities."),
        ("for their respective duties", "in accordance with their respective responsibilities"),
        ("for their respective duties", "according to their respective duties"),
        ("and the Ministry of Justice are responsible", "takes the lead, and the Ministry of Justice participates"),
        ("Reform policies\n", "Reform policies "),
        ("duties)\nII.", "duties) II."),
        ("duties)\n2.", "duties) 2."),
        ("responsible)\n2. Study", "responsible) 2. Study"),
        ("Security)\n", "Security) "),
    ],
)
def test_english(text: str, old: str, new: str, read_text: ReadText) -> None:
    reading = read_text(text.replace(old, new) if old else text)
    assert rows(reading) == ENGLISH_ROWS
    assert headings(reading) == [
        ("1", "Improve the system"), ("1.1", "Improve laws and rules"), ("1.2", "Reform policies"),
        ("2", "Strengthen protection"),
    ]  # fmt: skip
    assert (reading.lang, reading.plan_id) == ("en", "2031")
    assert reading.plan is not None
    assert reading.plan.lead_rule.en.startswith("For the tasks above")
    assert codes(reading) == ["lead-rule"]


def test_headings_that_the_file_marks_need_no_numbers(read_text: ReadText) -> None:
    reading = read_text(
        "# 2031年知识产权强国建设推进计划\n\n## 完善制度\n\n### 法律法规\n1. 修订。（司法部负责）\n\n2. 起草。（财政"
        "部负责）\n\n"
        "### 政策\n3. 研究。（教育部负责）\n\n## 加强保护\n4. 行动。（公安部负责）\n"
    )
    assert headings(reading) == [("1", "完善制度"), ("1.1", "法律法规"), ("1.2", "政策"), ("2", "加强保护")]
    assert [(row[0], row[1]) for row in rows(reading)] == [(1, "1.1"), (2, "1.1"), (3, "1.2"), (4, "2")]


def test_markdown(read_text: ReadText) -> None:
    reading = read_text(
        "# 2031 Intellectual Property Powerhouse Promotion Plan\n\n## I. Improve *the* system\n\n### (I) Laws\n\n"
        "**1.** Revise the [Act](https://example.org/act). **(The Ministry of Justice is responsible)**\n\n"
        "2\\. Study rules. (The Ministry of Finance is responsible)\n\n---\n\n## II. Protect\n\n"
        "3. Inspect. (The Ministry of Public Security is responsible)\n"
    )
    assert rows(reading) == [
        (1, "1.1", "Revise the Act.", ("MOJ",), "sole"),
        (2, "1.1", "Study rules.", ("MOF",), "sole"),
        (3, "2", "Inspect.", ("MPS",), "sole"),
    ]
    assert [section.number for section in reading.sections] == ["1", "1.1", "2"]


@pytest.mark.parametrize(
    "contents",
    [
        "一、完善制度\n（一）法规\n二、加强保护\n",
        "目录\n一、完善制度……1\n二、加强保护……3\n\n",
        "1. 首页\n2. 新闻\n3. 政策\n",
    ],
)
def test_a_table_of_contents_is_text_before_the_plan(contents: str, read_text: ReadText) -> None:
    reading = read_text(
        f"2031年知识产权强国建设推进计划\n{contents}为落实规划，制定本计划。\n"
        "一、完善制度\n（一）法规\n1.修订。（司法部负责）\n2.起草。（财政部负责）\n二、加强保护\n3.行动。（公安部负"
        "责）\n"
    )
    assert [(row[0], row[1]) for row in rows(reading)] == [(1, "1.1"), (2, "1.1"), (3, "2")]
    assert headings(reading) == [("1", "完善制度"), ("1.1", "法规"), ("2", "加强保护")]
    assert codes(reading) == ["text-before"]


def test_lists_inside_a_task_stay_its_text(read_text: ReadText) -> None:
    reading = read_text(
        "一、制度\n1.修订法规。（司法部负责）\n2.做好以下工作：\n（1）调查；\n（2）研究；\n①起草。\n（财政部负责）\n"
        "3.落实第（一）项、第（二）项和第5、第6项要求，推动第一、二、三产业融合。（教育部负责）\n",
        plan="2031",
    )
    assert [(row[0], row[3]) for row in rows(reading)] == [(1, ("MOJ",)), (2, ("MOF",)), (3, ("MOE",))]
    assert rows(reading)[1][2] == "做好以下工作：（1）调查；（2）研究；①起草。"
    assert headings(reading) == [("1", "制度")]


def test_a_text_without_line_ends(read_text: ReadText) -> None:
    """As text is that was taken out of a page with all its blocks run together."""
    reading = read_text(" ".join(ROMAN.split("\n")))
    assert rows(reading) == ENGLISH_ROWS
    reading = read_text(OFFICIAL.replace("\n", "").replace("　　", ""), plan="2031")
    assert rows(reading) == OFFICIAL_ROWS


def test_years_at_the_start_of_a_line_are_no_tasks(read_text: ReadText) -> None:
    reading = read_text(
        "I. System\n1. Finish the work by\n2031. Then start again at\n3.5 percent of all. (The Ministry of Justice "
        "is responsible)\n"
        "2. 2032 brings the\n1. Issue. (The Ministry of Finance is responsible)\n",
        plan="2031",
    )
    assert [row[2] for row in rows(reading)] == [
        "Finish the work by 2031. Then start again at 3.5 percent of all.",
        "2032 brings the 1. Issue.",
    ]
    assert codes(reading, "warning") == ["number-in-text"]


def test_a_year_may_begin_a_chinese_task(read_text: ReadText) -> None:
    reading = read_text("一、制度\n1.2031年底前完成。（司法部负责）\n2.2032 年启动。（财政部负责）", plan="2031")
    assert [row[2] for row in rows(reading)] == ["2031年底前完成。", "2032 年启动。"]
