#include "CCurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>

// The type-checking macros would name the functions themselves.
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define FUNCTIONS(X)                                                                                                   \
    X(curl_global_init)                                                                                                \
    X(curl_easy_init)                                                                                                  \
    X(curl_easy_cleanup)                                                                                               \
    X(curl_easy_reset)                                                                                                 \
    X(curl_easy_perform)                                                                                               \
    X(curl_easy_setopt)                                                                                                \
    X(curl_easy_getinfo)                                                                                               \
    X(curl_easy_strerror)                                                                                              \
    X(curl_slist_append)                                                                                               \
    X(curl_slist_free_all)                                                                                             \
    X(curl_url)                                                                                                        \
    X(curl_url_cleanup)                                                                                                \
    X(curl_url_set)                                                                                                    \
    X(curl_url_get)                                                                                                    \
    X(curl_free)

static struct {
#define X(name) __typeof__(name) *name;
    FUNCTIONS(X)
#undef X
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int started = 0;

static void start(void) {
    void *file = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (file == NULL) {
        file = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
    }
    if (file == NULL) {
        return;
    }
    int complete = 1;
#define X(name)                                                                                                        \
    library.name = (__typeof__(library.name))dlsym(file, #name);                                                       \
    complete = complete && library.name != NULL;
    FUNCTIONS(X)
#undef X
    started = complete && library.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

int mlops_curl_start(void) {
    pthread_once(&once, start);
    return started;
}

void *mlops_curl_open(void) {
    return library.curl_easy_init();
}

void mlops_curl_close(void *handle) {
    library.curl_easy_cleanup(handle);
}

void mlops_curl_reset(void *handle) {
    library.curl_easy_reset(handle);
}

CURLcode mlops_curl_perform(void *handle) {
    return library.curl_easy_perform(handle);
}

const char *mlops_curl_words(CURLcode code) {
    return library.curl_easy_strerror(code);
}

CURLcode mlops_curl_set_long(void *handle, CURLoption option, long value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode mlops_curl_set_offset(void *handle, CURLoption option, curl_off_t value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode mlops_curl_set_text(void *handle, CURLoption option, const char *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode mlops_curl_set_headers(void *handle, struct curl_slist *headers) {
    return library.curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

static int close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    return CURL_SOCKOPT_OK;
}

void mlops_curl_prepare(
    void *handle, void *context, mlops_curl_data header, mlops_curl_data write, mlops_curl_data read,
    mlops_curl_seek seek, mlops_curl_progress progress) {
    library.curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    library.curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    library.curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write);
    library.curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    library.curl_easy_setopt(handle, CURLOPT_READFUNCTION, read);
    library.curl_easy_setopt(handle, CURLOPT_READDATA, context);
    library.curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek);
    library.curl_easy_setopt(handle, CURLOPT_SEEKDATA, context);
    library.curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    library.curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    library.curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    library.curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, close_on_exec);
    // CURLOPT_PROTOCOLS_STR is younger than some libraries that this may be loaded with.
    library.curl_easy_setopt(handle, (CURLoption)181, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
}

CURLcode mlops_curl_get_long(void *handle, CURLINFO info, long *value) {
    return library.curl_easy_getinfo(handle, info, value);
}

long mlops_curl_auth_basic(void) {
    return (long)CURLAUTH_BASIC;
}

long mlops_curl_auth_negotiate(void) {
    return (long)CURLAUTH_NEGOTIATE;
}

long mlops_curl_auth_any(void) {
    return (long)CURLAUTH_ANY;
}

struct curl_slist *mlops_curl_list_append(struct curl_slist *list, const char *text) {
    return library.curl_slist_append(list, text);
}

void mlops_curl_list_free(struct curl_slist *list) {
    library.curl_slist_free_all(list);
}

void *mlops_curl_url(void) {
    return library.curl_url();
}

void mlops_curl_url_close(void *url) {
    library.curl_url_cleanup(url);
}

CURLUcode mlops_curl_url_set(void *url, CURLUPart part, const char *text, unsigned int flags) {
    return library.curl_url_set(url, part, text, flags);
}

CURLUcode mlops_curl_url_get(void *url, CURLUPart part, char **text, unsigned int flags) {
    return library.curl_url_get(url, part, text, flags);
}

void mlops_curl_free(void *text) {
    library.curl_free(text);
}
