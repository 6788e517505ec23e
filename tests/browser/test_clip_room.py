"""A clip in a real Chromium: recorded there, filed by an author, and played with captions beside its transcript."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.formats.scenario_yaml import read_scenario
from exam_server.web.access import SESSION_COOKIE
from tests import encounters
from tests.calibrated import WITH_VIGNETTES
from tests.making import open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
RECORD = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let frame = 0; frame < 20; frame += 1) {
    context.fillStyle = `hsl(${frame * 18} 80% 40%)`;
    context.fillRect(0, 0, 64, 48);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""
CAPTIONS = """    clip: {digest}
    captions: |-
      WEBVTT

      00:00.000 --> 00:10.000
      Czyli ja opowiadam, a na koniec dostaję kartkę?
"""
Opening = Callable[[str, str], Page]


@pytest.fixture
def open_page(app: Flask, chromium: Browser, visitors: Visitors) -> Iterator[Opening]:
    """Opens a page as one of the cast; whatever the browser's policy complains about fails the test."""
    problems: list[str] = []
    contexts = []
    with serve(app) as address:

        def open_one(login: str, path: str) -> Page:
            cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
            assert cookie is not None
            context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="pl")
            context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
            page.goto(address + path)
            return page

        yield open_one
        for context in contexts:
            context.close()
    assert problems == []


def test_a_clip_is_recorded_filed_named_and_played_with_captions_beside_its_transcript(
    app: Flask, visitors: Visitors, open_page: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = open_page("adam", "/author/clips")
    recorded = tmp_path / "clip.webm"
    recorded.write_bytes(base64.b64decode(author.evaluate(RECORD)))
    author.locator("input[name=title]").fill("Przebieg i role")
    author.locator("input[name=clip]").set_input_files(recorded)
    author.get_by_role("button", name="Zapisz klip").click()
    digest = author.locator("td.digest").inner_text().strip()
    assert len(digest) == 64 and violations(author) == []

    source = WITH_VIGNETTES.read_text(encoding="utf-8").replace(
        "  - id: V1\n", "  - id: V1\n" + CAPTIONS.format(digest=digest), 1
    )
    scenario, problems = read_scenario(source)
    assert scenario is not None, problems
    changed = tmp_path / "scenario.yaml"
    changed.write_text(source, encoding="utf-8")
    monkeypatch.setattr(encounters, "SCENARIO", changed)
    monkeypatch.setattr(encounters, "shipped_scenario", lambda: scenario)
    with open_own_work(app.extensions["exam_house"].database) as work:
        encounters.make_encounter(work, visitors.accounts)
    page = open_page("asia", "/assessor/calibration")
    page.locator("a[href$='/V1']").click()
    video = page.locator("video")
    expect(video).to_be_visible()
    video.evaluate("each => { each.muted = true; return each.play(); }")
    video.evaluate("each => new Promise((done) => { each.currentTime > 0 ? done() : each.ontimeupdate = done; })")
    assert video.evaluate("each => [each.videoWidth, each.videoHeight]") == [64, 48]
    assert video.evaluate("each => [...each.textTracks[0].cues].map((cue) => cue.text)") == [
        "Czyli ja opowiadam, a na koniec dostaję kartkę?"
    ]
    expect(page.get_by_role("heading", name="Zapis rozmowy")).to_be_visible()
    expect(page.get_by_text(scenario.vignettes[0].text.splitlines()[0])).to_be_visible()
    assert violations(page) == []
