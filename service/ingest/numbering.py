"""Numbers as people write them before a heading: Chinese and Roman numerals, letters, and back to integers."""

HAN_DIGITS = "零一二三四五六七八九"
_HAN = {character: value for value, character in enumerate(HAN_DIGITS)}
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
MOST = 999  # above it a list is numbered in digits


def decimal(number: int) -> str:
    return str(number)


def roman(number: int) -> str:
    """XIV for 14."""
    if not 0 < number <= MOST:
        return str(number)
    shown = ""
    for value, mark in ((900, "CM"), (500, "D"), (400, "CD"), *_ROMAN):
        while number >= value:
            shown += mark
            number -= value
    return shown


def letters(number: int) -> str:
    """A, B ... Z, AA, BB, as Word and browsers nearly agree."""
    if not 0 < number <= MOST:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def zh_number(number: int) -> str:
    """十四 for 14."""
    if not 0 < number <= MOST:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    shown = f"{HAN_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        shown += ("" if tens == 1 and not hundreds else HAN_DIGITS[tens]) + "十"
    elif hundreds and ones:
        shown += "零"
    return shown + (HAN_DIGITS[ones] if ones else "")


def parse_zh(text: str) -> int | None:
    """14 for 十四; `None` for what is no number under a thousand."""
    total = digit = 0
    for character in text:
        if character in "百十":
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
        elif (value := _HAN.get(character)) is None or digit:
            return None
        else:
            digit = value
    number = total + digit
    return number if text and zh_number(number) == text else None


def parse_roman(text: str) -> int | None:
    """14 for XIV, in letters or in the signs of their own (Ⅳ)."""
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).upper()
    number, rest = 0, plain
    for value, mark in _ROMAN:
        while rest.startswith(mark):
            number += value
            rest = rest[len(mark) :]
    return number if number and not rest and roman(number) == plain else None
