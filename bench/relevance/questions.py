"""The questions with their judged tasks: sets to tune the search by, and two held out that nobody gets to see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
SETS = ("tuning", "own_words", "fresh", "held_out", "own_words_held_out")
HIDDEN = {"held_out", "own_words_held_out"}
"""A search tuned to questions it is measured by is measured no longer: of these only figures by class are shown."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "plain questions": ("zh", "en", "mixed", "typo", "prefix", "traditional", "cross", "agency"),
    "harder": ("part", "synonym", "question", "reference", "zh_typo", "pinyin", "name", "spelling"),
    "everyday": ("everyday",),
}
OFF_TOPIC = "off_topic"
"""The class of questions that no task answers."""
CLASSES = frozenset(kind for kinds in GROUPS.values() for kind in kinds) | {OFF_TOPIC}
GRADES = (1, 2, 3)


class BadQuestions(RuntimeError):
    """A set is not what it has to be."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str = field(repr=False)  # so that nothing shows one of a hidden set by accident
    kind: str
    grades: Mapping[str, int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    name: str
    questions: tuple[Question, ...]

    @property
    def shown(self) -> bool:
        return self.name not in HIDDEN


def load(name: str, folder: Path = FOLDER) -> QuestionSet:
    file = folder / f"{name}.yaml"
    try:
        items = yaml.safe_load(file.read_bytes())["questions"]
        found = tuple(_question(item, f"{file.name}, question {number}") for number, item in enumerate(items, start=1))
    except OSError as error:
        raise BadQuestions(f"{file.name}: {error.strerror}") from None
    except (yaml.YAMLError, KeyError, TypeError) as error:
        # What the parser complains of may be quoted from the file.
        raise BadQuestions(f"{file.name} is not a file of questions ({type(error).__name__})") from None
    if not found:
        raise BadQuestions(f"{file.name} has no questions")
    return QuestionSet(name, found)


def _question(item: Any, where: str) -> Question:
    if not isinstance(item, dict) or set(item) != {"q", "class", "relevant"}:
        raise BadQuestions(f"{where}: `q`, `class` and `relevant` are what it has to have")
    text, kind, grades = item["q"], item["class"], item["relevant"]
    if not isinstance(text, str) or not text.strip():
        raise BadQuestions(f"{where}: `q` is no text")
    if kind not in CLASSES:
        raise BadQuestions(f"{where}: there is no such class")
    if not isinstance(grades, dict) or not all(
        isinstance(task, str) and grade in GRADES for task, grade in grades.items()
    ):
        raise BadQuestions(f"{where}: `relevant` gives tasks grades from 1 to 3")
    if bool(grades) == (kind == OFF_TOPIC):
        raise BadQuestions(f"{where}: exactly the questions off topic have no relevant task")
    return Question(text, kind, grades)
