"""Finds the outline of a plan: which numbers are parts, which sub-sections and which tasks, and where each begins.

The same mark can be a part ("1. Improve ..."), a task or a number in the text. Every way of reading the marks is a path
from the first to the last; the search keeps the best few. A path gains where numbers run on and where a task ends in a
bracket that says who is responsible; it loses where numbers jump, a heading holds such a bracket, a section stays
empty, or a number at the start of a line is left unread.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from service.ingest.brackets import find_brackets
from service.ingest.marks import Form, Mark, Text

Role = Literal["part", "sub", "task"]
PART_FORMS: tuple[Form, ...] = ("han", "roman", "arabic", "level")
SUB_FORMS: tuple[Form, ...] = ("(han)", "(roman)", "(arabic)", "dotted", "level")
CERTAIN: frozenset[Form] = frozenset({"han", "(han)", "roman", "(roman)"})  # hardly ever anything but headings
TASK_FORM: Form = "arabic"

WIDTH = 24  # readings kept at each mark; 6 are enough for every document at hand
# Gains and losses. What matters is their order, not their size: a jump in the numbers costs more than one mark left
# unread, and less than two tasks read wrongly.
START_OF_LINE, BEHIND_END, INSIDE = 4, 2, 1
TASK_SAYS_WHO, TASK_SILENT, SAYS_WHO_AGAIN = 4, -2, -2
HEADING_SAYS_WHO, HEADING_LONG, HEADING_AND_TEXT, HEADING_EMPTY, SECTION_EMPTY = -10, -3, -2, -4, -6
LEFT_UNREAD, LEFT_BEHIND_TASK = -2, -4  # the second where a task has ended, so that it can be no text of it
JUMP_AHEAD, REPEAT, RESTART, WRONG, JUMP_BACK = -7, -8, -8, -10, -16
SECTION_JUMP = -8
UNLIKE = -6  # parts and sub-sections with different numerals
NO_SECTION = -6  # the first task stands before the first heading
LATE_SUB = -5  # a first sub-section in a part whose tasks have already begun
HEADING_LINE = 3  # the file itself marks the line as a heading
LONGEST_HEADING = 200  # characters
MISSING_SECTIONS = 3  # at once; a number farther ahead is no heading
FARTHEST = 200  # numbers missing at once; a number far ahead is rather a year


class Piece(NamedTuple):
    """A mark with the role it was given. A task's `number` is what it counts as, also where its mark says otherwise."""

    role: Role
    mark: Mark
    number: int


@dataclass(frozen=True, slots=True)
class Style:
    """Which forms the parts and the sub-sections of a document have; `level` with the heading level meant."""

    part: Form | None
    sub: Form | None
    part_level: int = 0
    sub_level: int = 0


class _Path(NamedTuple):
    score: int
    part: int
    sub: int
    task: int
    last: int  # the mark taken last, -1 for none
    role: Role | None
    direct: bool  # the part has tasks of its own
    before: "_Path | None"


def says_who_ends(text: str, says_who: Callable[[str], bool]) -> list[int]:
    """Where the brackets end that say who is responsible."""
    return [one.end for one in find_brackets(text) if one.closed and says_who(one.inside(text))]


def find_outline(text: Text, marks: Sequence[Mark], who: Sequence[int]) -> list[Piece]:
    """The best reading of the marks; `who` holds the ends of the brackets that say who is responsible."""
    best: _Path | None = None
    for style in _styles(marks):
        path = _read(text, marks, who, style)
        if best is None or path.score > best.score:
            best = path
    pieces: list[Piece] = []
    while best is not None and best.role is not None:
        number = best.task if best.role == "task" else marks[best.last].value
        pieces.append(Piece(best.role, marks[best.last], number))
        best = best.before
    return pieces[::-1]


def _styles(marks: Sequence[Mark]) -> list[Style]:
    """The combinations of forms that this document may have: each must be there with a number 1."""
    ones = {mark.form for mark in marks if mark.value == 1}
    parts: list[tuple[Form | None, int]] = [(form, 0) for form in PART_FORMS if form in ones and form != "level"]
    subs: list[tuple[Form | None, int]] = [(form, 0) for form in SUB_FORMS if form in ones and form != "level"]
    levels = sorted({mark.value for mark in marks if mark.form == "level"})[:4]
    styles = [
        Style(part[0], sub[0])
        for part, sub in product([*parts, (None, 0)], [*subs, (None, 0)])
        if part[0] is not None or sub[0] is None
    ]
    styles += [Style("level", None, level) for level in levels]
    styles += [Style("level", sub[0], level) for level in levels for sub in subs if not parts]
    styles += [Style("level", "level", a, b) for a in levels for b in levels if a < b]
    styles += [Style(part[0], "level", 0, level) for part in parts for level in levels if not subs]
    return styles


def _read(text: Text, marks: Sequence[Mark], who: Sequence[int], style: Style) -> _Path:
    paths = [_Path(_prior(style, marks), 0, 0, 0, -1, None, False, None)]
    unread = 0  # the marks that have no role in this style
    for index, mark in enumerate(marks):
        roles = _roles(mark, style)
        if not roles:
            unread += LEFT_UNREAD if mark.form in CERTAIN and mark.grade > 1 else 0
            continue
        after: dict[tuple[int, int, int, int], _Path] = {}
        for path in paths:
            options = [path._replace(score=path.score + _left(marks, who, path, mark))]
            closed = path.score + _closing(text, marks, who, path, mark.start)
            options += [
                _Path(closed + gain, part, sub, task, index, role, direct, path)
                for role in roles
                for gain, part, sub, task, direct in _steps(mark, role, path)
            ]
            for option in options:
                key = (option.part, option.sub, option.task, option.last)
                if key not in after or after[key].score < option.score:
                    after[key] = option
        paths = sorted(after.values(), key=lambda path: -path.score)[:WIDTH]
    ended = [path._replace(score=path.score + _closing(text, marks, who, path, len(text.string))) for path in paths]
    best = max(ended, key=lambda path: path.score)
    return best._replace(score=best.score + unread)


def _prior(style: Style, marks: Sequence[Mark]) -> int:
    """Parts and sub-sections mostly have the same numerals: 一、 and （一）, I. and (I), 1. and (1)."""
    if style.part == "level":  # only where no heading has a number
        return UNLIKE if any(mark.form in CERTAIN for mark in marks) else 0
    alike = style.part is None or style.sub in {None, "level", "dotted"} or style.sub == f"({style.part})"
    return 0 if alike else UNLIKE


def _left(marks: Sequence[Mark], who: Sequence[int], path: _Path, mark: Mark) -> int:
    """What it costs to leave a mark unread."""
    if not mark.grade or mark.form == "level":
        return 0
    ended = path.role == "task" and bisect_right(who, mark.start) > bisect_right(who, marks[path.last].end)
    return LEFT_BEHIND_TASK if ended and mark.grade > 1 else LEFT_UNREAD


def _roles(mark: Mark, style: Style) -> list[Role]:
    roles: list[Role] = []
    if mark.form == style.part and (mark.form != "level" or mark.value == style.part_level):
        roles.append("part")
    if mark.form == style.sub and (mark.form != "level" or mark.value == style.sub_level):
        roles.append("sub")
    if mark.form == TASK_FORM:
        roles.append("task")
    return roles


_Step = tuple[int, int, int, int, bool]  # the gain, and then part, sub, task and direct


def _steps(mark: Mark, role: Role, path: _Path) -> list[_Step]:
    """The ways to take this mark in this role: none where it cannot be."""
    gain = (INSIDE, BEHIND_END, START_OF_LINE)[mark.grade]
    marked = HEADING_LINE if mark.level else 0
    if role == "task":
        return _task_steps(mark, path, gain - marked + (0 if path.part or path.task else NO_SECTION))
    last = path.part if role == "part" else path.sub
    value = last + 1 if mark.form == "level" else mark.value
    most = last + MISSING_SECTIONS if mark.grade > 1 else last + 1
    if not last < value <= most or (role == "sub" and not path.part):
        return []
    gain += marked + (SECTION_JUMP if value > last + 1 else 0)
    if role == "part":
        empty = SECTION_EMPTY if path.role in {"part", "sub"} else 0
        return [(gain + empty, value, 0, path.task, False)]
    if mark.form == "dotted" and mark.part != path.part:
        return []
    empty = SECTION_EMPTY if path.role == "sub" else 0
    late = LATE_SUB if path.direct and not path.sub else 0
    return [(gain + empty + late, path.part, value, path.task, path.direct)]


def _task_steps(mark: Mark, path: _Path, gain: int) -> list[_Step]:
    """As the next task, as one behind a gap or a repeat, or as the next one with a wrong number."""
    direct = path.direct or not path.sub

    def step(cost: int, task: int) -> _Step:
        return gain + cost, path.part, path.sub, task, direct

    following = path.task + 1
    if mark.value == following:
        return [step(0, following)]
    if not mark.grade:
        return []
    if mark.value > following:
        jump = JUMP_AHEAD if mark.value <= path.task + FARTHEST else JUMP_BACK
    elif mark.value == path.task:
        jump = REPEAT
    else:
        jump = RESTART if mark.value == 1 and path.role in {"part", "sub"} else JUMP_BACK
    return [step(jump, mark.value), step(WRONG, following)] if mark.grade > 1 else [step(jump, mark.value)]


def _closing(text: Text, marks: Sequence[Mark], who: Sequence[int], path: _Path, end: int) -> int:
    """What the text of the piece taken last says for or against its role, now that its end is known."""
    if path.role is None:
        return 0
    string = text.string
    start = marks[path.last].end
    first = bisect_right(who, start)
    count = bisect_right(who, end) - first
    if path.role == "task":
        again = min(count - 1, 3) * SAYS_WHO_AGAIN if count > 1 and end < len(string) else 0
        return TASK_SAYS_WHO + again if count else TASK_SILENT
    score = HEADING_SAYS_WHO if count else 0
    if end - start > LONGEST_HEADING:
        score += HEADING_LONG
    elif not (title := string[start:end].strip()):
        score += HEADING_EMPTY
    elif "\n" in title and not text.runs_on(start + string[start:end].index(title) + title.index("\n")):
        score += HEADING_AND_TEXT
    return score
