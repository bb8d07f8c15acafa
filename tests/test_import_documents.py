"""`tuijin import --as report|notice|news` end to end: documents into real databases, whole or not at all."""

import dataclasses
import json
import logging
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from service.cli import app
from service.config import SEED, Settings
from service.db import Database
from service.facts.records import DocumentRecord, HeadingRecord, Part, StatementRecord, order
from service.importing import DocumentReport, import_document, import_plan
from service.index.worker import environment
from service.ingest.dates import find_day, is_day
from service.ingest.headings import Heading
from service.ingest.joining import Given, join
from service.ingest.named import Named, provinces
from service.ingest.parts import find_parts
from service.ingest.prose import Genre, Prose, read_prose
from service.ingest.read import FILE_BYTES, read_bytes
from service.ingest.written import as_yaml
from service.main import create_app
from service.names import Names
from service.records import Bilingual
from service.seed import agencies, sow
from service.seedfiles import BadSeed
from service.store import writing
from tests.conftest import SOURCES, needs_sources

HOME = Path(__file__).resolve().parents[1]
CHINESE = (HOME / "docs" / "example" / "report-zh.txt").read_text("utf-8")
ENGLISH = (HOME / "docs" / "example" / "report-en.txt").read_text("utf-8")
PLAN = HOME / "docs" / "example" / "plan-zh.txt"
NAMES = Names(agencies())
OFFICIAL: dict[Genre, str] = {
    "report": "003_1829a83820d81131.txt",
    "notice": "000_0289df5775ee1606.txt",
    "news": "002_e940f9e4ae4d1d8a.txt",
}
OURS: dict[Genre, str] = {"report": "report-2025", "notice": "week-2025", "news": "week-2021"}


@pytest.fixture
def chinese(tmp_path: Path) -> str:
    file = tmp_path / "report.txt"
    file.write_bytes(CHINESE.encode("gb18030"))
    return str(file)


@pytest.fixture
def english(tmp_path: Path) -> str:
    file = tmp_path / "report-en.md"
    file.write_text(ENGLISH, encoding="utf-8")
    return str(file)


def imported(database: Database, source: str | Path, **more: Any) -> DocumentReport:
    """Imports a report of 2099, unless something else is said."""
    return import_document(database, str(source), **{"genre": "report", "document_id": "report-2099", **more})


def kept(database: Database, document: str = "report-2099") -> DocumentRecord:
    """The document as it is stored."""
    with writing(database, dry_run=True) as store:
        return store.facts.documents[document]


def everything(settings: Settings) -> dict[str, Any]:
    """All that the service shows of its documents, and the revision."""
    with TestClient(create_app(settings)) as client:
        documents = client.get("/documents", params={"per_page": 200}).json()["items"]
        statements = [
            client.get("/statements", params={"document": one["id"], "per_page": 200}).json() for one in documents
        ]
        return {"documents": documents, "statements": statements, "data": client.get("/status").json()["dataset"]}


def codes(report: DocumentReport) -> list[str]:
    return [finding.code for finding in report.account.errors]


# What is stored


def test_a_report_becomes_headings_and_statements(
    empty_settings: Settings, empty_database: Database, chinese: str
) -> None:
    report = imported(empty_database, chinese, issuer="国知局")
    assert report.result == "stored", report.as_text()
    assert report.outcome is not None
    assert report.outcome.put == 8
    with TestClient(create_app(empty_settings)) as client:
        document = client.get("/documents/report-2099").json()
        statements = client.get("/statements", params={"document": "report-2099"}).json()["items"]
    assert document["title"] == {"zh": "在2099年全国知识产权局局长会议上的工作报告", "en": ""}
    assert (document["kind"], document["dated"], document["issuer"]["code"]) == ("report", "2099-01-08", "CNIPA")
    assert document["issuer_name"]["en"] == "China National Intellectual Property Administration"
    assert document["statement_counts"] == {"total": 7, "reported": 4, "planned": 3}
    assert [(one["paragraph"], one["level"], one["part"], one["title"]["zh"]) for one in document["headings"]] == [
        (4, 1, "reported", "2098年知识产权工作主要进展"), (5, 2, "reported", "制度保障不断加强"),
        (7, 2, "reported", "审查质量持续提升"), (9, 1, "planned", "2099年重点工作"),
        (10, 2, "planned", "完善法治保障"), (12, 2, "planned", "强化知识产权保护"),
    ]  # fmt: skip
    assert [one["id"].partition(":")[2] for one in statements] == ["6.1", "6.2", "8.1", "8.2", "11.1", "13.1", "13.2"]
    assert {one["text_kind"] for one in statements} == {"document"}
    assert statements[2]["text"] == {
        "zh": "发明专利平均审查周期缩短至15.5个月；商标注册平均审查周期稳定在4个月。",
        "en": "",
    }
    assert [[agency["code"] for agency in one["agencies"]] for one in statements] == [
        ["MOJ"], [], [], ["MOE", "OTHER"], [], [], ["MPS", "SPC"],
    ]  # fmt: skip
    assert [place["en"] for place in statements[1]["places"]] == ["Hunan", "Sichuan"]
    assert statements[6]["headings"][1] == {"zh": "强化知识产权保护", "en": ""}


def test_a_second_import_changes_nothing(empty_settings: Settings, empty_database: Database, chinese: str) -> None:
    imported(empty_database, chinese)
    before = everything(empty_settings)
    assert imported(empty_database, chinese).result == "unchanged"
    assert everything(empty_settings) == before


def test_it_stands_beside_the_facts_there_are(settings: Settings, database: Database, chinese: str) -> None:
    before = everything(settings)
    assert imported(database, chinese).result == "stored"
    after = everything(settings)
    assert [one for one in after["documents"] if one["id"] != "report-2099"] == before["documents"]
    assert len(after["documents"]) == len(before["documents"]) + 1
    assert sum(page["total"] for page in after["statements"]) == 7 + sum(page["total"] for page in before["statements"])


def test_a_dry_run_and_a_draft_store_nothing(empty_settings: Settings, empty_database: Database, chinese: str) -> None:
    before = everything(empty_settings)
    report = imported(empty_database, chinese, dry_run=True)
    assert report.result == "dry-run"
    assert report.outcome is not None
    assert report.outcome.put == 8
    assert everything(empty_settings) == before


# Two languages


def test_two_languages_join_by_place(empty_database: Database, chinese: str, english: str) -> None:
    imported(empty_database, chinese)
    report = imported(empty_database, english)
    assert report.result == "stored", report.as_text()
    one_way = kept(empty_database)
    assert [statement.text.en[:8] for statement in one_way.statements[:2]] == ["Together", "Hunan, S"]
    assert all(statement.text.zh and statement.text.en for statement in one_way.statements)
    assert all(heading.title.zh and heading.title.en for heading in one_way.headings)
    assert [statement.agencies for statement in one_way.statements][3] == ("MOE", "OTHER")
    assert "language" not in {missing.what for missing in report.account.missing}
    for again in (chinese, english):
        assert imported(empty_database, again).result == "unchanged"
    with_other_id = {"document_id": "report-2098"}
    imported(empty_database, english, **with_other_id)
    imported(empty_database, chinese, **with_other_id)
    other_way = as_yaml(kept(empty_database, "report-2098")).replace("report-2098", "report-2099")
    assert other_way == as_yaml(one_way)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (" Hunan, Sichuan and other places issued local regulations.", "", "paragraph 6 has 1 here, 2 there"),
        (
            "measures will be accelerated.",
            "measures will be accelerated. It goes on.",
            "paragraph 11 has 2 here, 1 there",
        ),
        ("January 8, 2099\n", "January 8, 2099\nIt was read out aloud.\n", "paragraph 3 has 1 here, 0 there"),
    ],
)
def test_a_translation_with_other_sentences_is_refused(
    empty_settings: Settings, empty_database: Database, chinese: str, english: str, old: str, new: str, said: str
) -> None:
    imported(empty_database, chinese)
    before = everything(empty_settings)
    assert old in ENGLISH
    Path(english).write_text(ENGLISH.replace(old, new), encoding="utf-8")
    report = imported(empty_database, english)
    assert codes(report) == ["numbers-disagree"]
    assert said in report.as_text()
    assert "Nothing was stored" in report.as_text()
    assert everything(empty_settings) == before
    replaced = imported(empty_database, english, replace=True)
    assert replaced.result == "stored"
    assert [finding.code for finding in replaced.account.findings if finding.level == "warning"] == ["replaced"]
    assert not any(statement.text.zh for statement in kept(empty_database).statements)


def test_a_line_around_the_text_may_be_missing_in_one_language(
    empty_database: Database, chinese: str, english: str
) -> None:
    """Where the title and the day stand, the other language may have them as well; they are no statements."""
    imported(empty_database, chinese)
    Path(english).write_text(ENGLISH.replace("January 8, 2099", "By the Office"), encoding="utf-8")
    assert imported(empty_database, english).result == "stored"


def test_headings_are_those_of_the_first_language(empty_database: Database, chinese: str, english: str) -> None:
    imported(empty_database, chinese)
    Path(english).write_text(ENGLISH.replace("(II) Strengthen", "Strengthen"), encoding="utf-8")
    report = imported(empty_database, english)
    assert report.result == "stored"
    assert [finding.code for finding in report.account.findings if finding.level == "warning"] == ["other-headings"]
    assert kept(empty_database).headings[5].title == Bilingual(zh="强化知识产权保护", en="Strengthen protection")


def test_mended_words_are_taken_over(empty_database: Database, chinese: str) -> None:
    imported(empty_database, chinese)
    Path(chinese).write_text(CHINESE.replace("加快制定", "抓紧制定"), encoding="utf-8")
    report = imported(empty_database, chinese)
    assert (report.result, report.outcome) == ("stored", (1, 0))
    assert kept(empty_database).statements[4].text.zh.startswith("抓紧")


def test_what_people_added_stays(empty_database: Database, chinese: str, english: str) -> None:
    imported(empty_database, chinese, issuer="CNIPA", parts=((9, "reported"),), title="某报告", dated=date(2099, 2, 3))
    stored = kept(empty_database)
    changed = dataclasses.replace  # the statement of the ministry is also that of the office
    statements = tuple(
        one.model_copy(update={"agencies": ("CNIPA", *one.agencies), "others": (Bilingual(zh="甲", en="A"),)})
        for one in stored.statements
    )
    with writing(empty_database) as store:
        documents = {"report-2099": stored.model_copy(update={"statements": statements})}
        store.put_facts(changed(store.facts, documents=documents))
    report = imported(empty_database, english)
    assert report.result == "stored"
    assert "other-date" in {finding.code for finding in report.account.findings}
    after = kept(empty_database)
    assert (after.issuer, after.dated, after.title.zh) == ("CNIPA", date(2099, 2, 3), "某报告")
    assert {heading.part for heading in after.headings} == {"reported"}
    assert after.statements[0].agencies == ("CNIPA", "MOJ")
    assert after.statements[0].others == (Bilingual(zh="甲", en="A"),)


# Documents written by hand


def by_hand(*places: str) -> DocumentRecord:
    """A document in our own words, with statements at these places."""
    text = Bilingual(zh="我们的话。", en="Our words.")
    return DocumentRecord(
        id="report-2099",
        kind="report",
        title=Bilingual(zh="报告", en="Report"),
        issuer="CNIPA",
        headings=(HeadingRecord(at="report-2099:4.1", level=1, part="reported", title=Bilingual(zh="上", en="Up")),),
        statements=tuple(
            StatementRecord(at=f"report-2099:{place}", text=text, agencies=("CNIPA",)) for place in places
        ),
    )


def put(database: Database, document: DocumentRecord) -> None:
    with writing(database) as store:
        store.put_facts(dataclasses.replace(store.facts, documents={document.id: document}))


def test_what_was_written_by_hand_is_refused_unless_replaced(
    empty_settings: Settings, empty_database: Database, chinese: str
) -> None:
    put(empty_database, by_hand("6.1", "8.2"))
    before = everything(empty_settings)
    report = imported(empty_database, chinese)
    assert codes(report) == ["by-hand"]
    assert "--replace" in report.as_text()
    assert everything(empty_settings) == before
    assert imported(empty_database, chinese, replace=True).result == "stored"
    after = kept(empty_database)
    assert {statement.text_kind for statement in after.statements} == {"document"}
    assert after.statements[0].text == Bilingual(zh="会同司法部完成《某某条例》修订。")
    assert after.statements[0].agencies == ("CNIPA", "MOJ")
    assert after.headings[0].title == Bilingual(zh="2098年知识产权工作主要进展", en="Up")
    assert after.issuer == "CNIPA"
    assert imported(empty_database, chinese).result == "unchanged"


def test_replacing_what_stood_elsewhere_says_what_is_lost(empty_database: Database, chinese: str) -> None:
    put(empty_database, by_hand("6.1", "6.9"))
    report = imported(empty_database, chinese, replace=True)
    assert report.result == "stored"
    assert "replaced" in {finding.code for finding in report.account.findings}
    assert kept(empty_database).statements[0].agencies == ("MOJ",)


def test_sentences_that_evidence_names_cannot_go(settings: Settings, database: Database, chinese: str) -> None:
    before = everything(settings)
    report = imported(database, chinese, document_id="report-2025", replace=True)
    assert codes(report) == ["facts-disagree"]
    assert everything(settings) == before


@pytest.mark.parametrize(
    ("document", "more", "code"),
    [
        ("plan-2025", {"replace": True}, "is-a-plan"),
        ("week-2025", {}, "other-kind"),
        ("week-2025", {"genre": "notice"}, "by-hand"),
        ("Report_2099", {}, "document-id"),
        ("r" * 41, {}, "document-id"),
    ],
)
def test_ids_that_cannot_be_taken(
    settings: Settings, database: Database, chinese: str, document: str, more: dict[str, Any], code: str
) -> None:
    before = everything(settings)
    assert codes(imported(database, chinese, document_id=document, **more)) == [code]
    assert everything(settings) == before


# Seeding afterwards


def test_seeding_leaves_what_was_imported(settings: Settings, database: Database, chinese: str, english: str) -> None:
    imported(database, chinese)
    imported(database, english)
    before = everything(settings)
    assert not sow(database, with_plans=True).changed
    assert everything(settings) == before


def test_a_seed_file_with_the_documents_own_words_decides(database: Database, chinese: str, tmp_path: Path) -> None:
    """A draft that somebody has completed takes the place of what was imported; our own summary does not."""
    report = imported(database, chinese)
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    file = folder / "documents" / "report-2099.yaml"
    file.write_text(as_yaml(by_hand("6.1")), encoding="utf-8")
    assert not sow(database, with_plans=True, folder=folder).changed
    file.write_text((report.as_yaml() or "").replace("dated: 2099-01-08", "dated: 2099-01-09"), encoding="utf-8")
    assert sow(database, with_plans=True, folder=folder).changed
    assert kept(database).dated == date(2099, 1, 9)
    file.unlink()
    assert not sow(database, with_plans=True, folder=folder).changed
    assert kept(database).dated == date(2099, 1, 9)


def test_what_was_never_imported_goes_with_its_seed_file(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    file = folder / "documents" / "report-2099.yaml"
    file.write_text(as_yaml(by_hand("6.1")), encoding="utf-8")
    assert sow(database, with_plans=True, folder=folder).put > 0
    file.unlink()
    assert sow(database, with_plans=True, folder=folder).removed > 0


def test_a_seed_that_does_not_fit_is_told(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    (folder / "documents" / "report-2025.yaml").unlink()
    with pytest.raises(BadSeed, match="not there"):
        sow(database, with_plans=True, folder=folder)


# What a person says of it, and what is left to add


def test_a_draft_is_the_record_again(empty_database: Database, chinese: str, english: str) -> None:
    imported(empty_database, chinese)
    report = imported(empty_database, english, issuer="CNIPA")
    draft = report.as_yaml()
    assert draft is not None
    assert DocumentRecord.model_validate(yaml.safe_load(draft)) == kept(empty_database)
    assert max(map(len, draft.splitlines())) <= 120


def test_the_report_says_what_is_to_be_added(empty_database: Database, chinese: str, english: str) -> None:
    report = imported(empty_database, chinese)
    missing = {one.what: one.message for one in report.account.missing}
    assert list(missing) == ["language", "issuer", "coverage", "agencies", "topics", "evidence", "figures"]
    assert "English" in missing["language"]
    assert "4 of 7" in missing["agencies"]
    assert "3 statements hold digits" in missing["figures"]
    assert "To be added by hand (7)" in report.as_text()
    data = report.as_json()
    assert json.loads(json.dumps(data)) == data
    assert [one["what"] for one in data["missing"]] == list(missing)
    assert (data["result"], data["put"], data["statement_count"]) == ("stored", 8, 7)


def test_parts_that_are_unclear_are_asked_for_and_set_by_hand(empty_database: Database, chinese: str) -> None:
    text = CHINESE.replace("2098年知识产权工作主要进展", "知识产权事业").replace("2099年重点工作", "形势")
    Path(chinese).write_text(text, encoding="utf-8")
    report = imported(empty_database, chinese, dry_run=True)
    unclear = next(one.message for one in report.account.missing if one.what == "part")
    assert "6 headings (paragraph 4, 5, 7, 9, 10, 12)" in unclear
    report = imported(empty_database, chinese, parts=((4, "reported"), (9, "planned"), (12, "reported")))
    assert report.result == "stored"
    assert [heading.part for heading in kept(empty_database).headings] == [
        "reported", "reported", "reported", "planned", "planned", "reported",
    ]  # fmt: skip
    assert imported(empty_database, chinese).result == "unchanged"
    assert codes(imported(empty_database, chinese, parts=((5, "planned"), (6, "planned")))) == ["part-astray"]
    notice = {"genre": "notice", "document_id": "notice-2099", "parts": ((4, "planned"),)}
    assert codes(imported(empty_database, chinese, **notice)) == ["part-astray"]


def test_what_newspapers_call_a_body_is_no_issuer(empty_database: Database, chinese: str) -> None:
    assert codes(imported(empty_database, chinese, issuer="antitrust regulator")) == ["unknown-agency"]


def test_an_unknown_issuer_is_not_guessed(empty_settings: Settings, empty_database: Database, chinese: str) -> None:
    before = everything(empty_settings)
    report = imported(empty_database, chinese, issuer="国家知识产权司")
    assert codes(report) == ["unknown-agency"]
    assert "did it mean: CNIPA" in report.as_text()
    assert everything(empty_settings) == before


# Bad input


@pytest.mark.parametrize(
    ("data", "more", "code", "said"),
    [
        (PLAN.read_bytes(), {}, "a-plan", "--as plan"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), {}, "unreadable", "a picture"),
        (b"", {}, "unreadable", "empty"),
        (b" \n\n ", {}, "unreadable", "empty"),
        (b"a" * (FILE_BYTES + 1), {}, "unreadable", "larger than 20 MB"),
        (random.Random(6).randbytes(5000), {}, "unreadable", "not a text"),
        (b"%PDF-1.7 nothing of a PDF", {}, "unreadable", "PDF"),
        (b"asdf qwer yxcv", {}, "no-sentence", "full stop"),
        (b"YWJj" * 5000, {}, "no-sentence", "full stop"),
        (b"The week begins!", {}, "no-statement", "headings and nothing else"),
        ("；；；%%%%。。。12,34\n".encode() * 50, {}, "no-prose", "letters"),
        (b"1.5,2.5,3.5\n" * 50, {}, "no-prose", "letters"),
        (b"It is so. " * 6000, {}, "too-many-sentences", "6000"),
        (CHINESE.encode(), {"lang": "en"}, "other-language", "Chinese, not English"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_told_and_loses_nothing(
    empty_settings: Settings,
    empty_database: Database,
    chinese: str,
    data: bytes,
    more: dict[str, Any],
    code: str,
    said: str,
) -> None:
    imported(empty_database, chinese)
    before = everything(empty_settings)
    Path(chinese).write_bytes(data)
    report = imported(empty_database, chinese, replace=True, **more)
    assert (codes(report), report.result) == ([code], "refused")
    assert said in report.as_text()
    assert report.as_yaml() is None
    assert everything(empty_settings) == before


def test_no_file(empty_database: Database, tmp_path: Path) -> None:
    assert codes(imported(empty_database, tmp_path / "none.txt")) == ["unreadable"]


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, CHINESE.replace("（一）", "1. ").replace("（二）", "2. ")])
def test_what_is_no_plan_says_how_to_import_it(empty_database: Database, chinese: str, text: str) -> None:
    Path(chinese).write_text(text, encoding="utf-8")
    report = import_plan(empty_database, chinese)
    assert report.failed
    assert "--as report, --as notice or --as news" in report.as_text()


# The command


def test_the_command(
    empty_settings: Settings, empty_database: Database, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(empty_settings).items():
        monkeypatch.setenv(name, value)

    def run(source: str, *words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["import", source, "--as", "report", "--id", "report-2099", *words])
        return ran.exit_code, ran.stdout

    code, draft = run(chinese, "--date", "2099-01-09", "--part", "4=planned", "--yaml")
    assert code == 0
    made = DocumentRecord.model_validate(yaml.safe_load(draft))
    assert (made.dated, made.headings[1].part) == (date(2099, 1, 9), "planned")
    code, said = run(chinese, "--json", "--dry-run")
    assert (code, json.loads(said)["result"]) == (0, "dry-run")
    with writing(empty_database, dry_run=True) as store:
        assert not store.facts.documents
    code, said = run(chinese, "--lang", "zh")
    assert (code, said.splitlines()[-1]) == (0, "Stored: 8 put, 0 removed.")
    code, said = run(str(PLAN), "--yaml")
    assert (code, "[a-plan]" in said) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as", "report"], "--id"),
        (["--as", "letter", "--id", "x"], "letter"),
        (["--id", "x", "--issuer", "CNIPA"], "--id, --issuer: only with --as"),
        (["--as", "news", "--id", "x", "--plan", "2025"], "--plan: only with"),
        (["--as", "news", "--id", "x", "--date", "2026-02-30"], "2026-02-30"),
        (["--as", "news", "--id", "x", "--part", "4=done"], "4=done"),
        (["--as", "news", "--id", "x", "--yaml", "--json"], "not both"),
    ],
)
def test_options_that_do_not_fit(words: list[str], said: str, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["import", str(tmp_path / "none.txt"), *words])
    assert ran.exit_code == 2
    assert said in ran.output


def test_a_command_within_a_program_leaves_its_log_as_it_was(tmp_path: Path) -> None:
    log = logging.getLogger("tuijin")
    before = log.level
    ran = CliRunner().invoke(app, ["import", str(tmp_path / "none.txt"), "--as", "news", "--id", "x"])
    assert ran.exit_code
    assert log.level == before


# How it is read


def prose(text: str, genre: Genre = "notice") -> Prose:
    return read_prose(read_bytes(text.encode()), NAMES, genre)


def test_a_notice_with_all_that_stands_around_it() -> None:
    read = prose(
        """关于开展2099年全国知识产权宣传周活动的通知
国知发某字〔2099〕5号
各省、自治区、直辖市知识产权局：
为做好宣传，现通知如下。
一、活动时间
2099年4月20日至26日。
二、宣传重点
（一）宣传改革成果；
（二）宣传基本知识。
各地可结合实际确定。
三、有关要求
（一）加强组织领导。各单位要高度重视。
（二）突出实效。
1.创新形式。形式要多样。
2.注重效果。
请于5月10日前报送总结。
附件：某某表
国家知识产权局办公室
二〇九九年三月二十二日
（此件公开发布）"""
    )
    assert (read.title, read.dated) == ("关于开展2099年全国知识产权宣传周活动的通知", date(2099, 3, 22))
    assert sorted(read.left_out) == [1, 2, 17, 18, 19, 20]
    assert [(one.paragraph, one.level, one.title) for one in read.headings] == [
        (5, 1, "活动时间"), (7, 1, "宣传重点"), (11, 1, "有关要求"), (12, 2, "加强组织领导"), (13, 2, "突出实效"),
        (14, 3, "创新形式"), (15, 3, "注重效果"),
    ]  # fmt: skip
    assert read.parts == {}


def test_headings_that_a_file_marks_as_such() -> None:
    read = prose(
        "# Work report\n\n## Progress in 2098\n\n1.1 million were filed. More came.\n\n### Laws\n\nDone.\n\n"
        "## The situation\n\nIt is good.\n\n## Key tasks for 2099\n\n1. Revise it.\n2. Run it.\n",
        "report",
    )
    assert read.title == "Work report"
    assert [(one.level, one.title, read.parts.get(one.paragraph)) for one in read.headings] == [
        (1, "Progress in 2098", "reported"), (2, "Laws", "reported"), (1, "The situation", None),
        (1, "Key tasks for 2099", "planned"),
    ]  # fmt: skip


def test_a_title_is_the_heading_where_there_is_no_other() -> None:
    read = prose("The week begins!\n\nIt begins on Monday. It ends on Friday.\n", "news")
    assert [(one.paragraph, one.level, one.title) for one in read.headings] == [(1, 1, "The week begins!")]
    assert not read.left_out


def test_numbers_that_do_not_run_on() -> None:
    read = prose("一、甲\n做好。\n三、乙\n做好。\n七、丙\n做好。")
    assert [one.title for one in read.headings] == ["甲", "乙"]
    assert [(one.code, one.line) for one in read.findings] == [("heading-gap", 3), ("number-astray", 5)]


@pytest.mark.parametrize(
    ("titles", "dated", "parts"),
    [
        (["2098年工作回顾", "2099年工作安排"], None, ["reported", "planned"]),
        (["2098年重点工作", "2099年重点工作"], None, ["reported", "planned"]),
        (["2098年重点工作", "2099年重点工作"], date(2099, 1, 8), ["reported", "planned"]),
        (["工作成效", "下一步打算", "形势"], None, ["reported", "planned", None]),
        (["2098年工作总结和2099年工作安排"], date(2099, 1, 8), [None]),
        (["推动2099年工作取得新进展"], date(2099, 1, 8), [None]),
        (["重点任务", "主要工作"], None, ["planned", "reported"]),
        (["Main Progress in 2098", "Second, do a good job in 2099"], date(2099, 1, 8), ["reported", "planned"]),
        (["Over the past year", "Priorities", "Closing words"], None, ["reported", "planned", None]),
    ],
)
def test_parts_by_wording_and_year(titles: list[str], dated: date | None, parts: list[Part | None]) -> None:
    headings = [Heading(number, 1, title) for number, title in enumerate(titles, 1)]
    found = find_parts(headings, dated)
    assert [found.get(heading.paragraph) for heading in headings] == parts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("会同司法部、教育部等7部门印发方案。", "MOJ MOE OTHER"),
        ("最高人民法院、市场监管总局联合部署。", "SPC SAMR"),
        ("教育部门和公安部队参加，个人行为不计。", ""),
        ("湖南省委宣传部、各省知识产权局参加。", ""),
        ("国家知识产权局（CNIPA）发布报告。", "CNIPA"),
        ("In conjunction with the Ministry of Education and other seven departments, it did so.", "MOE OTHER"),
        ("Together with the Supreme People’s Court's tribunal and CNIPA.", "SPC CNIPA"),
        ("Most publicity departments at all levels took part.", ""),
        ("The antitrust regulator of the EU and the industry ministry of France took part.", ""),
        ("The Hunan Publicity Department and the Publicity Department of Sichuan did.", ""),
        ("The Ministry of Science and Technology, the Ministry of Finance and others.", "MOST MOF"),
    ],
)
def test_agencies_named_in_a_sentence(sentence: str, expected: str) -> None:
    assert " ".join(Named(agencies(), NAMES).agencies(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("支持湖南、内蒙古和浙江西部开展试点。", "Hunan, Inner Mongolia, Zhejiang"),
        ("上海合作组织会议和《视听表演北京条约》。", ""),
        ("Shanxi, Shaanxi, Shaanxi and Hong Kong took part.", "Shanxi, Shaanxi, Hong Kong"),
        ("The Xinjiang Production and Construction Corps, the Beijing Treaty.", ""),
    ],
)
def test_provinces_named_in_a_sentence(sentence: str, expected: str) -> None:
    assert ", ".join(place.en for place in provinces(sentence)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2099年3月2日",
        "（2099年3月2日）",
        "二〇九九年三月二日",
        "March 2, 2099",
        "2 Mar. 2099",
        "2099-03-02",
        "2099/3/2",
        "2nd March 2099",
    ],
)
def test_days(text: str) -> None:
    assert (find_day(text), is_day(text)) == (date(2099, 3, 2), True)
    assert not is_day(f"发布时间：{text}")


@pytest.mark.parametrize("text", ["2099年", "2099年2月30日", "2099-13-01", "3月2日", "No. 5 of 2099", ""])
def test_no_days(text: str) -> None:
    assert find_day(text) is None


def test_whatever_the_text_it_is_told_or_joins_itself() -> None:
    rng = random.Random(7)
    marks = (
        "1. |2. |1) |一、|二、|（一）|（二）|I. |II. |(I) |# |## |\n|\n|\n\n|；|附件：|1.1 |。|.|。|. |！|“|”|（|）| "
    )
    words = (
        "教育部|等部门|Ministry of Justice|湖南|2025年1月2日|\nMarch 3, 2025\n|重点工作|The office did it. |加强保护。"
    )
    pieces = f"{marks}|{words}".split("|")
    named = Named(agencies(), NAMES)
    given = Given("report-2099", "report")
    understood = 0
    for _ in range(200):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 60)))
        read = prose(text, "report") if text.strip() else Prose(None)
        if read.lang is None or any(finding.level == "error" for finding in read.findings):
            continue
        record = join(None, read, read.lang, given, named, replace=False).record
        assert record is not None
        understood += 1
        assert DocumentRecord.model_validate(yaml.safe_load(as_yaml(record))) == record
        for replace in (False, True):
            assert join(record, read, read.lang, given, named, replace=replace).record == record
    assert understood > 50


# The real documents


@needs_sources
@pytest.mark.parametrize("genre", ["report", "notice", "news"])
def test_the_official_documents_come_in_as_they_were_read_by_hand(database: Database, genre: Genre) -> None:
    """The seed was written from them, so the two check each other: headings, levels, parts, places, agencies named."""
    ours = kept(database, OURS[genre])
    report = imported(database, SOURCES / OFFICIAL[genre], genre=genre, document_id="theirs")
    assert report.result == "stored", report.as_text()
    theirs = kept(database, "theirs")
    assert [(order(one.at), one.level, one.part) for one in theirs.headings] == [
        (order(one.at), one.level, one.part) for one in ours.headings
    ]
    assert theirs.dated == ours.dated
    read = {order(one.at): one for one in theirs.statements}
    assert {order(one.at) for one in ours.statements} <= read.keys()
    assert len(read) == {"report": 193, "notice": 31, "news": 15}[genre]
    for one in ours.statements:
        named = [code for code in read[order(one.at)].agencies if code != "CNIPA"]
        if named and order(one.at) != (21, 3):  # a body stationed at an agency is not the agency
            assert named == [code for code in one.agencies if code != "CNIPA"], one.at


@needs_sources
@pytest.mark.parametrize("genre", ["report", "notice", "news"])
def test_their_own_words_may_replace_ours(settings: Settings, database: Database, genre: Genre) -> None:
    source, document = SOURCES / OFFICIAL[genre], OURS[genre]
    before = everything(settings)
    assert codes(imported(database, source, genre=genre, document_id=document)) == ["by-hand"]
    assert everything(settings) == before
    report = imported(database, source, genre=genre, document_id=document, replace=True)
    assert report.result == "stored", report.as_text()
    assert "replaced" not in {finding.code for finding in report.account.findings}
    assert not sow(database, with_plans=True).changed
    assert {one.text_kind for one in kept(database, document).statements} == {"document"}
    assert imported(database, source, genre=genre, document_id=document).result == "unchanged"


@needs_sources
@pytest.mark.parametrize("name", ["001_bdb346dc6cbeb146.txt", "004_85454da3621143b3.txt"])
def test_the_official_plans_are_no_reports(empty_database: Database, name: str) -> None:
    assert codes(imported(empty_database, SOURCES / name)) == ["a-plan"]
