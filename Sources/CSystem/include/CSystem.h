#pragma once
#include "CCage.h"

// System calls that Glibc's Swift module does not show (_GNU_SOURCE), each returning 0 or an errno value.

// Renames without ever replacing: EEXIST when the new name is taken. Falls back to link + unlink where the
// file system knows no RENAME_NOREPLACE (regular files only).
int cs_rename_noreplace(const char *from, const char *to);

// Flushes everything written to the file system that holds the open descriptor.
int cs_syncfs(int descriptor);

// Gives back what is not in use just now: memory that the allocator keeps for later, and pages of code and constants, which are
// clean copies of files and come back from the page cache. Changes nothing but the resident size.
void cs_release_memory(void);

// Whether bytes hold other bytes somewhere.
int cs_holds(const void *bytes, unsigned long size, const void *part, unsigned long part_size);

// Makes a pipe whose ends are not handed on to children, and whose ends do not block if so wanted. 0 or an errno value.
int cs_pipe(int ends[2], int is_non_blocking);

// Starts a program that prints to a descriptor: in a folder, in a process group of its own, with this environment, and with
// nothing else open but /dev/null. It is killed when the calling thread ends. 0 or an errno value.
int cs_spawn_printing(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int *process);

// Opens a new file without a name in a folder; -1 where the file system has no such files.
int cs_unnamed_file(const char *folder);
