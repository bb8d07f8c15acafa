"""Every setting, read once from the environment (`TUIJIN_*`), and where the shipped files lie."""

from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HOME = Path(__file__).resolve().parent.parent
"""`seed/` and `migrations/` lie beside the package, in a checkout and in an installation alike."""
SEED = HOME / "seed"
MIGRATIONS = HOME / "migrations"
RELEASE = version("tuijin")


class Settings(BaseSettings):
    """All there is to configure. The README lists each one; a test holds it to that."""

    model_config = SettingsConfigDict(env_prefix="TUIJIN_", frozen=True, extra="ignore")

    data_dir: Annotated[Path, Field(description="Directory for everything the service writes on disk.")] = Path("data")
    database_url: Annotated[
        str,
        Field(description="SQLAlchemy address of the database; empty: SQLite, `tuijin.sqlite` in `TUIJIN_DATA_DIR`."),
    ] = ""
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Server processes.")] = 1
    seed: Annotated[
        Literal["on", "off"],
        Field(description="`off` loads no plans from `seed/`; agencies are always loaded, so that names resolve."),
    ] = "on"
    cors_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Origins, by comma, whose pages may read the service; `*` for all, empty for none."),
    ] = ("*",)
    log_level: Annotated[
        Literal["critical", "error", "warning", "info", "debug"], Field(description="What the server logs.")
    ] = "info"
    cache_bytes: Annotated[
        int, Field(ge=0, le=2**34, description="Memory each server process may spend on ready answers, in bytes.")
    ] = 8 * 2**20
    threads: Annotated[
        int,
        Field(ge=1, le=100, description="Threads, each with a database connection, for reads that may take long."),
    ] = 8
    meili_url: Annotated[
        str, Field(description="Address of a Meilisearch server that answers searches; empty: the embedded index does.")
    ] = ""
    meili_key: Annotated[
        str, Field(repr=False, description="Its key for writing: one that may do everything with indexes `tuijin*`.")
    ] = ""
    meili_search_key: Annotated[
        str, Field(repr=False, description="Its key for searching; empty: the one for writing.")
    ] = ""
    meili_timeout: Annotated[
        float, Field(gt=0, le=60, description="Seconds that Meilisearch may take, before the embedded index answers.")
    ] = 0.5
    index_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=3600,
            description="How often the service looks whether the search indexes are behind the data and brings them "
            "up, in seconds; 0: never, `tuijin index` does it.",
        ),
    ] = 1.0
    misses: Annotated[
        Literal["on", "off"],
        Field(
            description="Count the questions that found nothing, for `tuijin index --misses`: their words and a number."
        ),
    ] = "on"
    exports: Annotated[int, Field(ge=1, le=100, description="Exports that one server process streams at a time.")] = 4

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, object]) -> dict[str, object]:
        # Compose files and the like set a variable they know nothing for to nothing. Origins may well be none.
        return {name: value for name, value in values.items() if value != "" or name == "cors_origins"}

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _by_comma(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip() for origin in value.split(",") if origin.strip())
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @cached_property
    def database(self) -> str:
        """The database's address, with the driver that this service uses."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'tuijin.sqlite'}"
        for plain in ("postgres://", "postgresql://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        return self.database_url
