#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

// Variadic functions and macros, which Swift cannot call. Nothing else belongs here.

#include <curl/curl.h>
#include <fcntl.h>

typedef size_t (*mlops_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef int (*mlops_curl_seek)(void *context, curl_off_t offset, int origin);
typedef int (*mlops_curl_progress)(
    void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up);

static inline CURLcode mlops_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mlops_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text, except that of CURLOPT_POSTFIELDS.
static inline CURLcode mlops_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mlops_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mlops_curl_set_headers(CURL *handle, struct curl_slist *headers) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

static inline int mlops_curl_close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    return CURL_SOCKOPT_OK;
}

/// All callbacks with their one context; sockets that no child inherits; http and https, nothing else.
static inline void mlops_curl_prepare(
    CURL *handle, void *context, mlops_curl_data header, mlops_curl_data write, mlops_curl_data read,
    mlops_curl_seek seek, mlops_curl_progress progress) {
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, read);
    curl_easy_setopt(handle, CURLOPT_READDATA, context);
    curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek);
    curl_easy_setopt(handle, CURLOPT_SEEKDATA, context);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, mlops_curl_close_on_exec);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static inline CURLcode mlops_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

/// The text belongs to the handle.
static inline CURLcode mlops_curl_get_text(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline long mlops_curl_auth_basic(void) { return (long)CURLAUTH_BASIC; }
static inline long mlops_curl_auth_negotiate(void) { return (long)CURLAUTH_NEGOTIATE; }
static inline long mlops_curl_auth_any(void) { return (long)CURLAUTH_ANY; }

/// curl_global_init(CURL_GLOBAL_DEFAULT).
static inline CURLcode mlops_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
