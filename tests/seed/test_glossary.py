"""The form of seed/glossary.yaml: no form stands twice, each language is itself, and the plans use every term."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.names import Names, fold
from service.records import LANGS, AgencyRecord, Lang
from service.script import simplified

SEED = Path(__file__).resolve().parents[2] / "seed"
HAN = re.compile(r"[\u4e00-\u9fff]")
CHINESE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9+、“”（）—]+")
ENGLISH = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.'()&+–-]*")
WORD = re.compile(r"[a-z0-9]+")
KEYS = {"id", "zh", "en", "same", "ask", "hint", "seen"}


@dataclass(frozen=True)
class Seen:
    value: str
    lang: Lang
    wrong: bool = False


@dataclass(frozen=True)
class Term:
    id: str
    names: dict[Lang, str]
    same: dict[Lang, tuple[str, ...]]
    ask: dict[Lang, tuple[str, ...]]
    hint: dict[Lang, tuple[str, ...]]
    seen: tuple[Seen, ...]

    def forms(self, lang: Lang) -> Iterator[str]:
        """What is equal in meaning, the canonical term first."""
        yield self.names[lang]
        yield from self.same.get(lang, ())
        yield from (seen.value for seen in self.seen if seen.lang == lang)

    def equal(self) -> set[str]:
        return {fold(form) for lang in LANGS for form in self.forms(lang)}

    def asked(self) -> list[str]:
        return [fold(word) for words in (self.ask, self.hint) for lang in LANGS for word in words.get(lang, ())]

    def everyday(self, lang: Lang) -> tuple[str, ...]:
        return (*self.ask.get(lang, ()), *self.hint.get(lang, ()))


def load(name: str) -> Any:
    return yaml.safe_load((SEED / name).read_text("utf-8"))


def read(raw: dict[str, Any]) -> Term:
    by_lang = {
        key: {lang: tuple(values) for lang, values in raw.get(key, {}).items()} for key in ("same", "ask", "hint")
    }
    return Term(
        id=raw["id"],
        names={lang: raw[lang] for lang in LANGS},
        seen=tuple(Seen(**seen) for seen in raw.get("seen", ())),
        **by_lang,
    )


RAW: list[dict[str, Any]] = load("glossary.yaml")["terms"]
TERMS = tuple(read(raw) for raw in RAW)
TASKS = tuple(task for path in sorted((SEED / "plans").glob("*.yaml")) for task in load(f"plans/{path.name}")["tasks"])


def words(text: str) -> str:
    """The words of an English text without plurals, each between spaces."""
    return " " + " ".join(word.removesuffix("s") for word in WORD.findall(text.lower())) + " "


def test_form() -> None:
    for raw in RAW:
        assert set(raw) <= KEYS, raw["id"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", raw["id"])
        for key in KEYS & set(raw):
            assert raw[key], f"{raw['id']}: {key} is empty and should be left out"
        for key in ("same", "ask", "hint"):
            for lang, values in raw.get(key, {}).items():
                assert lang in LANGS
                assert values, f"{raw['id']}: {key}.{lang} is empty and should be left out"
                assert all(isinstance(value, str) for value in values), raw["id"]
        for seen in raw.get("seen", ()):
            assert set(seen) in ({"value", "lang"}, {"value", "lang", "wrong"})
            assert seen["lang"] in LANGS
            assert seen.get("wrong", True) is True, "what is right says nothing"


def test_enough_terms_and_no_id_twice() -> None:
    counts = Counter(term.id for term in TERMS)
    assert len(counts) >= 420
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_form_in_two_terms_nor_twice_in_one() -> None:
    counts = Counter(fold(form) for term in TERMS for lang in LANGS for form in term.forms(lang))
    assert [form for form, count in counts.items() if count > 1] == []


def test_chinese_is_simplified_chinese() -> None:
    values = [value for term in TERMS for value in (*term.forms("zh"), *term.everyday("zh"))]
    assert [value for value in values if not (HAN.search(value) and CHINESE.fullmatch(value))] == []
    assert [value for value in values if simplified(value) != value] == []


def test_english_is_plain() -> None:
    values = [value for term in TERMS for value in (*term.forms("en"), *term.everyday("en"))]
    assert [value for value in values if not ENGLISH.fullmatch(value) or value != " ".join(value.split())] == []


def test_an_everyday_word_leads_to_few_terms_and_not_to_its_own() -> None:
    leads: dict[str, list[str]] = defaultdict(list)
    for term in TERMS:
        asked = term.asked()
        assert len(asked) == len(set(asked)), term.id
        assert not term.equal() & set(asked), term.id
        for word in asked:
            leads[word].append(term.id)
    assert {word: ids for word, ids in leads.items() if len(ids) > 4} == {}


def test_no_agency_is_a_term() -> None:
    names = Names(AgencyRecord.model_validate(agency) for agency in load("agencies.yaml")["agencies"])
    values = [value for term in TERMS for lang in LANGS for value in (*term.forms(lang), *term.everyday(lang))]
    assert [value for value in values if names.resolve(value)] == []


def test_every_term_occurs_in_a_task() -> None:
    chinese = "\n".join(fold(task[part]["zh"]) for task in TASKS for part in ("title", "text"))
    english = "\n".join(words(task[part]["en"]) for task in TASKS for part in ("title", "text"))
    unused = [
        term.id
        for term in TERMS
        if not any(fold(form) in chinese for form in term.forms("zh"))
        and not any(words(form) in english for form in term.forms("en"))
    ]
    assert unused == []
