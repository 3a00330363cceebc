#pragma once

// Starts a program in a folder (NULL: this one), with no signals blocked and these three files and no others; a negative descriptor
// stands for /dev/null. 0 or an errno value. What Swift's Glibc does not show is needed for it.
int cspawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder, const int files[3], int *process);
