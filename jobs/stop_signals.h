#ifndef ZHAOLU_JOBS_STOP_SIGNALS_H
#define ZHAOLU_JOBS_STOP_SIGNALS_H

/* SIGTERM, SIGINT and SIGHUP as a descriptor to poll: from now on they wait for whoever asks. */

/* -1 where that fails. */
int stop_signals_open(void);
/* How many came since. */
int stop_signals_take(int fd);
/* The next one ends the program at once, as anything may that ends it without notice: what is left
 * to do before its end may take its time, on a slow disk. */
void stop_signals_let_through(void);

#endif
