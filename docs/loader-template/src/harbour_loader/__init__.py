"""Loaders of a harbour office's two formats."""

from importlib import resources

from netinvest.loading import Loader, Profile

from harbour_loader import radio_log


def loaders() -> list[Loader]:
    """What this package offers; named in pyproject.toml."""
    tally = resources.files(__name__).joinpath("harbour_tally.toml").read_text(encoding="utf-8")
    return [Loader(Profile.from_toml(tally, where="harbour_tally.toml")), radio_log.LOADER]
