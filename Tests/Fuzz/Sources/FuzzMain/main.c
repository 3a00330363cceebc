// The program is libFuzzer's: its `main` calls the function that `Fuzz.swift` gives.
#include <stddef.h>
#include <stdint.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *start, size_t count);

// Named here so that the linker takes it along.
int (*const fuzz_target)(const uint8_t *, size_t) = LLVMFuzzerTestOneInput;
