/* Preloaded by a drill: a disk that keeps only what was flushed, and whose power goes, or whose flush fails, at the
 * flush that the drill names. After each flush of a file below DISK_WATCHED its content is copied below DISK_FLUSHED.
 * DISK_PLAN is a file of three numbers: flushes so far, at which of them the power goes, which of them fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COUNT, POWER, FAIL };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t *find_plan(void)
{
    static int64_t *plan;
    const char *path = getenv("DISK_PLAN");
    if (plan == NULL && path != NULL) {
        int file = open(path, O_RDWR | O_CLOEXEC);
        void *map = file < 0 ? MAP_FAILED : mmap(NULL, 24, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (file >= 0)
            close(file);
        if (map != MAP_FAILED)
            plan = map;
    }
    return plan;
}

/* Where the flushed copy of an open file lies; 0 for files that nobody watches. */
static int find_copy(int file, char *path, char *copy)
{
    const char *watched = getenv("DISK_WATCHED"), *flushed = getenv("DISK_FLUSHED");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (watched == NULL || flushed == NULL || length < 0)
        return 0;
    path[length] = 0;
    size_t prefix = strlen(watched);
    if (strncmp(path, watched, prefix) || path[prefix] != '/')
        return 0;
    return snprintf(copy, PATH_MAX, "%s%s", flushed, path + prefix) < PATH_MAX;
}

static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
}

static void keep(const char *path, char *copy)
{
    static char buffer[1 << 16];
    ssize_t got;
    char fresh[PATH_MAX + 8];
    struct stat kind;
    if (stat(path, &kind) || !S_ISREG(kind.st_mode))
        return;
    make_folders(copy);
    snprintf(fresh, sizeof fresh, "%s.fresh", copy);
    int from = open(path, O_RDONLY | O_CLOEXEC), to = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (from >= 0 && to >= 0 && (got = read(from, buffer, sizeof buffer)) > 0)
        if (write(to, buffer, got) != got)
            abort();
    close(from);
    close(to);
    rename(fresh, copy);
}

static int flush(int file, const char *name)
{
    int (*really)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    char path[PATH_MAX], copy[PATH_MAX];
    int64_t *plan = find_plan();
    if (plan == NULL || !find_copy(file, path, copy))
        return really(file);
    pthread_mutex_lock(&lock);
    int64_t number = __atomic_add_fetch(&plan[COUNT], 1, __ATOMIC_SEQ_CST);
    if (number == plan[POWER])
        kill(0, SIGKILL);
    int failed = number == plan[FAIL];
    if (!failed)
        keep(path, copy);
    pthread_mutex_unlock(&lock);
    if (failed)
        errno = EIO;
    return failed ? -1 : 0;
}

int fsync(int file)
{
    return flush(file, "fsync");
}

int fdatasync(int file)
{
    return flush(file, "fdatasync");
}

/* A file system keeps the order of a rename and of what was flushed before it. */
int rename(const char *from, const char *to)
{
    int (*really)(const char *, const char *) = (int (*)(const char *, const char *)) dlsym(RTLD_NEXT, "rename");
    const char *watched = getenv("DISK_WATCHED"), *flushed = getenv("DISK_FLUSHED");
    char old[PATH_MAX], new[PATH_MAX];
    size_t prefix = watched ? strlen(watched) : 0;
    if (watched && flushed && !strncmp(from, watched, prefix) && !strncmp(to, watched, prefix)) {
        snprintf(old, sizeof old, "%s%s", flushed, from + prefix);
        snprintf(new, sizeof new, "%s%s", flushed, to + prefix);
        really(old, new);
    }
    return really(from, to);
}
