"""Texts are folded character for character and cut into tokens, so that what is found stands where it is marked."""

import random
import sys
import unicodedata

import pytest

from service.question.fold import folded, grams, han, joined, spelled, stem, tokens, words

EVERY = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]


def test_any_character_is_folded_to_one() -> None:
    assert [character for character in EVERY if len(folded(character)) != 1] == []


def test_any_text_keeps_its_length_and_what_stands_where() -> None:
    dice = random.Random(1)
    common = [chr(point) for point in range(0x20, 0x250)] + [chr(point) for point in range(0x4E00, 0x9FFF)]
    for _ in range(3_000):
        text = "".join(dice.choices(dice.choice((EVERY, common)), k=dice.randint(0, 40)))
        plain = folded(text)
        assert len(plain) == len(text)
        for run, start in han(plain):
            assert plain[start : start + len(run)] == run
        for word in words(plain):
            assert plain[word.start : word.end].isascii()
        assert folded(plain) == plain


def test_a_lone_surrogate_is_no_crash() -> None:
    assert len(folded("专\ud800利\udfff")) == 4
    assert tokens(folded("专\ud800利"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Trade SECRETS", "trade secrets"),
        ("著作權集體管理", "著作权集体管理"),
        ("市場監管總局", "市场监管总局"),
        ("（）　？", "() ?"),
        ("ÀÉ", "ae"),
        ("ﬁ", "ﬁ"),  # what would become two stays as it is
        ("İ", "İ"),
        ("ß", "ß"),
        ("", ""),
    ],
)
def test_case_width_and_script(text: str, plain: str) -> None:
    assert unicodedata.normalize("NFC", folded(text)) == unicodedata.normalize("NFC", plain)


@pytest.mark.parametrize(
    ("run", "pairs"),
    [
        ("专", ("专",)),
        ("专利", ("专利",)),
        ("专利权", ("专利", "利权")),
        ("知识产权局", ("知识", "识产", "产权", "权局")),
    ],
)
def test_grams(run: str, pairs: tuple[str, ...]) -> None:
    assert grams(run) == pairs


def test_any_part_of_a_run_is_made_of_its_tokens() -> None:
    run = "集成电路布图设计保护条例"
    held = set(tokens(run))
    for start in range(len(run)):
        for end in range(start + 1, len(run) + 1):
            assert set(grams(run[start:end])) <= held


def test_where_words_stand() -> None:
    text = "the people's e-commerce platform, v2.0"
    found = [(word.plain, text[word.start : word.end]) for word in words(text)]
    assert found == [
        ("the", "the"), ("people", "people's"), ("e", "e"), ("commerce", "commerce"), ("platform", "platform"),
        ("v2", "v2"),
        ("0", "0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("e-commerce", ["ecommerce"]),
        ("audio-visual", ["audiovisual"]),
        ("one-stop-shop", ["onestopshop"]),
        ("plain", []),
    ],
)
def test_hyphens_are_read_as_one_word_too(text: str, whole: list[str]) -> None:
    assert list(joined(text)) == whole


def test_tokens_of_both_scripts() -> None:
    assert set(tokens("ai专利 patents")) == {"s:ai", "w:ai", "专", "利", "专利", "s:patent", "w:patents"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("commercialization", "commercialisation"), ("commercialize", "commercialise"),
        ("organizations", "organisations"),
        ("analyze", "analyse"), ("labor", "labour"), ("color", "colour"), ("behavior", "behaviour"),
        ("favorable", "favourable"),
        ("center", "centre"), ("centers", "centres"), ("theater", "theatre"), ("license", "licence"),
        ("licensing", "licencing"),
        ("defense", "defence"), ("offense", "offence"), ("practice", "practise"), ("program", "programme"),
        ("programs", "programmes"), ("catalog", "catalogue"), ("catalogs", "catalogues"), ("dialog", "dialogue"),
        ("labeling", "labelling"), ("labeled", "labelled"), ("traveler", "traveller"), ("counselor", "counsellor"),
        ("fulfill", "fulfil"), ("enrollment", "enrolment"), ("skillful", "skilful"), ("judgment", "judgement"),
        ("artifact", "artefact"), ("gray", "grey"), ("aging", "ageing"), ("digitization", "digitisation"),
        ("securitized", "securitised"), ("neighboring", "neighbouring"), ("modernizing", "modernising"),
    ],
)  # fmt: skip
def test_american_and_british_are_one(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)
    assert stem(spelled(one)) == stem(spelled(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hour", "hor"),
        ("four", "for"),
        ("size", "sise"),
        ("our", "or"),
        ("court", "cort"),
        ("tour", "tor"),
    ],
)
def test_what_is_no_spelling_of_the_same_word_stays(one: str, other: str) -> None:
    assert spelled(one) == one
    assert spelled(one) != spelled(other)


def test_spelling_is_done_once() -> None:
    for word in ("commercialisation", "colour", "centre", "licence", "programme", "labelling", "fulfil", "patent"):
        assert spelled(spelled(word)) == spelled(word)


@pytest.mark.parametrize(
    ("inflected", "plain"),
    [
        ("patents", "patent"),
        ("secrets", "secret"),
        ("disputes", "dispute"),
        ("revising", "revise"),
        ("litigating", "litigate"),
    ],
)
def test_stems(inflected: str, plain: str) -> None:
    assert stem(inflected) == stem(plain)


@pytest.mark.parametrize("number", ["2024s", "337", "5g", "h2o"])
def test_what_has_a_digit_has_no_stem(number: str) -> None:
    assert stem(number) == number
