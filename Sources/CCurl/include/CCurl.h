#pragma once
// libcurl as Swift can call it: what libcurl declares variadic (setopt, getinfo) stands here once per shape of argument.
#include <curl/curl.h>
#include <stddef.h>

// Sets libcurl up; to be called once, before any other thread uses it.
CURLcode ccurl_global_init(void);

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode ccurl_set_headers(CURL *handle, struct curl_slist *headers);

// A list of texts that must live as long as the transfer.
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *list);

// Copies the bytes and makes the request a POST.
CURLcode ccurl_set_post_body(CURL *handle, const void *bytes, size_t length);

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef curl_socket_t (*ccurl_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*ccurl_connected_callback)(
    void *context, char *remote_address, char *local_address, int remote_port, int local_port);

// Sets the functions libcurl calls back, all with one context: body, header lines, "open a socket", "about to send".
CURLcode ccurl_set_callbacks(
    CURL *handle, void *context, ccurl_data_callback body, ccurl_data_callback header, ccurl_socket_callback socket,
    ccurl_connected_callback connected);

typedef int (*ccurl_talk_callback)(CURL *handle, curl_infotype kind, char *bytes, size_t length, void *context);

typedef int (*ccurl_progress_callback)(
    void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent);

// Has told how many bytes have come, before anything is decoded; anything but 0 breaks the transfer off.
CURLcode ccurl_set_progress(CURL *handle, void *context, ccurl_progress_callback progress);

// Has what is sent and received told as it passes the line, before anything is decoded.
CURLcode ccurl_set_talk(CURL *handle, void *context, ccurl_talk_callback talk);

CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode ccurl_get_string(CURL *handle, CURLINFO info, char **value);
CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value);

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
