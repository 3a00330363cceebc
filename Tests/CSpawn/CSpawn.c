#define _GNU_SOURCE
#include "CSpawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

int cspawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, const int files[3], int *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigemptyset(&none);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  for (int number = 0; number < 3; number++) {
    if (files[number] >= 0) posix_spawn_file_actions_adddup2(&actions, files[number], number);
    else posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0);
  }
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  // In the child: what another thread has opened a moment ago must not live on there.
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  const int code = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}
