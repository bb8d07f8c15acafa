"""What a stored plan becomes when a document or a seed file brings it again, whichever comes first."""

from typing import Any

import pytest

from service.ingest.titles import derive_title
from service.merge import document_into, seed_into
from service.records import (
    IMPORTED,
    Bilingual,
    Lang,
    PlanRecord,
    Responsibility,
    SectionRecord,
    TaskRecord,
    TextKind,
    TextKinds,
)

TEXTS: dict[int, dict[Lang, str]] = {
    1: {"zh": "修订某条例，并予公布。", "en": "Revise a regulation, and publish it."},
    2: {"zh": "举办某活动。", "en": "Hold an event."},
}


def section(number: str, **title: str) -> SectionRecord:
    return SectionRecord(number=number, title=Bilingual(**title))


def task(number: int, **change: Any) -> TaskRecord:
    fields: dict[str, Any] = {
        "number": number,
        "section": "1",
        "title": Bilingual(zh=f"标题{number}", en=f"Title {number}"),
        "text": Bilingual(zh=f"自述{number}。", en=f"Our own words {number}."),
        "agencies": ("SAMR", "MOJ"),
        "responsibility": Responsibility.JOINT,
    }
    return TaskRecord(**{**fields, **change})


def seed(**change: Any) -> PlanRecord:
    fields: dict[str, Any] = {
        "id": "2030",
        "title": Bilingual(zh="计划", en="Plan"),
        "issuer": "JCO",
        "sections": (section("1", zh="甲", en="A"), section("2", zh="乙", en="B")),
        "tasks": (task(1), task(2)),
    }
    return PlanRecord(**{**fields, **change})


def document(lang: Lang, *, texts: dict[int, dict[Lang, str]] = TEXTS, **task_change: Any) -> PlanRecord:
    tasks = tuple(
        task(
            number,
            title=Bilingual().with_text(lang, derive_title(text[lang], lang)),
            text=Bilingual().with_text(lang, text[lang]),
            text_kind=TextKinds().with_kind(lang, IMPORTED[lang]),
            **task_change,
        )
        for number, text in texts.items()
    )
    heading = Bilingual().with_text(lang, {"zh": "官方标题", "en": "Official heading"}[lang])
    return seed(
        title=Bilingual().with_text(lang, "document"),
        issuer=None,
        sections=(SectionRecord(number="1", title=heading), SectionRecord(number="2", title=heading)),
        tasks=tasks,
    )


def test_a_document_replaces_the_text_of_its_language_alone() -> None:
    merged = document_into(seed(), document("zh"), "zh")
    assert merged.disagreements == ()
    first = merged.plan.tasks[0]
    assert first.text == Bilingual(zh=TEXTS[1]["zh"], en="Our own words 1.")
    assert first.text_kind == TextKinds(zh=TextKind.OFFICIAL, en=TextKind.SUMMARY)
    assert first.title == Bilingual(zh="标题1", en="Title 1")
    assert merged.plan.title == Bilingual(zh="计划", en="Plan")
    assert merged.plan.sections == seed().sections
    assert merged.plan.issuer == "JCO"


def test_both_documents_and_the_seed_end_alike_in_any_order() -> None:
    def with_documents(plan: PlanRecord | None, *langs: Lang) -> PlanRecord:
        for lang in langs:
            plan = document_into(plan, document(lang), lang).plan
        assert plan is not None
        return plan

    seed_first = with_documents(seed(), "zh", "en")
    assert seed_into(with_documents(None, "en", "zh"), seed()) == seed_first
    assert with_documents(seed_into(with_documents(None, "en"), seed()), "zh") == seed_first
    assert {t.text_kind.zh for t in seed_first.tasks} == {TextKind.OFFICIAL}


def test_a_seed_is_the_authority_until_a_document_comes() -> None:
    corrected = seed(tasks=(task(1, agencies=("MOJ",), responsibility="sole"), task(2), task(3)))
    assert seed_into(seed(), corrected) == corrected
    imported = document_into(seed(), document("en"), "en").plan
    kept = seed_into(imported, corrected)
    assert [t.agencies for t in kept.tasks] == [("SAMR", "MOJ")] * 2
    assert kept.tasks[0].text.en == TEXTS[1]["en"]


def test_derived_titles_follow_their_text_and_give_way_to_written_ones() -> None:
    alone = document_into(None, document("zh"), "zh").plan
    revised: dict[int, dict[Lang, str]] = {**TEXTS, 2: {"zh": "改办另一活动。", "en": "Hold another."}}
    again = document_into(alone, document("zh", texts=revised), "zh").plan
    assert again.tasks[1].title.zh == derive_title("改办另一活动。", "zh")
    assert seed_into(again, seed()).tasks[1].title.zh == "标题2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agencies": ("MOJ", "SAMR")}, "agencies-disagree"),
        ({"agencies": ("SAMR", "MOF")}, "agencies-disagree"),
        ({"section": "2"}, "section-disagrees"),
    ],
)
def test_a_second_language_has_to_agree(change: dict[str, Any], code: str) -> None:
    stored, other = seed(), document("en", **change)
    merged = document_into(stored, other, "en")
    assert {d.code for d in merged.disagreements if d.level == "error"} == {code}
    assert merged.plan == stored
    replaced = document_into(stored, other, "en", replace=True)
    assert replaced.disagreements == ()
    assert replaced.plan.tasks[0].model_dump(include=set(change)) == task(1, **change).model_dump(include=set(change))


def test_sections_have_to_be_the_same() -> None:
    other = document("en").model_copy(update={"sections": (*seed().sections, section("3"))})
    assert [d.code for d in document_into(seed(), other, "en").disagreements] == ["sections-disagree"]


@pytest.mark.parametrize(("lang", "kept"), [("zh", "divided"), ("en", "joint")])
def test_the_chinese_wording_decides_how_a_task_is_shared(lang: Lang, kept: str) -> None:
    merged = document_into(seed(), document(lang, responsibility="divided"), lang)
    assert {(d.level, d.code) for d in merged.disagreements} == {("warning", "responsibility-disagrees")}
    assert merged.plan.tasks[0].responsibility == kept


def test_a_task_that_is_gone_is_an_error_unless_the_document_replaces() -> None:
    stored = document_into(None, document("zh"), "zh").plan
    shorter = document("zh", texts={1: TEXTS[1]})
    refused = document_into(stored, shorter, "zh")
    assert [d.code for d in refused.disagreements] == ["task-missing"]
    assert refused.plan == stored
    assert len(document_into(stored, shorter, "zh", replace=True).plan.tasks) == 1


def test_a_new_edition_in_a_single_language_may_say_anything_new() -> None:
    stored = document_into(None, document("zh"), "zh").plan
    edition = document(
        "zh", texts={**TEXTS, 3: {"zh": "新增任务。", "en": ""}}, agencies=("MOF",), responsibility="sole"
    )
    merged = document_into(stored, edition, "zh")
    assert merged.disagreements == ()
    assert [t.agencies for t in merged.plan.tasks] == [("MOF",)] * 3


def test_a_title_given_by_hand_goes_first() -> None:
    merged = document_into(seed(), document("en"), "en", title="By hand")
    assert merged.plan.title == Bilingual(zh="计划", en="By hand")
