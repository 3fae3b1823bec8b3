#include "tests/support/metrics_parser.h"

#include <cmath>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace indgang::testing {
namespace {

// The metric that a sample's name belongs to.
std::string FamilyOf(const std::string& name, const std::map<std::string, std::string>& types) {
  for (const char* suffix : {"_bucket", "_sum", "_count"}) {
    const std::string family(absl::StripSuffix(name, suffix));
    const auto found = types.find(family);
    if (family != name && found != types.end() && found->second == "histogram") return family;
  }
  return name;
}

// Buckets of one histogram must grow, and the last be its count.
void CheckBuckets(Metrics& metrics, const std::vector<std::pair<std::string, double>>& in_order) {
  std::string series;
  double last = 0;
  for (const auto& [sample, value] : in_order) {
    static const std::regex bucket(R"x((.*)_bucket\{(.*?),?le="([^"]*)"\})x");
    std::smatch parts;
    if (!std::regex_match(sample, parts, bucket)) continue;
    const std::string labels = parts[2].length() == 0 ? "" : absl::StrCat("{", parts[2].str(), "}");
    const std::string now = parts[1].str() + labels;
    if (now == series && value < last) metrics.faults.push_back(absl::StrCat(sample, ": less than the bucket before"));
    if (parts[3] == "+Inf" && value != metrics.At(absl::StrCat(parts[1].str(), "_count", labels))) {
      metrics.faults.push_back(absl::StrCat(sample, ": not the count"));
    }
    series = now;
    last = value;
  }
}

}  // namespace

Metrics ParseMetrics(const std::string& text) {
  static const std::regex help(R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*)");
  static const std::regex type(R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram))");
  static const std::regex sample(
      R"x(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\})? (\S+))x");
  Metrics metrics;
  std::vector<std::pair<std::string, double>> in_order;
  std::string helped;
  if (!absl::EndsWith(text, "\n")) metrics.faults.push_back("the last line has no end");
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n', absl::SkipEmpty()))) {
    std::smatch parts;
    if (std::regex_match(line, parts, help)) {
      helped = parts[1];
    } else if (std::regex_match(line, parts, type)) {
      if (helped != parts[1]) metrics.faults.push_back(line + ": no HELP before it");
      if (!metrics.types.emplace(parts[1], parts[2]).second) metrics.faults.push_back(line + ": twice");
    } else if (std::regex_match(line, parts, sample)) {
      const std::string family = FamilyOf(parts[1], metrics.types);
      if (family != helped || metrics.types.count(family) == 0) metrics.faults.push_back(line + ": no TYPE before it");
      const std::string number = parts[3];
      char* end = nullptr;
      const double value = std::strtod(number.c_str(), &end);
      if (*end != '\0') metrics.faults.push_back(line + ": no number");
      const std::string key = parts[1].str() + parts[2].str();
      if (!metrics.samples.emplace(key, value).second) metrics.faults.push_back(line + ": twice");
      in_order.emplace_back(key, value);
    } else {
      metrics.faults.push_back(line);
    }
  }
  CheckBuckets(metrics, in_order);
  return metrics;
}

}  // namespace indgang::testing
