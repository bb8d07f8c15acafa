"""Paragraphs into sentences: the rules one by one, and the very places that the seed names in the real documents."""

import random
import re
import textwrap
from collections import Counter

import pytest

from service.config import SEED
from service.facts.files import facts
from service.facts.records import order
from service.ingest.paragraphs import paragraphs
from service.ingest.read import read_bytes, read_file
from service.ingest.sentences import ends_sentence, sentences
from tests.conftest import SOURCES, needs_sources
from tests.limits import work_of

# Each a paragraph, with a stroke wherever a sentence ends inside it.
ENGLISH = """
The cycle fell to 15.5 months. |Quality reached 95.2%. |It rose by 1.2 points.
Item No. 3 and Art. 12 of the U.S. Patent Act apply. |Wang et al. found more, cf. Fig. 2.
Talks were held in the U.S. |They ended at 9 p.m. |The costs, fees etc. were cut. |The rest, etc. |All is well.
Mr. J. Smith of Beta Co., Ltd. spoke. |The answer is no. |We go on.
On Dec. 12 we met. |It was still Dec. |The end.
It says “We act.” |Then it acts. |“Why?” he asked. |“Now!” |“We go.”
He said "Act now." |It was done. |"Act" is short. |"Act." |"Do."
(See the annex.) |It follows (see No. 4. of the list) at once. |It is done (as we said.) |Next.
It rests on a law (that of 2020. And of 2021), as said. |Next.
Patents rose.|The number is 4.756 million.|It fell in 2024.|The end.
Rights grew. |“We will strive on.
Growth was 29.9% year-on-year.1 The value rose over the year.2 Others fell. |-November the total grew.
It is well known.(Translated from the site)
It is well known.(Translated from the site) |Another one.
See www.cnipa.gov.cn or ask a.B@c.Com first. |Ph.D. students wrote Node.JS code.
Wait... |Then go. |What?! |Yes.
One; two; three: four. |Five.
It goes on. in small letters.
The office's word. |It's the people’s. |'Quoted.' |Next.
I. Guiding Principles
1). Implementing the decisions.
(I) Publicising the law. |We should go on.
They are as follows: 1. Revise the law. |2. Build a platform. |(3) Publish cases.
They follow.|(I) Strengthen it. |(II) Build it.
"""
CHINESE = """
加强保护。|推动运用！|如何落实？|第一；第二；第三。
“怎么办？”的问题已解决。|他说：“要落实。”|会议指出，要总结。
“加强保护。”|“促进运用。”|“十四五”收官。
推进工作（试点先行。）有序推进。|完成任务。（来源：某某社）|下一步抓落实。
如下。|（一）加强组织。|（二）做好总结。
如下：1.推进修订。|2.加强执法。|2024年增长15.5%。|占3.2个百分点。
《办法》（试行）出台。|有效量达4.756万件……继续增长。
（一）加强组织领导。|各单位要重视。
在CNIPA网站公布。|With WIPO it went on. |结束。
一、主要进展
"""


@pytest.mark.parametrize("marked", [line for line in (ENGLISH + CHINESE).split("\n") if line])
def test_where_sentences_end(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize("text", ["", " \u3000 ", "\n"])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Done.", True),
        ("完成。”", True),
        ("Why?)", True),
        ("Main progress in 2024", False),
        ("如下：", False),
        ("", False),
    ],
)
def test_which_lines_end_as_sentences_do(text: str, ended: bool) -> None:
    assert ends_sentence(text) == ended


def test_nothing_is_lost_or_cut_again() -> None:
    rng = random.Random(5)
    words = ["15", "No", "U.S", "1)", "I", "The", "the", "案", "一", "et al", "www."]
    pieces = [*words, *"。！？；、：…“”（）】[()\"'.. ", " "]
    for _ in range(3000):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 40)))
        found = sentences(text)
        assert "".join("".join(found).split()) == "".join(text.split())
        assert all(sentence == sentence.strip() != "" for sentence in found)


@pytest.mark.parametrize("piece", ["a. B", '."', "(.", "。（", "No. ", "“.”", "1.", ". (a) ", "...", "x" * 50 + "."])
def test_the_worst_paragraph_takes_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with work_of(10):  # 1 on a common machine
        sentences(text)


def test_a_paragraph_is_a_line_that_is_not_empty() -> None:
    document = read_bytes("标题\n\n一、进展\n\u3000\u3000完成。推进。\n \n二、计划".encode())
    found = paragraphs(document)
    assert [(one.number, one.line, one.sentences) for one in found] == [
        (1, 1, ("标题",)), (2, 3, ("一、进展",)), (3, 4, ("完成。", "推进。")), (4, 6, ("二、计划",)),
    ]  # fmt: skip


def test_lines_that_a_page_has_broken_are_one_paragraph() -> None:
    said = [
        f"The {name} office goes on with its work on patents, trademarks and copyright, and with all that belongs to "
        "them. It is done in every region, by every department that is responsible, and as the plan of the year says. "
        f"The {name} report tells how."
        for name in ("first", "second", "third", "fourth")
    ]
    broken = "\n\n".join(textwrap.fill(text, 72) for text in said)
    assert [one.sentences for one in paragraphs(read_bytes(broken.encode()))] == [tuple(sentences(one)) for one in said]


# The real documents, which are not part of this repository

FILES = {
    "week-2025": "000_0289df5775ee1606.txt",
    "plan-2025": "001_bdb346dc6cbeb146.txt",
    "week-2021": "002_e940f9e4ae4d1d8a.txt",
    "report-2025": "003_1829a83820d81131.txt",
    "plan-2024": "004_85454da3621143b3.txt",
}
# How many sentences each paragraph has.
COUNTS = {
    "week-2025": "3 1 4 1 1 1 1 1 3 3 4 4 5 1 3 3 3 3 1",
    "week-2021": "1 3 5 5 2",
    "report-2025": "1 1 1 4 1 10 1 9 1 13 1 15 1 17 1 10 1 16 1 11 3 1 1 2 1 12 1 7 1 8 1 11 1 7 1 12 1 8 1 6 1 8 3",
}
PLACE = re.compile(r"\b((?:plan|report|week)-20[0-9]{2}):([0-9]+)\.([0-9]+)\b")


def places(name: str) -> dict[tuple[int, int], str]:
    return {
        (one.number, number): sentence
        for one in paragraphs(read_file(SOURCES / FILES[name]))
        for number, sentence in enumerate(one.sentences, 1)
    }


@needs_sources
@pytest.mark.parametrize("name", sorted(COUNTS))
def test_the_sentences_of_each_paragraph_are_those_counted_by_hand(name: str) -> None:
    counted = Counter(paragraph for paragraph, _ in places(name))
    assert " ".join(str(counted[number]) for number in sorted(counted)) == COUNTS[name]


@needs_sources
@pytest.mark.parametrize(("name", "paragraph_count", "count"), [("plan-2024", 140, 296), ("plan-2025", 143, 288)])
def test_the_sentences_of_the_plans(name: str, paragraph_count: int, count: int) -> None:
    found = places(name)
    assert (max(found)[0], len(found)) == (paragraph_count, count)


@needs_sources
@pytest.mark.parametrize("name", sorted(FILES))
def test_every_place_that_the_seed_names_is_there(name: str) -> None:
    named = {
        (int(found[2]), int(found[3]))
        for file in SEED.rglob("*.yaml")
        for found in PLACE.finditer(file.read_text("utf-8"))
        if found[1] == name
    }
    assert named
    assert named <= places(name).keys()


@needs_sources
def test_figures_stand_where_the_seed_says() -> None:
    """Written by hand from the sentences, so the two check each other."""
    held = {name: places(name) for name in FILES}
    for indicator in facts().indicators.values():
        said = " ".join(held[place.partition(":")[0]][order(place)] for place in indicator.source)
        if indicator.value and indicator.value > 20:  # small ones are written as words
            assert any(shown in said for shown in _shown(indicator.value)), indicator.code


def _shown(value: float) -> list[str]:
    """The ways to write a figure."""
    large = [f"{value / size:g} {name}" for size, name in ((1e6, "million"), (1e9, "billion"), (1e12, "trillion"))]
    return [f"{value:,}", f"{value:g}", *large]


@needs_sources
def test_provinces_stand_where_the_seed_says() -> None:
    from service.ingest.named import PROVINCES

    for document in facts().documents.values():
        for statement in document.statements:
            for place in statement.places:
                if place.en in PROVINCES:
                    assert place.en in places(document.id)[order(statement.at)]
