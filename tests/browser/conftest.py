"""One Chromium for all browser tests; every request that leaves the page is refused and counted."""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-sync", "--no-first-run", "--metrics-recording-only",
]  # fmt: skip


@dataclass
class Watch:
    """What a page did that it should not have."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


def _is_complaint(message: Any) -> bool:
    """A warning or an error of the page; not a software renderer's advice that reading pixels is slow."""
    return message.type in {"error", "warning"} and "GPU stall due to ReadPixels" not in message.text


@pytest.fixture(scope="session")
def ring_case() -> ModuleType:
    path = Path(__file__).with_name("ring_case.py")
    spec = importlib.util.spec_from_file_location("ring_case", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("CI must have a chromium")
        pytest.skip("no chromium: the chart was NOT tested in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., tuple[Any, Watch]]]:
    """Open a file; returns the page and a watch over it."""
    contexts = []

    def opened(path: Path, *, script: bool = True, wait: bool = True, **options: Any) -> tuple[Any, Watch]:
        options.setdefault("viewport", {"width": 1366, "height": 768})
        context = chromium.new_context(java_script_enabled=script, accept_downloads=True, **options)
        contexts.append(context)
        watch = Watch()
        own = path.as_uri()

        def route(route: Any) -> None:
            if route.request.url == own:
                route.continue_()
            else:
                watch.requests.append(route.request.url)
                route.abort()

        context.route("**/*", route)
        page = context.new_page()
        page.on("console", lambda m: watch.errors.append(m.text) if _is_complaint(m) else None)
        page.on("pageerror", lambda e: watch.errors.append(str(e)))
        page.on("dialog", lambda d: (watch.dialogs.append(d.message), d.dismiss()))
        page.goto(own)
        if script and wait:
            page.wait_for_selector("html[data-drawn]", timeout=20_000)
        return page, watch

    yield opened
    for context in contexts:
        context.close()
