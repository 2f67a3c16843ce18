"""Advertisements as collected from sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.synthetic.sheet import Sheet, Spoil, objects

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.case import Case

SITES = ("cityboard.example", "nightpages.example", "localads.example")
_BROKEN: Spoil = ("not a JSON object", lambda row: [row[0][: len(row[0]) // 2]])


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """One JSON Lines file."""
    records = []
    for ad in case.advertisements.to_pylist():
        site = SITES[ad["site"]]
        record: dict[str, Any] = {
            "ad_id": ad["ad_id"],
            "site": site,
            "url": f"https://{site}/ad/{ad['ad_id']}",
            "posted_at": f"{ad['posted_at_utc']:%Y-%m-%dT%H:%M:%SZ}",
            "title": ad["title"],
            "description": ad["body"],
            "location": ad["location"],
            "latitude": ad["latitude"],
            "longitude": ad["longitude"],
            "price": ad["price"],
            "currency": case.truth.currency,
            "age": ad["claimed_age"],
            "phone": ad["phone"],
            "email": ad["email"],
            "username": ad["handle"],
            "image_sha256": ad["image_digests"],
        }
        records.append(record)
    return [Sheet("advertisements.jsonl", "advertisements", "plain", [], objects(records), spoils=[_BROKEN])]


mixed = plain
