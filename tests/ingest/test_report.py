"""The report for people and the one for machines."""

import json

import pytest

from service.ingest.plan import read_plan
from service.ingest.report import as_json, as_text, fit, width
from service.names import Names
from tests.ingest.conftest import ReadText

PLAN = """2031年知识产权强国建设推进计划
一、完善制度
（一）法规ABC
1.修订法规。（司法部、财证部负责）
2.起草办法。（国家版权局负责）
二、这一部分的标题非常长，长到一个八十列的终端无论如何也放不下它，所以要在合适的地方截断，而且列还要对齐
3.开展行动。（公安部负责）
打印
"""


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("知识", 4), ("（a）", 5), ("é", 1), ("e\u0301", 1), ("…", 1), ("Ａ", 2)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize("text", ["", "abc", "知识产权强国建设", "a知b识c产d权", "知识产权 强国 建设 推进"])
def test_fit(text: str) -> None:
    for columns in range(1, 30):
        assert width(fit(text, columns)) == columns
        assert fit(text, columns).startswith(text) or "…" in fit(text, columns)


def test_text(read_text: ReadText) -> None:
    lines = as_text(read_text(PLAN)).split("\n")
    assert lines[0] == "Plan 2031, in Chinese: 3 tasks, 3 assignments"
    table = lines[2 : lines.index("", 2)]
    assert len(table) == 7
    assert len({width(line) for line in table}) == 1
    assert all(width(line) <= 90 for line in table)
    assert table[2].split() == ["1", "完善制度", "2", "2"]
    assert table[3].split() == ["1.1", "法规ABC", "2", "2"]
    assert table[4].split()[0] == "2"
    assert "…" in table[4]
    assert table[-1].split() == ["Total", "3", "3"]
    assert "Errors (1)" in lines
    error = lines.index("Errors (1)")
    assert lines[error + 1].startswith("  line 4: task 1: unknown agency: 财证部")
    assert lines[error + 1].endswith("[unknown-agency]")
    assert lines[error + 2].strip().startswith("did it mean: ")
    assert "MOF (财政部)" in lines[error + 2]
    assert lines.index("Warnings (1)") < lines.index("Notes (1)")


def test_text_without_table(names: Names, read_text: ReadText) -> None:
    unreadable = as_text(read_plan("/nowhere", names))
    assert unreadable.split("\n") == [
        "Plan unknown: 0 tasks, 0 assignments", "", "Errors (1)", "  There is no file /nowhere. [unreadable]",
    ]  # fmt: skip
    sound = as_text(read_text("2031年知识产权强国建设推进计划\n一、制度\n1.修订。（司法部负责）"))
    assert sound.split("\n")[0] == "Plan 2031: 2031年知识产权强国建设推进计划, in Chinese: 1 tasks, 1 assignments"
    assert sound.endswith("Nothing to remark.")


def test_json(read_text: ReadText, names: Names) -> None:
    report = as_json(read_text(PLAN))
    assert json.loads(json.dumps(report)) == report
    assert (report["plan"], report["lang"], report["understood"], report["title"]) == ("2031", "zh", False, None)
    assert (report["task_count"], report["assignment_count"]) == (3, 3)
    assert report["sections"][1] == {
        "number": "1.1", "title": "法规ABC", "line": 3, "task_count": 2, "assignment_count": 2,
    }  # fmt: skip
    error = report["findings"][0]
    assert (error["level"], error["code"], error["line"], error["place"]) == ("error", "unknown-agency", 4, "line 4")
    assert {"code": "MOF", "name": {"zh": "财政部", "en": "Ministry of Finance"}} in [
        {"code": one["code"], "name": one["name"]} for one in error["suggestions"]
    ]
    assert as_json(read_plan("/nowhere", names))["source"] is None
