// The first file of MLOpsGit replaces this one.
