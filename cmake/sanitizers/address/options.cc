// How the address and undefined-behaviour sanitizers judge the programs of the asan preset; see
// docs/adr/2026-11-21-sanitizers.md. ASAN_OPTIONS and UBSAN_OPTIONS go before what is said here.

extern "C" const char* __asan_default_options() {
  return "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1";
}

extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1"; }

// c-ares 1.18, which gRPC's clients ask for addresses, loses a copy of each name it looked up.
extern "C" const char* __lsan_default_suppressions() { return "leak:libcares.so\n"; }
