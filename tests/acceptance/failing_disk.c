/* A disk that fails: of the writes and syncs to files under DISK the n-th, or every one from the n-th on, ends in EIO.
   Loaded in front of the C library (LD_PRELOAD); `fail` sets when, `written` says how many there were.  Processes that
   are given the same file DISK_STATE count together, and whoever writes that file (three longs) sets when. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

struct state { long count, first, last; };
static struct state own, *state = &own;

__attribute__((constructor)) static void share(void) {
    const char *kept = getenv("DISK_STATE");
    int file = kept ? open(kept, O_RDWR) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED) state = shared;
    close(file);
}

void fail(long from, long until) { *state = (struct state){0, from, until}; }
long written(void) { return state->count; }

static int fails(int file) {
    const char *disk = getenv("DISK");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!disk || length < 0 || strncmp(path, disk, strlen(disk))) return 0;
    long count = __sync_add_and_fetch(&state->count, 1);
    return state->first && count >= state->first && count <= state->last;
}

#define REPLACED(type, name, parameters, arguments, refusal)                        \
    type name parameters {                                                          \
        static type (*real) parameters;                                             \
        if (!real) real = dlsym(RTLD_NEXT, #name);                                  \
        if (fails(file)) { errno = EIO; return refusal; }                           \
        return real arguments;                                                      \
    }
#define FAILING(type, name, parameters, arguments) REPLACED(type, name, parameters, arguments, -1)

FAILING(ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
FAILING(ssize_t, pwrite, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t size, off64_t at), (file, from, size, at))
FAILING(ssize_t, pwritev, (int file, const struct iovec *from, int many, off_t at), (file, from, many, at))
FAILING(ssize_t, pwritev64, (int file, const struct iovec *from, int many, off64_t at), (file, from, many, at))
FAILING(int, fsync, (int file), (file))
FAILING(int, fdatasync, (int file), (file))
FAILING(int, ftruncate, (int file, off_t size), (file, size))
FAILING(int, ftruncate64, (int file, off64_t size), (file, size))
REPLACED(int, posix_fallocate, (int file, off_t at, off_t size), (file, at, size), EIO)
REPLACED(int, posix_fallocate64, (int file, off64_t at, off64_t size), (file, at, size), EIO)
