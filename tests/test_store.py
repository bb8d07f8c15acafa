"""What the store refuses, so that no reader ever has to find out."""

import pytest

from service.db import Database
from service.records import AliasKind, AliasRecord
from service.seed import agencies, plans
from service.store import InUse, writing


def test_an_agency_that_plans_name_cannot_go(database: Database) -> None:
    with pytest.raises(InUse, match="SAMR"), writing(database) as store:
        store.put_agencies([record for record in agencies() if record.code != "SAMR"])


def test_nor_can_the_issuer_of_a_plan(empty_database: Database) -> None:
    plan = next(iter(plans()))
    first = plan.model_copy(update={"tasks": plan.tasks[:1]})
    with writing(empty_database) as store:
        store.put_plan(first)
    with pytest.raises(InUse, match="JCO"), writing(empty_database) as store:
        store.put_agencies([record for record in agencies() if record.code != "JCO"])


def test_two_agencies_cannot_share_a_name(database: Database) -> None:
    alias = AliasRecord(value="市场监管总局", lang="zh", kind=AliasKind.SHORT)
    records = [
        record.model_copy(update={"aliases": (*record.aliases, alias)}) if record.code == "MOJ" else record
        for record in agencies()
    ]
    with pytest.raises(ValueError, match="MOJ"), writing(database) as store:
        store.put_agencies(records)
    with database.snapshot() as snapshot:
        assert snapshot.revision == 1
