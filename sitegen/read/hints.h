// What an editor could do better, beyond what must be right: fifth stage, for content without errors.
#ifndef INDGANG_SITEGEN_READ_HINTS_H_
#define INDGANG_SITEGEN_READ_HINTS_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/draft.h"

namespace indgang::sitegen::read {

// Days before review_by from which on an item is to be read again.
inline constexpr int kReviewDays = 30;

// Reports two published items of one kind with the same title, and conditions that answers cannot change: warnings.
void CheckSense(const Draft& draft, Diagnostics& diagnostics);

// Reports hints on published items: nothing names them, long titles and summaries, text that is hard to read, English
// texts older than the Danish ones, authorities that cannot be called or written to. With `today` also what is to be
// read again within kReviewDays, and what is no longer valid.
void AddHints(const Draft& draft, std::optional<absl::CivilDay> today, Diagnostics& diagnostics);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_HINTS_H_
