"""A folder of page pictures in the inbox is one document, taken and put away as a whole."""

import json
import signal
import time

from program import main, page_picture, run
from watch_world import WatchWorld


class WatchFoldersTest(WatchWorld):
    def folder_of_pages(self, name, names=("page-1.png", "page-2.png", "page-10.png")):
        for number, page in enumerate(names):
            self.drop(f"{name}/{page}", f"第{number + 1}号")

    def lines_of(self, output):
        return [page["lines"][0]["text"] for page in self.result(output)["pages"]]

    def result(self, output):
        return json.loads((self.out / f"{output}.json").read_text())

    def test_pages_are_one_document_in_the_order_that_people_mean(self):
        self.folder_of_pages("甲公司/许可证.2025")
        (self.inbox / "甲公司/许可证.2025/notes.txt").write_text("scanned by hand")
        self.watch_once()
        self.assertEqual(self.names(self.out), [
            "done/甲公司/许可证.2025/notes.txt", *(f"done/甲公司/许可证.2025/page-{n}.png" for n in (1, 10, 2)),
            "甲公司/许可证.2025.json"])
        self.assertEqual(self.lines_of("甲公司/许可证.2025"), ["第1号", "第2号", "第3号"])
        self.assertEqual(self.result("甲公司/许可证.2025")["source"]["pages"], 3)
        self.assertEqual(self.names(self.inbox), [])
        self.assertFalse((self.inbox / "甲公司/许可证.2025").exists())
        self.assertTrue((self.inbox / "甲公司").is_dir())
        self.assertEqual(len(self.status()["documents"]), 1)

    def test_a_folder_of_documents_is_a_folder(self):
        for number, name in enumerate(("部门/a.png", "部门/page-1.png", "更多/page-1.png", "更多/子/b.png")):
            self.drop(name, f"第{number + 1}号")
        (self.inbox / "空").mkdir()
        (self.inbox / "空.ready").touch()
        self.watch_once()
        self.assertEqual([name for name in self.names(self.out) if name.endswith(".json")],
                         ["更多/page-1.json", "更多/子/b.json", "部门/a.json", "部门/page-1.json"])
        self.assertEqual(len([name for name in self.names(self.out) if name.startswith("done/")]), 4)
        self.assertEqual(self.names(self.inbox), ["空.ready"])
        self.assertTrue((self.inbox / "空").is_dir())

    def test_marked_pictures_of_any_name_are_one_document_at_once(self):
        process = self.watch_on("--patience", 600, settle=300)
        self.folder_of_pages("证", ("正面.png", "反面.png"))
        self.folder_of_pages("未标", ("page-1.png",))
        time.sleep(1)
        self.assertEqual(self.names(self.out), [])
        (self.inbox / "证.ready").touch()
        self.wait_for(lambda: "done/证/正面.png" in self.names(self.out), "证")
        self.assertIn("证.json", self.names(self.out))
        self.assertEqual(self.names(self.inbox), ["未标/page-1.png"])
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_a_page_that_is_still_written_is_waited_for_though_marked(self):
        process = self.watch_on("--patience", 600, settle=300)
        self.folder_of_pages("证", ("page-1.png",))
        page_picture(("第9号",)).save(self.folder / "whole.png")
        whole = (self.folder / "whole.png").read_bytes()
        with open(self.inbox / "证/page-2.png", "wb", buffering=0) as growing:
            growing.write(whole[:200])
            (self.inbox / "证.ready").touch()
            time.sleep(2)
            self.assertEqual(self.names(self.out), [])
            growing.write(whole[200:])
        self.wait_for(lambda: "done/证/page-2.png" in self.names(self.out), "证")
        self.assertEqual(self.lines_of("证"), ["第1号", "第9号"])
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_a_page_that_comes_late_starts_the_settling_again(self):
        process = self.watch_on(settle=3)
        for number in (1, 2, 3):
            self.drop(f"证/page-{number}.png", f"第{number}号")
            time.sleep(1.5)
            self.assertEqual(self.names(self.out), [])
        self.wait_for(lambda: "done/证/page-3.png" in self.names(self.out), "证")
        self.assertEqual(self.lines_of("证"), ["第1号", "第2号", "第3号"])
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_a_damaged_page_does_not_keep_the_others(self):
        self.folder_of_pages("证")
        damaged = self.inbox / "证/page-2.png"
        damaged.write_bytes(damaged.read_bytes()[:300])
        self.watch_once()
        result = self.result("证")
        self.assertEqual(result["status"], "partial")
        self.assertEqual([page["status"] for page in result["pages"]], ["ok", "failed", "ok"])
        self.assertEqual(len([name for name in self.names(self.out) if name.startswith("done/证/")]), 3)

    def test_retry_brings_the_folder_back_as_it_was(self):
        self.folder_of_pages("证", ("正面.png", "反面.png"))
        for name in ("正面.png", "反面.png"):
            page = self.inbox / "证" / name
            page.write_bytes(page.read_bytes()[:300])
        (self.inbox / "证.ready").touch()
        self.watch_once(exit_code=1)
        self.assertEqual(self.names(self.out), ["failed/证.reason.txt", "failed/证/反面.png", "failed/证/正面.png"])
        status = self.status()
        self.assertEqual([document["source"] for document in status["documents"]], ["证"])
        self.assertEqual(status.get("unlisted", []), [])
        done = run("retry", "-o", self.out, "--failed")
        self.assertEqual(done.returncode, 0, done.err)
        self.assertEqual(self.names(self.out), [])
        self.assertEqual(self.names(self.inbox), ["证.ready", "证/反面.png", "证/正面.png"])
        self.watch_once(exit_code=1)
        self.assertEqual(self.names(self.out), ["failed/证.reason.txt", "failed/证/反面.png", "failed/证/正面.png"])

    def test_a_failed_folder_that_the_ledger_does_not_know_comes_back_whole(self):
        self.folder_of_pages("证")
        for page in (self.inbox / "证").iterdir():
            page.write_bytes(page.read_bytes()[:300])
        self.watch_once(exit_code=1)
        for path in (self.out / ".zhaolu").glob("ledger*"):
            path.unlink()
        self.drop("b.png")
        self.watch_once()
        self.assertEqual(run("retry", "-o", self.out, "--failed").returncode, 0)
        self.assertEqual(self.names(self.inbox), ["证.ready", *(f"证/page-{n}.png" for n in (1, 10, 2))])

    def test_the_same_name_with_other_pages_gets_company(self):
        self.folder_of_pages("证")
        self.watch_once()
        self.folder_of_pages("证", ("page-1.png",))
        self.watch_once()
        jsons = [name for name in self.names(self.out) if name.endswith(".json")]
        self.assertEqual(len(jsons), 2)
        self.assertEqual(sorted(len(list(folder.iterdir())) for folder in (self.out / "done").iterdir()), [1, 3])

    def test_a_stop_puts_it_back_and_a_kill_leaves_it_whole(self):
        self.folder_of_pages("证", ("正面.png", "反面.png"))
        (self.inbox / "证.ready").touch()
        slow = ("--extractor", f"touch {self.folder}/called; sleep 100", "--extractor-timeout", 90)
        for end in (signal.SIGTERM, signal.SIGKILL):
            process = self.watch_on(*slow)
            self.wait_for(lambda: (self.folder / "called").exists(), "extractor")
            process.send_signal(end)
            process.wait(60)
            (self.folder / "called").unlink()
            if end == signal.SIGTERM:
                self.assertEqual(self.names(self.inbox), ["证.ready", "证/反面.png", "证/正面.png"])
            else:
                self.assertEqual(self.names(self.inbox), [])
        self.watch_once()
        self.assertEqual(self.names(self.out), ["done/证/反面.png", "done/证/正面.png", "证.json"])
        self.assertEqual(len(self.result("证")["pages"]), 2)

    def test_it_is_whole_and_once_after_kills_at_any_moment(self):
        for number in range(6):
            for page in (1, 2):
                self.drop(f"第{number}批/page-{page}.png", f"第{number}批第{page}页")
        for number in range(12):
            process = self.watch_on()
            time.sleep(0.15 + 0.1 * number)
            process.kill()
            process.wait(20)
        self.watch_once()
        self.assertEqual(self.names(self.inbox), [])
        self.assertEqual(self.names(self.out), sorted(
            [f"第{number}批.json" for number in range(6)] +
            [f"done/第{number}批/page-{page}.png" for number in range(6) for page in (1, 2)]))
        self.assertEqual([len(self.result(f"第{number}批")["pages"]) for number in range(6)], [2] * 6)


if __name__ == "__main__":
    main()
