"""One visit of a report: every step says what it expects."""

import shutil
import tempfile
import time

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars --window-size=1600,1000 --lang=zh-CN"
).split()

# Rows that a table shows at most at once, however many it has.
MAX_ROWS_IN_PAGE = 80
# What a step may take, in seconds, with ten thousand records.
PATIENCE = 60


class Session:
    """A browser with the report open."""

    def __init__(self, report, screenshots, ids):
        self.report, self.screenshots, self.ids = report.resolve(), screenshots, ids
        self.failures = []
        if screenshots:
            screenshots.mkdir(parents=True, exist_ok=True)

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        options = ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for flag in (*FLAGS, f"--user-data-dir={self.profile.name}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.browser = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        return self

    def __exit__(self, *_):
        self.browser.quit()
        self.profile.cleanup()

    def run(self):
        """Every step; returns the exit code."""
        start = time.monotonic()
        self.browser.get(self.report.as_uri())
        self.wait("document.body.dataset.ready === 'yes'")
        print(f"{self.report.stat().st_size / 1e6:.1f} MB, on the screen after {time.monotonic() - start:.1f} s")
        for step in (self.overview, self.sorting, self.searching, self.filtering, self.opening, self.keyboard, self.dark, self.silence):
            started = time.monotonic()
            before = len(self.failures)
            step()
            state = "ok" if len(self.failures) == before else "FAILED"
            print(f"{step.__name__:<10} {state} in {time.monotonic() - started:.1f} s")
        for failure in self.failures:
            print(f"  {failure}")
        return 1 if self.failures else 0

    def overview(self):
        self.n_records = int(self.script("return document.querySelector('[role=grid]').getAttribute('aria-rowcount')")) - 1
        self.expect(self.n_records > 0, "the table has no record")
        self.expect(len(self.rows()) <= MAX_ROWS_IN_PAGE, f"{len(self.rows())} rows are in the page")
        self.expect(self.script("return document.querySelectorAll('#charts svg').length") == 2, "two charts are drawn")
        self.picture("overview")
        self.script("document.getElementById('records').scrollIntoView()")
        self.picture("table")

    def sorting(self):
        for column, place in (("总得分", 4), ("错误", 6)):
            button = self.find(f"//div[@role='columnheader']/button[text()='{column}']")
            for order in (-1, 1):
                button.click()
                values = [float(text) for text in self.column(place) if text]
                self.expect(values == sorted(values, reverse=order < 0), f"{column} is not in order: {values[:5]}")

    def searching(self):
        names = [name for name in self.column(1) if not name.startswith("(")]
        self.expect(bool(names), "no row has a name")
        search = self.browser.find_element(By.CSS_SELECTOR, "input[type=search]")
        search.send_keys(names[0])
        found = self.column(1)
        self.expect(found and all(names[0].lower() in name.lower() for name in found[:1]), f"{names[0]} is not found: {found[:3]}")
        search.clear()
        search.send_keys("没有这样的项目")
        self.expect(len(self.rows()) == 0, "nonsense is found")
        search.send_keys(Keys.CONTROL, "a")
        search.send_keys(Keys.DELETE)
        self.expect(self.n_shown() == self.n_records, "the search cannot be taken back")

    def filtering(self):
        code = self.browser.find_element(By.CSS_SELECTOR, ".codes button")
        count = int(code.find_element(By.CSS_SELECTOR, ".number").text)
        self.script("arguments[0].click()", code)
        self.expect(self.n_shown() == count, f"the code's bar says {count}, the table shows {self.n_shown()}")
        self.browser.find_element(By.CSS_SELECTOR, ".chip").click()
        self.expect(self.n_shown() == self.n_records, "the filter cannot be taken back")

    def opening(self):
        """The first record, and those that were asked for."""
        rows = self.script("return [...document.querySelectorAll('.grid-body .grid-row')].length")
        self.expect(rows > 0, "there is no row to open")
        self.browser.find_element(By.CSS_SELECTOR, ".grid-body .grid-row").click()
        self.wait("!document.getElementById('record').hidden")
        self.record("record")
        self.script("location.hash = ''")
        self.wait("document.getElementById('record').hidden")
        for record_id in self.ids:
            self.open_id(record_id, f"record-{record_id}")

    def record(self, name):
        n_values = self.script("return document.querySelectorAll('.form .value').length")
        n_cells = self.script("return document.querySelectorAll('.paper .cell').length")
        self.expect(n_values > 10 and n_cells > 10, f"{name} has {n_values} values and {n_cells} cells")
        n_linked = self.script("return document.querySelectorAll('.paper .cell.value').length")
        self.expect(n_linked > 5, f"{name}: {n_linked} cells lead to a value")
        self.script("document.querySelector('.paper .cell.value').click()")
        self.expect(self.script("return document.querySelectorAll('.form .picked').length") > 0, f"{name}: a cell shows no value")
        self.script("document.querySelector('.findings button')?.click()")
        self.picture(name)

    def keyboard(self):
        self.browser.find_element(By.CSS_SELECTOR, ".grid-body .grid-row[tabindex='0']").send_keys(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.END)
        # The last row is made once the table has scrolled there.
        self.wait(f"Number(document.activeElement.dataset.place) === {self.n_records - 1}")
        # To whatever has the focus: rows are made anew while the table scrolls.
        ActionChains(self.browser).send_keys(Keys.HOME, Keys.ENTER).perform()
        self.wait("!document.getElementById('record').hidden")
        before = self.script("return location.hash")
        self.browser.find_element(By.TAG_NAME, "body").send_keys("j")
        if self.n_records > 1:
            self.wait(f"location.hash !== '{before}'")
        self.browser.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
        self.wait("document.getElementById('record').hidden")

    def dark(self):
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        self.script("scrollTo(0, 0)")
        self.picture("dark")
        self.browser.find_element(By.CSS_SELECTOR, ".grid-body .grid-row").send_keys(Keys.ENTER)
        self.wait("!document.getElementById('record').hidden && document.querySelector('.panes') !== null")
        self.picture("dark-record")
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def silence(self):
        """No error in the console, and no request but the file itself (and the start page of the browser)."""
        errors = [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"]
        self.expect(not errors, f"the console says {errors[:3]}")
        asked = {line.split('"url":"')[1].split('"')[0] for entry in self.browser.get_log("performance") if '"Network.requestWillBeSent"' in (line := entry["message"]) and '"url":"' in line}
        others = {url for url in asked if not url.startswith(("file:", "data:", "blob:", "chrome:", "chrome-untrusted:"))}
        self.expect(not others, f"the page asked for {others}")

    def open_id(self, record_id, name):
        """Opens one record by its id and keeps a picture."""
        self.script(f"location.hash = '#{record_id}'")
        self.wait("!document.getElementById('record').hidden && document.querySelector('.panes') !== null")
        self.record(name)
        self.script("location.hash = ''")
        self.wait("document.getElementById('record').hidden")

    def rows(self):
        return self.browser.find_elements(By.CSS_SELECTOR, ".grid-body .grid-row")

    def column(self, place):
        script = "return [...document.querySelectorAll('.grid-body .grid-row')].map((row) => row.children[arguments[0]].textContent.trim())"
        return self.browser.execute_script(script, place)

    def n_shown(self):
        return int(self.script("return document.querySelector('[role=grid]').getAttribute('aria-rowcount')")) - 1

    def find(self, xpath):
        return self.browser.find_element(By.XPATH, xpath)

    def script(self, script, *args):
        return self.browser.execute_script(script, *args)

    def wait(self, condition):
        WebDriverWait(self.browser, PATIENCE, poll_frequency=0.05).until(lambda browser: browser.execute_script(f"return {condition}"))

    def expect(self, holds, otherwise):
        if not holds:
            self.failures.append(otherwise)

    def picture(self, name):
        if self.screenshots:
            self.browser.save_screenshot(str(self.screenshots / f"{name}.png"))
