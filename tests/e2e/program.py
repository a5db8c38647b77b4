"""The real program, run as a user runs it, and small pages to run it on."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from PIL import Image, ImageDraw, ImageFont

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = SOURCE / "samples"
PROGRAM = os.environ.get("ZHAOLU", str(SOURCE / "build/cli/zhaolu"))
SANITIZED = "ZHAOLU_TEST_SANITIZED" in os.environ
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
TIME_LIMIT = 600 if SANITIZED else 120

LINES = ("增值电信业务经营许可证", "经营许可证编号：B2-20210386", "公司名称：杭州听松网络科技有限公司", "注册资本：人民币壹仟万元")


def clean_environment(**changes):
    """No configuration of this machine's, no settings of the test runner's; None removes a name."""
    environment = dict(os.environ, XDG_CONFIG_HOME="/nonexistent", **{})
    for name in ("OMP_THREAD_LIMIT", "TESSDATA_PREFIX", "ZHAOLU_DATA", "NO_COLOR"):
        environment.pop(name, None)
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = str(value)
    return environment


def run(*arguments, stdin=b"", environment=None, through=(), **options):
    """Runs the program to its end, by another command where one is given; the outputs are text, as UTF-8."""
    done = subprocess.run([*through, PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                          timeout=TIME_LIMIT, env=environment or clean_environment(), check=False, **options)
    done.out, done.err = done.stdout.decode(), done.stderr.decode()
    return done


def start(*arguments, environment=None):
    """Starts the program and does not wait."""
    return subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=environment or clean_environment())


def page_picture(lines=LINES, width=900, mode="L"):
    """A small page of printed lines, quick to read."""
    font = ImageFont.truetype(FONT, 40)
    picture = Image.new(mode, (width, 60 + 80 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        draw.text((40, 40 + 80 * row), line, font=font, fill="black")
    return picture


def paths_below(folder):
    """Files at any depth, in order; folders and files may come and go while they are walked."""
    return sorted(pathlib.Path(path, name) for path, _, names in os.walk(folder) for name in names)


def squeezed(text):
    """Without white space, which is not what these tests are about."""
    return "".join(text.split())


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zhaolu-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def page(self, name, lines=LINES, **options):
        """A page's picture as a file of this test's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        page_picture(lines).save(path, dpi=(300, 300), **options)
        return path

    def pages(self, count, name="page-{}.png"):
        """Pages that differ from each other."""
        return [self.page(name.format(number), (f"第 {number} 页", *LINES[number % 3:], f"编号：{number * 1234567}"))
                for number in range(1, count + 1)]

    def convert_json(self, *arguments, exit_code=0):
        """The one JSON object that convert prints."""
        done = run("convert", *arguments)
        self.assertEqual(done.returncode, exit_code, done.err)
        return json.loads(done.out)

    def assert_one_line(self, text, *words):
        """One message of one line, with all the words in it."""
        self.assertEqual(len(text.splitlines()), 1, text)
        self.assertTrue(text.startswith("zhaolu: "), text)
        for word in words:
            self.assertIn(str(word), text)


def main():
    unittest.main(verbosity=1)
