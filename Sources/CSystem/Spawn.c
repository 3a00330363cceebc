#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int cs_spawn(const char *path, char *const arguments[], char *const environment[], int socket, int errors, int *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int code = posix_spawn_file_actions_init(&actions);
  if (code) return code;
  code = posix_spawnattr_init(&attributes);
  if (code) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  // Handlers and masks of the parent must not reach the child; a session of its own keeps a terminal's Ctrl-C from it.
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  // Out of the way of 0 to 3 first: the parent may have them under these numbers.
  const int highest = socket > errors ? socket : errors;
  const int parked_socket = (highest > 3 ? highest : 3) + 1, parked_errors = parked_socket + 1;
  posix_spawn_file_actions_adddup2(&actions, socket, parked_socket);
  posix_spawn_file_actions_adddup2(&actions, errors, parked_errors);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, parked_errors, 2);
  posix_spawn_file_actions_adddup2(&actions, parked_socket, 3);
#ifdef __linux__
  posix_spawn_file_actions_addclosefrom_np(&actions, 4);
#endif
  code = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

// What stands between the fork and the program: it shares the parent's memory until then, and calls nothing but the kernel.
static void become(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, pid_t parent) {
  // A program that prints for nobody would run on. Whoever starts it waits for it in the same thread, so this is not too early.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent) return;
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < _NSIG; number++) sigaction(number, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (setpgid(0, 0) || dup2(output, 3) < 0) return;
  const int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(3, 1) < 0 || dup2(nothing, 2) < 0) return;
  if (close_range(3, ~0U, 0) || chdir(folder)) return;
  execve(path, arguments, environment);
}

int cs_spawn_printing(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int *process) {
  volatile int code = 0;
  const pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  // No handler of the parent may run in the child.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = vfork();
  if (child == 0) {
    become(path, arguments, environment, folder, output, parent);
    code = errno ? errno : ESRCH;
    _exit(127);
  }
  if (child < 0) code = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (child > 0 && code) while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
  *process = child;
  return code;
}
