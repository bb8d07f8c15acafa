"""Reads the day that a document carries: 2025年3月22日, 二〇二五年三月二十二日, March 22, 2025, 2025-03-22."""

import re
from collections.abc import Iterator
from datetime import date

from service.ingest.numbering import parse_zh

_MONTHS = "january february march april may june july august september october november december"
MONTHS = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = rf"(?P<{{}}>{'|'.join(f'{name[:3]}(?:{name[3:]}|[.])?' for name in _MONTHS.split())}|sept[.]?)"
HAN_YEAR = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
DAY = re.compile(
    rf"""
      (?P<year>20[0-9]{{2}})\s*(?:年|[-./])\s*(?P<month>[0-9]{{1,2}})\s*(?:月|[-./])\s*(?P<day>[0-9]{{1,2}})(?![0-9])\s*日?
    | (?P<han_year>[〇○零一二三四五六七八九]{{4}})年(?P<han_month>[一二三四五六七八九十]{{1,2}})月
      (?P<han_day>[一二三四五六七八九十]{{1,3}})日
    | {_MONTH.format("name")}\s+(?P<name_day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<name_year>20[0-9]{{2}})\b
    | (?<![0-9])(?P<first_day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format("last")},?\s+(?P<last_year>20[0-9]{{2}})\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
AROUND = " \t\u3000()（）[]【】.。"


def find_day(text: str) -> date | None:
    """The first day that a line names."""
    return next((day for _, _, day in _days(text)), None)


def is_day(text: str) -> bool:
    """Whether a line is a day and nothing else."""
    bare = text.strip(AROUND)
    return any((start, end) == (0, len(bare)) for start, end, _ in _days(bare))


def _days(text: str) -> Iterator[tuple[int, int, date]]:
    for found in DAY.finditer(text):
        try:
            yield *found.span(), _day(found)
        except ValueError:  # the 30th of February, the 13th month
            continue


def _day(found: re.Match[str]) -> date:
    if year := found["year"]:
        return date(int(year), int(found["month"]), int(found["day"]))
    if year := found["han_year"]:
        digits = "".join(HAN_YEAR[character] for character in year)
        return date(int(digits), parse_zh(found["han_month"]) or 0, parse_zh(found["han_day"]) or 0)
    if name := found["name"]:
        return date(int(found["name_year"]), MONTHS[name[:3].lower()], int(found["name_day"]))
    return date(int(found["last_year"]), MONTHS[found["last"][:3].lower()], int(found["first_day"]))
