"""Splits a task into its text and who is responsible: finds the bracket that says so and reads the names in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from service.ingest.brackets import LONGEST, Bracket, find_brackets
from service.ingest.findings import Finding
from service.ingest.marks import columns
from service.ingest.mentions import OTHER, Mention, split_names
from service.ingest.spacing import regular, short
from service.ingest.wording import is_divided, lead_and_others, speaks_of_responsibility, without_wording
from service.names import Candidate, Match, Names
from service.records import AliasKind, Lang, Responsibility

SHORTEST = 2
LONG_BRACKET = 60  # columns; a bracket as wide as this could well have been a list of agencies
MOST_LOOKED_UP = 200  # unknown names in one document
SENTENCE_END = '。.！!？?；;”"'


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads names in one document: which plan and language they stand in, remembering what it has read."""

    names: Names
    plan: str | None
    lang: Lang | None
    known: dict[str, Match | None]
    near: dict[str, tuple[Candidate, ...]]
    read: dict[str, list[Mention]]

    @classmethod
    def of(cls, names: Names, plan: str | None, lang: Lang | None) -> "Reader":
        return cls(names, plan, lang, {}, {}, {})

    def resolve(self, mention: str) -> Match | None:
        if mention not in self.known:
            self.known[mention] = self.names.resolve(mention, plan=self.plan, lang=self.lang)
        return self.known[mention]

    def nearest(self, mention: str) -> tuple[Candidate, ...]:
        """The agencies it may have meant; for a document full of unknown names only the first are looked up."""
        if mention not in self.near:
            self.near[mention] = self.names.nearest(mention) if len(self.near) < MOST_LOOKED_UP else ()
        return self.near[mention]

    def mentions(self, inside: str) -> list[Mention]:
        """The names in a bracket, without the words around them."""
        if inside not in self.read:
            self.read[inside] = split_names(without_wording(inside), self.resolve)
        return self.read[inside]

    def names_only(self, inside: str) -> bool:
        """Whether a bracket holds known names and nothing else."""
        mentions = split_names(inside, self.resolve) if len(inside) <= LONGEST else []
        return bool(mentions) and all(mention.match for mention in mentions)

    def says_who(self, inside: str) -> bool:
        """Whether a bracket may say who is responsible, judged without the text around it."""
        return SHORTEST <= len(inside) <= LONGEST and (speaks_of_responsibility(inside) or self.names_only(inside))


@dataclass(frozen=True, slots=True)
class Share:
    """A task taken apart."""

    text: str
    agencies: tuple[str, ...]
    responsibility: Responsibility
    rest: int  # where in the given text the bracket has ended; what follows is not the task's any more
    findings: tuple[Finding, ...]


def split_responsible(body: str, number: int, line: Callable[[int], int], reader: Reader, *, last: bool) -> Share:
    """Take the body of a task apart. Behind the `last` task anything may follow, so there the first bracket counts."""
    findings: list[Finding] = []
    brackets = find_brackets(body)
    chosen, others = _choose(body, brackets, reader, last=last)
    rest = chosen.end if chosen else len(body)
    error = partial(Finding, "error")
    for bracket in brackets:
        if not bracket.closed and bracket.start < rest:
            message = (
                f"task {number}: the bracket is not closed: {short(regular(body[bracket.start : bracket.start + 200]))}"
            )
            findings.append(error("bracket-not-closed", message, line(bracket.start)))
    if chosen is None:
        findings.append(error("task-without-agency", f"task {number} names no responsible agency", line(0)))
        findings.extend(_long(body, others, number, line, rest))
        return Share(regular(body), (), Responsibility.SOLE, rest, tuple(findings))
    for bracket in others:
        if bracket.start < chosen.start and _strong(body, bracket, reader):
            message = f"task {number} says more than once who is responsible: {short(bracket.inside(body))}"
            findings.append(error("second-bracket", message, line(bracket.start)))
    inside = chosen.inside(body)
    mentions = reader.mentions(inside)
    findings.extend(_long(body, others, number, line, chosen.start))
    findings.extend(_remarks(mentions, inside, number, line(chosen.start), reader))
    codes = list(dict.fromkeys(mention.match.code for mention in mentions if mention.match))
    if OTHER in codes:  # "and other departments" closes a list, wherever it stands
        codes.remove(OTHER)
        codes.append(OTHER)
    if not codes and not any(finding.level == "error" for finding in findings):
        findings.append(error("task-without-agency", f"task {number} names no responsible agency", line(chosen.start)))
    shared = Responsibility.DIVIDED if is_divided(inside) else Responsibility.JOINT
    responsibility = Responsibility.SOLE if len(codes) <= 1 else shared
    text, rest = _text(body, chosen)
    return Share(text, tuple(codes), responsibility, rest, tuple(findings))


def _strong(body: str, bracket: Bracket, reader: Reader) -> bool:
    """Whether a bracket both speaks of responsibility and names a known agency."""
    inside = bracket.inside(body)
    return (
        len(inside) <= LONGEST
        and speaks_of_responsibility(inside)
        and any(mention.match for mention in reader.mentions(inside))
    )


def _choose(body: str, brackets: list[Bracket], reader: Reader, *, last: bool) -> tuple[Bracket | None, list[Bracket]]:
    """The bracket that says who is responsible, and the other outermost ones."""
    outer: list[Bracket] = []
    for bracket in brackets:
        if bracket.closed and not any(one.start < bracket.start and bracket.end <= one.end for one in outer[-1:]):
            outer.append(bracket)
    strong = [one for one in outer if _strong(body, one, reader)]
    bare = [one for one in outer if _apart(body, one) and one not in strong and reader.names_only(one.inside(body))]
    cue = [one for one in outer if speaks_of_responsibility(one.inside(body))]
    open_ = [one for one in brackets if not one.closed and speaks_of_responsibility(one.inside(body))]
    misspelt = [one for one in outer[-1:] if _apart(body, one) and _near(one.inside(body), reader)]
    for group in (strong, bare, cue, open_, misspelt):
        if group:
            chosen = group[0] if last else group[-1]
            return chosen, [one for one in outer if one is not chosen]
    return None, outer


def _apart(body: str, bracket: Bracket) -> bool:
    """Whether a bracket belongs to no sentence: one has ended before it, or nothing follows on its line."""
    before = body[max(0, bracket.start - 40) : bracket.start].rstrip()
    following = body[bracket.end : bracket.end + 200].partition("\n")[0]
    return before[-1:] in SENTENCE_END or not following.strip(" \t\u3000\xa0.。;；")


def _near(inside: str, reader: Reader) -> bool:
    """Whether a bracket that ends a task is a misspelt list of names rather than another remark."""
    if len(inside) > LONGEST:
        return False
    mentions = reader.mentions(inside)
    return any(mention.match for mention in mentions) or any(reader.nearest(mention.text) for mention in mentions[:3])


def _text(body: str, chosen: Bracket) -> tuple[str, int]:
    """The task's text, and where the rest begins: a full stop behind the bracket closes the text before it."""
    text = regular(body[: chosen.start])
    behind = body[chosen.end :]
    if found := re.match(r"[ \t\u3000\xa0]*([。.；;])", behind):
        if text and text[-1] not in SENTENCE_END:
            text += found[1]
        return text, chosen.end + found.end()
    return text, chosen.end


def _remarks(mentions: list[Mention], inside: str, number: int, line: int, reader: Reader) -> list[Finding]:
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for mention in mentions:
        if mention.match is None:
            message = f"task {number}: unknown agency: {mention.text}"
            near = reader.nearest(mention.text)
            findings.append(Finding("error", "unknown-agency", message, line, near))
            continue
        code, kind = mention.match.code, mention.match.kind
        if code in seen:
            again = mention.text if mention.text == seen[code] else f"{seen[code]} and {mention.text}"
            message = f"task {number} names {code} twice ({again}); it counts once"
            findings.append(Finding("warning", "agency-twice", message, line))
        seen.setdefault(code, mention.text)
        if kind is AliasKind.NAMEPLATE:
            findings.append(Finding("note", "nameplate", f"{mention.text} is a nameplate of {code}", line))
        elif kind is AliasKind.MISTRANSLATION:
            findings.append(Finding("note", "mistranslation", f"{mention.text} is read as {code} in this plan", line))
    lead, others = lead_and_others(inside)
    if lead is not None and others is not None and others < lead:
        findings.append(
            Finding("warning", "lead-not-first", f"task {number} names its lead after others; the first leads", line)
        )
    elif lead is not None and sum(one.match is not None for one in reader.mentions(inside[:lead])) > 1:
        message = f"task {number} names several leads; only the first is kept as the lead"
        findings.append(Finding("warning", "several-leads", message, line))
    return findings


def _long(body: str, brackets: list[Bracket], number: int, line: Callable[[int], int], end: int) -> list[Finding]:
    findings = []
    for bracket in brackets:
        inside = bracket.inside(body)
        if bracket.start < end and columns(inside) > LONG_BRACKET:
            message = f"task {number}: this bracket is taken for text, not for agencies: {short(inside)}"
            findings.append(Finding("warning", "long-bracket", message, line(bracket.start)))
    return findings
