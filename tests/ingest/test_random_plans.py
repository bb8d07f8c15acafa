"""Made-up plans, written in every form a document comes in, are read back as they were."""

import random
from html import escape

import pytest

from service.ingest.document import Document
from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.names import Names
from tests.ingest.files import page, paged, pdf, word
from tests.ingest.made import STYLES, Plan, Style, lines, make, surrounded, traditional
from tests.ingest.shapes import headings, rows

PLANS = 30  # of each style; a longer run with other seeds found nothing more


@pytest.mark.parametrize("name", STYLES)
def test_with_text_around(name: str, names: Names) -> None:
    style = STYLES[name]
    rng = random.Random(f"around {name}")
    for _ in range(PLANS):
        made = make(rng, style.lang)
        text = "\n\n".join(surrounded(made, style, rng))
        expect(read_bytes(text.encode()), made, style, names)


def expect(document: Document, made: Plan, style: Style, names: Names) -> None:
    reading = read_plan(document, names, plan="2031")
    change = traditional if style.traditional else str
    assert [finding.message for finding in reading.errors] == []
    assert reading.lang == style.lang
    expected = [(number, section, change(text), *rest) for number, section, text, *rest in made.rows]
    assert rows(reading) == expected
    assert headings(reading) == [(number, change(title)) for number, title in made.sections]
    assert reading.assignment_count == sum(len(task.agencies) for task in made.tasks)


@pytest.mark.parametrize("name", STYLES)
def test_plain_text(name: str, names: Names) -> None:
    style = STYLES[name]
    rng = random.Random(f"text {name}")
    for _ in range(PLANS):
        made = make(rng, style.lang)
        text = "\n".join(lines(made, style, rng))
        expect(read_bytes(text.encode("utf-8" if style.lang == "en" else "gb18030")), made, style, names)


@pytest.mark.parametrize("name", STYLES)
def test_broken_lines(name: str, names: Names) -> None:
    """As text is that was copied from a page: every line ends where the paper did."""
    style = STYLES[name]
    rng = random.Random(f"broken {name}")
    for _ in range(PLANS):
        made = make(rng, style.lang, parts=3)  # where a single line is broken, nothing shows that it was the page
        text = "\n".join(line for part in paged(lines(made, style, rng), 64, 1000) for line in part[:-1])
        expect(read_bytes(text.encode()), made, style, names)


@pytest.mark.parametrize("name", STYLES)
def test_web_pages(name: str, names: Names) -> None:
    style = STYLES[name]
    rng = random.Random(f"html {name}")
    for number in range(PLANS // 3):
        made = make(rng, style.lang)
        if number % 2:
            body = "".join(f"<p>\u3000\u3000{escape(line)}</p>\n" for line in lines(made, style, rng))
        else:
            body = f"<p>{'<br/>'.join(escape(line) for line in lines(made, style, rng))}</p>"
        expect(read_bytes(page(body).encode()), made, style, names)


@pytest.mark.parametrize("name", STYLES)
def test_word(name: str, names: Names) -> None:
    style = STYLES[name]
    rng = random.Random(f"word {name}")
    for _ in range(PLANS // 6):
        made = make(rng, style.lang)
        expect(read_bytes(word(("", line) for line in lines(made, style, rng))), made, style, names)


@pytest.mark.parametrize("name", STYLES)
def test_pdf(name: str, names: Names) -> None:
    style = STYLES[name]
    rng = random.Random(f"pdf {name}")
    for _ in range(PLANS // 6):
        made = make(rng, style.lang)
        pages = paged(lines(made, style, rng), 78, 40, "A running header 2031")
        expect(read_bytes(pdf(pages)), made, style, names)
