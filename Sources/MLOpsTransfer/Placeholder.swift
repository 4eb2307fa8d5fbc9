// The first file of MLOpsTransfer replaces this one.
