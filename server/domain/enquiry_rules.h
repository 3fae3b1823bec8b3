// The rules of an enquiry that does not just open a case: one that belongs to a case that is there, one that is
// answered at once, and one that applies for permits.
#ifndef INDGANG_SERVER_DOMAIN_ENQUIRY_RULES_H_
#define INDGANG_SERVER_DOMAIN_ENQUIRY_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "indgang/cases/v1/case_service.pb.h"
#include "indgang/cases/v1/referral_service.pb.h"
#include "indgang/knowledge/v1/knowledge_service.pb.h"
#include "server/domain/case_rules.h"

namespace indgang::domain {

// Whether both come from one company: the same CVR number or, where one of them gives none (a company about to start),
// the same telephone or e-mail address. Telephones are compared without spaces and the Danish +45.
bool IsSameCompany(const cases::v1::Enquiry& one, const cases::v1::Enquiry& other);

// Attaches the enquiry to an open case, as interaction number `index`, and starts the clock of its reply. Errors:
// FAILED_PRECONDITION CASE_CLOSED, OTHER_COMPANY.
absl::StatusOr<Change> AttachEnquiry(const cases::v1::Case& before, const cases::v1::Enquiry& enquiry, int index,
                                     const Context& context);

// Registers, triages as simple, answers and closes, with the events of each. `registered` is what RegisterEnquiry
// returned.
absl::StatusOr<Change> AnswerInstantly(Change registered, const cases::v1::InstantAnswer& answer,
                                       const Context& context);

// Triages what the company applies for as simple, with the events of both. `registered` is what RegisterEnquiry
// returned.
Change TriageApplication(Change registered, const cases::v1::Application& application, const Context& context);

// What is sent to the office that decides on `service`, a Service.id of the bundle.
cases::v1::CreateReferralRequest PermitReferral(const cases::v1::Enquiry& enquiry, const std::string& service,
                                                const knowledge::Bundle& bundle);

// What the receipt says of the referral that came of it.
cases::v1::SentApplication MakeSentApplication(const cases::v1::Referral& permit);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_ENQUIRY_RULES_H_
