"""`tuijin import` end to end: documents into real databases, whole or not at all, and twice the same as once."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.config import Settings
from service.db import Database
from service.importing import import_plan
from service.main import create_app
from service.seed import plans, sow
from tests.conftest import SOURCES, needs_sources

OFFICIAL = {"2024": SOURCES / "004_85454da3621143b3.txt", "2025": SOURCES / "001_bdb346dc6cbeb146.txt"}

CHINESE = """2031年知识产权强国建设推进计划

为实施纲要，制定本计划。
一、完善制度
（一）完善法规
1．推进修订《某某条例》。（国家知识产权局、司法部负责）
2．研究制定某某办法（试行）。（市场监管总局负责）
二、加强保护
3．开展专项行动。（中央宣传部、公安部等部门按职责分工负责）
4．加强广播电视领域版权保护。（广电总局、国家版权局按职责分工负责）
上述任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。
"""
ENGLISH = """2031 Intellectual Property Powerhouse Promotion Plan
I. Improve the system
(I) Improve laws
1. Promote the revision of a certain regulation. (The National Intellectual Property Administration and the Ministry \
of Justice are responsible)
2. Study and formulate certain measures (Trial). (The State Administration for Market Regulation is responsible)
II. Strengthen protection
3. Carry out a special campaign. (The Central Propaganda Department, the Ministry of Public Security and other \
departments are responsible according to the division of responsibilities)
4. Strengthen copyright protection in broadcasting. (The State Administration of Radio, Film and Television and the \
Central Propaganda Department are responsible for their respective duties)
"""


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_bytes(CHINESE.encode("gb18030"))
    return file


@pytest.fixture
def english(tmp_path: Path) -> Path:
    file = tmp_path / "plan-en.md"
    file.write_text(ENGLISH, encoding="utf-8")
    return file


def everything(settings: Settings) -> dict[str, object]:
    """All that the service shows of its data, the revision too."""
    with TestClient(create_app(settings)) as client:
        return {
            "tasks": client.get("/exports/tasks.jsonl").text,
            "plans": client.get("/plans").json(),
            "agencies": client.get("/agencies").json(),
            "revision": client.get("/status").json()["dataset"],
        }


def test_two_languages_join_one_plan(
    empty_settings: Settings, empty_database: Database, chinese: Path, english: Path
) -> None:
    first = import_plan(empty_database, str(chinese))
    assert (first.result, first.reading.lang, first.reading.plan_id) == ("stored", "zh", "2031")
    second = import_plan(empty_database, str(english))
    assert (second.result, second.reading.lang) == ("stored", "en")
    with TestClient(create_app(empty_settings)) as client:
        tasks = client.get("/tasks", params={"plan": "2031"}).json()["items"]
        plan = client.get("/plans/2031").json()
    assert [[agency["code"] for agency in task["agencies"]] for task in tasks] == [
        ["CNIPA", "MOJ"], ["SAMR"], ["CPD", "MPS", "OTHER"], ["NRTA", "CPD"],
    ]  # fmt: skip
    assert [task["responsibility"] for task in tasks] == ["joint", "sole", "divided", "divided"]
    assert [task["section"]["number"] for task in tasks] == ["1.1", "1.1", "2", "2"]
    assert {(task["text_kind"]["zh"], task["text_kind"]["en"]) for task in tasks} == {("official", "translation")}
    assert tasks[1]["text"] == {
        "zh": "研究制定某某办法（试行）。",
        "en": "Study and formulate certain measures (Trial).",
    }
    assert plan["title"]["zh"] == "2031年知识产权强国建设推进计划"
    assert plan["period"] == {"from": "2031-01-01", "to": "2031-12-31"}
    assert plan["lead_rule"]["zh"].startswith("上述任务分工中")


def test_a_second_import_changes_nothing(empty_settings: Settings, empty_database: Database, chinese: Path) -> None:
    import_plan(empty_database, str(chinese))
    before = everything(empty_settings)
    assert import_plan(empty_database, str(chinese)).result == "unchanged"
    assert everything(empty_settings) == before


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda text: text.replace("司法部", "司发部"), "unknown-agency"),
        (lambda text: text.replace("2．", "5．"), "number"),
        (lambda text: text.replace("（市场监管总局负责）", ""), "agency"),
        (lambda text: text.replace("市场监管总局负责）", "市场监管总局负责"), "bracket"),
        (lambda _: "没有任务。", "no-task"),
    ],
)
def test_an_error_stores_nothing(
    empty_settings: Settings, empty_database: Database, chinese: Path, break_it: object, code: str
) -> None:
    before = everything(empty_settings)
    chinese.write_text(break_it(CHINESE), encoding="utf-8")  # type: ignore[operator]
    report = import_plan(empty_database, str(chinese))
    assert report.failed
    assert any(code in finding.code for finding in report.reading.errors), report.as_text()
    assert "Nothing was stored" in report.as_text()
    assert everything(empty_settings) == before


def test_a_dry_run_stores_nothing(empty_settings: Settings, empty_database: Database, chinese: Path) -> None:
    before = everything(empty_settings)
    report = import_plan(empty_database, str(chinese), dry_run=True)
    assert report.result == "dry-run"
    assert report.outcome is not None
    assert report.outcome.put >= 5
    assert everything(empty_settings) == before


def test_a_task_that_is_gone_is_kept_unless_replaced(
    empty_settings: Settings, empty_database: Database, chinese: Path
) -> None:
    import_plan(empty_database, str(chinese))
    before = everything(empty_settings)
    shorter = "".join(line for line in CHINESE.splitlines(keepends=True) if not line.startswith("4．"))
    chinese.write_text(shorter, encoding="utf-8")
    refused = import_plan(empty_database, str(chinese))
    assert [finding.code for finding in refused.reading.errors] == ["task-missing"]
    assert everything(empty_settings) == before
    assert import_plan(empty_database, str(chinese), replace=True).result == "stored"
    with TestClient(create_app(empty_settings)) as client:
        assert client.get("/plans/2031").json()["task_count"] == 3
        assert client.get("/tasks/2031-4").status_code == 404
        assert client.get("/agencies/NRTA").json()["task_counts"] == {"lead": 0, "participant": 0}


def test_a_second_language_that_disagrees_is_refused(
    empty_settings: Settings, empty_database: Database, chinese: Path, english: Path
) -> None:
    import_plan(empty_database, str(chinese))
    before = everything(empty_settings)
    english.write_text(ENGLISH.replace("Ministry of Justice", "Ministry of Finance"), encoding="utf-8")
    report = import_plan(empty_database, str(english))
    assert [finding.code for finding in report.reading.errors] == ["agencies-disagree"]
    assert everything(empty_settings) == before


@needs_sources
@pytest.mark.parametrize(("plan_id", "tasks", "assignments"), [("2025", 118, 279), ("2024", 110, 231)])
def test_the_official_documents_come_in_exactly(
    empty_settings: Settings, empty_database: Database, plan_id: str, tasks: int, assignments: int
) -> None:
    report = import_plan(empty_database, str(OFFICIAL[plan_id]))
    assert report.result == "stored", report.as_text()
    shipped = {plan.id: plan for plan in plans()}[plan_id]
    with TestClient(create_app(empty_settings)) as client:
        counts = client.get("/status").json()["counts"]
        assert (counts["tasks"], counts["assignments"]) == (tasks, assignments)
        lines = client.get("/exports/tasks.jsonl").text.splitlines()
    for line, ours in zip(lines, shipped.tasks, strict=True):
        served = json.loads(line)
        assert served["number"] == ours.number
        assert tuple(agency["code"] for agency in served["agencies"]) == ours.agencies
        roles = ["lead"] + ["participant"] * (len(ours.agencies) - 1)
        assert [agency["role"] for agency in served["agencies"]] == roles
        assert served["responsibility"] == ours.responsibility
        assert served["section"]["number"] == ours.section
        assert served["text_kind"] == {"zh": None, "en": "translation"}
        assert 0 < len(served["title"]["en"].split()) <= 12


@needs_sources
def test_an_import_over_the_seed_keeps_titles_and_ids(settings: Settings, database: Database) -> None:
    with TestClient(create_app(settings)) as client:
        before = client.get("/tasks/2025-41").json()
        report = import_plan(database, str(OFFICIAL["2025"]))
        assert report.result == "stored", report.as_text()
        after = client.get("/tasks/2025-41").json()
        assert {key for key in before if before[key] != after[key]} == {"text", "text_kind", "updated_at"}
        assert after["text"]["zh"] == before["text"]["zh"]
        assert after["text_kind"] == {"zh": "summary", "en": "translation"}
        sow(database, with_plans=True)
        assert client.get("/tasks/2025-41").json() == after


def test_killed_at_any_point_it_leaves_the_old_plan_or_the_new(settings: Settings, tmp_path: Path) -> None:
    """An import is killed with -9 after ever longer times; what is served then is one of the two plans, whole."""
    heading, number = "2031年知识产权强国建设推进计划\n一、任务\n", 600
    file = tmp_path / "long.txt"
    texts = {
        word: heading + "".join(f"{n}．{word}第{n}件事。（司法部负责）\n" for n in range(1, number + 1))
        for word in "甲乙"
    }
    file.write_text(texts["甲"], encoding="utf-8")
    database = Database(settings)
    assert import_plan(database, str(file)).result == "stored"
    environment = {
        **os.environ,
        "TUIJIN_DATABASE_URL": settings.database_url,
        "TUIJIN_DATA_DIR": str(settings.data_dir),
    }
    command = [str(Path(sys.executable).with_name("tuijin")), "import", str(file)]
    file.write_text(texts["乙"], encoding="utf-8")
    began = time.monotonic()
    subprocess.run([*command, "--dry-run"], env=environment, check=True, capture_output=True)
    whole = time.monotonic() - began
    seen = set()
    for share in (0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0, 3.0):
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            try:
                running.wait(whole * share)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
        with TestClient(create_app(settings)) as client:
            lines = client.get("/exports/tasks.jsonl", params={"plan": "2031"}).text.splitlines()
            assert len(lines) == client.get("/plans/2031").json()["task_count"] == number
        words = {json.loads(line)["text"]["zh"][0] for line in lines}
        assert len(words) == 1, "a half of each"
        seen |= words
    assert "乙" in seen
    database.close()
