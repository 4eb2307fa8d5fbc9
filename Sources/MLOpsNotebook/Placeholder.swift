// The first file of MLOpsNotebook replaces this one.
