"""From records to the public JSON that is stored beside each row, ready to send."""

from collections.abc import Mapping

from service.facts.derived import NO_FACTS, Derived, TaskFacts
from service.records import AgencyRecord, Bilingual, PlanRecord, SectionRecord, TaskRecord
from service.schemas import (
    AgencyNameOut,
    AgencyOut,
    AliasOut,
    AssignmentOut,
    BilingualOut,
    ParentOut,
    PeriodOut,
    PlanOut,
    SectionOut,
    TaskCountsOut,
    TaskDeliverableOut,
    TaskInstrumentOut,
    TaskOut,
    TaskSectionOut,
    TextKindsOut,
)

Agencies = Mapping[str, AgencyRecord]


def bilingual(value: Bilingual) -> BilingualOut:
    return BilingualOut(zh=value.zh, en=value.en)


class PlanRenderer:
    """Renders one plan; what its tasks share, the names of agencies and sections, is made once."""

    def __init__(self, plan: PlanRecord, agencies: Agencies, derived: Derived = NO_FACTS) -> None:
        self._plan, self._derived = plan, derived
        self._names = {code: bilingual(agency.name) for code, agency in agencies.items()}
        self._titles = {section.number: bilingual(section.title) for section in plan.sections}
        self._sections = {section.number: self._section(section.number) for section in plan.sections}

    def _section(self, number: str) -> TaskSectionOut:
        return TaskSectionOut(
            number=number, title=self._titles[number], part_title=self._titles[number.partition(".")[0]]
        )

    def facts(self, task: TaskRecord) -> TaskFacts:
        return self._derived.task(f"{self._plan.id}-{task.number}", task.agencies)

    def words(self, task: TaskRecord) -> str:
        """What the search finds a task by beside its body."""
        words = self._derived.words(f"{self._plan.id}-{task.number}")
        return "\n".join(text for each in words for text in (each.zh, each.en) if text)

    def task(self, task: TaskRecord, updated_at: str) -> bytes:
        facts = self.facts(task)
        out = TaskOut(
            id=f"{self._plan.id}-{task.number}",
            plan=self._plan.id,
            number=task.number,
            section=self._sections[task.section],
            title=bilingual(task.title),
            text=bilingual(task.text),
            text_kind=TextKindsOut(zh=task.text_kind.zh, en=task.text_kind.en),
            agencies=[
                AssignmentOut(
                    code=code,
                    name=self._names[code],
                    role="lead" if position == 1 else "participant",
                    position=position,
                    via=None,
                )
                for position, code in enumerate(task.agencies, start=1)
            ],
            responsibility=task.responsibility,
            topics=list(facts.topics),
            deliverables=[
                TaskDeliverableOut(
                    id=f"{self._plan.id}-{task.number}-{each.id}",
                    verb=each.verb,
                    expected=each.expected,
                    yields=each.yields,
                    object=bilingual(each.object),
                )
                for each in facts.deliverables
            ],
            instruments=[
                TaskInstrumentOut(code=each.code, name=bilingual(each.name), actions=list(actions))
                for each, actions in facts.instruments
            ],
            continues=list(facts.continues),
            continued_by=list(facts.continued_by),
            progress=facts.progress,
            updated_at=updated_at,
        )
        return out.model_dump_json().encode()

    def section(self, section: SectionRecord, task_count: int) -> bytes:
        place = self._sections[section.number]
        out = SectionOut(number=section.number, title=place.title, part_title=place.part_title, task_count=task_count)
        return out.model_dump_json().encode()

    def plan(self, updated_at: str) -> bytes:
        plan = self._plan
        out = PlanOut(
            id=plan.id,
            title=bilingual(plan.title),
            period=PeriodOut(from_=plan.period.from_.isoformat(), to=plan.period.to.isoformat())
            if plan.period
            else None,
            issuer=AgencyNameOut(code=plan.issuer, name=self._names[plan.issuer]) if plan.issuer else None,
            document_number=plan.document_number,
            issued_on=plan.issued_on.isoformat() if plan.issued_on else None,
            published_on=plan.published_on.isoformat() if plan.published_on else None,
            source_url=plan.source_url,
            lead_rule=bilingual(plan.lead_rule),
            task_count=len(plan.tasks),
            updated_at=updated_at,
        )
        return out.model_dump_json().encode()


def agency(record: AgencyRecord, agencies: Agencies, lead: int, participant: int) -> bytes:
    parents = [
        ParentOut(
            code=parent.code,
            name=bilingual(parent.name or agencies[parent.code or ""].name),
            from_=parent.from_.isoformat() if parent.from_ else None,
            to=parent.to.isoformat() if parent.to else None,
        )
        for parent in record.parents
    ]
    out = AgencyOut(
        code=record.code,
        name=bilingual(record.name),
        short_name=bilingual(record.short_name),
        kind=record.kind,
        parent=next((parent for parent in parents if parent.to is None), None),
        former_parents=sorted(
            (parent for parent in parents if parent.to is not None), key=lambda parent: parent.to or "", reverse=True
        ),
        collective=record.collective,
        aliases=[AliasOut(value=alias.value, lang=alias.lang, kind=alias.kind) for alias in record.aliases],
        task_counts=TaskCountsOut(lead=lead, participant=participant),
    )
    return out.model_dump_json().encode()
