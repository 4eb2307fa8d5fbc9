#define _GNU_SOURCE
#include "CTestThreads.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Of swift/Runtime/Concurrency.h. Swift offers the hook to whoever has an executor of their own (SwiftNIO uses it too).
#define SWIFT_CALL __attribute__((swiftcall))
typedef struct Job Job;
typedef struct {
    void *identity;
    uintptr_t implementation;
} Executor;
typedef SWIFT_CALL void (*Enqueue)(Job *);
typedef SWIFT_CALL void (*EnqueueHook)(Job *, Enqueue original);
typedef SWIFT_CALL void (*RunJob)(Job *, Executor);

typedef struct Node {
    Job *job;
    struct Node *next;
} Node;

static RunJob run_job;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static Node *newest;
static pthread_once_t started = PTHREAD_ONCE_INIT;

static Job *take(void) {
    pthread_mutex_lock(&lock);
    while (!newest) pthread_cond_wait(&arrived, &lock);
    // The newest first: what a test under way goes on with, before another test begins.
    Node *node = newest;
    newest = node->next;
    pthread_mutex_unlock(&lock);
    Job *job = node->job;
    free(node);
    return job;
}

static void *work(void *ignored) {
    (void)ignored;
    Executor generic = {0, 0};
    for (;;) run_job(take(), generic);
}

static int thread_count(void) {
    const char *wanted = getenv("GIT_MLOPS_TEST_THREADS");
    int count = wanted ? atoi(wanted) : 3 * (int)sysconf(_SC_NPROCESSORS_ONLN);
    return count < 2 ? 2 : count > 32 ? 32 : count;
}

static void start(void) {
    for (int left = thread_count(); left > 0; left--) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL) != 0) abort();
        pthread_detach(thread);
    }
}

static SWIFT_CALL void enqueue(Job *job, Enqueue original) {
    (void)original;
    pthread_once(&started, start);
    Node *node = malloc(sizeof *node);
    if (!node) abort();
    node->job = job;
    pthread_mutex_lock(&lock);
    node->next = newest;
    newest = node;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void install(void) {
    // Who is started in the background by a script ignores these, and so would every program that a test interrupts.
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    EnqueueHook *hook = dlsym(RTLD_DEFAULT, "swift_task_enqueueGlobal_hook");
    run_job = (RunJob)dlsym(RTLD_DEFAULT, "swift_job_run");
    // A Swift without them has its own threads: slower, and as good.
    if (!hook || !run_job) return;
    *hook = enqueue;
    // No more tests begin than can be run, or a test's duration would be that of all the others.
    char width[8];
    snprintf(width, sizeof width, "%d", thread_count());
    setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", width, 0);
}
