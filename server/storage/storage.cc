#include "server/storage/storage.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"

namespace indgang::storage {
namespace {

// The status that a call passes to its Done.
class Result {
 public:
  Done Receiver() {
    return [this](absl::Status status) {
      const std::lock_guard<std::mutex> lock(mutex_);
      status_ = std::move(status);
      // Under the lock: afterwards this may be gone.
      arrived_.notify_one();
    };
  }

  absl::Status Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_.wait(lock, [this] { return status_.has_value(); });
    return *std::move(status_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<absl::Status> status_;
};

}  // namespace

std::string FeedHash(absl::string_view previous, absl::string_view event_hash) {
  return Sha256(absl::StrCat(previous, event_hash));
}

absl::Status ReadAndWait(Storage& storage, ReadBody body) {
  Result result;
  storage.Read(std::move(body), result.Receiver());
  return result.Wait();
}

absl::Status WriteAndWait(Storage& storage, WriteBody body) {
  Result result;
  storage.Write(std::move(body), result.Receiver());
  return result.Wait();
}

}  // namespace indgang::storage
