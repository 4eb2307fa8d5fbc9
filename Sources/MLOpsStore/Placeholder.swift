// The first file of MLOpsStore replaces this one.
