#ifndef CMLOPS_SHIMS_H
#define CMLOPS_SHIMS_H

// C that Swift cannot import: macros with casts, variadic functions, and functions that take a library's name. Nothing
// else belongs here, and no system header: importers would then see Glibc's types as this module's.

/// ioctl(FICLONE): shares the extents of `source` with `destination`. 0, or -1 with errno set.
int mlops_clone_file(int destination, int source);

/// copy_file_range(2) between the current positions of two files, hidden behind _GNU_SOURCE. The number of bytes
/// copied, 0 at the end, or -1 with errno set.
long mlops_copy_range(int destination, int source, unsigned long count);

/// open(2), which is variadic. Close-on-exec is always set. The descriptor, or -1 with errno set.
int mlops_open(const char *path, int flags, unsigned int mode);

/// openat(2) of what exists; close-on-exec. The descriptor, or -1 with errno set.
int mlops_open_at(int folder, const char *name, int flags);

/// openat(2) of what may have to be created; close-on-exec. The descriptor, or -1 with errno set.
int mlops_create_at(int folder, const char *name, int flags, unsigned int mode);

/// renameat2(2) with RENAME_EXCHANGE, hidden behind _GNU_SOURCE: two files take each other's name. 0, or -1 with errno set.
int mlops_exchange(int first_folder, const char *first, int second_folder, const char *second);

/// pipe2(2) with close-on-exec. 0, or -1 with errno set.
int mlops_pipe(int ends[2]);

/// posix_spawn_file_actions_addchdir_np(3), hidden behind _GNU_SOURCE. `actions` is a posix_spawn_file_actions_t.
int mlops_spawn_chdir(void *actions, const char *path);

/// The signal number that ended a wait status, or 0 when the process exited by itself.
int mlops_wait_signal(int status);

/// The exit code of a wait status of a process that exited by itself.
int mlops_wait_code(int status);

/// signalfd(2) for the signals of `mask` (a sigset_t), close-on-exec and non-blocking. -1 with errno set.
int mlops_signal_descriptor(const void *mask);

/// The next signal that waits in a signalfd, or 0. `*from_kernel` tells a terminal's signal from kill(2)'s.
int mlops_next_signal(int descriptor, int *from_kernel);

/// Processors that this process may use, by sched_getaffinity(2); 0 when that cannot be told.
int mlops_processors(void);

/// syncfs(2): the file system of an open file is written to disk when this returns. -1 with errno set.
int mlops_sync_file_system(int descriptor);

/// While set, reading certificate authorities with mbed TLS in this thread does nothing and succeeds.
void mlops_skip_certificates(int skip);

/// Large blocks get pages of their own, which are the system's again when they are freed, whatever was allocated since.
void mlops_keep_large_blocks_apart(void);

#endif
