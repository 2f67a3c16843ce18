"""Large pages in a headless Chromium without a graphics card: size, first paint, filter, pan, folding.

Limits are those of the issue, on 2 quiet cores: 20,000 actors and 42,000 links in at most 800 KB, first paint 1.5 s, a
filter 0.3 s, a frame of a pan 0.2 s; 100,000 actors open in 3 s: on their leads, folded at one press, and folded where
there is no lead. Each line prints measured / limit (1 is the limit).

    python benchmarks/charts/large_pages.py [--actors 20000]
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
from netinvest.charts import CaseFacts, Chart
from netinvest.model.finding import Finding, FindingKind, Indicator, Subject
from playwright.sync_api import sync_playwright

WHOLE_MOST = 20_000  # actors drawn one by one, as in view.js
INSIDE = 0.92  # of the links stay within a community
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FRAMES = """async () => { const box = document.querySelector('.network').getBoundingClientRect(), times = [];
  const at = (type, x) => document.querySelector('.sigma-mouse').dispatchEvent(new MouseEvent(type, { bubbles: true,
    clientX: box.left + x, clientY: box.top + 200, buttons: 1 }));
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  at('mousedown', 200);
  for (let i = 0; i < 15; i++) { const start = performance.now(); at('mousemove', 205 + 6 * i); await frame();
    await frame(); times.push((performance.now() - start) / 2); }
  at('mouseup', 300); return times; }"""


LEADS = ("likely_coordinator", "possible_victim_offender", "likely_linked_victim")


def large_case(actors: int, links: int, seed: int = 1, *, leads: int = 0) -> Chart:
    """Communities of some hundreds of actors, most links inside them, leads in some; nobody here exists."""
    draw = random.Random(seed)  # noqa: S311 - a made-up case, not a secret
    rows = [
        {
            "actor_id": f"actor:{i:06d}", "alias": f"A-{i:06d}", "category": "unknown", "protected": False,
            "identifiers": [{"kind": "phone", "value": f"+447700{draw.randrange(900000, 901000)}{i % 1000:03d}"}],
        }
        for i in range(actors)
    ]  # fmt: skip
    groups = max(1, actors // 250)
    pairs: dict[tuple[int, int, str], tuple[int, int, int]] = {}
    while len(pairs) < links:
        start = draw.randrange(actors)
        group = start % groups if draw.random() < INSIDE else draw.randrange(groups)
        end = group + groups * min(int(draw.paretovariate(0.9)) - 1, actors // groups - 1)
        if start != end < actors:
            first = draw.randrange(20_000)
            stream = draw.choices(("calls", "messages", "transfers"), (6, 2, 1))[0]
            pairs[start, end, stream] = (int(draw.paretovariate(1.2)), first, first + draw.randrange(90))
    moment = pa.timestamp("s", tz="UTC")
    keys, values = list(pairs), list(pairs.values())
    amounts = [str(count * 10) if key[2] == "transfers" else None for key, (count, _, _) in pairs.items()]
    table = pa.table({
        "start_actor_id": [f"actor:{s:06d}" for s, _, _ in keys],
        "end_actor_id": [f"actor:{e:06d}" for _, e, _ in keys],
        "stream": [stream for _, _, stream in keys],
        "count": pa.array([c for c, _, _ in values], pa.int64()),
        "first_at_utc": pa.array([(20_000 + f // 100) * 86_400 for _, f, _ in values], pa.int64()).cast(moment),
        "last_at_utc": pa.array([(20_000 + f // 100 + t % 90) * 86_400 for _, f, t in values], pa.int64()).cast(moment),
        "amount": pa.array(amounts).cast(pa.decimal128(28, 8)),
        "currency": ["GBP" if k[2] == "transfers" else None for k in keys],
        "source_ids": [["ab" * 32] for _ in keys],
    })  # fmt: skip
    findings = [
        Finding(
            f"lead-{i:05d}", FindingKind(LEADS[i % 3]), Subject(f"actor:{at:06d}", f"A-{at:06d}", "unknown"),
            i // 3 + 1, 0.5, (1, 9), 0.9, (Indicator("made up", "calls", 1.0, None, None, "Made up to measure."),),
        )
        for i, at in enumerate(sorted(draw.sample(range(actors), leads)))
    ]  # fmt: skip
    return Chart(findings, pa.Table.from_pylist(rows), table, CaseFacts("large", seed=seed))


def measure(browser: Any, path: Path, *, whole: bool) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", timeout=60_000)
    found = {"drawn": time.perf_counter() - start}
    found["first paint"] = page.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
    )
    if whole:
        page.select_option(".views", "whole")
        page.wait_for_timeout(800)
        found["filter"] = statistics.median(
            page.evaluate(
                "async () => { const chip = document.querySelectorAll('.streams .chip')[0], start = performance.now();"
                " chip.click(); await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
                " return (performance.now() - start) / 1000; }"
            )
            for _ in range(5)
        )
        found["pan frame"] = statistics.median(page.evaluate(FRAMES)) / 1000
    elif page.input_value(".views") == "first":
        start = time.perf_counter()
        page.click(".everybody")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        found["folded"] = time.perf_counter() - start
    page.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--actors", type=int, nargs="*", default=[20_000, 100_000])
    path = next(found for name in NAMES if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        sizes = parser.parse_args().actors
        for actors, leads in [(n, leads) for n in sizes for leads in ((30,) if n <= WHOLE_MOST else (30, 0))]:
            chart = large_case(actors, int(actors * 2.1), leads=leads)
            cpu = time.process_time()
            file = chart.save(Path(folder) / f"{actors}.html")
            print(f"{actors:,} actors, {leads} leads: written in {time.process_time() - cpu:.1f} CPU-s")
            found = measure(browser, file, whole=actors <= WHOLE_MOST)
            limits = (
                {"first paint": 1.5, "filter": 0.3, "pan frame": 0.2}
                if actors <= WHOLE_MOST
                else {"drawn": 3.0, "folded": 3.0}
            )
            found["size"], limits = file.stat().st_size / 1e6, limits | ({"size": 0.8} if actors <= WHOLE_MOST else {})
            for name, value in found.items():
                ratio = f"  {value / limits[name]:.2f} of the limit" if name in limits else ""
                print(f"  {name:12} {value:.3f} {'MB' if name == 'size' else 's'}{ratio}")
        browser.close()


if __name__ == "__main__":
    main()
