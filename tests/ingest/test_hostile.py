"""Whatever the bytes, there is an answer: a reading or `Unreadable`, never another exception, and soon."""

import random

import pytest

from service.ingest.findings import Unreadable
from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.ingest.report import as_json, as_text
from service.names import Names
from tests.ingest.files import numbered_word, page, pdf
from tests.ingest.made import STYLES, make, surrounded
from tests.limits import work_of

SIZE = 200_000  # characters, five plans; with ten times as many everything takes ten times as long
SECONDS = 60  # for slow machines with other work; the worst takes 3 on a common one


def attempt(data: bytes, names: Names) -> None:
    try:
        document = read_bytes(data)
    except Unreadable:
        return
    reading = read_plan(document, names, plan="2031")
    assert as_text(reading)
    assert as_json(reading)
    assert (reading.plan is None) == bool(reading.errors)


def seeds() -> list[bytes]:
    rng = random.Random(1)
    texts = ["\n".join(surrounded(make(rng, style.lang), style, rng)) for style in STYLES.values()]
    word = numbered_word([(0, "完善制度"), (2, "修订。（司法部负责）")], [("decimal", "%1.")] * 3)
    return [
        *(text.encode() for text in texts),
        texts[0].encode("gb18030"),
        texts[1].encode("utf-16"),
        page("".join(f"<p>{line}</p>" for line in texts[4].split("\n"))).encode(),
        pdf([text.split("\n")[:50] for text in texts[:3]]),
        word,
    ]


def test_random_bytes(names: Names) -> None:
    rng = random.Random(2)
    for _ in range(300):
        attempt(rng.randbytes(rng.randint(0, 3000)), names)
    for start in (b"%PDF-1.4\n", b"PK\x03\x04", b"<html><body>", b"\xff\xfe", b"\xef\xbb\xbf", b"1. "):
        for _ in range(30):
            attempt(start + rng.randbytes(rng.randint(0, 2000)), names)


def test_random_texts(names: Names) -> None:
    rng = random.Random(3)
    joined = (
        "1. |2. |3. |一、|二、|（一）|（二）|(I) |I. |II. |(1) |（|）|(|)|[|]|\n|\n|\n|负责|牵头|responsible|司法部"
        "|国家版权局|"
        "Ministry of Justice|、|, | and |。|. |修订|Revise |2031|2031年|3.5|等部门|列第一位|first|lead| |\u3000|《|》|“"
    )
    pieces = [*joined.split("|"), "|"]
    for _ in range(800):
        attempt("".join(rng.choices(pieces, k=rng.randint(1, 120))).encode(), names)


@pytest.mark.parametrize("number", range(len(seeds())))
def test_damaged_files(number: int, names: Names) -> None:
    rng = random.Random(4)
    good = seeds()[number]
    for _ in range(20):
        data = bytearray(good)
        for _ in range(rng.choice([1, 3, 20])):
            place = rng.randrange(len(data))
            change = rng.randrange(3)
            if change == 0:
                data[place] = rng.randrange(256)
            elif change == 1:
                del data[place : place + rng.randint(1, 50)]
            else:
                data[place:place] = rng.randbytes(rng.randint(1, 20))
        attempt(bytes(data), names)
        attempt(good[: rng.randrange(len(good))], names)


def repeated(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


PATHOLOGICAL = {
    "numbers in one line": repeated("1. A "),
    "numbers on lines": repeated("1. A\n"),
    "decimals": repeated("1.1 "),
    "digits": repeated("1"),
    "headings": repeated("一、甲\n（一）乙\n"),
    "sub-headings": repeated("（一）"),
    "opening brackets": repeated("("),
    "empty brackets": repeated("()"),
    "nested brackets": "(" * (SIZE // 2) + ")" * (SIZE // 2),
    "crossed brackets": "(" * (SIZE // 2) + "]" * (SIZE // 2),
    "brackets that speak": repeated("(" * 20 + "x" * 1000 + " are responsible " + ")" * 20),
    "names": "I. A\n" + repeated("1. x (" + "Ministry of Foo, and " * 50 + " are responsible)\n"),
    "one list": "I. A\n1. x (" + repeated("A and ") + " are responsible)",
    "unknown names": "I. A\n" + "".join(f"{n}. x (The Ministry of Sense {n} is responsible)\n" for n in range(1, 2000)),
    "unclosed": "I. A\n" + "".join(f"{n}. x (CNIPA are responsible\n" for n in range(1, 3000)),
    "gaps": "I. A\n" + "".join(f"{n * 3}. x (CNIPA is responsible)\n" for n in range(1, 3000)),
    "tasks": "I. A\n" + "".join(f"{n}. Text of it (CNIPA is responsible)\n" for n in range(1, 3000)),
    "first and lead": "I. A\n1. b (CNIPA is responsible)\n" + repeated("first lead "),
    "lead": "I. A\n1. b (CNIPA is responsible)\n" + repeated("lead department "),
    "titles": repeated("2031 Intellectual Property of ") + "\n1. A",
    "capitals": repeated("A ") + "\n1. A",
    "plans": repeated("Plan for Plan of "),
    "chinese titles": repeated("2031年知识产权强国"),
    "wording": "I. A\n1. x (" + repeated("according to the ") + " responsible)",
    "blanks": "1. A" + repeated(" ") + "x",
    "blank lines": "1. A" + repeated("\n") + "x",
    "carriage returns": "1. A" + repeated("\r"),
    "quotes": repeated("“"),
    "one word": repeated("a"),
    "one chinese line": repeated("啊"),
    "hyphens": repeated("a-\n"),
    "commas": "I. A\n1. " + repeated("a,") + " (CNIPA is responsible)",
    "links": repeated("[a]("),
    "pictures": repeated("!["),
    "asterisks": repeated("*"),
    "hashes": repeated("# a\n"),
    "rules": repeated("-- ")[:-1] + "x",
    "paragraphs": repeated("<p>1. a"),
    "divisions": "<html>" + repeated("<div>"),
    "lists": "<html><body>" + repeated("<ol><li>"),
    "attributes": "<html><body " + repeated("a=b "),
    "angles": "<html><body>" + repeated("<"),
    "preformatted": "<html><pre>" + repeated("a\n"),
    "tables": "<html><body>" + repeated("<table><tr><td>1. a (CNIPA)"),
    "metas": repeated("<meta " + "x" * 290),
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_pathological_texts_end_soon(name: str, names: Names) -> None:
    with work_of(SECONDS):
        attempt(PATHOLOGICAL[name][: SIZE + 50].encode(), names)


def test_five_megabytes_are_refused_at_once() -> None:
    with work_of(5), pytest.raises(Unreadable, match="million characters"):
        read_bytes(b"1. A (CNIPA is responsible)\n" * 180_000)
