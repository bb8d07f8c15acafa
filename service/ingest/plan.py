"""Reads a document as a plan: which plan it is, its outline, tasks and agencies, with all there is to say about it."""

import re
from pathlib import Path

from pydantic import ValidationError

from service.ingest.document import Document
from service.ingest.draft import Draft, take_apart
from service.ingest.findings import Finding, Unreadable, limited
from service.ingest.identity import find_namings, is_title, period_of, plan_of, split_lead_rule, title_of
from service.ingest.marks import Text, TooMany, find_marks
from service.ingest.numbers import check_numbers
from service.ingest.outline import find_outline, says_who_ends
from service.ingest.read import read_source
from service.ingest.reading import Reading, SectionCount
from service.ingest.responsible import Reader
from service.ingest.spacing import HAN_TEXT, han_share, regular, short
from service.ingest.titles import derive_title
from service.names import Names
from service.records import IMPORTED, Bilingual, Lang, PlanRecord, SectionRecord, TaskRecord, TextKinds

PLAN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 40
NO_PLAN = "a work report, a notice or news is imported with --as report, --as notice or --as news"
LANGUAGES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}


def read_plan(
    source: Document | Path | str,
    names: Names,
    *,
    plan: str | None = None,
    lang: Lang | None = None,
    title: str | None = None,
    allow_private: bool = False,
) -> Reading:
    """Read a document, a file or a URL as a plan. What is wrong with it is among the findings; nothing is raised."""
    try:
        document = source if isinstance(source, Document) else read_source(source, allow_private=allow_private)
    except Unreadable as error:
        return Reading(None, plan, lang, (), 0, 0, (error.finding(),))
    draft = Draft(Text(document), findings=list(document.findings))
    try:
        marks = find_marks(draft.text)
    except TooMany:
        draft.say("error", "too-many-numbers", "this document holds more numbers than any plan")
        return _reading(draft, document, None, plan, lang)
    who = says_who_ends(draft.text.string, Reader.of(names, plan, lang).says_who)
    pieces = find_outline(draft.text, marks, who)
    if not any(piece.role == "task" for piece in pieces):
        draft.say("error", "no-task", f"no numbered task was found in this document; {NO_PLAN}")
        return _reading(draft, document, None, plan, lang)
    language = _language(draft, pieces[0].mark.start, lang)
    # What the file itself calls its title stands before its text and may say which plan it is.
    before = draft.text.flowing(0, pieces[0].mark.start)
    namings = find_namings(f"{document.title}\n{before}")
    lines = [document.title, *before.split("\n")]
    plan_id = _plan_id(draft, plan, plan_of(namings, lines))
    take_apart(draft, pieces, Reader.of(names, plan_id, language))
    draft.findings += check_numbers(draft.text, pieces, marks, [task.share.rest for task in draft.tasks])
    named = regular(title) if title else title_of(namings, lines, plan_id or "", language)
    lead_rule = _around(draft, before, [named, *(naming.title for naming in namings)])
    if not who:
        draft.say("note", "no-plan", f"no task names who is responsible, so this may be no plan; {NO_PLAN}")
    record = _record(draft, plan_id, language, named, lead_rule)
    return _reading(draft, document, record, plan_id, language)


def _language(draft: Draft, start: int, forced: Lang | None) -> Lang:
    """Chinese or English, by the letters from the first number on."""
    found: Lang = "zh" if han_share(draft.text.string[start:]) > HAN_TEXT else "en"
    if forced and forced != found:
        message = f"this document is {LANGUAGES[found]}, not {LANGUAGES[forced]} as asked for"
        draft.say("error", "other-language", message, start)
    return forced or found


def _plan_id(draft: Draft, given: str | None, found: str | None) -> str | None:
    if given is None:
        if found is None:
            message = "the document does not say for certain which plan it is; name it with --plan"
            draft.say("error", "plan-unknown", message)
        return found
    if not PLAN_ID.fullmatch(given) or len(given) > LONGEST_ID:
        message = f"{given!r} is no plan id: small letters, digits and single hyphens, as in 2026-2027"
        draft.say("error", "plan-id", message)
        return None
    if found and found != given and period_of(given):
        message = f"the document calls itself the plan of {found}; it is read as that of {given}"
        draft.say("warning", "other-plan", message)
    return given


def _around(draft: Draft, before: str, titles: list[str]) -> str:
    """Keep the sentence on who leads; say once each what else stands before and after the tasks."""
    after = draft.text.flowing(draft.behind, len(draft.text.string))
    rule, after = split_lead_rule(after)
    if not rule:
        rule, before = split_lead_rule(before)
    if rule:
        draft.say("note", "lead-rule", f"on who leads: {rule}")
    _stray(draft, "text-before", "text before the first heading", before, 0, titles)
    _stray(draft, "text-after", "text after the last task", after, len(draft.text.string) - len(after), titles)
    return rule


def _stray(draft: Draft, code: str, what: str, text: str, start: int, titles: list[str]) -> None:
    """One warning for all the text that is not kept on this side of the tasks, with its lines."""
    kept, lines = [], []
    for line in text.split("\n"):
        if regular(line).strip("()（） ") and not is_title(line, titles):
            kept.append(line)
            lines.append(draft.text.line(start + len(line) - len(line.lstrip())))
        start += len(line) + 1
    if kept:
        where = f"line {lines[0]}" if lines[0] == lines[-1] else f"lines {lines[0]} to {lines[-1]}"
        message = f"{what} ({where}) is not kept: {short(regular(' '.join(kept)))}"
        draft.findings.append(Finding("warning", code, message, lines[0]))


def _record(draft: Draft, plan: str | None, lang: Lang, title: str, lead_rule: str) -> PlanRecord | None:
    """The plan, where nothing is wrong with it."""
    for section in draft.sections:
        if not any(task.stands_in(section.number) for task in draft.tasks):
            message = f"section {section.number} has no task"
            draft.findings.append(Finding("warning", "section-empty", message, section.line))
    if plan is None or any(finding.level == "error" for finding in draft.findings):
        return None

    def only(value: str) -> Bilingual:
        return Bilingual().with_text(lang, value)

    try:
        return PlanRecord(
            id=plan,
            title=only(title),
            period=period_of(plan),
            lead_rule=only(lead_rule),
            sections=tuple(SectionRecord(number=one.number, title=only(one.title)) for one in draft.sections),
            tasks=tuple(
                TaskRecord(
                    number=task.number,
                    section=task.section,
                    title=only(derive_title(task.share.text, lang)),
                    text=only(task.share.text),
                    text_kind=TextKinds().with_kind(lang, IMPORTED[lang]),
                    agencies=task.share.agencies,
                    responsibility=task.share.responsibility,
                )
                for task in draft.tasks
            ),
        )
    except ValidationError as error:  # what the checks above let through, such as a hundredth section
        for one in error.errors()[:5]:
            draft.say("error", "not-a-plan", f"{'.'.join(map(str, one['loc']))}: {one['msg']}")
        return None


def _reading(
    draft: Draft, document: Document, record: PlanRecord | None, plan: str | None, lang: Lang | None
) -> Reading:
    counts = []
    for section in draft.sections:
        inside = [task for task in draft.tasks if task.stands_in(section.number)]
        assignments = sum(len(task.share.agencies) for task in inside)
        counts.append(SectionCount(section.number, section.title, section.line, len(inside), assignments))
    total = sum(len(task.share.agencies) for task in draft.tasks)
    return Reading(record, plan, lang, tuple(counts), len(draft.tasks), total, limited(draft.findings), document)
