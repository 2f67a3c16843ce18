# ruff: noqa: RUF001, FBT001, S311 - samples
"""What is told of an advertisement beside its contacts: its language, contradicting ages, images; and no network."""

from __future__ import annotations

import csv
import io
import json
import random
import socket
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.ingest.image import Images
from netinvest.ingest.language import languages
from netinvest.resolve import minor
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.ingest.report import SourceReport
    from netinvest.ledger.ledger import Ledger

TEXTS = {
    "en": "New girl in town, very discreet, available day and night for real gentlemen only",
    "es": "Soy nueva en la ciudad, muy discreta, llámame cuando quieras y te espero en mi apartamento",
    "fr": "Je suis nouvelle dans votre ville, très discrète, appelez-moi quand vous voulez chez moi",
    "de": "Ich bin neu in der Stadt und freue mich auf deinen Anruf, gerne auch am Abend bei dir",
    "ro": "Sunt nouă în oraș, foarte discretă, sună-mă oricând și te aștept la mine acasă",
    "ru": "Я новенькая в вашем городе, звоните в любое время, приеду к вам или приму у себя",
    "pl": "Jestem nowa w mieście, bardzo dyskretna, zadzwoń kiedy chcesz, czekam u siebie",
}


def ads(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps({"ad_id": f"a{n}", "phone": "+447700900123", **row}) + "\n" for n, row in enumerate(rows))


def test_the_language_of_a_text_and_how_sure(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(ads(*({"body": text} for text in TEXTS.values()), {"body": "xx 24/7 xx"}), "ads.jsonl")
    found = ledger.con.execute("SELECT language, language_confidence FROM advertisement ORDER BY row").fetchall()
    assert [language for language, _ in found] == [*TEXTS, None]
    assert all(0.5 < sure <= 1 for _, sure in found[:-1])
    assert found[-1][1] is None


def test_a_distinct_text_is_asked_about_once(
    monkeypatch: pytest.MonkeyPatch, load: Callable[..., SourceReport]
) -> None:
    from netinvest.ingest import advertisements

    asked: list[str] = []
    monkeypatch.setattr(advertisements, "languages", lambda texts: asked.extend(texts) or languages(texts))
    load(ads(*({"body": TEXTS["en"], "site": f"s{n}"} for n in range(50))), "ads.jsonl")
    assert asked == [TEXTS["en"]]


@pytest.mark.parametrize(
    ("row", "lowest", "contradict"),
    [
        ({"age": "22", "body": "I am 19 and new here in town"}, 19, True),
        ({"age": "22", "body": "I am 22 and new here in town"}, 22, False),
        ({"title": "18 yo", "body": "sweet 21 years old"}, 18, True),
        ({"body": "tengo 17 años"}, 17, False),
        ({"body": "nothing about it"}, None, None),
    ],
)
def test_ages_that_contradict_mark_the_advertisement_as_a_minors(
    row: dict[str, str], lowest: int | None, contradict: bool | None, ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    report = load(ads(row), "ads.jsonl")
    assert ledger.con.execute("SELECT claimed_age, ages_contradict FROM advertisement").fetchone() == (
        lowest,
        contradict,
    )
    ledger.con.execute("CREATE TEMP TABLE IF NOT EXISTS seen (a INTEGER)")
    marked = ledger.con.execute(minor.ADVERTISEMENTS).fetchall()
    assert bool(marked) == (bool(contradict) or (lowest or 99) < 18)
    assert any("more than one age" in note for note in report.notes) == bool(contradict)


def picture(path: Path, seed: int, size: int = 320, form: str = "JPEG", quality: int = 90) -> None:
    chance = random.Random(seed)
    image = Image.new("RGB", (400, 400), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y = chance.randrange(400), chance.randrange(400)
        draw.ellipse((x - 60, y - 60, x + 60, y + 60), fill=tuple(chance.randrange(256) for _ in range(3)))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.resize((size, size)).save(path, form, **({"quality": quality} if form == "JPEG" else {}))


def test_images_beside_the_advertisements_give_digests_that_survive_compression(
    tmp_path: Path, ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    picture(tmp_path / "photos" / "1.jpg", 1)
    picture(tmp_path / "again.png", 1, size=200, form="PNG")
    picture(tmp_path / "other" / "1.jpg", 2, quality=60)
    Image.new("L", (50, 50), 0).save(tmp_path / "flat.png")
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 50)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["ad_id", "description", "phone", "images"])
    cells = [
        "photos/1.jpg",
        "again.png",
        "other/1.jpg; 0123456789abcdef",
        "gone.jpg",
        "../../x.jpg",
        "/etc/x.png",
        "flat.png",
        "broken.jpg",
    ]
    for number, cell in enumerate(cells):
        table.writerow([f"a{number}", TEXTS["en"], f"077009001{number:02d}", cell])
    report = load(text.getvalue(), "ads.csv")
    assert (report.rows, report.loaded) == (8, 8)
    digests = [row[0] for row in ledger.con.execute("SELECT image_digests FROM advertisement ORDER BY row").fetchall()]
    assert digests[0] == digests[1]
    assert len(digests[0][0]) == 16
    assert digests[2][1] == "0123456789abcdef"
    assert digests[2][0] != digests[0][0]
    assert digests[3:] == [None] * 5
    reasons = [row[0] for row in ledger.con.execute("SELECT reason FROM remark ORDER BY row").fetchall()]
    assert reasons == [
        *["names an image that is not beside the file"] * 3,
        "names an image that shows nothing",
        "names an image that cannot be read",
    ]


def test_hostile_images_are_bounded(tmp_path: Path) -> None:
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")
    (tmp_path / "page.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n")
    picture(tmp_path.parent / "outside.png", 3, form="PNG")
    (tmp_path / "link.png").symlink_to(tmp_path.parent / "outside.png")
    images = Images(tmp_path)
    assert images.digest("bomb.png") == (None, "names an image of more than 50,000,000 pixels")
    assert images.digest("page.png") == (None, "names an image that cannot be read")
    assert images.digest("link.png")[0] is None
    assert images.digest("../outside.png")[0] is None
    assert images.digest("https://site.example/1.jpg") == ("https://site.example/1.jpg", None)
    assert Images(None).digest("1.jpg")[0] is None


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch, load: Callable[..., SourceReport]) -> None:
    def opened(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", opened)
    monkeypatch.setattr(socket, "getaddrinfo", opened)
    text = f"{TEXTS['en']} https://site.example/a.jpg t.me/ana_x wa.me/447700900123 mail ana@mail.example"
    report = load(
        ads({"body": text, "url": "https://site.example/ad/1", "images": "https://site.example/1.jpg"}),
        "ads.jsonl",
    )
    assert report.loaded == 1
