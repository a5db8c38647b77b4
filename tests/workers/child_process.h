#ifndef ZHAOLU_TESTS_WORKERS_CHILD_PROCESS_H
#define ZHAOLU_TESTS_WORKERS_CHILD_PROCESS_H

/* The child of this process that ps shows by that name; 0: none. */
int child_named(const char *name);

#endif
