#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#ifdef __linux__
#include <link.h>
#include <sys/mman.h>
#endif
#include <stdint.h>
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

void cs_release_start_pages(void) {
#ifdef __linux__
  long page = sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(release_segments, &page);
#endif
}
