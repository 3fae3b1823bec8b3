// The five-day answer as a letter: written from a case, its plan and the guides, for a person to read, correct and
// send.
#ifndef INDGANG_SERVER_DOMAIN_ANSWER_DRAFT_H_
#define INDGANG_SERVER_DOMAIN_ANSWER_DRAFT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "server/domain/people.h"

namespace indgang::domain {

struct AnswerDraft {
  // One line.
  std::string subject;
  // Plain text, paragraphs and lists with "- ", lines not wrapped, at most kMaxText bytes: a longer letter leaves out
  // how to apply and what to have ready (the guides say it too), then the last sections.
  std::string text;
};

// `language` is "da" or "en"; what the content has in Danish only stays Danish. Numbers, dates and prices are the
// plan's; how to apply and what to have ready are from the guides as they are now. Without a plan the letter is written
// from the guides of the case's services. Error: FAILED_PRECONDITION NOTHING_TO_ANSWER_FROM when there are none either.
absl::StatusOr<AnswerDraft> DraftAnswer(const cases::v1::Case& subject, const std::optional<cases::v1::CasePlan>& plan,
                                        absl::string_view language, const Context& context);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_ANSWER_DRAFT_H_
