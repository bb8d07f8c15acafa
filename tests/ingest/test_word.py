"""Word documents: headings, tables, changes, and the numbers that stand in no text."""

import docx
import pytest
from docx.oxml import parse_xml

from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.names import Names
from tests.ingest.files import WORD, numbered_word, saved, word
from tests.ingest.shapes import headings, lines, rows

ROWS = [
    (1, "1.1", "修订《某某法》。", ("CNIPA", "MOJ"), "joint"),
    (2, "1.1", "起草办法。", ("MOF",), "sole"),
    (3, "1.2", "研究政策。", ("MOE",), "sole"),
    (4, "2", "开展行动。", ("MPS", "SPP"), "divided"),
]
HEADINGS = [("1", "完善制度"), ("1.1", "法规"), ("1.2", "政策"), ("2", "加强保护")]


def paragraphs(*marks: str) -> list[tuple[str, str]]:
    part_1, sub_1, sub_2, part_2 = marks or ("", "", "", "")
    return [
        ("Title", "2031年知识产权强国建设推进计划"),
        ("", "为落实规划，制定本计划。"),
        ("Heading 1", f"{part_1}完善制度"),
        ("Heading 2", f"{sub_1}法规"),
        ("", "1.修订《某某法》。（国家知识产权局、司法部负责）"),
        ("", "2.起草办法。（财政部负责）"),
        ("Heading 2", f"{sub_2}政策"),
        ("", "3.研究政策。（教育部负责）"),
        ("Heading 1", f"{part_2}加强保护"),
        ("", "4.开展行动。（公安部、最高人民检察院按职责分工负责）"),
    ]


@pytest.mark.parametrize(
    "marks", [("一、", "（一）", "（二）", "二、"), (), ("1. ", "1.1 ", "1.2 ", "2. "), ("1.", "(1)", "(2)", "2.")]
)
def test_headings(marks: tuple[str, ...], names: Names) -> None:
    reading = read_plan(read_bytes(word(paragraphs(*marks))), names)
    assert rows(reading) == ROWS
    assert headings(reading) == HEADINGS
    assert reading.plan_id == "2031"
    assert reading.plan is not None
    assert reading.plan.title.zh == "2031年知识产权强国建设推进计划"
    assert lines(reading, "text-before") == [2]
    assert reading.place(2) == "paragraph 2"


@pytest.mark.parametrize(
    "levels",
    [
        [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")],
        [("chineseCountingThousand", "%1、"), ("japaneseCounting", "(%2)"), ("decimalFullWidth", "%3．")],
        [("upperRoman", "%1."), ("upperRoman", "(%2)"), ("decimal", "%3.")],
        [("decimal", "%1."), ("decimal", "(%2)"), ("decimal", "%3.")],
        [("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "%3.")],
    ],
)
def test_automatic_numbers(levels: list[tuple[str, str]], names: Names) -> None:
    items = [
        (None, "2031年知识产权强国建设推进计划"),
        (0, "完善制度"), (1, "法规"), (2, ROWS[0][2] + "（国家知识产权局、司法部负责）"
        ""), (2, "起草办法。（财政部负责）"),
        (1, "政策"), (2, "研究政策。（教育部负责）"), (0, "加强保护"), (2, "开展行动。（公安部、最高人民检察院按职责"
        "分工负责）"),
    ]  # fmt: skip
    reading = read_plan(read_bytes(numbered_word(items, levels)), names)
    assert rows(reading) == ROWS
    assert headings(reading) == HEADINGS


def test_formats_of_numbers() -> None:
    def texts(form: str, pattern: str, count: int = 3) -> list[str]:
        document = read_bytes(numbered_word([(0, "x")] * count, [(form, pattern)]))
        return [line.text for line in document.lines]

    assert texts("lowerLetter", "%1)") == ["A) x", "B) x", "C) x"]
    assert texts("bullet", "•") == ["x", "x", "x"]
    assert texts("none", "") == ["x", "x", "x"]
    assert texts("decimal", "%1") == ["1 x", "2 x", "3 x"]
    assert texts("chineseCounting", "第%1条", 12)[-2:] == ["第十一条 x", "第十二条 x"]
    document = read_bytes(numbered_word([(0, "x")], [("hebrew1", "%1.")]))
    assert document.lines[0].text == "1. x"
    assert [finding.code for finding in document.findings] == ["unknown-numbering"]


def test_numbers_from_a_style_and_a_second_list() -> None:
    document = docx.Document()
    for _ in range(2):
        document.add_paragraph("one", style="List Number")
    document.add_paragraph("none")
    document.add_paragraph("two", style="List Number")
    restarted = document.add_paragraph("again", style="List Number")
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(one for one in numbering.num_lst if one.numId == style).abstractNumId.val
    override = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    numbering.append(parse_xml(f"<w:num {WORD} w:numId='77'><w:abstractNumId w:val='{abstract}'/>{override}</w:num>"))
    restarted._p.get_or_add_pPr().append(
        parse_xml(f"<w:numPr {WORD}><w:ilvl w:val='0'/><w:numId w:val='77'/></w:numPr>")
    )
    off = document.add_paragraph("off", style="List Number")
    off._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {WORD}><w:numId w:val='0'/></w:numPr>"))
    texts = [line.text for line in read_bytes(saved(document)).lines]
    assert texts == ["1. one", "2. one", "none", "3. two", "1. again", "off"]


def test_tables_breaks_links_and_changes(names: Names) -> None:
    document = docx.Document()
    document.add_paragraph("一、制度")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "1.修订。（司法部负责）"
    table.cell(0, 1).text = "2.起草。（财政部负责）"
    paragraph = document.add_paragraph("3.研究")
    paragraph._p.append(parse_xml(f"<w:ins {WORD} w:id='1' w:author='a'><w:r><w:t>新</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {WORD} w:id='2' w:author='a'><w:r><w:delText>旧</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:sdt {WORD}><w:sdtContent><w:r><w:t>政策。</w:t></w:r></w:sdtContent></w:sdt>"))
    paragraph.add_run("（教育部").add_break()
    paragraph.add_run("负责）")
    reading = read_plan(read_bytes(saved(document)), names, plan="2031")
    assert [row[2:4] for row in rows(reading)] == [
        ("修订。", ("MOJ",)), ("起草。", ("MOF",)), ("研究新政策。", ("MOE",)),
    ]  # fmt: skip


def test_the_title_of_the_file_may_name_the_plan(names: Names) -> None:
    document = docx.Document()
    document.core_properties.title = "2031年知识产权强国建设推进计划"
    document.add_paragraph("一、制度")
    document.add_paragraph("1.修订。（司法部负责）")
    reading = read_plan(read_bytes(saved(document)), names)
    assert reading.plan_id == "2031"
