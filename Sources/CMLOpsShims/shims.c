#define _GNU_SOURCE
#include "CMLOpsShims.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

int mlops_clone_file(int destination, int source) {
    return ioctl(destination, FICLONE, source);
}

int mlops_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC, mode);
}

int mlops_wait_signal(int status) {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int mlops_wait_code(int status) {
    return WEXITSTATUS(status);
}
