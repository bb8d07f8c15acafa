"""The form of what says how people ask: `seed/asked`, `seed/elsewhere` and `seed/light`."""

import re
from typing import Any

import pytest
import yaml

from service.config import SEED

HAN = re.compile(r"[\u4e00-\u9fff]")
PLANS = ("2024", "2025")
LEAST, LEAST_ELSEWHERE, LONGEST_EN, LONGEST_ZH = 15, 9, 17, 34


def asked(plan: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((SEED / "asked" / f"{plan}.yaml").read_text("utf-8"))["asked"]
    return found


def elsewhere() -> list[dict[str, Any]]:
    files = sorted((SEED / "elsewhere").iterdir())
    return [each for file in files for each in yaml.safe_load(file.read_text("utf-8"))["elsewhere"]]


def light_words(lang: str) -> list[str]:
    lines = (SEED / "light" / f"{lang}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@pytest.mark.parametrize("plan", PLANS)
def test_every_task_of_a_plan_is_asked_for_in_both_languages(plan: str) -> None:
    tasks = yaml.safe_load((SEED / "plans" / f"{plan}.yaml").read_text("utf-8"))["tasks"]
    assert [each["task"] for each in asked(plan)] == [f"{plan}-{task['number']}" for task in tasks]
    for each in asked(plan):
        assert set(each) == {"task", "zh", "en"}, each["task"]
        assert len(each["zh"]) >= LEAST, each["task"]
        assert len(each["en"]) >= LEAST, each["task"]


@pytest.mark.parametrize("plan", PLANS)
def test_each_is_short_and_in_its_language(plan: str) -> None:
    for each in asked(plan):
        for phrase in each["zh"]:
            assert HAN.search(phrase), (each["task"], phrase)
            assert len(phrase) <= LONGEST_ZH, (each["task"], phrase)
        for phrase in each["en"]:
            assert not HAN.search(phrase), (each["task"], phrase)
            assert len(phrase.split()) in range(2, LONGEST_EN + 1), (each["task"], phrase)


@pytest.mark.parametrize("plan", PLANS)
def test_none_stands_twice_for_one_task(plan: str) -> None:
    for each in asked(plan):
        said = [phrase.casefold() for phrase in (*each["zh"], *each["en"])]
        assert len(said) == len(set(said)), each["task"]


def test_every_subject_of_elsewhere_is_asked_for_in_both_languages() -> None:
    for each in elsewhere():
        assert set(each) == {"about", "zh", "en"}, each["about"]
        assert len(each["zh"]) >= LEAST_ELSEWHERE, each["about"]
        assert len(each["en"]) >= LEAST_ELSEWHERE, each["about"]
        assert all(HAN.search(phrase) for phrase in each["zh"]), each["about"]
        assert not any(HAN.search(phrase) for phrase in each["en"]), each["about"]


def test_nothing_is_asked_for_both_here_and_elsewhere() -> None:
    here = [phrase.casefold() for plan in PLANS for each in asked(plan) for phrase in (*each["zh"], *each["en"])]
    there = [phrase.casefold() for each in elsewhere() for phrase in (*each["zh"], *each["en"])]
    assert len(there) == len(set(there))
    assert not set(here) & set(there)


def test_there_is_a_file_for_each_plan_and_nothing_else() -> None:
    assert {path.name for path in (SEED / "asked").iterdir()} == {f"{plan}.yaml" for plan in PLANS}
    assert {path.stem for path in (SEED / "plans").iterdir()} == set(PLANS)
    assert {path.name for path in (SEED / "light").iterdir()} == {"en.txt", "zh.txt"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_light_words_stand_once_in_order_and_in_their_language(lang: str) -> None:
    words = light_words(lang)
    assert words == sorted(set(words))
    for word in words:
        assert bool(HAN.search(word)) == (lang == "zh"), word
        assert word == word.lower(), word
        assert len(word) > 1, word


def test_no_light_word_is_a_name_of_a_term() -> None:
    """What says nothing cannot be what the field calls something."""
    light = {word for lang in ("zh", "en") for word in light_words(lang)}
    for term in yaml.safe_load((SEED / "glossary.yaml").read_text("utf-8"))["terms"]:
        names = {term["zh"], term["en"], *(name for names in term.get("same", {}).values() for name in names)}
        assert not light & names, term["id"]
