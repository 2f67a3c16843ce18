"""Number words of the languages advertisements are written in, as a reader of phone numbers needs them.

Single digits in every language given here; 10 to 99 in those whose speakers read a phone number in pairs;
round hundreds. All words are folded (see `fold`), so that accents and look-alike letters do not matter.
"""

# ruff: noqa: RUF001 - words of many scripts
from __future__ import annotations

from itertools import product

from netinvest.ingest.fold import folded_word

# 0 to 9, variants divided by a stroke
_DIGITS = {
    "en": "zero/nil/nought/naught/oh one two three four five six seven eight nine/niner",
    "es": "cero uno/una/un dos tres cuatro cinco seis siete ocho nueve",
    "fr": "zéro un/une deux trois quatre cinq six sept huit neuf",
    "de": "null eins/ein/eine zwei/zwo drei vier fünf/fuenf sechs sieben acht neun",
    "pt": "zero um/uma dois/duas três quatro cinco seis/meia sete oito nove",
    "it": "zero uno/una due tre quattro cinque sei sette otto nove",
    "pl": "zero jeden/jedna dwa/dwie trzy cztery pięć sześć siedem osiem dziewięć",
    "ro": "zero unu/una/unul doi/două trei patru cinci șase/sase șapte/sapte opt nouă",
    "ru": "ноль/нуль один/одна два/две три четыре пять шесть семь восемь девять",
    "uk": "нуль один/одна два/дві три чотири п'ять/пять шість сім вісім дев'ять/девять",
    "nl": "nul een/één twee drie vier vijf zes zeven acht negen",
    "bg": "нула едно/един две/два три четири пет шест седем осем девет",
    "cs": "nula jedna/jeden dva/dvě tři čtyři pět šest sedm osm devět",
    "hr": "nula jedan/jedna dva/dvije tri četiri pet šest sedam osam devet",
    "hu": "nulla egy kettő/két három négy öt hat hét nyolc kilenc",
    "sq": "zero një dy tre katër pesë gjashtë shtatë tetë nëntë",
    "tr": "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    "sv": "noll ett/en två tre fyra fem sex sju åtta nio",
}
# 10 to 19
_TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "es": "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "fr": "dix onze douze treize quatorze quinze seize dix_sept dix_huit dix_neuf",
    "de": "zehn elf zwölf/zwoelf dreizehn vierzehn fünfzehn/fuenfzehn sechzehn siebzehn achtzehn neunzehn",
    "pt": "dez onze doze treze catorze/quatorze quinze "
    "dezasseis/dezesseis dezassete/dezessete dezoito dezanove/dezenove",
    "it": "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "pl": "dziesięć jedenaście dwanaście trzynaście czternaście piętnaście "
    "szesnaście siedemnaście osiemnaście dziewiętnaście",
    "ro": "zece unsprezece doisprezece treisprezece paisprezece cincisprezece "
    "șaisprezece șaptesprezece optsprezece nouăsprezece",
    "ru": "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
    "шестнадцать семнадцать восемнадцать девятнадцать",
    "nl": "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
}
# 20, 30 ... 90
_TENS = {
    "en": "twenty thirty forty/fourty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "fr": "vingt trente quarante cinquante soixante",
    "de": "zwanzig dreißig/dreissig vierzig fünfzig/fuenfzig sechzig siebzig achtzig neunzig",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pl": "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt "
    "siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    "ro": "douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
_JOINT = {"es": "y", "pt": "e", "ro": "și"}  # stands between ten and unit
_UNIT_FIRST = {"de": "und", "nl": "en"}  # einundzwanzig
_HUNDREDS = {
    "en": "one_hundred two_hundred three_hundred four_hundred five_hundred "
    "six_hundred seven_hundred eight_hundred nine_hundred",
    "es": "cien/ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
    "pt": "cem/cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    "it": "cento duecento trecento quattrocento cinquecento seicento settecento ottocento novecento",
    "ru": "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
}
_WHOLE_HUNDREDS = frozenset({"ru"})  # whose speakers read three digits of a number as one: nine hundred five is 905
REPEATS = {"double": 2, "dbl": 2, "triple": 3, "treble": 3, "doble": 2, "doppel": 2, "doppio": 2, "duplo": 2}
"""Words that repeat the digit after them."""
WEAK = {
    "won": "1",
    "to": "2",
    "too": "2",
    "tu": "2",
    "tree": "3",
    "free": "3",
    "for": "4",
    "fore": "4",
    "fife": "5",
} | {
    "sicks": "6",
    "ate": "8",
    "nein": "9",
    "bir": "1",
    "ein": "1",
    "hat": "6",
    "het": "7",
}
"""Words that only sound like a digit, or are too common in another language: believed beside others, never alone."""

Phrase = tuple[str, ...]


def _variants(words: str) -> list[list[str]]:
    return [[folded_word(v).replace("'", "") for v in group.split("/")] for group in words.split()]


def _language(language: str) -> dict[Phrase, str]:
    """Every phrase of one language with its digits."""
    digits = _variants(_DIGITS[language])
    phrases: dict[Phrase, str] = {(w,): str(n) for n, group in enumerate(digits) for w in group}
    teens = _variants(_TEENS[language]) if language in _TEENS else []
    tens = _variants(_TENS[language]) if language in _TENS else []
    for n, group in enumerate(teens, start=10):
        phrases |= {tuple(w.split("_")): str(n) for w in group}
    joint = tuple(folded_word(j) for j in [_JOINT[language]]) if language in _JOINT else ()
    for n, group in enumerate(tens, start=2):
        for ten in group:
            phrases[(ten,)] = f"{n}0"
            for unit, words in enumerate(digits[1:], start=1):
                for word in words:
                    if language in _UNIT_FIRST:
                        middle = _UNIT_FIRST[language]
                        forms: list[Phrase] = [(word + middle + ten,), (word, middle, ten)]
                    elif language == "it":
                        forms = [(ten[:-1] + word if word[0] in "uo" else ten + word,), (ten, word)]
                    else:
                        forms = [(ten, *joint, word), (ten, word), (ten + word,)]
                    phrases |= dict.fromkeys(forms, f"{n}{unit}")
    below = {p: d for p, d in phrases.items() if len(d) == 2 or (language in _WHOLE_HUNDREDS and d != "0")}  # noqa: PLR2004
    for n, group in enumerate(_variants(_HUNDREDS.get(language, "")), start=1):
        for hundred in (tuple(w.split("_")) for w in group):
            phrases |= {(*hundred, *rest): f"{n}{figures:>02}" for rest, figures in below.items()}
            phrases[hundred] = f"{n}00"
    return phrases


def _french_pairs() -> dict[Phrase, str]:
    """70 to 99, and the `et un` forms: French counts these by twenties."""
    french = {p: d for p, d in _language("fr").items() if len(d) <= 2}  # noqa: PLR2004
    phrases: dict[Phrase, str] = {}
    for ten in range(2, 7):
        word = next(p for p, d in french.items() if d == f"{ten}0")
        phrases |= {(*word, "et", "un"): f"{ten}1", (*word, "et", "une"): f"{ten}1"}
    for phrase, digits in french.items():
        number = int(digits)
        if len(phrase) > 2 or number in range(20, 100) or phrase == ("zero",):  # noqa: PLR2004
            continue
        if number >= 10:  # noqa: PLR2004
            phrases[("soixante", *phrase)] = str(60 + number)
        for vingt in ("vingt", "vingts"):
            phrases[("quatre", vingt, *phrase)] = str(80 + number)
    phrases |= {("soixante", "et", "onze"): "71", ("quatre", "vingt"): "80", ("quatre", "vingts"): "80"}
    return phrases | {("septante",): "70", ("huitante",): "80", ("octante",): "80", ("nonante",): "90"}


def _spanish_twenties() -> dict[Phrase, str]:
    units = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
    return {("veinti" + u,): f"2{n}" for n, u in enumerate(units, start=1)}


def _disguised(word: str) -> list[str]:
    """`s3ven`, `0ne`: letters of an English number word given as digits."""
    letters = [
        (c, d) if (d := {"o": "0", "e": "3", "i": "1", "a": "4", "s": "5", "t": "7"}.get(c)) else (c,) for c in word
    ]
    return ["".join(form) for form in product(*letters) if not "".join(form).isdigit()][1:]


def _all() -> dict[Phrase, str]:
    phrases: dict[Phrase, str] = {}
    for language in reversed(_DIGITS):  # the first named wins where two languages share a word
        phrases |= _language(language)
    phrases |= _french_pairs() | _spanish_twenties()
    # ("sei", "ein", "en" ...) stay, for they count only beside other digits; these are too common even so
    for word in ("en", "bir", "hat", "ein", "het"):
        phrases.pop((word,), None)
    for phrase, digits in _language("en").items():
        if len(phrase) == 1 and len(digits) == 1:
            for form in _disguised(phrase[0]):
                phrases.setdefault((form,), digits)
    return phrases


PHRASES: dict[Phrase, str] = _all()
"""Words in a row, and the digits they stand for."""

FIRST_WORDS: dict[str, list[tuple[Phrase, str]]] = {}
"""The phrases by their first word, longest first."""
for _phrase, _digits in sorted(PHRASES.items(), key=lambda item: (-len(item[0]), item[0])):
    FIRST_WORDS.setdefault(_phrase[0], []).append((_phrase, _digits))
