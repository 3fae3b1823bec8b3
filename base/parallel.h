// Work that splits into independent pieces, on several threads.
#ifndef INDGANG_BASE_PARALLEL_H_
#define INDGANG_BASE_PARALLEL_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace indgang {

// Calls body(0) … body(count - 1), each once, on up to `threads` threads (the caller's is one of them; less than 1
// counts as 1), and returns when all are done. They begin in order, so that what takes long is best put first; a piece
// should be worth some microseconds. A deterministic caller writes to slot i.
void ParallelFor(int threads, std::size_t count, absl::FunctionRef<void(std::size_t)> body);

// Threads the machine can run at once, at least 1.
int HardwareThreads();

}  // namespace indgang

#endif  // INDGANG_BASE_PARALLEL_H_
