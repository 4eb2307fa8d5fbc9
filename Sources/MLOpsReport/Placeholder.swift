// The first file of MLOpsReport replaces this one.
