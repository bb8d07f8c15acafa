"""Titles for tasks that have none."""

import random

import pytest

from service.ingest.titles import EN_MOST, ZH_MOST, derive_title
from service.records import Lang


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("加快修订《某某法》。", "加快修订《某某法》"),
        ("推进修订《某某法》，完善制度。", "推进修订《某某法》"),
        ("推进，修订法规，完善制度。", "推进，修订法规"),
        ("制定《关于甲、乙，以及丙的办法》；发布。", "制定《关于甲、乙，以及丙的办法》"),
        ("完善公共服务平台建设、数据开放共享、人才培养和国际合作", "完善公共服务平台建设、数据开放共享、人才培养"),
        (
            "编制《关于加强知识产权领域各方面全过程综合治理工作的实施意见》",
            "编制关于加强知识产权领域各方面全过程综合治理工",
        ),
        ("在相关领域全面深入扎实推进实施方案（2031—2035年）的落实", "在相关领域全面深入扎实推进实施方案"),
        ("开展DNAFINGERPRINTS数据库和INTELLECTUALPROPERTY平台建设", "开展DNAFINGERPRINTS数据库"),
        ("  加快 修订。 ", "加快 修订"),
        ("行动", "行动"),
        ("。", "。"),
        ("", ""),
    ],
)
def test_chinese(text: str, title: str) -> None:
    assert derive_title(text, "zh") == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Revise the Something Act.", "Revise the Something Act"),
        ("Revise the Something Act, and study the rules.", "Revise the Something Act"),
        ("Study, draft and issue the rules, then publish.", "Study, draft and issue the rules"),
        ("Act. Then act again.", "Act"),
        ("Raise the share to 3.5 percent, and more.", "Raise the share to 3.5 percent"),
        ("Promote the use of the rules in the fields of culture and of the arts in the country",
         "Promote the use of the rules in the fields of culture"),
        ("Formulate the “Opinions on Strengthening the Work of the Organs of the State in Every Field”",
         "Formulate the Opinions on Strengthening the Work of the Organs"),
        ("Carry out the very large and long special campaign for people (phase two of many)",
         "Carry out the very large and long special campaign for people"),
        ("Support the people’s courts", "Support the people’s courts"),
        ("", ""),
    ],
)  # fmt: skip
def test_english(text: str, title: str) -> None:
    assert derive_title(text, "en") == title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_text_gives_a_title_of_the_right_length(lang: Lang) -> None:
    rng = random.Random(7)
    pieces = [
        "推进",
        "的",
        "和",
        "《",
        "》",
        "（",
        "）",
        "“",
        "”",
        "、",
        "，",
        "。",
        "word",
        "the",
        " ",
        " ",
        ".",
        ",",
        "(",
        ")",
        "2031",
        "’",
    ]
    for _ in range(3000):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 60))).strip()
        title = derive_title(text, lang)
        assert bool(title) == bool(text)
        assert title == title.strip()
        assert len(title) <= ZH_MOST if lang == "zh" else len(title.split()) <= EN_MOST
        assert derive_title(text, lang) == title
