"""What a loader is made of. A package of loaders needs only this, ``netinvest.model`` and ``netinvest.errors``."""

from netinvest.loading.kind import COLUMNS, NEEDS, RecordKind
from netinvest.loading.loader import Loader, Sample, Texts, installed_loaders
from netinvest.loading.profile import Profile

__all__ = ["COLUMNS", "NEEDS", "Loader", "Profile", "RecordKind", "Sample", "Texts", "installed_loaders"]
