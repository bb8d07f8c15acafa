"""Which tasks a later plan may carry on: what is proposed, why, and as a file that a person goes on with."""

import json
from collections.abc import Sequence
from uuid import uuid4

import pytest
import yaml
from typer.testing import CliRunner, Result

from service.cli import app
from service.config import Settings
from service.db import Database
from service.facts.files import facts
from service.facts.records import LinkKind, LinkRecord
from service.facts.suggest import THRESHOLD, Proposal, propose
from service.facts.suggest_shown import as_json, as_text, as_yaml
from service.index.worker import environment
from service.reading import Data
from service.records import Bilingual, Lang, PlanRecord, TaskRecord, TextKind, TextKinds
from service.seed import plans
from service.store import writing
from tests.conftest import Backend, Template
from tests.facts.oracle import task_of

LINKS = {(task_of(link.from_), task_of(link.to)) for link in facts().links.values() if link.kind is LinkKind.CONTINUES}
LOW = 30
SMALL = "2030-11", "2031-11"


def proposed(database: Database, since: str, plan: str, threshold: int = THRESHOLD) -> Proposal:
    with database.snapshot() as snapshot:
        return propose(Data(database).reading(snapshot), since, plan, threshold=threshold)


@pytest.fixture(scope="module")
def shipped(backend: Backend, templates: dict[str, Template], tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    """All that is proposed between the shipped plans from a low threshold on."""
    name = f"tuijin_suggest_{uuid4().hex[:12]}"
    database = Database(templates["seeded"].copy(backend, name, tmp_path_factory.mktemp("data")))
    try:
        return proposed(database, "2024", "2025", LOW)
    finally:
        database.close()
        backend.drop(name)


def pairs(proposal: Proposal) -> list[tuple[str, str]]:
    return [(each.earlier.id, each.later.id) for each in proposal.candidates]


def task(number: int, zh: str, *agencies: str, section: str = "1", en: str = "") -> TaskRecord:
    kinds = TextKinds(zh=TextKind.OFFICIAL if zh else None, en=TextKind.TRANSLATION if en else None)
    text = Bilingual(zh=zh, en=en)
    return TaskRecord(
        number=number, section=section, title=text, text=text, text_kind=kinds, agencies=agencies,
        responsibility="sole" if len(agencies) == 1 else "joint",
    )  # fmt: skip


def put(database: Database, plan: str, tasks: Sequence[TaskRecord]) -> None:
    sections = [{"number": number, "title": Bilingual(zh=number)} for number in sorted({t.section for t in tasks})]
    with writing(database) as store:
        store.put_plan(PlanRecord.model_validate({"id": plan, "sections": sections, "tasks": tasks}))


def put_small(database: Database) -> None:
    """Two small plans, whose task ids look like dates."""
    put(database, SMALL[0], [task(1, "举办国际版权论坛。", "CPD"), task(2, "修订《国防专利条例》。", "SASTIND")])
    after = [task(1, "完善植物新品种测试体系。", "MARA"), task(2, "举办国际版权论坛。", "CPD", section="2")]
    put(database, SMALL[1], after)


def again(database: Database, plan: str, lang: Lang) -> None:
    """The plan of 2025 once more under another id, as an import in one language leaves it: with no facts on it."""
    given = next(each for each in plans() if each.id == "2025")
    kinds = {"zh": TextKinds(zh=TextKind.OFFICIAL), "en": TextKinds(en=TextKind.TRANSLATION)}[lang]

    def only(text: Bilingual) -> Bilingual:
        return Bilingual().with_text(lang, text[lang])

    tasks = tuple(
        each.model_copy(update={"title": only(each.title), "text": only(each.text), "text_kind": kinds})
        for each in given.tasks
    )
    sections = tuple(each.model_copy(update={"title": only(each.title)}) for each in given.sections)
    with writing(database) as store:
        store.put_plan(given.model_copy(update={"id": plan, "tasks": tasks, "sections": sections}))


def test_what_people_linked_is_found_and_hardly_anything_else(shipped: Proposal) -> None:
    found = {(each.earlier.id, each.later.id) for each in shipped.candidates if each.score >= THRESHOLD}
    assert len(found & LINKS) >= 0.9 * len(LINKS)
    assert len(found & LINKS) >= 0.9 * len(found)


def test_candidates_stand_by_the_earlier_task_the_best_first(shipped: Proposal) -> None:
    order = [(int(each.earlier.id.rpartition("-")[2]), -each.score) for each in shipped.candidates]
    assert order == sorted(order)
    assert all(LOW <= each.score <= 100 for each in shipped.candidates)


def test_a_higher_threshold_only_takes_away_and_the_rest_comes_out_the_same(
    database: Database, shipped: Proposal
) -> None:
    few = proposed(database, "2024", "2025")
    assert few.candidates == tuple(each for each in shipped.candidates if each.score >= THRESHOLD)
    assert set(few.ended) > set(shipped.ended)
    assert set(few.new) > set(shipped.new)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_just_imported_is_compared_in_its_one_language(database: Database, lang: Lang) -> None:
    again(database, "2026", lang)
    proposal = proposed(database, "2025", "2026")
    same = {(f"2025-{number}", f"2026-{number}") for number in range(1, 119)}
    assert same <= set(pairs(proposal))
    assert len(proposal.candidates) < 1.2 * len(same)
    assert (proposal.ended, proposal.new) == ((), ())


def test_terms_and_names_join_plans_without_a_common_language(database: Database) -> None:
    again(database, "2026", "zh")
    again(database, "2027", "en")
    found = set(pairs(proposed(database, "2026", "2027")))
    right = {(a, b) for a, b in found if a.partition("-")[2] == b.partition("-")[2]}
    assert len(right) >= 0.8 * 118
    assert len(right) >= 0.9 * len(found)


def test_a_task_may_be_split_and_others_merged(empty_database: Database) -> None:
    before = (
        task(1, "修订《集成电路布图设计保护条例》；完善植物新品种权审查流程。", "CNIPA"),
        task(2, "举办国际版权论坛。", "CPD"),
        task(3, "开展青少年版权保护季。", "CPD"),
    )
    after = (
        task(1, "加快修订《集成电路布图设计保护条例》。", "CNIPA"),
        task(2, "优化植物新品种权审查流程。", "CNIPA"),
        task(3, "举办国际版权论坛；开展青少年版权保护季。", "CPD"),
    )
    put(empty_database, "2030", before)
    put(empty_database, "2031", after)
    links = {("2030-1", "2031-1"), ("2030-1", "2031-2"), ("2030-2", "2031-3"), ("2030-3", "2031-3")}
    assert set(pairs(proposed(empty_database, "2030", "2031"))) == links


def test_the_same_verbs_agencies_and_section_make_no_link(empty_database: Database) -> None:
    put(empty_database, "2030", [task(1, "深入推进地理标志保护工作，加强统筹。", "CNIPA", "MOFCOM")])
    put(empty_database, "2031", [task(1, "深入推进专利导航工作，加强统筹。", "CNIPA", "MOFCOM")])
    assert pairs(proposed(empty_database, "2030", "2031")) == []


def test_the_reasons_say_what_two_tasks_have_in_common(shipped: Proposal) -> None:
    found = {(each.earlier.id, each.later.id): each for each in shipped.candidates}
    reasons = found["2024-1", "2025-1"].reasons
    assert set(reasons.names) == {"instrument:trademark-law", "instrument:layout-design-regulations"}
    assert (reasons.agencies, reasons.section) == (("CNIPA",), "same")
    assert "trademark-law" in reasons.terms
    assert "OTHER" not in found["2024-9", "2025-12"].reasons.agencies


def test_the_file_is_one_of_links_to_fill_in(empty_database: Database) -> None:
    put_small(empty_database)
    proposal = proposed(empty_database, *SMALL)
    written = yaml.safe_load(as_yaml(proposal))
    assert written == {"links": as_json(proposal)["links"]}
    links = [LinkRecord.model_validate(item) for item in written["links"]]
    assert [(link.from_, link.to) for link in links] == pairs(proposal) == [("2030-11-1", "2031-11-2")]
    assert {(link.kind, link.change) for link in links} == {(LinkKind.CONTINUES, Bilingual())}
    reasons = as_json(proposal)["reasons"]
    assert [(each["from"], each["to"]) for each in reasons] == pairs(proposal)


def test_what_is_stored_already_is_shown_and_not_written_again(shipped: Proposal) -> None:
    fresh = [(each.earlier.id, each.later.id) for each in shipped.candidates if not each.known]
    assert fresh
    assert [(item["from"], item["to"]) for item in as_json(shipped)["links"]] == fresh
    assert not set(fresh) & LINKS
    assert as_text(shipped).count("[continues]") == len(set(pairs(shipped)) & LINKS)


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(app, ["lineage", "suggest", *words], env=environment(settings))


def test_the_command_prints_a_list_or_a_file(empty_settings: Settings, empty_database: Database) -> None:
    put_small(empty_database)
    between = ("--from", SMALL[0], "--to", SMALL[1])
    shown = run(empty_settings, *between)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"1 pair from a score of {THRESHOLD} on." in shown.output
    assert "1 of 2 tasks of 2031-11 carry on none of them: 2031-11-1" in shown.output
    assert len(json.loads(run(empty_settings, *between, "--json").output)["links"]) == 1
    assert yaml.safe_load(run(empty_settings, *between, "--yaml", "--threshold", "100").output) == {"links": []}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--from", "2024", "--to", "2052"), 1, "no plan has the id '2052'\nNear: 2024, 2025"),
        (("--from", "2025", "--to", "2025"), 2, "--from and --to are the same plan."),
        (("--from", "2024", "--to", "2025", "--json", "--yaml"), 2, "--json or --yaml, not both."),
    ],
)
def test_the_command_says_what_is_wrong(settings: Settings, words: tuple[str, ...], code: int, said: str) -> None:
    ran = run(settings, *words)
    assert ran.exit_code == code
    assert said in ran.output
