// How the thread sanitizer judges the programs of the tsan preset; see docs/adr/2026-11-21-sanitizers.md. TSAN_OPTIONS
// goes before what is said here.
#include <sanitizer/tsan_interface.h>

// What Debian's libraries do to memory they own is theirs: they are not built with the sanitizer.
extern "C" const char* __tsan_default_options() {
  return "halt_on_error=1:second_deadlock_stack=1:ignore_noninstrumented_modules=1";
}
