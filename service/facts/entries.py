"""From facts to what is stored of them for readers: ready bodies, their order, and what they are filtered by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Literal, NamedTuple

from service.facts.deadlines import reckoned
from service.facts.derived import Derived, KnownTask
from service.facts.records import (
    LADDER,
    ActRecord,
    AliasOfRecord,
    DeadlineRecord,
    DocumentRecord,
    EventRecord,
    EvidenceRecord,
    InstrumentRecord,
    Part,
    Places,
    RequirementRecord,
    StatementRecord,
    Step,
    sort_key,
    task_of,
)
from service.facts.schemas import (
    ActOut,
    CountedDayOut,
    CoverageOut,
    DeadlineOut,
    DeliverableOut,
    DocumentOut,
    EditionOut,
    EventOut,
    EventSourcesOut,
    EvidenceOfOut,
    EvidenceOut,
    GrowthOut,
    HeadingOut,
    IndicatorOut,
    IndicatorPeriodOut,
    InitiativeOut,
    InstrumentOut,
    LineageOut,
    NameOut,
    PartnerOut,
    PriorityOut,
    RelatedOut,
    RequirementOut,
    RuleOut,
    SourceOut,
    StatementCountsOut,
    StatementEvidenceOut,
    StatementOut,
    TaskNameOut,
    TermEntryOut,
    TopicOut,
    UnitOut,
    VariantOut,
    YearOut,
)
from service.names import fold
from service.records import AgencyRecord, Bilingual
from service.schemas import AgencyNameOut, AssignmentOut, BilingualOut, Out

EntryKind = Literal[
    "topic", "deliverable", "lineage", "initiative", "instrument", "document", "statement", "evidence", "indicator",
    "event", "term",
]  # fmt: skip
"""The collections that are made of facts."""
Marks = dict[str, Iterable[str]]


class Entry(NamedTuple):
    """One item of a collection: its ready body, what it sorts by, and its values for each filter."""

    kind: EntryKind
    id: str
    sort: str
    body: bytes
    marks: frozenset[tuple[str, str]]


class Entries:
    """Makes every entry."""

    def __init__(self, derived: Derived, agencies: Mapping[str, AgencyRecord]) -> None:
        self._derived, self._facts, self._known = derived, derived.facts, derived.known
        self._names = {code: bilingual(agency.name) for code, agency in agencies.items()}
        self._indicators: dict[str, list[str]] = defaultdict(list)
        for indicator in self._facts.indicators.values():
            for place in indicator.source:
                self._indicators[place].append(indicator.code)

    def all(self) -> Iterator[Entry]:
        yield from self._topics()
        yield from self._deliverables()
        yield from self._lineage()
        yield from self._initiatives()
        yield from self._instruments()
        yield from self._documents()
        yield from self._evidence()
        yield from self._indicators_()
        yield from self._events()
        yield from self._terms()

    # Topics, deliverables, lineage

    def _topics(self) -> Iterator[Entry]:
        counts: dict[str, int] = defaultdict(int)
        for task, held in self._facts.tasks.items():
            for code in held.topics if task in self._known else ():
                counts[code] += 1
        for topic in self._facts.topics.values():
            out = TopicOut(
                code=topic.code, group=topic.group, name=bilingual(topic.name), task_count=counts[topic.code]
            )
            yield _entry("topic", topic.code, out, {"group": (topic.group,)})

    def _deliverables(self) -> Iterator[Entry]:
        acting: dict[str, list[str]] = defaultdict(list)
        for instrument in self._facts.instruments.values():
            for act in instrument.acts:
                acting[act.task].append(instrument.code)
        for task, held in self._facts.tasks.items():
            if (known := self._known.get(task)) is None:
                continue
            for each in held.deliverables:
                key = f"{task}-{each.id}"
                # What acts on a task as a whole acts by its only undertaking.
                instruments = [*acting[key], *(acting[task] if len(held.deliverables) == 1 else ())]
                said = [*self._derived.evidence.get(key, ()), *self._derived.evidence.get(task, ())]
                progress = self._derived.progress_of(task, each.id, known.agencies)
                out = DeliverableOut(
                    id=key,
                    plan=task.rpartition("-")[0],
                    task=task,
                    verb=each.verb,
                    expected=each.expected,
                    yields=each.yields,
                    object=bilingual(each.object),
                    topics=list(held.topics),
                    agencies=self._assigned(known),
                    instruments=sorted(set(instruments)),
                    evidence=[EvidenceOfOut(statement=one.statement, strength=one.strength) for one in said],
                    progress=progress,
                    source=sources(each.source),
                )
                marks: Marks = {
                    "plan": (out.plan,),
                    "task": (task,),
                    "verb": (each.verb,),
                    "expected": (each.expected,),
                    "yields": (each.yields,) if each.yields else (),
                    "topic": held.topics,
                    "agency": known.agencies,
                    "lead": known.agencies[:1],
                    "participant": known.agencies[1:],
                    "instrument": out.instruments,
                    "progress": (progress,) if progress else (),
                }
                yield _entry("deliverable", key, out, marks)

    def _lineage(self) -> Iterator[Entry]:
        for link in self._derived.links:
            key = f"{link.from_}~{link.to}"
            earlier, later = task_of(link.from_), task_of(link.to)
            out = LineageOut(
                id=key,
                from_=self._task(earlier),
                from_deliverable=_undertaking(link.from_),
                to=self._task(later),
                to_deliverable=_undertaking(link.to),
                kind=link.kind,
                change=bilingual(link.change),
            )
            plans = {task.rpartition("-")[0] for task in (earlier, later)}
            marks: Marks = {"kind": (link.kind,), "task": {earlier, later}, "plan": plans}
            yield _entry("lineage", key, out, marks)

    # Initiatives and instruments

    def _initiatives(self) -> Iterator[Entry]:
        for each in self._facts.initiatives.values():
            editions = [
                EditionOut(
                    plan=edition.plan,
                    name=bilingual(edition.name),
                    ordinal=edition.ordinal,
                    tasks=[self._task(task) for task in edition.tasks if task in self._known],
                    source=sources(edition.source),
                )
                for edition in sorted(each.editions, key=lambda edition: edition.plan)
                if any(task in self._known for task in edition.tasks)
            ]
            if not editions:
                continue
            out = InitiativeOut(
                code=each.code,
                name=bilingual(each.name),
                kind=each.kind,
                about=bilingual(each.about),
                aliases=_aliases(each.aliases),
                partners=[
                    PartnerOut(code=code, name=bilingual(self._facts.partners[code].name)) for code in each.partners
                ],
                editions=editions,
            )
            tasks = {task.id for edition in editions for task in edition.tasks}
            marks: Marks = {
                "plan": {edition.plan for edition in editions},
                "kind": (each.kind,),
                "partner": each.partners,
                "task": tasks,
                "agency": {code for task in tasks for code in self._known[task].agencies},
                "name": _spellings([each.name, *(edition.name for edition in each.editions)], each.aliases),
            }
            yield _entry("initiative", each.code, out, marks)

    def _instruments(self) -> Iterator[Entry]:
        for each in self._facts.instruments.values():
            acts = [act for act in each.acts if task_of(act.task) in self._known]
            if not acts:
                continue
            years = self._years(acts)
            out = InstrumentOut(
                code=each.code,
                name=bilingual(each.name),
                short_name=bilingual(each.short_name),
                kind=each.kind,
                level=each.level,
                topics=list(each.topics),
                aliases=_aliases(each.aliases),
                since=years[0].plan,
                stage=years[-1].stage,
                years=years,
            )
            yield _entry("instrument", each.code, out, self._instrument_marks(each, acts))

    def _instrument_marks(self, each: InstrumentRecord, acts: list[ActRecord]) -> Marks:
        marks: dict[str, set[str]] = defaultdict(set)
        marks["kind"], marks["level"], marks["topic"] = {each.kind}, {each.level}, set(each.topics)
        marks["name"] = set(_spellings([each.name, each.short_name], each.aliases))
        # Plan, action and agency are asked for together of one and the same act.
        for act in acts:
            task = task_of(act.task)
            held = {"action": act.actions, "agency": self._known[task].agencies, "plan": (task.rpartition("-")[0],)}
            for size in (1, 2, 3):
                for names in combinations(held, size):
                    marks["+".join(names)] |= {"+".join(values) for values in product(*(held[name] for name in names))}
            marks["task"].add(task)
        return dict(marks)

    def _years(self, acts: list[ActRecord]) -> list[YearOut]:
        by_plan: dict[str, list[ActRecord]] = defaultdict(list)
        for act in acts:
            by_plan[task_of(act.task).rpartition("-")[0]].append(act)
        years: list[YearOut] = []
        before: dict[str, None] = {}
        for plan in sorted(by_plan, key=sort_key):
            stage = max((step for act in by_plan[plan] for step in act.actions), key=LADDER.index)
            now = dict.fromkeys(code for act in by_plan[plan] for code in self._known[task_of(act.task)].agencies)
            years.append(
                YearOut(
                    plan=plan,
                    stage=Step(stage),
                    direction=_direction(years[-1].stage, stage) if years else None,
                    joined=[self._agency(code) for code in now if years and code not in before],
                    left=[self._agency(code) for code in before if code not in now],
                    acts=[self._act(act) for act in sorted(by_plan[plan], key=lambda act: sort_key(act.task))],
                )
            )
            before = now
        return years

    def _act(self, act: ActRecord) -> ActOut:
        known = self._known[task_of(act.task)]
        return ActOut(
            task=self._task(task_of(act.task)),
            deliverable=_undertaking(act.task),
            actions=list(act.actions),
            agencies=self._assigned(known),
            responsibility=known.responsibility,
            source=sources(act.source),
        )

    # Documents, statements, evidence

    def _documents(self) -> Iterator[Entry]:
        for each in self._facts.documents.values():
            statements = [self._statement(each, statement) for statement in each.statements]
            parts = [out.part for out, _ in statements]
            covered = each.coverage
            out = DocumentOut(
                id=each.id,
                kind=each.kind,
                plan=each.plan,
                title=bilingual(each.title),
                issuer=self._agency(each.issuer) if each.issuer else None,
                issuer_name=bilingual(each.issuer_name),
                dated=each.dated.isoformat() if each.dated else None,
                published_in=bilingual(each.published_in),
                coverage=CoverageOut(
                    agencies=[self._agency(code) for code in covered.agencies],
                    from_=covered.from_.isoformat(),
                    to=covered.to.isoformat(),
                    about=bilingual(covered.about),
                )
                if covered
                else None,
                headings=[
                    HeadingOut(
                        paragraph=_where(heading.at)[0], level=heading.level, part=heading.part,
                        title=bilingual(heading.title),
                    )
                    for heading in each.headings
                ],
                statement_counts=StatementCountsOut(
                    total=len(parts), reported=parts.count("reported"), planned=parts.count("planned")
                ),
            )  # fmt: skip
            yield _entry("document", each.id, out, {"kind": (each.kind,)})
            for statement, marks in statements:
                yield _entry("statement", statement.id, statement, marks)

    def _statement(self, document: DocumentRecord, each: StatementRecord) -> tuple[StatementOut, Marks]:
        paragraph, sentence = _where(each.at)
        above, part = _headings(document, (paragraph, sentence))
        said = self._derived.evidence_of.get(each.at, ())
        out = StatementOut(
            id=each.at,
            document=document.id,
            paragraph=paragraph,
            sentence=sentence,
            headings=above,
            part=part,
            text=bilingual(each.text),
            text_kind=each.text_kind,
            topics=list(each.topics),
            agencies=[self._agency(code) for code in each.agencies],
            others=[bilingual(other) for other in each.others],
            places=[bilingual(place) for place in each.places],
            evidence=[
                StatementEvidenceOut(
                    task=self._task(task_of(one.target)), deliverable=_undertaking(one.target), strength=one.strength,
                    note=bilingual(one.note),
                )
                for one in said
            ],
            indicators=sorted(self._indicators.get(each.at, ())),
        )  # fmt: skip
        marks: Marks = {
            "document": (document.id,),
            "part": (out.part,) if out.part else (),
            "agency": each.agencies,
            "linked": ("true" if said else "false",),
            "task": {task_of(one.target) for one in said},
            "strength": {one.strength for one in said},
            "topic": each.topics,
        }  # fmt: skip
        return out, marks

    def _evidence(self) -> Iterator[Entry]:
        for each in self._facts.evidence.values():
            if (task := task_of(each.target)) not in self._known:
                continue
            key = f"{each.statement}~{each.target}"
            document, statement = self._derived.statement[each.statement]
            part = _headings(document, _where(statement.at))[1]
            out = EvidenceOut(
                id=key,
                statement=each.statement,
                part=part,
                text=bilingual(statement.text),
                task=self._task(task),
                deliverable=_undertaking(each.target),
                strength=each.strength,
                note=bilingual(each.note),
            )
            yield _entry("evidence", key, out, self._evidence_marks(each, task, document))

    def _evidence_marks(self, each: EvidenceRecord, task: str, document: DocumentRecord) -> Marks:
        held = self._facts.tasks.get(task)
        return {
            "document": (document.id,),
            "statement": (each.statement,),
            "task": (task,),
            "plan": (task.rpartition("-")[0],),
            "strength": (each.strength,),
            "agency": self._known[task].agencies,
            "topic": held.topics if held else (),
        }

    # Figures, events, terms

    def _indicators_(self) -> Iterator[Entry]:
        for each in self._facts.indicators.values():
            out = IndicatorOut(
                code=each.code,
                name=bilingual(each.name),
                value=each.value,
                unit=UnitOut(code=each.unit, name=bilingual(self._facts.units[each.unit].name)),
                qualifier=each.qualifier,
                period=IndicatorPeriodOut(
                    from_=each.period.from_.isoformat() if each.period.from_ else None,
                    to=each.period.to.isoformat() if each.period.to else None,
                    kind=each.period.kind,
                )
                if each.period
                else None,
                change=GrowthOut(value=each.change.value, unit=each.change.unit, against=each.change.against)
                if each.change
                else None,
                agency=self._agency(each.agency) if each.agency else None,
                task=self._task(each.task) if each.task and each.task in self._known else None,
                problem=bilingual(each.problem) if each.problem else None,
                topics=list(each.topics),
                source=sources(each.source),
            )
            marks: Marks = {
                "unit": (each.unit,),
                "topic": each.topics,
                "agency": (each.agency,) if each.agency else (),
                "task": (each.task,) if each.task else (),
                "document": {place.partition(":")[0] for place in each.source},
                "statement": each.source,
                "problem": ("true" if each.problem else "false",),
                "name": _spellings([each.name], ()),
            }
            yield _entry("indicator", each.code, out, marks)

    def _events(self) -> Iterator[Entry]:
        for each in self._facts.events.values():
            out = EventOut(
                code=each.code,
                kind=each.kind,
                document=each.document,
                name=bilingual(each.name),
                theme=bilingual(each.theme),
                starts_on=each.starts_on.isoformat(),
                ends_on=each.ends_on.isoformat(),
                issuer_name=bilingual(each.issuer.name) if each.issuer else None,
                issuer=self._agency(each.issuer.agency) if each.issuer and each.issuer.agency else None,
                occasion=bilingual(each.occasion),
                priorities=[
                    PriorityOut(text=bilingual(one.text), source=sources(one.source)) for one in each.priorities
                ],
                requirements=[self._requirement(one) for one in each.requirements],
                deadlines=[_deadline(one, each) for one in each.deadlines],
                related=[
                    RelatedOut(
                        name=bilingual(one.name), date=one.date.isoformat(), place=bilingual(one.place),
                        hosts=[bilingual(host) for host in one.hosts], source=sources(one.source),
                    )
                    for one in each.related
                ],
                sources=EventSourcesOut(
                    theme=sources(each.sources.theme),
                    dates=sources(each.sources.dates),
                    occasion=sources(each.sources.occasion or ()),
                ),
            )  # fmt: skip
            years = {str(year) for year in range(each.starts_on.year, each.ends_on.year + 1)}
            yield _entry("event", each.code, out, {"kind": (each.kind,), "year": years})

    def _requirement(self, each: RequirementRecord) -> RequirementOut:
        return RequirementOut(
            who=bilingual(each.who),
            agencies=[self._agency(code) for code in each.agencies],
            to=bilingual(each.to) if each.to else None,
            what=bilingual(each.what),
            source=sources(each.source),
        )

    def _terms(self) -> Iterator[Entry]:
        for each in self._facts.terms.values():
            out = TermEntryOut(
                id=each.id,
                name=bilingual(each.name),
                variants=[
                    VariantOut(
                        value=one.value, lang=one.lang, error=bilingual(one.error) if one.error else None,
                        source=sources(one.sources),
                    )
                    for one in each.variants
                ],
            )  # fmt: skip
            marks: Marks = {
                "name": {fold(name) for name in (each.name.zh, each.name.en, *(one.value for one in each.variants))},
                "error": ("true" if any(one.error for one in each.variants) else "false",),
            }
            yield _entry("term", each.id, out, marks)

    # What several share

    def _agency(self, code: str) -> AgencyNameOut:
        return AgencyNameOut(code=code, name=self._names[code])

    def _task(self, task: str) -> TaskNameOut:
        return TaskNameOut(id=task, plan=task.rpartition("-")[0], title=bilingual(self._known[task].title))

    def _assigned(self, known: KnownTask) -> list[AssignmentOut]:
        return [
            AssignmentOut(
                code=code, name=self._names[code], role="lead" if i == 1 else "participant", position=i, via=None
            )
            for i, code in enumerate(known.agencies, start=1)
        ]


def bilingual(value: Bilingual) -> BilingualOut:
    return BilingualOut(zh=value.zh, en=value.en)


def sources(places: Places) -> list[SourceOut]:
    return [
        SourceOut(document=place.partition(":")[0], paragraph=_where(place)[0], sentence=_where(place)[1])
        for place in places
    ]


def _entry(kind: EntryKind, key: str, out: Out, marks: Marks) -> Entry:
    flat = frozenset((name, value) for name, values in marks.items() for value in values)
    return Entry(kind, key, sort_key(key), out.model_dump_json().encode(), flat)


def _where(place: str) -> tuple[int, int]:
    paragraph, _, sentence = place.partition(":")[2].partition(".")
    return int(paragraph), int(sentence)


def _undertaking(target: str) -> str | None:
    return None if task_of(target) == target else target


def _direction(before: str, now: str) -> Literal["forward", "same", "backward"]:
    step = LADDER.index(now) - LADDER.index(before)
    return "forward" if step > 0 else "backward" if step else "same"


def _aliases(aliases: Iterable[AliasOfRecord]) -> list[NameOut]:
    return [NameOut(value=alias.value, lang=alias.lang) for alias in aliases]


def _spellings(names: Iterable[Bilingual], aliases: Iterable[AliasOfRecord]) -> set[str]:
    """Names as they are looked for."""
    written = [value for name in names for value in (name.zh, name.en)] + [alias.value for alias in aliases]
    return {fold(value) for value in written if value}


def _headings(document: DocumentRecord, at: tuple[int, int]) -> tuple[list[BilingualOut], Part | None]:
    """The headings that a sentence stands under, the highest first, and the part they make it one of."""
    held: dict[int, BilingualOut] = {}
    part: Part | None = None
    for heading in document.headings:
        if _where(heading.at) > at:
            break
        held = {level: title for level, title in held.items() if level < heading.level}
        held[heading.level] = bilingual(heading.title)
        part = heading.part
    return list(held.values()), part


def _deadline(each: DeadlineRecord, event: EventRecord) -> DeadlineOut:
    rule = each.rule
    days = reckoned(rule, event.starts_on, event.ends_on)
    return DeadlineOut(
        code=each.code,
        who=bilingual(each.who),
        to=bilingual(each.to),
        what=bilingual(each.what),
        due_on=days[-1].date.isoformat() if days else None,
        rule=RuleOut(anchor=rule.anchor, count=rule.count, unit=rule.unit, direction=rule.direction),
        starts_from=(event.starts_on if rule.anchor == "starts_on" else event.ends_on).isoformat(),
        days=[
            CountedDayOut(date=day.date.isoformat(), counted=day.counted, why=bilingual(day.why)) for day in days or ()
        ],
        source=sources(each.source),
    )
