#ifndef INDGANG_CMAKE_SANITIZERS_THREAD_IN_LIBRARY_H_
#define INDGANG_CMAKE_SANITIZERS_THREAD_IN_LIBRARY_H_

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace indgang {

// The function of this (mangled) name that one of the program stands before. Ends the program when no library has it.
template <typename Function>
Function* InLibrary(const std::string& symbol) {
  void* const found = dlsym(RTLD_NEXT, symbol.c_str());
  if (found == nullptr) {
    std::fprintf(stderr, "cmake/sanitizers/thread: no library has %s\n", symbol.c_str());
    std::abort();
  }
  return reinterpret_cast<Function*>(found);
}

}  // namespace indgang

#endif  // INDGANG_CMAKE_SANITIZERS_THREAD_IN_LIBRARY_H_
