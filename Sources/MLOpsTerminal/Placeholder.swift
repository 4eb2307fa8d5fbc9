// The first file of MLOpsTerminal replaces this one.
