// The first file of MLOpsTestSupport replaces this one.
