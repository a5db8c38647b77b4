"""A real browser for tests. Needs Debian's chromium, chromium-driver and python3-selenium; without them the test is
skipped (exit 77), or fails where scripts/test runs it."""

import os
import shutil
import sys

WITHOUT_BROWSER = 1 if "ZHAOLU_TEST_NONE_SKIPPED" in os.environ else 77

try:
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException  # noqa: F401
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains  # noqa: F401
    from selenium.webdriver.common.by import By  # noqa: F401
    from selenium.webdriver.common.keys import Keys  # noqa: F401
except ImportError:
    print("python3-selenium is not installed: scripts/setup", file=sys.stderr)
    sys.exit(WITHOUT_BROWSER)
if not shutil.which("chromedriver"):
    print("chromium-driver is not installed: scripts/setup", file=sys.stderr)
    sys.exit(WITHOUT_BROWSER)


def browser_open(language, folder):
    """The browser leaves its lock where temporary files go: in the folder."""
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--window-size=1400,900", f"--lang={language}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service(shutil.which("chromedriver"), env=dict(os.environ, TMPDIR=str(folder)))
    return webdriver.Chrome(service=service, options=options)
