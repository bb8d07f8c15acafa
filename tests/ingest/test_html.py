"""Web pages: the article without what surrounds it, with the numbers that lists give and the lines of the file."""

import pytest

from service.ingest.document import Document
from service.ingest.findings import Unreadable
from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.names import Names
from tests.ingest.files import page
from tests.ingest.shapes import codes, headings, rows

TASKS = [
    "1. Revise the “Act” (Trial). (The National Intellectual Property Administration and the Ministry of Justice "
    "are responsible)",
    "2. Study the rules for trading countries (regions) in 2031-2035. (The Ministry of Finance is responsible)",
    "3. Strengthen inspections at all levels and publish typical cases. (The Ministry of Public Security is "
    "responsible)",
    "4. Deepen cooperation and the building of platforms in all fields. (The Ministry of Commerce is responsible)",
]
PREFACE = (
    "On May 7, 2031 the Office released the 2031 Intellectual Property Nation Building Promotion Plan. A "
    "translation follows."
)
PLAIN = [
    PREFACE,
    "I. Improve the system",
    "(I) Laws",
    TASKS[0],
    TASKS[1],
    "(II) Policies",
    TASKS[2],
    "II. Protect",
    TASKS[3],
]


def lines(text: str) -> list[str]:
    return [line.text for line in read_bytes(text.encode()).lines]


def document(article: str) -> Document:
    return read_bytes(page(article, title="A plan").encode())


@pytest.mark.parametrize(
    "article",
    [
        "".join(f"<p>{line}</p>\n" for line in PLAIN),
        "".join(f"<p>\n  <span>{line[:5]}</span>{line[5:]}\n</p>\n\n" for line in PLAIN),
        "<p>" + "<br>\n".join(PLAIN) + "</p>",
        "<div>" + "<br/><br/>".join(line.replace(" ", "&nbsp;", 1) for line in PLAIN) + "</div>",
        "".join(f"<div><strong>{line}</strong></div>" for line in PLAIN),
        "<table><tr><td>" + "".join(f"<p>{line}</p>" for line in PLAIN) + "</td></tr></table>",
        "".join(f"<p>{line.replace(' (The', '</p><p>(The')}</p>" for line in PLAIN),
        "<pre>" + "\n".join(PLAIN) + "</pre>",
        f"<p>{PREFACE}</p><h2>I. Improve the system</h2><h3>(I) Laws</h3><p>{TASKS[0]}</p><p>{TASKS[1]}</p>"
        f"<h3>(II) Policies</h3><p>{TASKS[2]}</p><h2>II. Protect</h2><p>{TASKS[3]}</p>",
        f"<p>{PREFACE}</p><ol type='I'><li>Improve the system<p>(I) "
        f"Laws</p><ol><li>{TASKS[0][3:]}</li><li>{TASKS[1][3:]}"
        f"</li></ol><p>(II) Policies</p><ol start='3'><li>{TASKS[2][3:]}</li></ol></li><li>Protect<ol><li value='4'>"
        f"{TASKS[3][3:]}</li></ol></li></ol>",
        f"<p>{PREFACE}</p><h2>Improve the system</h2><h3>Laws</h3><ol><li>{TASKS[0][3:]}<li>{TASKS[1][3:]}</ol>"
        f"<h3>Policies</h3><ol start=3><li>{TASKS[2][3:]}</ol><h2>Protect</h2><ol start=4><li>{TASKS[3][3:]}</ol>",
    ],
)
def test_articles(article: str, names: Names) -> None:
    found = document(article)
    reading = read_plan(found, names)
    assert [(row[0], row[1], row[3]) for row in rows(reading)] == [
        (1, "1.1", ("CNIPA", "MOJ")), (2, "1.1", ("MOF",)), (3, "1.2", ("MPS",)), (4, "2", ("MOFCOM",)),
    ]  # fmt: skip
    assert rows(reading)[1][2] == "Study the rules for trading countries (regions) in 2031-2035."
    assert headings(reading) == [("1", "Improve the system"), ("1.1", "Laws"), ("1.2", "Policies"), ("2", "Protect")]
    assert reading.plan_id == "2031"
    assert found.title == "A plan"
    assert "Not a task" not in "".join(line.text for line in found.lines)


def test_what_surrounds_an_article_is_left_out() -> None:
    found = [line.text for line in document("".join(f"<p>{line}</p>\n" for line in PLAIN * 3)).lines]
    assert not {"Home", "Policies News", "Latest", "1. Weather", "Tel. 010-0000"} & set(found)
    assert found[0] == PREFACE


def test_chinese_page_in_gb18030(names: Names) -> None:
    article = (
        "<h1>2031年知识产权强国建设推进计划</h1><p>　　为落实规划，制定本计划。</p><p>　　<b>一、完善制度"
        "</b></p><p>　　（一）法规</p>"
        "<p>　　1.修订《某某法》。<span>（国家知识产权局、</span>司法部负责）</p><p>　　2.起草。（财政部负责）"
        "</p><p>　　<b>二、保护</b></p>"
        "<p>　　3.行动。（公安部负责）</p><p>　　上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为"
        "参与部门。</p>"
    )
    reading = read_plan(read_bytes(page(article, charset="gb2312").encode("gb18030")), names)
    assert [row[:2] + row[3:] for row in rows(reading)] == [
        (1, "1.1", ("CNIPA", "MOJ"), "joint"), (2, "1.1", ("MOF",), "sole"), (3, "2", ("MPS",), "sole"),
    ]  # fmt: skip
    assert reading.plan is not None
    assert reading.plan.title.zh == "2031年知识产权强国建设推进计划"
    assert reading.plan.lead_rule.zh.startswith("上述任务")
    assert "number-in-text" not in codes(reading)


def test_what_the_main_content_loses_brings_the_whole_page(names: Names) -> None:
    """A heading above the article and a closing sentence below it belong to the plan, too."""
    article = "".join(f"<p>{line}</p>\n" for line in PLAIN[2:] * 1)
    rule = "For the tasks above, where several departments are responsible, the one listed first is the lead."
    whole = page(article).replace('<div class="content">', f'<div class="banner">{PLAIN[1]}</div><div class="content">')
    reading = read_plan(read_bytes(whole.replace("<footer>", f"<footer><p>{rule}</p>").encode()), names, plan="2031")
    assert [section.number for section in reading.sections] == ["1", "1.1", "1.2", "2"]
    assert reading.plan is not None
    assert reading.plan.lead_rule.en == rule


def test_lines_of_the_file() -> None:
    found = read_bytes(b"<html>\n<body>\n<p>\n\nI. A\n</p>\n<p>1. B\n<b>C</b></p>\n</body></html>").lines
    assert [(line.number, line.text) for line in found] == [(5, "I. A"), (7, "1. B C")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>a<li>b</ol>", ["1. a", "2. b"]),
        ("<ol start=4><li>a</li><li value=9>b</li><li>c</li></ol>", ["4. a", "9. b", "10. c"]),
        ("<ol type=I><li>a</li><li>b</li></ol>", ["I. a", "II. b"]),
        ("<ol type=A><li>a</li></ol>", ["A. a"]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲</li><li>乙</li></ol>', ["一、甲", "二、乙"]),
        ('<ol style="list-style: none"><li>a</li></ol>', ["a"]),
        ("<ol><li>1. a</li><li>（二）b</li><li>三、c</li></ol>", ["1. a", "（二）b", "三、c"]),
        ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", ["1. a", "1. b", "2. c"]),
        ("<ul><li>a</li></ul>", ["a"]),
        ("<li>a</li>", ["a"]),
        ("<ol start=x><li>a</li></ol><ol start=99999999999><li>b</li></ol>", ["1. a", "1. b"]),
        ("<ol><li><p>a</p><p>b</p></li></ol>", ["1. a", "b"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<p>a<br>b<br/>c", ["a", "b", "c"]),
        ("<p>a &amp; b&nbsp;&#8195;c</p>", ["a & b c"]),
        ("<p>a<!-- x --><script>y</script><style>z</style>b</p>", ["ab"]),
        ("<p hidden>a</p><p style='display: none'>b</p><p>c</p>", ["c"]),
        ("<p>知识\n产权</p>", ["知识 产权"]),
        ("<p>1. a</p><nav>b</nav><aside>c</aside><form>d</form>", ["1. a"]),
    ],
)
def test_markup(markup: str, expected: list[str]) -> None:
    assert lines(f"<!DOCTYPE html><html><body>{markup}</body></html>") == expected


def test_a_page_that_closes_nothing_is_read_whole_or_not_at_all() -> None:
    page = "<html><body>" + "".join(f"<p><font size=2>{number}. Task" for number in range(1, 501))
    assert lines(page)[-1] == "500. Task"
    with pytest.raises(Unreadable, match="nested"):
        lines(page * 10)
