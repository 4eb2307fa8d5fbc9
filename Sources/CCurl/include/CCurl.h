#ifndef CCURL_H
#define CCURL_H

// libcurl, loaded when it is first needed: it brings twenty libraries along, whose loading costs more than all that a
// command without a network does. Its types and constants come from its header; its functions are those below, with
// the types that Swift can call in place of variadic ones.

#include <curl/curl.h>

typedef size_t (*mlops_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef int (*mlops_curl_seek)(void *context, curl_off_t offset, int origin);
typedef int (*mlops_curl_progress)(
    void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up);

/// Loads and starts libcurl, once. 0 when it is not there; everything else may only be called after a 1.
int mlops_curl_start(void);

void *mlops_curl_open(void);
void mlops_curl_close(void *handle);
void mlops_curl_reset(void *handle);
CURLcode mlops_curl_perform(void *handle);
const char *mlops_curl_words(CURLcode code);

CURLcode mlops_curl_set_long(void *handle, CURLoption option, long value);
CURLcode mlops_curl_set_offset(void *handle, CURLoption option, curl_off_t value);
/// libcurl copies the text, except that of CURLOPT_POSTFIELDS.
CURLcode mlops_curl_set_text(void *handle, CURLoption option, const char *value);
CURLcode mlops_curl_set_headers(void *handle, struct curl_slist *headers);
/// All callbacks with their one context; sockets that no child inherits; http and https, nothing else.
void mlops_curl_prepare(
    void *handle, void *context, mlops_curl_data header, mlops_curl_data write, mlops_curl_data read,
    mlops_curl_seek seek, mlops_curl_progress progress);
CURLcode mlops_curl_get_long(void *handle, CURLINFO info, long *value);

long mlops_curl_auth_basic(void);
long mlops_curl_auth_negotiate(void);
long mlops_curl_auth_any(void);

struct curl_slist *mlops_curl_list_append(struct curl_slist *list, const char *text);
void mlops_curl_list_free(struct curl_slist *list);

/// curl_url(3) and what belongs to it. The text of `get` is freed by `mlops_curl_free`.
void *mlops_curl_url(void);
void mlops_curl_url_close(void *url);
CURLUcode mlops_curl_url_set(void *url, CURLUPart part, const char *text, unsigned int flags);
CURLUcode mlops_curl_url_get(void *url, CURLUPart part, char **text, unsigned int flags);
void mlops_curl_free(void *text);

#endif
