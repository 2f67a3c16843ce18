"""The closed graph model: the only labels, relationship types and property names any store may write."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """Node labels. Every node has ``key``, unique within its label and case."""

    ACTOR = "Actor"
    PHONE = "Phone"
    SUBSCRIPTION = "Subscription"
    DEVICE = "Device"
    CELL_SITE = "CellSite"
    BANK_ACCOUNT = "BankAccount"
    ADVERTISEMENT = "Advertisement"
    AD_CLUSTER = "AdCluster"
    HANDLE = "Handle"
    LOCATION = "Location"
    SOURCE = "Source"


class RelationshipType(StrEnum):
    """Relationship types, from a start label to an end label (ENDPOINTS)."""

    CALLED = "CALLED"
    MESSAGED = "MESSAGED"
    TRANSFERRED = "TRANSFERRED"
    LISTS = "LISTS"
    POSTED_IN = "POSTED_IN"
    IN_CLUSTER = "IN_CLUSTER"
    USED_IN = "USED_IN"
    SEEN_AT = "SEEN_AT"
    HOLDS = "HOLDS"
    SAME_AS = "SAME_AS"


NODE_PROPERTIES: dict[Label, dict[str, str]] = {
    Label.ACTOR: {"alias": "string", "categories": "list<string>"},
    Label.PHONE: {"service_number": "bool"},
    Label.SUBSCRIPTION: {},
    Label.DEVICE: {},
    Label.CELL_SITE: {"latitude": "double", "longitude": "double"},
    Label.BANK_ACCOUNT: {"agent": "string"},
    Label.ADVERTISEMENT: {"site": "string", "posted_at_utc": "timestamp", "claimed_age": "int64"},
    Label.AD_CLUSTER: {"advertisements": "int64"},
    Label.HANDLE: {"kind": "string"},
    Label.LOCATION: {"latitude": "double", "longitude": "double"},
    Label.SOURCE: {"name": "string", "kind": "string"},
}
"""Properties beside ``key``; types are Arrow's names (timestamps are microseconds, UTC)."""

_EVENTS = {"count": "int64", "first_at_utc": "timestamp", "last_at_utc": "timestamp", "active_days": "int64"}
RELATIONSHIP_PROPERTIES: dict[RelationshipType, dict[str, str]] = {
    RelationshipType.CALLED: {**_EVENTS, "duration_s": "int64"},
    RelationshipType.MESSAGED: _EVENTS,
    # one per ordered pair and currency: ``discriminator`` is the currency
    RelationshipType.TRANSFERRED: {**_EVENTS, "amount": "decimal(28,8)"},
    RelationshipType.LISTS: {"where_found": "string"},
    RelationshipType.POSTED_IN: {},
    RelationshipType.IN_CLUSTER: {},
    RelationshipType.USED_IN: _EVENTS,
    RelationshipType.SEEN_AT: _EVENTS,
    RelationshipType.HOLDS: {"decision_id": "string", "reason": "string"},
    RelationshipType.SAME_AS: {"decision_id": "string", "score": "double", "reason": "string"},
}
"""Properties beside ``start_key``, ``end_key``, ``discriminator`` and ``sources`` (list of source ids)."""

ENDPOINTS: dict[RelationshipType, tuple[tuple[Label, ...], tuple[Label, ...]]] = {
    RelationshipType.CALLED: ((Label.PHONE,), (Label.PHONE,)),
    RelationshipType.MESSAGED: ((Label.PHONE,), (Label.PHONE,)),
    RelationshipType.TRANSFERRED: ((Label.BANK_ACCOUNT,), (Label.BANK_ACCOUNT,)),
    RelationshipType.LISTS: ((Label.ADVERTISEMENT,), (Label.PHONE, Label.HANDLE)),
    RelationshipType.POSTED_IN: ((Label.ADVERTISEMENT,), (Label.LOCATION,)),
    RelationshipType.IN_CLUSTER: ((Label.ADVERTISEMENT,), (Label.AD_CLUSTER,)),
    RelationshipType.USED_IN: ((Label.PHONE, Label.SUBSCRIPTION), (Label.DEVICE,)),
    RelationshipType.SEEN_AT: ((Label.PHONE,), (Label.CELL_SITE,)),
    RelationshipType.HOLDS: (
        (Label.ACTOR,),
        (Label.PHONE, Label.BANK_ACCOUNT, Label.HANDLE, Label.SUBSCRIPTION, Label.DEVICE),
    ),
    RelationshipType.SAME_AS: ((Label.ACTOR,), (Label.ACTOR,)),
}

KEY_LABEL: dict[str, Label] = {
    "phone": Label.PHONE,
    "account": Label.BANK_ACCOUNT,
    "email": Label.HANDLE,
    "handle": Label.HANDLE,
    "imsi": Label.SUBSCRIPTION,
    "imei": Label.DEVICE,
    "cell": Label.CELL_SITE,
    "place": Label.LOCATION,
    "ad": Label.ADVERTISEMENT,
    "cluster": Label.AD_CLUSTER,
    "actor": Label.ACTOR,
    "source": Label.SOURCE,
}
"""A node key is ``prefix:value``; the prefix tells the label."""
