#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __linux__
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#endif
#include <stdint.h>
#include <stdio.h>
#include <string.h>
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

int cs_pipe(int ends[2], int is_non_blocking) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC | (is_non_blocking ? O_NONBLOCK : 0)) == 0 ? 0 : errno;
#else
  if (pipe(ends) != 0) return errno;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    if (is_non_blocking) fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  return 0;
#endif
}

int cs_unnamed_file(const char *folder) {
#ifdef O_TMPFILE
  return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#else
  (void)folder;
  return -1;
#endif
}

#ifdef __linux__
static int release_segments(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  long page = *(long *)context;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    // Writable segments hold relocated data that no file could give back.
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(uintptr_t)(page - 1);
    uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_filesz) & ~(uintptr_t)(page - 1);
    if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}
#endif

void cs_release_memory(void) {
#ifdef __linux__
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  long page = sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(release_segments, &page);
#endif
}

int cs_holds(const void *bytes, unsigned long size, const void *part, unsigned long part_size) {
  return memmem(bytes, size, part, part_size) != NULL;
}
