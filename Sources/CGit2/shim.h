#ifndef CGIT2_SHIM_H
#define CGIT2_SHIM_H

// Variadic functions, which Swift cannot call. Nothing else belongs here.

#include <git2.h>

/// git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR).
static inline int mlops_git_enable_fsync(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

/// git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION).
static inline int mlops_git_validate_owner(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// git_libgit2_opts(GIT_OPT_SET_EXTENSIONS): the repository extensions that are safe to open.
static inline int mlops_git_set_extensions(const char **names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

/// git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE) and (GIT_OPT_SET_MWINDOW_MAPPED_LIMIT): how much of packs is mapped, in
/// pieces and in all.
static inline int mlops_git_limit_mapping(size_t window, size_t all) {
    int result = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, window);
    return result != 0 ? result : git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, all);
}

#endif
