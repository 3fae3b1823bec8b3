#include "server/domain/cvr.h"

#include <array>

#include "absl/strings/ascii.h"

namespace indgang::domain {

bool IsValidCvrNumber(absl::string_view number) {
  constexpr std::array<int, 8> kWeights = {2, 7, 6, 5, 4, 3, 2, 1};
  if (number.size() != kWeights.size() || number.front() == '0') return false;
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(number[i]))) return false;
    sum += kWeights[i] * (number[i] - '0');
  }
  return sum % 11 == 0;
}

}  // namespace indgang::domain
