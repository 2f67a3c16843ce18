"""CPU and memory of grouping advertisement texts into templates, against LSH with rensa's MinHash in the same run.

The peer does what its own documentation shows, on the same texts, folded alike and cut into the same word pairs: one
RMinHash a text, inserted into an RMinHashLSH of as many bands, then one query a text; it does not verify a candidate.
Each runs in a process of its own. Usage: advertisement_texts.py [ADVERTISEMENTS].
"""

# ruff: noqa: PLC0415, PLR2004, S311 - each process imports its own; the figures of made-up texts are their content
from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from itertools import pairwise

WORDS = 4000
EMOJI = "💋🌹✨🔥💎"


def texts(number: int, *, seed: int = 1) -> list[str]:
    """Advertisements of some 30 words: a template for every ten, in which each hand changes a few words."""
    draw = random.Random(seed)
    syllables = [
        "ba",
        "ce",
        "di",
        "fo",
        "gu",
        "ha",
        "je",
        "ki",
        "lo",
        "mu",
        "na",
        "pe",
        "ri",
        "so",
        "tu",
        "va",
        "xi",
        "yo",
        "zu",
    ]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(WORDS)]
    common = words[:200]
    found = []
    while len(found) < number:
        template = [draw.choice(common if draw.random() < 0.5 else words) for _ in range(draw.randint(20, 40))]
        for _ in range(draw.randint(1, 19)):
            text = [word if draw.random() > 0.05 else draw.choice(words) for word in template]
            text.append(f"07700 {draw.randint(900000, 900999)}")
            if draw.random() < 0.3:
                text.insert(draw.randrange(len(text)), draw.choice(EMOJI))
            found.append(" ".join(text).capitalize())
    return found[:number]


def ours(given: list[str]) -> int:
    from netinvest.analysis.text_similarity import templates

    return int(templates(given).max()) + 1


def rensa(given: list[str]) -> int:
    from netinvest.analysis.shingle import fold
    from netinvest.analysis.text_similarity import BANDS, ROWS
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=BANDS * ROWS, num_bands=BANDS)
    signatures = []
    for place, text in enumerate(given):
        words = fold(text).split()
        signature = RMinHash(num_perm=BANDS * ROWS, seed=0)
        signature.update([f"{a} {b}" for a, b in pairwise(words)] or words)
        index.insert(place, signature)
        signatures.append(signature)
    return sum(len(index.query(signature)) > 1 for signature in signatures)


def main() -> None:
    if len(sys.argv) == 3:
        given = texts(int(sys.argv[1]))
        before = time.process_time()
        found = {"netinvest": ours, "rensa": rensa}[sys.argv[2]](given)
        used = time.process_time() - before
        print(found, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    cpu = {}
    for who in ("netinvest", "rensa"):
        done = subprocess.run([sys.executable, __file__, str(number), who], capture_output=True, text=True, check=True)
        found, used, peak = done.stdout.split()
        cpu[who] = float(used)
        print(f"{who}: {number:,} texts, {float(used):.1f} CPU-s, peak {float(peak):.0f} MB, found {int(found):,}")
    print(f"ratio {cpu['netinvest'] / cpu['rensa']:.2f} (bar 0.6)")


if __name__ == "__main__":
    main()
