#pragma once
// System calls that Glibc's Swift module does not show (_GNU_SOURCE), each returning 0 or an errno value.

// Renames without ever replacing: EEXIST when the new name is taken. Falls back to link + unlink where the
// file system knows no RENAME_NOREPLACE (regular files only).
int cs_rename_noreplace(const char *from, const char *to);

// Flushes everything written to the file system that holds the open descriptor.
int cs_syncfs(int descriptor);

// Gives back the pages of code and constants that only the start needed: they are clean copies of files and come back
// from the page cache when they are used again. Changes nothing but the resident size.
void cs_release_start_pages(void);
