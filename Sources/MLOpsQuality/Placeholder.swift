// The first file of MLOpsQuality replaces this one.
