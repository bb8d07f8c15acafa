"""Which headings of a work report tell what was done and which what is planned, by their words and years.

A top heading decides for all under it. Where its words and its year disagree, or neither says anything, nothing is
guessed.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from service.facts.records import Part
from service.ingest.headings import Heading

YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
# Words that say it by themselves, in whatever year.
REPORTED = re.compile(
    r"进展|成效|成绩|成就|回顾|总结|(?:完成|落实|开展|执行)情况|过去一年|过去的一年|一年来"
    r"|\bprogress\b|\bachieve|\baccomplish|\breview of\b|\bresults\b|\bover the (?:past|last) year|\bin the past year"
    r"|\bsummary of\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"下一步|下一阶段|下一年|明年|今后|展望|打算|工作安排|工作部署|工作思路|总体思路|总体要求|总体考虑|做好"
    r"|\bnext (?:steps?|stage|year)\b|\bcoming year\b|\boutlook\b|\barrangements?\b|\bpriorities\b|\bplans? for\b"
    r"|\bdo(?:ing)? a good job\b|\bdo(?:ing)? well\b",
    re.IGNORECASE,
)
# Words that a report of either kind may have; they count where no year speaks.
RATHER_REPORTED = re.compile(r"工作情况|主要工作|\bmain work\b", re.IGNORECASE)
RATHER_PLANNED = re.compile(
    r"重点(?:工作|任务)|主要任务|工作(?:计划|要点|任务)|\b(?:key|main) tasks?\b|\bkey work\b|\bwork plan\b",
    re.IGNORECASE,
)
EARLY = 3  # a report of January to March plans for its own year; a later one may look back on it as well


def find_parts(headings: Sequence[Heading], dated: date | None) -> dict[int, Part]:
    """The part of each heading, by its paragraph; those that are not clear are left out."""
    top = min((heading.level for heading in headings), default=1)
    years = {year for heading in headings if heading.level == top for year in _years(heading.title)}
    found: dict[int, Part] = {}
    above: list[tuple[int, Part | None]] = []
    for heading in headings:
        above = [(level, part) for level, part in above if level < heading.level]
        part = next((part for _, part in reversed(above) if part), None)
        # Under a heading that says nothing, one with a year of its own may.
        if part is None and (heading.level == top or _years(heading.title)):
            part = _part(heading.title, years, dated)
        above.append((heading.level, part))
        if part:
            found[heading.paragraph] = part
    return found


def _years(title: str) -> set[int]:
    return {int(year) for year in YEAR.findall(title)}


def _part(title: str, years: set[int], dated: date | None) -> Part | None:
    words = _said(title, REPORTED, PLANNED)
    if words == "both":
        return None  # 工作总结和工作安排
    time = _by_year(_years(title), years, dated)
    if words and time and words != time:
        return None
    if part := words or time:
        return part
    rather = _said(title, RATHER_REPORTED, RATHER_PLANNED)
    return None if rather == "both" else rather


def _said(title: str, reported: re.Pattern[str], planned: re.Pattern[str]) -> Part | Literal["both"] | None:
    done, ahead = reported.search(title), planned.search(title)
    if done and ahead:
        return "both"
    return "reported" if done else "planned" if ahead else None


def _by_year(mine: set[int], years: set[int], dated: date | None) -> Part | None:
    """What the one year of a heading says, beside the day of the report, or else beside the years of the others."""
    if len(mine) != 1:
        return None
    year = next(iter(mine))
    if dated is None:
        if len(years) < 2:
            return None
        return "planned" if year == max(years) else "reported"
    if year == dated.year:
        return "planned" if dated.month <= EARLY else None
    return "reported" if year < dated.year else "planned"
