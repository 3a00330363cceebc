// Bytes and open files over a socket between two processes (unix(7), SCM_RIGHTS).
#define _GNU_SOURCE
#include "CCage.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

enum { most = 2 };

long cs_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count) {
  struct iovec piece = {(void *)bytes, count};
  union {
    char space[CMSG_SPACE(sizeof(int) * most)];
    struct cmsghdr align;
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  if (descriptor_count > most) return -EINVAL;
  if (descriptor_count > 0) {
    message.msg_control = control.space;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
  }
  ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  return sent < 0 ? -errno : sent;
}

long cs_receive(int socket, void *bytes, size_t count, int *descriptors) {
  struct iovec piece = {bytes, count};
  union {
    char space[CMSG_SPACE(sizeof(int) * most)];
    struct cmsghdr align;
  } control;
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
  for (int i = 0; i < most; i++) descriptors[i] = -1;
  ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (got < 0) return -errno;
  int taken = 0;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int number = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int i = 0; i < number; i++) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + sizeof(int) * i, sizeof descriptor);
      if (taken < most) {
        descriptors[taken++] = descriptor;
      } else {
        close(descriptor);
      }
    }
  }
  return got;
}
