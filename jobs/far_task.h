#ifndef ZHAOLU_JOBS_FAR_TASK_H
#define ZHAOLU_JOBS_FAR_TASK_H

/*
 * A document that is to be read on another machine, as a message: what it is read with, and its
 * files by their digests. Small files lie in the message itself, others in the store. The document
 * has a key, which is the same as long as the same reading is wanted of the same content.
 */

#include "jobs/document_reading.h"
#include "queue/envelope.h"
#include "queue/queue_name.h"

enum { FAR_FILES_MAX = 20000 /* pages of a folder that is one document */ };

struct far_file {
  char sha256[DIGEST_HEX_BYTES];
  uint64_t bytes;
};

struct far_task {
  char key[QUEUE_KEY_DIGITS + 1], owner[QUEUE_NAME_DIGITS + 1];
  struct far_file *files;
  size_t file_count;
  bool in_message; /* the files' bytes stand in the envelope, one after the other */
  bool pictures_of_one, want_previews, want_full;
  struct source_limits limits;
  enum pdf_text_mode pdf_text;
  size_t page_count; /* 0: not known; else which pages an earlier attempt has read already */
  bool *known;
};
void far_task_clear(struct far_task *task);

/* Looks at the files. STATUS_IO where they cannot be read, or are not what `request->sha256` says.
 */
enum status far_task_make(const struct document_request *request, const char *owner,
                          const char *reader, struct far_task *ret_task,
                          struct error *error) MUST_CHECK;

/* Bytes of all files together. */
uint64_t far_task_bytes(const struct far_task *task);

/* As a JSON object; a new reference. */
json_t *far_task_to_json(const struct far_task *task);
/* STATUS_BAD_INPUT unless all is there, sound, and within bounds. */
enum status far_task_from_envelope(const struct envelope *envelope, struct far_task *ret_task,
                                   struct error *error) MUST_CHECK;

/* The token that stands for a file's path in sentences that travel: its digest. Replaces `from` by
 * `to` wherever it stands in the message. */
void far_sentence_replace(struct error *error, const char *from, const char *to);

#endif
