// The first file of MLOpsLog replaces this one.
