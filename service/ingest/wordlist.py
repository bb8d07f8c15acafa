"""The automatic numbers of a Word document, which stand in its list definitions and nowhere in its text."""

import re
from collections.abc import Callable
from typing import Any

from service.ingest.numbering import decimal, letters, roman, zh_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimalZero": decimal,
    "decimalFullWidth": decimal,
    "decimalHalfWidth": decimal,
    "upperRoman": roman,
    "lowerRoman": roman,
    "upperLetter": letters,
    "lowerLetter": letters,
    "chineseCounting": zh_number,
    "chineseCountingThousand": zh_number,
    "taiwaneseCounting": zh_number,
    "taiwaneseCountingThousand": zh_number,
    "ideographDigital": zh_number,
    "japaneseCounting": zh_number,
    "japaneseDigitalTenThousand": zh_number,
}
SILENT = frozenset({"none", "bullet"})
LEVELS = 9


class _Level:
    def __init__(self, element: Any) -> None:
        self.start = _number(element.find(f"{W}start"), 1)
        self.restart = _number(element.find(f"{W}lvlRestart"), -1)  # -1: after any higher level
        form = element.find(f"{W}numFmt")
        self.form = (form.get(f"{W}val") or "decimal") if form is not None else "decimal"
        text = element.find(f"{W}lvlText")
        self.text = (text.get(f"{W}val") or "") if text is not None else ""
        self.legal = element.find(f"{W}isLgl") is not None  # higher levels are shown in digits too
        gap = element.find(f"{W}suff")
        self.gap = "" if gap is not None and gap.get(f"{W}val") == "nothing" else " "
        style = element.find(f"{W}pStyle")
        self.style = (style.get(f"{W}val") or "") if style is not None else ""


def _number(element: Any, default: int) -> int:
    value = (element.get(f"{W}val") or "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else default


class Numbering:
    """Counts along with Word: ask `mark` for every paragraph in document order."""

    def __init__(self, package: Any) -> None:
        self.unknown: set[str] = set()
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # a list's id to its abstract definition's
        self._overrides: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = self._style_lists(package.styles.element)
        for relation in package.part.rels.values():
            if relation.reltype.endswith("/numbering"):
                self._read(relation.target_part.element)

    @staticmethod
    def _style_lists(styles: Any) -> dict[str, tuple[str, str, int]]:
        """Style id to the style it is based on and its own list and level."""
        found = {}
        for style in styles.iter(f"{W}style"):
            parent = style.find(f"{W}basedOn")
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            found[style.get(f"{W}styleId") or ""] = (
                (parent.get(f"{W}val") or "") if parent is not None else "",
                (number.get(f"{W}val") or "") if number is not None else "",
                _number(style.find(f"{W}pPr/{W}numPr/{W}ilvl"), -1),
            )
        return found

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            self._abstract[abstract.get(f"{W}abstractNumId")] = {
                int(level.get(f"{W}ilvl") or 0): _Level(level) for level in abstract.iter(f"{W}lvl")
            }
        for one in root.findall(f"{W}num"):
            key = one.get(f"{W}numId") or ""
            target = one.find(f"{W}abstractNumId")
            self._lists[key] = (target.get(f"{W}val") or "") if target is not None else ""
            for override in one.findall(f"{W}lvlOverride"):
                if (begin := override.find(f"{W}startOverride")) is not None:
                    self._overrides[key, int(override.get(f"{W}ilvl") or 0)] = _number(begin, 1)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own, else its style's."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        key, level = "", -1
        if own is not None:
            number = own.find(f"{W}numId")
            key = (number.get(f"{W}val") or "") if number is not None else ""
            level = _number(own.find(f"{W}ilvl"), -1)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = own_style = (style.get(f"{W}val") or "") if style is not None else ""
        for _ in range(20):  # styles may be based on each other in a ring
            if (key and level >= 0) or named not in self._styles:
                break
            parent, styled_key, styled_level = self._styles[named]
            key, level = key or styled_key, level if level >= 0 else styled_level
            named = parent
        if not key or key == "0":  # 0: numbering taken off
            return None
        if level < 0:  # a list may name the style that each of its levels goes with
            level = next((n for n, one in self._levels(key).items() if one.style == own_style and own_style), 0)
        return key, level

    def _levels(self, key: str) -> dict[int, _Level]:
        return self._abstract.get(self._lists.get(key, ""), {})

    def mark(self, paragraph: Any) -> str:
        """The number that Word shows before this paragraph, with the blank after it; `""` for none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        key, depth = place
        levels = self._levels(key)
        level = levels.get(depth)
        if level is None or level.form == "bullet":
            return ""
        counts = self._counts.setdefault(self._lists[key], {})  # lists of one definition count on together
        if (key, depth) in self._overrides and (key, depth) not in self._begun:
            counts[depth] = self._overrides[key, depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._begun.add((key, depth))
        for deeper in range(depth + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else -1
            if restart < 0 or 0 < restart == depth + 1:
                counts.pop(deeper, None)
        shown = re.sub(r"%([1-9])", lambda m: self._shown(levels, counts, int(m[1]) - 1, legal=level.legal), level.text)
        return f"{shown}{level.gap}" if shown.strip() else ""

    def _shown(self, levels: dict[int, _Level], counts: dict[int, int], depth: int, *, legal: bool) -> str:
        level = levels.get(depth)
        if level is None or level.form in SILENT:
            return ""
        if level.form not in FORMATS:
            self.unknown.add(level.form)
        form = decimal if legal else FORMATS.get(level.form, decimal)
        return form(counts.setdefault(depth, level.start))
