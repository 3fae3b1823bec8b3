// absl::Time in protobuf messages.
#ifndef INDGANG_SERVER_DOMAIN_TIMES_H_
#define INDGANG_SERVER_DOMAIN_TIMES_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace indgang::domain {

// To the nanosecond, rounded down. `time` is between the years 1 and 9999.
google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_TIMES_H_
