"""How people ask for tasks, held against a question."""

import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.question import glossary
from service.question.asked import ALONE, Asked, Meant, compiled
from service.question.glossary import Glossary

PHRASES = {
    "2024-1": ["someone sells fake seeds at the market", "卖假种子"],
    "2024-2": ["borrow money on my patents", "拿专利借钱"],
    "2025-1": ["DNA check of rice bags", "验一验稻种真假"],
}


@dataclass
class Tasks:
    """A vocabulary of which only tasks are asked."""

    there: Collection[str]
    tasks: int = 3

    def frequency(self, token: str) -> int:
        return int(token.removeprefix("id:") in self.there)

    def titled(self, token: str) -> int:
        raise AssertionError(token)

    def together(self, tokens: Sequence[str]) -> int:
        raise AssertionError(tokens)

    def sounding(self, begun: str, limit: int) -> list[str]:
        raise AssertionError(begun, limit)

    def starting(self, prefix: str, limit: int) -> list[str]:
        raise AssertionError(prefix, limit)

    def known(self, key: str) -> list[str]:
        raise AssertionError(key)


ALL = Tasks({*PHRASES, "2026-1"})


ELSEWHERE = [
    ["seeds in the bread", "bake bread at home", "面包怎么烤"],
    ["repay a loan late", "borrow money from a friend", "借钱不还怎么办"],
]
GLOSSARY = Glossary(
    glossary.compiled([{"id": "mortgage", "zh": "质押", "en": "pledge", "ask": {"en": ["borrow money"]}}])
)


def asked(*links: tuple[str, str]) -> Asked:
    return Asked(compiled(PHRASES, ELSEWHERE, set(links), GLOSSARY))


def meant(q: str, vocabulary: Tasks = ALL, held: Asked | None = None) -> Meant:
    return (held or asked()).of(q, GLOSSARY.named(q), vocabulary)


def test_the_task_with_the_most_of_the_words_is_first() -> None:
    found = meant("selling a fake seed")
    assert [task for task, _ in found.tasks] == ["2024-1"]
    assert found.tasks[0][1] == found.surest > 0


def test_either_language_and_any_order() -> None:
    assert meant("借 银行 专利").tasks[0][0] == "2024-2"
    assert meant("种子是假的吗").tasks[0][0] == "2024-1"
    assert meant("how old is the universe") == Meant()


def test_a_term_by_another_of_its_forms_in_another_language_speaks_for_the_task_too() -> None:
    assert meant("想办质押").tasks[0][0] == "2024-2"


def test_what_is_said_elsewhere_weighs_against_the_tasks() -> None:
    ours, theirs = meant("fake seeds at the market"), meant("how to bake bread with seeds")
    assert ours.rather > 0 > theirs.rather
    assert [task for task, _ in theirs.tasks] == ["2024-1"]
    assert meant("anything else").rather == 0


def test_a_term_does_not_make_a_question_ours() -> None:
    """Terms are ours alone, so they say which task is meant and not whether any is."""
    found = meant("borrow money from a friend, repay late")
    assert [task for task, _ in found.tasks] == ["2024-2"]
    assert found.rather < 0


def test_one_word_says_less_than_several() -> None:
    one, several = (meant(q).surest for q in ("rice", "rice bags DNA check"))
    assert 0 < one < several < 2 * ALONE


def test_a_task_has_half_the_words_of_the_one_that_it_carries_on() -> None:
    found = dict(meant("fake seeds", held=asked(("2024-1", "2025-1"))).tasks)
    assert found["2024-1"] > found["2025-1"] > 0
    assert "2025-1" not in dict(meant("fake seeds").tasks)


def test_a_plan_for_which_nothing_is_written_yet_has_them_too() -> None:
    assert "2026-1" in dict(meant("DNA check", held=asked(("2025-1", "2026-1"))).tasks)


def test_tasks_that_are_not_there_are_left_out_and_tell_still_how_surely_it_is_asked() -> None:
    found = meant("DNA check of rice", Tasks({"2024-1"}))
    assert found.tasks == ()
    assert found.surest == meant("DNA check of rice").surest > 0


def test_a_word_is_familiar_if_people_ask_with_it_for_several_tasks() -> None:
    phrases = {
        "2024-1": ["fake rice", "假稻种"],
        "2024-2": ["a brand for my rice", "稻种牌子"],
        "2024-3": ["rice in boots", "稻种贷款"],
    }
    elsewhere = [["boots for winter", "面包"], ["clean boots", "面包店"], ["boots too small"]]
    held = Asked(compiled(phrases, elsewhere, set(), GLOSSARY))
    assert held.familiar("rice")
    assert held.familiar("稻种")
    for word in ("boots", "贷款", "bread", "面包", "的"):
        assert not held.familiar(word), word


def test_the_tables_are_the_same_whoever_makes_them() -> None:
    """Processes tell by their bytes whether they have them already."""
    made = "import hashlib; from service.question import tables; print(hashlib.sha256(tables.compiled()).hexdigest())"
    found = {
        subprocess.run(
            [sys.executable, "-c", made], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
