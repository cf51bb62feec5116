/* Preloaded, lets writes fail that strace cannot tell from those to sockets and events: the REFUSE_AT-th write to a
   file whose path has REFUSE_PATH in it fails with REFUSE_ERRNO, half written before if REFUSE_HALF is set. What was
   refused is told in the file REFUSE_LOG. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int writes;

ssize_t write(int file, const void *bytes, size_t size)
{
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    const char *part = getenv("REFUSE_PATH");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!part || length < 0)
        return real(file, bytes, size);
    path[length] = 0;
    if (!strstr(path, part) || atomic_fetch_add(&writes, 1) + 1 != atoi(getenv("REFUSE_AT")))
        return real(file, bytes, size);
    if (getenv("REFUSE_HALF"))
        real(file, bytes, size / 2);
    int log = open(getenv("REFUSE_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    real(log, path, length);
    close(log);
    errno = atoi(getenv("REFUSE_ERRNO"));
    return -1;
}
