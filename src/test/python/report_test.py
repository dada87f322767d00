"""The report in a browser, at the width of a phone and of a desk, in both languages, against the tables it shows."""

import re
import shutil
import unittest

import job
import pyarrow.compute as compute
import pyarrow.dataset as dataset
from playwright.sync_api import sync_playwright

WIDTHS = {"phone": 390, "desk": 1440}
LANGUAGES = ["en", "pt-BR"]
# What is wider than its place, but for tables, which scroll in a box of their own.
WIDER = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && !e.closest('svg')
  && !e.classList.contains('unseen') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + '.' + e.className).slice(0, 5)"""
EMPTY = """() => [...document.querySelectorAll('.chart')].filter(c => {
  const svg = c.querySelector('svg');
  if (!svg) return true;
  const box = svg.getBoundingClientRect();
  const marks = svg.querySelectorAll('path, polyline, polygon, rect, line');
  return box.width < 200 || box.height < 60 || marks.length < 5 || box.width > c.getBoundingClientRect().width + 1;
}).map(c => c.id)"""
OUTSIDE = """() => [...document.querySelectorAll('.chart')].filter(c => {
  const box = c.getBoundingClientRect();
  return [...c.querySelectorAll('svg text')].some(t => {
    const text = t.getBoundingClientRect();
    return text.width > 0 && (text.left < box.left - 2 || text.right > box.right + 2 || text.bottom > box.bottom + 3);
  });
}).map(c => c.id)"""


def rows(lake, table, **where):
    data = dataset.dataset(lake / table, exclude_invalid_files=True)
    condition = None
    for column, value in where.items():
        one = compute.field(column).is_null() if value is None else compute.field(column) == value
        condition = one if condition is None else condition & one
    return data.to_table(filter=condition).to_pylist()


def number(text):
    """A number as the page writes it, in either language."""
    text = re.sub(r"[^\d,.−-]", "", text).replace("−", "-")
    if re.search(r",\d{3}(\D|$)", text) or "." in text and "," not in text and not re.search(r"\.\d{3}(\D|$)", text):
        return float(text.replace(",", ""))
    return float(text.replace(".", "").replace(",", "."))


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = job.demo_lake()
        cls.lake = cls.folder / "lake"
        cls.files = {language: cls.folder / f"report-{language}.html" for language in LANGUAGES}
        for language, file in cls.files.items():
            job.clientela("report", "--config", cls.folder / "settings.yaml", "--out", file, "--language", language)
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def open(self, file, width=1440):
        """A page without network; what it asks and complains of is kept."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        self.addCleanup(context.close)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        context.route(lambda url: not url.startswith(("file:", "data:")), lambda route: route.abort())
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-drawn]")
        return page

    def point_at_first_cell(self, page):
        page.locator("#retention-heat").scroll_into_view_if_needed()
        page.locator("#retention-heat svg path[fill^='rgb']").first.hover(force=True)

    def everywhere(self):
        for language, file in self.files.items():
            for name, width in WIDTHS.items():
                with self.subTest(language=language, width=name):
                    yield self.open(file, width)

    def test_asks_nothing_and_complains_of_nothing(self):
        for page in self.everywhere():
            self.assertEqual(page.complaints, [])
            self.assertEqual([url for url in page.asked if not url.startswith(("file:", "data:"))], [])
            self.assertEqual(len([url for url in page.asked if url.startswith("file:")]), 1)

    def test_draws_every_chart_in_its_place(self):
        for page in self.everywhere():
            self.assertGreaterEqual(page.locator(".chart").count(), 15)
            self.assertEqual(page.evaluate(EMPTY), [])
            self.assertEqual(page.evaluate(OUTSIDE), [])

    def test_nothing_is_wider_than_the_page(self):
        for page in self.everywhere():
            self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"])
            self.assertEqual(page.evaluate(WIDER), [])

    def test_all_of_it_is_in_the_language_of_the_page(self):
        for language, file in self.files.items():
            page = self.open(file)
            self.assertEqual(page.get_attribute("html", "lang"), language)
            self.assertEqual(page.locator("[lang]").count(), 1)

    def test_the_contents_lead_to_every_section(self):
        page = self.open(self.files["en"])
        anchors = page.eval_on_selector_all("nav a", "all => all.map(a => a.getAttribute('href'))")
        self.assertEqual(len(anchors), 15)
        for anchor in anchors:
            self.assertEqual(page.locator(anchor).count(), 1)

    def test_cards_are_those_of_the_scorecard(self):
        page = self.open(self.files["pt-BR"])
        if not (self.lake / "kpi_scorecard").exists():
            self.assertEqual(page.locator(".card").count(), 0)
            self.assertIn("kpi_scorecard", page.locator("#headlines .missing").inner_text())
            return
        known = {}
        for row in rows(self.lake, "kpi_scorecard", dimension="all"):
            told = row["grain"] is None or row["grain"] == "month" and row["is_complete"]
            if told and row["value"] is not None:
                known.setdefault((row["kpi"], row["grain"]), []).append(row)
        cards = page.locator(".card")
        self.assertGreater(cards.count(), 10)
        for card in cards.all():
            kpi = card.get_attribute("data-kpi")
            of = known.get((kpi, "month")) or known[(kpi, None)]
            latest = max(of, key=lambda row: str(row["period_start"]))
            shown = number(card.locator(".value").inner_text())
            value = latest["value"] * (100 if latest["unit"] == "share" else 1)
            self.assertAlmostEqual(shown, value, delta=0.51 if abs(value) >= 10000 or latest["unit"] == "count" else 0.051)

    def test_funnel_counts_are_those_of_the_table(self):
        steps = rows(self.lake, "funnel_conversion", funnel="checkout", dimension="all", entered_start=None)
        steps.sort(key=lambda row: row["step_index"])
        for language in LANGUAGES:
            page = self.open(self.files[language])
            shown = page.locator("#funnels .steps li")
            self.assertEqual(
                [(one.locator(".name").inner_text(), number(one.locator(".customers").inner_text())) for one in shown.all()],
                [(row["step_name"], row["customers"]) for row in steps],
            )
            marked = page.locator("#funnels .bottleneck .name").all_inner_texts()
            self.assertEqual(marked, [row["step_name"] for row in steps if row["is_bottleneck"]])

    def test_data_quality_adds_up_as_in_the_table(self):
        inputs = {row["input"]: row for row in rows(self.lake, "data_quality")}
        page = self.open(self.files["pt-BR"])
        shown = page.locator("#quality table").first.locator("tbody tr").all()
        self.assertEqual(len(shown), len(inputs))
        for line in shown:
            cells = line.locator("td").all_inner_texts()
            row = inputs[cells[0]]
            counts = [number(cell) for cell in cells[1:8]]
            names = ("read", "admitted", "rejected", "later", "duplicates", "superseded", "conflicts")
            self.assertEqual(counts, [row[c] for c in names])
            self.assertEqual(counts[0], sum(counts[1:]))
        reasons = page.locator("#quality table").nth(1).locator("tbody tr td:nth-child(2)").all_inner_texts()
        self.assertGreater(len(reasons), 10)
        self.assertEqual([reason for reason in reasons if " is " in reason or " before " in reason], [])

    def test_retention_cells_are_those_of_the_table(self):
        cells = rows(self.lake, "cohort_retention", activity="order", clock="calendar", grain="month", dimension="all")
        cohorts = sorted({row["cohort_start"] for row in cells if row["cohort_start"] and row["periods_since"] > 0})[-24:]
        page = self.open(self.files["en"])
        drawing = page.evaluate("JSON.parse(document.getElementById('drawings').textContent)['retention-heat']")
        self.assertEqual(len(drawing["rows"]), len(cohorts))
        wanted = {
            (row["periods_since"] - 1, cohorts.index(row["cohort_start"])): (row["active_customers"], row["cohort_customers"])
            for row in cells
            if row["cohort_start"] in cohorts and 1 <= row["periods_since"] <= 24
        }
        self.assertEqual({(c["x"], c["y"]): (c["active"], c["all"]) for c in drawing["cells"]}, wanted)
        self.point_at_first_cell(page)
        tip = page.locator("#retention-heat > div").last.inner_text()
        first = wanted[(0, 0)]
        self.assertIn(f"{first[0]:,} of {first[1]:,} customers", tip)

    def test_names_of_the_data_do_not_run(self):
        hostile = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
        text = self.files["en"].read_text()
        data = '"rows":["' + hostile.replace("<", "\\u003c").replace(">", "\\u003e").replace('"', '\\"') + '",'
        changed = re.sub(r'"rows":\["[^"]*",', lambda found: data, text, count=1)
        changed = changed.replace("<h1>", "<h1><img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>")
        file = self.folder / "hostile.html"
        file.write_text(changed)
        page = self.open(file)
        self.point_at_first_cell(page)
        self.assertNotEqual(page.title(), "run")
        self.assertEqual(page.locator("#retention-heat img").count(), 0)
        self.assertTrue(any("Content Security Policy" in complaint for complaint in page.complaints))

    def test_prints_every_chart_within_the_paper(self):
        page = self.open(self.files["en"])
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        widths = page.eval_on_selector_all(".chart svg", "all => all.map(svg => svg.getBoundingClientRect().width)")
        self.assertLessEqual(max(widths), 682)
        self.assertTrue(page.pdf(prefer_css_page_size=True).startswith(b"%PDF"))


if __name__ == "__main__":
    unittest.main()
