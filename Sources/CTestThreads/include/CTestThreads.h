#ifndef CTEST_THREADS_H
#define CTEST_THREADS_H

// More threads for the tests than the machine has cores. To link this is enough: there is nothing to call.
//
// The bodies of our tests are synchronous, and mostly wait for a program that they started. On the two threads which
// Swift has on two cores that leaves the cores idle, so here the jobs of Swift's global executor are run by three
// threads a core, or by GIT_MLOPS_TEST_THREADS of them. As many tests are under way at once.

#endif
