"""Advertisements as collected from sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.synthetic.sheet import RAGGED, Sheet, Spoil, columns, objects

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.case import Case

SITES = ("cityboard.example", "nightpages.example", "localads.example")
_BROKEN: Spoil = ("not a JSON object", lambda row: [row[0][: len(row[0]) // 2]])
Advertisement = dict[str, Any]


def _moment(ad: Advertisement, pattern: str) -> str:
    return str(ad["posted_at_utc"].strftime(pattern))


def _url(ad: Advertisement) -> str:
    return f"https://{SITES[ad['site']]}/ad/{ad['ad_id']}"


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """One JSON Lines file."""
    records = [_flat(ad, case.truth.currency) for ad in case.advertisements.to_pylist()]
    return [Sheet("advertisements.jsonl", "advertisements", "plain", [], objects(records), spoils=[_BROKEN])]


def _flat(ad: Advertisement, currency: str) -> Advertisement:
    return {
        "ad_id": ad["ad_id"],
        "site": SITES[ad["site"]],
        "url": _url(ad),
        "posted_at": _moment(ad, "%Y-%m-%dT%H:%M:%SZ"),
        "title": ad["title"],
        "description": ad["body"],
        "location": ad["location"],
        "latitude": ad["latitude"],
        "longitude": ad["longitude"],
        "price": ad["price"],
        "currency": currency,
        "age": ad["claimed_age"],
        "phone": ad["phone"],
        "email": ad["email"],
        "username": ad["handle"],
        "image_sha256": ad["image_digests"],
    }


def _nested(ads: list[Advertisement], name: str, _currency: str) -> Sheet:
    """JSON Lines with lists of contacts, absent where there are none; compressed."""
    records = []
    for ad in ads:
        record: Advertisement = {
            "id": ad["ad_id"],
            "url": _url(ad),
            "posting_date": _moment(ad, "%Y-%m-%d %H:%M:%S"),
            "title": ad["title"],
            "body": ad["body"],
            "city": ad["location"],
            "lat": ad["latitude"],
            "lon": ad["longitude"],
            "phones": [ad["phone"]] if ad["phone"] else [],
            "emails": [ad["email"]] if ad["email"] else [],
            "images": ad["image_digests"],
        }
        record |= {
            key: ad[value]
            for key, value in (("poster", "handle"), ("age", "claimed_age"), ("price", "price"))
            if ad[value]
        }
        records.append(record)
    return Sheet(f"{name}.jsonl.gz", "advertisements", "nested", [], objects(records), spoils=[_BROKEN])


def _lines(ads: list[Advertisement], name: str, currency: str) -> Sheet:
    """JSON Lines, one flat object a line."""
    return Sheet(
        f"{name}.jsonl", "advertisements", "flat", [], objects([_flat(ad, currency) for ad in ads]), spoils=[_BROKEN]
    )


def _table(ads: list[Advertisement], name: str, currency: str) -> Sheet:
    """CSV; several pictures in one cell."""
    heading = [
        "Ad ID",
        "Website",
        "URL",
        "Date Posted",
        "Headline",
        "Ad Text",
        "City",
        "Price",
        "Age",
        "Phone",
        "Email",
        "User Name",
        "Image Hashes",
    ]
    rows = columns(
        *([str(ad["ad_id"]) for ad in ads], [SITES[ad["site"]] for ad in ads], [_url(ad) for ad in ads]),
        [_moment(ad, "%Y-%m-%d %H:%M") for ad in ads],
        [ad["title"] for ad in ads],
        [ad["body"] for ad in ads],
        [ad["location"] for ad in ads],
        [f"{ad['price']} {currency}" if ad["price"] else "" for ad in ads],
        *([ad[key] for ad in ads] for key in ("claimed_age", "phone", "email", "handle")),
        ["|".join(ad["image_digests"]) for ad in ads],
    )
    return Sheet(f"{name}.csv", "advertisements", "table", heading, rows, spoils=[RAGGED])


def _workbook(ads: list[Advertisement], name: str, currency: str) -> Sheet:
    """The same in a workbook."""
    sheet = _table(ads, name, currency)
    sheet.name, sheet.layout, sheet.spoils = f"{name}.xlsx", "table_workbook", []
    return sheet


_LAYOUTS = (_nested, _lines, _table, _workbook)


def mixed(rng: Generator, case: Case) -> list[Sheet]:
    """A file a site."""
    order = rng.permutation(len(_LAYOUTS))
    sheets = []
    everything = case.advertisements.to_pylist()
    for site, host in enumerate(SITES):
        ads = [ad for ad in everything if ad["site"] == site]
        if ads:
            sheets.append(_LAYOUTS[int(order[site])](ads, f"ads_{host.split('.')[0]}", case.truth.currency))
    return sheets
