// The first file of MLOpsScaffold replaces this one.
