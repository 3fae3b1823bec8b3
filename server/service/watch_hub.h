// Tells watchers what happens: follows the feed, once for all of them.
#ifndef INDGANG_SERVER_SERVICE_WATCH_HUB_H_
#define INDGANG_SERVER_SERVICE_WATCH_HUB_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/service/access_log.h"
#include "server/service/directory_table.h"
#include "server/service/token_table.h"
#include "server/service/watcher.h"
#include "server/storage/storage.h"

namespace indgang::service {

struct WatchOptions {
  // Streams at a time, of all callers together.
  int max_watchers = 20'000;
  // Messages that wait for one reader before its stream is ended.
  std::size_t max_waiting = 1'000;
  // A stream on which nothing happens gets a resume token this often.
  absl::Duration heartbeat = absl::Seconds(30);
  // Time that a stream that was told to end has for its last message.
  absl::Duration patience = absl::Seconds(10);
};

// Where a stream goes on, as callers keep it: a sequence of the feed and the beginning of its hash, so that a token of
// another database (or of one that was put back from a backup) is noticed.
std::string MakeResumeToken(const storage::FeedPlace& place);
// The sequence in the token, if it is one of this database's. Error: INVALID_ARGUMENT RESUME_TOKEN_INVALID.
absl::StatusOr<std::int64_t> ReadResumeToken(storage::ReadTransaction& tx, absl::string_view token);

// Its own thread reads the database and hands messages to gRPC. A stream that begins with a token of the past first
// gets what it missed, from the database, then goes on with the others. Methods may be called from any thread.
class WatchHub {
 public:
  // All of them outlive the hub.
  WatchHub(storage::Storage& storage, const TokenTable& tokens, const DirectoryTable& directory, AccessLog& access,
           const WatchOptions& options = {});
  ~WatchHub();

  // Takes a stream that goes on from `resume_token`, empty for now. Errors end it: RESOURCE_EXHAUSTED
  // TOO_MANY_WATCHERS, INVALID_ARGUMENT RESUME_TOKEN_INVALID.
  void Add(std::shared_ptr<Watcher> watcher, const std::string& resume_token);

  // Open streams.
  int watchers() const { return watchers_; }

  // Ends all streams, those to come too.
  void EndAll(const absl::Status& status);

 private:
  // A watcher and how far it has come. Used on the hub's thread alone.
  struct Follower {
    std::shared_ptr<Watcher> watcher;
    std::string resume_token;
    std::int64_t position = 0;
    // Token of `position`.
    std::shared_ptr<const std::string> token;
    bool begun = false;
    bool live = false;
  };
  struct Batch;

  void Run();
  void Begin();
  void Follow();
  // Whether it got on.
  bool CatchUp(Follower& follower);
  absl::StatusOr<Batch> ReadBatch(std::int64_t after, int limit, const std::vector<std::string>& scopes,
                                  bool with_cases, bool live) const;
  void Deliver(Follower& follower, Batch& batch) const;
  void SendToken(Follower& follower) const;
  void Tick();

  storage::Storage& storage_;
  const TokenTable& tokens_;
  const DirectoryTable& directory_;
  AccessLog& access_;
  const WatchOptions options_;
  std::atomic<int> watchers_ = 0;

  absl::Mutex mutex_;
  std::vector<Follower> joining_ ABSL_GUARDED_BY(mutex_);
  bool committed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Not OK once all were told to end.
  absl::Status end_ ABSL_GUARDED_BY(mutex_);

  // Of the hub's thread.
  std::list<Follower> followers_;
  // What the live followers have been told of.
  std::int64_t position_ = 0;
  std::thread thread_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_WATCH_HUB_H_
