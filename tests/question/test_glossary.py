"""The glossary finds its forms in a text, each where it stands and once."""

import pytest

from service.question import tables
from service.question.fold import folded
from service.question.glossary import Glossary


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return tables.loaded(tables.compiled()).glossary


@pytest.mark.parametrize("text", ["修订", "推进修订", "修订，推进", "Revise", "to revise it"])
def test_a_form_counts_once_wherever_in_a_text_it_stands(glossary: Glossary, text: str) -> None:
    assert list(glossary.mentioned(folded(text))).count("revise") == 1


@pytest.mark.parametrize("question", ["官司", "打官司", "官司怎么打"])
def test_a_stretch_of_a_question_is_told_once(glossary: Glossary, question: str) -> None:
    places = [(named.start, named.end) for named in glossary.named(question)]
    assert len(places) == len(set(places)) > 0


def test_forms_inside_others_are_told_too(glossary: Glossary) -> None:
    found = {"商标法"[named.start : named.end] for named in glossary.named("商标法")}
    assert found >= {"商标", "商标法"}
