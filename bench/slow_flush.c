/* Adds a fixed time to every flush of a process, as a slower disk would: LD_PRELOAD, bench only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_while(void)
{
    const char *microseconds = getenv("SLOW_FLUSH_US");
    long wanted = microseconds ? atol(microseconds) : 0;
    struct timespec time = { wanted / 1000000, (wanted % 1000000) * 1000L };
    if (wanted > 0)
        nanosleep(&time, NULL);
}

int fsync(int file)
{
    int (*flush)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    wait_a_while();
    return flush(file);
}

int fdatasync(int file)
{
    int (*flush)(int) = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
    wait_a_while();
    return flush(file);
}
