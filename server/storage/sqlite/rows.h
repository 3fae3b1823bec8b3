// What the parts of SqliteTransaction share: messages out of rows, and the ranges that records of a case lie in.
#ifndef INDGANG_SERVER_STORAGE_SQLITE_ROWS_H_
#define INDGANG_SERVER_STORAGE_SQLITE_ROWS_H_

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/errors.h"
#include "base/status_macros.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/storage/sqlite/connection.h"
#include "server/storage/sqlite/record_ids.h"

namespace indgang::storage {

inline constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kAfterAll = std::numeric_limits<std::int64_t>::max();

// INTERNAL STORAGE_FAILED: a mistake of the caller's, or a damaged record.
inline absl::Status Unusable(absl::string_view what) {
  return MakeError(absl::StatusCode::kInternal, "STORAGE_FAILED", what);
}

// The last id that a record of the case can have.
inline std::int64_t LastRecordId(std::int64_t case_id) { return RecordIdOf(case_id, kMaxRecordsPerCase); }

// The id that a page begins after: that of record `after`, whatever number that is.
inline std::int64_t PageStart(std::int64_t case_id, std::int64_t after) {
  return RecordIdOf(case_id, std::clamp<std::int64_t>(after, 0, kMaxRecordsPerCase));
}

// The id of a record that is to be written.
inline absl::StatusOr<std::int64_t> NewRecordId(absl::string_view case_number, std::int64_t index) {
  const std::optional<std::int64_t> id = ParseCaseNumber(case_number);
  if (id.has_value() && index >= 1 && index <= kMaxRecordsPerCase) return RecordIdOf(*id, index);
  return Unusable("A record of a case needs a case number like 2026-000123 and an index from 1 to 999,999.");
}

inline std::int64_t Microseconds(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

// SQLite takes a negative limit for none.
inline std::int64_t Limit(int limit) { return std::max(limit, 0); }

// NULL for an enum's unspecified value: no filter.
inline void BindEnum(Statement& statement, int value) { value == 0 ? statement.Null() : statement.Integer(value); }

template <typename Message>
absl::Status Parse(absl::string_view bytes, Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return Unusable("A stored record is damaged.");
}

// The same bytes for the same message, also with maps in it.
inline std::string RepeatableBytes(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&output);
  }
  return bytes;
}

// The messages in the first column of all rows.
template <typename Message>
absl::StatusOr<std::vector<Message>> Messages(Statement& statement) {
  std::vector<Message> messages;
  while (true) {
    INDGANG_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return messages;
    INDGANG_RETURN_IF_ERROR(Parse(statement.BytesAt(0), messages.emplace_back()));
  }
}

}  // namespace indgang::storage

#endif  // INDGANG_SERVER_STORAGE_SQLITE_ROWS_H_
