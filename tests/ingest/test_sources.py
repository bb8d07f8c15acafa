"""The two official documents, read exactly; they are not part of this repository."""

from datetime import date

import pytest

from service.ingest.plan import read_plan
from service.ingest.reading import Reading
from service.names import Names
from service.records import Period, TextKind
from service.seed import agencies, plans
from tests.conftest import SOURCES, needs_sources

pytestmark = needs_sources
FILES = {"2024": "004_85454da3621143b3.txt", "2025": "001_bdb346dc6cbeb146.txt"}
# Each section with its tasks and assignments.
SECTIONS = {
    "2025": "1 29 63, 1.1 9 16, 1.2 11 26, 1.3 9 21, 2 27 63, 2.1 8 9, 2.2 11 20, 2.3 8 34, 3 25 76, 3.1 6 16, 3.2 "
    "14 42, "
    "3.3 5 18, 4 10 12, 4.1 6 7, 4.2 4 5, 5 11 32, 5.1 5 15, 5.2 6 17, 6 11 26, 7 5 7",
    "2024": "1 21 39, 1.1 8 12, 1.2 8 17, 1.3 5 10, 2 32 66, 2.1 10 11, 2.2 12 21, 2.3 10 34, 3 24 63, 3.1 6 13, "
    "3.2 14 41, "
    "3.3 4 9, 4 9 14, 4.1 6 7, 4.2 3 7, 5 8 21, 5.1 4 11, 5.2 4 10, 6 10 20, 7 6 8",
}
# Tasks whose brackets are hard, read by hand: glued to headings, names with commas, mistranslations, collectives.
SPOT = {
    "2025": {
        6: ("1.1", "NATCM NHC CNIPA", "joint"),
        7: ("1.1", "CMC-EDD SASTIND", "joint"),
        10: ("1.2", "CNIPA JCM", "joint"),
        12: ("1.2", "MOF CNIPA CPD OTHER", "joint"),
        20: ("1.2", "MEE", "sole"),
        21: ("1.3", "CNIPA MIIT", "joint"),
        27: ("1.3", "MIIT NRTA", "divided"),
        29: ("1.3", "NATCM", "sole"),
        44: ("2.2", "CNIPA NMPA", "divided"),
        47: ("2.2", "CPD MIIT NGOA OTHER", "divided"),
        49: ("2.3", "CPD SPC SPP MPS MARA MCT GACC SAMR CNIPA NFGA", "divided"),
        61: ("3.1", "MOST PCD", "divided"),
        67: ("3.2", "CNIPA CPD MOST MOF NSFC SASTIND CMC-EDD", "joint"),
        70: ("3.2", "SASAC CNIPA", "joint"),
        81: ("3.3", "NFGA PBOC", "joint"),
        82: ("4.1", "CNIPA", "sole"),
        90: ("4.2", "MOF CNIPA", "joint"),
        92: ("5.1", "CPD CAC MFA NDRC MOFCOM SASAC SAMR NRTA CNIPA CCPIT", "divided"),
        107: ("6", "CPD NRTA", "divided"),
        112: ("6", "CPD CNIPA CIDCA", "divided"),
        114: ("7", "JCO JCM", "joint"),
        118: ("7", "JCO", "sole"),
    },
    "2024": {
        1: ("1.1", "CNIPA", "sole"),
        9: ("1.2", "MOF CNIPA CPD OTHER", "joint"),
        13: ("1.2", "CNIPA MOST MOF SASTIND CMC-EDD NSFC", "joint"),
        15: ("1.2", "MEE", "sole"),
        36: ("2.2", "CAC SAMR", "joint"),
        39: ("2.2", "CNIPA NMPA", "divided"),
        42: ("2.2", "CPD MIIT NGOA", "joint"),
        45: ("2.3", "CPD SPC SPP MPS MARA MCT GACC SAMR CNIPA NFGA", "divided"),
        51: ("2.3", "CNIPA CCPIT", "joint"),
        66: ("3.2", "CNIPA MIIT PBOC NFRA CSRC", "joint"),
        94: ("5.2", "CPD MOE CNIPA CAS", "divided"),
        95: ("6", "CNIPA", "sole"),
        105: ("7", "JCO JCM", "joint"),
        110: ("7", "JCO", "sole"),
    },
}
TOTALS = {"2025": (118, 279), "2024": (110, 231)}


@pytest.fixture(scope="module", params=sorted(FILES))
def reading(request: pytest.FixtureRequest) -> Reading:
    return read_plan(SOURCES / FILES[request.param], Names(agencies()))


def test_totals(reading: Reading) -> None:
    assert reading.errors == ()
    assert reading.plan_id in TOTALS
    assert (reading.task_count, reading.assignment_count) == TOTALS[reading.plan_id]
    assert reading.lang == "en"
    assert reading.plan is not None
    assert sum(len(task.agencies) for task in reading.plan.tasks) == reading.assignment_count


def test_sections(reading: Reading) -> None:
    found = ", ".join(f"{one.number} {one.task_count} {one.assignment_count}" for one in reading.sections)
    assert found == SECTIONS[reading.plan_id or ""]
    assert all(section.title and len(section.title.split()) <= 14 for section in reading.sections)


def test_tasks_read_by_hand(reading: Reading) -> None:
    assert reading.plan is not None
    for task in reading.plan.tasks:
        if expected := SPOT[reading.plan.id].get(task.number):
            assert (task.section, " ".join(task.agencies), task.responsibility.value) == expected, task.number


def test_all_tasks_agree_with_the_shipped_plan(reading: Reading) -> None:
    """The seed was written from the documents by hand, so the two check each other."""
    assert reading.plan is not None
    shipped = {plan.id: plan for plan in plans()}[reading.plan.id]
    for read, ours in zip(reading.plan.tasks, shipped.tasks, strict=True):
        assert (read.number, read.section, read.agencies, read.responsibility) == (
            ours.number, ours.section, ours.agencies, ours.responsibility,
        )  # fmt: skip
    assert [section.number for section in reading.plan.sections] == [section.number for section in shipped.sections]


def test_texts_are_clean(reading: Reading) -> None:
    assert reading.plan is not None
    for task in reading.plan.tasks:
        text = task.text.en
        assert "responsible" not in text, task.number
        assert text == " ".join(text.split()), task.number
        assert text[0].isupper(), task.number
        assert text[-1] in ".”", task.number
        assert not task.text.zh
        assert (task.text_kind.zh, task.text_kind.en) == (None, TextKind.TRANSLATION)
        assert 2 <= len(task.title.en.split()) <= 12, task.number


def test_what_stands_around_the_tasks(reading: Reading) -> None:
    assert reading.plan is not None
    assert reading.plan_id is not None
    assert reading.plan_id in reading.plan.title.en
    assert reading.plan.title.en.split()[0] in {"2025", "Plan"}
    year = int(reading.plan_id)
    assert reading.plan.period == Period(from_=date(year, 1, 1), to=date(year, 12, 31))
    assert reading.plan.lead_rule.en.endswith("participating departments.")
    assert reading.plan.lead_rule.en[0].isupper()
    warnings = [finding.code for finding in reading.findings if finding.level == "warning"]
    assert warnings == ["text-before", "text-after"] if reading.plan_id == "2024" else ["text-before"]


@pytest.mark.parametrize("name", ["000_0289df5775ee1606", "002_e940f9e4ae4d1d8a", "003_1829a83820d81131"])
def test_documents_that_are_no_plan_say_so(name: str) -> None:
    reading = read_plan(SOURCES / f"{name}.txt", Names(agencies()))
    assert [finding.code for finding in reading.errors] == ["no-task"]
