"""Checks the numbers of an outline: gaps and repeats, and numbers at the start of a line that fit nowhere."""

from bisect import bisect_right
from collections.abc import Sequence

from service.ingest.findings import Finding
from service.ingest.marks import Mark, Text
from service.ingest.outline import Piece

YEARS = range(1900, 2101)
MOST = 20  # findings of one kind; more say nothing new


def check_numbers(text: Text, pieces: Sequence[Piece], marks: Sequence[Mark], rests: Sequence[int]) -> list[Finding]:
    """Everything that is odd about the numbers; `rests` tells for each task where its bracket ends."""
    return [*_tasks(text, pieces, marks), *_sections(text, pieces), *_unread(text, pieces, marks, rests)]


def _tasks(text: Text, pieces: Sequence[Piece], marks: Sequence[Mark]) -> list[Finding]:
    found = []
    last = 0
    taken = {piece.mark.start for piece in pieces}
    first_line: dict[int, int] = {}
    for role, mark, number in pieces:
        if role != "task":
            continue
        line = text.line(mark.start)
        if mark.value != number:
            message = f"task number {mark.value} stands where {number} belongs"
            code = "number-repeat" if mark.value in first_line else "number-gap"
            found.append(Finding("error", code, message, line))
        elif number > last + 1:
            missing = str(last + 1) if number == last + 2 else f"{last + 1} to {number - 1}"
            message = f"task number {missing} is missing before {number}"
            stray = next((one for one in marks if one.value == last + 1 and _loose(one, taken)), None)
            if stray is not None:
                message += f" (line {text.line(stray.start)} has a {last + 1} that fits nowhere)"
            found.append(Finding("error", "number-gap", message, line))
        elif number <= last:
            earlier = f"again (first on line {first_line[number]})" if number in first_line else f"after {last}"
            found.append(Finding("error", "number-repeat", f"task number {number} stands {earlier}", line))
        first_line.setdefault(number, line)
        last = number
    return found[:MOST]


def _loose(mark: Mark, taken: set[int]) -> bool:
    return mark.form == "arabic" and mark.start not in taken and mark.grade > 0


def _sections(text: Text, pieces: Sequence[Piece]) -> list[Finding]:
    found = []
    part = sub = 0
    for role, mark, _ in pieces:
        if role == "task" or mark.form == "level":
            continue
        last = part if role == "part" else sub
        if mark.value != last + 1:
            name = f"{mark.value}" if role == "part" else f"{part}.{mark.value}"
            message = f"section {name} comes after {last}" if last else f"section {name} comes first"
            found.append(Finding("error", "section-gap", f"{message}: a heading is missing", text.line(mark.start)))
        part, sub = (mark.value, 0) if role == "part" else (part, mark.value)
    return found[:MOST]


def _unread(text: Text, pieces: Sequence[Piece], marks: Sequence[Mark], rests: Sequence[int]) -> list[Finding]:
    """Numbers at the start of a line that were taken for text. Behind the agencies of a task they cannot be text."""
    found = []
    tasks = [piece.mark for piece in pieces if piece.role == "task"]
    starts = [task.start for task in tasks]
    taken = {piece.mark.start for piece in pieces}
    forms = {piece.mark.form for piece in pieces}
    for mark in marks:
        index = bisect_right(starts, mark.start) - 1
        behind = index >= 0 and mark.start >= rests[index]
        if mark.start in taken or mark.form not in forms or mark.grade < (1 if behind else 2) or mark.form == "level":
            continue
        if index < 0 or (index == len(tasks) - 1 and behind) or mark.value in YEARS:
            continue
        shown, line = text.string[mark.start : mark.end].strip(), text.line(mark.start)
        if behind:
            message = f"the line begins with {shown} but the number fits nowhere"
            found.append(Finding("error", "number-astray", message, line))
        else:
            message = f"{shown} at the start of the line is taken for text of task {tasks[index].value}"
            found.append(Finding("warning", "number-in-text", message, line))
    return found[:MOST]
