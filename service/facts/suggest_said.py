"""What a task says, cut into what two tasks may have in common: words, terms of the glossary and names, by undertaking.

A name is one of an instrument or initiative that facts know; it is looked for in the texts, so that a plan without
facts of its own has them too. Terms and names are the same in both languages, words are not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from service.facts.queries import NAMES
from service.names import fold
from service.question import glossary
from service.question.fold import folded, han, spelled, stem, words
from service.question.glossary import Glossary
from service.question.segments import cut
from service.question.stopwords import CHINESE, ENGLISH
from service.question.tables import GLOSSARY
from service.reading import Reading
from service.records import LANGS, Lang
from service.seedfiles import load

TERM, NAME, STEM = "term:", "name:", "stem:"
"""What a token begins with; a Chinese word stands as it is."""

SHORTEST_NAME: Mapping[bool, int] = {True: 5, False: 3}
"""Letters (`True`: ASCII) or characters of the shortest name worth finding: shorter ones are parts of other words."""

# What every plan says of every object: 推动, 完善, `promote`, `improve`. To say the same of another object carries
# nothing on, and what carries on an object mostly says another thing of it than the year before: drafted, then issued.
_VERBS_ZH = frozenset(
    """
    推动 推进 加快 加强 强化 完善 健全 深化 深入 实施 开展 组织 落实 贯彻 制定 修订 修改 研究 起草 论证 出台 印发
    发布 公布 建设 建立 构建 打造 提升 提高 增强 优化 改进 促进 鼓励 支持 引导 指导 探索 继续 持续 进一步 不断 积极
    充分 发挥 充分发挥 做好 抓好 扎实 稳步 全面 大力 切实 有效 加大 巩固 拓展 扩大 统筹 举办 召开 参与 参加 围绕 依托
    予以 加以 着力 努力 形成 一批 重点 领域 方面 有关 相关 工作 作用 中华人民共和国
    """.split()  # noqa: SIM905
)
_VERBS_EN = frozenset(
    stem(spelled(verb))
    for verb in """
    accelerate actively advance amend build carry conduct consolidate continue create deepen develop draft draw
    effective encourage enhance ensure establish expand explore formulate fully further guide hold implement improve
    increase issue key organise participate perfect promote publish push raise refine release relevant research revise
    role set solidly speed steadily strengthen study support upgrade vigorously batch
    """.split()  # noqa: SIM905
)
_CLAUSES: Mapping[Lang, re.Pattern[str]] = {"zh": re.compile("[。；，！？：]"), "en": re.compile(r"[.;:,](?=\s|$)")}


class Said(NamedTuple):
    """What a task says in one language, as a whole and in each of its undertakings."""

    whole: frozenset[str]
    undertakings: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A task, ready to be compared."""

    id: str
    title: Mapping[str, str]
    agencies: tuple[str, ...]
    section: str
    said: Mapping[Lang, Said]


class Hearing:
    """Cuts texts, given the terms of the glossary and the names that facts know."""

    def __init__(self, terms: Glossary | None, names: Iterable[tuple[str, str]]) -> None:
        self.terms = terms
        self._verbs = {key for key, term in terms.terms.items() if term.zh in _VERBS_ZH} if terms else set()
        self._names = {name: code for name, code in names if len(name) >= SHORTEST_NAME[name.isascii()]}
        self._stems: dict[str, str] = {}

    def task(self, body: Mapping[str, Any]) -> Task:
        """A task, given its public JSON."""
        said = {lang: self._said(body, lang) for lang in LANGS if body["text"][lang] or body["title"][lang]}
        agencies = tuple(agency["code"] for agency in body["agencies"])
        return Task(body["id"], body["title"], agencies, body["section"]["number"], said)

    def word(self, token: str) -> str:
        """A word as it was said, given its token."""
        return self._stems.get(token, token)

    def _said(self, body: Mapping[str, Any], lang: Lang) -> Said:
        text = body["text"][lang]
        # A deliverable is an undertaking as a person understood it; without facts a clause is the nearest thing.
        parts = [each["object"][lang] for each in body["deliverables"]] or _CLAUSES[lang].split(text)
        undertakings = (frozenset(self._tokens(part, lang)) for part in parts)
        return Said(frozenset(self._tokens(f"{body['title'][lang]}\n{text}", lang)), tuple(filter(None, undertakings)))

    def _tokens(self, text: str, lang: Lang) -> Iterator[str]:
        plain = folded(text)
        if lang == "zh":
            found = (word for run, _ in han(plain) for word in cut(run) if len(word) > 1)
            yield from (word for word in found if word not in _VERBS_ZH and word not in CHINESE)
        else:
            held = (word for word in words(plain) if len(word.plain) > 1 and word.plain not in ENGLISH)
            for word in held:
                if word.stem not in _VERBS_EN:
                    self._stems.setdefault(STEM + word.stem, plain[word.start : word.end])
                    yield STEM + word.stem
        if self.terms:
            yield from (TERM + term for term in self.terms.mentioned(plain) if term not in self._verbs)
        yield from (NAME + code for code in self._named(fold(text)))

    def _named(self, text: str) -> Iterator[str]:
        """The codes of the names in a folded text; a name inside a longer one is not meant by itself."""
        found = [(at, at + len(name)) for name in self._names if name in text for at in _places(name, text)]
        for start, end in found:
            if not any(begun <= start and end <= ended and (begun, ended) != (start, end) for begun, ended in found):
                yield self._names[text[start:end]]


def _places(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


@cache
def terms() -> Glossary:
    """The glossary alone: how characters sound is for questions."""
    return Glossary(glossary.compiled(load(GLOSSARY)["terms"]))


def names(reading: Reading) -> list[tuple[str, str]]:
    """Every name of every instrument and initiative, folded, with its code."""
    return [
        (name, f"{kind}:{code}")
        for kind in ("instrument", "initiative")
        for name, code in reading.snapshot.rows(NAMES, {"kind": kind})
    ]
