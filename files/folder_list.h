#ifndef ZHAOLU_FILES_FOLDER_LIST_H
#define ZHAOLU_FILES_FOLDER_LIST_H

/* The files below a folder, at any depth, hidden ones and links left out. */

#include <stddef.h>

struct folder_list {
  char **names; /* below the folder, sorted */
  size_t count, capacity;
  char **closed; /* folders that could not be looked into, with their path */
  size_t closed_count, closed_capacity;
};

/* A folder that is not there gives an empty list. */
void folder_list_files(const char *folder, struct folder_list *ret_list);
void folder_list_clear(struct folder_list *list);

#endif
