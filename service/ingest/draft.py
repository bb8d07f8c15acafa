"""Takes the pieces of an outline apart: headings to sections, tasks to text and agencies, and what is left over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from service.ingest.findings import Finding, Level
from service.ingest.marks import Mark, Text
from service.ingest.outline import Piece
from service.ingest.responsible import Reader, Share, split_responsible
from service.ingest.spacing import regular, short


@dataclass(frozen=True, slots=True)
class Section:
    number: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Task:
    number: int
    section: str
    line: int
    share: Share

    def stands_in(self, section: str) -> bool:
        return self.section == section or self.section.startswith(f"{section}.")


@dataclass
class Draft:
    """A plan as far as it has been read."""

    text: Text
    sections: list[Section] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    behind: int = 0  # where the last task has ended

    def say(self, level: Level, code: str, message: str, position: int | None = None) -> None:
        line = None if position is None else self.text.line(position)
        self.findings.append(Finding(level, code, message, line))


def take_apart(draft: Draft, pieces: Sequence[Piece], reader: Reader) -> None:
    """Fill the draft with the sections and tasks of an outline."""
    string = draft.text.string
    last = max(index for index, piece in enumerate(pieces) if piece.role == "task")
    section = ""
    for index, (role, mark, _) in enumerate(pieces):
        end = pieces[index + 1].mark.start if index + 1 < len(pieces) else len(string)
        if role == "task":
            _task(draft, mark, section, end, reader, last=index == last)
        else:
            section = _number(role == "part", mark, section)
            _heading(draft, section, mark, end)


def _number(is_part: bool, mark: Mark, section: str) -> str:
    """The number of a section, `2` or `2.3`; a heading without a number is counted on."""
    part, _, sub = section.partition(".")
    if is_part:
        return str(int(part or 0) + 1 if mark.form == "level" else mark.value)
    return f"{part}.{int(sub or 0) + 1 if mark.form == 'level' else mark.value}"


def _heading(draft: Draft, number: str, mark: Mark, end: int) -> None:
    """A heading is one line, or as many as the page has broken it into."""
    text, place = draft.text, mark.end
    string = text.string
    while place < end and string[place].isspace():
        place += 1
    stop = _line_end(string, place, end)
    while stop < end and text.runs_on(stop):
        stop = _line_end(string, stop + 1, end)
    title = regular(string[place:stop]).rstrip("。.:： ")
    if not title:
        draft.say("warning", "section-untitled", f"section {number} has no title", mark.start)
    draft.sections.append(Section(number, title, text.line(mark.start)))
    if stray := regular(string[stop:end]):
        message = f"text under heading {number} is not kept: {short(stray)}"
        draft.say("warning", "text-under-heading", message, stop + 1)


def _line_end(string: str, start: int, end: int) -> int:
    found = string.find("\n", start, end)
    return found if found >= 0 else end


def _task(draft: Draft, mark: Mark, section: str, end: int, reader: Reader, *, last: bool) -> None:
    body = draft.text.string[mark.end : end]
    share = split_responsible(body, mark.value, _lines(draft.text, mark.end), reader, last=last)
    share = replace(share, rest=mark.end + share.rest)
    draft.findings.extend(share.findings)
    if last:
        draft.behind = share.rest
    else:
        share = _rest(draft, mark, share, end)
    if not share.text:
        draft.say("error", "task-empty", f"task {mark.value} has no text", mark.start)
    if not section and not draft.tasks:
        draft.say("error", "task-outside-section", "tasks stand before the first heading", mark.start)
    draft.tasks.append(Task(mark.value, section or "1", draft.text.line(mark.start), share))


def _lines(text: Text, start: int) -> Callable[[int], int]:
    return lambda place: text.line(start + place)


def _rest(draft: Draft, mark: Mark, share: Share, end: int) -> Share:
    """What stands between a task's bracket and the next number: on the same line the task's, below it nobody's."""
    string = draft.text.string
    if not string[share.rest : end].strip():
        return share
    stop = _line_end(string, share.rest, end)
    warn = partial(draft.say, "warning")
    if beside := regular(string[share.rest : stop]):
        warn("text-behind-bracket", f"task {mark.value} goes on behind its agencies: {short(beside)}", share.rest)
        share = replace(share, text=regular(f"{share.text} {beside}"))
    if below := regular(string[stop:end]):
        warn("text-between", f"text below task {mark.value} is not kept: {short(below)}", stop + 1)
    return share
