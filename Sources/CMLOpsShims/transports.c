// libgit2's ways to other machines, which it is never asked to go: git itself fetches and pushes. Where libgit2 1.5 is
// linked from its archive these stand in for them, so that TLS, SSH and Kerberos are neither linked nor started. Weak:
// should the archive's own come along, they count. In libgit2's shared library they replace nothing.
#define ABSENT __attribute__((weak, visibility("hidden")))

ABSENT int git_mbedtls_stream_global_init(void) {
    return 0;
}

ABSENT int git_transport_ssh_global_init(void) {
    return 0;
}

ABSENT int git_mbedtls__set_cert_location(const char *file, const char *folder) {
    return -1;
}

ABSENT int git_mbedtls_stream_new(void **stream, const char *host, const char *port) {
    return -1;
}

ABSENT int git_mbedtls_stream_wrap(void **stream, void *plain, const char *host) {
    return -1;
}

ABSENT int git_transport_ssh_with_paths(void **transport, void *owner, void *payload) {
    return -1;
}

ABSENT int git_smart_subtransport_ssh(void **transport, void *owner, void *payload) {
    return -1;
}

ABSENT int git_http_auth_negotiate(void **context, const void *url) {
    return -1;
}
