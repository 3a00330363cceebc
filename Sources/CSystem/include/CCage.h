#pragma once
// The cage of a reader process: what the kernel forbids it, from inside and for good. Linux only; elsewhere a cage holds
// nothing and says so.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a reader may use at most; 0 leaves a limit as it is.
typedef struct {
  uint64_t memory;  // bytes of address space
  uint64_t output;  // bytes of any file that it writes to
  uint64_t files;   // open descriptors
} cs_limits;

// What is in force after cs_enter_cage. 0 = not to be had on this kernel.
typedef struct {
  bool limits;
  bool no_new_privileges;
  bool unprivileged;  // not root, or root given up
  int landlock;       // the version of the kernel's interface
  bool seccomp;
} cs_cage;

// Confines the calling process, which must have one thread. What cannot be had is left out and told.
cs_cage cs_enter_cage(cs_limits limits);

// Sets the processor time from now after which the process is stopped by SIGXCPU.
void cs_limit_processor(unsigned seconds);

// Lets a process that dies for want of memory say so: it ends with this status instead of by a signal.
#define CS_EXIT_OUT_OF_MEMORY 71
void cs_report_want_of_memory(void);

// Lets the process keep the memory that it frees, up to some megabytes: the next document wants as much.
void cs_keep_memory(void);

// Starts a program with nothing but three descriptors: `errors` as 2, `socket` as 3, /dev/null as 0 and 1; in a session of
// its own, with default signals and an empty environment but for what is given. Returns 0 or an errno value.
int cs_spawn(const char *path, char *const arguments[], char *const environment[], int socket, int errors, int *process);

// Sends bytes with up to 2 descriptors over a socket; returns the bytes sent, or minus an errno value.
long cs_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count);

// Receives bytes and up to 2 descriptors, unused places set to -1; returns the bytes received, 0 at the end, or minus errno.
long cs_receive(int socket, void *bytes, size_t count, int *descriptors);
