// CVR numbers: the eight digits that identify a Danish company.
#ifndef INDGANG_SERVER_DOMAIN_CVR_H_
#define INDGANG_SERVER_DOMAIN_CVR_H_

#include "absl/strings/string_view.h"

namespace indgang::domain {

// Whether `number` is eight digits, the first not 0, whose sum weighted 2, 7, 6, 5, 4, 3, 2, 1 is divisible by 11. Says
// nothing about whether such a company exists.
bool IsValidCvrNumber(absl::string_view number);

}  // namespace indgang::domain

#endif  // INDGANG_SERVER_DOMAIN_CVR_H_
