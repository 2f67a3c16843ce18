"""The loaders that come with netinvest: profiles (TOML) for tables, and code for what is not a table."""

from __future__ import annotations

from importlib import import_module, resources
from typing import TYPE_CHECKING

from netinvest.loading import Loader, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("calls", "transfers", "ads", "subjects", "exchange")


def loaders() -> Iterator[Loader]:
    """Every profile of the folders, and what each folder's ``LOADERS`` adds."""
    for folder in FOLDERS:
        package = f"netinvest_loaders.{folder}"
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                yield Loader(Profile.from_toml(file.read_text(encoding="utf-8"), where=file.name))
        yield from getattr(import_module(package), "LOADERS", ())
