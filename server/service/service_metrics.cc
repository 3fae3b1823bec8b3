#include "server/service/service_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "server/metrics/exposition.h"

namespace indgang::service {
namespace {

double Seconds(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

void WriteStorage(const storage::Statistics& storage, Exposition& out) {
  out.Begin("indgang_storage_waiting", Exposition::Type::kGauge,
            "Reads and writes that wait for the database; calls are refused with OVERLOADED at 10000.");
  out.Sample(storage.reads_waiting, {{"kind", "read"}});
  out.Sample(storage.writes_waiting, {{"kind", "write"}});
  out.Begin("indgang_storage_commit_seconds", Exposition::Type::kHistogram,
            "Time that a commit took, with the changes in it, until they were on disk.");
  out.Sample(storage.commit_seconds);
  out.Begin("indgang_storage_group_size", Exposition::Type::kHistogram, "Changes that shared one commit.");
  out.Sample(storage.group_size);
  out.Gauge("indgang_storage_wal_pages", "Pages of 4 KB in the write-ahead log.", storage.wal_pages);
}

absl::StatusOr<std::int64_t> Count(storage::ReadTransaction& tx, storage::CaseCondition condition) {
  storage::CaseCountQuery query;
  query.condition = std::move(condition);
  INDGANG_ASSIGN_OR_RETURN(const std::vector<storage::CaseCount> counts, tx.CountCases(query));
  return counts.empty() ? 0 : counts[0].count;
}

void WriteCases(const MetricsSources& sources, Exposition& out) {
  using storage::CaseCondition;
  using storage::CaseField;
  const CaseCondition open = CaseCondition::Equal(CaseField::kOpen, std::int64_t{1});
  const CaseCondition late =
      CaseCondition::All({open, CaseCondition::Compare(CaseField::kNextDueTime, CaseCondition::Comparison::kLess,
                                                       absl::ToUnixMicros(sources.clock.Now()))});
  std::int64_t open_cases = 0, late_cases = 0;
  const absl::Status counted = storage::ReadAndWait(sources.storage, [&](storage::ReadTransaction& tx) -> absl::Status {
    INDGANG_ASSIGN_OR_RETURN(open_cases, Count(tx, open));
    INDGANG_ASSIGN_OR_RETURN(late_cases, Count(tx, late));
    return absl::OkStatus();
  });
  if (!counted.ok()) return;
  out.Gauge("indgang_open_cases", "Cases that are not closed.", static_cast<double>(open_cases));
  out.Gauge("indgang_late_cases", "Open cases where what is due next was due before now.",
            static_cast<double>(late_cases));
}

// Open files, beside the folder that is opened to count them.
int OpenFiles() {
  DIR* const folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  int count = 0;
  while (const dirent* const entry = ::readdir(folder)) count += entry->d_name[0] == '.' ? 0 : 1;
  ::closedir(folder);
  return count - 1;
}

double ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  long long size = 0, resident = 0;
  const int read = std::fscanf(file, "%lld %lld", &size, &resident);
  std::fclose(file);
  return read == 2 ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

// Under the names that Prometheus' own clients use.
void WriteProcess(absl::Time started, Exposition& out) {
  rlimit files = {};
  ::getrlimit(RLIMIT_NOFILE, &files);
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  const absl::Duration busy = absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
  out.Begin("process_cpu_seconds_total", Exposition::Type::kCounter, "Processor time used.");
  out.Sample(absl::ToDoubleSeconds(busy));
  out.Gauge("process_max_fds", "Most files that may be open.", static_cast<double>(files.rlim_cur));
  out.Gauge("process_open_fds", "Open files, connections among them.", OpenFiles());
  out.Gauge("process_resident_memory_bytes", "Memory in use.", ResidentBytes());
  out.Gauge("process_start_time_seconds", "When the service was started, in seconds since 1970.", Seconds(started));
}

}  // namespace

std::string CollectMetrics(const MetricsSources& sources) {
  Exposition out;
  out.Begin("indgang_info", Exposition::Type::kGauge, "Version of the program and hash of the content it works from.");
  const KnowledgeSource::Loaded content = sources.knowledge.Newest();
  out.Sample(1, {{"version", sources.operation.version()},
                 {"content_hash", content.router->bundle().message().revision().content_hash()}});
  sources.operation.calls().Write(out);
  WriteCases(sources, out);
  out.Gauge("indgang_watchers", "Open streams of WatchService.", sources.server.watchers());
  out.Begin("indgang_access_records_deleted_total", Exposition::Type::kCounter,
            "Records of who read what that were kept long enough and deleted, since the start.");
  out.Sample(static_cast<double>(sources.server.access_log().deleted()));
  WriteStorage(sources.statistics, out);
  out.Gauge("indgang_content_load_time_seconds", "When the content was loaded, in seconds since 1970.",
            Seconds(content.time));
  out.Gauge("indgang_content_load_duration_seconds", "How long it took to read and index that content.",
            absl::ToDoubleSeconds(content.took));
  if (sources.tls != nullptr) {
    out.Gauge("indgang_tls_not_after_seconds", "When the certificate ends, in seconds since 1970.",
              Seconds(sources.tls->NotAfter()));
  }
  WriteProcess(sources.operation.start_time(), out);
  return out.text();
}

}  // namespace indgang::service
