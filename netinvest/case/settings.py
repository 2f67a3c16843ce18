"""What a case is set to: ``case.toml`` in its directory. It holds no secret, and nothing read from a source."""

from __future__ import annotations

import json
import re
import tomllib
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from netinvest.errors import CaseError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "case.toml"
EMBEDDED = "embedded"
_SERVER = re.compile(r"(?:bolt|neo4j)(?:\+s|\+ssc)?://(?P<user>[^/@]*@)?[^/@\s]+/?")


@dataclass(frozen=True, slots=True)
class Settings:
    """Name, defaults for reading files, and where the graph lives.

    Attributes:
        name: What the case is called.
        country: ISO 3166-1 alpha-2: how numbers without an international prefix are read; empty for none.
        time_zone: IANA name: how times without a zone are read.
        store: ``embedded`` or the address of a Neo4j server, without credentials.
        id: Keeps cases apart that share a server.
    """

    name: str
    country: str = ""
    time_zone: str = "UTC"
    store: str = EMBEDDED
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def write(self, directory: Path) -> None:
        """Write ``case.toml``."""
        # a JSON string is a TOML basic string, but for the delete character
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in asdict(self).items()]
        text = "".join(lines).replace("\x7f", "\\u007F")
        (directory / SETTINGS).write_text(text, encoding="utf-8", errors="replace")

    @classmethod
    def read(cls, directory: Path) -> Settings:
        """Read ``case.toml``.

        Raises:
            CaseError: There is no case here, or its settings cannot be read.
        """
        try:
            values = tomllib.loads((directory / SETTINGS).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise CaseError(
                "there is no case here", where=str(directory), remedy="check the path, or run: netinvest create"
            ) from None
        except (OSError, ValueError):
            values = {}
        if set(values) != {"name", "country", "time_zone", "store", "id"} or not all(
            isinstance(value, str) for value in values.values()
        ):
            raise CaseError(
                "the settings of the case cannot be read",
                where=f"{directory.name}/{SETTINGS}",
                remedy="restore this file from a copy of the case",
            )
        return cls(**values)


def checked(name: str, *, country: str | None, time_zone: str | None, store: str) -> Settings:
    """Settings for a new case, checked.

    Raises:
        UsageError: The country, the zone or the store does not exist or is not one; credentials stand in the address.
    """
    server = _SERVER.fullmatch(store)
    if store != EMBEDDED and server is None:
        raise UsageError(
            "the store is neither `embedded` nor the address of a Neo4j server",
            where="--store",
            remedy="use embedded, bolt://host:7687, neo4j://host:7687 or neo4j+s://host",
        )
    if server and server["user"]:
        raise UsageError(
            "the address of the store holds credentials, and a case keeps no secrets",
            where="--store",
            remedy="leave them out and set NEO4J_USERNAME and NEO4J_PASSWORD, or the keyring",
        )
    code = checked_country(country) if country else ""
    return Settings(
        name=name, country=code, time_zone=checked_time_zone(time_zone) if time_zone else "UTC", store=store
    )


def checked_country(country: str) -> str:
    """ISO 3166-1 alpha-2, or UsageError."""
    import phonenumbers

    code = country.strip().upper()
    if code == "UK":
        code = "GB"
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(
            f"{country!a} is not a country code",
            where="--country",
            remedy="use the two letters of ISO 3166, such as GB, FR or US",
        )
    return code


def checked_time_zone(time_zone: str) -> str:
    """A name of the tz database, or UsageError that names the nearest."""
    try:
        return ZoneInfo(time_zone.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from difflib import get_close_matches

        known = {name.lower(): name for name in available_timezones()}
        asked = time_zone.lower().replace(" ", "_")
        near = [known[n] for n in get_close_matches(asked, known, 1, 0.6)]
        near = near or sorted(name for name in known.values() if name.lower().endswith(f"/{asked}"))[:1]
        hint = f"did you mean {near[0]}?" if near else "use a name such as Europe/London"
        raise UsageError(f"{time_zone!a} is not a time zone", where="--time-zone", remedy=hint) from None
