"""The command line: `tuijin serve | migrate | seed | import | index | export | lineage | openapi`."""

import gc
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from pydantic import ValidationError

from service.config import RELEASE, Settings
from service.db import Database, Unavailable
from service.index.base import Engine
from service.index.turn import BUSY

INDEX_WAIT = 600.0
"""Seconds that `tuijin index` waits for another process that writes the same index."""

# Commands import what they need when they run: `tuijin --help` and the server start without Alembic and the importer.

app = typer.Typer(
    name="tuijin",
    help="China's annual IP promotion plans as a service: who has to do what, and where it says so.\n\n"
    "A first start is: tuijin migrate, tuijin seed, tuijin index, tuijin serve. Settings come from TUIJIN_* variables "
    "(README.md).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

lineage = typer.Typer(help="What becomes of tasks from plan to plan.", no_args_is_help=True)
app.add_typer(lineage, name="lineage")


class Lang(StrEnum):
    ZH = "zh"
    EN = "en"


class FileFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


class DocumentFormat(StrEnum):
    YAML = "yaml"
    JSON = "json"


def main() -> None:
    """Runs the command line. Only the server starts with garbage collection off; it turns it on itself."""
    if "serve" not in sys.argv[1:2]:
        gc.enable()
    app()


@app.callback(invoke_without_command=True)
def _all(version: Annotated[bool, typer.Option("--version", help="Print the release and stop.")] = False) -> None:
    if version:
        typer.echo(f"tuijin {RELEASE}")
        raise typer.Exit


@app.command()
def serve() -> None:
    """Serve the API on TUIJIN_HOST and TUIJIN_PORT until stopped.

    Needs a database that `tuijin migrate` and `tuijin seed` have prepared; without one it starts, and /readyz says
    what is missing.
    """
    settings = _settings()
    with _shared_metrics(settings.workers):
        import uvicorn

        uvicorn.run(
            "service.main:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            log_level=settings.log_level,
            # A line for each request costs as much as the answer; a proxy in front and /metrics count them.
            access_log=settings.log_level == "debug",
            http="service.http:Protocol",
            server_header=False,
        )


@app.command()
def migrate() -> None:
    """Bring the database to this release: its schema, then the stored answers. Safe to repeat."""
    from service.migrate import migrate as bring_up

    settings = _settings()
    with _told():
        bring_up(settings)
    typer.echo(f"The database is up to date: {_shown(settings)}")


@app.command()
def seed() -> None:
    """Load the agencies and the plans that ship in seed/. What documents have brought is left alone. Safe to repeat.

    With TUIJIN_SEED=off only the agencies are loaded.
    """
    from service.seed import sow

    settings = _settings()
    with _told(), _open(settings) as database:
        outcome = sow(database, with_plans=settings.seed == "on")
    typer.echo(f"{outcome.put} put, {outcome.removed} removed" if outcome.changed else "Nothing had changed.")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="A file (text, Markdown, HTML, DOCX, PDF) or the URL of one.")],
    as_: Annotated[
        Literal["plan", "report", "notice", "news"], typer.Option("--as", help="What it is; all but a plan need --id.")
    ] = "plan",
    document: Annotated[str | None, typer.Option("--id", help="Id of a report, notice or news: report-2026.")] = None,
    plan: Annotated[str | None, typer.Option(help="Id of the plan, such as 2025; else read from the document.")] = None,
    lang: Annotated[Lang | None, typer.Option(help="Language of the document; else found out.")] = None,
    title: Annotated[str | None, typer.Option(help="Title in that language; else read from the document.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Agency that a report, notice or news is of, by any name.")] = None,
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day that it carries; else read from it."),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(help="Part of the heading in that paragraph and all under it: 23=planned; may be repeated."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the document decide where what is stored disagrees with it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print it as a draft of seed/documents/<id>.yaml and store nothing.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private and loopback addresses too.")
    ] = False,
) -> None:
    """Read an official document and store what it holds, in one language; the other joins it by a second import.

    A plan is stored as tasks; a work report, a notice or news as headings and statements in the document's own words.
    Shows what was found and whatever is doubtful. With any error nothing is stored and the exit code is 1.
    """
    from service.importing import DocumentReport, Report, import_document, import_plan

    only = {"--id": document, "--issuer": issuer, "--date": dated, "--part": part, "--yaml": as_yaml or None}
    if as_ == "plan" and (strays := [name for name, value in only.items() if value is not None]):
        _stop(f"{', '.join(strays)}: only with --as report, --as notice or --as news.", code=2)
    if as_ != "plan" and document is None:
        _stop(f"--as {as_} needs the id of the document: --id {as_}-2026.", code=2)
    if as_ != "plan" and plan is not None:
        _stop("--plan: only with --as plan.", code=2)
    if as_json and as_yaml:
        _stop("--json or --yaml, not both.", code=2)
    parts = _parts(part or [])
    settings = _settings()
    report: Report | DocumentReport
    with _told(), _open(settings) as database:
        if as_ == "plan" or document is None:
            report = import_plan(
                database,
                source,
                plan=plan,
                lang=lang.value if lang else None,
                title=title,
                replace=replace,
                dry_run=dry_run,
                allow_private=allow_private,
            )
        else:
            report = import_document(
                database,
                source,
                genre=as_,
                document_id=document,
                lang=lang.value if lang else None,
                title=title,
                issuer=issuer,
                dated=dated.date() if dated else None,
                parts=parts,
                replace=replace,
                dry_run=dry_run or as_yaml,
                allow_private=allow_private,
            )
    draft = report.as_yaml() if as_yaml and isinstance(report, DocumentReport) else None
    typer.echo(draft or (json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else report.as_text()))
    if report.failed:
        raise typer.Exit(1)


def _parts(values: list[str]) -> tuple[tuple[int, Literal["reported", "planned"]], ...]:
    """Paragraphs and the parts that begin there: `23=planned`."""
    found: list[tuple[int, Literal["reported", "planned"]]] = []
    for value in values:
        number, _, part = value.partition("=")
        if not (number.isascii() and number.isdigit() and part in {"reported", "planned"}):
            _stop(f"--part: {value!r} is none; write the paragraph of a heading: 23=planned, or =reported.", code=2)
        found.append((int(number), "planned" if part == "planned" else "reported"))
    return tuple(found)


@app.command()
def index(
    only: Annotated[Engine | None, typer.Option(help="Only this index; else all there are.")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build anew, beside the index that goes on answering.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing, say what differs; exit code 1 if anything does.")
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Show the questions that found nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Show them as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what went wrong.")] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help=f"Leave an index that another process is writing; exit code {BUSY} then.")
    ] = False,
) -> None:
    """Bring the search indexes up to date with the database. Safe to repeat, to stop at any moment, and to run twice.

    The service does this by itself (TUIJIN_INDEX_SECONDS). One index that cannot be brought up does not keep the other
    one behind; the exit code is 1 then.
    """
    from service.index import sync
    from service.index.base import Writer
    from service.index.turn import Busy, Still

    settings = _settings()
    if misses:
        _show_misses(settings, as_json=as_json)
        return
    if only == "meilisearch" and not settings.meili_url:
        _stop("TUIJIN_MEILI_URL is not set.", code=2)
    code = 0
    with _told(), _open(settings) as database:
        wait = 0 if no_wait else INDEX_WAIT

        def work(writer: Writer, still: Still) -> sync.Progress | sync.Differences:
            if check:
                return sync.check(database, writer)
            return sync.catch_up(database, writer, anew=rebuild, still=still)

        for name, done in sync.each(settings, database, work, only=only, wait=wait):
            busy = no_wait and isinstance(done, Busy)
            if isinstance(done, Exception):
                code = code or (BUSY if busy else 1)
                if not (busy and quiet):
                    typer.echo(f"{name}: {_one_line(done)}", err=True)
            else:
                code = 1 if isinstance(done, sync.Differences) and done else code
                if not quiet:
                    typer.echo(str(done))
    if code:
        raise typer.Exit(code)


def _show_misses(settings: Settings, *, as_json: bool) -> None:
    from service.misses import Misses

    rows = Misses(settings.data_dir / "misses.sqlite").most()
    if as_json:
        listed = [{"question": question, "count": number, "last": day} for question, number, day in rows]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    for question, number, day in rows if not as_json else ():
        typer.echo(f"{number:>7}  {day}  {question}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@app.command()
def export(
    form: Annotated[FileFormat, typer.Argument(help="csv for spreadsheets, jsonl for programs.")],
    plan: Annotated[list[str] | None, typer.Option(help="Only this plan; may be repeated.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="Only tasks of this agency; may be repeated.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for spreadsheets.")] = False,
) -> None:
    """Write all tasks to one file, as /exports/tasks.csv and /exports/tasks.jsonl do."""
    from service import queries
    from service.filters import task_filter
    from service.formats import JSONL, csv_format
    from service.params import TaskFilterQuery
    from service.reading import Data

    chosen = csv_format(bom=bom) if form is FileFormat.CSV else JSONL
    with _told(), _open(_settings()) as database, database.snapshot(stream=True) as snapshot, ExitStack() as held:
        wanted = task_filter(Data(database).reading(snapshot), TaskFilterQuery(plan=plan or [], agency=agency or []))
        rows = snapshot.stream(queries.tasks(wanted.shape, "all"), wanted.values)
        held.callback(rows.close)
        file = held.enter_context(output.open("wb")) if output else sys.stdout.buffer
        file.write(chosen.head)
        for batch in rows:
            file.writelines(chosen.line(row[0]) for row in batch)


@lineage.command()
def suggest(
    since: Annotated[str, typer.Option("--from", help="The earlier plan, such as 2025.")],
    plan: Annotated[str, typer.Option("--to", help="The later plan, such as 2026; it may have just been imported.")],
    threshold: Annotated[
        int | None, typer.Option(min=1, max=100, help="Lowest score, 1 to 100; lower ones find more and err more.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="What is not stored yet, as JSON, reasons beside it.")
    ] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="What is not stored yet, in the form of seed/lineage.yaml.")
    ] = False,
) -> None:
    """Propose which tasks of an earlier plan a later one carries on, with reasons, for a person to confirm.

    Nothing is stored: what is right goes into seed/lineage.yaml, with a word on what changed.
    """
    from service.facts import suggest_shown
    from service.facts.suggest import THRESHOLD, propose
    from service.reading import Data

    if as_json and as_yaml:
        _stop("--json or --yaml, not both.", code=2)
    if since == plan:
        _stop("--from and --to are the same plan.", code=2)
    with _told(), _open(_settings()) as database, database.snapshot() as snapshot:
        proposal = propose(Data(database).reading(snapshot), since, plan, threshold=threshold or THRESHOLD)
    if as_json:
        typer.echo(json.dumps(suggest_shown.as_json(proposal), ensure_ascii=False, indent=2))
    else:
        typer.echo(suggest_shown.as_yaml(proposal) if as_yaml else suggest_shown.as_text(proposal))


@app.command()
def openapi(
    form: Annotated[DocumentFormat, typer.Option("--format", help="yaml or json.")] = DocumentFormat.YAML,
) -> None:
    """Print the OpenAPI document of this release."""
    from service.main import create_app
    from service.openapi import as_yaml

    made = create_app(_settings()).openapi()
    typer.echo(
        as_yaml(made) if form is DocumentFormat.YAML else json.dumps(made, ensure_ascii=False, indent=2), nl=False
    )


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"TUIJIN_{str(e['loc'][0]).upper()}: {e['msg']} (it is {e['input']!r})" for e in error.errors()]
        _stop("\n".join(lines), code=2)


@contextmanager
def _open(settings: Settings) -> Iterator[Database]:
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a newcomer can do something about is one line, not a traceback."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    from service.facts.book import BadFacts
    from service.problems import Problem
    from service.seedfiles import BadSeed
    from service.store import InUse

    log = logging.getLogger("tuijin")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    except Unavailable as error:
        _stop(f"{error}\nHas `tuijin migrate` been run?")
    except (BadFacts, BadSeed, InUse) as error:
        _stop(str(error))
    except Problem as problem:
        near = [s.code for e in problem.errors for s in e.suggestions]
        _stop(problem.detail + (f"\nNear: {', '.join(near)}" if near else ""))
    except (ArgumentError, NoSuchModuleError) as error:
        _stop(f"TUIJIN_DATABASE_URL: {error}", code=2)
    except DBAPIError as error:
        _stop(f"The database refused: {str(error.orig).strip()}\nHas `tuijin migrate` been run?")
    finally:  # whoever calls a command within a program of their own hears again what the service logs
        log.setLevel(level)


def _stop(message: str, *, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Several processes count into files of one folder; it is gone with the service."""
    if workers == 1:
        yield
        return
    folder = tempfile.mkdtemp(prefix="tuijin-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shown(settings: Settings) -> str:
    from sqlalchemy.engine import make_url

    return make_url(settings.database).render_as_string(hide_password=True)
