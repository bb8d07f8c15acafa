"""What of the data goes into an index: one document for each task, made of its public JSON, and the names beside it.

The tokens that a task is filed under, beside those of its words (`service.question.fold`):
`k:task`, `id:2025-41`, `p:2025` plan, `n:41` number, `a:SAMR` agency, `l:SAMR` it leads, `m:SAMR` it takes part,
`x:2` and `x:2.2` part and section, `r:sole` responsibility, `t:patent` topic, `i:trademark-law` instrument,
`g:completed` progress, `c:trade-secret` a term of the glossary.
"""

import json
from typing import Any

from service.index.base import Document
from service.names import Names
from service.question.fold import HAN, folded, tokens
from service.question.glossary import Glossary
from service.question.segments import cut
from service.question.shelves import shelved
from service.records import AgencyRecord


def task(body: bytes, glossary: Glossary, also: str = "") -> Document:
    """The document of a task, from its public JSON; `also` are texts, one a line, that lead to it beside that."""
    data: dict[str, Any] = json.loads(body)
    titles = [folded(data["title"][lang]) for lang in ("zh", "en")]
    texts = [folded(data["text"][lang]) for lang in ("zh", "en")]
    # Its undertakings and instruments say in other words what the text says.
    named = [*(each["object"] for each in data["deliverables"]), *(each["name"] for each in data["instruments"])]
    others = [folded(each[lang]) for each in named for lang in ("zh", "en")]
    title: list[str] = []
    text: list[str] = []
    beside: list[str] = []
    for words, found in ((titles, title), ([*texts, *others], text), (map(folded, also.splitlines()), beside)):
        for each in words:
            found += tokens(each)
            found += (f"c:{term}" for term in glossary.mentioned(each))
    codes = [agency["code"] for agency in data["agencies"]]
    section: str = data["section"]["number"]
    filed = [
        "k:task", f"id:{data['id']}", f"p:{data['plan']}", f"n:{data['number']}", f"r:{data['responsibility']}",
        *(f"a:{code}" for code in codes),
        *(f"t:{topic}" for topic in data["topics"]),
        *(f"i:{each['code']}" for each in data["instruments"]),
        *((f"g:{data['progress']}",) if data["progress"] else ()),
        *(f"{'l' if agency['role'] == 'lead' else 'm'}:{agency['code']}" for agency in data["agencies"]),
        *dict.fromkeys((f"x:{section}", f"x:{section.partition('.')[0]}")),
    ]  # fmt: skip
    return Document(
        kind="task",
        id=data["id"],
        body=body,
        title=" ".join(title),
        tokens=" ".join([*filed, *title, *text, *beside]),
        shelves=shelved([*filed, *title, *text], beside),
        plan=data["plan"],
        number=data["number"],
        updated_at=data["updated_at"],
        section=f"{data['plan']}:{section}",
        agencies=tuple(codes),
        topics=tuple(data["topics"]),
        words={"title_zh": titles[0], "title_en": titles[1], "text_zh": texts[0], "text_en": texts[1]},
        names=tuple(dict.fromkeys(word for word in cut(titles[0]) if len(word) > 1)),
    )


def agency(record: AgencyRecord) -> Document:
    """An agency with all its names, by which questions are understood."""
    names = Names([record])
    spoken = (folded(spelling).replace(" ", "") for spelling, _ in names.spellings() if HAN.search(spelling))
    body = record.model_dump_json(by_alias=True).encode()
    return Document(kind="agency", id=record.code, body=body, tokens="k:agency", names=tuple(dict.fromkeys(spoken)))


def titled(kind: Any, key: str, zh: str, en: str) -> Document:
    """A plan, a section (`2025:2.3`) or a topic with its title, for the labels of facets."""
    return Document(kind=kind, id=key, body=_json({"zh": zh, "en": en}), tokens=f"k:{kind}")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
