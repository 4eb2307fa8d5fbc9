// The first file of MLOpsTracking replaces this one.
