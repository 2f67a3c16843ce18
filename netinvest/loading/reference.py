"""The reference of formats and of profiles, generated: ``python -m netinvest.loading.reference > docs/formats.md``."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import BaseModel

from netinvest.loading.kind import RecordKind
from netinvest.loading.loader import installed_loaders
from netinvest.loading.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.loading.loader import Loader

_SHOWN = 6
_HEAD = """# Formats

Generated from the profiles and loaders themselves (`python -m netinvest.loading.reference > docs/formats.md`); a test
keeps it so. A file is recognised by its content: by its headings, by the values under them, by the lines above them.
Case, blanks, punctuation and accents of headings do not matter, and a heading that is not listed is understood by its
words, or by values that prove what it is. `netinvest profile FILE` shows what becomes of a file before anything is
loaded; how to write a profile of your own: [profiles](profiles.md).
"""


def reference() -> str:
    """The page."""
    return "\n".join([_HEAD, *_formats(), *_entries()]) + "\n"


def _formats() -> Iterator[str]:
    for kind in RecordKind:
        yield f"## {kind.capitalize()}\n"
        for loader in installed_loaders():
            if loader.profile.kind == kind:
                yield from _format(loader)


def _format(loader: Loader) -> Iterator[str]:
    profile = loader.profile
    yield f"### {profile.name}\n\n{_escaped(profile.title)}.\n"
    if loader.read is not None:
        yield "Read by code of its own, not by headings.\n"
        return
    if not profile.table.heading:
        yield f"Has no heading: columns by position ({', '.join(profile.table.columns)}), told by their values.\n"
        return
    if profile.signature:
        yield f"Told by the headings {', '.join(f'`{text}`' for text in profile.signature)}.\n"
    needs = "; ".join(
        " or ".join(" and ".join(f"`{column}`" for column in together) for together in any_of)
        for any_of in profile.requirements
    )
    yield f"Needs {needs}.\n"
    yield "| column | headings |\n|---|---|"
    for column, headings in profile.columns.items():
        if column != "ignored":
            more = f" and {len(headings) - _SHOWN} more" if len(headings) > _SHOWN else ""
            yield f"| `{column}` | {_escaped(', '.join(headings[:_SHOWN]))}{more} |"
    yield ""


def _entries() -> Iterator[str]:
    yield "## Entries of a profile\n"
    yield "| entry | what it says |\n|---|---|"
    yield from _rows(Profile, "")


def _said(model: type[BaseModel]) -> dict[str, str]:
    """What stands under each field of a model. Read here alone: at import every load would pay for it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - for the type checker
    return {
        field.target.id: text.value.value
        for field, text in pairwise(body.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }  # fmt: skip


def _rows(model: type[BaseModel], stem: str) -> Iterator[str]:
    said = _said(model)
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield f"| `[{stem}{name}]` | {_escaped((kind.__doc__ or '').split(chr(10))[0])} |"
            yield from _rows(kind, f"{stem}{name}.")
        else:
            yield f"| `{stem}{name}` | {_escaped(said.get(name, ''))} |"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|").rstrip(".")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(reference())
