"""A Chinese word is found under the key of every slip it is to be found by, and an English one within its slips."""

from collections.abc import Sequence

import pytest

from service.question import repair


class Words:
    """The words that a slip may be mended to, looked up as an index looks them up."""

    def __init__(self, *known: str) -> None:
        self._keys: dict[str, list[str]] = {}
        self._words = [word for word in known if word.isascii()]
        for word in known:
            for key in repair.keys(word):
                self._keys.setdefault(key, []).append(word)

    @property
    def tasks(self) -> int:
        return 1

    def frequency(self, token: str) -> int:
        return int(token.partition(":")[2] in self._words)

    def together(self, tokens: Sequence[str]) -> int:
        return int(all(map(self.frequency, tokens)))

    def starting(self, prefix: str, limit: int) -> list[str]:
        return [f"w:{word}" for word in self._words if f"w:{word}".startswith(prefix)][:limit]

    def known(self, key: str) -> list[str]:
        return self._keys.get(key, [])

    def sounding(self, begun: str, limit: int) -> list[str]:
        return [word for key, words in self._keys.items() if key.startswith(f":{begun}") for word in words][:limit]


SOUNDS = {
    character: [sound]
    for character, sound in {
        "大": "da", "模": "mo", "摸": "mo", "型": "xing", "知": "zhi", "识": "shi", "产": "chan", "权": "quan",
        "泉": "quan",
        "商": "shang", "业": "ye", "秘": "mi", "密": "mi", "地": "di", "理": "li", "里": "li", "标": "biao",
        "志": "zhi",
        "反": "fan", "垄": "long", "断": "duan", "专": "zhuan", "利": "li", "力": "li", "收": "shou", "集": "ji",
        "农": "nong",
    }.items()
}  # fmt: skip
KNOWN = Words(
    "大模型", "知识产权", "商业秘密", "地理标志", "反垄断", "专利", "patent", "arbitration", "trademark", "seed"
)


def test_the_keys_of_a_word() -> None:
    assert set(repair.keys("专利")) == {":zhuanli"}
    made = set(repair.keys("大模型"))
    assert {":damoxing", f"%{''.join(sorted('大模型'))}", "~?模型", "~大?型", "~大模?"} <= made
    assert not any(key.startswith("-") for key in made)
    four = set(repair.keys("知识产权"))
    assert {"-识产权", "-知产权", "-知识权", "-知识产", ":zhishichanquan"} <= four


@pytest.mark.parametrize("word", ["", "专", "patent", "专利a", "专" * 15, "专 利"])
def test_what_is_no_word_has_none(word: str) -> None:
    assert list(repair.keys(word)) == []


@pytest.mark.parametrize(
    ("window", "word"),
    [
        ("大摸型", "大模型"),  # of the same sound
        ("大某型", "大模型"),  # another one
        ("专力", "专利"),
        ("知识产泉", "知识产权"),
        ("知产识权", "知识产权"),  # swapped
        ("商业密秘", "商业秘密"),
        ("知识权", "知识产权"),  # missing
        ("知识识产权", "知识产权"),  # one too many
        ("地里标志", "地理标志"),
        ("反农断", "反垄断"),  # blurred
        ("收集", None),
        ("专集", None),  # of two characters only one of the same sound
        ("大模型", None),  # nothing wrong with it
        ("集收大", None),
    ],
)
def test_chinese(window: str, word: str | None) -> None:
    mended = repair.chinese(window, KNOWN, SOUNDS)
    assert (mended.word if mended else None) == word
    assert mended is None or 0 < mended.trust < 1


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("zhishichanquan", "知识产权"), ("shangyemimi", "商业秘密"), ("zhuanli", "专利"), ("damoxing", "大模型"),
        ("zisichanquan", "知识产权"), ("xyz", None), ("zhua", None), ("zhishichan", None), ("zhuan1i", None),
        ("", None),
    ],
)  # fmt: skip
def test_pinyin(run: str, word: str | None) -> None:
    assert repair.pinyin(run, KNOWN) == word


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("patnt", "patent"), ("patentt", "patent"), ("ptaent", "patent"), ("patemt", "patent"),
        ("arbitation", "arbitration"), ("arbirtaton", "arbitration"),  # two slips from nine letters on
        ("patmnt", "patent"), ("ptnt", None), ("pxtxnt", None),  # one from five
        ("sed", None), ("seet", None), ("batent", None),  # the first letter is taken as right
        ("pat3nt", None), ("", None),
    ],
)  # fmt: skip
def test_english(written: str, word: str | None) -> None:
    mended = repair.english(written, KNOWN)
    assert (mended.word if mended else None) == word


def test_the_nearer_word_is_taken() -> None:
    words = Words("registered", "registrar", "registration")
    mended = repair.english("registrration", words)
    assert mended is not None
    assert mended.word == "registration"
