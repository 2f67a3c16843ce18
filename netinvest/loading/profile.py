"""A profile: how one family of tabular files is written. A TOML file that a person can read and correct."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from netinvest.errors import UsageError
from netinvest.loading.kind import COLUMNS, NEEDS, RecordKind


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise ValueError("that is not a regular expression") from None
    return pattern


def _is_zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        raise ValueError("no such time zone; write it as Europe/London") from None
    return name


Pattern = Annotated[str, AfterValidator(_compiles)]
Zone = Annotated[str, AfterValidator(_is_zone)]
DateOrder = Literal["ymd", "dmy", "mdy"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    """Where the rows of the table are and how they are cut."""

    heading: bool = True
    columns: tuple[str, ...] = ()
    """Canonical columns by position (``ignored`` for the rest): for files without a heading, or with headings alike."""
    patterns: tuple[Pattern, ...] = ()
    """What a value of each column looks like, by position: recognises files without a heading."""
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    preamble: tuple[Pattern, ...] = ()
    """Found in the lines above the heading; every hit speaks for this profile."""
    footer: tuple[Pattern, ...] = ()
    """Lines that end the table, beside blank lines, rules and such as are always known."""
    nulls: tuple[str, ...] = ()
    """Marks for no value, beside those always known (blank, -, --, ---, N/A, NULL, None, nil)."""


class Time(_Part):
    """How dates and times are written."""

    order: DateOrder | None = None
    """Of day, month and year in dates of digits; None: proven by the values or refused."""
    zone: Zone | None = None
    """None: the heading's (``Start (UTC)``), else the case's."""
    day_zero: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Of files that count days (simulators' steps): the day that is 0."""


class Direction(_Part):
    """Who called whom."""

    a_party: Literal["originating", "target"] | None = None
    """What the A party is where there is a direction: None: the values must tell."""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    """Words beside those always known; case, blanks, punctuation and accents do not matter."""


class Money(_Part):
    """How amounts are written."""

    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    """ISO 4217, where no column names one."""
    decimal: Literal[".", ","] | None = None
    debit: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    """Words of the direction column beside those always known."""


class Profile(_Part):
    """How one family of files is written.

    ``columns`` gives, for each canonical column (``netinvest.loading.COLUMNS``), the headings it goes by. They
    match after case, blanks, punctuation and accents are folded away; earlier ones are preferred.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    kind: RecordKind
    title: str
    version: str = "1"
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    either: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Headings listed under one column that mean this one where the file lacks nothing else: a "target number" is the
    number that was called, or the one the records are about."""
    hints: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Words that, within a heading no alias is, suggest a canonical column; ``ignored`` goes before all others."""
    weak: tuple[str, ...] = ()
    """Headings that files of many kinds have (from, to, date): alone they do not make a file one of these."""
    signature: tuple[str, ...] = ()
    """Headings that, all together, make a file one of these whatever else would fit."""
    needs: tuple[str, ...] = ()
    """As ``netinvest.loading.NEEDS``; what the kind needs where empty."""
    fixed: dict[str, str] = Field(default_factory=dict)
    """Canonical columns whose value is the same in every row and stands in no column; ``{file}`` is the file's name
    without its extensions."""
    numbering: Literal["e164", "opaque", "infer"] = "infer"
    """Whether parties are telephone numbers, or names and pseudonyms that are kept as they are."""
    services: dict[Literal["voice", "sms", "mms", "data"], tuple[str, ...]] = Field(default_factory=dict)
    """Words of the service column beside those always known."""
    table: Table = Table()
    time: Time = Time()
    direction: Direction = Direction()
    money: Money = Money()

    @model_validator(mode="after")
    def _columns_exist(self) -> Profile:
        known = set(COLUMNS[self.kind])
        named = {*self.columns, *self.either, *self.hints, *self.table.columns, *self.fixed}
        named |= {column for need in self.needs for column in re.findall(r"\w+", need)}
        if unknown := sorted(named - known):
            raise ValueError(f"{self.kind} have no column {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        if not self.table.heading and not self.table.columns:
            raise ValueError("a table without a heading needs table.columns")
        return self

    @property
    def requirements(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """``needs`` taken apart: all of (any of (all of columns))."""
        return tuple(
            tuple(tuple(re.findall(r"\w+", together)) for together in need.split("|"))
            for need in self.needs or NEEDS[self.kind]
        )

    @classmethod
    def from_toml(cls, text: str, *, where: str = "profile") -> Profile:
        """Read a profile.

        Args:
            text: TOML.
            where: What to call it in an error.

        Raises:
            UsageError: It is not TOML, or not a profile; says which entry and why.
        """
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"the profile is not TOML: {error}", where=where) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            entry = ".".join(str(part) for part in first["loc"])
            raise UsageError(
                f"the profile is not valid: {first['msg'].removeprefix('Value error, ')}",
                where=f"{where}: {entry}" if entry else where,
                remedy="correct the entry",
            ) from None

    @classmethod
    def read(cls, path: str | Path) -> Profile:
        """Read a profile from a file.

        Raises:
            UsageError: There is none, or it is not valid.
        """
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise UsageError("the profile cannot be read", where=file.name) from None
        return cls.from_toml(text, where=file.name)
