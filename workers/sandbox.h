#ifndef ZHAOLU_WORKERS_SANDBOX_H
#define ZHAOLU_WORKERS_SANDBOX_H

/*
 * Shuts the calling process in before it looks at a stranger's file: it may read that file and what
 * belongs to the system's libraries and fonts, talk on the descriptors it has, and use memory and
 * time; it may not read any other file, write, make or remove one, open a network connection, start
 * a program, share memory or touch another process. Two layers say so independently: Landlock
 * (files, TCP) and a seccomp filter (system calls). A kernel without Landlock has only the filter,
 * which tells reading from writing but not one file from another. There is no way back.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sandbox_limits {
  uint64_t memory; /* bytes of data (RLIMIT_DATA); 0: no limit */
  /* Files, and folders with all below them, that may be read besides the system's own. */
  const char *const *readable;
  size_t readable_count;
  bool threads;         /* may start threads; how many, nobody limits here */
  int landlock_version; /* as if the kernel knew no newer one, for tests; 0: what it knows */
};

struct sandbox_layers {
  bool no_new_privileges;
  bool landlock;
  bool seccomp;
  bool limits;
};

/* Enters and tells which layers hold. */
struct sandbox_layers sandbox_enter(const struct sandbox_limits *limits);

/* What sandbox_enter would do here, tried in a child process. */
struct sandbox_layers sandbox_probe(void);

#endif
