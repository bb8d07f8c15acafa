"""A slip in what people write for the understanding of questions is refused, with the file and the place."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from service.index.base import Version
from service.index.embedded import Embedded, analysis
from service.index.embedded_writer import EmbeddedWriter
from service.question import tables, written
from service.seedfiles import BadSeed

TERM = "terms:\n- {id: patent, zh: 专利, en: patent, same: {zh: [专利权]}, seen: [{lang: en, value: letters patent}]}\n"
TASK = "asked:\n- {task: 2024-1, zh: [假种子], en: [fake seeds]}\n"
SUBJECT = "elsewhere:\n- {about: Bread, zh: [面包], en: [bake bread]}\n"


def phrases(file: Path, content: bytes) -> object:
    return written.phrases([(file, content)])


def subjects(file: Path, content: bytes) -> object:
    return written.elsewhere([(file, content)])


SLIPS: list[tuple[Callable[[Path, bytes], object], str, str, str]] = [
    (written.terms, TERM, "en: patent,", "patent.* en: Field required"),
    (written.terms, TERM, "id: patent, ", "专利.* id: Field required"),
    (written.terms, TERM, "same:", "patent.* sam: Extra inputs.*专利权"),
    (written.terms, TERM, "[专利权]", "patent.* same.zh.*valid list.*专利权"),
    (written.terms, TERM, "zh: 专利", "patent.* zh.*valid string.*2024"),
    (written.terms, TERM, "lang: en", "patent.* seen.0.lang.*'fr'"),
    (written.terms, TERM, "terms:", "has term, not terms"),
    (phrases, TASK, "task: 2024-1", "pattern.*'2024'"),
    (phrases, TASK, "[假种子]", "2024-1.* zh.0.*at least 1 character"),
    (phrases, TASK, "- {", "line 2"),
    (phrases, TASK, "asked:", "has askd, not asked"),
    (subjects, SUBJECT, "about: Bread, ", "about: Field required"),
    (subjects, SUBJECT, "[面包]", "Bread.* zh.*valid list"),
    (subjects, SUBJECT, "elsewhere:", "has elswhere, not elsewhere"),
]
NEW = {
    "en: patent,": "",
    "id: patent, ": "",
    "same:": "sam:",
    "[专利权]": "专利权",
    "zh: 专利": "zh: 2024",
    "lang: en": "lang: fr",
    "terms:": "term:",
    "task: 2024-1": "task: '2024'",
    "[假种子]": "['']",
    "- {": "- {{",
    "asked:": "askd:",
    "about: Bread, ": "",
    "[面包]": "面包",
    "elsewhere:": "elswhere:",
}


@pytest.mark.parametrize(("read", "whole", "old", "told"), SLIPS, ids=[old for _, _, old, _ in SLIPS])
def test_a_slip_is_told_with_its_place(read: Callable[[Path, bytes], object], whole: str, old: str, told: str) -> None:
    file = Path("some") / "file.yaml"
    assert read(file, whole.encode())
    with pytest.raises(BadSeed, match=f"(?s){re.escape(str(file))}.*{told}"):
        read(file, whole.replace(old, NEW[old], 1).encode())


def test_a_task_that_stands_twice_is_told() -> None:
    item = TASK.partition("\n")[2]
    with pytest.raises(BadSeed, match="2024-1 stands twice"):
        phrases(Path("asked.yaml"), (TASK + item).encode())
    with pytest.raises(BadSeed, match=r"more\.yaml: 2024-1 stands twice"):
        written.phrases([(Path("asked.yaml"), TASK.encode()), (Path("more.yaml"), TASK.encode())])


def test_a_subject_that_stands_twice_is_told() -> None:
    with pytest.raises(BadSeed, match=r"more\.yaml: Bread stands twice"):
        written.elsewhere([(Path("daily.yaml"), SUBJECT.encode()), (Path("more.yaml"), SUBJECT.encode())])


def test_words_that_are_no_text_are_told() -> None:
    assert written.words(Path("en.txt"), b"# ours\nhello there\nfriend") == ["hello", "there", "friend"]
    with pytest.raises(BadSeed, match=r"en\.txt.*decode"):
        written.words(Path("en.txt"), b"caf\xe9")


def test_the_index_that_is_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, broken = tmp_path / "index", tmp_path / "glossary.yaml"
    EmbeddedWriter(folder).rebuild().finish(Version("a-database", 7, 0, analysis()))
    held = sorted(path.name for path in folder.iterdir())
    broken.write_text(TERM.replace("en: patent,", ""), "utf-8")
    with monkeypatch.context() as slip:
        slip.setattr(tables, "GLOSSARY", broken)
        with pytest.raises(BadSeed, match="en: Field required"):
            EmbeddedWriter(folder).rebuild()
    assert Embedded(folder).held().version.revision == 7
    assert sorted(path.name for path in folder.iterdir()) == held
