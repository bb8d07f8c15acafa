"""Folding names, resolving mentions of agencies, and the candidates for what nobody is called."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from service.names import LONGEST_MENTION, Match, Names, fold
from service.records import AgencyRecord, AliasKind, Lang

SEED = Path(__file__).resolve().parents[1] / "seed" / "agencies.yaml"


@pytest.fixture(scope="module")
def names() -> Names:
    agencies = yaml.safe_load(SEED.read_text("utf-8"))["agencies"]
    return Names(AgencyRecord.model_validate(agency) for agency in agencies)


class TestFold:
    @pytest.mark.parametrize(
        ("name", "same"),
        [
            ("SAMR", "samr"),
            ("ＳＡＭＲ", "SAMR"),
            ("市場監管總局", "市场监管总局"),
            ("著作權局", "著作权局"),
            ("Supreme People’s Court", "Supreme People's Court"),
            ("Supreme People`s Court", "Supreme People´s Court"),
            ("“Supreme Peopleʼs Court”", "Supreme Peoples Court"),
            ("「市场监管总局」", "《市场监管总局》"),
            ("Ministry\u00a0of\u3000Finance\u200b", "Ministry of Finance"),
            ("Ministry of\r\n  Finance.", "\tMinistry of Finance"),
            ("Mini\u00adstry of Finance\ufe0f", "Ministry of Finance"),
            ("the Ministry of Finance", "Ministry of Finance"),
            ("A Ministry of Finance", "Ministry of Finance"),
            ("Office of the Joint Conference", "The Office of Joint Conference"),
            ("Radio, Film, and Television", "Radio, Film and Television"),
            ("Agriculture & Rural Affairs", "Agriculture and Rural Affairs"),
            ("CMC-EDD", "cmc‑edd"),
            ("CMC_EDD", "CMC EDD"),
            ("Inter-ministerial", "Interministerial"),
            ("贸·促·会", "贸促会"),
        ],
    )
    def test_alike(self, name: str, same: str) -> None:
        assert fold(name) == fold(same) != ""

    @pytest.mark.parametrize(
        ("name", "other"),
        [("China Film", "Chin Film"), ("SAMR+", "SAMR"), ("SAMR\x00", "SAMR"), ("SAMR\ud800", "SAMR"), ("A", "")],
    )
    def test_apart(self, name: str, other: str) -> None:
        assert fold(name) != fold(other)

    @pytest.mark.parametrize("name", ["", " ", "the", "The", "“”", "（）", "、", "\u200b\ufeff", "...", "'"])
    def test_empty(self, name: str) -> None:
        assert fold(name) == ""


class TestResolve:
    @pytest.mark.parametrize(
        ("mention", "code", "kind"),
        [
            ("SAMR", "SAMR", None),
            ("samr", "SAMR", None),
            ("ＳＡＭＲ", "SAMR", None),
            ("cmc-edd", "CMC-EDD", None),
            ("国家市场监督管理总局", "SAMR", None),
            ("國家市場監督管理總局", "SAMR", None),
            ("state administration for market regulation", "SAMR", None),
            ("The State\u00a0Administration for  Market Regulation", "SAMR", None),
            ("市场监管总局", "SAMR", AliasKind.SHORT),
            ("市場監管總局", "SAMR", AliasKind.SHORT),
            ("General Administration of Market Supervision", "SAMR", AliasKind.TRANSLATION),
            ("State Administration for Industry & Commerce", "SAMR", AliasKind.FORMER),
            ("国家标准委", "SAMR", AliasKind.NAMEPLATE),
            ("Supreme People’s Court", "SPC", None),
            ("高检院", "SPP", AliasKind.SHORT),
            ("中宣部", "CPD", AliasKind.SHORT),
            ("the Central Propaganda Department", "CPD", AliasKind.TRANSLATION),
            ("国家版权局", "CPD", AliasKind.NAMEPLATE),
            ("國家版權局", "CPD", AliasKind.NAMEPLATE),
            ("NCAC", "CPD", AliasKind.NAMEPLATE),
            ("国家电影局", "CPD", AliasKind.NAMEPLATE),
            ("国家互联网信息办公室", "CAC", AliasKind.NAMEPLATE),
            ("Cyberspace Administration of China", "CAC", AliasKind.NAMEPLATE),
            ("Central Cyberspace Affairs Commission", "CAC", AliasKind.TRANSLATION),
            ("国知局", "CNIPA", AliasKind.SHORT),
            ("State Intellectual Property Office", "CNIPA", AliasKind.FORMER),
            ("SIPO", "CNIPA", AliasKind.FORMER),
            ("CFDA", "NMPA", AliasKind.FORMER),
            ("银保监会", "NFRA", AliasKind.FORMER),
            ("State Administration of Radio, Film, and Television", "NRTA", AliasKind.FORMER),
            (
                "State Administration of Science, Technology, and Industry for National Defence",
                "SASTIND",
                "translation",
            ),
            ("联席会议办公室", "JCO", AliasKind.SHORT),
            ("有关成员单位", "JCM", AliasKind.MENTION),
            ("联席会议有关成员单位", "JCM", AliasKind.MENTION),
            ("各项目主管部门", "PCD", None),
            ("等部门", "OTHER", AliasKind.SHORT),
            ("等", "OTHER", AliasKind.MENTION),
            ("and other departments", "OTHER", AliasKind.MENTION),
        ],
    )
    def test_known(self, names: Names, mention: str, code: str, kind: AliasKind | None) -> None:
        assert names.resolve(mention) == Match(code, kind)

    @pytest.mark.parametrize(
        ("mention", "code"),
        [
            ("知识产权局", "CNIPA"),
            ("中国国家知识产权局", "CNIPA"),
            ("中华人民共和国国家知识产权局", "CNIPA"),
            ("国务院知识产权局", "CNIPA"),
            ("国资委", "SASAC"),
            ("国家国资委", "SASAC"),
            ("证监会", "CSRC"),
            ("中华人民共和国财政部", "MOF"),
            ("網信辦", "CAC"),
            ("版权局", "CPD"),
            ("工商总局", "SAMR"),
            ("Ministry of Finance of the People's Republic of China", "MOF"),
            ("Ministry of Finance, PRC", "MOF"),
            ("China’s Ministry of Finance", "MOF"),
            ("State Intellectual Property Office of the P.R. China", "CNIPA"),
            ("National Health Commission of China", "NHC"),
        ],
    )
    def test_country_before_or_behind(self, names: Names, mention: str, code: str) -> None:
        match = names.resolve(mention)
        assert match is not None
        assert match.code == code

    def test_country_keeps_the_kind(self, names: Names) -> None:
        assert names.resolve("中国国家版权局") == Match("CPD", AliasKind.NAMEPLATE)
        assert names.resolve("中华人民共和国公安部") == Match("MPS", None)

    @pytest.mark.parametrize(
        ("mention", "code"),
        [
            ("中央宣传部（国家版权局）", "CPD"),
            ("国家新闻出版署（国家版权局）", "CPD"),
            ("China National Intellectual Property Administration (CNIPA)", "CNIPA"),
            ("国家市场监督管理总局 (SAMR)", "SAMR"),
            ("SAMR (CNIPA)", None),
            ("司法部（法治调研局）", None),
            ("(SAMR) (CNIPA", None),
            ("SAMR(" * 80 + ")" * 80, None),
        ],
    )
    def test_two_names_of_one_body(self, names: Names, mention: str, code: str | None) -> None:
        match = names.resolve(mention)
        assert (match and match.code) == code

    @pytest.mark.parametrize(
        "mention",
        [
            "",
            "   ",
            "the",
            "\u3000",
            "\x00",
            "SAMR\x00",
            "\x1b[31mSAMR",
            "🙂",
            "SAMR🙂",
            "\ud800",
            "SAMR\udfff",
            "SAMR" * 100_000,
            "市场监管总局" * 1_000,
            " " * (LONGEST_MENTION + 1),
            "China",
            "of China",
            "国家",
            "中国",
            "国务院",
            "局",
            "总局",
            "State Administration",
            "Ministry",
            "Food and Drug Administration",  # another country's
            "Supreme Court",
            "中国等",
            "国家新闻出版广电总局",  # its work went to two bodies
            "国家市场监督管理局总",
            "Ministry of Magic",
            "市场监管总局、司法部",
            "State Administration of State Administration",  # holds in one plan only
        ],
    )
    def test_unknown(self, names: Names, mention: str) -> None:
        assert names.resolve(mention) is None

    @pytest.mark.parametrize(
        ("mention", "code"),
        [
            ("market regulator", "SAMR"),
            ("China's top court", "SPC"),
            ("State planner", "NDRC"),
            ("labour ministry", "MOHRSS"),
        ],
    )
    def test_what_newspapers_call_it_is_known_in_questions_only(self, names: Names, mention: str, code: str) -> None:
        agencies = yaml.safe_load(SEED.read_text("utf-8"))["agencies"]
        documents = Names((AgencyRecord.model_validate(agency) for agency in agencies), press=False)
        assert names.resolve(mention) == Match(code, AliasKind.PRESS)
        assert documents.resolve(mention) is None
        assert documents.resolve("SAMR") == names.resolve("SAMR")

    @pytest.mark.parametrize(
        ("mention", "plan", "lang", "code"),
        [
            ("State Administration of Industry and Commerce", "2024", "en", "NGOA"),
            ("the State Administration of Industry and Commerce", "2024", None, "NGOA"),
            ("State Administration of Industry and Commerce", "2024", "zh", "SAMR"),
            ("State Administration of Industry and Commerce", "2025", "en", "SAMR"),
            ("State Administration of Industry and Commerce", None, "en", "SAMR"),
            ("State Administration of Industry and Commerce", None, None, "SAMR"),
            ("State Administration of State Administration", "2025", "en", "NGOA"),
            ("State Administration of State Administration", "2024", "en", None),
            ("State Administration of State Administration", "2025", "zh", None),
            ("SAMR", "2025", "en", "SAMR"),
            ("SAMR", "no such plan", None, "SAMR"),
        ],
    )
    def test_tied_to_a_plan(
        self, names: Names, mention: str, plan: str | None, lang: Lang | None, code: str | None
    ) -> None:
        match = names.resolve(mention, plan=plan, lang=lang)
        assert (match and match.code) == code

    def test_tied_says_its_kind(self, names: Names) -> None:
        match = names.resolve("State Administration of State Administration", plan="2025", lang="en")
        assert match == Match("NGOA", AliasKind.MISTRANSLATION)


class TestNearest:
    @pytest.mark.parametrize(
        ("mention", "code"),
        [
            ("市场监督总局", "SAMR"),
            ("國家市場監督總局", "SAMR"),
            ("最高人民检查院", "SPP"),
            ("国家知识产权总局", "CNIPA"),
            ("发改局", "NDRC"),
            ("版权", "CPD"),
            ("State Administration for Market Regulations", "SAMR"),
            ("Market Regulation", "SAMR"),
            ("Market Regulation State Administration", "SAMR"),
            ("Minstry of Finance", "MOF"),
            ("intellectual property office", "CNIPA"),
            ("SAMRR", "SAMR"),
            ("CNIPO", "CNIPA"),
            ("copyright", "CPD"),
        ],
    )
    def test_best_first(self, names: Names, mention: str, code: str) -> None:
        assert names.resolve(mention) is None
        found = names.nearest(mention)
        assert found[0].code == code
        assert found[0].name.zh
        assert found[0].name.en

    @pytest.mark.parametrize(
        "mention",
        [
            "",
            "the",
            "🙂",
            "\x00",
            "\ud800",
            "x",
            "zz",
            "12345",
            "asdfgh",
            "hello world",
            "披萨",
            "你好",
            "\ud800" * 500,
        ],
    )
    def test_nothing_near(self, names: Names, mention: str) -> None:
        assert names.nearest(mention) == ()

    @pytest.mark.parametrize("mention", ["State Administration", "局", "SAM", "Ministry of Magic", "部" * 10_000])
    def test_shape(self, names: Names, mention: str) -> None:
        found = names.nearest(mention, limit=5)
        assert len(found) <= 5
        assert len({candidate.code for candidate in found}) == len(found)
        scores = [candidate.score for candidate in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 100 for score in scores)

    def test_limit(self, names: Names) -> None:
        assert len(names.nearest("Ministry of Magic", limit=1)) == 1
        assert len(names.nearest("Ministry of Magic")) == 3

    def test_long_mentions_are_cut(self, names: Names) -> None:
        start = "Minstry of Finance " * 30
        assert names.nearest(start + "x" * 1_000_000) == names.nearest(start[:LONGEST_MENTION])


def test_rapidfuzz_waits_until_it_is_needed() -> None:
    code = "import sys, service.names as n; n.Names([]).resolve('x'); sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=SEED.parents[1]).returncode == 0


@pytest.mark.parametrize(
    ("mention", "code"),
    [
        ("PRC Supreme Court", "SPC"),
        ("PRC State Post Bureau", "SPB"),
        ("China State Taxation Administration", "STA"),
        ("China SAMR", "SAMR"),
        ("Ministry of Justice of the P.R. China", "MOJ"),
    ],
)
def test_the_country_is_taken_off_by_whole_words(names: Names, mention: str, code: str) -> None:
    match = names.resolve(mention)
    assert match is not None
    assert match.code == code
