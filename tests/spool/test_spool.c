#include "tests/cmocka_all.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "files/digest.h"
#include "files/file_carry.h"
#include "spool/inbox_events.h"
#include "spool/ledger.h"
#include "spool/edited.h"
#include "spool/outbox.h"
#include "spool/spool.h"
#include "spool/spool_name.h"
#include "spool/way_back.h"
#include "spool/written_list.h"
#include "tests/files/temp_folder.h"

/* A folder with in/ and out/ and a spool over them. */
struct place {
  struct temp_folder folder;
  char *in, *out;
  struct spool *spool;
};

static struct place place_make(void)
{
  struct place place = {.folder = temp_folder_make()};
  place.in = temp_path(&place.folder, "in");
  place.out = temp_path(&place.folder, "out");
  assert_int_equal(folder_make_all(place.in, NULL), STATUS_OK);
  struct spool_folders folders = {.inbox = place.in, .out = place.out};
  struct error error = {0};
  if (spool_open(&folders, &place.spool, &error))
    fail_msg("%s", error.message);
  return place;
}

static void place_remove(struct place *place)
{
  spool_close(&place->spool);
  temp_folder_remove(&place->folder);
  free(place->in);
  free(place->out);
}
#define autoplace __attribute__((cleanup(place_remove)))
#define autoticket __attribute__((cleanup(spool_ticket_clear)))

static void drop(const struct place *place, const char *name, const char *content)
{
  autofree char *path = memory_format("%s/%s", place->in, name);
  assert_int_equal(folder_make_above(path, NULL), STATUS_OK);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(content, file);
  fclose(file);
}

static struct spool_ticket take(const struct place *place, const char *name)
{
  autofree char *path = memory_format("%s/%s", place->in, name);
  struct stat about;
  assert_int_equal(stat(path, &about), 0);
  autofree char *copy = memory_copy_string(name);
  struct inbox_file file = {.name = copy,
                            .size = (uint64_t)about.st_size,
                            .inode = about.st_ino,
                            .mtime = about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec};
  struct spool_ticket ticket = {0};
  struct error error = {0};
  if (spool_take(place->spool, &file, &ticket, &error))
    fail_msg("%s", error.message);
  return ticket;
}

static void hash_of(const char *content, char ret_hex[DIGEST_HEX_BYTES])
{
  digest_bytes(content, strlen(content), ret_hex);
}

static void assert_holds(const struct place *place, const char *name, const char *content)
{
  autofree char *path = temp_path(&place->folder, name);
  if (!file_exists(path))
    fail_msg("%s is not there", name);
  autofree char *bytes = temp_read(path, NULL);
  assert_string_equal(bytes, content);
}

static void assert_gone(const struct place *place, const char *name)
{
  autofree char *path = temp_path(&place->folder, name);
  assert_false(file_exists(path));
}

static size_t left_in_work(const struct place *place)
{
  struct spool_ticket *tickets = NULL;
  size_t count = 0;
  assert_int_equal(spool_left_in_work(place->spool, &tickets, &count, NULL), STATUS_OK);
  for (size_t i = 0; i < count; i++)
    spool_ticket_clear(&tickets[i]);
  free(tickets);
  return count;
}

static void test_a_file_goes_from_the_inbox_over_work_to_the_done(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "2025/a.png", "one");
  struct spool_ticket ticket autoticket = take(&place, "2025/a.png");
  assert_gone(&place, "in/2025/a.png");
  assert_int_equal(left_in_work(&place), 1);
  char hash[DIGEST_HEX_BYTES];
  hash_of("one", hash);
  assert_int_equal(spool_put_done(place.spool, &ticket, hash, NULL), STATUS_OK);
  assert_holds(&place, "out/done/2025/a.png", "one");
  assert_int_equal(left_in_work(&place), 0);
  autofree char *work = temp_path(&place.folder, "out/.zhaolu/work");
  struct temp_folder work_folder;
  snprintf(work_folder.path, sizeof work_folder.path, "%s", work);
  assert_int_equal(temp_count(&work_folder), 0);
}

static void test_same_name_same_content_is_kept_once_and_other_content_beside(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  static const char *const contents[] = {"one", "one", "two", "two"};
  for (size_t i = 0; i < 4; i++) {
    drop(&place, "a.png", contents[i]);
    struct spool_ticket ticket autoticket = take(&place, "a.png");
    char hash[DIGEST_HEX_BYTES];
    hash_of(contents[i], hash);
    assert_int_equal(spool_put_done(place.spool, &ticket, hash, NULL), STATUS_OK);
  }
  char hash[DIGEST_HEX_BYTES];
  hash_of("two", hash);
  autofree char *second = memory_format("out/done/a-%.8s.png", hash);
  assert_holds(&place, "out/done/a.png", "one");
  assert_holds(&place, second, "two");
  struct temp_folder done;
  snprintf(done.path, sizeof done.path, "%s/done", place.out);
  assert_int_equal(temp_count(&done), 2);
}

static void test_a_failure_has_its_reason_beside_it(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "a.png", "broken");
  struct spool_ticket ticket autoticket = take(&place, "a.png");
  assert_int_equal(spool_put_failed(place.spool, &ticket, NULL, "the file is cut off\n", NULL),
                   STATUS_OK);
  assert_holds(&place, "out/failed/a.png", "broken");
  assert_holds(&place, "out/failed/a.png.reason.txt", "the file is cut off\n");
}

static void test_what_a_killed_run_left_in_work_is_found_again(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "first.png", "1");
  drop(&place, "deep/er/second.png", "2");
  struct spool_ticket first autoticket = take(&place, "first.png");
  struct spool_ticket second autoticket = take(&place, "deep/er/second.png");
  /* Killed while it copied a third from another file system. */
  autofree char *half = temp_path(&place.folder, "out/.zhaolu/work/zzz/sub/.zhaolu-part-carry-1");
  assert_int_equal(folder_make_above(half, NULL), STATUS_OK);
  FILE *file = fopen(half, "w");
  fclose(file);

  struct spool_ticket *tickets = NULL;
  size_t count = 0;
  assert_int_equal(spool_left_in_work(place.spool, &tickets, &count, NULL), STATUS_OK);
  assert_int_equal(count, 2);
  assert_string_equal(tickets[0].name, "first.png");
  assert_string_equal(tickets[1].name, "deep/er/second.png");
  assert_string_equal(tickets[1].id, second.id);
  assert_gone(&place, "out/.zhaolu/work/zzz");
  assert_int_equal(spool_put_back(place.spool, &tickets[1], NULL), STATUS_OK);
  assert_holds(&place, "in/deep/er/second.png", "2");
  for (size_t i = 0; i < count; i++)
    spool_ticket_clear(&tickets[i]);
  free(tickets);
}

static void test_put_back_spares_a_new_file_of_the_name(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "a.png", "old");
  struct spool_ticket ticket autoticket = take(&place, "a.png");
  drop(&place, "a.png", "new");
  assert_int_equal(spool_put_back(place.spool, &ticket, NULL), STATUS_OK);
  assert_holds(&place, "in/a.png", "new");
  autofree char *other = memory_format("in/a-%s.png", ticket.id);
  assert_holds(&place, other, "old");
}

static void test_a_failed_original_is_sent_back_without_its_reason(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  static const char *const contents[] = {"one", "two"};
  char hash[DIGEST_HEX_BYTES];
  for (size_t i = 0; i < 2; i++) {
    drop(&place, "sub/a.png", contents[i]);
    struct spool_ticket ticket autoticket = take(&place, "sub/a.png");
    hash_of(contents[i], hash);
    assert_int_equal(spool_put_failed(place.spool, &ticket, hash, "why\n", NULL), STATUS_OK);
  }
  const char *failed = spool_failed_folder(place.spool);
  assert_int_equal(spool_send_back(failed, place.in, "sub/a.png", hash, NULL), STATUS_OK);
  assert_holds(&place, "in/sub/a.png", "two");
  assert_holds(&place, "out/failed/sub/a.png", "one");
  struct temp_folder left;
  snprintf(left.path, sizeof left.path, "%s/failed/sub", place.out);
  assert_int_equal(temp_count(&left), 2);
  assert_int_equal(spool_send_back(failed, place.in, "sub/a.png", hash, NULL), STATUS_NOT_FOUND);
  hash_of("one", hash);
  assert_int_equal(spool_send_back(failed, place.in, "sub/a.png", hash, NULL), STATUS_OK);
  assert_gone(&place, "out/failed/sub");
  autofree char *beside = memory_format("in/sub/a-%.8s.png", hash);
  assert_holds(&place, beside, "one");
}

static void test_a_file_that_changed_since_it_was_seen_is_not_taken(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "a.png", "content");
  autofree char *name = memory_copy_string("a.png");
  struct inbox_file seen = {.name = name, .size = 3, .mtime = 1};
  struct spool_ticket ticket autoticket = {0};
  assert_int_equal(spool_take(place.spool, &seen, &ticket, NULL), STATUS_NOT_FOUND);
  assert_holds(&place, "in/a.png", "content");
  assert_int_equal(left_in_work(&place), 0);
}

/* inbox/sub is swapped for a link to a folder of the service's own between the look and the taking.
 */
static void test_no_link_in_a_folders_place_leads_out_of_the_inbox(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "sub/a.png", "secret");
  autofree char *sub = temp_path(&place.folder, "in/sub");
  autofree char *private_folder = temp_path(&place.folder, "private");
  struct stat about;
  autofree char *path = temp_path(&place.folder, "in/sub/a.png");
  assert_int_equal(stat(path, &about), 0);
  autofree char *name = memory_copy_string("sub/a.png");
  struct inbox_file seen = {
      .name = name,
      .size = (uint64_t)about.st_size,
      .inode = about.st_ino,
      .mtime = about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec,
  };
  assert_int_equal(rename(sub, private_folder), 0);
  assert_int_equal(symlink(private_folder, sub), 0);
  struct spool_ticket ticket autoticket = {0};
  struct error error = {0};
  assert_int_equal(spool_take(place.spool, &seen, &ticket, &error), STATUS_NOT_FOUND);
  assert_holds(&place, "private/a.png", "secret");
  assert_int_equal(left_in_work(&place), 0);
}

static void test_what_comes_back_is_not_written_through_a_link(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "sub/a.png", "one");
  struct spool_ticket ticket autoticket = take(&place, "sub/a.png");
  autofree char *sub = temp_path(&place.folder, "in/sub");
  autofree char *private_folder = temp_path(&place.folder, "private");
  assert_int_equal(rename(sub, private_folder), 0);
  assert_int_equal(symlink(private_folder, sub), 0);
  assert_int_equal(spool_put_back(place.spool, &ticket, NULL), STATUS_OK);
  assert_holds(&place, "in/a.png", "one");
  assert_gone(&place, "private/a.png");
}

static void test_a_late_write_to_a_taken_file_is_noticed(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "a.png", "content");
  autofree char *path = temp_path(&place.folder, "in/a.png");
  int writer = open(path, O_WRONLY | O_APPEND);
  struct spool_ticket ticket autoticket = take(&place, "a.png");
  assert_false(spool_ticket_has_changed(&ticket));
  assert_int_equal(write(writer, "more", 4), 4);
  close(writer);
  assert_true(spool_ticket_has_changed(&ticket));
  assert_false(spool_ticket_has_changed(&ticket));
}

static void test_refuses_a_second_watch_and_one_folder_for_two(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  pid_t child = fork();
  if (child == 0) {
    struct spool *second = NULL;
    struct spool_folders folders = {.inbox = place.in, .out = "/tmp"};
    struct error error = {0};
    char pid[30];
    snprintf(pid, sizeof pid, "process %d;", (int)getppid());
    bool right = spool_open(&folders, &second, &error) == STATUS_BUSY && strstr(error.message, pid);
    _exit(right ? 0 : 1);
  }
  int how = 0;
  waitpid(child, &how, 0);
  assert_int_equal(how, 0);
  struct spool *same = NULL;
  struct spool_folders folders = {.inbox = place.in, .out = place.in};
  assert_int_equal(spool_open(&folders, &same, NULL), STATUS_USAGE);
}

static void test_events_tell_of_new_files_in_subfolders(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  drop(&place, "sub/a.png", "x");
  struct inbox_events *events __attribute__((cleanup(inbox_events_close))) = NULL;
  if (inbox_events_open(&events, NULL))
    skip();
  autofree char *sub = temp_path(&place.folder, "in/sub");
  const char *folders[] = {place.in, sub};
  assert_true(inbox_events_listen(events, folders, 2));
  assert_false(inbox_events_drain(events));
  drop(&place, "sub/b.png", "x");
  struct pollfd ready = {.fd = inbox_events_fd(events), .events = POLLIN};
  assert_int_equal(poll(&ready, 1, 1000), 1);
  assert_true(inbox_events_drain(events));
  assert_false(inbox_events_drain(events));
}

static void test_names_stay_valid_and_short_enough(void **state)
{
  (void)state;
  static const struct {
    const char *name, *suffix, *result;
  } cases[] = {{"a/b.png", "-12345678", "a/b-12345678.png"},
               {"noending", "-1", "noending-1"},
               {".hidden", "-1", ".hidden-1"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    autofree char *result = name_with_suffix(cases[i].name, cases[i].suffix);
    assert_string_equal(result, cases[i].result);
  }
  struct strbuf longest = {0};
  for (int i = 0; i < 83; i++)
    strbuf_append(&longest, "照");
  strbuf_append(&longest, ".png");
  autofree char *cut = name_with_suffix(strbuf_text(&longest), "-12345678");
  assert_in_range(strlen(cut), 200, 230);
  assert_int_equal(utf8_find_invalid(cut, strlen(cut)), strlen(cut));
  bool altered = false;
  autofree char *output = name_for_output(strbuf_text(&longest), &altered);
  assert_true(altered);
  autofree char *gbk = name_for_output("sub/\xD6\xA4\xD5\xD5\n.png", &altered);
  assert_true(altered);
  assert_int_equal(utf8_find_invalid(gbk, strlen(gbk)), strlen(gbk));
  autofree char *plain = name_for_output("sub/证照.png", &altered);
  assert_string_equal(plain, "sub/证照");
  assert_false(altered);
  strbuf_clear(&longest);
}

static void test_outputs_are_published_once_whatever_happens_between(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  struct ledger *ledger __attribute__((cleanup(ledger_close))) = NULL;
  assert_int_equal(ledger_open(place.out, &ledger, NULL), STATUS_OK);
  char hash[DIGEST_HEX_BYTES];
  hash_of("one", hash);
  struct ledger_arrival arrival = {.sha256 = hash,
                                   .version = "1",
                                   .formats = "json,txt",
                                   .keeper = LEDGER_WATCH,
                                   .source = "a.png",
                                   .ticket = "1",
                                   .name = "a"};
  enum ledger_verdict verdict;
  struct ledger_document document __attribute__((cleanup(ledger_document_clear))) = {0};
  assert_int_equal(ledger_enter(ledger, &arrival, &verdict, &document, NULL), STATUS_OK);
  assert_int_equal(ledger_start(ledger, document.id, NULL), STATUS_OK);
  assert_int_equal(outbox_stage(place.out, document.id, "json", "{}", 2, NULL), STATUS_OK);
  assert_int_equal(outbox_stage(place.out, document.id, "txt", "t", 1, NULL), STATUS_OK);
  assert_int_equal(outbox_stage(place.out, 999, "txt", "of nobody", 9, NULL), STATUS_OK);
  struct ledger_result result = {.formats = "json,txt", .result = "ok"};
  assert_int_equal(ledger_publish(ledger, document.id, &result, NULL), STATUS_OK);
  /* Killed after the first output; somebody took it away before the restart. */
  autofree char *staged =
      memory_format("%s/.zhaolu/stage/%lld.json", place.out, (long long)document.id);
  assert_int_equal(unlink(staged), 0);

  int published = 0;
  const struct outbox outbox = {.out = place.out, .ledger = ledger};
  assert_int_equal(outbox_recover(&outbox, LEDGER_WATCH, &published, NULL), STATUS_OK);
  assert_int_equal(published, 1);
  assert_gone(&place, "out/a.json");
  assert_holds(&place, "out/a.txt", "t");
  assert_gone(&place, "out/.zhaolu/stage/999.txt");
  struct ledger_document now __attribute__((cleanup(ledger_document_clear))) = {0};
  assert_int_equal(ledger_find(ledger, document.id, &now, NULL), STATUS_OK);
  assert_int_equal(now.state, LEDGER_DONE);
}

/* Document 1 of the place's ledger, published as a.json with this text. */
static void publish_json(struct place *place, struct ledger *ledger, bool force, const char *text)
{
  char hash[DIGEST_HEX_BYTES];
  hash_of("one", hash);
  struct ledger_arrival arrival = {.sha256 = hash,
                                   .version = "1",
                                   .formats = "json",
                                   .keeper = LEDGER_BATCH,
                                   .source = "a.png",
                                   .ticket = "a.png",
                                   .name = "a",
                                   .force = force};
  enum ledger_verdict verdict;
  struct ledger_document document __attribute__((cleanup(ledger_document_clear))) = {0};
  assert_int_equal(ledger_enter(ledger, &arrival, &verdict, &document, NULL), STATUS_OK);
  assert_int_equal(ledger_requeue(ledger, document.id, force, NULL), STATUS_OK);
  assert_int_equal(ledger_start(ledger, document.id, NULL), STATUS_OK);
  assert_int_equal(outbox_stage(place->out, document.id, "json", text, strlen(text), NULL),
                   STATUS_OK);
  struct ledger_written written = {.format = "json"};
  digest_bytes(text, strlen(text), written.sha256);
  struct ledger_result result = {
      .formats = "json", .result = "ok", .written = &written, .written_count = 1};
  assert_int_equal(ledger_publish(ledger, document.id, &result, NULL), STATUS_OK);
  const struct outbox outbox = {.out = place->out, .ledger = ledger};
  assert_int_equal(outbox_publish(&outbox, document.id, NULL), STATUS_OK);
  assert_int_equal(ledger_done(ledger, document.id, NULL), STATUS_OK);
}

static void write_text(const struct place *place, const char *name, const char *text)
{
  autofree char *path = temp_path(&place->folder, name);
  FILE *file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
}

static void test_what_a_person_changed_is_kept_beside_unless_forced(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  struct ledger *ledger __attribute__((cleanup(ledger_close))) = NULL;
  assert_int_equal(ledger_open(place.out, &ledger, NULL), STATUS_OK);
  publish_json(&place, ledger, false, "first");
  publish_json(&place, ledger, false, "second"); /* nobody touched the first */
  assert_gone(&place, "out/a.edited-1.json");
  write_text(&place, "out/a.json", "mine");
  publish_json(&place, ledger, false, "third");
  assert_holds(&place, "out/a.json", "third");
  assert_holds(&place, "out/a.edited-1.json", "mine");
  write_text(&place, "out/a.json", "mine again");
  publish_json(&place, ledger, false, "fourth");
  assert_holds(&place, "out/a.edited-1.json", "mine");
  assert_holds(&place, "out/a.edited-2.json", "mine again");
  write_text(&place, "out/a.json", "mine, not wanted");
  publish_json(&place, ledger, true, "fifth");
  assert_holds(&place, "out/a.json", "fifth");
  assert_gone(&place, "out/a.edited-3.json");
  write_text(&place, "out/a.json", "the wish was for once");
  publish_json(&place, ledger, false, "sixth");
  assert_holds(&place, "out/a.edited-3.json", "the wish was for once");
}

static bool nothing_is_own(const char *sha256, int64_t mtime, void *context)
{
  (void)sha256;
  (void)mtime;
  (void)context;
  return false;
}

static void test_what_is_kept_is_kept_once_though_the_result_came_later(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  write_text(&place, "out/a.json", "mine");
  autofree char *path = temp_path(&place.folder, "out/a.json");
  for (int attempt = 0; attempt < 2; attempt++) {
    autofree char *kept = NULL;
    assert_int_equal(edited_keep(path, "", nothing_is_own, NULL, &kept, NULL), STATUS_OK);
    assert_true(attempt ? kept == NULL : kept != NULL);
    assert_holds(&place, "out/a.json", "mine"); /* there all the time */
  }
  assert_holds(&place, "out/a.edited-1.json", "mine");
  assert_gone(&place, "out/a.edited-2.json");
}

static void test_the_list_of_written_files_is_a_sha256sum_file(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  char first[DIGEST_HEX_BYTES], second[DIGEST_HEX_BYTES];
  hash_of("one", first);
  hash_of("two", second);
  for (int run = 0; run < 2; run++) {
    struct written_list *list __attribute__((cleanup(written_list_close))) = NULL;
    assert_int_equal(written_list_open(place.out, &list, NULL), STATUS_OK);
    assert_int_equal(written_list_has(list, "a.json", first), run > 0);
    assert_int_equal(written_list_note(list, "a.json", first, NULL), STATUS_OK);
    assert_int_equal(written_list_note(list, "b\\n\n.json", second, NULL), STATUS_OK);
    assert_true(written_list_has(list, "b\\n\n.json", second));
    assert_false(written_list_has(list, "a.json", second));
    assert_false(written_list_has(list, "json", first));
  }
  autofree char *lines = memory_format("%s  a.json\n\\%s  b\\\\n\\n.json\n", first, second);
  assert_holds(&place, "out/.zhaolu/written.sha256", lines);
}

static void test_a_strangers_output_is_not_written_over(void **state)
{
  (void)state;
  struct place place autoplace = place_make();
  char hash[DIGEST_HEX_BYTES];
  hash_of("one", hash);
  assert_false(outbox_name_is_foreign(place.out, "a", "json,txt", hash));
  autofree char *path = temp_path(&place.folder, "out/a.txt");
  FILE *file = fopen(path, "w");
  fclose(file);
  assert_true(outbox_name_is_foreign(place.out, "a", "json,txt", hash));
  autofree char *json = temp_path(&place.folder, "out/a.json");
  file = fopen(json, "w");
  fprintf(file, "{\"source\": {\"sha256\": \"%s\"}}", hash);
  fclose(file);
  assert_false(outbox_name_is_foreign(place.out, "a", "json,txt", hash));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_file_goes_from_the_inbox_over_work_to_the_done),
      cmocka_unit_test(test_same_name_same_content_is_kept_once_and_other_content_beside),
      cmocka_unit_test(test_a_failure_has_its_reason_beside_it),
      cmocka_unit_test(test_what_a_killed_run_left_in_work_is_found_again),
      cmocka_unit_test(test_put_back_spares_a_new_file_of_the_name),
      cmocka_unit_test(test_a_failed_original_is_sent_back_without_its_reason),
      cmocka_unit_test(test_a_file_that_changed_since_it_was_seen_is_not_taken),
      cmocka_unit_test(test_no_link_in_a_folders_place_leads_out_of_the_inbox),
      cmocka_unit_test(test_what_comes_back_is_not_written_through_a_link),
      cmocka_unit_test(test_a_late_write_to_a_taken_file_is_noticed),
      cmocka_unit_test(test_refuses_a_second_watch_and_one_folder_for_two),
      cmocka_unit_test(test_events_tell_of_new_files_in_subfolders),
      cmocka_unit_test(test_names_stay_valid_and_short_enough),
      cmocka_unit_test(test_outputs_are_published_once_whatever_happens_between),
      cmocka_unit_test(test_what_a_person_changed_is_kept_beside_unless_forced),
      cmocka_unit_test(test_what_is_kept_is_kept_once_though_the_result_came_later),
      cmocka_unit_test(test_the_list_of_written_files_is_a_sha256sum_file),
      cmocka_unit_test(test_a_strangers_output_is_not_written_over),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
