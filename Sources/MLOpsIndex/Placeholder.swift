// The first file of MLOpsIndex replaces this one.
