// Shows the thread sanitizer how gRPC hands work over. A batch of operations (send a message, end the call) is started
// on one thread and its end is told on another; between them lie queues without locks in a library that Debian builds
// without the sanitizer. Whatever was done before the batch was started has been done when its end is told.
#include <grpc/grpc.h>
#include <grpcpp/support/callback_common.h>
#include <grpcpp/support/server_callback.h>
#include <sanitizer/tsan_interface.h>

#include "cmake/sanitizers/thread/in_library.h"

// Stands before the function of libgrpc.so.
extern "C" grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* operations, size_t count, void* tag,
                                                 void* reserved) {
  static auto* const start = indgang::InLibrary<decltype(grpc_call_start_batch)>("grpc_call_start_batch");
  __tsan_release(tag);
  return start(call, operations, count, tag, reserved);
}

// Takes the place of CallbackWithSuccessTag::StaticRun, which gRPC's threads call when a batch has ended: it is inline
// in gRPC's header, so that the linker prefers this one.
extern "C" void RunCallback(grpc_completion_queue_functor* tag, int ok) asm(
    "_ZN4grpc8internal22CallbackWithSuccessTag9StaticRunEP29grpc_completion_queue_functori");
extern "C" void RunCallback(grpc_completion_queue_functor* tag, int ok) {
  __tsan_acquire(tag);
  static_cast<grpc::internal::CallbackWithSuccessTag*>(tag)->force_run(ok != 0);
}

namespace grpc::internal {

// Stands before the function of libgrpc++.so. Who ends a call last has waited for everybody who counted down; those who
// did so in the library are not seen.
void ServerCallbackCall::ScheduleOnDone(bool inline_ondone) {
  static auto* const schedule =
      indgang::InLibrary<void(ServerCallbackCall*, bool)>("_ZN4grpc8internal18ServerCallbackCall14ScheduleOnDoneEb");
  __tsan_acquire(&callbacks_outstanding_);
  schedule(this, inline_ondone);
}

}  // namespace grpc::internal
