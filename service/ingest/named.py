"""Finds who and where a sentence names: agencies by their full names and abbreviations, provinces by theirs.

Running text holds names inside other words (教育部 in 教育部门) and names of others (a provincial Publicity
Department). What could be one of those is left out: a statement without an agency can be mended, a wrong one misleads.
"""

import re
from collections.abc import Iterable, Iterator

from service.ingest.mentions import OTHER
from service.names import Names, fold
from service.records import AgencyKind, AgencyRecord, AliasKind, Bilingual

# 教育部 in 教育部门, 公安部 in 公安部署 and 公安部队, 司法部 in 司法部分.
ANOTHER_WORD = re.compile(r"部(?=[门署队分])")
SHORTEST = 3  # characters of a Chinese name; 人行 is a part of 个人行为
# Whose body it is, where it is not the central one.
LOCAL_ZH = re.compile(r"(?:[省市县区州盟旗]|各级|各地|地方)委?$")
CENTRAL_ZH = re.compile(r"国家|中国|中央|中共|全国|最高|国务院")
LOCAL_EN = re.compile(r"\b(?:provincial|municipal|local|county|city|district|regional)\s+$", re.IGNORECASE)
OF_A_PLACE = re.compile(r"\s+of\s+(?:the\s+)?(?=[A-Z])")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z&][\w&’'-]*")
POSSESSIVE = re.compile(r"[’']s$")
MOST_WORDS = 24  # in a name
# Others that are not named, directly behind one that is.
OTHERS = re.compile(
    r"\s*等(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})?个?(?:有关|相关)?(?:部门|部委|单位|机关)"
    r"|,?\s+and\s+(?:the\s+)?(?:\w+\s+)?other\s+(?:\w+\s+)?(?:departments|ministries|agencies|bodies|authorities|units)\b",
    re.IGNORECASE,
)

_PROVINCES = (
    "北京 Beijing 天津 Tianjin 上海 Shanghai 重庆 Chongqing 河北 Hebei 山西 Shanxi 辽宁 Liaoning 吉林 Jilin "
    "黑龙江 Heilongjiang 江苏 Jiangsu 浙江 Zhejiang 安徽 Anhui 福建 Fujian 江西 Jiangxi 山东 Shandong 河南 Henan "
    "湖北 Hubei 湖南 Hunan 广东 Guangdong 海南 Hainan 四川 Sichuan 贵州 Guizhou 云南 Yunnan 陕西 Shaanxi 甘肃 Gansu "
    "青海 Qinghai 内蒙古 Inner_Mongolia 广西 Guangxi 西藏 Tibet 宁夏 Ningxia 新疆 Xinjiang 香港 Hong_Kong 澳门 Macao "
    "台湾 Taiwan"
)
_SHORT = [name.replace("_", " ") for name in _PROVINCES.split()]
_PAIRS = [Bilingual(zh=zh, en=en) for zh, en in zip(_SHORT[::2], _SHORT[1::2], strict=True)]
PROVINCES = {name: pair for pair in _PAIRS for name in (pair.zh, pair.en)}
PROVINCES |= {"Xizang": PROVINCES["Tibet"], "Macau": PROVINCES["Macao"]}
"""The provinces, regions and municipalities, in short, by either name."""
_NAMES = "|".join(sorted(PROVINCES, key=len, reverse=True))
# What is named after a place does not speak of it: 上海合作组织, the Beijing Treaty.
_AFTER_IT = r"合作组织|条约|生产建设兵团|Cooperation\s+Organi[sz]ation|Treaty|Production\s+and\s+Construction"
PROVINCE = re.compile(rf"(?<![A-Za-z])(?P<name>{_NAMES})(?![A-Za-z]|\s*(?:{_AFTER_IT}))")


class Named:
    """Every name of the agencies given, ready to be found in running text."""

    def __init__(self, agencies: Iterable[AgencyRecord], names: Names) -> None:
        self._names = names
        chinese: set[str] = set()
        self._english: set[str] = set()
        self._begun: set[str] = set()  # the first words of each English name, the first two, and so on
        self._capitals: set[str] = set()
        self._other = False
        for agency in agencies:
            if agency.code == OTHER:
                self._other = True
                continue
            for name in _said(agency):
                if HAN.search(name):
                    if len(name) >= SHORTEST:
                        chinese.add(name)
                elif name.isupper() and " " not in name:
                    self._capitals.add(name)
                else:
                    words = [word for word in map(fold, name.split()) if word]
                    self._english.add(" ".join(words))
                    self._begun.update(" ".join(words[:count]) for count in range(1, len(words)))
        listed = sorted(chinese, key=lambda name: (-len(name), name))
        self._chinese = re.compile("|".join(map(re.escape, listed)) or r"(?!)")

    def agencies(self, sentence: str) -> tuple[str, ...]:
        """The codes of the agencies named, in order, each once; OTHER where it says that there are more."""
        found = sorted({*self._in_chinese(sentence), *self._in_english(sentence)})
        codes = list(dict.fromkeys(code for _, _, code in found))
        if self._other and any(OTHERS.match(sentence, end) for _, end, _ in found):
            codes.append(OTHER)
        return tuple(codes)

    def _in_chinese(self, sentence: str) -> Iterator[tuple[int, int, str]]:
        for found in self._chinese.finditer(sentence):
            name = found[0]
            if ANOTHER_WORD.match(sentence, found.end() - 1):
                continue
            if not CENTRAL_ZH.match(name) and LOCAL_ZH.search(sentence, max(0, found.start() - 8), found.start()):
                continue
            if match := self._names.resolve(name, lang="zh"):
                yield found.start(), found.end(), match.code

    def _in_english(self, sentence: str) -> Iterator[tuple[int, int, str]]:
        words = [(found, fold(found[0])) for found in LATIN.finditer(sentence)]
        index = 0
        while index < len(words):
            count, code = self._longest(sentence, words, index)
            if code:
                yield words[index][0].start(), words[index + count - 1][0].end(), code
            index += count

    def _longest(self, sentence: str, words: list[tuple[re.Match[str], str]], index: int) -> tuple[int, str]:
        """The longest name that begins with this word, as the number of its words and its code; 1 and "" for none."""
        first = words[index][0]
        if first[0] in self._capitals and (match := self._names.resolve(first[0])):
            return 1, match.code
        # Names begin with a capital; "publicity departments at all levels" are no agency.
        if not first[0][0].isupper() or words[index][1] not in self._begun or _local(sentence, first.start()):
            return 1, ""
        key, last = "", index
        for place in range(index, min(len(words), index + MOST_WORDS)):
            found, folded = words[place]
            key, before = f"{key} {folded}".strip(), key
            if key in self._english or f"{before} {fold(POSSESSIVE.sub('', found[0]))}" in self._english:
                last = place
            if key not in self._begun:
                break
        if last == index:
            return 1, ""
        end = words[last][0].end()
        behind = OF_A_PLACE.match(sentence, end)
        if behind and PROVINCE.match(sentence, behind.end()):
            return 1, ""
        match = self._names.resolve(POSSESSIVE.sub("", sentence[first.start() : end]), lang="en")
        return (last - index + 1, match.code) if match else (1, "")


def provinces(sentence: str) -> tuple[Bilingual, ...]:
    """The provinces named, in order, each once."""
    found = (PROVINCES[match["name"]] for match in PROVINCE.finditer(sentence))
    return tuple(dict.fromkeys(found))


def _said(agency: AgencyRecord) -> Iterator[str]:
    yield agency.code
    for name in (agency.name, agency.short_name):
        yield from filter(None, (name.zh, name.en))
    for alias in agency.aliases:
        # What points at a body without naming it (有关部门) may point at another one here; an error holds in its plan.
        if alias.kind in (AliasKind.MISTRANSLATION, AliasKind.PRESS) or alias.plan is not None:
            continue
        if alias.kind is not AliasKind.MENTION or agency.kind is not AgencyKind.COLLECTIVE:
            yield alias.value


def _local(sentence: str, start: int) -> bool:
    """Whether a province or another place stands directly before, whose own body is meant."""
    before = sentence[max(0, start - 20) : start]
    return bool(LOCAL_EN.search(before)) or before.rstrip().endswith(tuple(PROVINCES))
