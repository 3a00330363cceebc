#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int cs_rename_noreplace(const char *from, const char *to) {
#ifdef __linux__
  if (renameat2(-100 /* AT_FDCWD */, from, -100, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  if (link(from, to) != 0) return errno;
  return unlink(from) == 0 ? 0 : errno;
}

int cs_syncfs(int descriptor) {
#ifdef __linux__
  return syncfs(descriptor) == 0 ? 0 : errno;
#else
  return fsync(descriptor) == 0 ? 0 : errno;
#endif
}
