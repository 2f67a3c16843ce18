"""Digests of images that lie beside a file of advertisements. Nothing is fetched; hostile images are bounded.

An advertisement names its images by digest or by file name. A name is no digest: two sites both have a ``1.jpg``. So a
file that is there is read and gives a perceptual hash (pHash of 64 bits, Zauner 2010, by `imagehash`), which stays the
same when an image is resized or compressed again; one that is not there gives none.
"""

from __future__ import annotations

import re
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(?!\w+://)[^\0]{1,300}\.(?:jpe?g|png|gif|webp|bmp)", re.IGNORECASE)
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_BESIDE = ("", "images", "image", "photos", "pictures", "media", "img")
_LARGEST = 64 * 1024 * 1024  # bytes
_MOST_PIXELS = 50_000_000
_FLAT = 4  # bits of 64: an image of one colour is nobody's


class Images:
    """The images beside one file.

    Args:
        folder: Where the file of advertisements lies, or None: then no name gives a digest.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder.resolve() if folder is not None else None
        self._known: dict[str, tuple[str | None, str | None]] = {}

    def digest(self, written: str) -> tuple[str | None, str | None]:
        """The digest that is written, or that of the image which is named; and why there is none."""
        if _NAME.fullmatch(written) is None:
            return written, None
        if written not in self._known:
            self._known[written] = self._of_file(written)
        return self._known[written]

    def _of_file(self, name: str) -> tuple[str | None, str | None]:
        path = self._found(name)
        if path is None:
            return None, "names an image that is not beside the file"
        if path.stat().st_size > _LARGEST:
            return None, f"names an image of more than {_LARGEST // 1024**2} MB"
        return _perceptual(path)

    def _found(self, name: str) -> Path | None:
        """The file of this name in the folder, never outside of it."""
        if self._folder is None:
            return None
        parts = PurePosixPath(name.replace("\\", "/")).parts
        for place in (*(self._folder.joinpath(*parts),), *(self._folder / beside / parts[-1] for beside in _BESIDE)):
            try:
                whole = place.resolve()
                if whole.is_relative_to(self._folder) and whole.is_file() and not place.is_symlink():
                    return whole
            except (OSError, ValueError):
                continue
        return None


def _perceptual(path: Path) -> tuple[str | None, str | None]:
    import imagehash
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # of damaged metadata
            with Image.open(path, formats=_FORMATS) as image:
                image.draft("L", (256, 256))  # a JPEG need not be decoded in full
                found = imagehash.phash(image.convert("L"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None, f"names an image of more than {_MOST_PIXELS:,} pixels"
    except Exception:  # noqa: BLE001 - decoders of hostile images raise whatever they like
        return None, "names an image that cannot be read"
    bits = int(found.hash.sum())
    if bits < _FLAT or bits > found.hash.size - _FLAT:
        return None, "names an image that shows nothing"
    return str(found), None
