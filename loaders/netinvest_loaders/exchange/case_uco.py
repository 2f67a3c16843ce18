"""CASE/UCO graphs (JSON-LD): calls and messages, and people with their accounts. Who and when, never what was said.

Nodes and properties are known by their local names, so that prefixes and versions do not matter. A graph is held in
memory: its nodes name each other in any order.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from netinvest.errors import InputRefused
from netinvest.loading import Loader, Profile, RecordKind

from netinvest_loaders.exchange.part import part, telephone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.loading import Sample

    from netinvest_loaders.blocks import Row

_LARGEST = 512 * 1024 * 1024
_MANY = 8  # recipients: a message to more is said to a room, not to somebody
_CONTEXT = re.compile(r'"[^"]*unifiedcyberontology\.org/uco/|"uco-observable:|caseontology\.org')
_CALLS, _MESSAGES = "CallFacet", ("MessageFacet", "SMSMessageFacet")
_HOLDS = frozenset({"has account", "has device", "owns", "has phone", "uses account"})
_ENTRIES = ("phoneNumber", "contactPhone", "emailAddress", "screenName", "contactAccount")
Node = dict[str, Any]


def _recognise(sample: Sample) -> tuple[float, str]:
    if sample.text.lstrip()[:1] in "{[" and _CONTEXT.search(sample.text) is not None:
        return 1.0, "its context is that of CASE/UCO"
    return 0.0, "no CASE/UCO graph"


def _local(name: str) -> str:
    return re.split(r"[:/#]", name)[-1]


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


class _Graph:
    """The nodes of a file, wherever they stand in it."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise InputRefused(
                f"a graph of more than {_LARGEST // 1024**2} MB", where=name, remedy="ask for it in parts"
            )
        try:
            document = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise InputRefused("it is no JSON that can be read", where=name, remedy="ask for it again") from None
        self.nodes: list[Node] = []
        self.by_id: dict[str, Node] = {}
        waiting = list(reversed(_list(document)))
        while waiting:
            found = waiting.pop()
            if not isinstance(found, dict):
                continue
            if "@graph" in found:
                waiting.extend(reversed(_list(found["@graph"])))
                continue
            bundled = found.get("uco-core:object") or found.get("object")
            if isinstance(bundled, list) and any(isinstance(b, dict) and len(b) > 1 for b in bundled):
                waiting.extend(reversed(bundled))
            self.nodes.append(found)
            if "@id" in found:
                self.by_id.setdefault(str(found["@id"]), found)

    def types(self, node: Node) -> set[str]:
        """Local names of a node's types."""
        return {_local(str(kind)) for kind in _list(node.get("@type"))}

    def facets(self, node: Node) -> dict[str, Node]:
        """A node's facets by type."""
        found: dict[str, Node] = {}
        for key in node:
            if _local(key) in {"hasFacet", "facets"}:
                for facet in _list(node[key]):
                    whole = self.node(facet)
                    if whole is not None:
                        for kind in self.types(whole):
                            found.setdefault(kind, whole)
        return found

    def node(self, value: Any) -> Node | None:
        """A node that is named or written out."""
        if not isinstance(value, dict):
            return None
        return self.by_id.get(str(value.get("@id")), value) if len(value) == 1 else value

    def values(self, node: Node | None, *names: str) -> list[Any]:
        """The values of properties by local name: texts, or nodes."""
        found: list[Any] = []
        for key, value in (node or {}).items():
            if _local(key) in names:
                for item in _list(value):
                    if isinstance(item, dict) and "@value" in item:
                        found.append(str(item["@value"]))
                    elif isinstance(item, dict):
                        whole = self.node(item)
                        found += [whole] if whole is not None else []
                    elif item is not None and not isinstance(item, bool):
                        found.append(str(item))
        return found

    def text(self, node: Node | None, *names: str) -> str | None:
        """The first text of the first of these properties that has one."""
        for name in names:
            for value in self.values(node, name):
                if isinstance(value, str) and value.strip():
                    return " ".join(value.split())
        return None

    def telephone(self, party: Any) -> str | None:
        """The telephone number of an account."""
        if isinstance(party, str):
            return telephone(party)
        facets = self.facets(party)
        for kind in ("PhoneAccountFacet", "MobileAccountFacet"):
            if (number := self.text(facets.get(kind), "phoneNumber", "MSISDN")) is not None:
                return number
        account = facets.get("AccountFacet") or facets.get("ApplicationAccountFacet")
        return telephone(self.text(account, "accountIdentifier"))

    def identifiers(self, account: Node) -> dict[str, list[str]]:  # noqa: C901 - one kind after another
        """What an account, a device or a card is known by."""
        facets = self.facets(account)
        found: dict[str, list[str]] = {what: [] for what in ("phone", "email", "handle", "imsi", "imei")}

        def take(what: str, text: str | None) -> None:
            if text and text not in found[what]:
                found[what].append(text)

        take("phone", self.telephone(account))
        for facet in facets.values():
            take("imsi", self.text(facet, "IMSI"))
            take("imei", self.text(facet, "IMEI"))
            take("handle", self.text(facet, "accountLogin"))
            for value in self.values(facet, "emailAddress"):
                if isinstance(value, str):
                    take("email", value)
                elif isinstance(value, dict):
                    take("email", self.text(self.facets(value).get("EmailAddressFacet"), "addressValue"))
        take("email", self.text(facets.get("EmailAddressFacet"), "addressValue"))
        for card in self.values(facets.get("SIMCardFacet"), "IMSI"):
            if isinstance(card, dict):
                for what, values in self.identifiers(card).items():
                    for value in values:
                        take(what, value)
        identifier = self.text(facets.get("AccountFacet"), "accountIdentifier")
        if "DigitalAccountFacet" in facets and identifier and "@" in identifier:
            take("email", identifier)
        return found


def _exchanges(stream: BinaryIO, name: str) -> Iterator[Row | None]:
    graph = _Graph(stream, name)
    number = 0
    for node in graph.nodes:
        facets = graph.facets(node)
        facet = next((facets[kind] for kind in (_CALLS, *_MESSAGES) if kind in facets), None)
        if facet is None:
            continue
        call = _CALLS in facets
        senders = [graph.telephone(party) for party in graph.values(facet, "from")]
        recipients = [graph.telephone(party) for party in graph.values(facet, "to", "participant")]
        row: Row = {
            "service": "voice" if call else "message",
            "answered_at": graph.text(facet, "startTime", "sentTime", "messageSentTime", "receivedTime"),
            "duration": graph.text(facet, "duration"),
        }
        refusal = None
        if not senders:
            refusal = "who called or wrote whom is not said"
        elif len(recipients) > _MANY:
            refusal = f"it went to a group of more than {_MANY}, not to somebody"
        elif senders[0] is None or not recipients or None in recipients:
            refusal = "a party has no telephone number"
        if refusal:
            number += 1
            yield row | {"row": str(number), "refusal": refusal}
            continue
        for recipient in dict.fromkeys(recipients):
            number += 1
            yield row | {
                "row": str(number), "originating_msisdn": senders[0], "terminating_msisdn": recipient
            }  # fmt: skip


def _holdings(graph: _Graph) -> dict[str, list[Node]]:
    """The accounts and devices that relationships give to whom."""
    held: dict[str, list[Node]] = {}
    for node in graph.nodes:
        said = (graph.text(node, "kindOfRelationship") or "").casefold().replace("_", " ")
        if said not in _HOLDS:
            continue
        for source in graph.values(node, "source"):
            for target in graph.values(node, "target"):
                if isinstance(source, dict) and isinstance(target, dict):
                    held.setdefault(str(source.get("@id")), []).append(target)
    return held


def _people(stream: BinaryIO, name: str) -> Iterator[Row | None]:
    """People with the accounts that relationships give them, contacts, and accounts that name their holder."""
    graph = _Graph(stream, name)
    held = _holdings(graph)
    number = 0
    for node in graph.nodes:
        facets = graph.facets(node)
        own = held.get(str(node.get("@id")), [])
        contact = facets.get("ContactFacet")
        if "Person" in graph.types(node):
            basis, accounts = None, own
        elif contact is not None:
            entries = [entry for entry in graph.values(contact, *_ENTRIES) if isinstance(entry, dict)]
            basis, accounts = "an entry in an address book", [*entries, {"@id": "", "hasFacet": [contact]}, *own]
        elif "DigitalAccountFacet" in facets:
            basis, accounts = "an account", [node]
        elif facets.keys() & {"MobileDeviceFacet", "SIMCardFacet"}:
            basis, accounts = "a device", [node, *own]
        else:
            if not facets.keys() & {_CALLS, *_MESSAGES}:
                yield None
            continue
        found: dict[str, list[str]] = {}
        for account in accounts:
            for what, values in graph.identifiers(account).items():
                found.setdefault(what, []).extend(values)
        birth = graph.text(facets.get("BirthInformationFacet"), "birthdate")
        number += 1
        yield {
            "row": str(number),
            "subject_id": str(node.get("@id")) or None,
            "name": _named(graph, contact or facets.get("SimpleNameFacet"), facets.get("DigitalAccountFacet")),
            "basis": basis,
            "birth_date": birth[:10] if birth else None,
            **{what: "; ".join(dict.fromkeys(values)) or None for what, values in found.items()},
        }


def _named(graph: _Graph, simple: Node | None, account: Node | None) -> str | None:
    given, family = graph.text(simple, "givenName", "firstName"), graph.text(simple, "familyName", "lastName")
    both = " ".join(filter(None, (given, family)))
    return both or graph.text(simple, "displayName") or graph.text(account, "displayName")


_TITLE = "CASE/UCO graph"
LOADER = Loader(
    Profile.model_validate({"name": "case_uco", "kind": RecordKind.SUBJECTS, "title": _TITLE}),
    recognise=_recognise,
    parts=(
        part("case_uco_subjects", RecordKind.SUBJECTS, f"{_TITLE}: people and accounts", _people),
        part("case_uco_calls", RecordKind.CALLS, f"{_TITLE}: calls and messages", _exchanges),
    ),
)
