#define _GNU_SOURCE
#include "CCage.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// A failed allocation ends a Swift program by a trap; what the trap was for is only in errno, of the same thread.
static void last_words(int signal) {
  if (errno == ENOMEM) _exit(CS_EXIT_OUT_OF_MEMORY);
  raise(signal);
}

void cs_report_want_of_memory(void) {
  static char stack[64 << 10];
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternative, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = last_words;
  // Reset and not deferred: raising it again ends the process by the signal it was.
  action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}

void cs_limit_processor(unsigned seconds) {
  struct rusage used;
  struct rlimit limit;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
  limit.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + seconds;
  setrlimit(RLIMIT_CPU, &limit);
}

#ifdef __GLIBC__
#include <malloc.h>
void cs_keep_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
#else
void cs_keep_memory(void) {}
#endif

static bool limit(int resource, uint64_t most) {
  struct rlimit both = {most, most};
  return setrlimit(resource, &both) == 0;
}

#ifdef __linux__
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// The numbers of the kernel's interface that the headers of this system may be too old for (linux/landlock.h).
enum {
  files_refer = 1 << 13,
  files_truncate = 1 << 14,
  files_devices = 1 << 15,
  net_all = (1 << 0) | (1 << 1),
  scope_all = (1 << 0) | (1 << 1)
};
struct ruleset {
  uint64_t files, net, scope;
};

// Where glibc keeps its converters of old character sets: system code that is loaded when a page needs one.
static const char *const converters[] = {
    "/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib/aarch64-linux-gnu/gconv", "/usr/lib64/gconv", "/usr/lib/gconv"};

static int restrict_files(void) {
  int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return 0;
  struct ruleset rules = {.files = (1 << 13) - 1};
  if (version >= 2) rules.files |= files_refer;
  if (version >= 3) rules.files |= files_truncate;
  if (version >= 4) rules.net = net_all;
  if (version >= 5) rules.files |= files_devices;
  if (version >= 6) rules.scope = scope_all;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int set = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
  if (set < 0) return 0;
  for (size_t i = 0; i < sizeof converters / sizeof *converters; i++) {
    int folder = open(converters[i], O_PATH | O_CLOEXEC);
    if (folder < 0) continue;
    struct landlock_path_beneath_attr rule = {
        .allowed_access =
            LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE,
        .parent_fd = folder};
    syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(folder);
  }
  long failed = syscall(SYS_landlock_restrict_self, set, 0);
  close(set);
  return failed ? 0 : version;
}

// What a program that only computes needs of the kernel, and no more.
static const char *const allowed[] = {
    "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "recvmsg", "sendmsg", "fstat", "stat",
    "lstat", "newfstatat", "statx", "fcntl", "ftruncate", "poll", "ppoll", "mmap", "munmap", "mprotect", "mremap",
    "madvise", "brk", "futex", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "getpid", "gettid",
    "getrandom", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "sched_yield",
    "sched_getaffinity", "getcpu", "getrusage", "getrlimit", "setrlimit", "exit", "exit_group", "restart_syscall",
    "set_robust_list", "rseq", "membarrier", "uname", "sysinfo", "geteuid", "getuid", "getegid", "getgid"};

// No reader ever has an honest reason for these: trying one ends it on the spot.
static const char *const fatal[] = {
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "execve", "execveat", "fork", "vfork",
    "ptrace", "kill", "tkill", "process_vm_readv", "process_vm_writev", "mount", "umount2", "unshare", "setns", "bpf",
    "perf_event_open", "init_module", "finit_module", "keyctl", "add_key", "request_key", "io_uring_setup", "userfaultfd",
    "open_by_handle_at", "pidfd_open", "pidfd_getfd", "reboot", "chroot", "pivot_root"};

static bool filter_calls(bool files_are_restricted) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return false;
  bool fine = true;
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
    int call = seccomp_syscall_resolve_name(allowed[i]);
    if (call >= 0) fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  }
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
    int call = seccomp_syscall_resolve_name(fatal[i]);
    if (call >= 0) fine &= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) == 0;
  }
  // Files are opened only where Landlock watches; without it none is.
  if (files_are_restricted) fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0) == 0;
  // Threads but no processes. clone3 hides its flags from the filter: glibc takes clone when it is not there.
  fine &= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
  fine &= seccomp_rule_add(
              filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
              SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
  // Signals to nobody but itself: that is how a program aborts.
  fine &= seccomp_rule_add(
              filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
  // Its own limits, not those of others.
  fine &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0)) == 0;
  fine = fine && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return fine;
}

// Root reads every file that it can name; nobody is what a reader should be.
static bool give_up_root(void) {
  if (geteuid() != 0) return true;
  const unsigned nobody = 65534;
  if (setgroups(0, NULL) != 0) return false;
  return setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0;
}

cs_cage cs_enter_cage(cs_limits limits) {
  cs_cage cage = {.limits = true};
  cage.unprivileged = give_up_root();
  // After the change of user, which clears it: a reader never outlives the process that feeds it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  if (limits.memory) cage.limits &= limit(RLIMIT_AS, limits.memory);
  if (limits.output) cage.limits &= limit(RLIMIT_FSIZE, limits.output);
  if (limits.files) cage.limits &= limit(RLIMIT_NOFILE, limits.files);
  cage.limits &= limit(RLIMIT_CORE, 0);
  cage.no_new_privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!cage.no_new_privileges) return cage;
  cage.landlock = restrict_files();
  cage.seccomp = filter_calls(cage.landlock > 0);
  return cage;
}
#else
cs_cage cs_enter_cage(cs_limits limits) {
  cs_cage cage = {.limits = true};
  if (limits.output) cage.limits &= limit(RLIMIT_FSIZE, limits.output);
  if (limits.files) cage.limits &= limit(RLIMIT_NOFILE, limits.files);
  cage.limits &= limit(RLIMIT_CORE, 0);
  return cage;
}
#endif
