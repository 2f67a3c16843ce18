"""A profile: how one family of tabular files is written. A TOML file that a person can read and correct."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from netinvest.errors import UsageError
from netinvest.loading.kind import COLUMNS, NEEDS, RecordKind
from netinvest.loading.pattern import checked


def _is_zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError("no such time zone; write it as Europe/London") from None
    return name


Pattern = Annotated[str, AfterValidator(checked)]
Zone = Annotated[str, AfterValidator(_is_zone)]
_LONGEST = 1_000_000  # bytes of a profile
DateOrder = Literal["ymd", "dmy", "mdy"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _entries(model: type[BaseModel], stem: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        found.append(f"{stem}{name}")
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += _entries(field.annotation, f"{stem}{name}.")
    return found


def _said(kind: str, message: str, context: dict[str, Any], entry: str) -> str:
    """What is wrong with an entry of a profile, in words."""
    if kind == "extra_forbidden":
        near = get_close_matches(entry, _entries(Profile), 1, 0.6)
        return f"a profile has no such entry{f', did you mean {near[0]}?' if near else ''}"
    if kind == "missing":
        return "the entry is missing"
    if kind in {"literal_error", "enum"}:
        return f"the entry is to be one of {context.get('expected', '')}"
    if kind in {"tuple_type", "list_type"}:
        return 'the entry is to be a list, as ["one", "other"]'
    if kind in {"string_type", "bool_type", "dict_type", "model_type", "model_attributes_type"}:
        word = {"string_type": "text in quotation marks", "bool_type": "true or false"}.get(kind, "a table of entries")
        return f"the entry is to be {word}"
    if kind == "string_pattern_mismatch":
        return f"the entry is not written as it should be ({context.get('pattern', '')})"
    return message.removeprefix("Value error, ")


class Table(_Part):
    """Where the rows of the table are and how they are cut."""

    heading: bool = True
    """Whether there is a row of headings."""
    whole: bool = False
    """Whether one heading that is not known means that a file is none of these."""
    columns: tuple[str, ...] = ()
    """Canonical columns by position (``ignored`` for the rest): for files without a heading, or with headings alike."""
    patterns: tuple[Pattern, ...] = ()
    """What a value of each column looks like, by position: recognises files without a heading."""
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    """None: found."""
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
    """Of files that count days or hours (simulators' steps): the day that is 0."""
    step: Literal["day", "hour"] = "day"
    """What is counted from ``day_zero``."""


class Direction(_Part):
    """Who called whom."""

    a_party: Literal["originating", "target"] | None = None
    """What the A party is where there is a direction: None: the values must tell."""
    incoming: tuple[str, ...] = ()
    """Words beside those always known; case, blanks, punctuation and accents do not matter."""
    outgoing: tuple[str, ...] = ()
    """Words beside those always known; case, blanks, punctuation and accents do not matter."""


class Money(_Part):
    """How amounts are written."""

    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    """ISO 4217, where no column names one."""
    decimal: Literal[".", ","] | None = None
    """None: the amounts tell."""
    debit: tuple[str, ...] = ()
    """Words of the direction column beside those always known."""
    credit: tuple[str, ...] = ()
    """Words of the direction column beside those always known."""


class Profile(_Part):
    """How one family of files is written.

    ``columns`` gives, for each canonical column (``netinvest.loading.COLUMNS``), the headings it goes by. They
    match after case, blanks, punctuation and accents are folded away; earlier ones are preferred.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    """Small letters, figures, ``_ . -``: what ``--as`` and the reports call it."""
    kind: RecordKind
    """calls, transfers, advertisements or subjects."""
    title: str
    """What the files are, in a few words."""
    version: str = "1"
    """Of the profile; kept with every file that is read by it."""
    exact: bool = False
    """Whether only the headings listed here mean anything; else words of headings and values are read too."""
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """For each column of netinvest the headings it goes by, the preferred first; ``ignored`` takes those not used."""
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
        except RecursionError:
            raise UsageError("the profile is nested too deeply", where=where) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            entry = ".".join(str(part) for part in first["loc"] if part != "[key]")
            raise UsageError(
                _said(first["type"], first["msg"], first.get("ctx") or {}, entry),
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
            if not file.is_file():  # a device or a pipe may never end
                raise UsageError("the profile is no file", where=file.name, remedy="check the path")
            with file.open("rb") as opened:
                data = opened.read(_LONGEST + 1)
            text = data.decode("utf-8")
        except (OSError, ValueError):
            raise UsageError("the profile cannot be read", where=file.name) from None
        if len(data) > _LONGEST:
            raise UsageError(f"the profile is longer than {_LONGEST:,} bytes", where=file.name)
        return cls.from_toml(text, where=file.name)
