/* A disk that fails: of the writes and syncs to files under DISK the n-th, or every one from the n-th on, ends in EIO.
   Loaded in front of the C library (LD_PRELOAD); `fail` sets when, `written` says how many there were. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long count, first, last;

void fail(long from, long until) { count = 0; first = from; last = until; }
long written(void) { return count; }

static int fails(int file) {
    const char *disk = getenv("DISK");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!disk || length < 0 || strncmp(path, disk, strlen(disk))) return 0;
    count++;
    return first && count >= first && count <= last;
}

#define FAILING(type, name, parameters, arguments)                                  \
    type name parameters {                                                          \
        static type (*real) parameters;                                             \
        if (!real) real = dlsym(RTLD_NEXT, #name);                                  \
        if (fails(file)) { errno = EIO; return -1; }                                \
        return real arguments;                                                      \
    }

FAILING(ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
FAILING(ssize_t, pwrite, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t size, off64_t at), (file, from, size, at))
FAILING(int, fsync, (int file), (file))
FAILING(int, fdatasync, (int file), (file))
FAILING(int, ftruncate, (int file, off_t size), (file, size))
FAILING(int, ftruncate64, (int file, off64_t size), (file, size))
