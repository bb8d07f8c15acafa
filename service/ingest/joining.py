"""What a stored document becomes when a file brings it, or its other language: from what was read to a record.

Statements are joined by their places alone, so both languages have to have the same paragraphs and sentences. What
people have added by hand (issuer, coverage, parts, agencies) stays; whatever else disagrees keeps the file out, unless
it may replace the document.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from service.facts.records import DocumentRecord, HeadingRecord, Part, StatementRecord, order
from service.ingest.findings import Finding
from service.ingest.headings import bare
from service.ingest.named import Named, provinces
from service.ingest.prose import At, Genre, Prose
from service.records import AgencyRecord, Bilingual, Lang

SHOWN = 5  # paragraphs that differ; more say nothing new


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who imports a document says of it."""

    id: str
    kind: Genre
    title: str | None = None
    issuer: AgencyRecord | None = None
    dated: date | None = None
    parts: tuple[tuple[int, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    record: DocumentRecord | None  # `None` with any error
    findings: tuple[Finding, ...]


def is_imported(document: DocumentRecord) -> bool:
    """Whether a document holds its own words, and not ours about it."""
    return any(statement.text_kind == "document" for statement in document.statements)


def join(
    stored: DocumentRecord | None, prose: Prose, lang: Lang, given: Given, named: Named, *, replace: bool
) -> Joined:
    """The document as it is to be stored, or why not."""
    findings: list[Finding] = []
    fitting, same = stored, False
    if stored is not None:
        if error := _refused(stored, given, replace=replace):
            return Joined(None, (error,))
        differing = _differing(stored, prose)
        if differing and not replace and is_imported(stored):
            return Joined(None, (Finding("error", "numbers-disagree", _disagreement(stored, differing)),))
        if differing:
            fitting = None
            findings.append(Finding("warning", "replaced", _lost(stored, differing)))
        same = fitting is not None and not replace
        if same:
            findings += _doubts(stored, prose, given)
    headings, odd = _headings(prose, lang, given, fitting, stays=same)
    if odd:
        return Joined(None, (*findings, *odd))
    taken = {order(heading.at) for heading in headings}
    statements = _statements(prose, lang, given, fitting, named, taken, stays=same)
    return Joined(_record(prose, lang, given, stored, headings, statements, replace=replace), tuple(findings))


def _refused(stored: DocumentRecord, given: Given, *, replace: bool) -> Finding | None:
    """Why a document of this id cannot be joined, whatever it says."""
    if stored.kind == "plan":
        message = f"{stored.id} is a plan, whose statements are its tasks; give the document another --id"
        return Finding("error", "is-a-plan", message)
    if replace:
        return None
    if stored.kind != given.kind:
        message = f"{stored.id} is stored as {stored.kind}, not as {given.kind}; give another --id, or let it --replace"
        return Finding("error", "other-kind", message)
    if not is_imported(stored):
        message = (
            f"{stored.id} was written by hand, in our own words and in both languages; give the document another --id, "
            "or let it --replace them: its statements are then its own words, in its language alone"
        )
        return Finding("error", "by-hand", message)
    return None


def _doubts(stored: DocumentRecord, prose: Prose, given: Given) -> list[Finding]:
    """What is odd about a document that has the same sentences as the stored one, which then decides."""
    found = []
    if prose.dated and stored.dated and prose.dated != stored.dated and not given.dated:
        message = f"the document is dated {prose.dated}; the stored one stays dated {stored.dated}"
        found.append(Finding("warning", "other-date", message))
    theirs = {order(heading.at)[0] for heading in stored.headings}
    if differing := sorted(theirs ^ {heading.paragraph for heading in prose.headings}):
        numbers = ", ".join(map(str, differing[:SHOWN])) + (", …" if len(differing) > SHOWN else "")
        message = (
            f"only the stored document or only this one has a heading in paragraph {numbers}; the stored one decides"
        )
        found.append(Finding("warning", "other-headings", message))
    return found


# Whether the places agree


def _places(stored: DocumentRecord) -> set[At]:
    return {order(at) for at in (*(one.at for one in stored.headings), *(one.at for one in stored.statements))}


def _differing(stored: DocumentRecord, prose: Prose) -> list[tuple[int, int, int]]:
    """The paragraphs in which both have not the same sentences: how many here, how many there."""
    there, here = _places(stored), set(prose.texts)
    if is_imported(stored):
        # A title or a day that is left out there may be so here, too.
        here = {at for at in here if at in there or at[0] not in prose.left_out}
    else:
        here &= there  # whoever writes by hand leaves out what says nothing
    mine, theirs = _counts(here), _counts(there)
    return [(number, mine[number], theirs[number]) for number in sorted({at[0] for at in here ^ there})]


def _counts(places: Iterable[At]) -> Counter[int]:
    return Counter(paragraph for paragraph, _ in places)


def _disagreement(stored: DocumentRecord, differing: list[tuple[int, int, int]]) -> str:
    shown = "; ".join(f"paragraph {number} has {here} here, {there} there" for number, here, there in differing[:SHOWN])
    more = f"; {len(differing) - SHOWN} more paragraphs differ" if len(differing) > SHOWN else ""
    return (
        f"the stored {stored.id} has other numbers of sentences ({shown}{more}), so it cannot be told which sentence "
        "is which; let this document --replace it, give another --id, or mend the paragraphs"
    )


def _lost(stored: DocumentRecord, differing: list[tuple[int, int, int]]) -> str:
    numbers = ", ".join(str(number) for number, _, _ in differing[:SHOWN])
    more = ", …" if len(differing) > SHOWN else ""
    return (
        f"the stored {stored.id} has other numbers of sentences (paragraph {numbers}{more}); what was kept of each is "
        "replaced: the other language, parts, agencies and places"
    )


# Headings and statements


def _headings(
    prose: Prose, lang: Lang, given: Given, stored: DocumentRecord | None, *, stays: bool
) -> tuple[list[HeadingRecord], list[Finding]]:
    """The headings; which sentences are some is as it is stored, where that `stays`."""
    before = {order(heading.at): heading for heading in stored.headings} if stored else {}
    texts = prose.texts
    if stays:
        found = [(at, heading.level, bare(texts[at])) for at, heading in before.items()]
    else:
        found = [((heading.paragraph, 1), heading.level, heading.title) for heading in prose.headings]
    said, astray = _parts([(at[0], level) for at, level, _ in found], given)
    headings = []
    for at, level, title in found:
        old = before.get(at)
        part = said.get(at[0]) or (old.part if old else None) or prose.parts.get(at[0])
        heading = HeadingRecord(
            at=_place(given.id, at),
            level=level,
            part=part if given.kind == "report" else None,
            title=(old.title if old else Bilingual()).with_text(lang, title),
        )
        headings.append(heading)
    return headings, astray


def _parts(headings: list[tuple[int, int]], given: Given) -> tuple[dict[int, Part], list[Finding]]:
    """The parts that were set by hand: of a heading and of all under it."""
    said: dict[int, Part] = {}
    if given.parts and given.kind != "report":
        return {}, [Finding("error", "part-astray", f"only a report has parts, no {given.kind} has")]
    astray = []
    for number, part in given.parts:
        at = next((index for index, (paragraph, _) in enumerate(headings) if paragraph == number), None)
        if at is None:
            astray.append(Finding("error", "part-astray", f"paragraph {number} is no heading, so it has no part"))
            continue
        for index, (paragraph, level) in enumerate(headings[at:]):
            if index and level <= headings[at][1]:
                break
            said[paragraph] = part
    return said, astray


def _statements(
    prose: Prose,
    lang: Lang,
    given: Given,
    stored: DocumentRecord | None,
    named: Named,
    headings: Collection[At],
    *,
    stays: bool,
) -> list[StatementRecord]:
    before = {order(statement.at): statement for statement in stored.statements} if stored else {}
    found = []
    for at, text in prose.texts.items():
        old = before.get(at)
        if at in headings or (at not in before if stays else at[0] in prose.left_out):
            continue
        # Our words and the document's own do not stand beside each other: one text kind is said of both languages.
        texts = old.text if old and old.text_kind == "document" else Bilingual()
        base = old or StatementRecord(at=_place(given.id, at), text=texts)
        read = {
            "text": texts.with_text(lang, text),
            "text_kind": "document",
            "agencies": _union(base.agencies, named.agencies(text)),
            "places": _with_provinces(base.places, provinces(text)),
        }
        found.append(base.model_copy(update=read))  # all else that was said of it stays
    return found


def _union(first: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def _with_provinces(first: tuple[Bilingual, ...], more: Iterable[Bilingual]) -> tuple[Bilingual, ...]:
    known = {place.zh for place in first}
    return (*first, *(place for place in more if place.zh not in known))


def _place(document: str, at: At) -> str:
    return f"{document}:{at[0]}.{at[1]}"


# The whole


def _record(
    prose: Prose,
    lang: Lang,
    given: Given,
    stored: DocumentRecord | None,
    headings: list[HeadingRecord],
    statements: list[StatementRecord],
    *,
    replace: bool,
) -> DocumentRecord:
    base = stored or DocumentRecord(id=given.id, kind=given.kind, title=Bilingual())
    title, day = base.title[lang], base.dated
    title, day = (prose.title or title, prose.dated or day) if replace else (title or prose.title, day or prose.dated)
    read = {
        "kind": given.kind,
        "title": base.title.with_text(lang, given.title or title),
        "issuer": given.issuer.code if given.issuer else base.issuer,
        "issuer_name": given.issuer.name if given.issuer else base.issuer_name,
        "dated": given.dated or day,
        "headings": tuple(headings),
        "statements": tuple(statements),
    }
    return base.model_copy(update=read)


def languages(record: DocumentRecord) -> Mapping[Lang, int]:
    """How many headings and statements there are in each language."""
    texts = [*(one.title for one in record.headings), *(one.text for one in record.statements)]
    return {"zh": sum(bool(text.zh) for text in texts), "en": sum(bool(text.en) for text in texts)}
