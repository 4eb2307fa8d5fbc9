// The first file of MLOpsDocuments replaces this one.
