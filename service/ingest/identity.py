"""Reads off a document which plan it is: its id, its title, its period and who leads, where the document says so."""

import re
from dataclasses import dataclass
from datetime import date

from service.ingest.spacing import regular
from service.ingest.wording import is_lead_rule
from service.records import Lang, Period
from service.script import simplified

YEARS = r"(?P<year>20[0-9]{2})(?:\s*年?\s*(?:-|–|—|－|~|～|至|to|and)\s*(?P<to>20[0-9]{2}))?"
# 2025年知识产权强国建设推进计划. Only the national plan is named without a place: 强国, not 强省 or 强市.
ZH_TITLE = re.compile(rf"{YEARS}\s*年度?(?:全国|国家)?知识产权[^，。；：、\n《》（）()]{{0,30}}?推进计[划画]")
ZH_NATION = re.compile(r"强国|国家知识产权战略")
PLACE = re.compile(
    r"(?:[省市区县州]|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)\s*$"
)
EN_SUBJECT = r"(?:Intellectual\s+Property|IP)\b"
EN_NATION = re.compile(r"\b(?:Country|Nation|Power|Powerhouse|National)\b", re.IGNORECASE)
EN_YEAR_FIRST = re.compile(
    rf"\b{YEARS}\s+(?=(?P<name>(?:[A-Z][\w’'-]*\s+|of\s+|a\s+|an\s+|the\s+|for\s+|in\s+){{1,14}}?Plan)\b)"
)
EN_YEAR_LAST = re.compile(
    rf"\b(?P<name>(?:[A-Z][\w’'-]*\s+){{0,6}}Plan\s+(?:for|on|of|to)\s+[^.,;:()\n“”\"]{{4,140}}?)\s+(?:in|for|of|\()\s*{YEARS}(?!\s*[-–—/])\b"
)
EN_PLACE = re.compile(r"(?:^|\s)(?!The\b|the\b)[A-Z][\w’'-]*\s+$")
YEAR_ID = re.compile(r"^(20[0-9]{2})(?:-(20[0-9]{2}))?$")
LONGEST = 20_000  # characters of title and preface to look at


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where a document names a plan."""

    plan: str
    title: str
    lang: Lang
    start: int
    end: int


def find_namings(text: str) -> list[Naming]:
    """Where this text names a national promotion plan with its year, and only where that is certain."""
    text = text[:LONGEST]
    plain = simplified(text)
    found = [
        Naming(_plan(match), regular(text[slice(*match.span())]), "zh", *match.span())
        for match in ZH_TITLE.finditer(plain)
        if ZH_NATION.search(match[0]) and not PLACE.search(plain[max(0, match.start() - 12) : match.start()])
    ]
    for pattern in (EN_YEAR_FIRST, EN_YEAR_LAST):
        for match in pattern.finditer(text):
            name = match["name"]
            if not re.search(EN_SUBJECT, name) or not EN_NATION.search(name):
                continue
            before = text[max(0, match.start() - 40) : match.start()]
            if pattern is EN_YEAR_FIRST and EN_PLACE.search(before):
                continue  # "Guangdong 2026 ... Plan"
            end = match.end("name") if pattern is EN_YEAR_FIRST else match.end()
            title = regular(text[match.start() : end]).removesuffix("(")
            found.append(Naming(_plan(match), title, "en", match.start(), end))
    return sorted(found, key=lambda naming: naming.start)


def _plan(match: re.Match[str]) -> str:
    first, last = match["year"], match["to"]
    return f"{first}-{last}" if last and last != first else first


def plan_of(namings: list[Naming], lines: list[str]) -> str | None:
    """The plan's id where all the namings agree; those that are a line of their own, a title, go before others."""
    own = [naming for naming in namings if any(_same(naming.title, line) for line in lines)]
    plans = {naming.plan for naming in own or namings}
    return plans.pop() if len(plans) == 1 else None


def title_of(namings: list[Naming], lines: list[str], plan: str, lang: Lang) -> str:
    """A line that is a title, else the title that the preface quotes; `""` where neither names this plan."""
    titles = [naming.title for naming in namings if naming.lang == lang and naming.plan == plan]
    whole = [title for title in titles if any(_same(title, line) for line in lines)]
    return (whole or titles or [""])[0]


def is_title(line: str, titles: list[str]) -> bool:
    return any(title and _same(title, line) for title in titles)


def _same(title: str, line: str) -> bool:
    return re.sub(r"\W", "", title) == re.sub(r"\W", "", line)


def period_of(plan: str) -> Period | None:
    """The calendar years of a plan that is named after them."""
    found = YEAR_ID.match(plan)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return Period(from_=date(first, 1, 1), to=date(last, 12, 31)) if first <= last else None


def split_lead_rule(text: str) -> tuple[str, str]:
    """The sentence on who leads, and the text with blanks in its place."""
    for found in re.finditer(r"[^。.\n]+(?:[。.]+|$|(?=\n))", text):
        sentence = found[0].strip()
        if is_lead_rule(sentence):
            rule = regular(sentence.strip("（()）") if sentence[:1] in "（(" else sentence)
            return rule, text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    return "", text
