#define _GNU_SOURCE
#include "CMLOpsShims.h"

#include <dlfcn.h>

// libgit2 built with mbed TLS, as Debian's is, reads every certificate authority of the system when it starts: half of
// what a short command costs. It opens no connection for us, so it gets to know none. The linker exports these two
// because libgit2 asks for them; anybody else's call goes on to mbed TLS.

static __thread int is_skipping = 0;

void mlops_skip_certificates(int skip) {
    is_skipping = skip;
}

typedef int (*parser)(void *chain, const char *path);

static int parse(const char *function, void *chain, const char *path) {
    if (is_skipping) return 0;
    parser next = (parser)dlsym(RTLD_NEXT, function);
    return next ? next(chain, path) : -1;
}

int mbedtls_x509_crt_parse_file(void *chain, const char *path) {
    return parse("mbedtls_x509_crt_parse_file", chain, path);
}

int mbedtls_x509_crt_parse_path(void *chain, const char *path) {
    return parse("mbedtls_x509_crt_parse_path", chain, path);
}
