#ifndef ZHAOLU_QUEUE_QUEUE_NAME_H
#define ZHAOLU_QUEUE_QUEUE_NAME_H

/*
 * What stands where in the queue. Documents that wait for a worker, in a stream that keeps each
 * message until it is done; answers that wait for who asked; the last word of everyone at work.
 *
 *     zhaolu.todo.READER.OWNER.KEY    a document; READER: with what it is to be read
 *     zhaolu.done.OWNER.KEY           its answer
 *     zhaolu.note.NAME                what a worker or an owner does just now
 *
 * Names are lower-case hexadecimal digits, so that nothing in them means anything to the server.
 */

#include <stdbool.h>

#include "files/digest.h"

#define QUEUE_TODO_STREAM "zhaolu_todo"
#define QUEUE_DONE_STREAM "zhaolu_done"
#define QUEUE_NOTE_STREAM "zhaolu_note"
#define QUEUE_TODO_SUBJECTS "zhaolu.todo.>"
#define QUEUE_DONE_SUBJECTS "zhaolu.done.>"
#define QUEUE_NOTE_SUBJECTS "zhaolu.note.>"

enum { QUEUE_NAME_DIGITS = 16, QUEUE_KEY_DIGITS = 32 };

/* All are the caller's. */
char *queue_todo_subject(const char *reader, const char *owner, const char *key);
char *queue_done_subject(const char *owner, const char *key);
char *queue_note_subject(const char *name);
/* All documents for one reader, all answers for one owner: what their consumers filter by. */
char *queue_todo_filter(const char *reader);
char *queue_done_filter(const char *owner);
char *queue_todo_consumer(const char *reader);
char *queue_done_consumer(const char *owner);

/* True for `digits` lower-case hexadecimal digits. */
bool queue_name_is_sound(const char *name, int digits);
/* A whole SHA-256. */
bool queue_digest_is_sound(const char *digest);

#endif
