#include "tests/cmocka_all.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/strbuf.h"
#include "files/file_carry.h"
#include "spool/inbox.h"
#include "spool/inbox_name.h"
#include "tests/files/temp_folder.h"

/* The smallest whole PNG there is: signature, IHDR, IDAT, IEND. */
static const unsigned char tiny_png[] = {
    0x89, 'P',  'N',  'G',  '\r', '\n', 0x1A, '\n', 0,    0,    0,    13,   'I',  'H',
    'D',  'R',  0,    0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,
    0,    0x3A, 0x7E, 0x9B, 0x55, 0,    0,    0,    10,   'I',  'D',  'A',  'T',  0x78,
    0x9C, 0x63, 0x60, 0,    0,    0,    2,    0,    1,    0x48, 0xAF, 0xA4, 0x71, 0,
    0,    0,    0,    'I',  'E',  'N',  'D',  0xAE, 0x42, 0x60, 0x82};

enum { SETTLE = 2000, PATIENCE = 60000 };

static struct inbox *open_inbox(const struct temp_folder *folder)
{
  struct inbox_options options = {
      .path = folder->path, .settle_ms = SETTLE, .patience_ms = PATIENCE};
  struct inbox *inbox = NULL;
  assert_int_equal(inbox_open(&options, &inbox, NULL), STATUS_OK);
  return inbox;
}
#define autoclose __attribute__((cleanup(inbox_close)))

/* The state of the one file that is to be taken after a scan at `now`; INBOX_WAITING for none. */
static enum inbox_state scan_at(struct inbox *inbox, int64_t now)
{
  assert_int_equal(inbox_scan(inbox, now, NULL), STATUS_OK);
  const struct inbox_file *file = inbox_next(inbox);
  return file ? file->state : INBOX_WAITING;
}

static void test_a_whole_file_is_ready_when_it_has_settled(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *path = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  assert_int_equal(scan_at(inbox, 1000), INBOX_WAITING);
  assert_int_equal(inbox_wake(inbox), 1000 + SETTLE);
  assert_int_equal(scan_at(inbox, 1000 + SETTLE - 1), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, 1000 + SETTLE), INBOX_READY);
  assert_string_equal(inbox_next(inbox)->name, "a.png");
}

/* JPEGs are looked through to their end, and these, all zeros, hold none. */
static void test_large_files_do_not_hold_up_the_scan(void **state)
{
  (void)state;
  enum { FILES = 8, BYTES = 160 << 20 };
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  static const char jpeg[] = "\xFF\xD8\xFF\xE0";
  for (int i = 0; i < FILES; i++) {
    autofree char *name = memory_format("%02d.jpg", i);
    autofree char *path = temp_write(&folder, name, jpeg, sizeof jpeg);
    assert_int_equal(truncate(path, BYTES), 0);
  }
  int64_t now = 1000 + SETTLE;
  assert_int_equal(scan_at(inbox, 1000), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, now), INBOX_WAITING);
  assert_int_equal(inbox_wake(inbox), now); /* not all ends have been looked for: at once again */
  for (int scans = 0; inbox_wake(inbox) == now; scans++) {
    assert_in_range(scans, 0, FILES);
    assert_int_equal(scan_at(inbox, now), INBOX_WAITING);
  }
  assert_int_equal(inbox_wake(inbox), 1000 + PATIENCE);
}

static void test_of_a_file_over_the_limit_no_end_is_looked_for(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox_options options = {.path = folder.path,
                                  .settle_ms = SETTLE,
                                  .patience_ms = PATIENCE,
                                  .end_bytes_max = sizeof tiny_png - 1};
  struct inbox *inbox autoclose = NULL;
  assert_int_equal(inbox_open(&options, &inbox, NULL), STATUS_OK);
  autofree char *path = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  assert_int_equal(scan_at(inbox, 1000), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, 1000 + SETTLE), INBOX_WAITING); /* it may still be copied */
  assert_int_equal(scan_at(inbox, 1000 + PATIENCE), INBOX_READY);
}

static void test_every_change_starts_the_settling_again(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *path = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  assert_int_equal(scan_at(inbox, 1000), INBOX_WAITING);
  const struct timespec times[2] = {{5, 0}, {5, 0}};
  assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
  assert_int_equal(scan_at(inbox, 2500), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, 4000), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, 4500), INBOX_READY);
}

static void test_a_file_whose_end_is_missing_waits_and_is_given_up_in_the_end(void **state)
{
  (void)state;
  static const struct {
    size_t bytes;
    enum inbox_state end;
  } cases[] = {{40, INBOX_CUT_OFF}, {0, INBOX_EMPTY}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    struct inbox *inbox autoclose = open_inbox(&folder);
    autofree char *path = temp_write(&folder, "a.png", tiny_png, cases[i].bytes);
    assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
    assert_int_equal(scan_at(inbox, SETTLE), INBOX_WAITING);
    assert_int_equal(inbox_wake(inbox), PATIENCE);
    assert_int_equal(scan_at(inbox, PATIENCE - 1), INBOX_WAITING);
    assert_int_equal(scan_at(inbox, PATIENCE), cases[i].end);
  }
}

static void test_a_scanner_that_goes_on_after_a_pause_is_waited_for(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *path = temp_write(&folder, "a.png", tiny_png, 40);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, PATIENCE - 1), INBOX_WAITING);
  FILE *file = fopen(path, "ab");
  fwrite(tiny_png + 40, 1, sizeof tiny_png - 40, file);
  fclose(file);
  assert_int_equal(scan_at(inbox, PATIENCE), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, PATIENCE + SETTLE), INBOX_READY);
}

static void test_a_marker_makes_a_file_ready_at_once(void **state)
{
  (void)state;
  static const char *const markers[] = {"a.png.ready", "a.ready"};
  for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    struct inbox *inbox autoclose = open_inbox(&folder);
    autofree char *path = temp_write(&folder, "a.png", tiny_png, 40);
    autofree char *marker = temp_write(&folder, markers[i], "", 0);
    assert_int_equal(scan_at(inbox, 0), INBOX_READY);
    assert_string_equal(inbox_next(inbox)->marker, markers[i]);
    assert_int_equal(inbox_count(inbox), 1);
  }
}

static void test_a_file_that_somebody_is_writing_is_not_at_rest(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *path = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  int writer = open(path, O_WRONLY | O_APPEND);
  assert_true(writer >= 0);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, SETTLE), INBOX_WAITING);
  close(writer);
  assert_int_equal(scan_at(inbox, SETTLE + 1), INBOX_READY);
}

static void test_leaves_alone_what_is_not_dropped(void **state)
{
  (void)state;
  static const char *const names[] = {".hidden.png",  "a.png.part", "a.tmp",  "A.TMP",
                                      "b.crdownload", "Thumbs.db",  "x.ready"};
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    autofree char *path = temp_write(&folder, names[i], tiny_png, sizeof tiny_png);
  }
  autofree char *link = temp_path(&folder, "link.png");
  assert_int_equal(symlink("/etc/passwd", link), 0);
  autofree char *pipe_path = temp_path(&folder, "pipe.png");
  assert_int_equal(mkfifo(pipe_path, 0600), 0);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(inbox_count(inbox), 0);
  assert_int_equal(inbox_wake(inbox), -1);
}

static void test_leaves_alone_what_storage_and_office_put_beside_files(void **state)
{
  (void)state;
  static const char *const folders[] = {"2026/@eaDir/scan.jpg", "#recycle", "@Recycle/2026",
                                        "$RECYCLE.BIN", "System Volume Information"};
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    autofree char *path = temp_path(&folder, folders[i]);
    autofree char *name = memory_format("%s/a.png", folders[i]);
    assert_int_equal(folder_make_all(path, NULL), STATUS_OK);
    autofree char *file = temp_write(&folder, name, tiny_png, sizeof tiny_png);
  }
  autofree char *lock = temp_write(&folder, "~$投标文件.docx", "x", 1);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(inbox_count(inbox), 0);
}

/* A JPEG of a scan's header and data, without its end marker. */
static void test_a_jpeg_without_its_marker_is_tried_when_nothing_more_came(void **state)
{
  (void)state;
  static const char unmarked[] = "\xFF\xD8\xFF\xE1\x00\x04\x01\x02\xFF\xDA\x00\x02\x11\x22";
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *path = temp_write(&folder, "a.jpg", unmarked, sizeof unmarked - 1);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, SETTLE), INBOX_WAITING);
  assert_int_equal(inbox_wake(inbox), PATIENCE);
  assert_int_equal(scan_at(inbox, PATIENCE), INBOX_READY);
}

static void test_subfolders_belong_to_it_but_not_the_excluded_ones(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  autofree char *out = temp_path(&folder, "out/done");
  autofree char *sub = temp_path(&folder, "2025/3");
  assert_int_equal(folder_make_all(out, NULL), STATUS_OK);
  assert_int_equal(folder_make_all(sub, NULL), STATUS_OK);
  autofree char *excluded = temp_path(&folder, "out");
  const char *excluded_list[] = {excluded};
  struct inbox_options options = {.path = folder.path,
                                  .settle_ms = 0,
                                  .patience_ms = PATIENCE,
                                  .excluded = excluded_list,
                                  .excluded_count = 1};
  struct inbox *inbox autoclose = NULL;
  assert_int_equal(inbox_open(&options, &inbox, NULL), STATUS_OK);
  autofree char *a = temp_write(&folder, "2025/3/a.png", tiny_png, sizeof tiny_png);
  autofree char *b = temp_write(&folder, "out/done/b.png", tiny_png, sizeof tiny_png);
  assert_int_equal(scan_at(inbox, 0), INBOX_READY);
  assert_int_equal(inbox_count(inbox), 1);
  assert_string_equal(inbox_next(inbox)->name, "2025/3/a.png");
  size_t folders = 0;
  inbox_folders(inbox, &folders);
  assert_int_equal(folders, 3);
}

static void test_the_oldest_file_comes_first_and_forgotten_ones_are_new(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *a = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  autofree char *b = temp_write(&folder, "b.png", tiny_png, sizeof tiny_png);
  const struct timespec times[2] = {{5, 0}, {5, 0}};
  assert_int_equal(utimensat(AT_FDCWD, b, times, 0), 0);
  scan_at(inbox, 0);
  assert_int_equal(scan_at(inbox, SETTLE), INBOX_READY);
  assert_string_equal(inbox_next(inbox)->name, "b.png");
  inbox_forget(inbox, inbox_next(inbox));
  assert_string_equal(inbox_next(inbox)->name, "a.png");
  scan_at(inbox, SETTLE + 1);
  assert_string_equal(inbox_next(inbox)->name, "a.png");
}

static void test_an_inbox_that_goes_away_is_an_error_not_an_empty_one(void **state)
{
  (void)state;
  struct temp_folder folder = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  temp_folder_remove(&folder);
  struct error error = {0};
  assert_int_equal(inbox_scan(inbox, 0, &error), STATUS_IO);
  assert_non_null(strstr(error.message, folder.path));
}

/* The names of what a scan finds, in order, parted by spaces. */
static void assert_found(struct inbox *inbox, int64_t now, const char *expected)
{
  assert_int_equal(inbox_scan(inbox, now, NULL), STATUS_OK);
  struct strbuf found cleanup_with(strbuf_clear) = {0};
  for (const struct inbox_file *file; (file = inbox_next(inbox)); inbox_forget(inbox, file))
    strbuf_appendf(&found, "%s%s%s", found.length ? " " : "", file->name,
                   file->is_folder ? "/" : "");
  assert_string_equal(strbuf_text(&found), expected);
}

static void test_a_folder_of_pages_is_one_entry_and_others_are_not(void **state)
{
  (void)state;
  static const struct {
    const char *files[4], *expected;
  } cases[] = {
      {{"a/page-1.png", "a/page-2.png"}, "a/"},
      {{"a/第1页.png", "a/Thumbs.db", "a/notes.txt"}, "a/"},
      {{"sub/a/page-1.png"}, "sub/a/"},
      {{"a/page-1.png", "a/scan.png"}, "a/page-1.png a/scan.png"},
      {{"a/page-1.png", "a/b/scan.png"}, "a/page-1.png a/b/scan.png"},
      {{"a/page-1.png", "a/annex.pdf"}, "a/page-1.png a/annex.pdf"},
      {{"page-1.png", "page-2.png"}, "page-1.png page-2.png"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct temp_folder folder autoremove = temp_folder_make();
    struct inbox *inbox autoclose = open_inbox(&folder);
    for (size_t file = 0; file < 4 && cases[i].files[file]; file++) {
      autofree char *path = temp_path(&folder, cases[i].files[file]);
      assert_int_equal(folder_make_above(path, NULL), STATUS_OK);
      bool text = strstr(path, ".txt") || strstr(path, ".pdf");
      autofree char *written =
          text ? temp_write(&folder, cases[i].files[file], "text", 4)
               : temp_write(&folder, cases[i].files[file], tiny_png, sizeof tiny_png);
      const struct timespec times[2] = {{(time_t)file + 5, 0}, {(time_t)file + 5, 0}};
      assert_int_equal(utimensat(AT_FDCWD, written, times, 0), 0);
      autofree char *above = path_folder(written);
      assert_int_equal(utimensat(AT_FDCWD, above, times, 0), 0);
    }
    assert_int_equal(inbox_scan(inbox, 0, NULL), STATUS_OK);
    assert_null(inbox_next(inbox));
    assert_found(inbox, PATIENCE, cases[i].expected);
  }
}

static void test_a_marker_with_content_is_a_strangers_file(void **state)
{
  (void)state;
  struct temp_folder folder autoremove = temp_folder_make();
  struct inbox *inbox autoclose = open_inbox(&folder);
  autofree char *picture = temp_write(&folder, "a.png", tiny_png, sizeof tiny_png);
  autofree char *marker = temp_write(&folder, "a.png.ready", "keep me", 7);
  assert_int_equal(scan_at(inbox, 0), INBOX_WAITING);
  assert_int_equal(scan_at(inbox, SETTLE), INBOX_READY);
  assert_null(inbox_next(inbox)->marker);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_whole_file_is_ready_when_it_has_settled),
      cmocka_unit_test(test_large_files_do_not_hold_up_the_scan),
      cmocka_unit_test(test_of_a_file_over_the_limit_no_end_is_looked_for),
      cmocka_unit_test(test_every_change_starts_the_settling_again),
      cmocka_unit_test(test_a_file_whose_end_is_missing_waits_and_is_given_up_in_the_end),
      cmocka_unit_test(test_a_scanner_that_goes_on_after_a_pause_is_waited_for),
      cmocka_unit_test(test_a_marker_makes_a_file_ready_at_once),
      cmocka_unit_test(test_a_file_that_somebody_is_writing_is_not_at_rest),
      cmocka_unit_test(test_leaves_alone_what_is_not_dropped),
      cmocka_unit_test(test_leaves_alone_what_storage_and_office_put_beside_files),
      cmocka_unit_test(test_a_jpeg_without_its_marker_is_tried_when_nothing_more_came),
      cmocka_unit_test(test_subfolders_belong_to_it_but_not_the_excluded_ones),
      cmocka_unit_test(test_a_folder_of_pages_is_one_entry_and_others_are_not),
      cmocka_unit_test(test_a_marker_with_content_is_a_strangers_file),
      cmocka_unit_test(test_the_oldest_file_comes_first_and_forgotten_ones_are_new),
      cmocka_unit_test(test_an_inbox_that_goes_away_is_an_error_not_an_empty_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
