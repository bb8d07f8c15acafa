"""PDF files: lines joined, page numbers and running headers gone, scans told."""

import pytest

from service.ingest import paged
from service.ingest.findings import Unreadable
from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.names import Names
from tests.ingest.files import paged as pages_of
from tests.ingest.files import pdf
from tests.ingest.shapes import codes, headings, rows

PLAN = [
    "2031年知识产权强国建设推进计划",
    "为贯彻落实《某某纲要（2021—2035年）》，明确2031年重点任务和工作措施，制定本计划。",
    "一、全面完善新领域新业态知识产权保护制度体系和运行机制",
    "（一）完善法规",
    *(
        f"{n}.加快推进{'某' * n}领域第{n}批管理办法的修订工作，促进公共服务平台建设。（国家知识产权局、国家国防科工局、"
        "中央军委装备发展部、国家广播电视总局按职责分工负责）"
        for n in range(1, 30)
    ),
    "二、加强保护",
    "30.开展行动。（公安部负责）",
    "上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。",
]


def test_pages_are_joined(names: Names) -> None:
    pages = pages_of(PLAN, 40, 30, "国家某某局文件")
    assert len(pages) >= 4
    document = read_bytes(pdf(pages))
    reading = read_plan(document, names)
    assert len(rows(reading)) == 30
    for row in rows(reading)[:29]:
        assert row[1:] == (
            "1.1", f"加快推进{'某' * row[0]}领域第{row[0]}批管理办法的修订工作，促进公共服务平台建设。",
            ("CNIPA", "SASTIND", "CMC-EDD", "NRTA"), "divided",
        )  # fmt: skip
    assert headings(reading) == [("1", PLAN[2][2:]), ("1.1", "完善法规"), ("2", "加强保护")]
    assert codes(reading) == ["text-before", "running-header", "lead-rule"]
    assert reading.plan_id == "2031"
    assert document.place(document.pages[1]) == "page 2, line 1"
    assert not [line for line in document.lines if "文件" in line.text or line.text.startswith("- ")]


@pytest.mark.parametrize(
    "number",
    ["3", "- 3 -", "— 3 —", "－3－", "第3页", "第 3 页 共 9 页", "Page 3", "3 of 9", "Page 3 of 9", "3/9", "iii"],
)
def test_page_numbers(number: str) -> None:
    page = ["1. A (CNIPA is responsible)", "2. B (CNIPA is responsible)", "3", "4. C (CNIPA is responsible)"]
    texts = [line.text for line in read_bytes(pdf([[*page, number], [number, *page]])).lines]
    assert texts == page * 2  # a number in the middle of a page stays


def test_what_repeats_is_kept_where_it_is_content() -> None:
    pages = [[f"{n}. Do this", "(The Ministry of Justice is responsible)"] for n in range(1, 6)]
    document = read_bytes(pdf([["Bulletin 2031 No. 7", *page] for page in pages]))
    assert [line.text for line in document.lines] == [line for page in pages for line in page]


def test_words_broken_by_hyphens_and_pages(names: Names) -> None:
    pages = [
        ["I. System", "1. Revise multi-", "lateral rules (phase", "two). (The State Administration of Radio, Film"],
        ["and Television and the Ministry of", "Justice are responsible)"],
    ]
    reading = read_plan(read_bytes(pdf(pages)), names, plan="2031")
    assert rows(reading) == [(1, "1", "Revise multi-lateral rules (phase two).", ("NRTA", "MOJ"), "joint")]


def test_a_scan_says_so() -> None:
    with pytest.raises(Unreadable, match="scan"):
        read_bytes(pdf([[], []]))


def test_a_page_without_text_is_a_warning() -> None:
    document = read_bytes(pdf([["1. A"], [], ["2. B"]]))
    (finding,) = document.findings
    assert (finding.level, finding.code) == ("warning", "page-without-text")
    assert "pictures: 2" in finding.message


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf([["1. A"]] * 5)
    monkeypatch.setattr(paged, "PAGES", 4)
    with pytest.raises(Unreadable, match="5 pages"):
        read_bytes(data)
    monkeypatch.setattr(paged, "PAGES", 5)
    monkeypatch.setattr(paged, "TEXT", 10)
    with pytest.raises(Unreadable, match="characters"):
        read_bytes(data)


def test_locked() -> None:
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["1. A"]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Unreadable, match="password"):
        read_bytes(out.getvalue())
