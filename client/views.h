// What the tables say: messages of the contract as text for people. Every function returns whole lines, fitted to a
// terminal of `width` columns (0: as long as they get), with nothing in them that a terminal would act on.
#ifndef INDGANG_CLIENT_VIEWS_H_
#define INDGANG_CLIENT_VIEWS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/words.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "indgang/admin/v1/token.pb.h"
#include "indgang/cases/v1/case.pb.h"
#include "indgang/cases/v1/case_event.pb.h"
#include "indgang/cases/v1/case_file.pb.h"
#include "indgang/cases/v1/case_plan.pb.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/cases/v1/referral.pb.h"
#include "indgang/directory/v1/directory_service.pb.h"
#include "indgang/directory/v1/member.pb.h"
#include "indgang/knowledge/v1/authority.pb.h"
#include "indgang/knowledge/v1/package.pb.h"
#include "indgang/knowledge/v1/routing.pb.h"
#include "indgang/knowledge/v1/service.pb.h"

namespace indgang::client {

template <typename Message>
using Repeated = google::protobuf::RepeatedPtrField<Message>;

// knowledge_views.cc
std::string RenderSuggestions(const Repeated<knowledge::v1::RoutingSuggestion>& suggestions, Say say,
                              std::size_t width);
std::string RenderService(const knowledge::v1::Service& service, Say say, std::size_t width);
std::string RenderPackage(const knowledge::v1::Package& package, Say say, std::size_t width);
std::string RenderAuthority(const knowledge::v1::Authority& authority, Say say, std::size_t width);
// The promised time, else the statutory one; "ask us" when nobody has a source for either.
std::string ProcessingWords(const knowledge::v1::Service& service, Say say);

// case_views.cc
// The answer to "what do I tell the company": number, contact person, due times, and where its application went, or
// else whom the question seems to belong to.
std::string RenderReceipt(const cases::v1::RegisterEnquiryResponse& receipt, Say say, std::size_t width);
// Who, what state, which clocks. `now` decides what is late.
std::string RenderCaseHead(const cases::v1::Case& subject, absl::Time now, Say say, std::size_t width);
std::string RenderCase(const cases::v1::Case& subject, const Repeated<cases::v1::Referral>& referrals,
                       const Repeated<cases::v1::Interaction>& interactions, absl::Time now, Say say,
                       std::size_t width);
// `by` names what the counts are grouped by.
std::string RenderCaseCounts(const Repeated<cases::v1::CaseCount>& counts, const std::vector<std::string>& by, Say say,
                             std::size_t width);
std::string RenderCases(const Repeated<cases::v1::Case>& cases, absl::Time now, Say say, std::size_t width);
std::string RenderInteractions(const Repeated<cases::v1::Interaction>& interactions, Say say, std::size_t width);
std::string RenderReferral(const cases::v1::Referral& referral, Say say, std::size_t width);
std::string RenderReferrals(const Repeated<cases::v1::Referral>& referrals, absl::Time now, Say say, std::size_t width);

// case_file_views.cc
std::string RenderNotes(const Repeated<cases::v1::Note>& notes, Say say, std::size_t width);
std::string RenderAttachments(const Repeated<cases::v1::Attachment>& attachments, Say say, std::size_t width);
std::string RenderFollowUps(const Repeated<cases::v1::FollowUp>& follow_ups, Say say, std::size_t width);

// plan_views.cc
std::string RenderPlan(const cases::v1::CasePlan& plan, Say say, std::size_t width);
std::string RenderPlanDifferences(const Repeated<cases::v1::PlanDifference>& differences,
                                  const cases::v1::PlanTotals& before, const cases::v1::PlanTotals& after, Say say,
                                  std::size_t width);

// event_views.cc
// One event on one line, with its case; ends with "\n".
std::string RenderEventLine(const cases::v1::CaseEvent& event, Say say);
std::string RenderEvents(const Repeated<cases::v1::CaseEvent>& events, Say say, std::size_t width);

// directory_views.cc
std::string RenderMember(const directory::v1::Member& member, Say say, std::size_t width);
std::string RenderMembers(const Repeated<directory::v1::Member>& members, Say say, std::size_t width);
std::string RenderUnits(const Repeated<directory::v1::Unit>& units, Say say, std::size_t width);

// token_views.cc
std::string RenderToken(const admin::v1::Token& token, Say say, std::size_t width);
std::string RenderTokens(const Repeated<admin::v1::Token>& tokens, Say say, std::size_t width);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_VIEWS_H_
