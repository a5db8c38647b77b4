#ifndef ZHAOLU_WORKERS_SANDBOX_H
#define ZHAOLU_WORKERS_SANDBOX_H

/*
 * Shuts the calling process in before it looks at a stranger's file: it may read files, talk on the
 * descriptors it has, and use memory and time; it may not write, make or remove any file, open a
 * network connection, start a program or touch another process. Two layers say so independently:
 * Landlock (files, TCP) and a seccomp filter (system calls). A kernel without one of them still has
 * the other. There is no way back.
 */

#include <stdbool.h>
#include <stdint.h>

struct sandbox_limits {
  uint64_t memory; /* bytes of data (RLIMIT_DATA); 0: no limit */
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
