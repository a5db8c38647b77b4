"""What a person at a terminal sees: progress, colours, and nothing of it in a pipe."""

import os
import pty
import subprocess

from program import PROGRAM, ProgramTest, clean_environment, main, run


class TerminalTest(ProgramTest):
    def on_terminal(self, *arguments, **changes):
        """Runs with standard error on a terminal; returns exit code, standard output, what it showed."""
        parent_end, terminal = pty.openpty()
        with subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=terminal,
                              env=clean_environment(TERM="xterm", **changes)) as process:
            os.close(terminal)
            shown = b""
            while True:
                try:
                    chunk = os.read(parent_end, 4096)
                except OSError:  # the other end is closed
                    break
                if not chunk:
                    break
                shown += chunk
            out = process.stdout.read()
        os.close(parent_end)
        return process.returncode, out.decode(), shown.decode()

    def test_progress_on_a_terminal_and_gone_at_the_end(self):
        self.pages(4, "many/page-{}.png")
        code, out, shown = self.on_terminal("convert", self.folder / "many")
        self.assertEqual(code, 0)
        self.assertTrue(out.startswith("{"))
        self.assertIn("of 4", shown)
        self.assertTrue(shown.endswith("\r\033[K"), repr(shown))
        self.assertNotIn("\n", shown)

    def test_the_record_is_a_table_on_a_terminal_and_json_in_a_pipe(self):
        page = self.page("a.png")
        parent_end, terminal = pty.openpty()
        with subprocess.Popen([PROGRAM, "convert", page], stdout=terminal, stderr=subprocess.PIPE,
                              env=clean_environment(TERM="xterm")) as process:
            os.close(terminal)
            shown = b""
            while True:
                try:
                    chunk = os.read(parent_end, 4096)
                except OSError:
                    break
                if not chunk:
                    break
                shown += chunk
        os.close(parent_end)
        self.assertIn("许可证编号 Licence number", shown.decode())
        self.assertIn("\033[3", shown.decode())
        self.assertTrue(run("convert", page).out.startswith("{"))

    def test_quiet_shows_no_progress(self):
        self.pages(2, "many/page-{}.png")
        self.assertEqual(self.on_terminal("convert", "-q", self.folder / "many")[2], "")

    def test_no_progress_in_a_pipe(self):
        self.pages(2, "many/page-{}.png")
        self.assertEqual(run("convert", self.folder / "many").err, "")

    def test_errors_are_coloured_unless_asked_not_to(self):
        missing = self.folder / "none.png"
        self.assertIn("\033[31m", self.on_terminal("convert", missing)[2])
        plain = self.on_terminal("convert", missing, NO_COLOR="1")[2]
        self.assertNotIn("\033[3", plain)
        self.assertIn("none.png", plain)


class LimitTest(ProgramTest):
    def test_a_file_over_a_limit_names_the_limit(self):
        page = self.page("a.png")
        self.pages(3, "many/page-{}.png")
        for arguments, words in ((("--max-pixels", 1000, page), ("1000",)),
                                 (("--max-pages", 2, self.folder / "many"), ("limit of 2 pages",))):
            done = run("convert", "-f", "txt", *arguments)
            self.assertEqual(done.returncode, 1)
            self.assert_one_line(done.err, arguments[2], *words)


if __name__ == "__main__":
    main()
