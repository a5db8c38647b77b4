#ifndef ZHAOLU_JOBS_RESULT_NAME_H
#define ZHAOLU_JOBS_RESULT_NAME_H

/* Results lie in OUT in folders named as those they come from. A folder x.json would stand where
 * the result of x.png belongs, and results in OUT/done would lie among the originals. */

/* Where originals are kept, below OUT ("done", "sub/read"); NULL: nowhere in OUT. */
struct original_folders {
  char *done, *failed;
};
/* Of the folders' paths. */
struct original_folders original_folders_make(const char *out, const char *done,
                                              const char *failed);
void original_folders_clear(struct original_folders *folders);

/* The name below OUT, with "_" behind each folder's name that is taken so: "x.json/a" is
 * "x.json_/a", and "done/a", where originals are kept, "done_/a". `originals` may be NULL. The
 * caller's. */
char *result_name_apart(const char *name, const struct original_folders *originals);

#endif
