"""How the characters of a file are written, and its lines as UTF-8 with one kind of line end."""
# ruff: noqa: RUF001 - the letters of many languages are its subject

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = 16 * 1024 * 1024  # larger ones are given fresh pages by the system, time and again
LONGEST_LINE = 64 * 1024 * 1024

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_CYRILLIC_RUN = re.compile(r"[а-яёіїєґ]{3,}", re.IGNORECASE)
_FALLBACKS = ("cp1252", "cp1250", "cp1254", "cp1257", "latin-1")
# letters that languages have in the single-byte pages; what is outside speaks against a page
_SHARED = "“”„’‘–—…°€§«»"
_ALPHABETS = {
    "cp1252": (
        "àâæçéèêëîïôœùûüÿ", "áéíóúüñ¿¡ºª", "àáâãçéêíóôõúºª", "äöüßé", "àèéìíîòóùú", "åäöæøé", "áðéíóúýþæö", "áèéëïóöü£",
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "äöüß"),
    "cp1254": ("çğıöşüâîûİ",),
}  # fmt: skip
_MIXED = 0.9  # of several languages of one page: what fits one language alone is surer
# words of tables of calls, payments and people; two of them tell a page whose bytes others read as well
_WORDS = {
    "cp932": "番号 通話 時間 時刻 日時 日付 発信 着信 種別 口座 金額 氏名 電話",
    "gb18030": "号码 时间 日期 通话 时长 类型 主叫 被叫 金额 账号 姓名 交易 电话",
    "big5": "號碼 時間 日期 通話 類型 發話 受話 金額 帳號 姓名 交易 電話 主叫 被叫",
    "cp949": "번호 시간 일시 통화 날짜 발신 수신 착신 종류 구분 금액 계좌 성명 이름 전화",
    "cp1256": "رقم تاريخ التاريخ الوقت المدة المتصل مكالمة النوع الاسم المبلغ الحساب",
    "cp1253": "αριθμός αριθμος ημερομηνία ημερομηνια διάρκεια διαρκεια κλήση κληση ποσό όνομα λογαριασμός τύπος",
    "cp1255": "מספר תאריך שעה משך סוג שיחה סכום חשבון שם טלפון כיוון",
    "cp874": "หมายเลข วันที่ เวลา เบอร์ ระยะเวลา ประเภท ชื่อ จำนวน บัญชี",
    "cp1254": "TARİH DİĞER GÖRÜŞMENİN İŞLEM İSTASYON İşlem İstasyon Diğer Arandı Aradı arandı aradı Çağrı çağrı",
}
_ENOUGH_WORDS = 2


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and what it was told by."""

    name: str
    because: str


class WrongEncodingError(Exception):
    """A later part of the file is not in the encoding that its beginning is in."""

    def __init__(self, part: bytes) -> None:
        super().__init__()
        self.part = part


def detect(head: bytes, name: str) -> Encoding:
    """The encoding of a text by its first bytes.

    A byte order mark decides; then NULs in every other place (UTF-16); then whether it is valid UTF-8; then which
    of the single-byte pages makes letters of it.

    Raises:
        InputRefused: It is no text.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return Encoding(encoding, "its byte order mark")
    if len(head) >= 4:  # noqa: PLR2004
        even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
        half = min(len(head), 4096) // 2
        if odd > 0.4 * half and even < 0.1 * half:
            return Encoding("utf-16-le", "every other byte is nought")
        if even > 0.4 * half and odd < 0.1 * half:
            return Encoding("utf-16-be", "every other byte is nought")
    if head.count(0) > len(head) // 50 or len(_CONTROL.findall(head[:65536])) > min(len(head), 65536) // 50:
        raise InputRefused(
            "the file is neither text nor a workbook", where=name, remedy="export it as CSV, JSON Lines or XLSX"
        )
    return of_part(head)


def of_part(part: bytes) -> Encoding:
    """The encoding of bytes that carry no mark."""
    # the last character may be cut
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        decoder.decode(part)
    except UnicodeDecodeError:
        pass
    else:
        return Encoding("utf-8", "it is valid")
    for page, listed in _WORDS.items():
        text = _read_as(page, part)
        if text is not None and sum(word in text for word in listed.split()) >= _ENOUGH_WORDS:
            return Encoding(page, "its bytes make words of such tables")
    high = bytes(byte for byte in part if byte > 0x7F)  # noqa: PLR2004
    for page in ("cp1251", "koi8-r"):
        text = part.decode(page, "replace")
        runs = "".join(_CYRILLIC_RUN.findall(text))
        lower = sum(c.islower() for c in runs)
        if len(runs) >= 0.8 * len(high) and lower >= 0.5 * len(runs):
            return Encoding(page, "its bytes make Cyrillic words")
    best, found = -1.0, "cp1252"
    for page in _FALLBACKS:
        try:
            text = high.decode(page)
        except UnicodeDecodeError:
            continue
        score = _fit(text.casefold(), page)
        if score > best + 0.02:  # the commoner page, unless another is better for sure
            best, found = score, page
    return Encoding(found, "it is no UTF-8, and its bytes make letters so")


def _read_as(page: str, part: bytes) -> str | None:
    try:
        return codecs.getincrementaldecoder(page)("strict").decode(part)
    except UnicodeDecodeError:
        return None


def _fit(text: str, page: str) -> float:
    """The share of letters that the language of this page has which they fit best."""
    alphabets = _ALPHABETS.get(page, ())
    if not text or not alphabets:
        return 0.0
    mixed = _MIXED * sum(c in "".join(alphabets) + _SHARED for c in text) / len(text)
    return max(mixed, *(sum(c in alphabet + _SHARED for c in text) / len(text) for alphabet in alphabets))


def blocks(stream: BinaryIO, encoding: str, name: str, *, size: int = BLOCK) -> Iterator[bytes]:
    r"""The text in blocks of whole lines: UTF-8, every line end ``\n``, no byte order mark.

    Raises:
        WrongEncodingError: A block is not in this encoding.
        InputRefused: There is no line end for LONGEST_LINE.
    """
    decode = _decoder(encoding)
    left = b""
    first, last_cr = True, False
    while True:
        raw = stream.read(size)
        text = decode(raw, final=not raw)
        if first and text.startswith(codecs.BOM_UTF8):
            text = text[3:]
        first = first and not text
        if last_cr and text.startswith(b"\n"):  # the pair was cut in two
            text = text[1:]
        last_cr = text.endswith(b"\r") or (last_cr and not text and bool(raw))
        if b"\r" in text:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        cut = text.rfind(b"\n") + 1
        if not cut:
            left += text
            if len(left) > LONGEST_LINE:
                raise InputRefused("there is no line end within 64 MB", where=name, remedy="check what the file is")
            if not raw:
                if left:
                    yield _valid(left, encoding)
                return
            continue
        whole = text if not left and cut == len(text) else b"".join((left, memoryview(text)[:cut]))
        left = text[cut:]
        yield _valid(whole, encoding)


class _Decoder:
    """Bytes of any encoding to bytes of UTF-8, across block ends."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")

    def __call__(self, raw: bytes, *, final: bool) -> bytes:
        try:
            return self._decoder.decode(raw, final).encode("utf-8", "replace")
        except UnicodeDecodeError:
            raise WrongEncodingError(raw) from None


def _same(raw: bytes, *, final: bool) -> bytes:  # noqa: ARG001 - the signature of _Decoder
    return raw


def _decoder(encoding: str) -> Callable[..., bytes]:
    return _same if encoding in {"utf-8", "utf-8-sig"} else _Decoder(encoding)


def _valid(block: bytes, encoding: str) -> bytes:
    if encoding in {"utf-8", "utf-8-sig"} and not block.isascii():
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            raise WrongEncodingError(block) from None
    return block
