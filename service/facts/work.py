"""What one agency has to do and what came of it: counts by plan, instruments, initiatives, whom it works with."""

import json
from typing import Any

from pydantic import Field

from service.facts.members import memberships
from service.facts.queries import BY_PLAN, PARTNERS, PROGRESS, EntryFilter, entries
from service.facts.records import MemberRecord
from service.reading import Reading
from service.schemas import AgencyNameOut, AgencyOut, BilingualOut, Out, shown

MOST = 10
"""Agencies that are told as the ones it works with most."""


class PlanWorkOut(Out):
    """An agency's tasks in one plan, counted."""

    plan: str = shown("2025", "Plan id.")
    lead: int = shown(6, "Tasks that it leads.")
    participant: int = shown(9, "Tasks that it takes part in.")
    sole: int = shown(6, "Tasks of it alone.")
    joint: int = shown(4, "Tasks that it shares.")
    divided: int = shown(5, "Tasks that it shares by division of responsibilities.")
    completed: int = shown(0, "Tasks of which every deliverable was reported completed.")
    partly_completed: int = shown(1, "Tasks of which some were.")
    advanced: int = shown(2, "Tasks on which work was reported.")
    none_reported: int = shown(3, "Tasks of which nothing was reported, though a report covers one of their bodies.")
    not_covered: int = shown(4, "Tasks that no report covers: silence says nothing.")


class InstrumentNameOut(Out):
    """An instrument by code and name, with how far it is."""

    code: str = shown("trademark-law", "Instrument code.")
    name: BilingualOut
    stage: str = shown("revise", "The furthest action in the latest plan that has it.")


class InitiativeNameOut(Out):
    """An initiative by code and name."""

    code: str = shown("jianwang", "Initiative code.")
    name: BilingualOut


class CompanyOut(Out):
    """An agency that it works with."""

    agency: AgencyNameOut
    tasks: int = shown(12, "Tasks of all plans that both stand on.")


class WorkOut(Out):
    """What an agency has to do and what came of it."""

    plans: list[PlanWorkOut] = Field(description="By plan, the earliest first.")
    instruments: list[InstrumentNameOut] = Field(description="Laws and other texts that its tasks act on.")
    initiatives: list[InitiativeNameOut] = Field(description="Named series that its tasks belong to.")
    works_with: list[CompanyOut] = Field(description="The ten that share most tasks with it, the most first.")


class MembershipOut(Out):
    """Membership of a collective, as long as it lasts."""

    agency: AgencyNameOut = Field(description="The member; under `member_of` the collective.")
    from_: str | None = Field(alias="from", description="First day, where known.", examples=["2023-12-01"])
    to: str | None = shown(None, "Last day; null where it still lasts or is not known.")
    source: str = shown("国家知识产权局关于调整设立……的通知", "What says so.")


class AgencyWorkOut(AgencyOut):
    """An agency with its memberships and its work, which lists leave out."""

    members: list[MembershipOut] = Field(description="Of a collective: the bodies that it is certain to stand for.")
    member_of: list[MembershipOut] = Field(description="The collectives that it is a member of.")
    work: WorkOut


def with_work(reading: Reading, code: str, body: bytes) -> bytes:
    """The public JSON of one agency, its work added to what a list shows."""

    def make() -> bytes:
        members, member_of = _memberships(reading, code)
        out = _Added(members=members, member_of=member_of, work=_work(reading, code))
        return out.model_dump_json().encode()

    return body[:-1] + b"," + reading.kept(("work", code), make)[1:]


class _Added(Out):
    members: list[MembershipOut]
    member_of: list[MembershipOut]
    work: WorkOut


def _memberships(reading: Reading, code: str) -> tuple[list[MembershipOut], list[MembershipOut]]:
    members: list[MembershipOut] = []
    member_of: list[MembershipOut] = []
    for collective in memberships(reading):
        for each in collective.members:
            if code == collective.code:
                members.append(_membership(reading, each, each.agency))
            elif code == each.agency:
                member_of.append(_membership(reading, each, collective.code))
    return members, member_of


def _membership(reading: Reading, each: MemberRecord, shown_as: str) -> MembershipOut:
    return MembershipOut(
        agency=AgencyNameOut(code=shown_as, name=_name(reading, shown_as)),
        from_=each.from_.isoformat() if each.from_ else None,
        to=each.to.isoformat() if each.to else None,
        source=each.source,
    )


def _work(reading: Reading, code: str) -> WorkOut:
    reading.snapshot.may_take_long()
    counts: dict[str, dict[str, int]] = {}
    for plan, role, responsibility, count in reading.snapshot.rows(BY_PLAN, {"agency": code}):
        mine = counts.setdefault(plan, {})
        for name in (role, responsibility):
            mine[name] = mine.get(name, 0) + count
    for plan, progress, count in reading.snapshot.rows(PROGRESS, {"agency": code}):
        counts[plan][progress] = count
    names = list(PlanWorkOut.model_fields)[1:]
    together = reading.snapshot.rows(PARTNERS, {"agency": code, "limit": MOST})
    return WorkOut(
        plans=[
            PlanWorkOut(plan=plan, **{name: mine.get(name, 0) for name in names})
            for plan, mine in sorted(counts.items())
        ],
        instruments=[
            InstrumentNameOut(code=each["code"], name=each["name"], stage=each["stage"])
            for each in _of(reading, EntryFilter("instrument", (("agency", (code,)),)))
        ],
        initiatives=[
            InitiativeNameOut(code=each["code"], name=each["name"])
            for each in _of(reading, EntryFilter("initiative", (("agency", (code,)),)))
        ],
        works_with=[
            CompanyOut(agency=AgencyNameOut(code=other, name=_name(reading, other)), tasks=count)
            for other, count in together
        ],
    )


def _of(reading: Reading, wanted: EntryFilter) -> list[dict[str, Any]]:
    return [json.loads(row[0]) for row in reading.snapshot.rows(entries(wanted.shape, "all"), wanted.values)]


def _name(reading: Reading, code: str) -> BilingualOut:
    name = reading.names.name_of(code)
    return BilingualOut(zh=name.zh, en=name.en)
