// What the five-day answer says of one step of a plan: when, and at what price.
#ifndef INDGANG_SERVER_DOMAIN_ANSWER_STEP_H_
#define INDGANG_SERVER_DOMAIN_ANSWER_STEP_H_

#include <string>

#include "indgang/cases/v1/case_plan.pb.h"
#include "server/domain/answer_words.h"

namespace indgang::domain {

// Applied for or decided.
bool IsUnderWay(const cases::v1::PlanStep& step);

// Whether a source says how long the step takes, or it takes none by its nature.
bool StatesATime(const cases::v1::PlanStep& step);

// What happened with it; else when it can begin and be in place, or without a plan (`planned` is false) how long it
// takes. "" when there is nothing to say.
std::string WhenText(const cases::v1::PlanStep& step, bool planned, const AnswerWords& words);

// "Price: free."; "" when no price is to be expected.
std::string PriceText(const cases::v1::PlanStep& step, const AnswerWords& words);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_ANSWER_STEP_H_
