// The knowledge base the service works from, replaced while it runs when its file changes.
#ifndef INDGANG_SERVER_SERVICE_KNOWLEDGE_SOURCE_H_
#define INDGANG_SERVER_SERVICE_KNOWLEDGE_SOURCE_H_

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/file_signature.h"
#include "knowledge/routing.h"
#include "server/service/log.h"

namespace indgang::service {

// May be used from any thread.
class KnowledgeSource {
 public:
  // Reads the bundle at `path`. Errors: those of knowledge::LoadBundle. `clock` stamps log lines; both outlive the
  // source.
  static absl::StatusOr<std::unique_ptr<KnowledgeSource>> Open(const std::string& path, const Clock& clock, Log& log);
  ~KnowledgeSource();

  // What a call works with from its beginning to its end, whatever is loaded meanwhile.
  std::shared_ptr<const knowledge::Router> Current() const;

  // The same, when it was loaded, and how long reading and indexing it took.
  struct Loaded {
    std::shared_ptr<const knowledge::Router> router;
    absl::Time time;
    absl::Duration took;
  };
  Loaded Newest() const;

  // Loads the file if it is another than last time. One that cannot be used is logged once, and the content in use
  // stays. Not for use from several threads at once.
  void Refresh();

  // Calls Refresh every `interval` from a thread of its own until destruction. Call at most once.
  void StartWatching(absl::Duration interval);

 private:
  KnowledgeSource(std::string path, const Clock& clock, Log& log) : path_(std::move(path)), clock_(clock), log_(log) {}

  absl::StatusOr<Loaded> Load() const;

  const std::string path_;
  const Clock& clock_;
  Log& log_;
  FileSignature seen_;
  mutable absl::Mutex mutex_;
  Loaded newest_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread watcher_;
};

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_KNOWLEDGE_SOURCE_H_
