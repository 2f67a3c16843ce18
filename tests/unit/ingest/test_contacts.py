"""Contacts in text: hidden numbers are found, and prices, ages, dates and doors are not."""
# ruff: noqa: RUF001, S311 - look-alike letters, and random texts, are what this is about

from __future__ import annotations

import random
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.contacts import contacts_in
from netinvest.ingest.numbering import numbering_plan
from netinvest.ingest.telephone import Telephones

if TYPE_CHECKING:
    from collections.abc import Callable

# country: (trunk prefix, country code, ranges of national numbers: fiction ranges where the country has them)
COUNTRIES = {
    "GB": ("0", "44", ["7700900###", "2079460###", "1632960###"]),
    "US": ("", "1", ["20255501##", "41555501##"]),
    "FR": ("0", "33", ["19900####", "63998####", "7##4#####"]),
    "DE": ("0", "49", ["15212345###", "17612345###"]),
    "ES": ("", "34", ["612#5#7#9", "69#1#3#57"]),
    "PT": ("", "351", ["912#4#678", "96#1#345#"]),
    "IT": ("", "39", ["3331#3#5#7", "347#2#4#68"]),
    "PL": ("", "48", ["512#4#678", "60#2#456#"]),
    "RO": ("0", "40", ["721#3#567", "74#2#456#"]),
    "RU": ("8", "7", ["912#4#678#", "905#2#45#7"]),
}
WORDS = {
    "en": "zero one two three four five six seven eight nine",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
    "pt": "zero um dois três quatro cinco seis sete oito nove",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "ro": "zero unu doi trei patru cinci șase șapte opt nouă",
    "ru": "ноль один два три четыре пять шесть семь восемь девять",
}
# fmt: off
BEFORE = ["call me on ", "", "New in town, 22 yrs, £80 ", "tel: ", "Llámame ", "Ruf an: ", "whatsapp ", "📞 ", "25yo "]
BEFORE += [
    "34-26-36, 168 cm. ",
    "Since 2019. ",
    "flat 12, 45 High Street\n",
    "24/7 ",
    "(",
    "12/05/2024 18:30 ",
    "1h 100€ ",
]
AFTER = [
    " for a good time",
    "",
    " £100",
    " 24/7",
    "\n19 yrs old",
    ", 10am-10pm",
    ")",
    "!!",
    " until 23:30",
    " 150€/h",
    " 💋💋",
]


def spaced(d: str, r: random.Random) -> str:
    return r.choice([" ", "-", ".", "  ", " - ", "/", "*", "_", " . "]).join(groups(d, r))


def groups(d: str, r: random.Random) -> list[str]:
    cuts = sorted({0, len(d), *r.sample(range(1, len(d)), r.randint(1, 4))})
    return [d[a:b] for a, b in pairwise(cuts)]


def worded(d: str, r: random.Random) -> str:
    words = WORDS[r.choice(list(WORDS))].split()
    share = r.choice([0.3, 0.6, 1.0])
    return r.choice([" ", "-", ". "]).join(words[int(c)] if r.random() < share else c for c in d)


def glued(d: str, r: random.Random) -> str:
    words = WORDS["en"].split()
    return "".join(words[int(c)] if r.random() < 0.4 else c for c in d)


def lettered(d: str, r: random.Random) -> str:
    letters = {"0": "oO", "1": "lI", "5": "S", "8": "B", "2": "Z"}
    return " ".join(
        "".join(r.choice(letters[c]) if c in letters and r.random() < 0.6 else c for c in g) for g in groups(d, r)
    )


def keycaps(d: str, r: random.Random) -> str:
    return r.choice(["", " "]).join(c + "\ufe0f\u20e3" for c in d)


def other_digits(d: str, r: random.Random) -> str:
    zero = r.choice("０٠۰०𝟎𝟬߀")
    return "".join(chr(ord(zero) + int(c)) for c in d)


def circled(d: str, r: random.Random) -> str:
    return "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] if r.random() < 0.7 else "⓿❶❷❸❹❺❻❼❽❾"[int(c)] for c in d)


def invisible(d: str, r: random.Random) -> str:
    return "".join(c + r.choice(["", "\u200b", "\u200e", "\u202d", "\u2060", "\ufeff", "\xad"]) for c in d)


def by_line(d: str, r: random.Random) -> str:
    return r.choice(["\n", "\r\n", "<br>"]).join(groups(d, r))


def markup(d: str, r: random.Random) -> str:
    return "".join(f"<b>{g}</b>" if r.random() < 0.5 else f"<span class='x'>{g}</span> " for g in groups(d, r))


def entities(d: str, r: random.Random) -> str:
    return "".join(f"&#{ord(c)};" if r.random() < 0.5 else c for c in d)


def doubled(d: str, r: random.Random) -> str:
    words, out, i = WORDS["en"].split(), [], 0
    while i < len(d):
        run = len(d[i:]) - len(d[i:].lstrip(d[i]))
        if run in {2, 3}:
            out += [{2: "double", 3: "triple"}[run], "oh" if d[i] == "0" else words[int(d[i])]]
            i += run
        else:
            out.append(words[int(d[i])])
            i += 1
    return " ".join(out)


def plain(d: str, r: random.Random) -> str:
    return d


WAYS: list[Callable[[str, random.Random], str]] = [plain, spaced, worded, glued, lettered, keycaps, other_digits]
WAYS += [circled, invisible, by_line, entities, markup, doubled]


def generated(seed: int, count: int) -> list[tuple[str, str, str, str]]:
    """(country, text, E.164, way) with one number in each text."""
    r = random.Random(seed)
    texts = []
    for _ in range(count):
        country = r.choice(list(COUNTRIES))
        trunk, code, ranges = COUNTRIES[country]
        national = "".join(str(r.randrange(10)) if c == "#" else c for c in r.choice(ranges))
        way = r.choice(WAYS)
        form = r.random()
        if form < 0.75:
            written = way(trunk + national, r)
        elif form < 0.9:
            written = "+" + way(code + national, r)
        else:
            written = way(code + national, r)
        texts.append((country, r.choice(BEFORE) + written + r.choice(AFTER), f"+{code}{national}", way.__name__))
    return texts


DECOYS = [
    "£{a}0 half hour, £{b}0 hour, £{b}00 overnight",
    "{a}0€ {b}0€ 1{a}0€",
    "age {a}, size 8, 34-24-36, 5'6",
    "{d}/{m}/202{y}",
    "202{y}-{m:02}-{d:02} {h:02}:{i:02}",
    "from {h}:{i:02} to 23:30, {d}.{m}.202{y}",
    "{d} High Street, {a}{b} flat {d}",
    "open {h}am-{d}pm 24/7",
    "60 / 100 / 150 / 200 / 250 roses",
    "{a} yrs, {b} kg, 1{a} cm",
    "est. 19{a}, moved 20{b}",
    "100 150 200 250 300",
    "ref: {a}{b}{a}{b}{a}{b}{a}",
    "ad id 60{a}{b}{a}{b}0",
    "{d} november 202{y} {h}h{i:02}",
    "2 girls 4 hands, 1 hour 100, 2 hours 180",
    "one or two hours, three girls, four hands massage",
    "iban GB82WEST1234569876543{a}",
    "bus {d}, {b}, {a} from 7 to 11, 5 min walk",
    "10% off {a}0, {b}0, code SAVE{a}",
    "30min 60 45min 80 1h 100",
    "#{a}{b}{a}{b}{a}{b}{a}1",
    "case number 7700{a}{b}12",
    "1 2 3 go",
    "order 07{a}{b}{a}{b}{a}{b}",
    "to be or not to be, for free",
    "no one ate for two",
    "SW1A {d}AA, W{d} {i}BB",
    "1,000 - 2,000 - 3,000",
    "{a}:{b}:{d} {a}-{b}",
    "€{a}0, €{b}0, €{a}5.50, {d}.{m}.2026 {h}:{i:02}",
]


def decoys(seed: int, count: int) -> list[tuple[str, str]]:
    r = random.Random(seed)
    texts = []
    for _ in range(count):
        values = {"a": r.randint(18, 39), "b": r.randint(40, 89), "d": r.randint(1, 28), "m": r.randint(1, 12)}
        values |= {"y": r.randint(0, 9), "h": r.randint(1, 23), "i": r.randint(0, 59)}
        parts = r.sample(DECOYS, r.randint(1, 3))
        texts.append((r.choice(list(COUNTRIES)), r.choice([" ", ". ", ", ", "\n"]).join(parts).format(**values)))
    return texts


@pytest.mark.parametrize("seed", [1, 2])
def test_hidden_numbers_are_found_and_nothing_else(seed: int) -> None:
    found_right = found_wrong = missed = 0
    for country, text, e164, _way in generated(seed, 3000):
        values = {c.value for c in contacts_in(text, country=country) if c.kind == "phone"}
        found_right += e164 in values
        missed += e164 not in values
        found_wrong += len(values - {e164})
    for country, text in decoys(seed, 3000):
        found_wrong += sum(c.kind == "phone" for c in contacts_in(text, country=country))
    precision = found_right / (found_right + found_wrong)
    recall = found_right / (found_right + missed)
    assert precision >= 0.98, (precision, recall)
    assert recall >= 0.95, (precision, recall)


@pytest.mark.parametrize(
    ("country", "text", "e164", "original", "confidence"),
    [
        ("GB", "call 07700 900123 now", "+447700900123", "07700 900123", 0.95),
        ("GB", "ring 0 7 7\n0 0 9\n0 0 1 2 3", "+447700900123", "0 7 7\n0 0 9\n0 0 1 2 3", 0.95),
        ("GB", "+44 (0)7700 900 123", "+447700900123", "+44 (0)7700 900 123", 0.95),
        ("GB", "0044 7700 900123", "+447700900123", "0044 7700 900123", 0.95),
        ("GB", "O77OO 9OO I23", "+447700900123", "O77OO 9OO I23", 0.85),
        (
            "GB",
            "o seven seven oh oh nine hundred 1 two 3",
            "+447700900123",
            "o seven seven oh oh nine hundred 1 two 3",
            0.85,
        ),
        ("GB", "0️⃣7️⃣7️⃣0️⃣0️⃣900123", "+447700900123", "0️⃣7️⃣7️⃣0️⃣0️⃣900123", 0.85),
        ("GB", "wa.me/447700900123", "+447700900123", "wa.me/447700900123", 0.95),
        ("GB", "07700<b>900</b>123", "+447700900123", "07700<b>900</b>123", 0.85),
        ("FR", "zéro six trente-neuf quatre-vingt-dix-huit soixante et onze vingt", "+33639987120", None, 0.85),
        ("DE", "null eins fünf zwei eins dreiundzwanzig fünfundvierzig 678", "+4915212345678", None, None),
        ("ES", "seis uno dos treinta y cuatro 56 78", "+34612345678", None, 0.85),
        ("RU", "восемь девять один два 345 67 89", "+79123456789", None, None),
        ("IT", "tre tre tre uno due tre quattro cinque sei sette", "+393331234567", None, 0.85),
        ("GB", "call 7700 900123", "+447700900123", "7700 900123", 0.85),
    ],
)
def test_a_number_keeps_what_was_written(
    country: str, text: str, e164: str, original: str | None, confidence: float | None
) -> None:
    found = [c for c in contacts_in(text, country=country) if c.kind == "phone"]
    assert [c.value for c in found] == [e164]
    assert original is None or found[0].original == original
    assert confidence is None or found[0].confidence == confidence


def test_two_numbers_and_the_price_between_them() -> None:
    found = contacts_in("07700 900124 / 07700900125 £120 or 020 7946 0958", country="GB")
    assert [c.value for c in found] == ["+447700900124", "+447700900125", "+442079460958"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_number_in_a_text_is_the_number_of_a_call_record(country: str) -> None:
    r, telephones, plan = random.Random(country), Telephones(country), numbering_plan(country)
    trunk, code, ranges = COUNTRIES[country]
    for _ in range(50):
        national = "".join(str(r.randrange(10)) if c == "#" else c for c in r.choice(ranges))
        for written in (trunk + national, f"+{code}{national}", f"00{code}{national}", code + national):
            reading = plan.read(written.lstrip("+"), plus=written[0] == "+")
            assert reading is not None
            assert reading.e164 == telephones.read(written).value == f"+{code}{national}"


def test_without_a_country_only_international_numbers_count() -> None:
    text = "call 07700 900123 or +44 7700 900124 or 0044 7700 900125"
    assert [c.value for c in contacts_in(text, country=None)] == ["+447700900124", "+447700900125"]


def test_a_wall_of_digits_costs_no_more_than_its_length() -> None:
    def cost(length: int) -> float:
        start = time.process_time()
        contacts_in("1 2 0 7 " * length, country="GB")
        return time.process_time() - start

    # four times as long: four times the cost, where a square would be sixteen
    assert cost(12_000) < 9 * min(cost(3_000), cost(3_000))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("mail anna.b@example.com.", "email", "anna.b@example.com"),
        ("kate (at) example dot co dot uk", "email", "kate@example.co.uk"),
        ("kate[at]example[dot]com", "email", "kate@example.com"),
        ("kate at example dot com", "email", "kate@example.com"),
        ("juan arroba ejemplo punto com", "email", "juan@ejemplo.com"),
        ("kate＠exаmple．com", "email", "kate@example.com"),
        ("Telegram: @Foo_Bar", "handle", "telegram:foo_bar"),
        ("https://t.me/Foo", "handle", "telegram:foo"),
        ("snap - kate99x", "handle", "snapchat:kate99x"),
        ("IG @kate.x", "handle", "instagram:kate.x"),
        ("onlyfans.com/katex?ref=1", "handle", "onlyfans:katex"),
        ("follow @sweet_kate", "handle", "sweet_kate"),
        ("https://www.kate-x.example/me?x=2", "handle", "url:kate-x.example/me"),
        ("tg://resolve?domain=foo1", "handle", "telegram:foo1"),
    ],
)
def test_accounts_and_addresses(text: str, kind: str, value: str) -> None:
    assert [(c.kind, c.value) for c in contacts_in(text, country="GB")] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "visit me at example dot com",
        "open @ noon. come",
        "meet @7pm",
        "snapchat only",
        "of course",
        "in line - call me",
        "Nice girl.call me",
        "whatsapp: only",
        "ig or snap",
        "signal: call",
        "e.g. this",
        "a.m. or p.m.",
        "5.30 to 6.30",
    ],
)
def test_prose_names_no_account(text: str) -> None:
    assert contacts_in(text, country="GB") == []


def test_the_same_number_twice_is_one_contact_with_the_surer_reading() -> None:
    found = contacts_in("o77oo 900123, that is 07700900123", country="GB")
    assert [(c.original, c.confidence) for c in found] == [("07700900123", 0.95)]


def test_thousands_of_texts_a_second() -> None:
    texts = [text for _, text, _, _ in generated(9, 4000)]
    start = time.process_time()
    for text in texts:
        contacts_in(text, country="GB")
    assert time.process_time() - start < 4  # 1 ms each, several times what it takes
