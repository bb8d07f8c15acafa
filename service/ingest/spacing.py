"""Makes the blanks of a text regular: one blank between words, none between Chinese characters."""

import re

# Chinese characters and punctuation, full-width forms included, but not full-width letters and digits.
CJK = (
    r"\u2e80-\u2fff\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
BETWEEN_CJK = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}])")
BROKEN_WORD = re.compile(r"(?<=[A-Za-z])-\n[ \t]*(?=[A-Za-z])")
# A line broken between Chinese and anything else: Chinese is set without blanks, so none was there.
BROKEN_CJK = re.compile(rf"(?<=[{CJK}])[ \t\u3000]*\n[ \t\u3000]*|[ \t\u3000]*\n[ \t\u3000]*(?=[{CJK}])")
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


def regular(text: str) -> str:
    """One line: no-break blanks, double blanks and line ends become single blanks, or none inside Chinese."""
    text = BROKEN_WORD.sub("-", text)
    text = BROKEN_CJK.sub("", text) if han_share(text) > HAN_TEXT else text
    return BETWEEN_CJK.sub("", " ".join(text.split()))


HAN_TEXT = 0.3  # an English plan that quotes Chinese names has under 0.05, a Chinese one over 0.9


def han_share(text: str) -> float:
    """The share of Chinese characters among the letters of a text."""
    han = len(HAN.findall(text))
    return han / (han + len(LATIN.findall(text)) or 1)


def short(text: str, most: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
