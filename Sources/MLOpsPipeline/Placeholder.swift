// The first file of MLOpsPipeline replaces this one.
