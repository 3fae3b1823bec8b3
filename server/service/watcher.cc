#include "server/service/watcher.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/errors.h"
#include "server/service/status_conversion.h"

namespace indgang::service {

std::shared_ptr<Watcher> Watcher::Make(WatchWish wish, grpc::CallbackServerContext& context, Ended ended) {
  std::shared_ptr<Watcher> watcher(new Watcher(std::move(wish), context, std::move(ended)));
  watcher->self_ = watcher;
  return watcher;
}

void Watcher::Send(const grpc::ByteBuffer& message, const std::string& token, std::size_t max_waiting) {
  const absl::MutexLock lock(&mutex_);
  if (ended_) return;
  if (waiting_.size() >= max_waiting) {
    EndLocked(MakeError(absl::StatusCode::kResourceExhausted, "WATCHER_TOO_SLOW",
                        "messages come faster than they are read; go on from the resume_token",
                        {{"resume_token", token_}}));
    return;
  }
  waiting_.push_back({message, token});
  last_sent_ = absl::Now();
  WriteNext();
}

void Watcher::End(const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  EndLocked(status);
}

void Watcher::EndLocked(const absl::Status& status) {
  if (ended_) return;
  ended_ = true;
  ended_at_ = absl::Now();
  status_ = status;
  waiting_.clear();
  WriteNext();
}

void Watcher::WriteNext() {
  if (writing_ || finished_) return;
  if (ended_) {
    finished_ = true;
    Finish(ToGrpcStatus(status_));
    return;
  }
  if (waiting_.empty()) return;
  writing_ = true;
  current_ = std::move(waiting_.front().bytes);
  token_ = std::move(waiting_.front().token);
  waiting_.pop_front();
  StartWrite(&current_);
}

void Watcher::OnWriteDone(bool ok) {
  const absl::MutexLock lock(&mutex_);
  writing_ = false;
  current_.Clear();
  if (!ok) EndLocked(MakeError(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller went away"));
  WriteNext();
}

void Watcher::OnCancel() { End(MakeError(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller went away")); }

void Watcher::CutIfStuck(absl::Time time) {
  const absl::MutexLock lock(&mutex_);
  if (!gone_ && ended_ && ended_at_ < time) context_.TryCancel();
}

bool Watcher::ended() const {
  const absl::MutexLock lock(&mutex_);
  return ended_;
}

bool Watcher::gone() const {
  const absl::MutexLock lock(&mutex_);
  return gone_;
}

std::size_t Watcher::waiting() const {
  const absl::MutexLock lock(&mutex_);
  return waiting_.size();
}

absl::Time Watcher::last_sent() const {
  const absl::MutexLock lock(&mutex_);
  return last_sent_;
}

void Watcher::OnDone() {
  absl::Status status;
  {
    const absl::MutexLock lock(&mutex_);
    gone_ = true;
    ended_ = true;
    status = status_;
  }
  on_ended_(status);
  // May destroy this.
  const std::shared_ptr<Watcher> last = std::move(self_);
}

}  // namespace indgang::service
