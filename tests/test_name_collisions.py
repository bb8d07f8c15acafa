"""Names that two agencies claim: an error where they say so, nobody's where they only could be meant."""

import pytest

from service.names import Match, Names
from service.records import AgencyKind, AgencyRecord, AliasKind, AliasRecord, Bilingual, Lang


def agency(code: str, zh: str, en: str, *aliases: AliasRecord) -> AgencyRecord:
    short = Bilingual(zh=zh, en=code)
    return AgencyRecord(
        code=code, name=Bilingual(zh=zh, en=en), short_name=short, kind=AgencyKind.BUREAU, aliases=aliases
    )


def alias(value: str, lang: Lang, kind: AliasKind, plan: str | None = None) -> AliasRecord:
    return AliasRecord(value=value, lang=lang, kind=kind, plan=plan)


class TestCollisions:
    def test_one_name_for_two_agencies(self) -> None:
        first = agency("AA", "甲部", "Ministry of A", alias("ＸＹ 总局", "zh", AliasKind.SHORT))
        second = agency("BB", "乙部", "Ministry of B", alias("xy總局", "zh", AliasKind.FORMER))
        with pytest.raises(ValueError, match=r"AA and BB.*xy總局"):
            Names([first, second])

    def test_one_tied_name_for_two_agencies(self) -> None:
        first = agency("AA", "甲部", "Ministry of A", alias("X", "en", AliasKind.MISTRANSLATION, "2025"))
        second = agency("BB", "乙部", "Ministry of B", alias("x", "en", AliasKind.MISTRANSLATION, "2025"))
        with pytest.raises(ValueError, match="AA and BB"):
            Names([first, second])

    def test_a_tied_name_may_be_another_agencys(self) -> None:
        tied = alias("Ministry of A", "en", AliasKind.MISTRANSLATION, "2025")
        names = Names([agency("AA", "甲部", "Ministry of A"), agency("BB", "乙部", "Ministry of B", tied)])
        assert names.resolve("Ministry of A") == Match("AA", None)
        assert names.resolve("Ministry of A", plan="2025") == Match("BB", AliasKind.MISTRANSLATION)

    def test_an_own_name_goes_before_a_made_one(self) -> None:
        names = Names([agency("AA", "国家专利局", "A Office"), agency("BB", "专利局", "B Office")])
        assert names.resolve("国家专利局") == Match("AA", None)
        assert names.resolve("专利局") == Match("BB", None)

    def test_a_made_name_of_two_agencies_is_nobodys(self) -> None:
        names = Names([agency("AA", "国家专利局", "A Office"), agency("BB", "中国专利局", "B Office")])
        assert names.resolve("专利局") is None
        assert names.resolve("国务院专利局") is None
        assert names.resolve("中国专利局") == Match("BB", None)

    def test_an_agency_may_say_the_same_twice(self) -> None:
        names = Names([agency("AA", "甲部", "AA", alias("aa", "en", AliasKind.ABBREVIATION))])
        assert names.resolve("AA") == Match("AA", None)

    def test_missing_names_are_nobodys(self) -> None:
        names = Names([agency("AA", "甲部", ""), agency("BB", "乙部", "")])
        assert names.resolve("") is None

    def test_no_agencies(self) -> None:
        assert Names([]).resolve("SAMR") is None
        assert Names([]).nearest("SAMR") == ()
