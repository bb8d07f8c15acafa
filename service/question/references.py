"""What a question names outright: a task, a plan's year, the name of a law in 《》, words in quotes."""

import re
from dataclasses import dataclass, field

_ID = re.compile(r"(?<![\w-])(?P<plan>[a-z0-9]+(?:-[a-z0-9]+)*)\s*[-–—第#]\s*(?P<number>[1-9][0-9]{0,6})(?![\w-])")
_SPAN = re.compile(r"20\d\d\s*[-–—]\s*20\d\d")
"""Years from one to another, and no task: there are not two thousand in a plan."""
_NUMBERED = re.compile(
    r"(?:(?P<plan>20\d\d)\s*年?(?:度)?的?(?:推进计划|计划)?的?\s*)?"
    r"(?:第\s*(?P<a>[1-9][0-9]{0,6})\s*(?:项|条|号|个)(?:任务|工作|事项)?|(?:任务|事项)\s*第?\s*(?P<b>[1-9][0-9]{0,6})\s*(?:项|号)?)"
)
_TASK = re.compile(
    r"(?:(?P<before>20\d\d)\s*,?\s*)?\b(?:tasks?|items?|measures?)\s*(?:no\.?|number|nr\.?|#)?\s*(?P<number>[1-9][0-9]{0,6})\b"
    r"(?:\s*(?:of|in|from|,|\()?\s*(?:the\s+)?(?P<after>20\d\d)(?:\s+plan)?\)?)?"
)
_ALONE = re.compile(r"\s*(?:no\b\.?|nr\b\.?|number|#)\s*(?P<number>[1-9][0-9]{0,6})\s*")
"""A number that is the whole question. Beside other words it may be of anything: `decree no. 41`."""
_NUMERALS = re.compile(r"第?([一二三四五六七八九十百零〇两]{1,7})(?=项任务|项工作|号任务)")
_YEAR_ZH = re.compile(
    r"(?<![-–—~至到])(20\d\d)\s*年(?:度)?(?:的)?(?:推进计划|计划)?(?!\s*[-–—~至到]\s*\d)"
    r"|(?<![\d.–—~至到-])(20\d\d)(?!\d|\s*[-–—~至到]\s*\d)"
)
_NAME = re.compile(r"[《〈「『]([^》〉」』]{2,200})[》〉」』]")
_QUOTED = re.compile(r"[\"“”]([^\"“”]{2,200})[\"“”]")


@dataclass(slots=True)
class References:
    """What was named, and what is left of the question: what was named is blanks there."""

    rest: str
    tasks: list[tuple[str | None, int]] = field(default_factory=list)  # the plan is `None` where only a number is said
    plans: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # in 《》 or quotes


def read(text: str, plans: frozenset[str]) -> References:
    """References in a folded question. A number is a year of a plan only where there is such a plan."""
    found = References(_NUMERALS.sub(lambda numeral: f"第{_number(numeral[1])}", text))

    def numbered(match: re.Match[str]) -> str:
        groups = match.groupdict()
        plan = groups.get("plan") or groups.get("before") or groups.get("after")
        if plan is not None and plan not in plans:
            return match[0]
        number = groups.get("number") or groups.get("a") or groups.get("b")
        assert number is not None
        found.tasks.append((plan, int(number)))
        return " " * len(match[0])

    def identified(match: re.Match[str]) -> str:
        if match["plan"] not in plans or _SPAN.fullmatch(match[0]):
            return match[0]
        found.tasks.append((match["plan"], int(match["number"])))
        return " " * len(match[0])

    def year(match: re.Match[str]) -> str:
        plan = match[1] or match[2]
        if plan not in plans:
            return match[0]
        if plan not in found.plans:
            found.plans.append(plan)
        return " " * len(match[0])

    def named(match: re.Match[str]) -> str:
        found.names.append(match[1])
        return f" {match[1]} "

    rest = found.rest
    if alone := _ALONE.fullmatch(rest):
        rest = numbered(alone)
    for pattern, take in ((_ID, identified), (_NUMBERED, numbered), (_TASK, numbered), (_YEAR_ZH, year)):
        rest = pattern.sub(take, rest)
    for pattern in (_NAME, _QUOTED):
        rest = pattern.sub(named, rest)
    if len(found.plans) == 1:  # `2024年 … 任务12`: the year belongs to the number
        found.tasks = [(plan or found.plans[0], number) for plan, number in found.tasks]
    found.rest = rest
    return found


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def _number(numeral: str) -> int:
    """A Chinese numeral below a thousand."""
    total = digit = 0
    for character in numeral:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[character]
    return total + digit
