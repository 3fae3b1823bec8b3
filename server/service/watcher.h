// One open stream of WatchService.
#ifndef INDGANG_SERVER_SERVICE_WATCHER_H_
#define INDGANG_SERVER_SERVICE_WATCHER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "indgang/admin/v1/token.pb.h"

namespace indgang::service {

// What a stream shows. Empty fields do not filter.
struct WatchWish {
  enum class Kind { kCases, kReferrals };
  Kind kind = Kind::kCases;
  // Who watches, and by which method.
  std::shared_ptr<const admin::v1::Token> caller{};
  std::string method{};
  std::string case_number{};
  std::string contact_person{};
  std::string authority{};
  // The caller's "authorization" header, to notice when its token is revoked or its member leaves.
  std::string authorization{};
};

// The gRPC side of a stream: a bounded queue of messages and an end. May be used from any thread; lives until gRPC is
// done with it and nobody else holds it.
class Watcher final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  using Ended = std::function<void(const absl::Status&)>;

  // `ended` is called once, last, with how the stream ended.
  static std::shared_ptr<Watcher> Make(WatchWish wish, grpc::CallbackServerContext& context, Ended ended);

  const WatchWish& wish() const { return wish_; }

  // Queues a message after which the stream goes on from `token`. When more than `max_waiting` wait, ends the stream
  // with RESOURCE_EXHAUSTED WATCHER_TOO_SLOW (metadata "resume_token": after the last message handed to gRPC) instead.
  void Send(const grpc::ByteBuffer& message, const std::string& token, std::size_t max_waiting);

  // Ends the stream after the message that is being written; those that wait are dropped. The first end counts.
  void End(const absl::Status& status);

  // Cuts a stream that was told to end before `time` and whose reader takes nothing.
  void CutIfStuck(absl::Time time);

  // It was told to end.
  bool ended() const;
  // gRPC is done with it.
  bool gone() const;
  // Messages that wait.
  std::size_t waiting() const;
  // When the last message was queued.
  absl::Time last_sent() const;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  struct Message {
    grpc::ByteBuffer bytes;
    std::string token;
  };

  Watcher(WatchWish wish, grpc::CallbackServerContext& context, Ended ended)
      : wish_(std::move(wish)), context_(context), on_ended_(std::move(ended)) {}
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndLocked(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WatchWish wish_;
  grpc::CallbackServerContext& context_;  // until OnDone
  const Ended on_ended_;
  // What keeps it alive until OnDone.
  std::shared_ptr<Watcher> self_;

  mutable absl::Mutex mutex_;
  std::deque<Message> waiting_ ABSL_GUARDED_BY(mutex_);
  // Being written; a place that does not move.
  grpc::ByteBuffer current_ ABSL_GUARDED_BY(mutex_);
  // Where the stream goes on after what was handed to gRPC.
  std::string token_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_sent_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time ended_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_WATCHER_H_
