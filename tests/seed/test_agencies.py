"""The form of seed/agencies.yaml, and that it knows every body that the source documents name."""

import os
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from service.names import Match, Names, fold
from service.records import LANGS, AgencyKind, AgencyRecord, AliasKind, AliasRecord
from service.script import simplified

HOME = Path(__file__).resolve().parents[2]
SOURCES = Path(os.environ.get("TUIJIN_TEST_SOURCES") or HOME.parent / "shared" / "seeds")

ISSUE = """
    CNIPA SAMR CPD CAC CPLAC SPC SPP MFA NDRC MOE MOST MIIT MPS MOJ MOF MOHRSS MEE MARA MOFCOM MCT NHC PBOC SASAC GACC
    STA NRTA NBS CIDCA NGOA CAS NFRA CSRC NFGA SPB NATCM NMPA SASTIND CMC-EDD CCPIT CAST NSFC JCO JCM PCD OTHER
"""
CODES = set(ISSUE.split())
AGENCIES = tuple(
    AgencyRecord.model_validate(agency)
    for agency in yaml.safe_load((HOME / "seed" / "agencies.yaml").read_text("utf-8"))["agencies"]
)
NAMES = Names(AGENCIES)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z ,.'()-]*")

every_agency = pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)


def by_code(code: str) -> AgencyRecord:
    return next(agency for agency in AGENCIES if agency.code == code)


def chinese(agency: AgencyRecord) -> list[str]:
    aliases = [alias.value for alias in agency.aliases if alias.lang == "zh"]
    parents = [parent.name.zh for parent in agency.parents if parent.name]
    return [agency.name.zh, agency.short_name.zh, *aliases, *parents]


def english(agency: AgencyRecord) -> list[str]:
    aliases = [alias.value for alias in agency.aliases if alias.lang == "en"]
    parents = [parent.name.en for parent in agency.parents if parent.name]
    return [agency.name.en, agency.short_name.en, *aliases, *parents]


def test_codes() -> None:
    codes = [agency.code for agency in AGENCIES]
    assert len(codes) == len(set(codes))
    assert set(codes) == CODES


def test_collectives() -> None:
    assert {agency.code for agency in AGENCIES if agency.collective} == {"JCM", "PCD", "OTHER"}
    assert {agency.kind for agency in AGENCIES} == set(AgencyKind)


@every_agency
def test_chinese_is_simplified_chinese(agency: AgencyRecord) -> None:
    for value in chinese(agency):
        assert CHINESE.fullmatch(value), value
        assert simplified(value) == value


@every_agency
def test_english_is_plain_ascii(agency: AgencyRecord) -> None:
    for value in english(agency):
        assert ENGLISH.fullmatch(value), value


@every_agency
def test_no_name_twice(agency: AgencyRecord) -> None:
    general = [alias for alias in agency.aliases if alias.plan is None]
    taken = {fold(agency.code), *(fold(agency.name[lang]) for lang in LANGS)}
    taken |= {fold(agency.short_name[lang]) for lang in LANGS}
    for alias in general:
        assert fold(alias.value) not in taken, alias.value
        taken.add(fold(alias.value))
    tied = [(alias.plan, alias.lang, fold(alias.value)) for alias in agency.aliases if alias.plan is not None]
    assert len(tied) == len(set(tied))


def test_no_name_for_two_agencies() -> None:
    owners: dict[str, str] = {}
    for agency in AGENCIES:
        general = [alias.value for alias in agency.aliases if alias.plan is None]
        for name in (agency.code, agency.name.zh, agency.name.en, agency.short_name.zh, agency.short_name.en, *general):
            assert owners.setdefault(fold(name), agency.code) == agency.code, name


@every_agency
def test_parents(agency: AgencyRecord) -> None:
    for parent in agency.parents:
        assert parent.code in CODES - {agency.code} or parent.name
        assert parent.name is None or (parent.name.zh and parent.name.en)
    for earlier, later in pairwise(agency.parents):
        assert (earlier.to or date.max) < (later.from_ or date.min)
    assert all(parent.to is None for parent in agency.parents[-1:])  # the last one is today's


def test_parents_that_changed() -> None:
    parents = by_code("CNIPA").parents
    assert [parent.code or (parent.name and parent.name.en) for parent in parents] == [
        "State Council",
        "SAMR",
        "State Council",
    ]
    assert (parents[1].from_, parents[1].to, parents[2].from_) == (
        date(2018, 3, 17),
        date(2023, 3, 9),
        date(2023, 3, 10),
    )
    assert by_code("NMPA").parents[0].code == "SAMR"


def test_mistranslations() -> None:
    tied = [(agency.code, alias) for agency in AGENCIES for alias in agency.aliases if alias.plan is not None]
    assert tied == [
        ("NGOA", AliasRecord(value=value, lang="en", kind=AliasKind.MISTRANSLATION, plan=plan))
        for value, plan in (
            ("State Administration of Industry and Commerce", "2024"),
            ("State Administration of State Administration", "2025"),
        )
    ]


@every_agency
def test_every_name_resolves(agency: AgencyRecord) -> None:
    assert NAMES.resolve(agency.code) == Match(agency.code, None)
    for lang in LANGS:
        assert NAMES.resolve(agency.name[lang]) == Match(agency.code, None)
        match = NAMES.resolve(agency.short_name[lang])
        assert match is not None
        assert match.code == agency.code
    for alias in agency.aliases:
        assert NAMES.resolve(alias.value, plan=alias.plan, lang=alias.lang) == Match(agency.code, alias.kind)


@every_agency
@pytest.mark.parametrize("prefix", ["", "国家", "中国", "国务院", "中国国家", "中华人民共和国"])
def test_short_names_with_and_without_the_state(agency: AgencyRecord, prefix: str) -> None:
    bare = re.sub(r"^(?:国务院|中国|国家)", "", agency.short_name.zh)
    match = NAMES.resolve(prefix + bare)
    assert match is not None
    assert match.code == agency.code


# Whom the notices of both plans address, the members of the Joint Conference and others, as these call themselves.
NOTICES = """
    国家知识产权局 中央宣传部 最高人民法院 最高人民检察院 外交部 国家发展改革委 教育部 科技部 工业和信息化部 公安部
    司法部 财政部 人力资源社会保障部 生态环境部 农业农村部 商务部 文化和旅游部 国家卫生健康委 中国人民银行
    国务院国资委 海关总署 市场监管总局 广电总局 国家统计局 中国科学院 国家国防科工局 国家林草局 中央军委装备发展部
    中国贸促会 中央政法委 中央网信办 税务总局 金融监管总局 中国证监会 国家国际发展合作署 国管局 国家邮政局
    国家中医药局 国家药监局 中国科协 国家自然科学基金委
"""


def test_addressees() -> None:
    found = [NAMES.resolve(name) for name in NOTICES.split()]
    codes = {match.code for match in found if match}
    assert codes == CODES - {"JCO", "JCM", "PCD", "OTHER"}
    assert len(found) == len(codes)


SEPARATOR = re.compile(r"(,\s*and\s+|,\s*|\s+and\s+)")
RESPONSIBLE = re.compile(r"\s+(?:is|are)\s+responsible\b.*$", re.DOTALL)
NAMES_A_BODY = re.compile(r"responsible|Administration|Ministry|Department|Commission")


def mentions(text: str, plan: str) -> Iterator[tuple[str, Match | None]]:
    """The longest runs that are a name, of what stands between commas and `and` in the brackets of a plan."""
    for bracket in re.findall(r"\(([^()]*)\)", text):
        if not NAMES_A_BODY.search(bracket):
            continue
        parts = SEPARATOR.split(RESPONSIBLE.sub("", bracket))
        while parts:
            runs = ("".join(parts[:end]) for end in range(len(parts), 0, -2))
            known = ((run, match) for run in runs if (match := NAMES.resolve(run, plan=plan, lang="en")))
            run, match = next(known, (parts[0], None))
            yield run, match
            parts = parts[len(SEPARATOR.split(run)) + 1 :]


@pytest.mark.skipif(not SOURCES.is_dir(), reason=f"the source documents are not at {SOURCES} (TUIJIN_TEST_SOURCES)")
@pytest.mark.parametrize(
    ("plan", "title", "count"),
    [("2024", "China Releases the Plan for Promoting", 231), ("2025", "the 2025 Intellectual Property Nation", 279)],
)
def test_every_body_in_a_plan_resolves(plan: str, title: str, count: int) -> None:
    texts = [path.read_text("utf-8") for path in sorted(SOURCES.glob("*.txt"))]
    found = list(mentions(next(text for text in texts if title in text), plan))
    assert [mention for mention, match in found if match is None] == []
    assert len(found) == count


@pytest.mark.skipif(not SOURCES.is_dir(), reason=f"the source documents are not at {SOURCES} (TUIJIN_TEST_SOURCES)")
@pytest.mark.parametrize(
    ("mention", "code"),
    [
        ("China’s National Intellectual Property Administration", "CNIPA"),
        ("General Administration of Market Supervision", "SAMR"),
        ("State Intellectual Property Office", "CNIPA"),
        (
            "Office of the Inter-ministerial Joint Conference on Building a Powerful National "
            "Intellectual Property Rights",
            "JCO",
        ),
        (
            "Office of the Inter-Ministerial Joint Meeting for the Building of a Powerful "
            "Intellectual Property (IP) Nation",
            "JCO",
        ),
        ("国家知识产权强国建设工作部际联席会议办公室", "JCO"),
        ("Ministry of Education", "MOE"),
    ],
)
def test_bodies_named_inside_sentences(mention: str, code: str) -> None:
    assert any(mention in path.read_text("utf-8") for path in SOURCES.glob("*.txt"))
    match = NAMES.resolve(mention)
    assert match is not None
    assert match.code == code
