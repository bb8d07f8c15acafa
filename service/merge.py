"""What a stored plan becomes when a document or a seed file brings it again: pure functions from records to a record.

A document decides what its language says and, as long as no other language contradicts it, which sections, tasks and
agencies there are. A seed file gives titles and fills the languages that no document has brought. So the order in which
the two come does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.ingest.titles import derive_title
from service.records import (
    IMPORTED,
    LANGS,
    Bilingual,
    Lang,
    PlanRecord,
    Responsibility,
    SectionRecord,
    TaskRecord,
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where a document and the stored plan differ. An `error` keeps it out, unless it may replace the plan."""

    level: Literal["error", "warning"]
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Merged:
    plan: PlanRecord
    disagreements: tuple[Disagreement, ...]


def imported_languages(plan: PlanRecord) -> set[Lang]:
    """The languages that a document has brought."""
    return {lang for lang in LANGS if any(task.text_kind[lang] is IMPORTED[lang] for task in plan.tasks)}


def document_into(
    stored: PlanRecord | None, document: PlanRecord, lang: Lang, *, title: str | None = None, replace: bool = False
) -> Merged:
    """A document in one language joins the stored plan; `title` is one given by hand and goes before all others."""
    if stored is None:
        return Merged(document, ())
    # As long as the plan stands in this language alone, a new edition of its document may say anything new.
    alone = not any(task.text[_other(lang)] for task in stored.tasks)
    found = tuple(_disagreements(stored, document, lang, alone=alone))
    if not replace and any(finding.level == "error" for finding in found):
        return Merged(stored, found)
    if replace:
        found = tuple(finding for finding in found if finding.level != "error")
    old = {task.number: task for task in stored.tasks}
    tasks = tuple(_join(old.get(task.number), task, lang, doc_decides=alone or replace) for task in document.tasks)
    old_sections = {section.number: section.title for section in stored.sections}
    sections = tuple(
        SectionRecord(number=s.number, title=_prefer(old_sections.get(s.number, Bilingual()), s.title))
        for s in document.sections
    )
    plan = stored.model_copy(
        update={
            "title": stored.title.with_text(lang, title) if title else _prefer(stored.title, document.title),
            "lead_rule": _prefer(stored.lead_rule, document.lead_rule),
            "period": stored.period or document.period,
            "sections": sections,
            "tasks": tasks,
        }
    )
    return Merged(plan, found)


def seed_into(stored: PlanRecord | None, seed: PlanRecord) -> PlanRecord:
    """A seed file joins the stored plan, and leaves alone what documents have brought."""
    if stored is None or not (imported := imported_languages(stored)):
        return seed
    by_number = {task.number: task for task in seed.tasks}
    section_titles = {section.number: section.title for section in seed.sections}
    return seed.model_copy(
        update={
            "title": _prefer(seed.title, stored.title),
            "lead_rule": _prefer(seed.lead_rule, stored.lead_rule),
            **{
                field: getattr(seed, field) or getattr(stored, field)
                for field in ("period", "issuer", "document_number", "issued_on", "published_on", "source_url")
            },
            "sections": tuple(
                SectionRecord(number=s.number, title=_prefer(section_titles.get(s.number, Bilingual()), s.title))
                for s in stored.sections
            ),
            "tasks": tuple(_fill(task, by_number.get(task.number), imported) for task in stored.tasks),
        }
    )


def _disagreements(stored: PlanRecord, document: PlanRecord, lang: Lang, *, alone: bool) -> Iterator[Disagreement]:
    old = {task.number: task for task in stored.tasks}
    new = {task.number for task in document.tasks}
    if gone := sorted(set(old) - new):
        yield Disagreement(
            "error", "task-missing", f"the stored plan has tasks that the document no longer holds: {_numbers(gone)}"
        )
    if alone:
        return
    if more := sorted(new - set(old)):
        yield Disagreement(
            "error", "task-unknown", f"the document has tasks that the stored plan does not hold: {_numbers(more)}"
        )
    theirs, ours = [s.number for s in document.sections], [s.number for s in stored.sections]
    if theirs != ours:
        yield Disagreement(
            "error",
            "sections-disagree",
            f"the document has the sections {', '.join(theirs)}; the stored plan has {', '.join(ours)}",
        )
    for task in document.tasks:
        if before := old.get(task.number):
            yield from _task_disagreements(before, task, lang)


def _task_disagreements(stored: TaskRecord, task: TaskRecord, lang: Lang) -> Iterator[Disagreement]:
    where = f"task {task.number}"
    if stored.section != task.section:
        yield Disagreement(
            "error",
            "section-disagrees",
            f"{where} stands in section {task.section} of the document, in section {stored.section} of the stored plan",
        )
    if stored.agencies != task.agencies:
        yield Disagreement(
            "error",
            "agencies-disagree",
            f"{where}: the document names {', '.join(task.agencies)}; the stored plan has {', '.join(stored.agencies)}",
        )
    elif stored.responsibility != task.responsibility:
        kept = task.responsibility if lang == "zh" else stored.responsibility
        yield Disagreement(
            "warning",
            "responsibility-disagrees",
            f"{where} is `{task.responsibility}` in the document, `{stored.responsibility}` in the stored plan; "
            f"the Chinese wording decides: `{kept}`",
        )


def _join(stored: TaskRecord | None, task: TaskRecord, lang: Lang, *, doc_decides: bool) -> TaskRecord:
    if stored is None:
        return task
    own_title = stored.title[lang]
    if not own_title or own_title == derive_title(stored.text[lang], lang):
        own_title = task.title[lang]
    responsibility = task.responsibility if doc_decides or lang == "zh" else stored.responsibility
    if (responsibility is Responsibility.SOLE) != (len(task.agencies) == 1):
        responsibility = task.responsibility
    return TaskRecord(
        number=task.number,
        section=task.section,
        title=stored.title.with_text(lang, own_title),
        text=stored.text.with_text(lang, task.text[lang]),
        text_kind=stored.text_kind.with_kind(lang, task.text_kind[lang]),
        agencies=task.agencies,
        responsibility=responsibility,
    )


def _fill(stored: TaskRecord, seed: TaskRecord | None, imported: set[Lang]) -> TaskRecord:
    if seed is None:
        return stored
    text, kinds = stored.text, stored.text_kind
    for lang in LANGS:
        if lang not in imported:
            text, kinds = text.with_text(lang, seed.text[lang]), kinds.with_kind(lang, seed.text_kind[lang])
    return stored.model_copy(update={"title": _prefer(seed.title, stored.title), "text": text, "text_kind": kinds})


def _prefer(first: Bilingual, second: Bilingual) -> Bilingual:
    return Bilingual(zh=first.zh or second.zh, en=first.en or second.en)


def _other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def _numbers(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:20]))
    return f"{shown} and {len(numbers) - 20} more" if len(numbers) > 20 else shown
