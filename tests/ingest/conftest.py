"""The names that documents are read with, and a short way to read a text."""

from collections.abc import Callable

import pytest

from service.ingest.plan import read_plan
from service.ingest.read import read_bytes
from service.ingest.reading import Reading
from service.names import Names
from service.records import AgencyRecord, AliasKind, AliasRecord, Bilingual, Lang
from service.seed import agencies

ReadText = Callable[..., Reading]


@pytest.fixture(scope="session")
def names() -> Names:
    """The shipped agencies, and a mistranslation that holds in one plan of our own."""
    records = [
        record.model_copy(update={"aliases": (*record.aliases, WRONG)}) if record.code == "NGOA" else record
        for record in agencies()
    ]
    return Names(records)


WRONG = AliasRecord(value="State Office of Offices", lang="en", kind=AliasKind.MISTRANSLATION, plan="2031")


@pytest.fixture(scope="session")
def few_names() -> Names:
    """Three agencies: what can be told about reading names without the shipped ones."""
    made = [("AAA", "甲部", "Ministry of Alpha"), ("BBB", "乙和丙局", "State Administration of Beta, Gamma and Delta")]
    return Names(
        [
            *(
                AgencyRecord(
                    code=code, name=Bilingual(zh=zh, en=en), short_name=Bilingual(zh=zh, en=en), kind="ministry"
                )
                for code, zh, en in made
            ),
            AgencyRecord(
                code="OTHER", name=Bilingual(zh="其他部门", en="Others"), short_name=Bilingual(), kind="collective"
            ),
        ]
    )


@pytest.fixture(scope="session")
def read_text(names: Names) -> ReadText:
    """Reads a text, or bytes, as a plan."""

    def read(
        text: str | bytes, *, plan: str | None = None, lang: Lang | None = None, title: str | None = None
    ) -> Reading:
        data = text.encode() if isinstance(text, str) else text
        return read_plan(read_bytes(data), names, plan=plan, lang=lang, title=title)

    return read
