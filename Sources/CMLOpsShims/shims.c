#define _GNU_SOURCE
#include "CMLOpsShims.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <malloc.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int mlops_clone_file(int destination, int source) {
    return ioctl(destination, FICLONE, source);
}

long mlops_copy_range(int destination, int source, unsigned long count) {
    return copy_file_range(source, NULL, destination, NULL, count, 0);
}

int mlops_open(const char *path, int flags, unsigned int mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

int mlops_open_at(int folder, const char *name, int flags) {
    return openat(folder, name, flags | O_CLOEXEC);
}

int mlops_create_at(int folder, const char *name, int flags, unsigned int mode) {
    return openat(folder, name, flags | O_CLOEXEC, mode);
}

int mlops_exchange(int first_folder, const char *first, int second_folder, const char *second) {
    return renameat2(first_folder, first, second_folder, second, RENAME_EXCHANGE);
}

int mlops_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int mlops_spawn_chdir(void *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

int mlops_wait_signal(int status) {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int mlops_wait_code(int status) {
    return WEXITSTATUS(status);
}

int mlops_signal_descriptor(const void *mask) {
    return signalfd(-1, mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

int mlops_next_signal(int descriptor, int *from_kernel) {
    struct signalfd_siginfo info;
    if (read(descriptor, &info, sizeof info) != sizeof info) {
        return 0;
    }
    *from_kernel = info.ssi_code > 0;
    return (int)info.ssi_signo;
}

int mlops_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

int mlops_sync_file_system(int descriptor) {
    return syncfs(descriptor);
}

void mlops_keep_large_blocks_apart(void) {
    // glibc raises the first by itself, up to 32 MiB, whenever such a block is freed: from then on arrays of 100,000
    // items leave holes in the heap.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    // Setting one switches off the other's adjustment. With its default, 128 KiB, memory comes and goes at each step.
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
}
